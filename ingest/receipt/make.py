"""The receipt: where every word, link, note and picture of a source went, counted so that the figures balance.

It asks nothing of a structure but which block each passage names, so it holds for one that an editor has changed, and
for one that is wrong.
"""

from __future__ import annotations

from ingest.document import Document
from ingest.receipt.counts import Receipt
from ingest.receipt.elements import count_element, count_image, count_inside
from ingest.receipt.words import count_words
from ingest.structure import Kind, Structure


def make_receipt(document: Document, structure: Structure) -> Receipt:
    """Accounts for a document by a structure, whoever made it."""
    receipt = Receipt()
    passages: dict[int, list[tuple[Kind, str]]] = {}
    for segment in structure.segments:
        for passage in segment.passages:
            passages.setdefault(passage.block, []).append((segment.kind, passage.html))
    shown = structure.photo.image if structure.photo else None
    labelled = count_words(receipt, document, structure)
    for place, block in enumerate(document.blocks):
        there = passages.get(place, [])
        if block.kind == "image":
            count_image(receipt, place, block, there, shown)
        else:
            count_element(receipt, place, block, there, place in labelled)
        count_inside(receipt, place, block.html, there)
    for place, there in passages.items():
        if not 0 <= place < len(document.blocks):
            count_inside(receipt, place, "", there)
    return receipt
