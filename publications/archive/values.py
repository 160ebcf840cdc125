"""The values of an archive's records, each read with a reason where it is none, or is of another type."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from common.records import ALWAYS
from publications.models import MOST_TOPICS
from texts import richtext

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,200}")
FIRST_YEAR, LAST_YEAR = 1500, 9000  # of what can be printed, and still be told in every time zone


class Bad(Exception):
    """A record that can't be taken, and why."""


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


def day(record: dict[str, Any], name: str) -> date:
    try:
        day = date.fromisoformat(get(record, name, str))
    except ValueError as error:
        raise Bad(f"“{name}” is not a day as YYYY-MM-DD") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Bad(f"“{name}” is not between the years {FIRST_YEAR} and {LAST_YEAR}")
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


def html_of(record: dict[str, Any], key: str) -> richtext.Cleaned:
    return richtext.clean(get(record, key, str), photos=True)
