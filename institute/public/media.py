"""The files of photos and of the institute's mark, for as long as readers may have them."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response

from common.requests import Request
from photos import library, renditions, uses
from photos.models import Photo

# Of a rendition: short, since what shows a photo can be withdrawn at any moment.
RENDITION_LIFETIME = timedelta(minutes=10)
logger = logging.getLogger(__name__)


def rendition(request: Request, name: str) -> HttpResponse:
    """One file of a photo, only while its rights hold and something public shows it; or of the institute's mark.

    Raises Http404: a photo that may not be shown is not told apart from one that isn't there.
    """
    if name in request.site.files:
        return file_of(request, name, "image/png", RENDITION_LIFETIME)
    match = renditions.NAME.match(name)
    if match is None:
        raise Http404
    shown = Photo.objects.usable(request.at).filter(uses.public(request.at))
    photo = shown.filter(uuid=match["uuid"]).first()
    if photo is None:
        raise Http404
    lifetime = RENDITION_LIFETIME
    if photo.rights_until:
        lifetime = min(lifetime, photo.rights_until - request.at)
    if name not in renditions.names(photo):
        # A page or a feed that somebody kept names what stood here before another focal point or file.
        response: HttpResponse = redirect("rendition", renditions.current(photo, match))
        response["Cache-Control"] = f"public, max-age={int(lifetime.total_seconds())}"
        return response
    return file_of(request, name, renditions.CONTENT_TYPES[match["format"]], lifetime)


def file_of(request: Request, name: str, content_type: str, lifetime: timedelta) -> HttpResponse:
    """A file, or 304 to whoever has it, unread: another content has another name, or was made by another recipe."""
    etag = f'"{hashlib.sha256(f"{name} {renditions.RECIPE}".encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(library.served(name), content_type=content_type)
        except FileNotFoundError as error:
            raise Http404 from error
        except OSError:
            logger.exception("The storage of files failed.")
            return HttpResponse(status=503, headers={"Cache-Control": "no-store", "Retry-After": "30"})
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={int(lifetime.total_seconds())}"
    return response
