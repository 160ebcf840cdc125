"""STAND-IN, to be dropped at the merge."""

from __future__ import annotations

import re

from publications.ingest.document import Document
from publications.ingest.structure import Kind, Passage, Person, Photo, Segment, Structure

LABEL = re.compile(r"^(?:<strong>)?([^<:]{1,40}):(?:</strong>)?\s*")
CREDIT = re.compile(r"^(.*)\(([^()]*/[^()]*)\)$")


def read(document: Document) -> Structure:
    found, people, begun = Structure("interview"), {}, False
    for n, block in enumerate(document.blocks):
        if block.kind == "image":
            found.photo = found.photo or Photo(image=block.image, alt=document.images[block.image or 0].alt)
            continue
        html = f"<p>{block.html}</p>" if block.kind in ("paragraph", "heading") else block.html
        if n == 0 and (block.kind == "heading" or len(block.text) < 90):
            found.segments.append(Segment(Kind.TITLE, [Passage(n, html)]))
        elif credit := CREDIT.match(block.text):
            found.photo = found.photo or Photo()
            found.photo.caption, found.photo.credit = credit[1].strip(), credit[2]
            found.segments.append(Segment(Kind.CAPTION, [Passage(n, html)]))
        elif block.text.startswith(("Related:", "About ")):
            found.segments.append(Segment(Kind.APART, [Passage(n, html)]))
        elif label := LABEL.match(block.html):
            begun, word = True, label[1].strip()
            asks = word in ("Q", "Question", "Larkfield") or len(word) < 3
            key = "asks" if asks else word
            if key not in people:
                role = "interviewer" if asks else "interviewee"
                name = re.search(
                    rf"([A-Z]\w+ {re.escape(word)})\b(?:, ([^,.]+))?", " ".join(b.text for b in document.blocks)
                )
                people[key] = Person(key, name[1] if name else word, [word + ":"], role, (name and name[2]) or "")
            rest = html.replace(label[0], "", 1)
            kind = Kind.QUESTION if asks else Kind.ANSWER
            found.segments.append(Segment(kind, [Passage(n, rest)], label[0].strip(), [key]))
        elif not begun:
            found.segments.append(Segment(Kind.INTRODUCTION, [Passage(n, html)]))
        elif block.text.endswith("?"):
            why = "No label. Read as a question because it ends in “?” and an answer came before."
            found.segments.append(Segment(Kind.QUESTION, [Passage(n, html)], "", ["asks"], 0.6, why))
        elif found.segments[-1].kind == Kind.ANSWER:
            found.segments[-1].passages.append(Passage(n, html))
        else:
            who = next((key for key in people if key != "asks"), None)
            why = "No label, and several people answer in this interview."
            found.segments.append(Segment(Kind.ANSWER, [Passage(n, html)], "", [who] if who else [], 0.5, why))
    found.people = list(people.values())
    if "asks" not in people and any("asks" in s.speakers for s in found.segments):
        found.people.append(Person("asks", "Larkfield", [], "interviewer"))
    return found
