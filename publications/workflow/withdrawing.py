"""What leaves readers' sight: withdrawn with a notice, and brought back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publications.finding import derived_rows
from publications.models import Edition, Publication
from publications.workflow import audit, steps
from publications.workflow.drafts import revise
from publications.workflow.errors import Refused
from publications.workflow.locking import lock
from publications.workflow.moments import INSTANT
from publications.workflow.publishing import publish
from publications.workflow.refusals import Case
from publications.workflow.roles import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def withdraw(
    publication: Publication,
    *,
    actor: User | None,
    note: str,
    instead: Publication | None = None,
    now: datetime | None = None,
) -> Edition:
    """Takes the live edition from readers; its address answers with the notice from now on.

    instead: the piece that the notice leads to.

    Raises Refused without a notice, when nothing is live, when a scheduled edition would bring it back, or when
    the other piece isn't live.
    """
    allow(actor, "withdraw")
    now = now or timezone.now()
    publication = lock(publication)
    if not note.strip():
        raise Refused(_("Write the notice that readers find in its place."))
    steps.refuse("withdraw", Case(publication, actor, now))
    edition = publication.editions.live(now).select_for_update(of=("self",)).get()
    if instead and (instead == publication or not instead.editions.live(now).exists()):
        raise Refused(_("Readers can’t be sent to that piece: it isn’t live. Choose another one, or none."))
    assert edition.live_from is not None
    edition.withdrawn_at = max(now, edition.live_from + INSTANT)
    edition.withdrawal_note, edition.withdrawn_to = note, instead
    edition.save(update_fields=["withdrawn_at", "withdrawal_note", "withdrawn_to", "updated_at"])
    derived_rows.reshelve([publication.pk])
    audit.record(publication, actor, _("Withdrawn"), note, title=str(edition))
    return edition


@transaction.atomic
def republish(
    publication: Publication, *, actor: User | None, kind: str, note: str = "", now: datetime | None = None
) -> Edition:
    """Brings a withdrawn piece back with the words it had, as a new edition, live now.

    kind, note: of the change, as readers are told it.

    Raises Refused when it isn't withdrawn, and as `revise` and `publish` do.
    """
    allow(actor, "republish")
    publication = lock(publication)
    now = now or timezone.now()
    steps.refuse("republish", Case(publication, actor, now))
    draft = revise(publication, actor=actor)
    draft.change_kind, draft.change_note = kind, note
    draft.save()
    return publish(draft, actor=actor, now=now)
