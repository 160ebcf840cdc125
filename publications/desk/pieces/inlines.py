"""The rows of a piece's form: its conversation and its byline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.search_boxes import ChooseSeveral
from experts.models import Expert
from publications import workflow
from publications.desk.fields import InOrder
from publications.desk.rows import RowForm, RowFormSet, RowInline
from publications.models import Contribution, Speaker, Turn
from texts import richtext


class TurnForm(RowForm):
    turn_key = forms.CharField(required=False, widget=forms.HiddenInput)  # tells a turn that somebody else has removed
    said_by = InOrder(
        Expert.objects.all(), required=False, label=gettext_lazy("Speakers"),
        widget=ChooseSeveral(
            Speaker._meta.get_field("expert"), admin.site, {"data-placeholder": gettext_lazy("Who speaks?")}
        ),
    )  # fmt: skip

    class Meta:
        model = Turn
        fields = ["kind", "html", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["html"].required = False  # said in clean_html, with the way out
        if self.instance.pk:
            self.initial["turn_key"] = self.instance.key
            self.initial["said_by"] = [speaker.expert_id for speaker in self.instance.speaking.all()]

    def _get_validation_exclusions(self) -> set[str]:
        """The field knows the kinds; the constraint would ask the database, once a row."""
        return super()._get_validation_exclusions() | {"kind"}  # type: ignore[misc]

    def has_changed(self) -> bool:
        """A new row without words is no turn: buttons fill in its kind, position and speakers."""
        if self.instance.pk:
            return super().has_changed()
        return bool(richtext.clean(self.data.get(self.add_prefix("html"), ""), photos=True))

    def clean_html(self) -> str:
        if not richtext.plain(self.cleaned_data["html"]):
            raise forms.ValidationError(_("Write what is said, or remove this turn."))
        return self.cleaned_data["html"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Turn.Kind.ANSWER and "said_by" not in self.errors and not cleaned.get("said_by"):
            self.add_error("said_by", _("Choose who says this answer."))
        return cleaned

    def _save_m2m(self) -> None:
        workflow.set_speakers(self.instance, self.cleaned_data["said_by"])


class TurnFormSet(RowFormSet):
    def chosen(self, row: Any) -> list:
        return [speaker.expert for speaker in row.speaking.all()]


class TurnInline(RowInline):
    model = Turn
    form = TurnForm
    formset = TurnFormSet
    chooses = "said_by"
    fields = [("kind", "said_by"), "html", "position", "turn_key"]
    verbose_name_plural = gettext_lazy("Conversation")
    most = 600

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("speaking__expert")


class ContributionForm(RowForm):
    class Meta:
        model = Contribution
        fields = ["expert", "role", "affiliation", "position"]

    def has_changed(self) -> bool:
        if self.instance.pk:
            return super().has_changed()
        return bool(set(self.changed_data) - {"position", "role"})


class ContributionInline(RowInline):
    model = Contribution
    form = ContributionForm
    chooses = "expert"
    fields = [("expert", "role"), "affiliation", "position"]
    verbose_name = gettext_lazy("person")
    verbose_name_plural = gettext_lazy("Who")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("expert")
