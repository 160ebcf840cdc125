"""The desk's home: what there is to do, and what is to come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Subquery, When, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from common.requests import ours
from experts.models import Expert
from institute.desk import travel
from photos.models import Photo
from publications import workflow
from publications.models import Contribution, Edition, EditionQuerySet, Listing, PhotoUse, Publication, Topic
from publications.models.imports import Import
from publications.workflow import roles

MOST_ROWS = 8


def home(request: HttpRequest) -> dict[str, Any]:
    """What the desk's first screen shows: my drafts, what goes live when, what went live; or how to begin."""
    at: datetime = ours(request).at
    person: Any = request.user
    if not Publication.objects.exists():
        return {"empty": True, "begun": begun()}
    everything = Edition.objects.none()
    if roles.is_on_desk(person):
        everything = Edition.objects.filter(roles.readable(person))
    rows = (
        everything.defer("body").select_related("publication")
        .prefetch_related(Prefetch("contributions", Contribution.objects.select_related("expert")))
    )  # fmt: skip
    drafts = rows.drafts().order_by("-updated_at")
    scheduled = list(with_trouble(rows.scheduled(at)).order_by("live_from")[:MOST_ROWS])
    for edition in scheduled:
        edition.left = workflow.left(edition.live_from - at)
        edition.travel = travel.address(edition.live_from)
    return {
        "greeting": greeting(timezone.localtime(at).hour),
        "drafts": drafts.filter(created_by=person.pk)[:MOST_ROWS],
        "other_drafts": drafts.exclude(created_by=person.pk)[:MOST_ROWS],
        "imports": imports(person)[:MOST_ROWS],
        "waiting": waiting(person, drafts)[:MOST_ROWS],
        "stale": stale(drafts, at)[:MOST_ROWS],
        "scheduled": scheduled,
        "recent": rows.live(at).order_by("-live_from")[:MOST_ROWS],
        "rights": rights(everything, at) if person.has_perm("photos.view_photo") else None,
    }


def begun() -> dict[str, bool]:
    """What there is already before the first piece."""
    return {
        "experts": Expert.objects.exists(),
        "topics": Topic.objects.exists(),
        "photos": Photo.objects.exists(),
    }


def rights(editions: EditionQuerySet, at: datetime) -> dict[str, list[Photo]]:
    """Photos that readers see, or would, whose rights are `ending` or have `ended`; each with whom it leaves."""
    standing = Listing.objects.filter(Q(live_until=None) | Q(live_until__gt=at))  # live now, or scheduled
    uses = PhotoUse.objects.filter(edition__in=editions, edition__listing__in=standing)
    portraits = Expert.objects.public(at)
    shown = Q(Exists(uses.filter(photo=OuterRef("pk")))) | Q(Exists(portraits.filter(portrait=OuterRef("pk"))))
    ended = Photo.objects.filter(shown, rights_until__lte=at).order_by("-rights_until", "-pk")
    ending = Photo.objects.ending(at).filter(shown).order_by("rights_until", "pk")
    found = {"ending": list(ending[:MOST_ROWS]), "ended": list(ended[:MOST_ROWS])}
    pieces = uses.select_related("edition__publication").defer("edition__body").order_by("edition__live_from")
    prefetch_related_objects(
        [photo for photos in found.values() for photo in photos],
        Prefetch("uses", pieces, to_attr="shown_in"),
        Prefetch("portrait_of", portraits, to_attr="shown_as"),
    )
    for photo in found["ending"]:
        photo.left = workflow.left(photo.rights_until - at)
    return found


def imports(person: Any) -> Any:
    """Files and pasted texts that somebody may go on with."""
    if not roles.may(person, "start"):
        return Import.objects.none()
    return Import.objects.filter(roles.importable(person)).unmade().listed()


def with_trouble(editions: EditionQuerySet) -> Any:
    """With `trouble`: whether what was well when it was scheduled has changed since, so that readers would miss it."""
    begins = OuterRef("live_from")
    lapsed = Q(photo__rights_until__lte=begins) | Q(photo__rights_from__gt=begins)
    photos = Exists(PhotoUse.objects.filter(lapsed, edition=OuterRef("pk")))
    hidden = Q(expert__public_from=None) | Q(expert__public_from__gt=begins)
    people = Exists(Contribution.objects.filter(hidden, edition=OuterRef("pk")))
    return editions.annotate(trouble=Case(When(Q(photos) | Q(people), then=True), default=False))


def waiting(person: Any, drafts: EditionQuerySet) -> EditionQuerySet:
    """What somebody has to do: her drafts that came back, others' to review, approved ones to publish."""
    wanted = Q(created_by=person.pk, returned_at__isnull=False)
    if person.has_perm(roles.EDIT):
        wanted |= Q(submitted_at__isnull=False, approved_at=None) & ~Q(submitted_by=person.pk)
    if person.has_perm(roles.PUBLISH):
        wanted |= Q(submitted_at__isnull=False, approved_at__isnull=False)
    return drafts.filter(wanted).order_by("submitted_at", "returned_at")


def stale(drafts: EditionQuerySet, at: datetime) -> EditionQuerySet:
    """Drafts written over a text that readers no longer see: publishing them would undo a later one."""
    live = Edition.objects.live(at).filter(publication=OuterRef("publication"))
    shown = live.order_by().values("pk")[:1]
    return drafts.exclude(based_on=None).exclude(based_on=Subquery(shown)).filter(Exists(live))


def greeting(hour: int) -> str:
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")
