"""The words of text boxes, as paragraphs of the text."""

from __future__ import annotations

from ingest.document import words
from ingest.sources.losses import quoted
from ingest.sources.trees import Element
from ingest.sources.word.file import WordFile
from ingest.sources.word.xml import W, drop


def empty_text_boxes(word: WordFile, root: Element) -> None:
    """The words of text boxes as paragraphs after the one they hang on."""
    boxes = [(box, box.getparent()) for box in root.iter(W + "txbxContent")]
    for box, _ in boxes:
        drop(box)
    ends: dict[Element, Element] = {}
    for box, holder in boxes:
        hosts = [parent for parent in (holder, *holder.iterancestors()) if parent.tag == W + "p"]
        if not hosts or not words(said := word.text(box)):
            continue
        # One box after the other, and one within another after it.
        host = hosts[-1]
        word.losses.add(f"A text box {word.where(host)}: its words stand there as paragraphs now ({quoted(said)})")
        place = ends.get(host, host)
        for child in list(box):
            place.addnext(child)
            place = child
        ends[host] = place
