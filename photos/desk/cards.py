"""The list of photos as cards: each with what it lacks, how its rights stand and who shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from common.requests import ours
from photos import uses
from photos.desk import about
from photos.models import Photo
from photos.uses import Use


@dataclass
class Card:
    """What a photo's card says and leads to."""

    photo: Photo
    uses: list[Use]
    mark: str  # `data-status`
    standing: str
    address: str  # at the desk
    thumbnail: str

    @property
    def public_uses(self) -> list[Use]:
        return [use for use in self.uses if use.is_public]


class Cards(ChangeList):
    """The list's page, with `cards`. As many queries for a hundred photos as for one."""

    cards: list[Card]

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        at = ours(request).at
        found = uses.of([photo.pk for photo in self.result_list], at)
        self.cards = [
            Card(
                photo,
                found.get(photo.pk, []),
                *about.standing(photo, at),
                address=about.address(photo),
                thumbnail=about.staff_address(photo, "card"),
            )
            for photo in self.result_list
        ]
