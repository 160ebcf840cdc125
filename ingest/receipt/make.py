"""The receipt: where every word, link, note and picture of a source went, counted so that the figures balance.

It asks nothing of a structure but which block each passage names, so it holds for one that an editor has changed, and
for one that is wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from ingest.document import NOTE, Block, Document, pieces, words, words_of
from ingest.structure import Kind, Structure

LOST = "Stands nowhere in the draft."
ADDED = "Stands in the draft, and not here in the source."
FEWEST_MOVED = 3  # words in a row that left one block and came to another were moved; fewer may be chance
LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
ELEMENTS = {"p": "paragraphs", "ul": "lists", "ol": "lists", "table": "tables", "blockquote": "quotes"}
ELEMENTS |= {f"h{level}": "headings" for level in range(1, 7)}
KINDS = {"paragraph": "paragraphs", "heading": "headings", "list": "lists", "table": "tables", "quote": "quotes"}


@dataclass
class Count:
    """source = kept + structure + changed + dropped, always. kept: by the kind of the segment they stand in.

    structure: became the structure itself (labels). added: in the draft, but not in the source.
    """

    source: int = 0
    kept: dict[str, int] = field(default_factory=dict)
    structure: int = 0
    changed: int = 0
    dropped: int = 0
    added: int = 0

    @property
    def balances(self) -> bool:
        return self.source == sum(self.kept.values()) + self.structure + self.changed + self.dropped

    def keep(self, kind: str, number: int = 1) -> None:
        self.kept[kind] = self.kept.get(kind, 0) + number


@dataclass
class Entry:
    """Something a receipt names. block: its place in the document. lost: nobody has said why it is in no segment."""

    block: int
    words: str
    reason: str
    lost: bool = False


@dataclass
class Receipt:
    words: Count = field(default_factory=Count)
    paragraphs: Count = field(default_factory=Count)
    headings: Count = field(default_factory=Count)
    lists: Count = field(default_factory=Count)
    tables: Count = field(default_factory=Count)
    quotes: Count = field(default_factory=Count)
    links: Count = field(default_factory=Count)
    footnotes: Count = field(default_factory=Count)
    images: Count = field(default_factory=Count)
    dropped: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    added: list[Entry] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, Count]:
        return {name: value for name, value in vars(self).items() if isinstance(value, Count)}

    @property
    def balances(self) -> bool:
        return all(count.balances for count in self.counts.values())

    @property
    def lost(self) -> list[Entry]:
        return [entry for entry in self.dropped if entry.lost]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def make(document: Document, structure: Structure) -> Receipt:
    """Accounts for a document by a structure, whoever made it."""
    receipt = Receipt()
    passages: dict[int, list[tuple[Kind, str]]] = {}
    for segment in structure.segments:
        for passage in segment.passages:
            passages.setdefault(passage.block, []).append((segment.kind, passage.html))
    shown = structure.photo.image if structure.photo else None
    labelled = _count_words(receipt, document, structure)
    for place, block in enumerate(document.blocks):
        there = passages.get(place, [])
        if block.kind == "image":
            _count_image(receipt, place, block, there, shown)
        else:
            _count_element(receipt, place, block, there, place in labelled)
        _count_inside(receipt, place, block.html, there)
    for place, there in passages.items():
        if not 0 <= place < len(document.blocks):
            _count_inside(receipt, place, "", there)
    return receipt


# Words


class _Words:
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


def _count_words(receipt: Receipt, document: Document, structure: Structure) -> set[int]:
    """Counts the words, and lists those lost and added. Returns the blocks of which words became labels."""
    count = receipt.words
    blocks = [_Words(block.html) for block in document.blocks]
    nowhere = _Words("")
    count.source = sum(len(block.words) for block in blocks)
    added: list[tuple[int, str, list[str]]] = []
    for segment in structure.segments:
        for passage in segment.passages:
            block = blocks[passage.block] if 0 <= passage.block < len(blocks) else nowhere
            missing, taken = block.take(words_of(passage.html))
            if taken:
                count.keep(segment.kind, len(taken))
            added += [(passage.block, segment.kind, run) for run in missing]
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
                count.structure += len(taken)
                if taken:
                    labelled.add(place)
                label = [word for run in missing for word in run]
        if label:
            added.append((first, segment.kind, label))
        last = named[-1] if named else last
    for drop in structure.dropped:
        if 0 <= drop.block < len(blocks):
            _, taken = blocks[drop.block].take(words(drop.words))
            if taken:
                count.dropped += len(taken)
                receipt.dropped.append(Entry(drop.block, " ".join(taken), drop.reason))
    lost = [(place, run) for place, block in enumerate(blocks) for run in block.left]
    _settle(receipt, lost, added)
    receipt.dropped.sort(key=lambda entry: entry.block)
    return labelled


def _settle(receipt: Receipt, lost: list[tuple[int, list[str]]], added: list[tuple[int, str, list[str]]]) -> None:
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


# Everything else


def _count_image(receipt: Receipt, place: int, block: Block, there: list[tuple[Kind, str]], shown: int | None) -> None:
    count = receipt.images
    count.source += 1
    if block.image is not None and block.image == shown:
        count.keep("photo")
    elif there:
        count.keep(there[0][0])
    else:
        count.dropped += 1
        receipt.dropped.append(Entry(place, block.text, "A picture that is not in the draft.", lost=True))


def _count_element(receipt: Receipt, place: int, block: Block, there: list[tuple[Kind, str]], is_label: bool) -> None:
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


def _count_inside(receipt: Receipt, place: int, html: str, there: list[tuple[Kind, str]]) -> None:
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
