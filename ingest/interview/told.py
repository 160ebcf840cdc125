"""A paragraph of a conversation with what its label says: who speaks, and whether to ask or to answer."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.paragraphs.paragraph import Unit
from ingest.structure import Person


@dataclass
class Told:
    """A paragraph of the conversation with what its label says. role: q, a, or empty where nothing says it."""

    unit: Unit
    label: str = ""  # as it stood
    role: str = ""
    people: tuple[Person, ...] = ()
    number: int | None = None
    mark: str = ""  # after the number
    signed: str = ""
    pull_quote: bool = False

    @property
    def is_labelled(self) -> bool:
        return bool(self.role)
