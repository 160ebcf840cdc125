"""The site version: one pair that changes whenever anything readers see does; and, read with it, the site's frame."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from institute import site
from institute.site import Site

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

    def holds(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


_last: Version | None = None  # of this process; with nothing written since, its frame of moments still holds


def site_version(at: datetime, *, keep: bool = True) -> Version:
    """What the site's version is at a moment, in one query or two. Ask before reading any content.

    keep: whether the process remembers it; not of another moment than now, which would push today's out.
    Two requests that get the same counter and `since` see the same site.
    """
    global _last
    with connection.cursor() as cursor:
        cursor.execute("SELECT counter FROM institute_siteversion")
        [counter] = cursor.fetchone()
        if _last and _last.counter == counter and _last.holds(at):
            return _last
        frame, parameters = site.query(at)
        cursor.execute(
            f"SELECT counter, greatest({LATEST}), least({NEXT}), {frame} FROM institute_siteversion",
            [at] * 2 * len(PUBLIC_MOMENTS) + parameters,
        )
        counter, since, until, rows = cursor.fetchone()
    found = Version(counter, since, until, Site.read(rows))
    if keep:
        _last = found
    return found


def last_known_name() -> str:
    """The institute's name for a page that may ask the database nothing."""
    return _last.site.name if _last else settings.SITE_NAME


def forget() -> None:
    """For tests, whose counters go back when they roll back; and for a database restored under a running process."""
    global _last
    _last = None
