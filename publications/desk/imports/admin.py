"""The addresses of the screens of imports."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path
from django.views.decorators.http import require_POST

from publications.desk.imports import bringing, draft_screen, files, new_expert, review_screen
from publications.models.imports import Import


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin):
    """No stock list or form: an import is brought, reviewed, and made a draft or thrown away."""

    def get_urls(self) -> list:
        def screen(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"publications_import_{name}")

        return [
            screen("", bringing.Bring.view(self), "changelist"),
            screen("add/", bringing.Bring.view(self), "add"),
            screen("<uuid:uuid>/", review_screen.Review.view(self), "change"),
            screen("<uuid:uuid>/again/", bringing.Again.view(self), "again"),
            screen("<uuid:uuid>/keep/", require_POST(review_screen.Keep.view(self)), "keep"),
            screen("<uuid:uuid>/expert/", require_POST(new_expert.NewExpert.view(self)), "expert"),
            screen("<uuid:uuid>/picture/", files.Picture.view(self), "picture"),
            screen("<uuid:uuid>/images/<int:place>/", files.Image.view(self), "image"),
            screen("<uuid:uuid>/original/", files.Original.view(self), "original"),
            screen("<uuid:uuid>/draft/", draft_screen.Draft.view(self), "draft"),
            screen("<uuid:uuid>/checked/", draft_screen.Checked.view(self), "checked"),
            screen("<uuid:uuid>/throw-away/", draft_screen.ThrowAway.view(self), "throw_away"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False
