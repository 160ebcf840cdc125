"""Which edition stands for a piece at the desk, and the piece's status in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, Min, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from publications.models import Edition, EditionQuerySet

DRAFT = Q(live_from=None, discarded_at=None)


class DeskEdition(Edition):
    """An edition as `with_standing` fetches it. For annotations; Django makes plain ones."""

    has_live: bool
    next_from: datetime | None  # when the piece's next text starts

    class Meta:
        abstract = True


def working(editions: EditionQuerySet) -> EditionQuerySet:
    """One edition a piece: its open draft, else the one that starts last, scheduled or not."""
    better = Edition.objects.filter(DRAFT | Q(live_from__gt=OuterRef("live_from")), publication=OuterRef("publication"))
    return editions.filter(~Exists(better.exclude(pk=OuterRef("pk"))), discarded_at=None)


def discarded(editions: EditionQuerySet) -> EditionQuerySet:
    """The last text of every piece that has no other than discarded ones."""
    better = Edition.objects.filter(
        Q(discarded_at=None) | Q(discarded_at__gt=OuterRef("discarded_at")),
        publication=OuterRef("publication"),
    )
    return editions.filter(~Exists(better), discarded_at__isnull=False)


def with_standing(editions: Any, at: datetime) -> EditionQuerySet:
    """With what `standing` asks: whether the piece has a live text, and when its next one starts."""
    others = Edition.objects.filter(publication=OuterRef("publication"))
    later = others.scheduled(at).order_by().values("publication").annotate(moment=Min("live_from"))
    # A value, not an Exists: PostgreSQL would work that out for every piece there is before it shows fifty.
    live = others.live(at).order_by().values("pk")[:1]
    return editions.annotate(live_pk=Subquery(live), next_from=later.values("moment")).annotate(
        has_live=Case(When(live_pk__isnull=False, then=True), default=False)
    )


def standing(edition: DeskEdition, at: datetime) -> tuple[str, str, str]:
    """A piece's status as a key for its mark, a word, and what else to know. Needs `with_standing`."""
    note = brief(edition.next_from, at) if edition.next_from else ""
    if edition.discarded_at:
        return "discarded", _("Discarded"), note
    if edition.live_from is None:
        if note:
            note = _("Another text: %(moment)s") % {"moment": note}
        if edition.has_live:
            if edition.submitted_at:
                return (
                    "live-review",
                    _("Live, draft approved") if edition.approved_at else _("Live, draft in review"),
                    note,
                )
            return "live-draft", _("Live, draft sent back") if edition.returned_at else _("Live, draft open"), note
        if edition.submitted_at:
            return ("approved", _("Approved"), note) if edition.approved_at else ("review", _("In review"), note)
        return ("returned", _("Sent back"), note) if edition.returned_at else ("draft", _("Draft"), note)
    if edition.live_from > at:
        return "scheduled", _("Scheduled"), note
    if edition.withdrawn_at and edition.withdrawn_at <= at:
        return "withdrawn", _("Withdrawn"), brief(edition.withdrawn_at, at)
    return "live", _("Live"), ""


def brief(moment: datetime, at: datetime) -> str:
    """A moment in the site's time zone, which the foot of the page names; its year only if it isn't this one."""
    local = timezone.localtime(moment)
    return date_format(local, "j M, H:i" if local.year == timezone.localtime(at).year else "j M Y, H:i")
