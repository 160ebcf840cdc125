"""A text as it is stored, whole, with its photos: for screens where it is read and not written."""

from __future__ import annotations

from dataclasses import dataclass

from publications.figures import Figures, texts_of
from publications.models import Edition


@dataclass(frozen=True)
class Stored:
    """What `stored.html` shows."""

    edition: Edition
    figures: Figures

    @classmethod
    def of(cls, edition: Edition) -> Stored:
        """The edition anew, with all that a screen shows of it."""
        whole = Edition.objects.with_filing().with_turns().prefetch_related("contributions__expert")
        found = whole.get(pk=edition.pk)
        return cls(found, Figures.of(texts_of([found]), None))
