"""A draft's saves: who stored which words when, to be read, and brought back as a new save."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from common.requests import Request
from publications import merge, workflow
from publications.desk import differences
from publications.desk.merging import storing
from publications.desk.merging.words import stored
from publications.desk.screens import PieceDesk, PieceScreen
from publications.desk.standing import DeskEdition
from publications.models import Contribution, Edition
from publications.models.editorial import Save
from publications.printed import FIELDS, Section
from texts import richtext

MOST = 100


@dataclass(frozen=True)
class Line:
    """A save in the list."""

    save: Save
    address: str
    words: int  # how many
    is_now: bool


class Saves(PieceScreen):
    """The newest saves, the last one first."""

    def answer(self) -> HttpResponse:
        lines = [
            Line(save, self.address("save", save.pk), count(save.content), save.saved_at == self.edition.updated_at)
            for save in self.edition.saves.select_related("saved_by")[:MOST]
        ]
        return self.show("saves.html", title=_("Saves"), saves=lines, most=MOST)


class OneSave(PieceScreen):
    """A save as it reads; posted, its words are the draft's again."""

    def __init__(self, desk: PieceDesk, request: Request, edition: DeskEdition, pk: int) -> None:
        super().__init__(desk, request, edition)
        self.pk = pk

    def answer(self) -> HttpResponse:
        save = get_object_or_404(self.edition.saves.select_related("saved_by"), pk=self.pk)
        return self.brought_back(save) if self.request.method == "POST" else self.shown(save)

    def brought_back(self, save: Save) -> HttpResponse:
        moment = formats.date_format(timezone.localtime(save.saved_at), "j F Y, H:i")
        with transaction.atomic():
            self.lock()
            if not self.may_change:
                messages.error(self.request, _("This text is no draft any more. Revise it first."))
                return HttpResponseRedirect(self.address("change"))
            workflow.keep_save(stored(self.edition), actor=None)  # what is there now can be brought back too
            try:
                storing.store(self.request, stored(self.edition), save.content)
            except ValidationError as error:
                for words in error.messages:
                    messages.error(self.request, words)
                return HttpResponseRedirect(self.address("saves"))
            said = _("Words of %(moment)s brought back.") % {"moment": moment}
            self.desk.log_change(self.request, self.edition, said)
        messages.success(self.request, _("The words of %(moment)s are back, as a new save.") % {"moment": moment})
        return HttpResponseRedirect(self.address("change"))

    def shown(self, save: Save) -> HttpResponse:
        return self.show(
            "save.html",
            title=_("A save"),
            save=save,
            is_now=save.saved_at == self.edition.updated_at,
            may_bring_back=self.may_change,
            saves=self.address("saves"),
            count=count(save.content),
            **as_read(self.edition, save.content),
        )


def as_read(edition: Edition, words: merge.Content) -> dict[str, Any]:
    """The words of a save for its page, with those they name."""
    shown = differences.Shown(edition, words, words, words)
    figures = shown.figures
    return {
        "words": words,
        "direction": Edition(language=words["language"]).direction,
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
            for name in (field.name for field in FIELDS if field.section is not Section.TEXT)
            if words.get(name)
        ],
    }


def count(words: merge.Content) -> int:
    return richtext.count_words(words["body"], *(turn["html"] for turn in words["turns"]))
