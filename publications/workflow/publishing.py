"""What goes live: published now or at a moment, moved to another moment, taken back before it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from publications.finding import derived_rows
from publications.models import Edition, Publication
from publications.workflow import audit, checks, steps
from publications.workflow.drafts import complete
from publications.workflow.errors import Refused
from publications.workflow.locking import lock, locked, open_draft, refuse_unseen
from publications.workflow.moments import INSTANT, said
from publications.workflow.refusals import Case
from publications.workflow.roles import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def publish(
    edition: Edition,
    *,
    actor: User | None,
    at: datetime | None = None,
    seen: str | None = None,
    now: datetime | None = None,
) -> Edition:
    """Makes a draft live: now, or from a moment to come.

    at: when readers see it; None is now. seen: the digest of the words it was decided over.
    now: the present, for tests.

    Raises Refused when the text isn't whole, when the moment is past, when the text was written over an
    older edition than the one it would replace, or when a scheduled edition would undo it.
    """
    step = "schedule" if at else "publish"
    allow(actor, step)
    now = now or timezone.now()
    edition = open_draft(edition)
    refuse_unseen(edition, seen)
    publication = edition.publication
    if at is not None:
        refuse_past(at, now)
    live_from = at or present(publication, now)
    case = Case(publication, actor, now, edition, live_from)
    steps.refuse(step, case)
    complete(edition)
    checks.refuse_faults(edition, live_from)
    steps.refuse_at_last(step, case)
    edition.live_from = live_from
    if not edition.published_on:
        edition.published_on = timezone.localtime(live_from).date()
    try:
        edition.full_clean(exclude=["publication"])
    except ValidationError as error:
        raise Refused(*error.messages) from error
    edition.save()
    derived_rows.reshelve([publication.pk])
    if at is None:
        audit.record(publication, actor, _("Published"), title=str(edition))
    else:
        audit.record(publication, actor, _("Scheduled"), said(live_from), title=str(edition))
    return edition


def present(publication: Publication, now: datetime) -> datetime:
    """The later of now and just after the piece's newest start, so that the order is never in doubt."""
    started = publication.editions.filter(live_from__lte=now)
    newest_start = started.aggregate(moment=Max("live_from"))["moment"]
    return max(now, newest_start + INSTANT) if newest_start else now


def refuse_past(at: datetime, now: datetime) -> None:
    """Raises Refused when it is too late for a moment."""
    if at <= now:
        raise Refused(_("That moment is past. Choose a later one, or publish now."))


@transaction.atomic
def reschedule(edition: Edition, *, actor: User | None, at: datetime, now: datetime | None = None) -> Edition:
    """Moves a scheduled edition to another moment. Its words stay as they are, and are checked for that moment.

    Raises Refused when it has begun, when the moment is past, or when another scheduled edition lies between.
    """
    allow(actor, "reschedule")
    now = now or timezone.now()
    publication = lock(edition.publication)
    edition = locked(edition)
    if edition.live_from is None or edition.live_from <= now:
        raise Refused(_("This edition isn’t waiting for its moment."))
    refuse_past(at, now)
    on_top = publication.editions.filter(based_on=edition, live_from__lte=at).first()
    if on_top:
        raise Refused(_("“%(title)s” is scheduled on top of this one. Move that one first.") % {"title": on_top})
    before = edition.live_from
    if edition.published_on == timezone.localtime(before).date():
        edition.published_on = timezone.localtime(at).date()  # nobody chose another
    edition.live_from = at
    if edition.based_on and edition.based_on.live_from and edition.based_on.live_from >= at:
        raise Refused(
            _("It was written over “%(title)s”, which goes live %(moment)s. Choose a later moment.")
            % {"title": edition.based_on, "moment": said(edition.based_on.live_from)}
        )
    checks.refuse_faults(edition, at)
    edition.save(update_fields=["live_from", "published_on"])
    derived_rows.reshelve([publication.pk])
    audit.record(publication, actor, _("Rescheduled"), f"{said(before)} → {said(at)}", title=str(edition))
    return edition


@transaction.atomic
def unschedule(
    edition: Edition, *, actor: User | None, discard_it: bool = False, now: datetime | None = None
) -> Edition:
    """Makes a scheduled edition a draft again, or discards it at once. The live text is untouched.

    Raises Refused when it has begun, or when another draft is open and this one isn't to be discarded.
    """
    allow(actor, "unschedule")
    now = now or timezone.now()
    publication = lock(edition.publication)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.live_from is None:
        raise Refused(_("This edition isn't scheduled."))
    if edition.live_from <= now:
        raise Refused(_("This edition is live already. Revise or withdraw it instead."))
    if not discard_it:
        steps.refuse("unschedule", Case(publication, actor, now))
    if publication.editions.filter(based_on=edition, live_from__isnull=False).exists():
        raise Refused(_("A later edition is scheduled on top of this one. Unschedule that one first."))
    given = edition.based_on.published_on if edition.based_on else None
    if edition.published_on == timezone.localtime(edition.live_from).date() != given:
        edition.published_on = None  # it came with the schedule, and nobody chose it
    edition.live_from = None
    edition.discarded_at = now if discard_it else None
    edition.save()
    # A draft on top of it now stands on what it was itself based on, with its own words.
    publication.editions.drafts().filter(based_on=edition).update(based_on=edition.based_on)
    derived_rows.reshelve([publication.pk])
    audit.record(publication, actor, _("Schedule taken back"), title=str(edition))
    return edition
