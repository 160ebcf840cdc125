"""What the views of every app share: the request they get, what is remembered between requests, pages of a list."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.http import HttpRequest


class Site(Protocol):
    """What every app may ask of the site as a whole."""

    @property
    def name(self) -> str: ...

    @property
    def rights(self) -> str: ...


class Request(HttpRequest):
    """A request as the project's middleware leaves it, public or at the desk. For annotations; Django makes its own."""

    at: datetime  # the one "now" of a request
    site: Any  # what `institute.kept.site` reads; the other apps ask what `Site` above names
    csp_nonce: Any  # lazy, of django-csp
    version: str  # of the site, as a key; public pages have it, the desk's do not
    topics: list[Any]  # the public topics, once a view or the foot has asked for them


def ours(request: HttpRequest) -> Request:
    """The same request with its own type, where a signature of Django's knows only `HttpRequest`."""
    return cast(Request, request)


REMEMBERED_SECONDS = 24 * 3600
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
        caches["pages"].set(key, found, REMEMBERED_SECONDS)
    return found


class NearestPaginator(Paginator):
    """Gives the nearest page for any number asked for; Django's own gives the last one for zero and below."""

    def get_page(self, number: object) -> Page:
        try:
            wanted = int(str(number))
        except ValueError:
            wanted = 1
        return self.page(min(max(wanted, 1), self.num_pages))
