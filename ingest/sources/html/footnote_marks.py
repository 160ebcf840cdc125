"""The marks of footnotes, each with its note put in its place."""

from __future__ import annotations

import re

from ingest.sources.html.nesting import line_of
from ingest.sources.html.reader import Reader
from ingest.sources.html.runs import Run
from ingest.sources.trees import Element


def read_footnote_mark(reader: Reader, element: Element, css: dict[str, str]) -> None:
    key = element.get("data-note") or ""
    note = reader.notes.get(key)
    if note is None or key in reader.open_notes:
        reader.flow(element)
        return
    reader.open_notes.add(key)
    inner = reader.inner()
    inner.flow(note)
    blocks = inner.end()
    reader.open_notes.discard(key)
    for block in blocks:
        if block.kind == "image":
            reader.add(block)
    lines = [line_of(block) for block in blocks if block.kind != "image"]
    if not lines:
        return
    text = "<br>".join(lines)
    if reader.open_notes:  # a note within a note
        reader.runs.append(Run(f" ({re.sub('<[^>]*>', ' ', text)})", reader.marks))
        return
    while (
        reader.runs and not reader.runs[-1].is_html and reader.runs[-1].text.endswith(" ") and not reader.runs[-1].href
    ):
        last = reader.runs.pop()
        if last.text.strip():
            reader.runs.append(last._replace(text=last.text.rstrip(" ")))
            break
    reader.runs.append(Run(f"<foot-note>{text}</foot-note>", is_html=True))
