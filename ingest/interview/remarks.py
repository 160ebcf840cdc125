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
