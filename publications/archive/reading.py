"""Reading an archive: line by line, in batches, each batch one transaction; what is bad is named and passed over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from publications import kinds, workflow
from publications.archive.experts import read_expert
from publications.archive.photos import read_photo
from publications.archive.pieces import Batch, Lead, Piece, read_piece
from publications.archive.rows import Reader, by_slug
from publications.archive.topics import read_topic
from publications.archive.values import Bad, get
from publications.models import Edition, Publication

READERS: dict[str, Reader] = {"topic": read_topic, "expert": read_expert, "photo": read_photo}
BATCH = 250
LONGEST_LINE = 20 * 2**20  # bytes


@dataclass
class Report:
    """What became of the records: added, changed, unchanged or bad, and why bad ones are."""

    counts: Counter[str] = field(default_factory=Counter)
    leads: list[Lead] = field(default_factory=list)  # to be followed once every record is in
    complain: Callable[[int, str], None] = lambda line, reason: None

    def bad(self, line: int, reason: str) -> None:
        self.counts["bad"] += 1
        self.complain(line, reason)


def read(path: Path, report: Report, readers: Mapping[str, Reader] | None = None) -> Iterator[int]:
    """Imports an archive; yields the number of bytes read as it goes.

    Memory is bounded by the longest line, and by the number of withdrawn editions that lead elsewhere.

    readers: of the records that are no publications, by their type; each takes the record and the archive's folder,
    and says what became of it.
    """
    reading = Reading(report, READERS if readers is None else readers, path.parent)
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                report.bad(number, "the line is longer than 20 MB")
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
            elif line.strip():
                reading.take(number, line)
            yield file.tell()
        reading.store_waiting()
    follow(report)


class Reading:
    """An archive being read: its publications wait until a batch of them is together."""

    def __init__(self, report: Report, readers: Mapping[str, Reader], folder: Path) -> None:
        self.report, self.readers, self.folder = report, readers, folder
        self.waiting: list[Piece] = []

    def take(self, number: int, line: bytes) -> None:
        """A line; what is bad is reported, and stops nothing."""
        try:
            self.take_record(number, record_of(line))
        except (UnicodeError, RecursionError) as error:
            self.report.bad(number, f"it is no JSON in UTF-8: {error}")
        except ValueError as error:  # not only a JSONDecodeError: a number can be too long to read
            self.report.bad(number, f"it is no JSON: {error}")
        except Bad as error:
            self.report.bad(number, str(error))
        except ValidationError as error:
            self.report.bad(number, " ".join(error.messages))
        except DatabaseError as error:
            self.report.bad(number, first_line(error))

    def take_record(self, number: int, record: dict[str, Any]) -> None:
        kind = get(record, "type", str)
        if kind in kinds.NAMES:
            self.wait(read_piece(record, kinds.of(kind), number))
        elif kind in self.readers:
            self.store_waiting()
            with transaction.atomic():
                self.report.counts[self.readers[kind](record, self.folder)] += 1
        else:
            raise Bad(f"“type” is {kind!r}, not one of {', '.join([*self.readers, *kinds.NAMES])}")

    def wait(self, piece: Piece) -> None:
        if any(piece.slug == other.slug or (piece.uuid and piece.uuid == other.uuid) for other in self.waiting):
            self.store_waiting()  # the same piece twice: the second sees what the first made of it
        self.waiting.append(piece)
        if len(self.waiting) == BATCH:
            self.store_waiting()

    def store_waiting(self) -> None:
        if self.waiting:
            store(self.waiting, self.report)
            self.waiting.clear()


def record_of(line: bytes) -> dict[str, Any]:
    """Raises ValueError or RecursionError for what is no JSON, Bad for what is no object."""
    record = json.loads(line.decode())
    if b"\\ud" in line.lower():
        json.dumps(record, ensure_ascii=False).encode()  # half a character is none
    if not isinstance(record, dict):
        raise Bad("it is no object")
    return record


@transaction.atomic
def follow(report: Report) -> None:
    """Leads the readers of withdrawn editions to the pieces that their records name."""
    pieces = by_slug(Publication, {lead.slug for lead in report.leads})
    for lead in report.leads:
        piece = pieces.get(lead.slug)
        edition = Edition.objects.filter(pk=lead.edition)
        if piece is None:
            report.bad(lead.line, f"unknown piece in “withdrawn_to”: {lead.slug}; all else of the record is in")
        elif not edition.exclude(publication=piece).update(withdrawn_to=piece):
            report.bad(lead.line, "“withdrawn_to” names the piece itself; all else of the record is in")
        elif lead.alone:
            report.counts.update(changed=1, unchanged=-1)
    report.leads.clear()


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def store(pieces: list[Piece], report: Report) -> None:
    """A batch of publications: all at once, or, when one of them breaks it, one by one."""
    try:
        with transaction.atomic():
            outcome = Batch(pieces).store()
    except (Bad, DatabaseError, workflow.Refused) as error:
        if len(pieces) == 1:
            report.bad(pieces[0].line, first_line(error))
            return
        for piece in pieces:
            store([piece], report)
        return
    for line, reason in outcome.complaints:
        report.bad(line, reason)
    report.counts.update(outcome.counts)
    report.leads += outcome.leads
