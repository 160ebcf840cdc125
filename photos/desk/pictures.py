"""Pictures that only staff may see: for the desk's own screens, and for previews of what readers don't see yet."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.urls.resolvers import URLPattern

from photos import library, renditions
from photos.models import Photo


def screens(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    def screen(view: Any) -> Any:
        return model_admin.admin_site.admin_view(partial(view, model_admin=model_admin), cacheable=True)

    return [
        path("<int:pk>/file/<slug:name>/", screen(file), name="photos_photo_file"),
        path("renditions/<path:name>", screen(rendition), name="photos_photo_rendition"),
    ]


def file(request: HttpRequest, pk: int, name: str, model_admin: admin.ModelAdmin) -> HttpResponse:
    """The smallest card, or the whole photo, small. Raises Http404."""
    photo = get_object_or_404(Photo, pk=pk)
    if name == "card":
        name = renditions.name(photo, "card", renditions.widths(photo, "card")[0], "webp")
    elif name == "whole":
        name = renditions.whole_name(photo)
    else:
        raise Http404
    return served(request, photo, name, model_admin)


def rendition(request: HttpRequest, name: str, model_admin: admin.ModelAdmin) -> HttpResponse:
    """What readers will get of a photo. Raises Http404."""
    match = renditions.NAME.match(name)
    if match is None:
        raise Http404
    return served(request, get_object_or_404(Photo, uuid=match["uuid"]), name, model_admin)


def served(request: HttpRequest, photo: Photo, name: str, model_admin: admin.ModelAdmin) -> HttpResponse:
    if not model_admin.has_view_permission(request, photo):
        raise PermissionDenied
    try:
        packed = library.served(name)
    except FileNotFoundError as error:
        raise Http404 from error
    response = HttpResponse(packed, content_type=renditions.CONTENT_TYPES[name.rpartition(".")[2]])
    response["Cache-Control"] = "private, max-age=86400"  # the address carries what the picture depends on
    return response
