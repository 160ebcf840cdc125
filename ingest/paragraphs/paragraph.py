"""The paragraphs of a source as somebody reading it meets them: wrapped lines joined, broken ones apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ingest.document import NOTE, Block, Document
from ingest.paragraphs.inline_html import split_html
from ingest.paragraphs.wrapped_lines import unwrapped, wrapped_at

KEPT_BREAK = "\ue000"
BREAK = re.compile(r"<br ?/?>\s*")


@dataclass
class Unit(Block):
    """A paragraph of somebody reading; of a list, quote, table or image the block itself.

    source: the place of its block in the document.
    """

    source: int = 0

    @cached_property
    def text(self) -> str:  # asked many times of the same words
        return Block.text.fget(self)  # type: ignore[attr-defined]

    @cached_property
    def words(self) -> str:
        """Its text in one line."""
        return " ".join(self.text.split())

    @property
    def is_prose(self) -> bool:
        return self.kind in ("paragraph", "heading")

    def with_html(self, html: str) -> Unit:
        return Unit(self.kind, html, self.level, self.image, self.style, self.source)


def units(document: Document) -> list[Unit]:
    width = wrapped_at(document)
    return [unit for place, block in enumerate(document.blocks) for unit in of_block(block, place, width)]


def of_block(block: Block, place: int, width: int) -> Iterator[Unit]:
    whole = Unit(block.kind, block.html, block.level, block.image, block.style, place)
    if not whole.is_prose:
        yield whole
        return
    whole_notes = NOTE.sub(lambda note: BREAK.sub(KEPT_BREAK, note[0]), block.html)  # a note's lines part no paragraph
    for part in split_html(whole_notes, BREAK):
        for paragraph in unwrapped(part, width):
            paragraph = paragraph.replace(KEPT_BREAK, "<br>")
            if (unit := whole.with_html(paragraph)).words:
                yield unit


RUN_IN = re.compile(r"\s*(<strong>(?:(?!</strong>).){12,400}?[?؟？]['\"”’»)]?\s*</strong>)\s*(?=[^\s<])", re.DOTALL)


def cut_bold_question(unit: Unit) -> list[Unit]:
    """A paragraph that begins with its question in bold and goes on with the answer, as two."""
    if unit.kind != "paragraph" or not (match := RUN_IN.match(unit.html)):
        return [unit]
    return [unit.with_html(match[1]), unit.with_html(unit.html[match.end() :])]
