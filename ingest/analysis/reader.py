"""An analysis read from a source: its head, its text, and what stands beside it."""

from __future__ import annotations

from ingest.analysis.body import read_text
from ingest.analysis.closing import read_closing_notes
from ingest.analysis.head import read_head
from ingest.analysis.under_way import UnderWay
from ingest.document import Document
from ingest.structure import Structure


def read(document: Document) -> Structure:
    """The structure of an analysis. What is in doubt says so; every block is in a segment, or dropped as a double."""
    under_way = UnderWay(document)
    read_head(under_way)
    read_text(under_way)
    read_closing_notes(under_way)
    return under_way.found
