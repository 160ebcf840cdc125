"""What a line of an archive holds of a text, in one shape for reading, writing and comparing."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.utils.dateparse import parse_datetime

from common.records import ALWAYS
from publications.models import MOST_TOPICS, Contribution, Edition
from texts import richtext

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,200}")
FIRST_YEAR, LAST_YEAR = 1500, 9000  # of what can be printed, and still be told in every time zone
LANGUAGES = dict(settings.LANGUAGES)
LONGEST_ALT = Edition._meta.get_field("lead_alt").max_length or 0


class Bad(Exception):
    """A record that can't be taken, and why."""


@dataclass(frozen=True)
class Byline:
    expert: str  # slug
    role: str
    affiliation: str | None  # None: not said, the expert's position of today


@dataclass(frozen=True)
class Said:
    """A turn: what was said and by whom. `key` is empty where the archive names none."""

    kind: str
    html: str
    speakers: tuple[str, ...]
    key: str = ""

    @property
    def words_and_speakers(self) -> tuple[str, str, tuple[str, ...]]:
        return self.kind, richtext.plain(self.html), self.speakers


@dataclass(frozen=True)
class Text:
    """One edition as an archive has it. A field that is None was not said and means no change."""

    title: str
    summary: str
    date: date
    body: str
    bylines: tuple[Byline, ...]
    turns: tuple[Said, ...]
    language: str | None
    photo: str | None
    photo_alt: str | None = None  # instead of the photo's own words
    photo_caption: str | None = None
    live_from: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawal_note: str = ""
    withdrawn_to: str | None = None  # slug of the piece that readers are led to
    change_kind: str = ""
    change_note: str = ""

    @classmethod
    def read(cls, record: dict[str, Any], kind: str) -> Self:
        interview = kind == "interview"
        turns = tuple(read_exchanges(get(record, "exchanges", list))) if interview else ()
        change = get(record, "change", dict, {}) or {}
        text = cls(
            title=words(record, "title", 300),
            summary=words(record, "summary"),
            date=read_date(record),
            body=html_of(record, "introduction_html" if interview else "body_html"),
            bylines=tuple(read_bylines(get(record, "participants" if interview else "authors", list), kind)),
            turns=turns,
            language=get(record, "language", str, None),
            photo=get(record, "photo", str, None),
            photo_alt=get(record, "photo_alt", str, None),
            photo_caption=get(record, "photo_caption", str, None),
            live_from=moment(record, "live_from"),
            withdrawn_at=moment(record, "withdrawn_at"),
            withdrawal_note=get(record, "withdrawal_note", str, "") or "",
            withdrawn_to=slug_of(record, "withdrawn_to") if get(record, "withdrawn_to", str, None) else None,
            change_kind=get(change, "kind", str, "") or "",
            change_note=get(change, "note", str, "") or "",
        )
        if not interview and not text.body:
            raise Bad("“body_html” is empty")
        if not any(byline.role != "interviewer" for byline in text.bylines):
            raise Bad("it has no author or participant")
        if text.withdrawn_to and not text.withdrawn_at:
            raise Bad("“withdrawn_to” stands without “withdrawn_at”")
        if text.language is not None and text.language not in LANGUAGES:
            raise Bad(f"“language” {text.language!r} is not one of {', '.join(LANGUAGES)}")
        if len(text.photo_alt or "") > LONGEST_ALT:
            raise Bad(f"“photo_alt” is longer than {LONGEST_ALT} characters")
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
            title=edition.title,
            summary=edition.summary,
            date=edition.published_on,
            body=edition.body,
            bylines=tuple(Byline(c.expert.slug, c.role, c.affiliation) for c in edition.contributions.all()),
            turns=tuple(
                Said(t.kind, t.html, tuple(s.expert.slug for s in t.speaking.all()), t.key) for t in edition.turns.all()
            ),
            language=edition.language,
            photo=edition.lead_photo.slug if edition.lead_photo else None,
            photo_alt=edition.lead_alt,
            photo_caption=edition.lead_caption,
            live_from=edition.live_from,
            withdrawn_at=edition.withdrawn_at,
            withdrawal_note=edition.withdrawal_note,
            withdrawn_to=edition.withdrawn_to.slug if edition.withdrawn_to else None,
            change_kind=edition.change_kind,
            change_note=edition.change_note,
        )

    def over(self, current: Text | None) -> Text:
        """This text with what it doesn't say taken from another, and a key for each turn.

        Turns without a key are matched by their words and speakers, never by their place.
        """
        keys: dict[tuple, list[str]] = defaultdict(list)
        affiliations: dict[str, str | None] = {}
        if current:
            affiliations = {byline.expert: byline.affiliation for byline in current.bylines}
            for turn in current.turns:
                keys[turn.words_and_speakers].append(turn.key)
        taken = {turn.key for turn in self.turns}
        turns = []
        for turn in self.turns:
            if not turn.key:
                known = [key for key in keys[turn.words_and_speakers] if key not in taken]
                turn = replace(turn, key=known[0] if known else new_key(turn, taken))
                taken.add(turn.key)
            turns.append(turn)
        of_photo = current if current and current.photo == self.photo else None
        return replace(
            self,
            photo_alt=(of_photo and of_photo.photo_alt) or "" if self.photo_alt is None else self.photo_alt,
            photo_caption=(
                (of_photo and of_photo.photo_caption) or "" if self.photo_caption is None else self.photo_caption
            ),
            turns=tuple(turns),
            bylines=tuple(
                replace(b, affiliation=affiliations.get(b.expert)) if b.affiliation is None else b for b in self.bylines
            ),
            language=self.language or (current.language if current else settings.LANGUAGE_CODE),
        )

    def is_same_text(self, other: Text) -> bool:
        """Whether readers would see the same words; when and why they changed is no part of that."""
        return self.printed() == other.printed()

    def printed(self) -> tuple:
        return (
            self.title,
            self.summary,
            self.date,
            self.body,
            self.bylines,
            self.turns,
            self.language,
            self.photo,
            self.photo_alt,
            self.photo_caption,
        )

    @property
    def photos(self) -> set[str]:
        """Of the text itself, by UUID."""
        return {uuid for html in (self.body, *(turn.html for turn in self.turns)) for uuid in richtext.photos_in(html)}

    @property
    def experts(self) -> set[str]:
        return {b.expert for b in self.bylines} | {slug for turn in self.turns for slug in turn.speakers}

    def write(self, kind: str) -> dict[str, Any]:
        interview = kind == "interview"
        record: dict[str, Any] = {
            "title": self.title,
            "summary": self.summary,
            "date": self.date.isoformat(),
            "language": self.language,
            "participants" if interview else "authors": [
                {"expert": b.expert, "role": b.role, "affiliation": b.affiliation} for b in self.bylines
            ],
            "photo": self.photo,
            "photo_alt": self.photo_alt,
            "photo_caption": self.photo_caption,
            "introduction_html" if interview else "body_html": self.body,
        }
        if interview:
            record["exchanges"] = write_exchanges(self.turns)
        record["live_from"] = iso(self.live_from)
        if self.change_kind:
            record["change"] = {"kind": self.change_kind, "note": self.change_note}
        if self.withdrawn_at:
            record |= {"withdrawn_at": iso(self.withdrawn_at), "withdrawal_note": self.withdrawal_note}
            if self.withdrawn_to:
                record["withdrawn_to"] = self.withdrawn_to
        return record


