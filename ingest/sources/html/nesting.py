"""Blocks within blocks: the inside of an item, a cell, a quotation or a note, and lists within lists."""

from __future__ import annotations

from html import escape

from ingest.document import Block


def line_of(block: Block) -> str:
    """A block as inline HTML: its lines, parted by breaks."""
    if block.kind in ("paragraph", "heading"):
        return block.html
    return "<br>".join(escape(line, quote=False) for line in block.text.split("\n") if line)


def compose(blocks: list[Block], always: bool = False) -> tuple[str, list[Block]]:
    """Blocks as the inside of an item, a cell or a quotation, and the pictures among them, which stand on their own.

    always: words stand in paragraphs even if there is only one.
    """
    others = [block for block in blocks if block.kind == "image"]
    kept = [block for block in blocks if block.kind != "image"]
    bare = not always and sum(block.kind != "list" for block in kept) <= 1
    html = ""
    for block in kept:
        if block.kind == "list":
            html += block.html
        elif block.kind == "quote":
            html += block.html.removeprefix("<blockquote>").removesuffix("</blockquote>")
        else:
            inner = (
                f"<strong>{block.html}</strong>" if block.kind == "heading" and not block.is_bold else line_of(block)
            )
            html += inner if bare else f"<p>{inner}</p>"
    return html, others


def nest(items: list[tuple[int, bool, str]], at: int) -> tuple[str, int]:
    """A list from items that give their depth, beginning with one of them; and the place of the first not in it."""
    depth, numbered, _ = items[at]
    html = ""
    while at < len(items) and items[at][0] >= depth:
        if items[at][0] > depth:
            inner, at = nest(items, at)
            html = html.removesuffix("</li>") + inner + "</li>"
        elif items[at][1] != numbered:
            break
        else:
            html += f"<li>{items[at][2]}</li>"
            at += 1
    tag = "ol" if numbered else "ul"
    return f"<{tag}>{html}</{tag}>", at
