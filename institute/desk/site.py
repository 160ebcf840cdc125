"""The admin site the editors work at: its home, and what every screen of it shares."""

from __future__ import annotations

import json
from datetime import datetime
from functools import update_wrapper
from typing import Any

import js_asset
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Subquery, When, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import Expert
from institute.desk import travel
from institute.kept.site import zone
from photos import uploading
from photos.models import Photo
from publications import workflow
from publications.desk.common import NotStored
from publications.models import Contribution, Edition, EditionQuerySet, Listing, PhotoUse, Publication, Topic
from publications.models.imports import Import
from publications.workflow import roles

MOST_ROWS = 8
SAVED_COPY = "saved_copy"
UNTOLD = {"seen", "words about", "position", "goes live"}  # fields that no history has to name
# Modules of the desk that other modules import by these names: their addresses carry a hash of what is in them.
MODULES = js_asset.ImportMap({
    "desk/photos": "desk/modules/photos.js",
    "desk/choose-photo": "desk/modules/choose-photo.js",
})  # fmt: skip
PARTS = {"contribution": gettext_lazy("byline"), "turn": gettext_lazy("conversation")}


class Desk(AdminSite):
    index_title = gettext_lazy("Desk")
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        now = timezone.localtime(request.at)  # type: ignore[attr-defined]
        site = request.site
        person: Any = request.user
        return super().each_context(request) | {
            "site_header": site.name,
            "site_title": site.name,
            "on_desk": roles.is_on_desk(person),
            "may_write": roles.may(person, "start"),
            "zone": zone(now),
            "now": now,
            # Which of this browser's local copies the server has taken: draft.js throws that one away.
            "saved_copy": request.session.pop(SAVED_COPY, "") if request.user.is_authenticated else "",
        }

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every screen: a nonce for the editor's import map, labels without colons, local copies confirmed."""

        def dressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # Django would ask the database for them as they are.
            if not all(pk.isdecimal() for pk in request.POST.getlist(ACTION_CHECKBOX_NAME)):
                messages.error(request, _("One of the rows you chose doesn’t exist. Choose them anew."))
                return HttpResponseRedirect(request.get_full_path())
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse) and response.context_data:
                dress(response.context_data, request)
            elif request.POST.get("_copy") and confirms(response):
                request.session[SAVED_COPY] = request.POST["_copy"]
            return response

        return super().admin_view(update_wrapper(dressed, view), cacheable)

    def get_urls(self) -> list[Any]:
        at, choose = (self.admin_view(view, cacheable=True) for view in (travel.travel, travel.choose))
        return [
            path("at/", choose, name="at"),
            path("at/<str:moment>/", at, name="at_moment"),
            path("at/<str:moment>/<path:page>", at),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, home(request) | (extra_context or {}))


def dress(context: dict[str, Any], request: HttpRequest) -> None:
    if media := context.get("media"):
        nonce: Any = request.csp_nonce  # type: ignore[attr-defined]
        context["media"] = js_asset.Media.from_media(media, nonce=nonce) + js_asset.Media(importmap=MODULES)
    if form := context.get("adminform"):
        form.form.label_suffix = ""
    for entry in context.get("action_list", ()):
        entry.words = told(entry)


def told(entry: LogEntry) -> str:
    """What somebody did, in words: the verb, and of a save what it changed."""
    if not entry.change_message.startswith("["):
        return entry.change_message
    steps = json.loads(entry.change_message)
    if entry.is_addition():
        read = [_(name).lower() for name in uploading.read_fields(entry.change_message)]
        return _("Created. Read from the file: %(read)s") % {"read": ", ".join(read)} if read else _("Created")
    names = []
    for part in (part for step in steps for part in step.values()):
        fields = [name for name in part.get("fields", []) if name.lower() not in UNTOLD]
        if "name" not in part:
            names += fields
        elif fields or "fields" not in part:
            names.append(part["name"])
    changed = ", ".join(str(PARTS.get(name) or _(name).lower()) for name in dict.fromkeys(names))
    return _("Saved: %(changed)s") % {"changed": changed} if changed else _("Saved")


def confirms(response: HttpResponse) -> bool:
    """Whether an answer says that what was sent is stored: a redirect, though not the one away from a lost row."""
    return (
        response.status_code == 302
        and response["Location"] != reverse("admin:index")
        and not isinstance(response, NotStored)
    )


def home(request: HttpRequest) -> dict[str, Any]:
    """What the desk's first screen shows: my drafts, what goes live when, what went live; or how to begin."""
    at: datetime = request.at  # type: ignore[attr-defined]
    if not Publication.objects.exists():
        return {
            "empty": True,
            "begun": {
                "experts": Expert.objects.exists(),
                "topics": Topic.objects.exists(),
                "photos": Photo.objects.exists(),
            },
        }
    person: Any = request.user
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
