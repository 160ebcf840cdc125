"""The screen of a model of one row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _


class OneRow(admin.ModelAdmin):
    """A model of one row, which a migration has written: no list, nothing to add, nothing to delete."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self.model.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[1]))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, format_html('{} <a href="/">{}</a>', _("Saved. Readers see it now."), _("Look")))
        return HttpResponseRedirect(request.path)
