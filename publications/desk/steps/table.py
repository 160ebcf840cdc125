"""Every step as a button: its words, what it asks first, and the verb of `workflow` that it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from publications import workflow
from publications.desk.steps import forms
from publications.models import Edition, Publication
from publications.workflow import obstacles


@dataclass(frozen=True)
class Step:
    """A verb as a button.

    done: said once it is taken. take: its function, of a publication, an actor and what its form says.
    receipt: whether what will happen is shown before it is decided.
    over_words: whether it is decided over the very words that are shown.
    """

    label: str | Promise
    done: str | Promise
    warning: str | Promise
    take: Callable[..., Edition | Publication]
    form: type[Form] = Form
    danger: bool = False
    initial: Callable[[Publication], dict[str, Any]] = lambda _publication: {}
    receipt: bool = False
    over_words: bool = False

    @property
    def asks(self) -> bool:
        """Whether its button leads to a page first."""
        return self.danger or self.form is not Form


def take_unschedule(publication: Publication, actor: Any) -> Edition:
    edition = publication.editions.scheduled(timezone.now()).order_by("live_from").last()
    if edition is None:
        raise workflow.Refused(obstacles.NOTHING_SCHEDULED)
    return workflow.unschedule(edition, actor=actor)


def take_reschedule(publication: Publication, actor: Any, moment: datetime) -> Edition:
    edition = publication.editions.scheduled(timezone.now()).order_by("live_from").last()
    if edition is None:
        raise workflow.Refused(obstacles.NOTHING_SCHEDULED)
    return workflow.reschedule(edition, actor=actor, at=moment)


def take_schedule(publication: Publication, actor: Any, moment: datetime, seen: str) -> Edition:
    return of_draft(workflow.publish)(publication, actor, at=moment, seen=seen)


def of_draft(verb: Callable[..., Edition]) -> Callable[..., Edition]:
    """A verb of an edition as one of a piece: it is about the open draft."""

    def take(publication: Publication, actor: Any, **said: Any) -> Edition:
        edition = publication.editions.drafts().first()
        if edition is None:
            raise workflow.Refused(obstacles.NO_DRAFT)
        return verb(edition, actor=actor, **said)

    return take


def scheduled_for(publication: Publication) -> dict[str, Any]:
    edition = publication.editions.scheduled(timezone.now()).order_by("live_from").last()
    return {"moment": edition and edition.live_from}


def filed(publication: Publication) -> dict[str, Any]:
    return {"slug": publication.slug, "topics": list(publication.filings.values_list("tag", flat=True))}


STEPS = {
    "revise": Step(
        gettext_lazy("Revise"),
        gettext_lazy("A draft is open. Readers go on seeing what they see now."),
        gettext_lazy("This opens a draft with the words of the newest text. Readers see nothing of it."),
        workflow.revise,
    ),
    "submit": Step(
        gettext_lazy("Submit for review"),
        gettext_lazy("It is in review. You can go on writing; whoever reviews it sees your newest words."),
        gettext_lazy("Whoever reviews is told by mail. You can go on writing."),
        of_draft(workflow.submit),
    ),
    "approve": Step(
        gettext_lazy("Approve"),
        gettext_lazy("Approved, in exactly these words. With one changed, it has to be approved again."),
        gettext_lazy("This approves exactly the words below. With one changed, it has to be approved again."),
        of_draft(workflow.approve), over_words=True,
    ),
    "send_back": Step(
        gettext_lazy("Send back"),
        gettext_lazy("It is sent back. Whoever wrote it is told by mail."),
        gettext_lazy("It goes back to whoever wrote it, with your note."),
        of_draft(workflow.send_back), forms.SendBackForm,
    ),
    "reschedule": Step(
        gettext_lazy("Move to another moment"),
        gettext_lazy("It is moved."),
        gettext_lazy("It goes live at the new moment, in the words it has."),
        take_reschedule, forms.ScheduleForm, initial=scheduled_for, receipt=True,
    ),
    "schedule": Step(
        gettext_lazy("Schedule"),
        gettext_lazy("It is scheduled. Nothing has to run: the clock decides when a reader asks."),
        gettext_lazy("It goes live by itself. Until then, what readers see now stays."),
        take_schedule, forms.ScheduleForm, receipt=True, over_words=True,
    ),
    "republish": Step(
        gettext_lazy("Publish again"),
        gettext_lazy("Readers see it again."),
        gettext_lazy("Readers see the text again, as it was when it was withdrawn. To change it first, revise it."),
        workflow.republish, forms.RepublishForm,
    ),
    "unschedule": Step(
        gettext_lazy("Take back the schedule"),
        gettext_lazy("It is a draft again and won't go live by itself."),
        gettext_lazy("It won't go live at its moment and is a draft again. What readers see now stays."),
        take_unschedule,
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw"),
        gettext_lazy("It is withdrawn. Readers find the notice in its place."),
        gettext_lazy("Readers no longer find the text, only your notice. Its history is kept."),
        workflow.withdraw, forms.WithdrawForm, danger=True,
    ),
    "refile": Step(
        gettext_lazy("Refile"),
        gettext_lazy("It is refiled."),
        gettext_lazy("Address and topics change for readers at once. The text stays as it is."),
        workflow.refile, forms.RefileForm, initial=filed,
    ),
    "discard": Step(
        gettext_lazy("Discard this draft"),
        gettext_lazy("The draft is discarded. You find it under “Discarded” if nothing else of the piece is left."),
        gettext_lazy("The draft is put aside, with its text. Readers see no change."),
        of_draft(workflow.discard), danger=True,
    ),
}  # fmt: skip
