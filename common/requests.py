"""The request that the views of every app get."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, cast

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
    site: Any  # what `institute.page_cache.site` reads; the other apps ask what `Site` above names
    site_version: Any  # of `institute.page_cache.version`, at that moment
    csp_nonce: Any  # lazy, of django-csp
    version: str  # of the site, as a key; public pages have it, the desk's do not
    topics: list[Any]  # the public topics, once a view or the foot has asked for them


def ours(request: HttpRequest) -> Request:
    """The same request with its own type, where a signature of Django's knows only `HttpRequest`."""
    return cast(Request, request)
