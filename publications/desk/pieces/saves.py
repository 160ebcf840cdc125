"""A draft's saves: who stored which words when, to be read, and brought back as a new save."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from publications import workflow
from publications.desk import differences
from publications.desk.common import allow, piece_address
from publications.desk.merging import flow as merging
from publications.models import Contribution, Edition
from texts import merge, richtext

MOST = 100


def screens(model_admin: Any) -> list:
    view, name = model_admin.admin_site.admin_view, f"publications_{model_admin.opts.model_name}"
    given = {"model_admin": model_admin}
    return [
        path("<uuid:uuid>/saves/", view(listed), given, f"{name}_saves"),
        path("<uuid:uuid>/saves/<int:pk>/", view(looked_at), given, f"{name}_save"),
    ]


def draft(request: HttpRequest, uuid: UUID, model_admin: Any) -> Edition:
    edition = model_admin.get_object(request, str(uuid))
    if edition is None:
        raise Http404
    allow(request, "save", edition.publication)
    return edition


def frame(request: HttpRequest, edition: Edition, model_admin: Any) -> dict[str, Any]:
    return {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": edition,
        "back": piece_address("change", edition),
    }


def listed(request: HttpRequest, uuid: UUID, model_admin: Any) -> HttpResponse:
    """The newest saves, the last one first."""
    edition = draft(request, uuid, model_admin)
    saves = list(edition.saves.select_related("saved_by")[:MOST])
    for save in saves:
        save.words = count(save.content)  # type: ignore[attr-defined]
        save.address = piece_address("save", edition, save.pk)  # type: ignore[attr-defined]
        save.is_now = save.saved_at == edition.updated_at  # type: ignore[attr-defined]
    context = {**frame(request, edition, model_admin), "title": _("Saves"), "saves": saves, "most": MOST}
    return TemplateResponse(request, "admin/publications/saves.html", context)


def looked_at(request: HttpRequest, uuid: UUID, model_admin: Any, pk: int) -> HttpResponse:
    """A save as it reads; posted, its words are the draft's again."""
    edition = draft(request, uuid, model_admin)
    save = get_object_or_404(edition.saves.select_related("saved_by"), pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            workflow.lock(edition.publication)
            edition = draft(request, uuid, model_admin)
            if not model_admin.has_change_permission(request, edition):
                messages.error(request, _("This text is no draft any more. Revise it first."))
                return HttpResponseRedirect(piece_address("change", edition))
            workflow.keep_save(merging.stored(edition), actor=None)  # what is there now can be brought back too
            try:
                merging.store(request, merging.stored(edition), save.content)
            except ValidationError as error:
                for words in error.messages:
                    messages.error(request, words)
                return HttpResponseRedirect(piece_address("saves", edition))
            moment = formats.date_format(timezone.localtime(save.saved_at), "j F Y, H:i")
            model_admin.log_change(request, edition, _("Words of %(moment)s brought back.") % {"moment": moment})
        messages.success(request, _("The words of %(moment)s are back, as a new save.") % {"moment": moment})
        return HttpResponseRedirect(piece_address("change", edition))
    words = save.content
    shown = differences.Shown(edition, words, words, words)
    figures = shown.figures
    context = {
        **frame(request, edition, model_admin),
        "title": _("A save"),
        "save": save,
        "is_now": save.saved_at == edition.updated_at,
        "may_bring_back": model_admin.has_change_permission(request, edition),
        "saves": piece_address("saves", edition),
        "words": words,
        "direction": Edition(language=words["language"]).direction,
        "count": count(words),
        "body": differences.html(words["body"], figures),
        "turns": [
            {"kind": turn["kind"], "who": shown.people(turn["speakers"])}
            | {"html": differences.html(turn["html"], figures)}
            for turn in words["turns"]
        ],
        "byline": [
            (Contribution.Role(entry["role"]).label, shown.people([entry["expert"]]), entry["affiliation"])
            for entry in words["byline"]
        ],
        "facts": [
            (shown.label((name,)), shown.words((name,), words[name]))
            for name in ("language", "lead_photo", *merge.OF_PHOTO, "published_on", "change_kind", "change_note")
            if words.get(name)
        ],
    }  # fmt: skip
    return TemplateResponse(request, "admin/publications/save.html", context)


def count(words: dict[str, Any]) -> int:
    return richtext.count_words(words["body"], *(turn["html"] for turn in words["turns"]))
