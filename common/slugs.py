"""Addresses and short names made from words."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.text import slugify


def free_slug(words: str, taken: QuerySet, *, most: int = 80, otherwise: str = "") -> str:
    """A slug from some words that nothing has, with a number behind it where their own is taken.

    taken: the rows whose `slug` can't be had. Of what keeps its former addresses these are the addresses, current and
    former: an old link must not lead elsewhere. most: its characters without the number. otherwise: what stands for
    words without a Latin letter or digit.
    """
    base = slugify(words)[:most].strip("-") or otherwise
    if not base:
        return ""
    met = set(taken.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, len(met) + 2))
    return next(slug for slug in candidates if slug not in met)
