"""The paragraphs, lists, tables and pictures of a receipt, and the links and footnotes within them."""

from __future__ import annotations

import re
from collections import Counter

from ingest.document import NOTE, Block, pieces, words_of
from ingest.receipt.counts import Entry, Receipt
from ingest.structure import Kind

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
ELEMENTS = {"p": "paragraphs", "ul": "lists", "ol": "lists", "table": "tables", "blockquote": "quotes"}
ELEMENTS |= {f"h{level}": "headings" for level in range(1, 7)}
KINDS = {"paragraph": "paragraphs", "heading": "headings", "list": "lists", "table": "tables", "quote": "quotes"}


def count_image(receipt: Receipt, place: int, block: Block, there: list[tuple[Kind, str]], shown: int | None) -> None:
    count = receipt.images
    count.source += 1
    if block.image is not None and block.image == shown:
        count.keep("photo")
    elif there:
        count.keep(there[0][0])
    else:
        count.dropped += 1
        receipt.dropped.append(Entry(place, block.text, "A picture that is not in the draft.", lost=True))


def count_element(receipt: Receipt, place: int, block: Block, there: list[tuple[Kind, str]], is_label: bool) -> None:
    """One block as what it is: a paragraph, a heading, a list."""
    counts = receipt.counts
    count = counts[KINDS[block.kind]]
    count.source += 1
    found = [(kind, tag) for kind, html in there for tag in _elements(html)]
    same = next((f for f in found if ELEMENTS[f[1]] == KINDS[block.kind]), None)
    # A title is one whatever its element.
    title = next((f for f in found if f[0] == Kind.TITLE), None) if block.kind == "heading" else None
    taken = title or same or (found[0] if found else None)
    if taken is None:
        if is_label:
            count.structure += 1
        else:
            count.dropped += 1
        return
    found.remove(taken)
    kind, tag = taken
    if taken is title or (taken is same and (block.kind != "heading" or tag == f"h{block.level}")):
        count.keep(kind)
    else:
        count.changed += 1
        was = f"{block.kind} {block.level}" if block.kind == "heading" else block.kind
        now = f"heading {tag[1]}" if tag[0] == "h" else ELEMENTS[tag].removesuffix("s")
        receipt.changed.append(Entry(place, block.text, f"{was} → {now}"))
    for _, tag in found:
        counts[ELEMENTS[tag]].added += 1


def _elements(html: str) -> list[str]:
    """The tags of the outermost elements of a passage, those that a receipt counts."""
    found, depth = [], 0
    for tag, _ in pieces(html):
        name = tag.strip("</>").partition(" ")[0]
        if not tag or name in ("br", "hr", "br/"):
            continue
        if tag.startswith("</"):
            depth = max(0, depth - 1)
            continue
        if not depth and name in ELEMENTS:
            found.append(name)
        depth += 1
    return found


def count_inside(receipt: Receipt, place: int, html: str, there: list[tuple[Kind, str]]) -> None:
    """The links and footnotes within a block."""
    for name, find in (("links", _links), ("footnotes", _footnotes)):
        count = receipt.counts[name]
        source = find(html)
        count.source += len(source)
        left = Counter(source)
        strange: list[str] = []
        for kind, passage in there:
            for item in find(passage):
                if left[item] > 0:
                    left[item] -= 1
                    count.keep(kind)
                else:
                    strange.append(item)
        gone = list(left.elements())
        changed = min(len(gone), len(strange))
        count.changed += changed
        count.dropped += len(gone) - changed
        count.added += len(strange) - changed
        what = name.removesuffix("s")
        receipt.changed += [
            Entry(place, old, f"{what} → {new}") for old, new in zip(gone[:changed], strange[:changed], strict=True)
        ]
        receipt.dropped += [
            Entry(place, item, f"A {what} that is not in the draft.", lost=True) for item in gone[changed:]
        ]


def _links(html: str) -> list[str]:
    return [href for href, _ in LINK.findall(html)]


def _footnotes(html: str) -> list[str]:
    return [" ".join(words_of(note)) for note in NOTE.findall(html)]
