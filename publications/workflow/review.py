"""The review of a draft: submitted, sent back, approved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publications import content
from publications.models import Edition
from publications.workflow import audit, checks, letters, roles, steps
from publications.workflow.drafts import complete
from publications.workflow.errors import Refused
from publications.workflow.locking import open_draft, refuse_unseen
from publications.workflow.refusals import Case

if TYPE_CHECKING:
    from django.contrib.auth.models import User

REVIEWED = [
    "submitted_at", "submitted_by", "approved_at", "approved_by", "approved_digest", "returned_at", "returned_by",
    "return_note",
]  # fmt: skip


@transaction.atomic
def submit(edition: Edition, *, actor: User | None, now: datetime | None = None) -> Edition:
    """Asks for a review. The draft can still be written; whoever reviews sees its newest words.

    Raises Refused when the text isn't whole, or is in review already.
    """
    roles.allow(actor, "submit", edition.publication)
    edition = open_draft(edition)
    now = now or timezone.now()
    steps.refuse("submit", Case(edition.publication, actor, now, edition))
    complete(edition)
    checks.refuse_faults(edition, now)
    edition.submitted_at, edition.submitted_by = now, actor
    edition.returned_at = edition.returned_by = None
    edition.return_note = ""
    edition.save(
        update_fields=[
            "submitted_at", "submitted_by", "returned_at", "returned_by", "return_note", "words",
            "updated_at",  # `complete` may have changed the byline: a form opened before has to notice
        ]
    )  # fmt: skip
    audit.record(edition.publication, actor, _("Submitted for review"), title=str(edition))
    letters.write(
        edition, roles.with_permission(steps.EDIT), actor=actor,
        subject=_("For review: %(title)s") % {"title": edition}, words=_("asks you to review"),
    )  # fmt: skip
    return edition


@transaction.atomic
def send_back(edition: Edition, *, actor: User | None, note: str, now: datetime | None = None) -> Edition:
    """Gives a submitted draft back to who wrote it, with what is to be done.

    Raises Refused without a note, and when the draft isn't in review.
    """
    roles.allow(actor, "send_back")
    edition = open_draft(edition)
    now = now or timezone.now()
    if not note.strip():
        raise Refused(_("Write what is to be done: whoever wrote it reads only your note."))
    steps.refuse("send_back", Case(edition.publication, actor, now, edition))
    edition.returned_at, edition.returned_by, edition.return_note = now, actor, note
    submitted_by = edition.submitted_by
    edition.submitted_at = edition.submitted_by = edition.approved_at = edition.approved_by = None
    edition.approved_digest = ""
    edition.save(update_fields=REVIEWED)
    audit.record(edition.publication, actor, _("Sent back"), note, title=str(edition))
    letters.write(
        edition, [edition.created_by, submitted_by], actor=actor,
        subject=_("Sent back: %(title)s") % {"title": edition}, words=_("sent back"), note=note,
    )  # fmt: skip
    return edition


@transaction.atomic
def approve(edition: Edition, *, actor: User | None, seen: str | None = None, now: datetime | None = None) -> Edition:
    """Approves exactly the words that are stored now: with one changed, the approval is gone.

    seen: the digest of the words that whoever approves was shown.

    Raises Refused when these are others by now, when the draft isn't in review, when it isn't whole, and, under the
    rule of four eyes, to whoever wrote any of it.
    """
    roles.allow(actor, "approve")
    edition = open_draft(edition)
    refuse_unseen(edition, seen)
    now = now or timezone.now()
    steps.refuse("approve", Case(edition.publication, actor, now, edition))
    checks.refuse_faults(edition, now)
    edition.approved_at, edition.approved_by = now, actor
    edition.approved_digest = content.digest(content.of(edition))
    edition.save(update_fields=REVIEWED)
    audit.record(edition.publication, actor, _("Approved"), title=str(edition))
    letters.write(
        edition, [edition.created_by, edition.submitted_by, *roles.with_permission(steps.PUBLISH)], actor=actor,
        subject=_("Approved: %(title)s") % {"title": edition}, words=_("approved"),
    )  # fmt: skip
    return edition
