"""The screen of a step: what it asks, what will happen, and the step itself once it is decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone

from common.caching import SHARED
from common.requests import Request
from publications import content, workflow
from publications.desk.common import NotStored, take
from publications.desk.pieces.panel import panel
from publications.desk.pieces.stored import Stored
from publications.desk.screens import PieceDesk, PieceScreen
from publications.desk.standing import DeskEdition
from publications.desk.steps.table import STEPS
from publications.models import Edition
from publications.workflow import checks, obstacles


class StepScreen(PieceScreen):
    def __init__(self, desk: PieceDesk, request: Request, edition: DeskEdition, step: str) -> None:
        super().__init__(desk, request, edition)
        self.step, self.spec = step, STEPS[step]

    def answer(self) -> HttpResponse:
        posted = self.request.POST if self.request.method == "POST" else None
        form = self.spec.form(posted, initial=self.spec.initial(self.edition.publication), label_suffix="")
        moment = form.cleaned_data["moment"] if form.is_valid() and self.spec.receipt else None
        is_confirmed = moment is None or self.request.POST.get("confirmed") == moment.isoformat()
        is_decided = form.is_valid() and is_confirmed
        # What was entered and refused stays in its form.
        if is_decided and (self.taken(form) or not form.fields):
            return NotStored(self.address("change"))  # a step stores no words of the form
        return self.asked(form, moment, is_refused=is_decided)

    def taken(self, form: Form) -> bool:
        publication, said = self.edition.publication, form.cleaned_data
        if self.spec.over_words:
            said = said | {"seen": self.request.POST.get("words", "")}
        return take(self.request, str(self.spec.done), lambda: self.spec.take(publication, actor=self.person, **said))

    def asked(self, form: Form, moment: datetime | None, *, is_refused: bool) -> HttpResponse:
        stored = Stored.of(self.edition) if self.spec.over_words else None
        at, piece = self.request.at, self.edition.publication
        return self.show(
            "step.html",
            title=self.spec.label,
            form=form,
            media=self.desk.media + form.media,
            step=self.spec,
            obstacle="" if is_refused else obstacles.obstacle(self.step, piece, self.person, at),
            receipt=receipt(self.edition, moment, at) if moment else None,
            stored=stored,
            words=stored and content.digest(content.of(stored.edition)),
            **panel(self.request, self.edition),
        )


def receipt(edition: Edition, moment: datetime, at: datetime) -> dict[str, Any]:
    """What will happen at a moment, and what speaks against it, before it is decided."""
    whole = Edition.objects.select_related("publication", "lead_photo").get(pk=edition.pk)
    others = Edition.objects.filter(live_from=moment).exclude(publication=edition.publication)
    return {
        "moment": moment,
        "value": moment.isoformat(),
        "left": workflow.left(moment - at),
        "copies_gone": moment + SHARED,
        "others": others.select_related("publication"),
        "printed": edition.published_on or timezone.localtime(moment).date(),
        "findings": checks.findings(whole, moment),
    }
