"""A structure in short, as `manage.py parse_interview` prints it."""

from __future__ import annotations

from ingest.interview.pull_quotes import is_pull_quote
from ingest.signs import names
from ingest.structure import Kind, Person, Segment, Structure
from texts import richtext


def in_short(structure: Structure, source: str = "") -> dict[str, object]:
    """A structure in short, as `manage.py parse_interview` prints it: words by their first 60 characters."""
    people = {person.key: person for person in structure.people}
    exchanges: list[dict] = []
    for segment in structure.of_kind(Kind.QUESTION, Kind.ANSWER, Kind.REMARK):
        paragraphs = plain_paragraphs(segment)
        if segment.kind is Kind.QUESTION:
            exchanges.append({"question": " ".join(paragraphs), "answers": []} | doubt(segment))
            continue
        if not exchanges:
            exchanges.append({"question": None, "answers": []})
        said: dict[str, object] = {
            "speaker": spoken(segment, people),
            "paragraphs": len(paragraphs),
            "starts": " ".join(paragraphs)[:60],
            "text": paragraphs,
        }
        if segment.kind is Kind.REMARK:
            said["role"] = "interviewer"
        exchanges[-1]["answers"].append(said | doubt(segment))
    title = structure.of_kind(Kind.TITLE)
    return {
        "source": source,
        "title": plain_words(title[0]) if title else None,
        "introduction": [t[:60].rstrip() for s in structure.of_kind(Kind.INTRODUCTION) for t in plain_paragraphs(s)],
        "photo": structure.photo and {
            "caption_starts": structure.photo.caption[:60], "caption": structure.photo.caption,
            "credit": structure.photo.credit,
        },
        "exchanges": exchanges,
        "speakers": [{"name": p.name, "labels": p.labels} for p in structure.people if p.role != "interviewer"],
        "interviewers": [{"name": p.name, "labels": p.labels} for p in structure.people if p.role == "interviewer"],
        "related": [
            {"title": r.title, "date": r.date or None, "type": r.type or None, "topic": r.topic or None}
            for r in structure.related
        ],
        "apart": [t[:60].rstrip() for s in structure.of_kind(Kind.APART) for t in plain_paragraphs(s)],
    }  # fmt: skip


def plain_paragraphs(segment: Segment) -> list[str]:
    """The words of each paragraph; pull quotes, which say them again, are none."""
    return [richtext.plain(p.html) for p in segment.passages if not is_pull_quote(p.html)]


def plain_words(segment: Segment) -> str:
    return " ".join(plain_paragraphs(segment))


def doubt(segment: Segment) -> dict[str, object]:
    return {"confidence": segment.confidence} | ({"reason": segment.reason} if segment.reason else {})


def spoken(segment: Segment, people: dict[str, Person]) -> object:
    """The label of who speaks; None where the text has none; of several a list."""
    found: list[str | None] = []
    for key in segment.speakers:
        person = people[key]
        known = [label for label in person.labels if names.plain_of(label) in names.plain_of(segment.label)]
        found.append(max(known, key=len) if known else person.labels[-1] if person.labels else None)
    return found[0] if len(found) == 1 else found or None
