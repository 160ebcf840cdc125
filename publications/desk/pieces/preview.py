"""A piece's working text as readers would see it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from photos.desk import about as photo_desk
from publications import previews
from publications.desk.screens import PieceScreen


class Preview(PieceScreen):
    """The text in the readers' template, as publishing would complete it; nothing is stored."""

    def admit(self) -> None:
        if not self.desk.has_view_permission(self.request, self.edition):
            raise PermissionDenied

    def answer(self) -> HttpResponse:
        photos = photo_desk.rendition_address
        return previews.show(self.request, self.edition, photos=photos, back=self.address("change"))
