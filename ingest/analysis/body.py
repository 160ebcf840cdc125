"""The text of an analysis: its paragraphs, its headings, and those that are headings for the eye only."""

from __future__ import annotations

from ingest.analysis.prose import ENDS, LONGEST_HEADING, is_prose
from ingest.analysis.under_way import UnderWay
from ingest.document import words
from ingest.structure import Kind

HIGHEST, LOWEST = 2, 4  # headings of a text, below its title


def read_text(under_way: UnderWay) -> None:
    start = under_way.at
    under_way.has_headings = any(block.kind == "heading" for block in under_way.blocks[start : under_way.end])
    levels = [block.level for block in under_way.blocks[start : under_way.end] if block.kind == "heading"]
    highest = min(levels, default=HIGHEST)
    while under_way.at < under_way.end:
        block = under_way.block
        if under_way.photo(is_lead=under_way.at - start < 3) or under_way.related():
            continue
        if block.kind == "paragraph" and block.text.lower().startswith(("editor's note", "editor’s note")):
            under_way.add(Kind.APART, 0.75, "Speaks of the text, not of its matter.")
        elif block.kind == "heading":
            level = min(LOWEST, max(HIGHEST, block.level - highest + HIGHEST))
            under_way.add(Kind.TEXT, html=f"<h{level}>{block.html}</h{level}>")
        elif is_heading_by_hand(under_way):
            inner = block.html.replace("<strong>", "").replace("</strong>", "")
            under_way.add(Kind.TEXT, 0.7, "A short line of its own: it may be a heading.", html=f"<h2>{inner}</h2>")
        else:
            under_way.add(Kind.TEXT)


def is_heading_by_hand(under_way: UnderWay) -> bool:
    """Whether a paragraph is a heading for the eye only, in a source without any: bold, or short and alone."""
    block = under_way.block
    said = block.text
    if (
        under_way.has_headings
        or block.kind != "paragraph"
        or block.style
        or "\n" in said
        or "<foot-note>" in block.html
    ):
        return False
    if not 0 < len(words(said)) <= LONGEST_HEADING or said.endswith(tuple(sign for sign in ENDS if sign != "?")):
        return False
    following = under_way.blocks[under_way.at + 1] if under_way.at + 1 < under_way.end else None
    return following is not None and following.kind != "image" and (block.is_bold or is_prose(following))
