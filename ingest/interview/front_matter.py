"""What stands before an interview: its title, its standfirst, its byline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import words
from ingest.paragraphs.paragraph import Unit
from ingest.signs import (
    dates,
    labels,
    markers,
    mentions,
    names,
    publication_types,
)
from ingest.signs.questions import QUESTION_END
from ingest.structure import Kind, Structure

BYLINE = re.compile(
    r"(?i:by|(?:an )?interview(?:ed)?(?: conducted)? (?:by|with the editors)|words(?: by)?|text(?: by)?|story by|par"
    r"|von|por|door|di|de"
    r"|propos recueillis(?: par)?|das interview führten?|die fragen stellten?|entrevista(?: realizada)? (?:de|por)"
    r"|interview:|intervista di"
    r"|recorded (?:at|on|in)|published (?:on|in|by)|posted (?:on|by)|aufgezeichnet|entretien réalisé par)"
    r"\s+(?:the |la |le |der |die )?(?:editors?\b|editorial\b|(?=[^\W\d_a-zà-ÿ]))"
)
KICKERS = {
    "interview", "qa", "questionandanswer", "conversation", "questionsandanswers", "entretien", "entrevista", "share",
    "transcript", "fiveminuteswith", "intervista", "gespräch", "imgespräch", "interviews", "print", "listen", "feature",
}  # fmt: skip
MINUTES = re.compile(
    r"\d{1,3}[- ]?min(?:ute)?s?\b(?:[- ]read)?|reading time|lesezeit|temps de lecture|tiempo de lectura|\d+ words\b",
    re.IGNORECASE,
)
HEAD_ENDS = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+|(?<=[^\W\d_])[.,]\s+(?=\d)|:\s+")
SERIES = re.compile(
    r"\b(?:no|nr|n[º°]|n\.[º°o]|issue|vol|volume|episode|folge|part|nummer|número|numéro)\b\.? ?\d+\W*$", re.IGNORECASE
)
HEAD_PARTS = re.compile(r"\s*[|•·]\s*|\s+[–—]\s+")


def front_matter(found: Sequence[Unit], at: int, structure: Structure) -> Kind | None:
    """What a paragraph before the text is: its title, or what stands around it; None for the text itself."""
    unit = found[at]
    text = unit.words
    if not unit.is_prose or not words(text):
        return None
    if unit.style in ("author", "date") or is_head_line(text):
        return Kind.BYLINE
    if structure.of_kind(Kind.TITLE):
        below = found[at + 1].words if at + 1 < len(found) else ""
        if (
            not structure.of_kind(Kind.SUMMARY)
            and len(words(text)) <= 30
            and is_head_line(below)
            and BYLINE.match(below)
        ):
            return Kind.SUMMARY
        if unit.style == "subtitle" or (
            unit.kind == "heading" and not QUESTION_END.search(text) and is_followed_by_prose(found, at)
        ):
            return Kind.SUMMARY
        return None
    if unit.style == "title" or (unit.kind == "heading" and unit.level == 1):
        return Kind.TITLE
    following = next((other for other in found[at + 1 :] if other.is_prose and words(other.words)), None)
    if following is None or len(text) > 160 or re.search(r"[.…:;,]['\"”’»)]*$", text):
        return None
    if markers.marker(unit) and markers.marker(following):
        return None
    if looks_labelled(unit) and looks_labelled(following):
        return None
    if unit.kind == "heading" and not (
        QUESTION_END.search(text) and following.kind != "heading" and not dates.is_date(following.words)
    ):
        return Kind.TITLE
    introduces = (
        (unit.is_bold or unit.kind == "heading") and bool(mentions.mentions(following.words)) and not structure.segments
    )
    if QUESTION_END.search(text) and not (is_head_line(following.words) or looks_titled(text) or introduces):
        return None
    return Kind.TITLE


def is_head_line(text: str) -> bool:
    """Whether a line at the head of a text is a byline, a date, how long it takes to read, or the word “Interview”."""
    if len(text) > 140:
        return False
    parts = [part for part in HEAD_PARTS.split(text) if part]
    return bool(parts) and (
        bool(BYLINE.match(text) and not re.search(r"[.!?]\s+\S+\s", text) and len(words(text)) <= 14)
        or names.plain_of(text) in KICKERS
        or all(names.plain_of(word) in KICKERS for word in words(text))
        or all(is_head_part(part) for part in parts)
        or (
            len(words(text)) <= 12 and any(dates.is_date(part) or MINUTES.match(part) for part in HEAD_ENDS.split(text))
        )
        or (len(words(text)) <= 8 and bool(SERIES.search(text)))
    )


def is_head_part(part: str) -> bool:
    part = part.strip()
    dated = re.sub(r"[,\s]+\d{1,2}[:.]\d\d.*$", "", part)
    return (
        dates.is_date(dated)
        or publication_types.is_type(part)
        or bool(MINUTES.match(part))
        or names.plain_of(part) in KICKERS
    )


def looks_titled(text: str) -> bool:
    """Whether a question is set as a title, by its words or by its capitals."""
    long = [word for word in words(text) if len(word) > 3]
    capital = sum(word[0].isupper() for word in long)
    later = sum(word[0].isupper() for word in words(text)[1:])
    return bool(re.search(r"\b(?:Q&A|interview|conversation|transcript|podcast)\b", text, re.IGNORECASE)) or (
        bool(long) and later >= 2 and capital >= len(long) * 0.8
    )


def looks_labelled(unit: Unit) -> bool:
    return any(
        c.mark == "colon" and labels.is_name_like(c.name) and len(c.name.split()) <= 3
        for c in labels.candidate(unit)[:1]
    )


def is_followed_by_prose(found: Sequence[Unit], at: int) -> bool:
    return at + 1 < len(found) and found[at + 1].kind == "paragraph"
