"""Who else has a draft's form open: told at first by the server, then by the answers to the form's signs of life."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publications.desk.common import called, piece_address
from publications.desk.screens import PieceScreen
from publications.models import Edition
from publications.models.editorial import PRESENT, Presence

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KEPT = timedelta(days=1)


class SignOfLife(PieceScreen):
    """Notes that somebody has the form open, and answers who else has."""

    def answer(self) -> HttpResponse:
        if not self.may_change:
            return JsonResponse({"words": _("This text is no draft any more.")})
        at = self.request.at
        Presence.objects.update_or_create(edition=self.edition, person=self.person, defaults={"seen_at": at})
        Presence.objects.filter(seen_at__lt=at - KEPT).delete()
        return JsonResponse({"words": words(self.edition, self.person, at)})


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
