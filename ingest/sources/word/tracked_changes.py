"""Tracked changes and comments: settled as their author wanted them, and listed."""

from __future__ import annotations

from ingest.document import words
from ingest.sources.losses import quoted
from ingest.sources.trees import Element
from ingest.sources.word.file import WordFile
from ingest.sources.word.xml import W, drop, lift


def settle_changes(word: WordFile, root: Element) -> None:
    """Settles tracked changes as their author wanted them, and lists them, with comments."""
    kept = _keep_inserted(root)
    gone = _drop_deleted(word, root)
    _join_paragraphs(root)
    said = [quoted(text, 8) for text in gone if words(text)]
    if said:
        more = f" and {len(said) - 5} more" if len(said) > 5 else ""
        word.losses.add(f"Tracked changes: deleted words are left out ({', '.join(said[:5])}{more})")
    if kept:
        word.losses.add(f"Tracked changes: what was inserted is kept, as if accepted ({kept} times)")
    _list_comments(word, root)


def _keep_inserted(root: Element) -> int:
    """How many insertions there were, now plain words."""
    kept = 0
    for element in list(root.iter(W + "ins", W + "moveTo")):
        if element.getparent().tag in (W + "rPr", W + "trPr", W + "tcPr", W + "numPr"):
            continue
        kept += 1
        lift(element)
    return kept


def _drop_deleted(word: WordFile, root: Element) -> list[str]:
    """The words that were deleted, now gone from the tree."""
    gone = []
    for element in list(root.iter(W + "del", W + "moveFrom")):
        if element.getparent() is None or element.getparent().tag == W + "rPr":
            continue  # a paragraph's end: see `_join_paragraphs`
        if element.getparent().tag in (W + "trPr", W + "tcPr"):
            cell = element.getparent().getparent()
            gone.append(word.text(cell))
            drop(cell)
            continue
        gone.append(" ".join(t.text or "" for t in element.iter(W + "delText", W + "t")))
        drop(element)
    return gone


def _join_paragraphs(root: Element) -> None:
    """Joins paragraphs whose ends were deleted with those after them."""
    for mark in list(root.iter(W + "p")):
        properties = mark.find(f"{W}pPr/{W}rPr")
        following = mark.getnext()
        ends = properties is not None and any(properties.find(W + name) is not None for name in ("del", "moveFrom"))
        if ends and following is not None and following.tag == W + "p":
            # Whoever deleted a paragraph's end joined it with the next.
            place = 1 if following.find(W + "pPr") is not None else 0
            following[place:place] = [child for child in mark if child.tag != W + "pPr"]
            drop(mark)
        for name in ("del", "moveFrom") if ends else ():
            for gone_end in properties.findall(W + name):
                properties.remove(gone_end)


def _list_comments(word: WordFile, root: Element) -> None:
    for reference in list(root.iter(W + "commentReference")):
        comment = word.comments.pop(reference.get(W + "id") or "", "")
        if words(comment):
            paragraph = next(reference.iterancestors(W + "p"), None)
            at = quoted(word.text(paragraph), 8) if paragraph is not None else "the text"
            word.losses.add(f"A comment at {at}: {quoted(comment, 60)}")
