"""How the screens of imports answer a script, and what it sent."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse, RawPostDataException
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publications.desk.common import called, piece_address
from publications.desk.imports.words import clock
from publications.models.imports import Import

UNREADABLE = gettext_lazy("The desk can’t read what this page sent. Load the page again; what was kept is there.")


def sent_by(request: HttpRequest) -> bytes:
    """A request's body. Raises ValueError for a form's, which was read as one before."""
    try:
        return request.body
    except RawPostDataException as error:
        raise ValueError from error


def said(words: str | Promise, status: int) -> JsonResponse:
    return JsonResponse({"words": str(words)}, status=status)


def stale(imported: Import) -> JsonResponse:
    """Somebody was quicker: who, when, and where to go on."""
    found = Import.objects.select_related("edition__publication", "updated_by").get(pk=imported.pk)
    who = called(found.updated_by) if found.updated_by else _("Somebody")
    told = {"who": who, "when": clock(found)}
    if found.edition:
        words = _("%(who)s made a draft from it at %(when)s. What you changed since is in this page only.") % told
        return JsonResponse({"words": words, "draft": piece_address("change", found.edition)}, status=409)
    words = _("%(who)s changed this import at %(when)s, in another window.") % told
    return JsonResponse({"words": words, "seen": found.updated_at.isoformat()}, status=409)
