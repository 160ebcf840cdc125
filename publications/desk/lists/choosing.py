"""Pieces for the search boxes that choose one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from publications.desk.common import person
from publications.models import Edition, Publication
from publications.workflow import roles


@admin.register(Publication)
class PublicationAdmin(admin.ModelAdmin):
    """For search boxes that choose a piece; the desk's lists are the editions'."""

    search_fields = ["slug"]
    ordering = ["-id"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return roles.is_on_desk(person(request))

    def get_queryset(self, request: HttpRequest) -> Any:
        found = Edition.objects.filter(roles.readable(person(request)))
        return Publication.objects.titled().filter(pk__in=found.values("publication")).order_by("-id")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        titles = Edition.objects.filter(publication=OuterRef("pk"), discarded_at=None, title__icontains=search_term)
        return queryset.filter(Exists(titles)), False
