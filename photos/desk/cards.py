"""The list of photos as cards: each with what it lacks, how its rights stand and who shows it."""

from __future__ import annotations

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from common.requests import ours
from photos import uses
from photos.desk import about


class Cards(ChangeList):
    """Each photo of a page with what its card says. As many queries for a hundred as for one."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        at = ours(request).at
        found = uses.of([photo.pk for photo in self.result_list], at)
        for photo in self.result_list:
            photo.used_by = found.get(photo.pk, [])
            photo.public_uses = [use for use in photo.used_by if use.is_public]
            photo.mark, photo.standing = about.standing(photo, at)
            photo.desk_address, photo.thumbnail = about.address(photo), about.staff_address(photo, "card")