def html_of(record: dict[str, Any], key: str) -> richtext.Cleaned:
    return richtext.clean(get(record, key, str), photos=True)


def read_exchanges(exchanges: list[Any]) -> list[Said]:
    turns = []
    for number, exchange in enumerate(exchanges, 1):
        if not isinstance(exchange, dict):
            raise Bad(f"exchange {number} is no object")
        question = get(exchange, "question", str, None)
        if question is not None:
            html = get(exchange, "question_html", str, None) or richtext.paragraphs(question)
            turns.append(
                Said(
                    "question",
                    richtext.clean(html, photos=True),
                    slugs(exchange.get("asked_by")),
                    get(exchange, "id", str, "") or "",
                )
            )
        for answer in get(exchange, "answers", list, []):
            if not isinstance(answer, dict):
                raise Bad(f"an answer in exchange {number} is no object")
            remark = get(answer, "role", str, None) == Contribution.Role.INTERVIEWER
            speakers = slugs(answer.get("speaker"))
            if not speakers and not remark:
                raise Bad(f"an answer in exchange {number} has no speaker")
            turns.append(
                Said(
                    "remark" if remark else "answer",
                    html_of(answer, "html"),
                    speakers,
                    get(answer, "id", str, "") or "",
                )
            )
    if not {"question", "answer"} <= {turn.kind for turn in turns if turn.html}:
        raise Bad("an interview needs a question and an answer")
    keys = [turn.key for turn in turns if turn.key]
    if len(set(keys)) < len(keys):
        raise Bad("two of its turns have the same id")
    if any(not SLUG.fullmatch(key) or len(key) > 60 for key in keys):
        raise Bad("a turn's id may hold letters, digits, - and _, 60 at most")
    return turns


