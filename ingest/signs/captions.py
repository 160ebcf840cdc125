"""Captions, and the photo they belong to: picture, words and credit in whatever order they came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Block, same_words, words
from ingest.signs.photo_credits import MOST_CAPTION_WORDS, split_credit
from ingest.structure import Dropped, Kind, Passage, Photo, Segment
from texts import richtext

CAPTION_LABEL = re.compile(
    r"\s*(?:photo|picture|image|caption|foto|bild|legenda|légende|leyenda|pie de foto|didascalia|bildunterschrift"
    r"|تصوير|צילום)"
    r"\s*:\s*",
    re.IGNORECASE,
)


def is_caption(block: Block) -> bool:
    """Whether a paragraph is a caption, or a credit alone: its style says so, or it ends in a credit."""
    if block.kind != "paragraph" or block.style not in ("", "caption"):
        return False
    if block.style == "caption":
        return True
    return len(words(block.text)) <= MOST_CAPTION_WORDS and bool(split_credit(block.text)[1])


def photo(blocks: Sequence[Block], start: int) -> tuple[Photo, Segment, list[Dropped], int] | None:
    """The photo that begins at a block: its words, their segment, what is said twice, and where the text goes on.

    None if none begins there. The picture may stand before or after its caption, or be missing; a caption may stand
    twice, and its credit in a line of its own.
    """
    segment, dropped, at = Segment(Kind.CAPTION), [], start
    read = Photo()
    while at < len(blocks):
        block = blocks[at]
        if block.kind == "image":
            if read.image is not None and block.image is not None:
                break  # the next picture
            read.image = block.image if read.image is None else read.image
        for html in _halves(block):
            caption, credit = split_credit(replace(block, html=html).text)
            said = f"{caption} {credit}"
            repeats = said != " " and (
                same_words(said, f"{read.caption} {read.credit}")
                or same_words(caption, read.caption)
                or (not caption and same_words(credit, read.credit))
            )
            if repeats and (read.credit or not credit):
                dropped.append(Dropped(at, replace(block, html=html).text, "The caption stands twice."))
                continue
            credits_it = bool(credit) and not read.credit and not caption and is_caption(block)
            captions_it = not read.caption and (
                is_caption(block) or (block.kind == "image" and bool(caption or credit))
            )
            if not (repeats or credits_it or (captions_it and not (read.credit and credit))):
                break
            segment.passages.append(Passage(at, replace(block, html=html).element))
            read.caption, read.credit = read.caption or caption, read.credit or credit
        else:
            at += 1
            continue
        break
    # A block that was broken off in its midst is none of this.
    segment.passages = [passage for passage in segment.passages if passage.block < at]
    dropped = [drop for drop in dropped if drop.block < at]
    return (read, segment, dropped, at) if at > start else None


def _halves(block: Block) -> list[str]:
    """The HTML of a block; of one that says the same in two lines, each. None of a picture without words."""
    if not words(block.text):
        return [] if block.kind == "image" else [block.html]
    halves = re.split(r"<br ?/?>|\n", block.html)
    same = (
        block.kind == "paragraph"
        and len(halves) == 2
        and same_words(richtext.plain(halves[0]), richtext.plain(halves[1]))
    )
    return [half.strip() for half in halves] if same else [block.html]
