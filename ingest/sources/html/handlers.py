"""What single tags do: links, breaks, headings, quotations, and the table of all that do something of their own."""

from __future__ import annotations

import re

from ingest.sources.html.elements import BLOCK_TAGS
from ingest.sources.html.figures import read_caption, read_figure, read_picture
from ingest.sources.html.footnote_marks import read_footnote_mark
from ingest.sources.html.links import target_of
from ingest.sources.html.lists import is_word_list, read_list
from ingest.sources.html.reader import Handler, Reader
from ingest.sources.html.runs import Run, ends_in_break, without_last_break
from ingest.sources.html.styles import style_of
from ingest.sources.html.tables import read_table
from ingest.sources.trees import Element


def read_paragraph(reader: Reader, element: Element, css: dict[str, str]) -> None:
    """A paragraph, or one that Word wrote for an item of a list."""
    if not is_word_list(reader, element, css):
        reader.block(element, css)


def read_link(reader: Reader, element: Element, css: dict[str, str]) -> None:
    before, reader.href = reader.href, target_of(element, reader.base, reader.losses) or reader.href
    reader.inline(element, "a", css)
    reader.href = before


def read_break(reader: Reader, element: Element, css: dict[str, str]) -> None:
    # Google Docs and others write an empty line between paragraphs as two.
    if len(reader.runs) >= 1 and ends_in_break(reader.runs):
        reader.runs = without_last_break(reader.runs)
        reader.paragraph()
    else:
        reader.runs.append(Run("<br>", is_html=True))


def read_heading(reader: Reader, element: Element, css: dict[str, str]) -> None:
    reader.paragraph()
    reader.list_ends()
    style = style_of(element)
    before, reader.marks = reader.marks, reader.marks - {"strong"}
    start = len(reader.blocks)
    reader.flow(element)
    reader.marks = before
    reader.paragraph("heading", int(element.tag[1]), style)
    # Of a heading that holds paragraphs each is one; and it is bold anyway.
    for block in reader.blocks[start:]:
        if block.kind == "paragraph":
            block.kind, block.level, block.style = "heading", int(element.tag[1]), block.style or style
        if block.kind == "heading" and block.is_bold:
            block.html = re.sub(r"</?strong>", "", block.html)


def read_quotation(reader: Reader, element: Element, css: dict[str, str]) -> None:
    reader.paragraph()
    reader.quote(reader.within(element))


def read_preformatted(reader: Reader, element: Element, css: dict[str, str]) -> None:
    reader.paragraph()
    before, reader.preserves_lines = reader.preserves_lines, True
    reader.flow(element)
    reader.preserves_lines = before
    reader.paragraph()


def read_term(reader: Reader, element: Element, css: dict[str, str]) -> None:
    reader.block(element, {"font-weight": "bold"})


def read_time(reader: Reader, element: Element, css: dict[str, str]) -> None:
    alone = not reader.runs and element.getparent().tag in BLOCK_TAGS
    reader.inline(element, "time", {})
    if alone and not (element.tail or "").strip() and element.getnext() is None:
        reader.paragraph(style="date")


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(("p", "div"), read_paragraph),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), read_heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir", "list"), read_list),
    **dict.fromkeys(("figcaption", "caption"), read_caption),
    "a": read_link,
    "blockquote": read_quotation,
    "br": read_break,
    "dt": read_term,
    "figure": read_figure,
    "foot-note": read_footnote_mark,
    "img": read_picture,
    "pre": read_preformatted,
    "table": read_table,
    "time": read_time,
}
