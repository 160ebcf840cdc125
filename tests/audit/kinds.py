"""Sorts a site's pages by kind, after the site's own addresses, so that a new kind of page is judged by itself."""

import os
from urllib.parse import parse_qs, urlsplit

import django
from django.urls import Resolver404, resolve

from tests.audit.crawl import Page

# What must be there. The kinds of other views are called after the view.
NAMES = {
    "home": "Home",
    "publications:list": "Publications",
    "publications:list filtered": "Filtered list",
    "publications:detail analysis": "Analysis",
    "publications:detail interview": "Interview",
    "publications:history": "Version history",
    "publications:history filtered": "Comparison",
    "publications:edition": "Version",
    "topics:list": "Topics",
    "topics:detail": "Topic",
    "experts:list": "Experts",
    "experts:detail": "Expert",
    "experts:answers": "Answers",
    "search": "Search",
    "search filtered": "Search results",
    "feeds": "Feeds",
    "page": "Plain page",
    "not found": "Not found",
}
# The only kinds that may keep a page out of search engines: there is no end of them, or a newer version stands for it.
UNINDEXED = {"Filtered list", "Comparison", "Version", "Search results"}


def prepare() -> None:
    """Loads the addresses; nothing here touches a database."""
    os.environ |= {"DEBUG": "1", "DATABASE_URL": "postgresql:///none", "DJANGO_SETTINGS_MODULE": "institute.settings"}
    django.setup()


def sort(pages: list[Page]) -> dict[str, list[Page]]:
    """Pages by kind, in the order of NAMES, the heaviest of each kind first."""
    found: dict[str, list[Page]] = {name: [] for name in NAMES.values()}
    for page in pages:
        found.setdefault(kind_of(page), []).append(page)
    return {kind: sorted(of_kind, key=lambda page: -page.size) for kind, of_kind in found.items()}


def kind_of(page: Page) -> str:
    parts = urlsplit(page.address)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        view = "not found"
    if view in {"publications:list", "publications:history", "search"} and parse_qs(parts.query).keys() - {"page"}:
        view += " filtered"
    if view == "publications:detail":
        # A piece names its kind above its title, with a link to all of that kind.
        types = page.tree.xpath("//main//a[contains(@href, '?type=')]/@href")
        view += f" {types[0].partition('?type=')[2]}" if types else ""
    return NAMES.get(view, view)


def excused(kind: str, page: Page) -> set[str]:
    """Lighthouse's audits that a page fails because it does what it should. The report says why."""
    if kind == "Not found":
        return {"http-status-code", "errors-in-console"}
    return {"is-crawlable"} if kind in UNINDEXED and page.is_noindex else set()


def hidden(by_kind: dict[str, list[Page]]) -> list[str]:
    """Pages kept out of search engines that shouldn't be."""
    pages = [page for kind, of_kind in by_kind.items() if kind not in UNINDEXED for page in of_kind]
    return [f"{page.address} asks search engines to leave it out" for page in pages if page.is_noindex]
