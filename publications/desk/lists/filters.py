"""The filters of the desk's lists of pieces."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.requests import ours
from publications import kinds
from publications.desk.standing import DRAFT, discarded, working
from publications.models import Edition, Listing, Topic


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("status")
    parameter_name = "status"
    template = "admin/filter_tabs.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("mine", _("My drafts")), ("draft", _("Drafts")), ("review", _("In review")), ("scheduled", _("Scheduled")),
            ("live", _("Live")), ("withdrawn", _("Withdrawn")), ("discarded", _("Discarded")),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        at = ours(request).at
        match self.value():
            case "mine":
                return working(queryset).filter(DRAFT, created_by=request.user)
            case "draft":
                return working(queryset).filter(DRAFT)
            case "review":
                return working(queryset).filter(DRAFT, submitted_at__isnull=False)
            case "scheduled":
                return working(queryset).filter(publication__in=Edition.objects.scheduled(at).values("publication"))
            case "live":
                shown = Listing.objects.live(at).filter(publication=OuterRef("publication"))
                return working(queryset).filter(Exists(shown))
            case "withdrawn":
                return working(queryset).filter(withdrawn_at__lte=at)
            case "discarded":
                return discarded(queryset)
        return working(queryset)


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, str(label)) for name, label in kinds.choices()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        kind = self.value()
        return queryset.of_kinds([kind]) if kind in kinds.NAMES else queryset


class TopicFilter(admin.SimpleListFilter):
    title = gettext_lazy("topics")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Topic.objects.values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        return queryset.about(Topic.objects.filter(slug=self.value()).values_list("pk", flat=True))
