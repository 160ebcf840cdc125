"""STAND-IN, to be dropped at the merge."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from experts import richtext
from publications.ingest.document import Document, words
from publications.ingest.structure import Structure


@dataclass
class Receipt:
    words: dict[str, Any] = field(default_factory=dict)
    dropped: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        nothing = {"source": 0, "kept": {}, "structure": 0, "changed": 0, "dropped": 0, "added": 0}
        others = ("paragraphs", "headings", "lists", "tables", "quotes", "links", "footnotes", "images")
        return dict.fromkeys(others, nothing) | {"changed": [], "added": []} | asdict(self)


def make(document: Document, structure: Structure) -> Receipt:
    source = Counter(w for block in document.blocks for w in words(block.text))
    kept: dict[str, int] = {}
    said: Counter[str] = Counter()
    labels = 0
    for segment in structure.segments:
        found = [w for passage in segment.passages for w in words(richtext.plain(passage.html))]
        kept[segment.kind] = kept.get(segment.kind, 0) + len(found)
        labels += len(words(richtext.plain(segment.label)))
        said.update(found)
        said.update(words(richtext.plain(segment.label)))
    missing = source - said
    lost = []
    for n, block in enumerate(document.blocks):
        here = [w for w in words(block.text) if missing[w] > 0]
        missing.subtract(here)
        if here:
            lost.append({"block": n, "words": " ".join(here), "reason": ""})
    dropped = sum(len(entry["words"].split()) for entry in lost)
    added = sum((said - source).values())
    return Receipt(
        {
            "source": sum(source.values()),
            "kept": kept,
            "structure": labels,
            "dropped": dropped,
            "added": added,
            "changed": 0,
        },
        lost,
    )
