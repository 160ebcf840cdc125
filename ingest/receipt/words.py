"""The words of a receipt: where each of a source's went, and which came from nowhere."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby

from ingest.document import Document, words, words_of
from ingest.receipt.counts import Entry, Receipt
from ingest.structure import Structure

LOST = "Stands nowhere in the draft."
ADDED = "Stands in the draft, and not here in the source."
Run = tuple[int, str, list[str]]  # words in a row that came to a block, with the kind of their segment
FEWEST_MOVED = 3  # words in a row that left one block and came to another were moved; fewer may be chance


class Words:
    """The words of a block, each to be taken once."""

    def __init__(self, html: str) -> None:
        self.words = words_of(html)
        self.is_taken = bytearray(len(self.words))
        self.places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            self.places.setdefault(word, []).append(place)
        self.first = dict.fromkeys(self.places, 0)  # where in a word's places the first may be that is left

    def take(self, wanted: Iterable[str]) -> tuple[list[list[str]], list[str]]:
        """Takes words, in their order where it can. Returns the runs of those that aren't there, and what it took."""
        missing: list[list[str]] = []
        taken: list[str] = []
        at, is_missing = 0, False
        for word in wanted:
            place = self._find(word, at)
            if place is None:
                if not is_missing:
                    missing.append([])
                missing[-1].append(word)
            else:
                self.is_taken[place] = True
                at = place + 1
                taken.append(word)
            is_missing = place is None
        return missing, taken

    def _find(self, word: str, at: int) -> int | None:
        """Where a word is left: from a place on, if it is soon, or else anywhere."""
        places = self.places.get(word, [])
        behind = bisect_left(places, at)
        for place in places[behind : behind + 50]:
            if not self.is_taken[place]:
                return place
        while self.first.get(word, 0) < len(places):
            place = places[self.first[word]]
            if not self.is_taken[place]:
                return place
            self.first[word] += 1
        return None

    @property
    def left(self) -> list[list[str]]:
        """The words that nobody took, in runs."""
        return [
            [word for word, _ in run]
            for is_taken, run in groupby(zip(self.words, self.is_taken, strict=True), key=lambda pair: pair[1])
            if not is_taken
        ]


def count_words(receipt: Receipt, document: Document, structure: Structure) -> set[int]:
    """Counts the words, and lists those lost and added. Returns the blocks of which words became labels."""
    blocks = [Words(block.html) for block in document.blocks]
    receipt.words.source = sum(len(block.words) for block in blocks)
    added: list[Run] = []
    _count_passages(receipt, blocks, structure, added)
    labelled = _count_labels(receipt, blocks, structure, added)
    for drop in structure.dropped:
        if 0 <= drop.block < len(blocks):
            _, taken = blocks[drop.block].take(words(drop.words))
            if taken:
                receipt.words.dropped += len(taken)
                receipt.dropped.append(Entry(drop.block, " ".join(taken), drop.reason))
    lost = [(place, run) for place, block in enumerate(blocks) for run in block.left]
    _settle(receipt, lost, added)
    receipt.dropped.sort(key=lambda entry: entry.block)
    return labelled


def _count_passages(receipt: Receipt, blocks: Sequence[Words], structure: Structure, added: list[Run]) -> None:
    """Counts the words that passages hold, and notes those that their blocks don't."""
    nowhere = Words("")
    for segment in structure.segments:
        for passage in segment.passages:
            block = blocks[passage.block] if 0 <= passage.block < len(blocks) else nowhere
            missing, taken = block.take(words_of(passage.html))
            if taken:
                receipt.words.keep(segment.kind, len(taken))
            added += [(passage.block, segment.kind, run) for run in missing]


def _count_labels(receipt: Receipt, blocks: Sequence[Words], structure: Structure, added: list[Run]) -> set[int]:
    """Counts the words that became labels, and notes those that stand nowhere near. Returns the blocks they were in."""
    labelled: set[int] = set()
    last = 0
    for segment in structure.segments:
        named = [passage.block for passage in segment.passages if 0 <= passage.block < len(blocks)]
        first = named[0] if named else last
        label = words(segment.label)
        # A label may stand in a line of its own, before the words that it names or, as a signature, after them; one of
        # two who ask in turn, among them; and after a review, anywhere.
        end = named[-1] if named else last
        after = range(end + 1, min(end + 3, len(blocks)))
        for place in (first, *range(first - 1, max(last - 2, -1), -1), *named[1:], *after) if label and blocks else ():
            if label:
                missing, taken = blocks[place].take(label)
                receipt.words.structure += len(taken)
                if taken:
                    labelled.add(place)
                label = [word for run in missing for word in run]
        if label:
            added.append((first, segment.kind, label))
        last = named[-1] if named else last
    return labelled


def _settle(receipt: Receipt, lost: list[tuple[int, list[str]]], added: list[Run]) -> None:
    """Words that left one block and came to another are kept; the others are lost, or added."""
    came: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for place, kind, run in added:
        came.setdefault(tuple(run), []).append((place, kind))
    for place, run in lost:
        arrived = came.get(tuple(run)) if len(run) >= FEWEST_MOVED else None
        if arrived:
            _, kind = arrived.pop(0)
            receipt.words.keep(kind, len(run))
        else:
            receipt.words.dropped += len(run)
            receipt.dropped.append(Entry(place, " ".join(run), LOST, lost=True))
    for run_of_words, arrivals in came.items():
        for place, _ in arrivals:
            receipt.words.added += len(run_of_words)
            receipt.added.append(Entry(place, " ".join(run_of_words), ADDED))
