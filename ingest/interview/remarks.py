"""Turns of an interviewer, inside an answer, that ask nothing: “Remarkable.”"""

from __future__ import annotations

from ingest.document import words
from ingest.interview.asides import STAGE
from ingest.signs.questions import QUESTION_MARK
from ingest.structure import Kind, Segment, Structure
from texts import richtext

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


def settle_ends(structure: Structure) -> None:
    """Doubts an interview without a question, and sets a last turn of the interviewer that asks nothing apart."""
    if not structure.of_kind(Kind.QUESTION) and (opening := structure.of_kind(Kind.INTRODUCTION)):
        opening[0].confidence, opening[0].reason = 0.5, "No question was found. Is it an analysis?"
    said = structure.of_kind(Kind.QUESTION, Kind.ANSWER, Kind.REMARK)
    if said and said[-1].kind is Kind.QUESTION and not QUESTION_MARK.search(said_in(said[-1])):
        said[-1].kind = Kind.APART  # “Thank you both.”
