"""The desk's forms of experts, and what they share with topics: a name, an address kept for ever, a public period.

`publications.desk.expert_topics` puts a form with the expert's topics in the place of the one here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import DateTimeField, Value
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.records import Record
from common.requests import ours
from common.search_boxes import SearchBoxes
from experts.models import Address, Expert


class RecordForm(forms.ModelForm):
    """Refuses an address that is or was another record's before the database does."""

    addresses: Any  # the model of its addresses
    owner: str  # its column that names the record

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        taken = self.addresses.objects.filter(slug=slug).select_related(self.owner)
        if address := taken.exclude(**{self.owner: self.instance.pk}).first():
            raise forms.ValidationError(
                _("The address “%(slug)s” belongs to “%(name)s” and stays with it. Choose another one.")
                % {"slug": slug, "name": getattr(address, self.owner)}
            )
        return slug


class RecordAdmin(SearchBoxes, admin.ModelAdmin):
    prepopulated_fields = {"slug": ["name"]}
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(asked_at=Value(ours(request).at, DateTimeField()))

    @admin.display(description=gettext_lazy("readers"))
    def public(self, record: Record) -> SafeString:
        at: datetime = record.asked_at  # type: ignore[attr-defined]
        if record.is_public(at):
            key, word = "live", _("Public")
        elif record.public_from and record.public_from > at:
            key, word = "scheduled", _("Not public yet")
        else:
            key, word = "draft", _("Hidden")
        return format_html('<span class="status" data-status="{}">{}</span>', key, word)


class ExpertForm(RecordForm):
    addresses = Address
    owner = "expert"

    class Meta:
        help_texts = {
            "sort_name": gettext_lazy(
                "“Oyelaran, Marit”. Left empty, the last word of the name comes first. What stands before the comma is "
                "also what an interview calls her by after her first answer."
            )
        }

    def clean(self) -> dict[str, Any]:
        """What goes public needs a portrait that may: one that readers see already holds nothing up."""
        cleaned = super().clean() or self.cleaned_data
        portrait, is_new = cleaned.get("portrait"), {"portrait", "public_from"} & set(self.changed_data)
        if portrait and not portrait.licence and cleaned.get("public_from") and is_new:
            sentence = _("Nobody has said by what right this photo is shown. Choose its licence on its page.")
            self.add_error("portrait", sentence)
        return cleaned


@admin.register(Expert)
class ExpertAdmin(RecordAdmin):
    form = ExpertForm
    change_form_template = "admin/experts/expert.html"
    list_display = ["name", "position", "public"]
    search_fields = ["name", "native_name"]
    autocomplete_fields = ["portrait"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "position", "bio", "portrait", "email"]}),
        (gettext_lazy("Name"), {"fields": ["sort_name", ("native_name", "native_language")]}),
        (gettext_lazy("Readers"), {"fields": ["public_from", "public_until"]}),
    ]
