"""Who else has a draft's form open: told at first by the server, then by the answers to the form's signs of life."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from publications.desk.common import allow, called, person, piece_address
from publications.models import Edition
from publications.models.editorial import PRESENT, Presence

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KEPT = timedelta(days=1)


def screens(model_admin: Any) -> list:
    view, name = model_admin.admin_site.admin_view, f"publications_{model_admin.opts.model_name}_presence"
    return [path("<uuid:uuid>/presence/", view(sign_of_life), {"model_admin": model_admin}, name)]


@require_POST
def sign_of_life(request: HttpRequest, uuid: UUID, model_admin: Any) -> HttpResponse:
    """Notes that somebody has the form open, and answers who else has."""
    edition, at = model_admin.get_object(request, str(uuid)), request.at  # type: ignore[attr-defined]
    if edition is None:
        raise Http404
    allow(request, "save", edition.publication)
    if not model_admin.has_change_permission(request, edition):
        return JsonResponse({"words": _("This text is no draft any more.")})
    Presence.objects.update_or_create(edition=edition, person=person(request), defaults={"seen_at": at})
    Presence.objects.filter(seen_at__lt=at - KEPT).delete()
    return JsonResponse({"words": words(edition, person(request), at)})


def shown(edition: Edition, reader: User, at: datetime) -> dict[str, str]:
    """For the form's banner: its words, and where signs of life go."""
    return {"address": piece_address("presence", edition), "words": words(edition, reader, at)}


def words(edition: Edition, reader: User, at: datetime) -> str:
    """Who else has it open, in a sentence; empty when nobody has."""
    others = Presence.objects.filter(edition=edition, seen_at__gt=at - PRESENT).exclude(person=reader)
    names = [called(presence.person) for presence in others.select_related("person").order_by("person")]
    if not names:
        return ""
    opened = ngettext("%(names)s has this open too.", "%(names)s have this open too.", len(names))
    going_on = _("You can all go on: what two of you change is merged, or asked.")
    if len(names) == 1:
        going_on = _("You can both go on: what you both change is merged, or asked.")
    return f"{opened % {'names': get_text_list(names, _('and'))}} {going_on}"
