"""Reads an interview: who asks, who answers, and what stands beside the conversation."""

from __future__ import annotations

import re

from ingest.document import Document, words
from ingest.interview.asides import STAGE, take_asides
from ingest.interview.cast import Cast
from ingest.interview.inserts import mark_pull_quotes, without_cards, without_sections, without_stamps
from ingest.interview.speakers import Told, labelled
from ingest.interview.weights import ANSWER, ASKING, INTRODUCTION, NOTE, PARTS, QUESTION, Habits, course, habits_of
from ingest.paragraphs.paragraph import Unit, cut_bold_question, units
from ingest.signs import closing_notes, labels
from ingest.signs.questions import QUESTION_END, QUESTION_MARK
from ingest.structure import Kind, Passage, Person, Segment, Structure
from texts import richtext

MOST_PARAGRAPHS = 20_000


def read(document: Document) -> Structure:
    """The structure of an interview. Never raises: of what is no interview, an introduction is left."""
    structure = Structure("interview")
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
    structure.segments.sort(key=lambda segment: segment.passages[0].block if segment.passages else -1)
    return structure


def element(entry: Told, state: int) -> str:
    """A paragraph as a passage: a question without the bold type or the heading that only said that it is one."""
    unit = entry.unit
    if entry.pull_quote:
        return pull_quote(unit)
    if state in (QUESTION, ASKING) and (unit.kind == "heading" or unit.is_bold):
        return f"<p>{STRONG.sub('', unit.html)}</p>"
    return unit.element


STRONG = re.compile(r"</?strong>")


def pull_quote(unit: Unit) -> str:
    words = unit.html.removeprefix("<blockquote>").removesuffix("</blockquote>").replace("</p><p>", "<br>")
    return f'<p class="pull-quote">{words.removeprefix("<p>").removesuffix("</p>")}</p>'


def assemble(
    structure: Structure, told: list[Told], states: list[int], sureness: list[float], habits: Habits, cast: Cast
) -> None:
    """Adds the segments of introduction, conversation and notes, each with who speaks and how sure that is."""
    current: Segment | None = None
    speaker: tuple[Person, ...] = ()
    asker: tuple[Person, ...] = tuple(cast.interviewers) if len(cast.interviewers) == 1 else ()
    for entry, state, sure in zip(told, states, sureness, strict=True):
        unit = entry.unit
        passage = Passage(unit.source, element(entry, state))
        begins = state in (QUESTION, ANSWER) or current is None or PARTS[state] != PARTS_OF[current.kind]
        if state == QUESTION and entry.is_labelled and current is not None and current.kind is Kind.QUESTION:
            current.label = f"{current.label} {entry.label}".strip()  # one asks, then another: one question
            current.speakers += [p.key for p in entry.people if p.key not in current.speakers]
            begins = False
        if not entry.is_labelled and state != NOTE and (like := labels.like_a_label(unit)):
            sure, told_why = min(sure, 0.6), f"“{like}:” looks like a label, and is nobody’s here."
        else:
            told_why = ""
        if not begins and current is not None:
            current.passages.append(passage)
            if entry.signed:
                current.label, current.speakers = entry.signed, [p.key for p in entry.people]
                speaker = entry.people
            if sure < current.confidence:
                where = f"“{shortened(unit.words)}”: "  # the doubt is about one paragraph of several
                current.confidence, current.reason = (
                    round(sure, 2),
                    where + (told_why or reason(entry, state, sure, habits)),
                )
            continue
        kind = {INTRODUCTION: Kind.INTRODUCTION, NOTE: Kind.APART, QUESTION: Kind.QUESTION, ASKING: Kind.QUESTION}.get(
            state, Kind.ANSWER
        )
        current = Segment(kind, [passage], entry.label or entry.signed, confidence=round(sure, 2))
        if kind is Kind.QUESTION:
            who = entry.people or asker
            current.speakers = [person.key for person in who]
        elif kind is Kind.ANSWER:
            if entry.people:
                speaker = entry.people
            elif len(cast.interviewees) == 1:
                speaker = (cast.interviewees[0],)
            elif entry.is_labelled and not cast.roles:
                speaker = ()
                current.confidence, current.reason = 0.4, f"“{entry.label}” may be several people."
            elif not entry.is_labelled:
                current.confidence = min(current.confidence, 0.4)
                current.reason = (
                    "No label, and several people answer in this interview."
                    if cast.interviewees
                    else "Nobody is named who could be answering."
                )
            current.speakers = [person.key for person in speaker]
        if entry.role and not entry.number and cast.doubt and kind in (Kind.QUESTION, Kind.ANSWER):
            current.confidence, current.reason = min(current.confidence, 0.6), cast.doubt
        if not current.is_sure and not current.reason:
            current.reason = told_why or reason(entry, state, sure, habits)
        structure.segments.append(current)
    find_remarks(structure)
    if not structure.of_kind(Kind.QUESTION) and (opening := structure.of_kind(Kind.INTRODUCTION)):
        opening[0].confidence, opening[0].reason = 0.5, "No question was found. Is it an analysis?"
    said = structure.of_kind(Kind.QUESTION, Kind.ANSWER, Kind.REMARK)
    if said and said[-1].kind is Kind.QUESTION and not QUESTION_MARK.search(said_in(said[-1])):
        said[-1].kind = Kind.APART  # “Thank you both.”
    structure.people = cast.people


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


SHORT_REMARK = 3  # words


def find_remarks(structure: Structure) -> None:
    """Turns of an interviewer, inside an answer, that ask nothing: “Remarkable.”"""
    segments = structure.of_kind(Kind.QUESTION, Kind.ANSWER)
    for before, segment, after in zip(segments, segments[1:], segments[2:], strict=False):
        if segment.kind is not Kind.QUESTION or not segment.label or before.kind is not Kind.ANSWER:
            continue
        text = said_in(segment)
        is_noise = bool(STAGE.fullmatch(text.strip()))
        if not is_noise and (
            (QUESTION_MARK.search(text) and not text.strip().lower().startswith("really"))
            or len(words(text)) > SHORT_REMARK
        ):
            continue
        if after.kind is Kind.ANSWER and after.speakers == before.speakers:
            segment.kind = Kind.REMARK
            segment.confidence, segment.reason = 0.7, "The interviewer says something here, but asks nothing."


def said_in(segment: Segment) -> str:
    return " ".join(richtext.plain(passage.html) for passage in segment.passages)
