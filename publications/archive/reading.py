"""Reading an archive: line by line, in batches, each batch one transaction; what is bad is named and passed over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from publications import kinds, workflow
from publications.archive.pieces import Batch, Lead, Piece, read_piece
from publications.archive.subjects import READERS, Reader, by_slug
from publications.archive.values import Bad, get
from publications.models import Edition, Publication

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
    readers = READERS if readers is None else readers
    waiting: list[Piece] = []

    def flush() -> None:
        if waiting:
            store(waiting, report)
            waiting.clear()

    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                report.bad(number, "the line is longer than 20 MB")
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
            elif line.strip():
                try:
                    record = json.loads(line.decode())
                    if b"\\ud" in line.lower():
                        json.dumps(record, ensure_ascii=False).encode()  # half a character is none
                    if not isinstance(record, dict):
                        raise Bad("it is no object")
                    kind = get(record, "type", str)
                    if kind in kinds.NAMES:
                        piece = read_piece(record, kinds.of(kind), number)
                        if any(piece.slug == w.slug or (piece.uuid and piece.uuid == w.uuid) for w in waiting):
                            flush()  # the same piece twice: the second sees what the first made of it
                        waiting.append(piece)
                        if len(waiting) == BATCH:
                            flush()
                    elif kind in readers:
                        flush()
                        with transaction.atomic():
                            report.counts[readers[kind](record, path.parent)] += 1
                    else:
                        raise Bad(f"“type” is {kind!r}, not one of {', '.join([*readers, *kinds.NAMES])}")
                except (UnicodeError, RecursionError) as error:
                    report.bad(number, f"it is no JSON in UTF-8: {error}")
                except ValueError as error:  # not only a JSONDecodeError: a number can be too long to read
                    report.bad(number, f"it is no JSON: {error}")
                except Bad as error:
                    report.bad(number, str(error))
                except ValidationError as error:
                    report.bad(number, " ".join(error.messages))
                except DatabaseError as error:
                    report.bad(number, first_line(error))
            yield file.tell()
        flush()
    follow(report)


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
