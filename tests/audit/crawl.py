"""Follows every link of a site, and says which lead nowhere and which pages lack what a page needs."""

import html
import http.client
import json
import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.etree
import lxml.html

MISSING = "/nowhere/"
# Where to begin; the last ones stand for what only a form or a typing mistake leads to.
SEEDS = ("/", "/robots.txt", "/sitemap.xml", "/search/?q=water", "/publications/?type=interview&topic=water", MISSING)
MOST = 5000  # addresses: a bound for a site with an endless calendar, not for the demo
NEEDED = {
    "title": "//head/title/text()",
    "description": "//meta[@name='description']/@content",
    "language": "/html/@lang",
}
LINKING = ("href", "src", "cite", "action", "poster", "data")


@dataclass
class Page:
    """What came back from one address."""

    address: str
    status: int
    type: str
    size: int
    body: bytes = b""  # of HTML only
    tree: lxml.html.HtmlElement | None = None

    @property
    def is_html(self) -> bool:
        return self.tree is not None

    @property
    def is_noindex(self) -> bool:
        return self.is_html and bool(self.tree.xpath("//meta[@name='robots'][contains(@content, 'noindex')]"))


@dataclass
class Site:
    """What a crawl found. Addresses are path and query; `sources` names one page that links to each."""

    base: str
    pages: dict[str, Page] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    fragments: dict[tuple[str, str], str] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def html(self) -> list[Page]:
        """What readers see: the pages, and the one that says there is none."""
        return [p for p in self.pages.values() if p.is_html and (p.status == 200 or p.address == MISSING)]


def crawl(base: str) -> Site:
    site = Site(base.rstrip("/"))
    connection = http.client.HTTPConnection if base.startswith("http:") else http.client.HTTPSConnection
    wire = connection(urlsplit(base).netloc, timeout=60)
    queue = deque(SEEDS)
    site.sources = dict.fromkeys(SEEDS, "the audit")
    while queue and len(site.pages) < MOST:
        address = queue.popleft()
        page, links = fetch(site, wire, address)
        site.pages[address] = page
        for link in links:
            whole, fragment = urldefrag(urljoin(site.base + address, link))
            if urlsplit(whole).scheme not in ("http", "https"):
                continue
            if not f"{whole}/".startswith(f"{site.base}/"):
                site.outside.setdefault(whole, address)
                continue
            target = whole[len(site.base) :] or "/"
            if fragment and not fragment.startswith(":~:"):
                site.fragments.setdefault((target, fragment), address)
            if target not in site.sources:
                site.sources[target] = address
                queue.append(target)
    if queue:
        site.problems.append(f"the crawl stopped at {MOST} addresses, {len(queue)} more were known")
    site.problems += [*broken(site), *incomplete(site)]
    return site


def fetch(site: Site, wire: http.client.HTTPConnection, address: str) -> tuple[Page, list[str]]:
    """One address, and what it links to. The desk is asked for but not entered."""
    wire.request("GET", address, headers={"Accept-Encoding": "identity"})
    response = wire.getresponse()
    body = response.read()
    kind = (response.getheader("Content-Type") or "").split(";")[0]
    page = Page(address, response.status, kind, len(body))
    if location := response.getheader("Location"):
        return page, [location]
    if address.startswith("/admin/"):
        return page, []
    if kind == "text/html":
        page.body, page.tree = body, lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
        return page, html_links(page.tree)
    if kind.startswith("image/") and kind != "image/svg+xml":
        return page, []
    text = body.decode()
    try:
        if kind.endswith("json"):
            text = " ".join(strings(json.loads(text)))
        elif kind.endswith("xml"):
            text = html.unescape(" ".join(lxml.etree.fromstring(body).itertext()) + text)
    except (ValueError, lxml.etree.XMLSyntaxError) as error:
        site.problems.append(f"{address} can't be read as {kind}: {error}")
    links = re.findall(re.escape(site.base) + r"/[^\s\"'<>)]*", text)
    return page, links + (re.findall(r"url\(['\"]?([^'\")]+)", text) if kind == "text/css" else [])


def html_links(tree: lxml.html.HtmlElement) -> list[str]:
    links = [value for name in LINKING for value in tree.xpath(f"//@{name}")]
    for srcset in tree.xpath("//@srcset | //@imagesrcset"):
        links += [part.split()[0] for part in srcset.split(",")]
    links += tree.xpath("//meta[starts-with(@content, 'http://') or starts-with(@content, 'https://')]/@content")
    return [link.strip() for link in links]


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for child in children for text in strings(child)]


def broken(site: Site) -> list[str]:
    """Links to what isn't there, and fragments that no element answers to."""
    found = [
        f"{source} links to {address}, which answers {site.pages[address].status}"
        for address, source in site.sources.items()
        if address in site.pages and site.pages[address].status >= 400 and address != MISSING
    ]
    if site.pages[MISSING].status != 404:
        found.append(f"{MISSING} answers {site.pages[MISSING].status} instead of 404")
    ids: dict[str, set[str]] = {}
    for (address, fragment), source in site.fragments.items():
        page = site.pages.get(address)
        if page is None or not page.is_html:
            continue
        if address not in ids:
            ids[address] = set(page.tree.xpath("//@id | //a/@name"))
        if fragment not in ids[address]:
            found.append(f"{source} links to {address}#{fragment}, but nothing there has this id")
    return found


def incomplete(site: Site) -> list[str]:
    """Pages without a title, a description, a language or exactly one first heading."""
    found = []
    for page in site.html:
        for what, path in NEEDED.items():
            if not "".join(page.tree.xpath(path)).strip():
                found.append(f"{page.address} has no {what}")
        if (headings := len(page.tree.xpath("//h1"))) != 1:
            found.append(f"{page.address} has {headings} h1")
    return found
