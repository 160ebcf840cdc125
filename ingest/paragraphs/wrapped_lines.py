"""Lines of plain text that may only be wrapped: which are joined to a paragraph, and which stay lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.document import Document

SHORTEST_WRAPPED = 45  # characters: who wraps lines, wraps them later than this
WIDEST = 100  # of what is wrapped by hand or by mail: beyond, a line is a paragraph
FIRST_WORD = re.compile(r"\S+(?: [?!:;»])?")  # French puts a space before these, at which no line breaks
ASKED = re.compile(r"[?؟？]['\"”’»)\]]*$")  # after a question an answer may stand on the next line
# What begins a paragraph even where lines are wrapped: “A: ”, “Renner: ”.
ANEW = re.compile(r"(?:[QAFPRD]\.?\s?\d{0,2}\s?[:.)]|(?:[^\W\d_a-zß-ÿ][\w.'’\-]*\s?){1,3}:)\s+\S")


def wrapped_at(document: Document) -> int:
    """The width at which a plain text is wrapped, in characters; 0 where every line is a paragraph of its own."""
    rows = [
        [len(" ".join(line.split())) for line in block.html.split("\n")]
        for block in document.blocks
        if block.kind == "paragraph" and "\n" in block.html
    ]
    broken = sorted(length for row in rows for length in row[:-1])  # what stands before a line break
    if not broken or sum(max(row) > WIDEST for row in rows) > len(rows) * 0.1:
        return 0
    widest = broken[int(len(broken) * 0.95)]  # some lines are longer, by later corrections
    full = [length for length in broken if length > widest * 0.75]
    return full[len(full) // 2] if widest <= WIDEST and len(full) >= len(broken) * 0.5 else 0


def unwrapped(html: str, width: int) -> Iterator[str]:
    """The paragraphs of a text whose newlines may be only wrapped lines.

    A break is a wrap when the word after it would not have fitted on its line any more.
    """
    rows = [row.strip() for row in html.split("\n") if row.strip()]
    if not rows:
        return
    if not width:
        lengths = [len(row) for row in rows]
        most = max(lengths)
        own = (
            len(rows) >= 3
            and SHORTEST_WRAPPED <= most <= WIDEST
            and all(length > most * 0.7 for length in lengths[:-1])
        )
        width = most if own else 0
    paragraph = rows[0]
    for before, row in pairwise(rows):
        fits = len(before) + 1 + len(FIRST_WORD.match(row)[0]) <= width  # type: ignore[index]  # no row is empty
        if not width or (fits and not row[:1].islower()) or ASKED.search(before) or ANEW.match(row):
            yield paragraph
            paragraph = row
        else:
            paragraph += " " + row
    yield paragraph


def unwrapped_by_length(html: str) -> str:
    """A paragraph of plain text as HTML: lines that were only wrapped are joined, others end in a break.

    What `unwrapped` makes several paragraphs of stays one here, as whoever wrote a text without turns meant it.
    """
    lines = html.split("\n")
    wrapped = all(len(line) >= SHORTEST_WRAPPED for line in lines[:-1])
    return (" " if wrapped else "<br>").join(lines)
