"""What the views of every app share: the request they get, and pages of a list."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


class Site(Protocol):
    """What every app may ask of the site as a whole."""

    @property
    def name(self) -> str: ...

    @property
    def rights(self) -> str: ...


class Request(HttpRequest):
    """A request as the project's middleware leaves it. For annotations; Django makes its own."""

    at: datetime  # the one "now" of a request
    site: Any  # what `institute.site` reads; the other apps ask what `Site` above names
    topics: list[Any]  # the public topics, once a view or the foot has asked for them


class NearestPaginator(Paginator):
    """Gives the nearest page for any number asked for; Django's own gives the last one for zero and below."""

    def get_page(self, number: object) -> Page:
        try:
            wanted = int(str(number))
        except ValueError:
            wanted = 1
        return self.page(min(max(wanted, 1), self.num_pages))
