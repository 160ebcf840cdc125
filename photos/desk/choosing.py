"""The desk's chooser, as JSON: photos found by their words and by what shows them, and photos told by their keys."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern

from common.requests import ours
from photos import library
from photos.desk import about, uploading
from photos.models import Photo

PAGE = 24  # photos
MOST_PAGES = 10_000
MOST_KEYS = 50  # told in one answer


def screens(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    view = model_admin.admin_site.admin_view(partial(choose, model_admin=model_admin))
    return [path("choose/", view, name="photos_photo_choose")]


def choose(request: HttpRequest, model_admin: admin.ModelAdmin) -> JsonResponse:
    """GET `q` and `page`: `photos`, the newest first; `more`, whether there is another page; `upload`, where a new one
    is sent to and of what kind it may be, if she may add any. GET `photo`, again and again: the photos of those primary
    keys and UUIDs, as far as there are such.
    """
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    photos, at = model_admin.get_queryset(request), ours(request).at
    if keys := request.GET.getlist("photo"):
        return JsonResponse({"photos": [told(photo, at) for photo in photos.filter(named(keys[:MOST_KEYS]))]})
    asked = request.GET.get("page", "")
    page = min(int(asked), MOST_PAGES) if asked.isdecimal() and 0 < len(asked) <= 9 else 1
    found, has_repeats = model_admin.get_search_results(request, photos, request.GET.get("q", "").strip())
    found = (found.distinct() if has_repeats else found).order_by("-id")
    first = (max(page, 1) - 1) * PAGE
    rows = list(found[first : first + PAGE + 1])
    upload = {
        "address": reverse("admin:photos_photo_upload"),
        "accepted": library.ACCEPTED,
        "kinds": str(library.KINDS),
        "most": library.MOST_BYTES,
    }
    return JsonResponse({
        "photos": [told(photo, at) for photo in rows[:PAGE]],
        "more": len(rows) > PAGE,
        "upload": upload if model_admin.has_add_permission(request) else None,
    })  # fmt: skip


def named(keys: list[str]) -> Q:
    """The photos of some keys as they come from a browser; what is none of either kind names nothing."""
    wanted = Q(pk__in=[int(key) for key in keys if key.isdecimal() and len(key) < 19])
    uuids = []
    for key in keys:
        try:
            uuids.append(UUID(key))
        except ValueError:
            continue
    return wanted | Q(uuid__in=uuids)


def told(photo: Photo, at: datetime) -> dict[str, Any]:
    mark, words = about.rights(photo, at)
    return uploading.told(photo) | {
        "alt": photo.words_instead,
        "is_decorative": photo.is_decorative,
        "caption": photo.caption,
        "credit": photo.credit,
        "own": about.own_words(photo),
        "rights": {"mark": mark, "words": words},
    }
