"""How long anything is kept of what readers get, and what is remembered between requests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.core.cache import caches

from common.requests import Request

SHARED = timedelta(seconds=10)  # a shared cache may be this far behind, and never past the next public moment
BROKEN = timedelta(hours=1)  # and this far while the site is down
KEPT_SECONDS = 24 * 3600  # in this process, under the version of the site: a bound on memory, not on truth
Found = TypeVar("Found")


def remembered(request: Request, name: str, find: Callable[[], Found]) -> Found:
    """What `find` gives, kept in this process for as long as the site stays as it is."""
    version = getattr(request, "version", None)
    if version is None:
        return find()
    key = hashlib.sha256(f"{version} {name}".encode()).hexdigest()
    found = caches["pages"].get(key)
    if found is None:
        found = find()
        caches["pages"].set(key, found, KEPT_SECONDS)
    return found
