"""The topics readers may see: fetched once a request, and in an index by letter where there are many."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from common.caching import remembered
from common.requests import Request
from publications.models import Topic

MANY = 40  # beyond, an index by letter


def public_topics(request: Request) -> list[Topic]:
    """All topics readers may see, fetched once a request: filters, foot and forms share them."""
    if not hasattr(request, "topics"):
        request.topics = remembered(request, "topics", lambda: list(Topic.objects.public(request.at)))
    return request.topics


def by_letter(topics: Sequence[Topic]) -> list[tuple[str, list[Topic]]]:
    """Topics under their first letters, accents apart, what is no letter first; nothing while a list will do."""
    if len(topics) <= MANY:
        return []
    return [(letter, list(group)) for letter, group in groupby(sorted(topics, key=alphabetical), key=first_letter)]


def alphabetical(topic: Topic) -> tuple[str, str]:
    return first_letter(topic).strip("#"), unaccented(topic.name)


def first_letter(topic: Topic) -> str:
    first = unaccented(topic.name)[:1].upper()
    return first if first.isalpha() else "#"


def unaccented(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold().strip()) if not unicodedata.combining(c))
