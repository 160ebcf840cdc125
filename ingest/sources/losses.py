"""What reading a source could not keep, gathered in words for an editor."""

from __future__ import annotations

from ingest.document import words

MOST = 200  # lines; a source that loses more has lost its reader too
QUOTED = 12  # words are enough to find a place


class Losses(list[str]):
    """Lines, each once, in the order in which they were found."""

    def add(self, line: str) -> None:
        if line not in self and len(self) <= MOST:
            self.append(line if len(self) < MOST else "There is more that could not be kept: look at the file itself.")


def quoted(text: str, most: int = QUOTED) -> str:
    """The beginning of a text in quotation marks."""
    parts = text.split()
    return "“" + " ".join(parts[:most])[:300] + ("…”" if len(parts) > most else "”")


def after(text: str) -> str:
    """Where something stood: after the words that begin the block before it."""
    return f"after {quoted(text, 8)}" if words(text) else "at the beginning"
