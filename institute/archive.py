"""The whole site as an archive: what `publications.archive` holds, and the institute's own rows around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from institute.content import archive as own
from publications.archive import reading, writing

READERS = reading.READERS | own.READERS


def records(folder: Path, at: datetime) -> Iterator[dict[str, Any]]:
    """Every record of the site; what names publications comes after them."""
    yield own.institute_record(folder)
    yield from own.page_records(at)
    yield from writing.records(folder, at)
    yield own.front_page_record(at)


def count(at: datetime) -> int:
    return writing.count(at) + own.pages_seen(at).count() + 2
