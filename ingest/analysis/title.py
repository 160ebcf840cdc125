"""Which of the first blocks of an analysis is its title."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import Block, words
from ingest.signs import captions, dates, publication_types, signatures

LONGEST_TITLE = 25  # words
LONGEST_TOPIC = 4


def place_of_title(blocks: Sequence[Block], end: int) -> int | None:
    """The place of the title among the first blocks."""
    first = range(min(end, 8))
    for at in first:
        if blocks[at].style == "title":
            return at
    for at in first:
        block = blocks[at]
        if block.kind == "heading" and block.level == 1:
            return at
        if not is_small_print(block) and not is_topic_like(block):
            break
    levels = {block.level for block in blocks if block.kind == "heading"}
    for at in first:
        block = blocks[at]
        if is_small_print(block):
            continue
        if block.kind == "heading":
            # The only one of its level, before all others.
            alone = sum(b.kind == "heading" and b.level == block.level for b in blocks) == 1
            return at if alone and block.level == min(levels) else None
        if not is_title_like(block):
            return None
        following = blocks[at + 1] if at + 1 < end else None
        below = following is not None and is_title_like(following) and not is_small_print(following)
        # "Environment", then the title: a topic.
        if below and following is not None and is_topic_like(block) and not is_topic_like(following):
            return at + 1
        return at if following is not None else None
    return None


def is_title_like(block: Block) -> bool:
    said = block.text
    return (
        block.kind == "paragraph"
        and block.style in ("", "title")
        and 0 < len(words(said)) <= LONGEST_TITLE
        and not said.endswith((".", ":", ";", ","))
        and "\n" not in said
        and not captions.is_caption(block)
    )


def is_topic_like(block: Block) -> bool:
    return is_title_like(block) and len(words(block.text)) <= LONGEST_TOPIC


def is_small_print(block: Block) -> bool:
    """Whether a block is none of the head's words: a date, the type of the piece, who signs."""
    return (
        block.kind == "image"
        or dates.is_date(block.text)
        or publication_types.is_type(block.text)
        or block.style in ("author", "date")
        or signatures.signatures(block.text)[1]
        or captions.is_caption(block)
    )
