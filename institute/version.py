"""The site version: one pair that changes whenever anything readers see does."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection

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
)
LATEST = ", ".join(f"(SELECT max({c}) FROM {t} WHERE {c} <= %(at)s)" for t, c in PUBLIC_MOMENTS)
NEXT = ", ".join(f"(SELECT min({c}) FROM {t} WHERE {c} > %(at)s)" for t, c in PUBLIC_MOMENTS)


class Version(NamedTuple):
    counter: int
    since: datetime | None  # the latest public moment
    until: datetime | None  # the next one


def site_version(at: datetime) -> Version:
    """What the site's version is at a moment, in one query. Ask before reading any content.

    Two requests that get the same counter and `since` see the same site.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT counter, greatest({LATEST}), least({NEXT}) FROM institute_siteversion",
            {"at": at},
        )
        return Version(*cursor.fetchone())
