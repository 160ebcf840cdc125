"""Why a step can’t be taken in the state a piece is in, told before anybody fills in its form.

`workflow` has the last word, when the step is taken; here are the states that it refuses whatever the form says, in the
same words. A test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from publications import workflow
from publications.models import Edition, Publication
from publications.models.editorial import EditorialRules

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NO_DRAFT = gettext_lazy("This piece has no open draft. Revise it to open one.")
NOTHING_SCHEDULED = gettext_lazy("Nothing of this piece is scheduled.")
SOME_DAY = datetime(9000, 1, 1, tzinfo=UTC)  # after whatever is scheduled
OF_A_DRAFT = {"submit", "approve", "send_back", "schedule", "discard"}


def obstacle(step: str, publication: Publication, actor: User, at: datetime) -> str:
    """What stands in a step’s way at a moment, with the way out; empty when nothing does."""
    draft = publication.editions.drafts().select_related("publication").first()
    try:
        if step in OF_A_DRAFT:
            return str(NO_DRAFT if draft is None else of_draft(step, draft, actor))
        return str(of_piece(step, publication, draft, at))
    except workflow.Refused as refused:
        return str(refused)


def of_draft(step: str, draft: Edition, actor: User) -> object:
    in_review = draft.submitted_at is not None
    four_eyes = step in {"approve", "schedule"} and EditorialRules.current().four_eyes
    match step:
        case "submit" if in_review:
            return workflow.IN_REVIEW
        case "send_back" if not in_review:
            return workflow.NOT_TO_SEND_BACK
        case "approve" if not in_review:
            return workflow.NOT_TO_APPROVE
        case "approve" if four_eyes and actor.pk in workflow.writers(draft):
            return workflow.OWN_WORDS
        case "schedule":
            workflow.refuse_to_undo(draft, SOME_DAY)
            if four_eyes and not workflow.is_seen_by_four_eyes(draft):
                return workflow.NOT_SEEN
    return ""


def of_piece(step: str, publication: Publication, draft: Edition | None, at: datetime) -> object:
    scheduled = publication.editions.scheduled(at)
    match step:
        case "revise" if draft:
            return workflow.HAS_DRAFT
        case "reschedule" | "unschedule" if not scheduled.exists():
            return NOTHING_SCHEDULED
        case "unschedule" if draft:
            return workflow.HAS_OTHER_DRAFT
        case "withdraw" if not publication.editions.live(at).exists():
            return workflow.NOTHING_LIVE
        case "withdraw":
            workflow.refuse_to_return(publication, at)
        case "republish":
            newest = publication.editions.started(at).order_by("-live_from").first()
            if newest is None or newest.withdrawn_at is None or newest.withdrawn_at > at:
                return workflow.NOT_WITHDRAWN
            if draft:
                return workflow.DRAFT_STANDS
            if EditorialRules.current().four_eyes:
                return workflow.THROUGH_REVIEW
            workflow.refuse_to_return(publication, at)
    return ""
