"""Plain text as blocks. Blank lines part them; a line's end stays one, since only a reader of the text can judge it."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt

from ingest.document import Block, Document
from ingest.paragraphs.wrapped_lines import WIDEST
from ingest.sources.html import page as html
from ingest.sources.losses import Losses, quoted

LINE_ENDS = re.compile("\r\n|[\r\x0b\x85\u2028]")
PARAGRAPH_ENDS = re.compile("[\f\u2029]")
# Joiners and direction marks mean something in Persian, Hindi or Hebrew, and stay.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
SPACES = re.compile(r"[^\S\n]+")
BULLET = re.compile(r"([•*‣▪●–-])\s+(?=\S)")
NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
# Whoever writes a conversation with dashes writes it line by line, as a list is written.
NOT_OF_TALK = "•*‣▪●"
MARKDOWN = re.compile(r"^#{1,4} \S|\*\*[^\s*][^*\n]*\*\*|__[^\s_][^_\n]*__", re.MULTILINE)
RULE = re.compile(r"^ ?[-_*=~]{3,} ?$", re.MULTILINE)  # a line across the page
NOTE = re.compile(r"\[(\d{1,3})\]\s+(\S.*)", re.DOTALL)
MARK = re.compile(r"(?<=\S)\s?\[(\d{1,3})\]")
NOTES_HEADING = re.compile(r"(?:(?:foot|end)?notes?|fußnoten|anmerkungen|notas)\s*:?", re.IGNORECASE)


def read(text: str, name: str = "") -> Document:
    losses = Losses()
    text = PARAGRAPH_ENDS.sub("\n\n", LINE_ENDS.sub("\n", text))
    if is_markdown(text):
        # What is in one paragraph stays lines, as in any other plain text.
        rendered = (
            MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("code").render(INVISIBLE.sub("", text))
        )
        document = html.read(rendered, name, losses)
        for block in document.blocks:
            if block.kind == "paragraph" and is_wrapped(text):
                block.html = re.sub(r"<br ?/?>\s*", "\n", block.html)
        return document
    text = RULE.sub("", SPACES.sub(" ", INVISIBLE.sub("", text)))
    blocks = []
    for part in re.split(r"\n(?: *\n)+", text):
        lines = [line for line in (line.strip() for line in part.split("\n")) if line]
        if lines:
            blocks += _blocks(lines)
    return Document(_with_notes(_with_loose_lists(blocks), losses), losses=losses, name=name)


def is_markdown(text: str) -> bool:
    """Whether a plain text is set in Markdown: bold words or headings of it, again and again."""
    return len(MARKDOWN.findall(text)) >= 2


def is_wrapped(text: str) -> bool:
    return max(map(len, text.split("\n")), default=0) <= WIDEST


def _with_loose_lists(blocks: list[Block]) -> list[Block]:
    """Paragraphs that each begin with the same bullet, none of them a question, as one list."""
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and (match := _loose_item(blocks[end])) and match[1] == _loose_item(blocks[at])[1]:  # type: ignore[index]
            end += 1
        if end - at < 2:
            found.append(blocks[at])
            at += 1
            continue
        items = "".join(f"<li>{BULLET.sub('', block.html, count=1)}</li>" for block in blocks[at:end])
        found.append(Block("list", f"<ul>{items}</ul>"))
        at = end
    return found


def _loose_item(block: Block) -> re.Match[str] | None:
    is_item = block.kind == "paragraph" and "\n" not in block.html and not block.html.endswith(("?", "？", "؟"))
    return BULLET.match(block.html) if is_item else None


def _blocks(lines: list[str]) -> list[Block]:
    """The lines of one block, and the lists among them."""
    blocks: list[Block] = []
    plain: list[str] = []
    at, whole = 0, max(map(len, lines)) > WIDEST
    while at < len(lines):
        end = _list_end(lines, at, whole)
        if end == at:
            plain.append(lines[at])
            at += 1
            continue
        if plain:
            blocks.append(_paragraph(plain))
            plain = []
        tag = "ol" if NUMBER.match(lines[at]) else "ul"
        items = [
            escape((NUMBER if tag == "ol" else BULLET).sub("", line, count=1), quote=False) for line in lines[at:end]
        ]
        number = NUMBER.match(lines[at])
        start = f' start="{int(number[1])}"' if number and int(number[1]) != 1 else ""
        blocks.append(Block("list", f"<{tag}{start}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>"))
        at = end
    return [*blocks, _paragraph(plain)] if plain else blocks


def _paragraph(lines: list[str]) -> Block:
    return Block("paragraph", escape("\n".join(lines), quote=False))


def _list_end(lines: list[str], start: int, whole: bool) -> int:
    """Where the list ends that begins at a line; `start` itself if none does, or if it may be something else.

    whole: every line is a paragraph, none only wrapped.
    A single line may be a numbered question, and dashes or numbers before questions a conversation.
    """
    bullet, number = BULLET.match(lines[start]), NUMBER.match(lines[start])
    end = start
    if bullet:
        while end < len(lines) and (found := BULLET.match(lines[end])) and found[1] == bullet[1]:
            end += 1
    elif number:
        first = int(number[1])
        while end < len(lines) and (found := NUMBER.match(lines[end])) and int(found[1]) == first + end - start:
            end += 1
    asks = any(line.rstrip("\"”»' ").endswith(("?", "？", "؟")) for line in lines[start:end])
    # A wrapped item, or talk: the line after the last dash belongs to it, or to nobody.
    broken = end < len(lines) and not whole
    if end - start < 2 or (asks and not (bullet and bullet[1] in NOT_OF_TALK)) or (broken and not bullet):
        return start
    return start if broken and bullet and bullet[1] not in NOT_OF_TALK else end


def _with_notes(blocks: list[Block], losses: Losses) -> list[Block]:
    """Paragraphs "[1] Smith, …" at the end become footnotes, if each has one mark in the text, and each mark one."""
    end = len(blocks)
    notes: list[tuple[str, str]] = []
    while end and blocks[end - 1].kind == "paragraph":
        lines = re.split(r"\n(?=\[\d{1,3}\] )", blocks[end - 1].html)
        found = [NOTE.fullmatch(line) for line in lines]
        if not all(found):
            break
        notes = [(match[1], match[2]) for match in found if match] + notes
        end -= 1
    numbers = [number for number, _ in notes]
    body = blocks[:end]
    marks = [mark for block in body for mark in MARK.findall(block.html)]
    if not notes or marks != numbers or len(set(numbers)) != len(numbers) or len(set(marks)) != len(marks):
        return blocks
    by_number = {number: " ".join(note.split()) for number, note in notes}
    for block in body:
        block.html = MARK.sub(lambda mark: f"<foot-note>{by_number[mark[1]]}</foot-note>", block.html)
    if body and NOTES_HEADING.fullmatch(body[-1].text):
        losses.add(f"The heading over the footnotes: {quoted(body.pop().text)}")
    return body
