"""STAND-IN, to be dropped at the merge."""

from __future__ import annotations

from publications.ingest.document import Document
from publications.ingest.structure import Kind, Passage, Person, Photo, Segment, Structure


def read(document: Document) -> Structure:
    found = Structure("analysis")
    for n, block in enumerate(document.blocks):
        if block.kind == "image":
            found.photo = found.photo or Photo(image=block.image)
            continue
        html = {"paragraph": "<p>{}</p>", "heading": "<h2>{}</h2>"}.get(block.kind, "{}").format(block.html)
        kind = Kind.TEXT
        if n == 0:
            kind, html = Kind.TITLE, f"<p>{block.html}</p>"
        elif block.text.startswith("By ") and len(block.text) < 80:
            kind = Kind.BYLINE
            found.people = [Person(f"p{i}", name) for i, name in enumerate(block.text[3:].split(" and "))]
            for person in found.people:
                person.role = "author"
        elif block.text.startswith("Related:"):
            kind = Kind.RELATED
        last = found.segments[-1] if found.segments else None
        if kind == Kind.TEXT and last and last.kind == Kind.TEXT:
            last.passages.append(Passage(n, html))
        else:
            found.segments.append(Segment(kind, [Passage(n, html)]))
    return found
