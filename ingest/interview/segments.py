"""The segments of a conversation: paragraphs put together, each with who speaks and how sure that is."""

from __future__ import annotations

import re

from ingest.interview.cast import Cast
from ingest.interview.habits import Habits
from ingest.interview.pull_quotes import pull_quote
from ingest.interview.states import ANSWER, ASKING, INTRODUCTION, NOTE, PARTS, QUESTION
from ingest.interview.told import Told
from ingest.signs import labels
from ingest.signs.questions import QUESTION_END
from ingest.structure import Kind, Passage, Person, Segment, Structure


def element(entry: Told, state: int) -> str:
    """A paragraph as a passage: a question without the bold type or the heading that only said that it is one."""
    unit = entry.unit
    if entry.pull_quote:
        return pull_quote(unit)
    if state in (QUESTION, ASKING) and (unit.kind == "heading" or unit.is_bold):
        return f"<p>{STRONG.sub('', unit.html)}</p>"
    return unit.element


STRONG = re.compile(r"</?strong>")


def assemble(
    structure: Structure, told: list[Told], states: list[int], sureness: list[float], habits: Habits, cast: Cast
) -> None:
    """Adds the segments of introduction, conversation and notes, each with who speaks and how sure that is."""
    current: Segment | None = None
    speaker: tuple[Person, ...] = ()
    asker: tuple[Person, ...] = tuple(cast.interviewers) if len(cast.interviewers) == 1 else ()
    for entry, state, sure in zip(told, states, sureness, strict=True):
        passage = Passage(entry.unit.source, element(entry, state))
        begins = state in (QUESTION, ANSWER) or current is None or PARTS[state] != PARTS_OF[current.kind]
        if state == QUESTION and entry.is_labelled and current is not None and current.kind is Kind.QUESTION:
            current.label = f"{current.label} {entry.label}".strip()  # one asks, then another: one question
            current.speakers += [p.key for p in entry.people if p.key not in current.speakers]
            begins = False
        why = ""
        if not entry.is_labelled and state != NOTE and (like := labels.like_a_label(entry.unit)):
            sure, why = min(sure, 0.6), f"“{like}:” looks like a label, and is nobody’s here."
        if not begins and current is not None:
            current.passages.append(passage)
            if entry.signed:
                current.label, current.speakers = entry.signed, [p.key for p in entry.people]
                speaker = entry.people
            if sure < current.confidence:
                where = f"“{shortened(entry.unit.words)}”: "  # the doubt is about one paragraph of several
                current.confidence = round(sure, 2)
                current.reason = where + (why or reason(entry, state, sure, habits))
            continue
        current = Segment(
            KIND_OF.get(state, Kind.ANSWER), [passage], entry.label or entry.signed, confidence=round(sure, 2)
        )
        if current.kind is Kind.QUESTION:
            current.speakers = [person.key for person in entry.people or asker]
        elif current.kind is Kind.ANSWER:
            speaker = answering(current, entry, speaker, cast)
            current.speakers = [person.key for person in speaker]
        if entry.role and not entry.number and cast.doubt and current.kind in (Kind.QUESTION, Kind.ANSWER):
            current.confidence, current.reason = min(current.confidence, 0.6), cast.doubt
        if not current.is_sure and not current.reason:
            current.reason = why or reason(entry, state, sure, habits)
        structure.segments.append(current)
    structure.people = cast.people


KIND_OF = {INTRODUCTION: Kind.INTRODUCTION, NOTE: Kind.APART, QUESTION: Kind.QUESTION, ASKING: Kind.QUESTION}


def answering(segment: Segment, entry: Told, speaker: tuple[Person, ...], cast: Cast) -> tuple[Person, ...]:
    """Who gives the answer that begins with a paragraph; a segment where that is in doubt says so.

    speaker: who spoke last, and goes on where nobody else is named.
    """
    if entry.people:
        return entry.people
    if len(cast.interviewees) == 1:
        return (cast.interviewees[0],)
    if entry.is_labelled and not cast.roles:
        segment.confidence, segment.reason = 0.4, f"“{entry.label}” may be several people."
        return ()
    if not entry.is_labelled:
        segment.confidence = min(segment.confidence, 0.4)
        segment.reason = (
            "No label, and several people answer in this interview."
            if cast.interviewees
            else "Nobody is named who could be answering."
        )
    return speaker


PARTS_OF = {Kind.INTRODUCTION: "introduction", Kind.QUESTION: "question", Kind.ANSWER: "answer", Kind.APART: "apart"}


def reason(entry: Told, state: int, sure: float, habits: Habits) -> str:
    """Why a paragraph was read as it was, where that is in doubt."""
    asks = bool(QUESTION_END.search(entry.unit.words))
    match PARTS[state]:
        case "question" if asks:
            return "No label. Read as a question because it ends in a question mark where one may come."
        case "question":
            return "No label and no question mark. Read as the interviewer’s words by its place and its form."
        case "answer" if asks:
            return "No label. It ends in a question mark, but reads like a part of the answer."
        case "answer":
            return "No label. Read as an answer by its place."
        case "introduction":
            return "It stands before the first question, but may be a part of the conversation."
    return "It stands at the end and reads like a note."


def shortened(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:50].rsplit(' ', 1)[0]} …"
