"""Who uses a photo: asked by the library, answered by the apps that show photos, each through a source of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Exists, Q, QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Use:
    """One record that shows a photo, in words for an editor."""

    name: str
    kind: str
    state: str
    place: str  # lead photo, in the text, portrait
    address: str  # at the desk
    is_public: bool  # whether readers see this record now, be it a former version
    is_draft: bool  # whether they never did, and won't with nothing more done


class Source(Protocol):
    """What one kind of record knows of its photos."""

    key: str  # for addresses

    @property
    def label(self) -> str | Promise: ...

    def used(self) -> Exists:
        """A condition on photos: that one shows it, ever."""

    def public(self, at: datetime) -> Exists:
        """A condition on photos: that readers may see a record that shows it, be it a former version."""

    def naming(self, term: str) -> QuerySet:
        """Primary keys of the photos shown by records whose names have a term in them."""

    def of(self, photos: Collection[int], at: datetime) -> Mapping[int, list[Use]]:
        """Who shows each of some photos, by the photo's primary key; what readers see first. Constant queries."""


_sources: list[Source] = []


def register(*sources: Source) -> None:
    """For an app's `ready`."""
    _sources.extend(sources)


def sources() -> tuple[Source, ...]:
    return tuple(_sources)


def used() -> Q:
    """The condition that anything at all shows a photo."""
    condition = Q()
    for source in _sources:
        condition |= Q(source.used())
    return condition


def public(at: datetime) -> Q:
    """The condition that readers may see something that shows a photo; whether its rights hold is another."""
    condition = Q()
    for source in _sources:
        condition |= Q(source.public(at))
    return condition


def naming(term: str) -> Q:
    """The condition that something whose name has a term in it shows a photo."""
    condition = Q()
    for source in _sources:
        condition |= Q(pk__in=source.naming(term))
    return condition


def of(photos: Collection[int], at: datetime) -> dict[int, list[Use]]:
    """All uses of some photos. A constant number of queries, however many there are."""
    found: dict[int, list[Use]] = defaultdict(list)
    for source in _sources:
        for photo, uses in source.of(photos, at).items():
            found[photo] += uses
    return found
