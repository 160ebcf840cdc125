"""What stands above and below the pages."""

from __future__ import annotations

from ingest.document import words
from ingest.sources.losses import quoted
from ingest.sources.word.file import WordFile


def list_margins(word: WordFile) -> None:
    """Lists what stands above and below the pages, once."""
    for kind, target in word.relations.values():
        if kind in ("header", "footer") and target in word.package.parts:
            said = " ".join(word.text(word.package.xml(target)).split())
            if any(word.isalpha() and word.lower() not in ("page", "of", "seite", "von", "p") for word in words(said)):
                word.losses.add(f"The {kind} of the pages: {quoted(said)}")
        elif kind in ("aFChunk", "subDocument"):
            word.losses.add("Another file that is inserted as a whole: open the file in Word and save it anew")
