"""The desk's screen of a text's preview links: who has one, who opened it, a new one, an end to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Count, Max, Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publications import previews
from publications.desk.common import take
from publications.desk.pieces.panel import panel
from publications.desk.screens import PieceScreen
from publications.models import Edition
from publications.models.editorial import PreviewLink, PreviewVisit, preview_end

MOST_VISITS = 20  # of each link, shown


def moment(**options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, **options)


class LinkForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("For whom"), max_length=200,
        help_text=gettext_lazy("Only the desk reads it: “Professor Lund, for her quotes”."),
    )  # fmt: skip
    expires_at = moment(label=gettext_lazy("Expires"), initial=preview_end)
    embargo = moment(
        label=gettext_lazy("Embargo until"), required=False,
        help_text=gettext_lazy("Stands on the page, with the request to keep to it. The link doesn’t enforce it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("expires_at", "embargo"):
            if cleaned.get(name) and cleaned[name] <= timezone.now():
                self.add_error(name, _("That moment is past. Choose a later one."))
        return cleaned


class PreviewLinks(PieceScreen):
    step = "preview"

    def answer(self) -> HttpResponse:
        sent = self.request.POST
        if (pk := sent.get("revoke", "")).isdecimal():
            link = get_object_or_404(self.edition.preview_links, pk=pk)
            done = _("The link is revoked. Whoever opens it is told so.")
            take(self.request, done, lambda: previews.revoke(link, actor=self.person))
            return HttpResponseRedirect(self.request.path)
        form = LinkForm(sent if self.request.method == "POST" and "revoke" not in sent else None, label_suffix="")
        if form.is_valid():
            done = _("The link is made. Copy its address, and send it.")
            if take(self.request, done, lambda: previews.offer(self.edition, actor=self.person, **form.cleaned_data)):
                return HttpResponseRedirect(self.request.path)
        return self.show(
            "preview_links.html",
            title=_("Preview links"),
            form=form,
            links=given_out(self.edition, self.request.at),
            **panel(self.request, self.edition),
        )


@dataclass(frozen=True)
class GivenOut:
    """A link as the screen shows it. address: empty when it opens no more."""

    link: PreviewLink
    state: str  # open, expired, revoked
    address: str
    times: int
    last_visit: datetime | None
    last_visits: list[PreviewVisit]


def given_out(edition: Edition, at: datetime) -> list[GivenOut]:
    """A text's links, the newest first, each with its state, its address while it opens, and its last visits."""
    visits = PreviewVisit.objects.order_by("-visited_at", "-pk")[:MOST_VISITS]
    found: Any = (
        edition.preview_links.select_related("created_by")
        .annotate(times=Count("visits"), last_visit=Max("visits__visited_at"))
        .order_by("-created_at", "-pk")  # grouping drops the model's own order
        .prefetch_related(Prefetch("visits", visits, to_attr="last_visits"))
    )
    return [
        GivenOut(link, state := state_of(link, at), address_of(link) if state == "open" else "",
                 link.times, link.last_visit, link.last_visits)
        for link in found
    ]  # fmt: skip


def state_of(link: PreviewLink, at: datetime) -> str:
    return "revoked" if link.revoked_at else "expired" if link.expires_at <= at else "open"


def address_of(link: PreviewLink) -> str:
    return settings.SITE_URL + link.get_absolute_url()
