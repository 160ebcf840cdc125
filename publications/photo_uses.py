"""Which pieces show a photo, before their text or in it: what the library asks of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from photos.uses import Use
from publications import kinds
from publications.models import Edition, PhotoUse


class Pieces:
    """The pieces of one kind, each once, by the edition that says most: the live one, the next, the draft, an old."""

    def __init__(self, kind: kinds.Kind) -> None:
        self.kind, self.key, self.label = kind.name, kind.name, kind.works

    def used(self) -> Exists:
        return Exists(PhotoUse.objects.filter(photo=OuterRef("pk"), edition__publication__kind=self.kind))

    def public(self, at: datetime) -> Exists:
        return Exists(Edition.objects.public(at).filter(publication__kind=self.kind, photo_uses__photo=OuterRef("pk")))

    def naming(self, term: str) -> QuerySet:
        uses = PhotoUse.objects.filter(edition__publication__kind=self.kind, edition__title__icontains=term)
        return uses.order_by().values("photo")

    def of(self, photos: Collection[int], at: datetime) -> dict[int, list[Use]]:
        uses = PhotoUse.objects.filter(photo__in=photos, edition__publication__kind=self.kind)
        editions = Edition.objects.filter(photo_uses__in=uses)
        live, public = (
            set(shown.filter(pk__in=editions).values_list("pk", flat=True))
            for shown in (Edition.objects.live(at), Edition.objects.public(at))
        )
        ranked: dict[int, dict[int, tuple[int, int, Use]]] = defaultdict(dict)
        for use in uses.select_related("edition__publication").defer("edition__body"):
            rank, state = standing(use.edition, at, is_live=use.edition_id in live)
            told = (rank, -use.edition_id, self.told(use, state, is_public=use.edition_id in public))
            best = ranked[use.photo_id].setdefault(use.edition.publication_id, told)
            ranked[use.photo_id][use.edition.publication_id] = min(best, told, key=lambda entry: entry[:2])
        return {
            photo: [entry[2] for entry in sorted(pieces.values(), key=lambda entry: entry[:2])]
            for photo, pieces in ranked.items()
        }

    def told(self, use: PhotoUse, state: str, *, is_public: bool) -> Use:
        edition = use.edition
        return Use(
            name=str(edition),
            kind=edition.publication.get_kind_display(),
            state=state,
            place=_("lead photo") if edition.lead_photo_id == use.photo_id else _("in the text"),
            address=reverse(f"admin:publications_{self.kind}_change", args=[edition.publication.uuid]),
            is_public=is_public,
            is_draft=edition.live_from is None,
        )


def standing(edition: Edition, at: datetime, *, is_live: bool) -> tuple[int, str]:
    """How much an edition says of where its piece stands, the most first, and what it is, in a word."""
    if is_live:
        return 0, _("Live")
    if edition.live_from and edition.live_from > at:
        return 1, _("Scheduled")
    if edition.discarded_at:
        return 5, _("Discarded draft")
    if edition.live_from is None:
        return 2, _("Draft")
    if edition.withdrawn_at and edition.withdrawn_at <= at:
        return 4, _("Withdrawn")
    return 3, _("Earlier version")
