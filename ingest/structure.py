"""What was read in a source: who says what, and what stands beside it. An editor's review gives the same shape back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

SURE = 0.8  # from this confidence on nobody is asked
INTERVIEW, ANALYSIS = "interview", "analysis"  # the kinds of publications that are read, by the names these have there


class Kind(StrEnum):
    TITLE = "title"
    SUMMARY = "summary"  # a standfirst
    BYLINE = "byline"
    INTRODUCTION = "introduction"
    QUESTION = "question"
    ANSWER = "answer"
    REMARK = "remark"  # of the interviewer, inside an answer
    TEXT = "text"  # of an analysis
    CAPTION = "caption"  # of the lead photo, with its credit
    RELATED = "related"  # a list of other publications
    APART = "apart"  # thanks, biographies, disclaimers, editor's notes: kept with the draft, not in it


TURNS = (Kind.QUESTION, Kind.ANSWER, Kind.REMARK)


@dataclass
class Passage:
    """Some of a block's words, as cleaned HTML of whole elements (<p>, <h2>, <ul>, <table> …).

    block: the place in `Document.blocks` of the one they come from, so that every word can be accounted for.
    """

    block: int
    html: str


@dataclass
class Segment:
    """Passages that belong together: a turn, the introduction, a caption.

    label: words of the source that became structure and are no longer in the passages: "Costin:", "Q1:".
    speakers: keys of people, in the order they are named; several for a joint answer.
    confidence: 0 to 1. reason: why it was read so, for whoever checks; empty where nothing is in doubt.
    """

    kind: Kind
    passages: list[Passage] = field(default_factory=list)
    label: str = ""
    speakers: list[str] = field(default_factory=list)
    confidence: float = 1.0
    reason: str = ""

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE


@dataclass
class Person:
    """Somebody who speaks, or signs. key: unique in the structure, and all that segments name.

    name: as the text introduces them, without titles; of somebody it never introduces, the label.
    description: what the text says of them where it introduces them ("a statistician at the Data Lab").
    """

    key: str
    name: str
    labels: list[str] = field(default_factory=list)
    role: str = "interviewee"  # or interviewer, author
    description: str = ""


@dataclass
class Related:
    """A line of a list of related publications, each as it stands in the source, or empty."""

    title: str
    date: str = ""
    type: str = ""
    topic: str = ""
    summary: str = ""


@dataclass
class Photo:
    """The lead photo's words. image: its place in `Document.images`, if the source holds it."""

    caption: str = ""
    credit: str = ""
    image: int | None = None
    alt: str = ""


@dataclass
class Dropped:
    """Words of a block that stand nowhere in the structure, and why: "The caption stands twice."."""

    block: int
    words: str
    reason: str


@dataclass
class Structure:
    """Segments in the order of the source. Of a photo and related publications the segments hold the words as they
    came, and `photo` and `related` what was read of them."""

    kind: str  # INTERVIEW or ANALYSIS
    segments: list[Segment] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    photo: Photo | None = None
    related: list[Related] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def of_kind(self, *kinds: Kind) -> list[Segment]:
        return [segment for segment in self.segments if segment.kind in kinds]

    @property
    def doubtful(self) -> list[Segment]:
        return [segment for segment in self.segments if not segment.is_sure]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The opposite of `as_json`.

        Raises ValueError, KeyError or TypeError for anything of another shape: a browser's word is not to be trusted.
        """
        segments = [
            Segment(
                kind=Kind(entry["kind"]),
                passages=[Passage(int(part["block"]), str(part["html"])) for part in entry["passages"]],
                label=str(entry["label"]),
                speakers=[str(key) for key in entry["speakers"]],
                confidence=float(entry["confidence"]),
                reason=str(entry["reason"]),
            )
            for entry in value["segments"]
        ]
        return cls(
            kind=str(value["kind"]),
            segments=segments,
            people=[Person(**entry) for entry in value["people"]],
            photo=Photo(**value["photo"]) if value["photo"] else None,
            related=[Related(**entry) for entry in value["related"]],
            dropped=[Dropped(**entry) for entry in value["dropped"]],
        )
