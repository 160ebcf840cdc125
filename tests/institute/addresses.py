"""Every public address there is a pattern for, with every row there is: what the crawls of the whole site walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from experts.models import Expert
from institute.models import Page
from publications.models import Publication, Topic

FORMATS = ["rss", "atom", "json"]
SECTIONS = ["pages", "publications", "topics", "experts"]


def public(names: Iterable[str] = (), tokens: Iterable[str] = ()) -> Iterator[str]:
    """The addresses, with the queries that lists and histories take.

    A list's feeds are one query written in three formats: each format is asked without a filter, and each filter in one
    of them, every format in its turn. A piece's own feed of changes takes no filter.

    names: of files under /media/. tokens: of preview links.
    """
    slugs = {
        "publications": list(Publication.objects.values_list("slug", flat=True)),
        "topics": list(Topic.objects.values_list("slug", flat=True)),
        "experts": list(Expert.objects.values_list("slug", flat=True)),
        "about": list(Page.objects.values_list("slug", flat=True)),
    }
    queries = ["", "?q=summary", "?q=title", "?q=name+position", "?type=analysis", "?type=interview", "?year=2026"]
    queries += [f"?year={timezone.localdate().year}", "?page=2"]
    queries += [f"?topic={slug}" for slug in slugs["topics"]] + [f"?expert={slug}" for slug in slugs["experts"]]
    recipes = {
        "slug": lambda route: slugs[route.split("/")[0]],
        "extension": lambda route: FORMATS,
        "name": lambda route: list(names),
        "number": lambda route: ["1", "2", "3", "4"],
        "token": lambda route: list(tokens),
        "section": lambda route: SECTIONS,
    }
    for route in routes(get_resolver().url_patterns):
        if route.startswith("admin/"):
            continue
        found = [route]
        while found and "<" in found[0]:
            part = found[0][found[0].index("<") : found[0].index(">") + 1]
            name = part.strip("<>").split(":")[-1]
            found = [one.replace(part, value, 1) for one in found for value in recipes[name](route)]
        is_list = "<" not in route or (route.endswith("feed.<str:extension>") and "history" not in route)
        compared = ["", "?from=1&to=2", "?from=2&to=3"] if route.endswith("/history/") else [""]
        for one in found:
            for place, query in enumerate(queries if is_list else compared):
                extension = one.rpartition("feed.")[2]
                if not query or extension not in FORMATS or extension == FORMATS[place % len(FORMATS)]:
                    yield f"/{one}{query}"


def routes(patterns: list, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route
