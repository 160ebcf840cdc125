"""What stands around a conversation: title and byline before it, captions, notes and related publications."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import words
from ingest.paragraphs.paragraph import Unit
from ingest.signs import (
    captions,
    closing_notes,
    dates,
    labels,
    markers,
    mentions,
    names,
    photo_credits,
    publication_types,
    related_publications,
)
from ingest.signs.questions import QUESTION_END, QUESTION_MARK
from ingest.structure import Dropped, Kind, Passage, Photo, Segment, Structure


def take_asides(found: list[Unit], structure: Structure) -> tuple[list[Unit], list[Unit]]:
    """Puts captions, related publications, notes, title and byline into a structure.

    Returns what is left, the conversation with its introduction; and what stood before it, title and byline.
    """
    left, at = list[Unit](), 0
    begun = False  # the conversation: then nothing leads it any more
    in_front, front = True, list[Unit]()
    while at < len(found):
        unit = found[at]
        if in_front and (kind := front_matter(found, at, structure)):
            segment = Segment(kind, [Passage(unit.source, unit.element)])
            structure.segments.append(segment)
            front.append(unit)
            at += 1
            continue
        in_front = in_front and unit.kind == "image"
        entries, end = related_publications.related(found, at)
        if entries:
            structure.related += entries
            passages = [Passage(u.source, u.element) for u in found[at:end] if u.words]
            structure.segments.append(Segment(Kind.RELATED, passages))
            at = end
            continue
        is_mark = begun and unit.kind != "image" and unit.words.startswith(("©", "(c)"))  # of the page, not of a photo
        if not is_mark and (
            taken := captions.photo(found, at) or bracketed_caption(found, at, structure, bool(left), begun)
        ):
            photo, segment, dropped, end = taken
            photo.caption = CAPTION_LABEL.sub("", photo.caption)
            structure.photo = structure.photo or photo
            segment.passages = [Passage(found[p.block].source, p.html) for p in segment.passages]
            structure.dropped += [replace(d, block=found[d.block].source) for d in dropped]
            if segment.passages:
                structure.segments.append(segment)
            at = end
            continue
        if unit.is_prose and is_stage_direction(unit) and begun and at + 1 < len(found):
            structure.dropped.append(Dropped(unit.source, unit.words, "It says what was heard, not what was said."))
        elif unit.is_prose and (is_apart(unit, begun) or (not begun and closing_notes.is_closing_note(unit.text))):
            structure.segments.append(Segment(Kind.APART, [Passage(unit.source, unit.element)]))
        else:
            left.append(unit)
            begun = begun or bool(QUESTION_END.search(unit.words) or markers.marker(unit))
        at += 1
    return left, front


CAPTION_LABEL = re.compile(
    r"\s*(?:photo|picture|image|caption|foto|bild|legenda|légende|leyenda|pie de foto|didascalia|bildunterschrift"
    r"|تصوير|צילום)"
    r"\s*:\s*",
    re.IGNORECASE,
)
BRACKETED = re.compile(r"^(?P<caption>.{15,400}?[.!…]?)\s*[(\[](?P<credit>[^()\[\]]{3,60})[)\]]\.?$", re.DOTALL)


def bracketed_caption(
    found: Sequence[Unit], at: int, structure: Structure, is_after_text: bool, begun: bool
) -> tuple[Photo, Segment, list[Dropped], int] | None:
    """A caption whose credit is a name alone, “(Odalys Remmert)”, or a credit in the line below it: only before the
    conversation, where a photo leads."""
    unit = found[at]
    if not unit.is_prose or structure.photo or begun:
        return None
    match = BRACKETED.match(unit.words)
    if match and len(words(unit.words)) <= 60 and is_credit(match["credit"]):
        return (
            Photo(CAPTION_LABEL.sub("", match["caption"]), CAPTION_LABEL.sub("", match["credit"].strip())),
            Segment(Kind.CAPTION, [Passage(at, unit.element)]),
            [],
            at + 1,
        )
    if (
        at + 1 < len(found)
        and len(words(unit.words)) <= 45
        and (is_after_text or structure.segments)
        and not QUESTION_MARK.search(unit.words)
        and found[at + 1].is_prose
    ):
        caption, credit = photo_credits.split_credit(found[at + 1].words)
        if credit and not caption:
            passages = [Passage(at, unit.element), Passage(at + 1, found[at + 1].element)]
            return Photo(unit.words, credit), Segment(Kind.CAPTION, passages), [], at + 2
    return None


def is_credit(text: str) -> bool:
    """Whether what stands in brackets after a caption is who took the photo: a name alone, or an agency's letters."""
    text = CAPTION_LABEL.sub("", text.strip())
    named = mentions.mentions(text)
    return (
        (bool(named) and named[0].name == text)
        or bool(re.fullmatch(r"[A-Z]{2,5}", text))
        or not names.is_cased(text[:1])
    )


EDITORS_NOTE = re.compile(
    r"(?:editor['’]?s?['’]?|editors['’]|author['’]s|publisher['’]s|translator['’]s) note\b|editorial note\b"
    r"|note(?: to readers| from the editors?)\s*:"
    r"|anmerkung der redaktion|anm\. d\. red|note de la rédaction|ndlr|nota de la redacción|nota del editor"
    r"|nota da redação|n\.? ?d\.? ?r\.?\b"
    r"|disclaimer\s*:|הערת העורך\s*:",
    re.IGNORECASE,
)
PLAIN_NOTE = re.compile(
    r"(?:note|update|correction|clarification|hinweis|nota|remarque|opmerking|ملاحظة|تنويه|הערה)(?: \([^)]*\))?\s*:",
    re.IGNORECASE,
)
STAGE = re.compile(r"[(\[*_]+(?P<words>[^()\[\]]{1,60})[)\]*_]+\.?")
TIME_STAMP = re.compile(r"[(\[]?\d{1,2}:\d\d(?::\d\d)?[)\]]?")


def is_apart(unit: Unit, begun: bool) -> bool:
    """Whether a paragraph is an editor's note; a plain “Note:” is one only before the conversation."""
    text = unit.words.lstrip("([*– ")
    return bool(EDITORS_NOTE.match(text)) or (not begun and bool(PLAIN_NOTE.match(text)))


def is_stage_direction(unit: Unit) -> bool:
    """“(Laughter.)”, “[00:14:02]”, alone in a paragraph."""
    match = STAGE.fullmatch(unit.words)
    return bool(TIME_STAMP.fullmatch(unit.words)) or bool(
        match and len(words(match["words"])) <= 4 and match["words"][0] != "@"
    )


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
