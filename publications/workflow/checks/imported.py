"""What the import of a text was uncertain of."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import ngettext

from publications.models import Edition
from publications.models.imports import Import
from publications.workflow.checks.finding import Finding, warn


def findings(edition: Edition) -> Iterator[Finding]:
    """What was uncertain when the draft was made from a file, until somebody has looked at it."""
    unchecked = Import.objects.filter(edition=edition, doubts__gt=0, checked_at=None).values_list("doubts", flat=True)
    for doubts in unchecked:
        sentence = ngettext(
            "%(count)d place was uncertain at the import. Look at it, then mark it as checked.",
            "%(count)d places were uncertain at the import. Look at them, then mark them as checked.",
            doubts,
        )
        yield warn("from-import", sentence % {"count": doubts})
