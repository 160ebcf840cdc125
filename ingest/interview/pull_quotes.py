"""Pull quotes: paragraphs that say again, for the eye, what another says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.document import words
from ingest.interview.told import Told
from ingest.paragraphs.paragraph import Unit
from ingest.signs import names

SHORTEST_QUOTE, LONGEST_QUOTE = 4, 60  # words
MOST_LETTERS = 300_000  # beyond, looking for quotes takes too long


def mark_pull_quotes(told: Sequence[Told]) -> None:
    """Sets paragraphs that say again what another says as what they are: pull quotes."""
    said = [names.plain_of(entry.unit.words) if entry.unit.kind != "image" else "" for entry in told]
    everything = " ".join(said)
    if len(everything) > MOST_LETTERS:
        return
    twice = {letters for letters, times in Counter(said).items() if times > 1}  # said twice, and quoted nowhere
    for entry, letters in zip(told, said, strict=True):
        is_short = SHORTEST_QUOTE <= len(words(entry.unit.words)) <= LONGEST_QUOTE
        if (
            is_short
            and not entry.is_labelled
            and entry.unit.kind in ("paragraph", "quote")
            and letters not in twice
            and everything.count(letters) > 1
        ):
            entry.pull_quote = True


def pull_quote(unit: Unit) -> str:
    words = unit.html.removeprefix("<blockquote>").removesuffix("</blockquote>").replace("</p><p>", "<br>")
    return f'<p class="pull-quote">{words.removeprefix("<p>").removesuffix("</p>")}</p>'


def is_pull_quote(html: str) -> bool:
    """Whether a passage is one, as `pull_quote` writes it."""
    return html.startswith('<p class="pull-quote">')
