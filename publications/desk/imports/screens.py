"""What the screens of one import stand on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from common.requests import Request, ours
from publications.desk.common import person
from publications.models.imports import Import


class ImportScreen:
    """One answer of a screen of imports, and who asked for it."""

    answer: Callable[..., HttpResponseBase]  # each screen's own, of the parts of its address

    def __init__(self, desk: ModelAdmin, request: Request) -> None:
        self.desk, self.request, self.person = desk, request, person(request)

    @classmethod
    def view(cls, desk: ModelAdmin) -> Callable[..., HttpResponseBase]:
        """A view for `path`."""

        def view(request: HttpRequest, **named: Any) -> HttpResponseBase:
            return cls(desk, ours(request)).answer(**named)

        return view

    def show(self, template: str, **context: Any) -> TemplateResponse:
        """A page of the desk. template: under `admin/publications/`."""
        shared = {**self.desk.admin_site.each_context(self.request), "opts": self.desk.opts}
        return TemplateResponse(self.request, f"admin/publications/{template}", shared | context)


def to(imported: Import) -> HttpResponse:
    return HttpResponseRedirect(imported.get_absolute_url())
