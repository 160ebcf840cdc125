"""What refuses a step in the state a piece is in, whatever its form says: each a condition with its sentence.

`steps` says which refuse which step. The verb runs them when the step is taken; the desk, before anybody fills in the
form (`obstacles`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from publications.models import Edition, Publication
from publications.workflow import four_eyes
from publications.workflow.moments import said

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SOME_DAY = datetime(9000, 1, 1, tzinfo=UTC)  # after whatever is scheduled


@dataclass
class Case:
    """A step that somebody would take with a piece at a moment. The actor None is the system itself.

    locked: the draft it is of, as the verb holds it. live_from: from when readers would see that; a day after all
    others while nobody has chosen one.
    """

    publication: Publication
    actor: User | None
    at: datetime
    locked: Edition | None = None
    live_from: datetime = SOME_DAY

    @cached_property
    def open_draft(self) -> Edition | None:
        return self.locked or self.publication.editions.drafts().select_related("publication").first()

    @property
    def draft(self) -> Edition:
        """For the refusals of steps that are of a draft."""
        assert self.open_draft is not None
        return self.open_draft


Refusal = Callable[[Case], str]  # the sentence for the person who tries; empty where nothing is refused


def draft_is_open(case: Case) -> str:
    return _("This piece has an open draft. Go on with that one, or discard it first.") if case.open_draft else ""


def other_draft_is_open(case: Case) -> str:
    if case.open_draft is None:
        return ""
    return _("Another draft of this piece is open. Discard one of the two: a piece has one draft.")


def draft_stands_instead(case: Case) -> str:
    return _("This piece has an open draft. Publish that one, or discard it first.") if case.open_draft else ""


def in_review_already(case: Case) -> str:
    return _("This draft is in review already.") if case.draft.submitted_at else ""


def not_to_send_back(case: Case) -> str:
    if case.draft.submitted_at:
        return ""
    return _("This draft isn’t in review. It can be sent back once it was submitted.")


def not_to_approve(case: Case) -> str:
    return "" if case.draft.submitted_at else _("This draft isn’t in review. Whoever writes it submits it first.")


def own_words(case: Case) -> str:
    if case.actor and four_eyes.is_in_force() and case.actor.pk in four_eyes.writers(case.draft):
        return _("You wrote some of this. Somebody else has to approve it.")
    return ""


def seen_by_nobody_else(case: Case) -> str:
    # The system's own publishing is an import of what was published elsewhere.
    if case.actor and four_eyes.is_in_force() and not four_eyes.is_seen_by_four_eyes(case.draft):
        return _(
            "Somebody who didn’t write it has to approve these very words first. Submit the draft, and ask for it."
        )
    return ""


def would_undo(case: Case) -> str:
    """An edition, live from a moment, that would undo another one, or be undone by it."""
    others = case.publication.editions.exclude(live_from=None).exclude(pk=case.draft.pk)
    replaced = others.filter(live_from__lt=case.live_from).order_by("-live_from").first()
    if replaced and replaced.pk != case.draft.based_on_id:
        return _(
            "This draft was written over an older edition: “%(title)s” went live or was scheduled since, and "
            "publishing would undo it. Discard this draft, revise the piece anew and bring your changes over."
        ) % {"title": replaced}
    later = others.filter(live_from__gte=case.live_from).order_by("live_from").first()
    if later:
        return _("“%(title)s” is scheduled for %(moment)s and would undo this. Unschedule it first.") % {
            "title": later,
            "moment": said(later.live_from),
        }
    return ""


def nothing_live(case: Case) -> str:
    return "" if case.publication.editions.live(case.at).exists() else _("Nothing of this piece is live.")


def would_return(case: Case) -> str:
    """A scheduled edition that would bring back what is withdrawn."""
    if scheduled := case.publication.editions.scheduled(case.at).first():
        return _("“%(title)s” is scheduled for %(moment)s and would bring the piece back. Unschedule it first.") % {
            "title": scheduled,
            "moment": said(scheduled.live_from),
        }
    return ""


def not_withdrawn(case: Case) -> str:
    newest = case.publication.editions.started(case.at).order_by("-live_from").first()
    if newest is None or newest.withdrawn_at is None or newest.withdrawn_at > case.at:
        return _("This piece isn’t withdrawn.")
    return ""


def through_review(case: Case) -> str:
    if case.actor and four_eyes.is_in_force():
        return _("Under the rule of four eyes it comes back through a review: revise it, and submit the draft.")
    return ""
