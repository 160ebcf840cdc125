"""What stands inside a conversation and is none of it: times, cards, headings over several questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import words
from ingest.interview.cast import Cast
from ingest.interview.habits import Habits
from ingest.interview.told import Told
from ingest.paragraphs.inline_html import raw, without_start
from ingest.paragraphs.paragraph import Unit
from ingest.signs import names
from ingest.signs.questions import QUESTION_END
from ingest.structure import Dropped, Kind, Passage, Segment, Structure


def put_apart(structure: Structure, entries: Sequence[Told]) -> None:
    passages = [Passage(entry.unit.source, entry.unit.element) for entry in entries]
    structure.segments.append(Segment(Kind.APART, passages))


STAMP = re.compile(r"\s*[(\[]?\d{1,2}:\d\d(?::\d\d)?[)\]]?\s+(?=\S)")


def without_stamps(units: list[Unit], structure: Structure) -> list[Unit]:
    """The paragraphs without the times that a recording's transcript puts before each, which are dropped."""
    stamps = [STAMP.match(raw(unit.html)) if unit.is_prose else None for unit in units]
    if sum(stamp is not None for stamp in stamps) < 3:
        return units
    kept = []
    for unit, stamp in zip(units, stamps, strict=True):
        if stamp is None:
            kept.append(unit)
            continue
        structure.dropped.append(Dropped(unit.source, stamp.group().strip(), "When it was said in the recording."))
        kept.append(unit.with_html(without_start(unit.html, stamp.end())))
    return kept


def without_cards(told: list[Told], cast: Cast, structure: Structure) -> list[Told]:
    """The paragraphs without cards, a name alone and a position below it, which are kept apart."""
    people = {names.plain_of(person.name) for person in cast.people}
    kept, at = list[Told](), 0
    while at < len(told):
        entry = told[at]
        if at and not entry.is_labelled and entry.unit.is_prose and names.plain_of(entry.unit.words) in people:
            below = told[at + 1 : at + 2]
            is_position = bool(below) and not below[0].is_labelled and is_position_line(below[0].unit.words)
            put_apart(structure, told[at : at + 1 + is_position])
            at += 1 + is_position
            continue
        kept.append(entry)
        at += 1
    return kept


def is_position_line(text: str) -> bool:
    return len(words(text)) <= 12 and text[-1:] not in ".?!…:" and text[:1].isupper()


def without_sections(told: list[Told], habits: Habits, structure: Structure) -> list[Told]:
    """The paragraphs without headings that ask nothing and stand over headings that do, which are kept apart."""
    levels = [e.unit.level for e in told if e.unit.kind == "heading" and QUESTION_END.search(e.unit.words)]
    if not habits.bold or not levels:
        return told
    kept = list[Told]()
    for entry in told:
        is_section = entry.unit.kind == "heading" and entry.unit.level < min(levels) and not entry.is_labelled
        if is_section and not QUESTION_END.search(entry.unit.words):
            put_apart(structure, [entry])
        else:
            kept.append(entry)
    return kept
