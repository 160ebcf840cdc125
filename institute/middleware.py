"""What every request passes: health, the moment it sees, and the rule that sessions live at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from common.requests import ours
from institute import RELEASE
from institute.page_cache.version import site_version

GetResponse = Callable[[HttpRequest], HttpResponse]
READING = ("GET", "HEAD")


def health(get_response: GetResponse) -> GetResponse:
    """/healthz says that the process runs, and of which release; /readyz that database and migrations are there.

    First of all, so that a load balancer needs neither an allowed host name nor HTTPS.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse(f"ok {RELEASE}\n", content_type="text/plain")
        if request.path == "/readyz":
            try:
                executor = MigrationExecutor(connection)
                missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
            except DatabaseError:
                return HttpResponse("no database\n", content_type="text/plain", status=503)
            if missing:
                return HttpResponse("migrations are missing\n", content_type="text/plain", status=503)
            return HttpResponse("ready\n", content_type="text/plain")
        return get_response(request)

    return middleware


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """PostgreSQL holds no NUL: an address that has one, or that is no UTF-8, names nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            return HttpResponseBadRequest("This address holds a character that no address may hold.\n", "text/plain")
        if len(query) > 8000:
            return HttpResponseBadRequest("This address is too long.\n", "text/plain")
        return get_response(request)

    return middleware


def read_only(get_response: GetResponse) -> GetResponse:
    """Public pages are read, and nothing else can be done to them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in READING or is_desk(request):
            return get_response(request)
        return HttpResponseNotAllowed(READING)

    return middleware


def moment(get_response: GetResponse) -> GetResponse:
    """`request.at`: the one "now" of a request, so that a page and its sidebar can't disagree.

    With it the version of the site at that moment, what the institute says of itself, and its time zone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        at, seen = timezone.now(), ours(request)
        if request.path.startswith(settings.STATIC_URL):  # files, which ask the database nothing
            seen.at, seen.site = at, SimpleLazyObject(lambda: site_version(at).site)
            return get_response(request)
        version = site_version(at)
        seen.at, seen.site_version, seen.site = at, version, version.site
        with timezone.override(version.site.zone):
            return get_response(request)

    return middleware


def is_desk(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")


class DeskOnly:
    """Sessions, tokens, sign-in and messages for the desk's addresses and no other.

    A public page neither reads nor sets a cookie, so that one response serves everybody.
    """

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return super().__call__(request) if is_desk(request) else self.get_response(request)  # type: ignore[misc]


class DeskSession(DeskOnly, SessionMiddleware):
    def process_response(self, request, response):
        response.headers.setdefault("Cache-Control", "private, no-store")
        return super().process_response(request, response)


class DeskGzip(DeskOnly, GZipMiddleware):
    """Public pages are packed where they are kept, once."""


class DeskToken(DeskOnly, CsrfViewMiddleware):
    def process_view(self, request, callback, callback_args, callback_kwargs):
        if is_desk(request):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        return None


class DeskUser(DeskOnly, AuthenticationMiddleware):
    pass


class DeskMessages(DeskOnly, MessageMiddleware):
    pass
