"""A receipt: counts that balance, and what was dropped, changed or added."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


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
