"""The desk's screen of a text's preview links: who has one, who opened it, a new one, an end to one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.db.models import Count, Max, Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publications import previews
from publications.models import Edition
from publications.models.editorial import PreviewLink, PreviewVisit, preview_end

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from publications.desk.pieces.admin import PieceAdmin

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


def links(desk: PieceAdmin, request: HttpRequest, edition: Edition, back: str) -> HttpResponse:
    at: datetime = request.at  # type: ignore[attr-defined]
    actor = cast("User", request.user)
    data = request.POST if request.method == "POST" and "revoke" not in request.POST else None
    form = LinkForm(data, label_suffix="")
    if request.POST.get("revoke", "").isdecimal():
        link = get_object_or_404(edition.preview_links, pk=request.POST["revoke"])
        done = _("The link is revoked. Whoever opens it is told so.")
        desk.take(request, done, lambda: previews.revoke(link, actor=actor))
        return HttpResponseRedirect(request.path)
    if form.is_valid():
        done = _("The link is made. Copy its address, and send it.")
        if desk.take(request, done, lambda: previews.offer(edition, actor=actor, **form.cleaned_data)):
            return HttpResponseRedirect(request.path)
    context = {
        **desk.admin_site.each_context(request),
        **desk.panel(request, edition),
        "title": _("Preview links"),
        "opts": desk.opts,
        "original": edition,
        "form": form,
        "links": described(edition, at),
        "back": back,
    }
    return TemplateResponse(request, "admin/publications/preview_links.html", context)


def described(edition: Edition, at: datetime) -> list[PreviewLink]:
    """A text's links, the newest first, each with its state, its address while it opens, and its last visits."""
    visits = PreviewVisit.objects.order_by("-visited_at", "-pk")[:MOST_VISITS]
    found: list[Any] = list(
        edition.preview_links.select_related("created_by")
        .annotate(times=Count("visits"), last_visit=Max("visits__visited_at"))
        .order_by("-created_at", "-pk")  # grouping drops the model's own order
        .prefetch_related(Prefetch("visits", visits, to_attr="last_visits"))
    )
    for link in found:
        link.state = "revoked" if link.revoked_at else "expired" if link.expires_at <= at else "open"
        link.address = settings.SITE_URL + link.get_absolute_url() if link.state == "open" else ""
    return found
