"""What is looked at before a text goes live: rules that block and rules that warn, each with its place in the form."""

from __future__ import annotations

from datetime import datetime

from publications.models import Edition
from publications.workflow.checks import imported, links, photos, shape, words
from publications.workflow.checks.finding import Finding, Texts
from publications.workflow.errors import Refused


def findings(edition: Edition, at: datetime) -> list[Finding]:
    """All that speaks against a text's going live at a moment, what blocks first. A constant number of queries."""
    turns = list(edition.turns.prefetch_related("speaking"))
    texts: Texts = [("id_body", str(edition.body)), *(("turns-group", str(turn.html)) for turn in turns)]
    found = [
        *shape.findings(edition, turns, at),
        *photos.of_lead_photo(edition, at),
        *words.findings(edition, texts),
        *imported.findings(edition),
        *photos.in_texts(edition, texts, at),
        *links.findings(edition, texts, {turn.anchor for turn in turns}, at),
    ]
    return sorted(found, key=lambda finding: not finding.blocks)  # sorted is stable


def faults(edition: Edition, at: datetime) -> list[str]:
    """What blocks, in words for the editor. The database has the rules of shape as well."""
    return [finding.words for finding in findings(edition, at) if finding.blocks]


def refuse_faults(edition: Edition, at: datetime) -> None:
    """Raises Refused with all that blocks."""
    if reasons := faults(edition, at):
        raise Refused(*reasons)
