"""What some steps ask before they are taken."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publications import workflow
from publications.desk.fields import CHANGES, topics_field
from publications.models import Edition, Publication


class SendBackForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"), widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("What is to be done. Whoever wrote it gets it by mail, and finds it beside the text."),
    )  # fmt: skip


class ScheduleForm(forms.Form):
    """When a text goes live: at a moment of its own, or together with what is scheduled already."""

    moment = forms.DateTimeField(
        required=False, label=gettext_lazy("At a moment"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    together = forms.ModelChoiceField(
        Edition.objects.none(), required=False, blank=True, empty_label=gettext_lazy("Nothing else"),
        widget=forms.RadioSelect,
        label=gettext_lazy("Or together with"),
        help_text=gettext_lazy("Both appear at the same instant, in page, lists, feeds and sitemap."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["together"]
        field.queryset = Edition.objects.scheduled(timezone.now()).select_related("publication").order_by("live_from")
        field.label_from_instance = lambda edition: f"{edition}, {workflow.said(edition.live_from)}"
        if not field.queryset.exists():
            del self.fields["together"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if other := cleaned.pop("together", None):
            cleaned["moment"] = other.live_from
        if "moment" not in self.errors:
            if not cleaned.get("moment"):
                self.add_error("moment", _("Choose when it goes live."))
            elif cleaned["moment"] <= timezone.now():
                self.add_error("moment", _("That moment is past. Choose a later one, or publish now."))
        return cleaned


class RepublishForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of change"), widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in CHANGES], initial=Edition.Change.UPDATE,
    )  # fmt: skip
    note = forms.CharField(
        required=False, label=gettext_lazy("Change note"), widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Why it is back. Readers find it on the piece, unless the change is minor."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Notice"), widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Readers find it at the piece's address, in its place."),
    )  # fmt: skip
    instead = forms.CharField(
        required=False, label=gettext_lazy("Read instead"), widget=forms.TextInput({"class": "vURLField"}),
        help_text=gettext_lazy("The address of the piece that readers should go to, if there is one."),
    )  # fmt: skip

    def clean_instead(self) -> Publication | None:
        link = self.cleaned_data["instead"].strip()
        if not link:
            return None
        match = re.search(r"/publications/([-\w]+)/?(?:#.*)?$", link)
        found = Publication.objects.filter(addresses__slug=match[1]).first() if match else None
        if found is None:
            raise forms.ValidationError(_("There is no piece at this address. Copy it from the piece's page."))
        return found


class RefileForm(forms.Form):
    slug = forms.SlugField(
        label=gettext_lazy("Address"), max_length=200,
        help_text=gettext_lazy("The former address leads readers on to the new one."),
    )  # fmt: skip
    topics = topics_field()

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"].lower()
