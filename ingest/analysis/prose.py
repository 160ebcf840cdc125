"""What is a sentence of a text, and no heading."""

from __future__ import annotations

from ingest.document import Block, words

LONGEST_HEADING = 12
ENDS = (".", "!", "?", ":", ";", ",", "…", "。", "؟")


def is_prose(block: Block) -> bool:
    return block.kind == "paragraph" and len(words(block.text)) > LONGEST_HEADING and block.text.endswith(ENDS)
