"""Where links lead: public addresses, on the page's own where they are relative."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from ingest.document import words
from ingest.sources.losses import Losses, quoted
from ingest.sources.trees import Element


def address_of(page: Element) -> str:
    """The page's own address, if it gives one: relative links stand on it."""
    places = {".//base": "href", ".//link[@rel='canonical']": "href", ".//meta[@property='og:url']": "content"}
    found = (element.get(attribute) or "" for path, attribute in places.items() for element in page.findall(path))
    return next((address for address in found if address.startswith(("http://", "https://"))), "")


def target_of(element: Element, base: str, losses: Losses) -> str:
    """The address of a link, or "" for one that leads nowhere outside of its page.

    base: the page's own address, if it gives one.
    """
    href = re.sub(r"[\s\x00-\x1f]+", "", element.get("href") or "")
    if not href or href.startswith("#"):
        return ""
    if base:
        href = urljoin(base, href)
    try:
        parts = urlsplit(href)
    except ValueError:
        parts = urlsplit("")
    if parts.netloc.endswith("google.com") and parts.path == "/url":
        href = (parse_qs(parts.query).get("q") or parse_qs(parts.query).get("url") or [href])[0]
        parts = urlsplit(href)
    if parts.scheme.lower() in ("http", "https", "mailto") and (parts.netloc or parts.path):
        return href
    said = " ".join("".join(element.itertext()).split())
    if parts.scheme.lower() not in ("javascript", "vbscript", "data") and words(said):
        losses.add(f"A link to {href[:200]}, which is no public address: {quoted(said)}")
    return ""
