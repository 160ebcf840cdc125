"""The site version: one pair that changes whenever anything readers see does; and, read with it, the site's frame."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakSet

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.pq import ExecStatus

from institute.page_cache import site
from institute.page_cache.site import Site

# Every moment at which, with nothing written, the site changes by itself.
PUBLIC_MOMENTS = (
    ("publications_edition", "live_from"),
    ("publications_edition", "withdrawn_at"),
    ("photos_photo", "rights_from"),
    ("photos_photo", "rights_until"),
    ("experts_expert", "public_from"),
    ("experts_expert", "public_until"),
    ("publications_topic", "public_from"),
    ("publications_topic", "public_until"),
    ("institute_frontpage", "lead_until"),
    ("institute_page", "public_from"),
    ("institute_page", "public_until"),
    ("institute_pagetext", "live_from"),
)
LATEST = ", ".join(f"(SELECT max({c}) FROM {t} WHERE {c} <= %s)" for t, c in PUBLIC_MOMENTS)
NEXT = ", ".join(f"(SELECT min({c}) FROM {t} WHERE {c} > %s)" for t, c in PUBLIC_MOMENTS)


class Version(NamedTuple):
    counter: int
    since: datetime | None  # the latest public moment
    until: datetime | None  # the next one
    site: Site

    @property
    def key(self) -> str:
        return f"{self.counter}.{self.since and self.since.timestamp()}"

    def holds(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


_last: Version | None = None  # of this process; with nothing written since, its frame of moments still holds
_prepared: WeakSet[Any] = WeakSet()  # connections that know the statement of `counter`


def site_version(at: datetime, *, keep: bool = True) -> Version:
    """What the site's version is at a moment, in one query. Ask before reading any content.

    keep: whether the process remembers it; not of another moment than now, which would push today's out.
    Two requests that get the same counter and `since` see the same site.
    """
    global _last
    if known := known_version(at):
        return known
    with connection.cursor() as cursor:
        frame, parameters = site.query(at)
        cursor.execute(
            f"SELECT counter, greatest({LATEST}), least({NEXT}), {frame} FROM institute_siteversion",
            [at] * 2 * len(PUBLIC_MOMENTS) + parameters,
        )
        number, since, until, rows = cursor.fetchone()
    found = Version(number, since, until, Site.read(rows))
    if keep:
        _last = found
    return found


def last_known_name() -> str:
    """The institute's name for a page that may ask the database nothing."""
    return _last.site.name if _last else settings.SITE_NAME


def known_version(at: datetime) -> Version | None:
    """The version this process has seen last, if the database says that it still is the one."""
    return _last if _last and _last.holds(at) and _last.counter == counter() else None


def counter() -> int | None:
    """How often anything readers see has been written; all that a kept page asks of the database.

    So it goes straight to the open connection, which has prepared it, without asking first whether the connection
    still stands. None if it doesn't, or if queries are watched: then ask in Django's way, which connects anew.
    """
    opened = connection.connection
    if opened is None or connection.queries_logged or connection.execute_wrappers:
        return None
    try:
        if opened not in _prepared:
            opened.pgconn.prepare(b"site_counter", b"SELECT counter FROM institute_siteversion")
            _prepared.add(opened)
        result = opened.pgconn.exec_prepared(b"site_counter", None)
    except psycopg.Error:
        return None
    return int(result.get_value(0, 0) or 0) if result.status == ExecStatus.TUPLES_OK else None


def forget() -> None:
    """For tests, whose counters go back when they roll back; and for a database restored under a running process."""
    global _last
    _last = None
