"""Which experts show a photo: what the library asks of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import Expert
from photos.uses import Use


class Experts:
    key = "experts"
    label = gettext_lazy("Experts")

    def used(self) -> Exists:
        return Exists(Expert.objects.filter(portrait=OuterRef("pk")))

    def public(self, at: datetime) -> Exists:
        return Exists(Expert.objects.public(at).filter(portrait=OuterRef("pk")))

    def naming(self, term: str) -> QuerySet:
        named = Q(name__icontains=term) | Q(native_name__icontains=term)
        return Expert.objects.filter(named).exclude(portrait=None).order_by().values("portrait")

    def of(self, photos: Collection[int], at: datetime) -> dict[int, list[Use]]:
        found: dict[int, list[Use]] = defaultdict(list)
        public = set(Expert.objects.public(at).filter(portrait__in=photos).values_list("pk", flat=True))
        for expert in Expert.objects.filter(portrait__in=photos):
            found[expert.portrait_id or 0].append(
                Use(
                    name=expert.name,
                    kind=_("Expert"),
                    state=_("Public") if expert.pk in public else _("Not public"),
                    place=_("portrait"),
                    address=reverse("admin:experts_expert_change", args=[expert.pk]),
                    is_public=expert.pk in public,
                    is_draft=expert.public_from is None,
                )
            )
        return {photo: sorted(uses, key=lambda use: not use.is_public) for photo, uses in found.items()}
