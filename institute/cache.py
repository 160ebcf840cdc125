"""Whole public responses, packed, kept in memory under the site version: nothing stale is ever served from here.

The version is read before the content. Whatever is written or comes due later changes it, so there is nothing to
invalidate. Headers follow RFC 9110 (ETag, 304) and RFC 9111 and 5861 (Cache-Control).
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime

import brotli
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.utils.cache import get_conditional_response, patch_vary_headers

from institute.middleware import GetResponse, is_desk
from institute.version import Version

SHARED_SECONDS = 10  # a shared cache may be this far behind, and never past the next public moment
ERROR_SECONDS = 3600  # and this far while the site is down
KEPT_SECONDS = 24 * 3600
SMALLEST_PACKED = 200  # bytes
LONGEST_KEY = 500  # characters of an address; longer ones are rendered every time
READING = ("GET", "HEAD")  # public pages know no other method
ENCODINGS = ("br", "gzip", "identity")  # the best first


@dataclass(frozen=True)
class Kept:
    headers: dict[str, str]
    etag: str
    bodies: dict[str, bytes]  # by content encoding


def keep_pages(get_response: GetResponse) -> GetResponse:
    """Answers from memory what the current version of the site has been asked before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_desk(request):
            return get_response(request)
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        version: Version = request.version  # type: ignore[attr-defined]
        key = key_of(request, version)
        kept = caches["pages"].get(key) if key else None
        if kept is None:
            response = get_response(request)
            if response.status_code != 200 or response.streaming or response.has_header("Cache-Control"):
                return response
            kept = keep(response)
            if key:
                caches["pages"].set(key, kept, KEPT_SECONDS)
        return answer(request, kept, version)

    return middleware


def key_of(request: HttpRequest, version: Version) -> str:
    address = request.get_full_path()
    if len(address) > LONGEST_KEY:
        return ""
    digest = hashlib.sha256(f"{request.get_host()} {address}".encode()).hexdigest()
    return f"{version.counter}.{version.since and version.since.timestamp()}.{digest}"


def keep(response: HttpResponse) -> Kept:
    body = response.content
    bodies = {"identity": body}
    if len(body) >= SMALLEST_PACKED and not response.get("Content-Type", "").startswith("image/"):
        bodies |= {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}
        patch_vary_headers(response, ["Accept-Encoding"])
    # Weak: one validator for the packed and the unpacked bytes of the same page.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Kept({name: value for name, value in response.items() if name != "Content-Length"}, etag, bodies)


def answer(request: HttpRequest, kept: Kept, version: Version) -> HttpResponse:
    accepted = request.headers.get("Accept-Encoding", "")
    encoding = next(e for e in ENCODINGS if e in kept.bodies and (e == "identity" or accepts(accepted, e)))
    response: HttpResponse = HttpResponse(kept.bodies[encoding], headers=kept.headers)
    if encoding != "identity":
        response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(kept.bodies[encoding]))
    response["ETag"] = kept.etag
    response["Cache-Control"] = cache_control(request.at, version.until)  # type: ignore[attr-defined]
    conditional = get_conditional_response(request, etag=kept.etag, response=response)
    if isinstance(conditional, HttpResponseNotModified) and response.has_header("Vary"):
        conditional["Vary"] = response["Vary"]
    return conditional or response


def accepts(header: str, encoding: str) -> bool:
    """Whether an Accept-Encoding takes it; `;q=0` refuses (RFC 9110, 12.5.3)."""
    for part in header.lower().split(","):
        name, _separator, parameters = part.strip().partition(";")
        if name.strip() == encoding:
            return parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def cache_control(at: datetime, until: datetime | None) -> str:
    """Browsers ask every time, and mostly hear 304. Shared caches answer for seconds, never past what comes next."""
    left = SHARED_SECONDS if until is None else min(SHARED_SECONDS, int((until - at).total_seconds()))
    fresh = left // 2
    return f"public, max-age=0, s-maxage={fresh}, stale-while-revalidate={left - fresh}, stale-if-error={ERROR_SECONDS}"