def write_exchanges(turns: tuple[Said, ...]) -> list[dict[str, Any]]:
    exchanges: list[dict[str, Any]] = []
    for turn in turns:
        if turn.kind == "question":
            question = richtext.plain(turn.html)
            exchanges.append({"id": turn.key, "question": question, "answers": []})
            if richtext.clean(richtext.paragraphs(question), photos=True) != turn.html:
                exchanges[-1]["question_html"] = turn.html
            if turn.speakers:
                exchanges[-1]["asked_by"] = list(turn.speakers)
            continue
        if not exchanges:
            exchanges.append({"question": None, "answers": []})
        speaker = turn.speakers[0] if len(turn.speakers) == 1 else list(turn.speakers)
        reply: dict[str, Any] = {"id": turn.key, "speaker": speaker, "html": turn.html}
        if turn.kind == "remark":
            reply["role"] = "interviewer"
        exchanges[-1]["answers"].append(reply)
    return exchanges


def read_bylines(entries: list[Any], kind: str) -> list[Byline]:
    default = "interviewee" if kind == "interview" else "author"
    found = []
    for entry in entries:
        if isinstance(entry, str):
            found.append(Byline(entry, default, None))
        elif isinstance(entry, dict):
            role = get(entry, "role", str, None) or default
            if role not in Contribution.Role.values:
                raise Bad(f"the role {role!r} is not one of {', '.join(Contribution.Role.values)}")
            found.append(Byline(get(entry, "expert", str), role, get(entry, "affiliation", str, None)))
        else:
            raise Bad("a name in the byline is neither a slug nor an object")
    if len({byline.expert for byline in found}) < len(found):
        raise Bad("it names an expert twice")
    return found


def new_key(turn: Said, taken: set[str]) -> str:
    """From the words, so that importing the same file twice, anywhere, names a turn the same."""
    for attempt in range(len(taken) + 1):
        seed = "\n".join([*turn.words_and_speakers[:2], *turn.speakers, str(attempt)])
        key = hashlib.sha256(seed.encode()).hexdigest()[:8]
        if key not in taken:
            return key
    raise AssertionError("more attempts than keys taken")


MISSING = object()


TYPES = {str: "text", list: "a list", dict: "an object", bool: "true or false", int: "a whole number"}


def get(record: dict[str, Any], name: str, kind: type, default: Any = MISSING) -> Any:
    """A key's value, of the right type.

    Raises Bad, naming the key, when it is missing (and no default given) or of another type.
    """
    value = record.get(name)
    if value is None:
        if default is MISSING:
            raise Bad(f"“{name}” is missing")
        return default
    if not isinstance(value, kind):
        raise Bad(f"“{name}” should be {TYPES[kind]}")
    if isinstance(value, str) and "\x00" in value:
        raise Bad(f"“{name}” holds a NUL character")
    return value


def words(record: dict[str, Any], name: str, most: int | None = None) -> str:
    value = get(record, name, str)
    if not value.strip():
        raise Bad(f"“{name}” is empty")
    if most and len(value) > most:
        raise Bad(f"“{name}” is longer than {most} characters")
    return value


def slug_of(record: dict[str, Any], name: str = "slug") -> str:
    slug = get(record, name, str)
    if not SLUG.fullmatch(slug):
        raise Bad(f"“{name}” may hold Latin letters, digits, - and _, 200 at most")
    return slug


def slugs(value: Any) -> tuple[str, ...]:
    """One slug or a list of them."""
    values = [value] if isinstance(value, str) else value or []
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise Bad("where slugs are expected stands something else")
    return tuple(dict.fromkeys(values))


def topics_of(record: dict[str, Any]) -> tuple[str, ...]:
    topics = slugs(record.get("topics"))
    if len(topics) > MOST_TOPICS:
        raise Bad(f"it has more than {MOST_TOPICS} topics")
    return topics


def uuid_of(record: dict[str, Any]) -> UUID | None:
    value = get(record, "uuid", str, None)
    try:
        return UUID(value) if value else None
    except ValueError as error:
        raise Bad("“uuid” is no UUID") from error


def read_date(record: dict[str, Any]) -> date:
    try:
        day = date.fromisoformat(get(record, "date", str))
    except ValueError as error:
        raise Bad("“date” is not a day as YYYY-MM-DD") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Bad(f"“date” is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return day


def moment(record: dict[str, Any], name: str, default: datetime | None = None) -> datetime | None:
    value = get(record, name, str, None)
    if value is None:
        return default
    try:
        parsed = parse_datetime(value)
    except ValueError as error:
        raise Bad(f"“{name}” is not a moment") from error
    if parsed is None or parsed.tzinfo is None:
        raise Bad(f"“{name}” is not a moment with its time zone, as 2026-12-01T09:00:00Z")
    if parsed != ALWAYS and not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        raise Bad(f"“{name}” is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return parsed.astimezone(UTC)


def iso(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None
