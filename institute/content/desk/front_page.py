"""The desk's form of the front page: what editors choose for it, in their order."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.guarded_forms import Guarded
from institute.content.desk.one_row import OneRow
from institute.content.front_page import FrontExpert, FrontPage, FrontTopic, Quote, Story
from publications.desk.rows import RowForm, RowFormSet, RowInline
from publications.models import Publication, Turn

ANSWER = re.compile(r"/publications/(?P<slug>[-\w]+)/?(?:\?[^#]*)?#answer-(?P<key>[-\w]+)/?$")


class ChosenForm(RowForm):
    """A row that exists once something is chosen."""

    def validate_unique(self) -> None:
        """All rows together are checked, by their formset."""

    def has_changed(self) -> bool:
        return super().has_changed() if self.instance.pk else bool(set(self.changed_data) - {"position"})


class ChosenFormSet(RowFormSet):
    """Rows that name different things; within one save they may change places, or be taken out and added again."""

    def named(self, form: Any) -> Any:
        return getattr(form.instance, f"{self.chooses}_id")

    def validate_unique(self) -> None:
        met = set()
        for form in self.forms:
            if form in self.deleted_forms or (not form.has_changed() and not form.instance.pk) or form.errors:
                continue
            if (name := self.named(form)) in met:
                form.add_error(None, _("This is on the front page already. Take one of the two out."))
            met.add(name)


class QuoteFormSet(ChosenFormSet):
    def named(self, form: Any) -> Any:
        return form.instance.publication_id, form.instance.key


class QuoteForm(ChosenForm):
    link = forms.CharField(
        label=gettext_lazy("Link to the answer"), max_length=500,
        widget=forms.TextInput({"class": "vURLField"}),
        help_text=gettext_lazy("Copy it from the # beside the answer, on the interview’s page."),
    )  # fmt: skip

    class Meta:
        model = Quote
        fields = ["position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["link"] = str(self.instance)

    def clean_link(self) -> str:
        link = self.cleaned_data["link"].strip()
        match = ANSWER.search(link)
        if match is None:
            raise forms.ValidationError(
                _("This link names no answer. On the interview’s page, copy the address of the # beside the answer.")
            )
        publication = Publication.objects.filter(addresses__slug=match["slug"]).first()
        answers = Turn.objects.answers().filter(edition__publication=publication, key=match["key"])
        if publication is None or not answers.exists():
            raise forms.ValidationError(_("There is no such answer. Open the interview and copy the link anew."))
        self.instance.publication, self.instance.key = publication, match["key"]
        return link


class QuoteInline(RowInline):
    model = Quote
    form = QuoteForm
    formset = QuoteFormSet
    fields = ["link", "position"]
    most = 4

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("publication")


class ChosenInline(RowInline):
    """Records chosen through a search box, each once."""

    form = ChosenForm
    formset = ChosenFormSet

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list:
        return [self.chooses, "position"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(self.chooses)


class StoryInline(ChosenInline):
    model = Story
    chooses = "publication"
    most = 8

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "publication":
            kwargs["queryset"] = Publication.objects.titled()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        titled = Prefetch("publication", Publication.objects.titled())
        return super().get_queryset(request).select_related(None).prefetch_related(titled)


class FrontTopicInline(ChosenInline):
    model = FrontTopic
    chooses = "topic"
    most = 24


class FrontExpertInline(ChosenInline):
    model = FrontExpert
    chooses = "expert"
    most = 12


class FrontPageForm(Guarded):
    def parts(self) -> list[str]:
        return ["story_set", "quote_set", "fronttopic_set", "frontexpert_set"]

    class Meta:
        model = FrontPage
        fields = ["lead_until"]


@admin.register(FrontPage)
class FrontPageAdmin(OneRow):
    form = FrontPageForm
    change_form_template = "admin/institute/rows.html"
    inlines = [StoryInline, QuoteInline, FrontTopicInline, FrontExpertInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["lead_until", "seen"],
                "description": gettext_lazy(
                    "The first story is the lead. What you leave empty fills itself: with the newest pieces, the first "
                    "answer of the two newest interviews, the topics with the most pieces, and who wrote what is shown."
                ),
            },
        )
    ]
