"""By what the list of photos is narrowed: what needs doing, and who uses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from common.requests import ours
from photos import uses
from photos.models import Photo

STATES = {
    "ending": gettext_lazy("Licence ends soon"),
    "ended": gettext_lazy("Licence ended"),
    "rights": gettext_lazy("Rights missing"),
    "words": gettext_lazy("Not described"),
    "unused": gettext_lazy("Not used"),
}


def conditions(at: datetime) -> dict[str, Q]:
    return {
        "ending": Q(pk__in=Photo.objects.ending(at)),
        "ended": Q(rights_until__lte=at),
        "rights": Q(licence=""),
        "words": Q(alt="", is_decorative=False),
        "unused": ~uses.used(),
    }


class StateFilter(admin.SimpleListFilter):
    """Tabs, each with the number of its photos in the whole library: one query for all."""

    title = gettext_lazy("status")
    parameter_name = "state"
    template = "admin/filter_tabs.html"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.at = ours(request).at
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        condition = conditions(self.at).get(self.value() or "")
        return queryset.filter(condition) if condition else queryset

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        counted = {name: Count("pk", filter=condition) for name, condition in conditions(self.at).items()}
        counts = Photo.objects.aggregate(every=Count("pk"), **counted)
        for choice, name in zip(super().choices(changelist), ("every", *counted), strict=True):
            yield {**choice, "display": f"{choice['display']} {counts[name]}"}


class UseFilter(admin.SimpleListFilter):
    title = gettext_lazy("used in")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(source.key, source.label) for source in uses.sources()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        asked = next((source for source in uses.sources() if source.key == self.value()), None)
        return queryset.filter(asked.used()) if asked else queryset
