"""Topics of many pieces at once: the action of the desk's list, and the screen that asks which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.requests import Request
from publications import workflow
from publications.desk.common import person
from publications.models import MOST_TOPICS, Edition, Topic
from publications.workflow import roles

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class RetagForm(forms.Form):
    add = forms.ModelMultipleChoiceField(
        Topic.objects.all(), required=False, label=gettext_lazy("Add"), widget=forms.CheckboxSelectMultiple
    )
    remove = forms.ModelMultipleChoiceField(
        Topic.objects.all(), required=False, label=gettext_lazy("Take away"), widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("add") and not cleaned.get("remove"):
            raise forms.ValidationError(_("Choose a topic to add or to take away."))
        return cleaned


def retag(edition: Edition, add: list[Topic], remove: list[Topic], *, actor: User) -> bool:
    """One piece's topics, whatever its state; whether anything changed.

    Raises Refused, as `workflow.refile` does, and when the piece would have too many topics or none.
    """
    publication = edition.publication
    now = [filing.tag for filing in publication.filings.select_related("tag")]
    wanted = [topic for topic in now if topic not in remove] + [topic for topic in add if topic not in now]
    if wanted == now:
        return False
    if not wanted:
        raise workflow.Refused(_("Choose a topic."))
    if len(wanted) > MOST_TOPICS:
        raise workflow.Refused(_("It would have more than five topics."))
    if publication.editions.exclude(live_from=None).exists():
        workflow.refile(publication, actor=actor, slug=publication.slug, topics=wanted)
    else:
        workflow.allow(actor, "save", publication)
        workflow.set_topics(publication, wanted)
        workflow.audit.record(publication, actor, _("Topics"), ", ".join(map(str, wanted)), title=str(edition))
    return True


def action(desk: ModelAdmin, request: Request, queryset: QuerySet[Edition]) -> HttpResponse | None:
    """Asks which topics, then files every chosen piece anew; what is refused is named, the rest goes through."""
    form = RetagForm(request.POST if "retag" in request.POST else None, label_suffix="")
    editions = list(queryset.select_related("publication"))
    if not form.is_valid():
        context = {
            **desk.admin_site.each_context(request),
            "title": _("Change topics"),
            "opts": desk.opts,
            "editions": editions,
            "form": form,
            "media": desk.media,
        }
        return TemplateResponse(request, "admin/publications/retag.html", context)
    changed = 0
    for edition in editions:
        try:
            changed += retag(
                edition, [*form.cleaned_data["add"]], [*form.cleaned_data["remove"]], actor=person(request)
            )
        except workflow.Refused as refused:
            messages.error(request, f"“{edition}”: {' '.join(map(str, refused.reasons))}")
    if changed:
        words = ngettext("%(count)d piece has new topics.", "%(count)d pieces have new topics.", changed)
        messages.success(request, words % {"count": changed})
    return None


def may(request: HttpRequest) -> bool:
    return person(request).has_perm(roles.EDIT) or person(request).has_perm(roles.PUBLISH)
