"""The form of a plain page: its filing, and the text being worked on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.guarded_forms import Guarded
from experts import admin as experts_admin
from institute.content import page_workflow
from institute.content.plain_pages import WORDS, Page, PageAddress, PageText


class PageForm(Guarded, experts_admin.RecordForm):
    addresses = PageAddress
    owner = "page"
    title = PageText._meta.get_field("title").formfield(widget=forms.Textarea({"rows": 1, "class": "title-line"}))
    summary = PageText._meta.get_field("summary").formfield()
    body = PageText._meta.get_field("body").formfield()
    moment = forms.DateTimeField(
        required=False, label=gettext_lazy("Goes live"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    class Meta:
        model = Page
        fields = ["slug", "in_foot", "position", "public_until"]

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)
        self.text = page_workflow.working(self.instance, at) if self.instance.pk else None
        if self.text:
            for name in WORDS:
                self.initial[name] = getattr(self.text, name)
            if self.text.live_from and self.text.live_from > at:
                self.initial["moment"] = localtime(self.text.live_from)

    def parts(self) -> list[str]:
        return ["texts"]

    @property
    def is_shown(self) -> bool:
        """Whether the words that were sent are those readers see."""
        text = self.text
        return bool(text and text.live_from and text.live_from <= self.at) and all(
            getattr(text, name) == self.cleaned_data.get(name) for name in WORDS
        )

    def asked_start(self) -> datetime | None:
        """From when on readers see what was sent, by the button that sent it; None for a draft."""
        if "_publish" in self.data:
            return self.at
        if "_schedule" in self.data:
            return self.cleaned_data["moment"]
        # Its schedule, if it has one, stays until somebody takes it back.
        is_kept = self.text and self.text.live_from and self.text.live_from > self.at and "_unschedule" not in self.data
        return self.text.live_from if self.text and is_kept else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        until = cleaned.get("public_until")
        if until and self.instance.public_from and until <= self.instance.public_from:
            begun = date_format(localtime(self.instance.public_from), "j F Y, H:i")
            sentence = _("The page exists since %(moment)s only. Choose a later moment.")
            self.add_error("public_until", sentence % {"moment": begun})
        if "_schedule" in self.data and self.is_shown:
            self.add_error(None, _("There is nothing to schedule: these are the words that readers see already."))
        elif "_schedule" in self.data and "moment" not in self.errors:
            if not cleaned.get("moment"):
                self.add_error("moment", _("Choose when it goes live."))
            elif cleaned["moment"] <= self.at:
                self.add_error("moment", _("That moment is past. Choose a later one, or publish now."))
        return cleaned
