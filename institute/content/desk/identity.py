"""The desk's settings: what the institute says of itself, and the rules of its editing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.guarded_forms import Guarded
from institute.content import marks
from institute.content.desk.one_row import OneRow
from institute.content.identity import Institute, Link
from publications.desk.rows import RowForm, RowInline
from publications.models.editorial import EditorialRules

PICTURES = "image/png,image/webp,image/avif"


class InstituteForm(Guarded):
    file = forms.FileField(
        required=False, label=gettext_lazy("Mark"), widget=forms.FileInput({"accept": PICTURES}),
        help_text=gettext_lazy("A PNG with a transparent ground, about 200 pixels high. Stands before the name."),
    )  # fmt: skip
    file_on_dark = forms.FileField(
        required=False, label=gettext_lazy("Mark on dark"), widget=forms.FileInput({"accept": PICTURES}),
        help_text=gettext_lazy("The same in light colours, for readers whose screen is dark."),
    )  # fmt: skip
    no_mark = forms.BooleanField(required=False, label=gettext_lazy("Without a mark of our own"))

    class Meta:
        model = Institute
        fields = ["name", "tagline", "licence", "time_zone", "email", "phone", "address", "foot"]
        widgets = {
            "name": forms.TextInput({"placeholder": settings.SITE_NAME}),
            "tagline": forms.Textarea({"rows": 2}),
            "time_zone": forms.TextInput({"placeholder": settings.TIME_ZONE}),
            "address": forms.Textarea({"rows": 4}),
            "foot": forms.Textarea({"rows": 4}),
        }

    def parts(self) -> list[str]:
        return ["links"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("no_mark") and (cleaned.get("file") or cleaned.get("file_on_dark")):
            self.add_error("no_mark", _("You chose a file and no mark. Take one of the two back."))
            return cleaned
        for field, column in (("file", "mark"), ("file_on_dark", "mark_on_dark")):
            if file := cleaned.get(field):
                try:
                    setattr(self.instance, column, marks.keep(file))
                except forms.ValidationError as error:
                    self.add_error(field, error)
        if cleaned.get("no_mark"):
            self.instance.mark = self.instance.mark_on_dark = ""
        return cleaned


class LinkForm(RowForm):
    class Meta:
        model = Link
        fields = ["label", "address", "position"]
        widgets = {"address": forms.URLInput({"class": "vURLField"})}

    def has_changed(self) -> bool:
        return super().has_changed() if self.instance.pk else bool(set(self.changed_data) - {"position"})


class LinkInline(RowInline):
    model = Link
    form = LinkForm
    fields = [("label", "address"), "position"]
    most = 12


@admin.register(Institute)
class InstituteAdmin(OneRow):
    form = InstituteForm
    change_form_template = "admin/institute/rows.html"
    inlines = [LinkInline]
    readonly_fields = ["shown"]
    fieldsets = [
        (None, {"fields": ["name", "tagline", "shown", "file", "file_on_dark", "no_mark", "seen"]}),
        (gettext_lazy("Texts and times"), {"fields": ["licence", "time_zone"]}),
        (gettext_lazy("Contact"), {"fields": ["email", "phone", "address", "foot"]}),
    ]

    @admin.display(description=gettext_lazy("mark now"))
    def shown(self, institute: Institute) -> SafeString | str:
        found = [
            format_html('<img class="{}" src="{}" width="{}" height="{}" alt="">', css, m.address, m.width, m.height)
            for css, m in (("", marks.read(institute.mark)), ("on-dark", marks.read(institute.mark_on_dark)))
            if m
        ]
        return format_html_join(" ", "{}", ((image,) for image in found)) or _("The software’s own.")


@admin.register(EditorialRules)
class EditorialRulesAdmin(OneRow):
    change_form_template = "admin/institute/rows.html"

    def response_change(self, request: HttpRequest, obj: EditorialRules) -> HttpResponse:
        messages.success(request, _("Saved. It holds from now on."))
        return HttpResponseRedirect(request.path)
