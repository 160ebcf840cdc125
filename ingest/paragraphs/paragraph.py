"""The paragraphs of a source as somebody reading it meets them: wrapped lines joined, broken ones apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.document import NOTE, Block, Document, pieces

KEPT_BREAK = "\ue000"
BREAK = re.compile(r"<br ?/?>\s*")
WIDEST = 100  # of what is wrapped by hand or by mail: beyond, a line is a paragraph
FIRST_WORD = re.compile(r"\S+(?: [?!:;»])?")  # French puts a space before these, at which no line breaks
ASKED = re.compile(r"[?؟？]['\"”’»)\]]*$")  # after a question an answer may stand on the next line
# What begins a paragraph even where lines are wrapped: “A: ”, “Renner: ”.
ANEW = re.compile(r"(?:[QAFPRD]\.?\s?\d{0,2}\s?[:.)]|(?:[^\W\d_a-zß-ÿ][\w.'’\-]*\s?){1,3}:)\s+\S")
VOID = {"br", "hr", "img"}


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
        own = len(rows) >= 3 and 45 <= most <= WIDEST and all(length > most * 0.7 for length in lengths[:-1])
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


def split_html(html: str, where: re.Pattern[str]) -> list[str]:
    """Inline HTML cut at each match of a pattern, what is open at a cut closed before it and opened after it."""
    parts, opened = [], list[str]()
    for part in where.split(html):
        start = "".join(opened)
        for tag, _text in pieces(part):
            track(tag, opened)
        parts.append(start + part + "".join(f"</{name_of(tag)}>" for tag in reversed(opened)))
    return parts


def without_start(html: str, count: int) -> str:
    """Inline HTML without its first characters, `count` of its text as parsed; elements left empty go too."""
    kept, opened, left = list[str](), list[str](), count
    for tag, text in pieces(html):
        if tag:
            track(tag, opened)
        if not left:
            kept.append(tag or text)
        elif text:
            here = min(left, text_length(text))
            left -= here
            if not left:
                kept = [*opened, cut_text(text, here)]
    joined = "".join(kept)
    while (emptied := EMPTY.sub("", joined)) != joined:
        joined = emptied
    return joined.strip()


EMPTY = re.compile(r"<(strong|em|a|sub|sup)(?: [^>]*)?>\s*</\1>")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
CHARACTER = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", re.DOTALL)


def text_length(text: str) -> int:
    return len(ENTITY.sub("x", text))


def cut_text(text: str, count: int) -> str:
    """Escaped text without its first characters, an entity being one."""
    matches = list(CHARACTER.finditer(text))
    return text[matches[count].start() :] if count < len(matches) else ""


def track(tag: str, opened: list[str]) -> None:
    """Notes a tag in the list of those open."""
    if not tag or name_of(tag) in VOID:
        return
    if tag.startswith("</"):
        if opened and name_of(opened[-1]) == name_of(tag):
            opened.pop()
    else:
        opened.append(tag)


def name_of(tag: str) -> str:
    return tag.strip("</>").split(" ", 1)[0]


def first_part(html: str, count: int) -> str:
    """Inline HTML of no more than its first characters, `count` of its text as parsed."""
    kept, opened, left = list[str](), list[str](), count
    for tag, text in pieces(html):
        if not left:
            break
        if tag:
            track(tag, opened)
            kept.append(tag)
            continue
        characters = CHARACTER.findall(text)
        kept.append("".join(characters[:left]))
        left -= min(left, len(characters))
    return "".join(kept).rstrip() + "".join(f"</{name_of(tag)}>" for tag in reversed(opened))


RUN_IN = re.compile(r"\s*(<strong>(?:(?!</strong>).){12,400}?[?؟？]['\"”’»)]?\s*</strong>)\s*(?=[^\s<])", re.DOTALL)


def cut_bold_question(unit: Unit) -> list[Unit]:
    """A paragraph that begins with its question in bold and goes on with the answer, as two."""
    if unit.kind != "paragraph" or not (match := RUN_IN.match(unit.html)):
        return [unit]
    return [unit.with_html(match[1]), unit.with_html(unit.html[match.end() :])]
