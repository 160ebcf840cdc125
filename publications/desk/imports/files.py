"""The files of an import: its original, its images, and a lead photo brought during the review."""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from PIL import Image as Opened

from photos import library
from publications.desk.imports import reviewing
from publications.desk.imports.answers import said, stale
from publications.desk.imports.found import one, one_to_change
from publications.desk.imports.screens import ImportScreen
from publications.desk.imports.words import clock
from publications.models.imports import Import

SHOWN = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


class Picture(ImportScreen):
    def answer(self, uuid: UUID) -> HttpResponse:
        """The lead photo brought during the review: shown, and taken in."""
        if self.request.method != "POST":
            imported = one(self.request, uuid)
            if not imported.picture:
                raise Http404
            with imported.picture.open("rb") as kept:
                return shown(kept.read())
        imported = one_to_change(self.request, uuid)
        if not self.person.has_perm("photos.add_photo"):
            return said(_("You may not add photos to the library. Choose one that is there."), 403)
        file = self.request.FILES.get("file")
        if not file:
            return said(_("Choose the photo."), 400)
        try:
            library.check(file)
        except ValidationError as error:
            return said(" ".join(error.messages), 400)
        try:
            with library.stored(), transaction.atomic():
                imported = Import.objects.select_for_update().get(pk=imported.pk)
                if imported.edition_id or self.request.POST.get("seen") != imported.updated_at.isoformat():
                    return stale(imported)
                if former := imported.picture.name:
                    transaction.on_commit(lambda: default_storage.delete(former), robust=True)
                imported.keep_picture(str(file.name), file.read())
                reviewing.touch(imported, self.person, "picture")
        except library.NotStored as error:
            return said(" ".join(error.messages), 503)
        address = f"{imported.address('picture')}?{imported.updated_at.timestamp()}"
        return JsonResponse({"address": address, "seen": imported.updated_at.isoformat(), "kept": clock(imported)})


class Image(ImportScreen):
    def answer(self, uuid: UUID, place: int) -> HttpResponse:
        try:
            return shown(one(self.request, uuid).image(place))
        except FileNotFoundError as error:
            raise Http404 from error


class Original(ImportScreen):
    def answer(self, uuid: UUID) -> FileResponse:
        imported = one(self.request, uuid)
        name = imported.name or _("pasted text") + PurePosixPath(str(imported.original.name)).suffix
        response = FileResponse(
            imported.original.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response


def shown(data: bytes) -> HttpResponse:
    """A picture for the desk. Raises Http404 for what browsers can't show, or shouldn't."""
    try:
        with Opened.open(io.BytesIO(data)) as picture:
            kind = SHOWN[picture.format or ""]
    except (OSError, KeyError, Opened.DecompressionBombError, SyntaxError, ValueError) as error:
        raise Http404 from error
    response = HttpResponse(data, content_type=kind)
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
