"""Reads an interview: who asks, who answers, and what stands beside the conversation."""

from __future__ import annotations

from ingest.document import Document
from ingest.interview.asides import take_asides
from ingest.interview.habits import habits_of
from ingest.interview.inserts import without_cards, without_sections, without_stamps
from ingest.interview.likeliest_course import course
from ingest.interview.pull_quotes import mark_pull_quotes
from ingest.interview.remarks import find_remarks, settle_ends
from ingest.interview.segments import assemble
from ingest.interview.speakers import labelled
from ingest.paragraphs.paragraph import cut_bold_question, units
from ingest.signs import closing_notes
from ingest.structure import INTERVIEW, Kind, Passage, Segment, Structure

MOST_PARAGRAPHS = 20_000


def read(document: Document) -> Structure:
    """The structure of an interview. Never raises: of what is no interview, an introduction is left."""
    structure = Structure(INTERVIEW)
    found = units(document)
    if len(found) > MOST_PARAGRAPHS:
        passages = [Passage(unit.source, unit.element) for unit in found]
        why = f"More than {MOST_PARAGRAPHS:,} paragraphs: no interview is so long."
        structure.segments.append(Segment(Kind.INTRODUCTION, passages, confidence=0.0, reason=why))
        return structure
    body, front = take_asides(found, structure)
    body = without_stamps([part for unit in body for part in cut_bold_question(unit)], structure)
    told, cast = labelled(body, front)
    told = without_cards(told, cast, structure)
    habits = habits_of(told)
    told = without_sections(told, habits, structure)
    habits.named = tuple(person.name for person in cast.people if " " in person.name)
    habits.closing = closing_notes.closing([entry.unit for entry in told])
    states, sureness = course(told, habits)
    mark_pull_quotes(told)
    assemble(structure, told, states, sureness, habits, cast)
    find_remarks(structure)
    settle_ends(structure)
    structure.segments.sort(key=lambda segment: segment.passages[0].block if segment.passages else -1)
    return structure
