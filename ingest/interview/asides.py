"""What stands around a conversation: captions, editors' notes, related publications, what was heard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import words
from ingest.interview.front_matter import front_matter
from ingest.paragraphs.paragraph import Unit
from ingest.signs import (
    captions,
    closing_notes,
    markers,
    mentions,
    names,
    photo_credits,
    related_publications,
)
from ingest.signs.captions import CAPTION_LABEL
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
