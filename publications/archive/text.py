"""One edition as an archive has it, in one shape for reading, writing and comparing: by the declared printed fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings

from publications import kinds
from publications.archive.conversation import (
    Byline,
    Said,
    new_key,
    read_bylines,
    read_exchanges,
    write_exchanges,
)
from publications.archive.values import Bad, day, get, html_of, iso, moment, slug_of, words
from publications.models import Edition
from publications.printed import ARCHIVED, CHOICE, DAY, FIELDS, HTML, PHOTO, Printed
from texts import richtext

FIELDS_ARCHIVED = tuple(printed for printed in FIELDS if printed.archived or printed.holds is HTML)


def key_of(printed: Printed, kind: kinds.Kind) -> str:
    return printed.archived or kind.archive_text


def read_field(printed: Printed, record: dict[str, Any], key: str) -> Any:
    """A field's value as `Text.values` has it. None: not said, which means no change; of a photo, that there is none.

    Raises Bad.
    """
    if printed.holds is HTML:
        return html_of(record, key)
    if printed.holds is DAY:
        return day(record, key)
    if printed.holds is PHOTO:
        return get(record, key, str, None)
    if printed.holds is CHOICE:
        value = get(record, key, str, None)
        known = dict(printed.column.flatchoices)
        if value is not None and value not in known:
            raise Bad(f"“{key}” {value!r} is not one of {', '.join(known)}")
        return value
    most = printed.column.max_length
    if printed.is_hashed_empty:
        return words(record, key, most)
    value = get(record, key, str, None)
    if most and len(value or "") > most:
        raise Bad(f"“{key}” is longer than {most} characters")
    return value


# A value as an archive has it: records name others by slug.
OF_EDITION: Mapping[str, Callable[[Any], Any]] = {PHOTO.name: lambda photo: photo.slug if photo else None}
WRITTEN: Mapping[str, Callable[[Any], Any]] = {DAY.name: date.isoformat}


@dataclass(frozen=True)
class Text:
    """One edition.

    values: by the name of a printed field; None was not said and means no change.
    """

    values: Mapping[str, Any]
    bylines: tuple[Byline, ...]
    turns: tuple[Said, ...]
    live_from: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawal_note: str = ""
    withdrawn_to: str | None = None  # slug of the piece that readers are led to
    change_kind: str = ""
    change_note: str = ""

    @classmethod
    def read(cls, record: dict[str, Any], kind: kinds.Kind) -> Self:
        """Raises Bad."""
        change = get(record, "change", dict, {}) or {}
        text = cls(
            values={printed.name: read_field(printed, record, key_of(printed, kind)) for printed in FIELDS_ARCHIVED},
            bylines=tuple(read_bylines(get(record, kind.archive_people, list), kind)),
            turns=tuple(read_exchanges(get(record, "exchanges", list))) if kind.has_turns else (),
            live_from=moment(record, "live_from"),
            withdrawn_at=moment(record, "withdrawn_at"),
            withdrawal_note=get(record, "withdrawal_note", str, "") or "",
            withdrawn_to=slug_of(record, "withdrawn_to") if get(record, "withdrawn_to", str, None) else None,
            change_kind=get(change, "kind", str, "") or "",
            change_note=get(change, "note", str, "") or "",
        )
        if kind.needs_text and not text.body:
            raise Bad(f"“{kind.archive_text}” is empty")
        if not any(byline.role != "interviewer" for byline in text.bylines):
            raise Bad("it has no author or participant")
        if text.withdrawn_to and not text.withdrawn_at:
            raise Bad("“withdrawn_to” stands without “withdrawn_at”")
        if text.change_kind not in {"", *Edition.Change.values}:
            raise Bad(f"“change” is of an unknown kind: {text.change_kind!r}")
        return text

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """From the database, of one that has a date.

        Needs contributions, turns, the photo and what it leads to fetched (see `for_archive`).
        """
        if edition.published_on is None:
            raise ValueError("only what is live or scheduled goes into an archive")
        return cls(
            values={
                printed.name: OF_EDITION.get(printed.holds.name, lambda value: value)(getattr(edition, printed.name))
                for printed in FIELDS_ARCHIVED
            },
            bylines=tuple(Byline(c.expert.slug, c.role, c.affiliation) for c in edition.contributions.all()),
            turns=tuple(
                Said(t.kind, t.html, tuple(s.expert.slug for s in t.speaking.all()), t.key) for t in edition.turns.all()
            ),
            live_from=edition.live_from,
            withdrawn_at=edition.withdrawn_at,
            withdrawal_note=edition.withdrawal_note,
            withdrawn_to=edition.withdrawn_to.slug if edition.withdrawn_to else None,
            change_kind=edition.change_kind,
            change_note=edition.change_note,
        )

    @property
    def date(self) -> date:
        return self.values["published_on"]

    @property
    def body(self) -> str:
        return self.values["body"]

    @property
    def photo(self) -> str | None:
        """The lead photo's slug."""
        return self.values["lead_photo"]

    def over(self, current: Text | None) -> Text:
        """This text with what it doesn't say taken from another, and a key for each turn.

        Turns without a key are matched by their words and speakers, never by their place.
        """
        affiliations = {byline.expert: byline.affiliation for byline in current.bylines} if current else {}
        return replace(
            self,
            values={printed.name: self.value_over(printed, current) for printed in FIELDS_ARCHIVED},
            turns=self.turns_over(current),
            bylines=tuple(
                replace(b, affiliation=affiliations.get(b.expert)) if b.affiliation is None else b for b in self.bylines
            ),
        )

    def value_over(self, printed: Printed, current: Text | None) -> Any:
        """A field's value, or what stands there already; of words about a photo, only if it is still that photo."""
        value = self.values[printed.name]
        if value is not None or printed.holds is PHOTO:
            return value
        if current and printed.said_of and current.values[printed.said_of] != self.values[printed.said_of]:
            current = None
        if current:
            value = current.values[printed.name]
        if printed.name == "language":
            return value or settings.LANGUAGE_CODE
        return value or printed.holds.empty

    def turns_over(self, current: Text | None) -> tuple[Said, ...]:
        keys: dict[tuple, list[str]] = defaultdict(list)
        for turn in current.turns if current else ():
            keys[turn.words_and_speakers].append(turn.key)
        taken = {turn.key for turn in self.turns}
        turns = []
        for turn in self.turns:
            if not turn.key:
                known = [key for key in keys[turn.words_and_speakers] if key not in taken]
                turn = replace(turn, key=known[0] if known else new_key(turn, taken))
                taken.add(turn.key)
            turns.append(turn)
        return tuple(turns)

    def is_same_text(self, other: Text) -> bool:
        """Whether readers would see the same words; when and why they changed is no part of that."""
        return (self.values, self.bylines, self.turns) == (other.values, other.bylines, other.turns)

    @property
    def photos(self) -> set[str]:
        """Of the text itself, by UUID."""
        return {uuid for html in (self.body, *(turn.html for turn in self.turns)) for uuid in richtext.photos_in(html)}

    @property
    def experts(self) -> set[str]:
        return {b.expert for b in self.bylines} | {slug for turn in self.turns for slug in turn.speakers}

    def write(self, kind: kinds.Kind) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for name in (*ARCHIVED, *(printed.name for printed in FIELDS_ARCHIVED if printed.name not in ARCHIVED)):
            if name == "byline":
                record[kind.archive_people] = [
                    {"expert": b.expert, "role": b.role, "affiliation": b.affiliation} for b in self.bylines
                ]
                continue
            printed, value = OF_NAME[name], self.values[name]
            if value or printed.is_archived_empty:
                record[key_of(printed, kind)] = WRITTEN.get(printed.holds.name, lambda value: value)(value)
        if kind.has_turns:
            record["exchanges"] = write_exchanges(self.turns)
        record["live_from"] = iso(self.live_from)
        if self.change_kind:
            record["change"] = {"kind": self.change_kind, "note": self.change_note}
        if self.withdrawn_at:
            record |= {"withdrawn_at": iso(self.withdrawn_at), "withdrawal_note": self.withdrawal_note}
            if self.withdrawn_to:
                record["withdrawn_to"] = self.withdrawn_to
        return record


OF_NAME = {printed.name: printed for printed in FIELDS_ARCHIVED}
