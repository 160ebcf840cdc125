"""The site as of any moment, for the desk: the public views with another `request.at`, under an address of its own.

`/admin/at/MOMENT/` is put before every reversed address as Django's script prefix, and before what stored texts link
to when the answer is written, so that whoever follows links stays at that moment. What the answer says of itself to
others (its canonical address, the ids of feeds) stays as it is for readers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import Resolver404, get_script_prefix, is_valid_path, resolve, reverse, set_script_prefix
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.moments import FIRST, LAST
from common.requests import ours
from institute import errors
from institute.page_cache.site import zone
from institute.page_cache.version import Version, site_version
from publications.models import Edition
from publications.workflow import roles

INSTANT = timedelta(microseconds=1)
YEARS = range(FIRST.year, LAST.year)  # beyond, a time zone may lead out of what a datetime holds
MOST_SCHEDULED = 20
ELSEWHERE = r"(?:admin|static|preview)"  # no public pages: never part of another moment
TAG = re.compile(r"""<([a-zA-Z]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
# What is written in whole addresses and is there to be followed: feeds and sitemaps.
FOLLOWED = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/xml"}
# The start of an address of the site, whole or from its root; no protocol-relative one, and none of `ELSEWHERE`.
HERE = rf"(?:{re.escape(settings.SITE_URL)})?(?=/(?!/|{ELSEWHERE}(?:[/?#\"]|$)))"
LINK = re.compile(rf'(\s(?:href|src|action|formaction|poster)="){HERE}')
LOCATION = re.compile(rf"(\A){HERE}")
WHOLE = re.compile(rf"({re.escape(settings.SITE_URL)})(?=/(?!{ELSEWHERE}(?:\W|$)))")


def read(text: str) -> datetime | None:
    """A moment as people and clocks write it (ISO 8601); without an offset, in the site's time zone. Else None."""
    try:
        found = datetime.fromisoformat(text.strip().upper())
        found = (found if found.tzinfo else timezone.make_aware(found)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year in YEARS else None


def stamp(at: datetime) -> str:
    """A moment as addresses have it: UTC, and parts of a second only if there are any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def address(at: datetime, page: str = "/") -> str:
    """Where a public address (with its query, if any) is shown as of a moment."""
    return reverse("admin:at_moment", args=[stamp(at)]) + page.lstrip("/")


def said(at: datetime) -> str:
    """A moment in the site's time zone, as exact as it is."""
    local = timezone.localtime(at)
    seconds = f":{local:%S.%f}".rstrip("0").rstrip(".") if local.microsecond else f":{local:%S}" if local.second else ""
    return date_format(local, "l j F Y, H:i") + seconds


@dataclass(frozen=True)
class Journey:
    """What the bar over a page of another moment says and leads to; made before any address has the prefix."""

    at: datetime
    now: datetime
    page: str  # the public address of this page
    version: Version

    @property
    def is_future(self) -> bool:
        return self.at > self.now

    def context(self) -> dict[str, Any]:
        local = timezone.localtime(self.at)
        since, until = self.version.since, self.version.until
        between = sorted((self.at, self.now))
        changed = Edition.objects.filter(live_from__gt=between[0], live_from__lte=between[1])
        return {
            "at": self.at,
            "is_future": self.is_future,
            "said": said(self.at),
            "zone": zone(local),
            "typed": local.strftime("%Y-%m-%dT%H:%M"),
            "page": self.page,
            "form": reverse("admin:at"),
            "desk": reverse("admin:index"),
            "before": since and (since - INSTANT).year in YEARS and address(since - INSTANT, self.page),
            "after": until and until.year in YEARS and address(until, self.page),
            "changed": changed.values("publication").distinct().count(),
        }


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Asks for a moment, or leads to the one that was asked for."""
    allow(request)
    asked, page = request.GET.get("moment", ""), request.GET.get("page", "/")
    at = read(asked)
    return HttpResponseRedirect(address(at, page)) if at else ask(request, asked, page)


@require_safe
def travel(request: HttpRequest, moment: str, page: str = "") -> HttpResponse:
    """A public address as of a moment."""
    allow(request)
    query = request.META.get("QUERY_STRING", "")
    # One slash: with two it would name another host.
    whole = escape_uri_path("/" + page.lstrip("/")) + (f"?{query}" if query else "")
    at = read(moment)
    if at is None:
        return ask(request, moment, whole)
    if stamp(at) != moment:
        return HttpResponseRedirect(address(at, whole))
    version = site_version(at, keep=False)
    journey = Journey(at, ours(request).at, whole, version)
    # A visitor's request: it knows nothing of who asks, and its path is the public one, as canonical addresses want.
    environ = request.META | {"PATH_INFO": f"/{page}".encode().decode("latin-1")}
    visit: Any = WSGIRequest(environ)
    visit.at, visit.site, visit.travel = at, version.site, journey.context()
    before, prefix = get_script_prefix(), address(at)
    set_script_prefix(prefix)
    try:
        response = answer(visit)
    finally:
        set_script_prefix(before)
    keep_inside(response, prefix)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def allow(request: HttpRequest) -> None:
    if not roles.is_on_desk(request.user):  # type: ignore[arg-type]
        raise PermissionDenied


def answer(visit: Any) -> HttpResponse:
    """What the public address answers; rendered at once, while its addresses get the prefix."""
    try:
        match = visit.resolver_match = resolve(visit.path_info)
        if is_elsewhere(visit.path_info):
            raise Http404
        response = match.func(visit, *match.args, **match.kwargs)
        return response.render() if isinstance(response, SimpleTemplateResponse) else response
    except Resolver404 as error:
        path = f"{visit.path_info}/"  # what CommonMiddleware does for readers
        if not visit.path_info.endswith("/") and is_valid_path(path) and not is_elsewhere(path):
            query = visit.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(escape_uri_path(path) + (f"?{query}" if query else ""))
        return errors.not_found(visit, error)
    except Http404 as error:
        return errors.not_found(visit, error)
    except (BadRequest, SuspiciousOperation) as error:
        return errors.bad_request(visit, error)


def is_elsewhere(path: str) -> bool:
    return re.match(rf"/+{ELSEWHERE}(?:/|$)", path) is not None


def keep_inside(response: HttpResponse, prefix: str) -> None:
    """Puts the prefix before every address of the site that an answer leads to and that lacks it."""
    inside = rf"\1{prefix.rstrip('/')}"
    if location := response.get("Location"):
        response["Location"] = LOCATION.sub(inside, location)
    kind = response.get("Content-Type", "").partition(";")[0]
    if response.streaming or kind.startswith("image/"):
        return
    text = response.content.decode(response.charset)
    if kind in FOLLOWED:
        text = WHOLE.sub(inside, text)
    else:
        # Elsewhere a whole address names a page to others: the canonical one, in metadata and citations.
        text = text.replace(settings.SITE_URL + prefix, f"{settings.SITE_URL}/")
    if kind == "text/html":
        text = TAG.sub(lambda tag: tag[0] if is_exempt(tag) else LINK.sub(inside, tag[0]), text)
    response.content = text.encode(response.charset)


def is_exempt(tag: re.Match) -> bool:
    """The canonical address, and the bar's own way out."""
    return 'rel="canonical"' in tag[2] or " data-now" in tag[2]


def ask(request: HttpRequest, asked: str, page: str) -> HttpResponse:
    """The form for a moment, and what is to come; after one that can't be read, with what is wrong."""
    at = ours(request).at
    coming = Edition.objects.scheduled(at).defer("body").select_related("publication").order_by("live_from")
    context = {
        **admin.site.each_context(request),
        "title": _("The site at a moment"),
        "asked": asked[:60],
        "typed": timezone.localtime(read(asked) or at).strftime("%Y-%m-%dT%H:%M"),
        "page": page,
        "scheduled": [
            (edition, address(moment)) for edition in coming[:MOST_SCHEDULED] if (moment := edition.live_from)
        ],
    }
    status = 400 if asked else 200
    response = TemplateResponse(request, "admin/at/choose.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
