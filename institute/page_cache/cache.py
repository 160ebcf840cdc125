"""Whole public responses, packed, kept in memory under the site version: nothing stale is ever served from here.

The version is read before the content. Whatever is written or comes due later changes it, so there is nothing to
invalidate. Headers follow RFC 9110 (ETag, 304) and RFC 9111 and 5861 (Cache-Control).
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from common.caching import BROKEN, KEPT_SECONDS, SHARED
from common.requests import ours
from institute.middleware import READING, GetResponse
from institute.page_cache.version import Version, known_version

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]  # WSGI, PEP 3333

SMALLEST_PACKED = 200  # bytes
LONGEST_KEY = 500  # characters of an address; longer ones are rendered every time
# Nor does any of these ask for the version: the process is healthy even while the database is not.
NEVER_KEPT = ("/admin/", "/healthz", "/readyz", settings.STATIC_URL)
PACKERS: dict[str, Callable[[bytes], bytes]] = {  # the best first
    "br": partial(brotli.compress, quality=5),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
CONDITIONS = {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"}


class Kept(NamedTuple):
    headers: list[tuple[str, str]]
    body: bytes


def keep_pages(get_response: GetResponse) -> GetResponse:
    """Answers from memory what the current version of the site has been asked before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in READING or request.path.startswith(NEVER_KEPT):
            return get_response(request)
        at, version = ours(request).at, ours(request).site_version
        ours(request).version = version.key
        key = key_of(request.META, version)
        kept = caches["pages"].get(key) if key else None
        if kept is None:
            response = get_response(request)
            if response.has_header("Cache-Control") or response.streaming:
                return response
            if response.status_code != 200:
                # By default caches keep these for as long as they like: a moved address may move back, and what is
                # missing or withdrawn today may be live at the next public moment.
                if response.status_code in {301, 302, 404, 410}:
                    response["Cache-Control"] = cache_control(at, version.until)
                return response
            kept = keep(response, best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")))
            if key:
                caches["pages"].set(key, kept, KEPT_SECONDS)
        return answer(request, kept, cache_control(at, version.until))

    return middleware


def front(application: Application) -> Application:
    """Answers what is kept before Django begins. Django has the rest: what is new, and requests with conditions."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asks = environ["REQUEST_METHOD"] == "GET" and CONDITIONS.isdisjoint(environ)
        if asks and not environ["PATH_INFO"].startswith(NEVER_KEPT):
            at = timezone.now()
            version = known_version(at)
            key = key_of(environ, version) if version else ""
            if version and key and (kept := caches["pages"].get(key)):
                start_response("200 OK", [*kept.headers, ("Cache-Control", cache_control(at, version.until))])
                return [kept.body]
        return application(environ, start_response)

    return answer


def key_of(environ: dict[str, Any], version: Version) -> str:
    """All that a page follows from; empty for an address too long to keep."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    if len(path) + len(query) > LONGEST_KEY:
        return ""
    asked = (
        best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")),
        environ["wsgi.url_scheme"],
        environ.get("HTTP_X_FORWARDED_PROTO"),
        environ.get("HTTP_HOST"),
        environ.get("SCRIPT_NAME"),
        path,
        query,
    )
    return f"{version.key}.{hashlib.sha256(repr(asked).encode()).hexdigest()}"


def keep(response: HttpResponse, encoding: str) -> Kept:
    """A whole response, packed."""
    body = response.content
    # Weak: one validator for the packed and the unpacked bytes of the same page.
    response["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    if len(body) >= SMALLEST_PACKED and not response.get("Content-Type", "").startswith("image/"):
        patch_vary_headers(response, ["Accept-Encoding"])
        if encoding != "identity":
            body = PACKERS[encoding](body)
            response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(body))
    return Kept(list(response.items()), body)


def answer(request: HttpRequest, kept: Kept, lifetime: str) -> HttpResponse:
    """The page, or 304 to whoever has it."""
    response: HttpResponse = HttpResponse(kept.body, headers=dict(kept.headers))
    response["Cache-Control"] = lifetime
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    if isinstance(conditional, HttpResponseNotModified) and response.has_header("Vary"):
        conditional["Vary"] = response["Vary"]
    return conditional or response


@lru_cache(maxsize=100)
def best_encoding(header: str) -> str:
    return next((encoding for encoding in PACKERS if accepts(header, encoding)), "identity")


def accepts(header: str, encoding: str) -> bool:
    """Whether an Accept-Encoding takes it; `;q=0` refuses (RFC 9110, 12.5.3)."""
    for part in header.lower().split(","):
        name, _separator, parameters = part.strip().partition(";")
        if name.strip() == encoding:
            return parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def cache_control(at: datetime, until: datetime | None) -> str:
    """Browsers ask every time, and mostly hear 304. Shared caches answer for seconds, never past what comes next."""
    left = int((SHARED if until is None else min(SHARED, until - at)).total_seconds())
    fresh, broken = left // 2, int(BROKEN.total_seconds())
    return f"public, max-age=0, s-maxage={fresh}, stale-while-revalidate={left - fresh}, stale-if-error={broken}"
