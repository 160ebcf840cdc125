"""Tables; those that only lay a page out are read through."""

from __future__ import annotations

from ingest.document import Block
from ingest.sources.html.figures import read_caption
from ingest.sources.html.nesting import compose
from ingest.sources.html.reader import Reader
from ingest.sources.trees import Element
from texts import richtext

MOST_TABLE_CELLS = 50_000


def read_table(reader: Reader, element: Element, css: dict[str, str]) -> None:
    reader.paragraph()
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    nested = any(inner is not element for inner in element.iter("table"))
    is_layout = element.get("role") == "presentation" or max(map(len, cells), default=0) < 2 or nested
    if is_layout or sum(map(len, cells)) > MOST_TABLE_CELLS:
        if nested and max(map(len, cells), default=0) > 1:
            reader.losses.add(f"The form of a table within a table {reader.where}")
        reader.flow(element)
        reader.paragraph()
        return
    others: list[Block] = []
    for caption in element.iter("caption"):
        if next(caption.iterancestors("table")) is element:
            read_caption(reader, caption, css)
    parts: dict[str, list[str]] = {"thead": [], "tbody": []}
    for row, entries in zip(rows, cells, strict=True):
        html = ""
        for cell in entries:
            inner, more = compose(reader.within(cell))
            others += more
            spans = "".join(
                f' {name}="{int(value)}"'
                for name in ("colspan", "rowspan")
                if (value := cell.get(name, "").strip()).isdigit() and 1 < int(value) < 1000
            )
            html += f"<{cell.tag}{spans}>{inner}</{cell.tag}>"
        head = row.getparent().tag == "thead" or (
            entries and all(c.tag == "th" for c in entries) and not parts["tbody"]
        )
        if entries:
            parts["thead" if head else "tbody"].append(f"<tr>{html}</tr>")
    html = "".join(f"<{part}>{''.join(rows)}</{part}>" for part, rows in parts.items() if rows)
    if richtext.plain(html):
        reader.add(Block("table", f"<table>{html}</table>"))
    for block in others:
        reader.add(block)
