"""Footnotes and endnotes whose mark or note is missing."""

from __future__ import annotations

from ingest.document import words
from ingest.sources.losses import quoted
from ingest.sources.word.file import WordFile
from ingest.sources.word.xml import W, drop


def check_note_marks(word: WordFile) -> None:
    """Marks without a note, notes without a mark, and a second mark of one note, which mammoth stumbles over."""
    for kind, (_, part) in word.notes.items():
        there = {note.get(W + "id"): note for note in part.iterchildren(W + kind)} if part is not None else {}
        seen: set[str | None] = set()
        for mark in list(word.body.iter(f"{W}{kind}Reference")):
            number = mark.get(W + "id")
            if number not in there or number in seen:
                word.losses.add(f"The mark of a {kind} {word.where(mark)}, which has no note of its own")
                drop(mark)
            seen.add(number)
        for number, note in there.items():
            if number not in seen and note.get(W + "type") not in ("separator", "continuationSeparator"):
                if words(said := word.text(note)):
                    word.losses.add(f"A {kind} that no mark leads to: {quoted(said)}")
                drop(note)
            for mark in list(note.iter(W + "footnoteReference", W + "endnoteReference")):
                drop(mark)
