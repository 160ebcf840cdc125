"""The formats that every list's feed comes in, and the links to them."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Format(NamedTuple):
    name: str | Promise
    extension: str
    content_type: str


FORMATS = (
    Format("RSS", "rss", "application/rss+xml"),
    Format("Atom", "atom", "application/atom+xml"),
    Format(gettext_lazy("JSON Feed"), "json", "application/feed+json"),
)


def feeds_of(path: str, title: str, query: str = "") -> list[dict[str, str]]:
    """The feeds of a list, for the links in a page's head and foot."""
    return [
        {
            "format": str(known.name),
            "type": known.content_type,
            "title": title,
            "address": f"{path}feed.{known.extension}{query}",
        }
        for known in FORMATS
    ]
