"""Previews of one text: for the desk, and by a link for people without an account, while readers don't see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.requests import Request
from photos import library, renditions
from photos.models import Photo
from publications import workflow
from publications.models import Edition
from publications.models.editorial import PreviewLink, PreviewVisit
from publications.pages import page
from publications.workflow import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_BROWSER = PreviewVisit._meta.get_field("browser").max_length or 0


def can_be_previewed(edition: Edition, at: datetime) -> bool:
    """Whether readers don't see it yet, and still may."""
    return edition.discarded_at is None and (edition.live_from is None or edition.live_from > at)


def show(
    request: Request, edition: Edition, *, photos: Callable[[str], str], dated: bool = True, **context: Any
) -> HttpResponse:
    """A text in the readers' template, as publishing would complete it; nothing of that is stored.

    photos: the address at which whoever sees this gets a file of a photo.
    dated: whether a text without a printed date shows today's, as it would if it were published now.
    """
    with transaction.atomic():
        found = Edition.objects.for_pages(request.at).get(pk=edition.pk)
        if found.live_from is None:
            workflow.complete(found)
            found.published_on = found.published_on or (timezone.localdate() if dated else None)
        response = page(request, found, preview=True, **context)
        transaction.set_rollback(True)
    for uuid in Photo.objects.filter(uses__edition=edition).values_list("uuid", flat=True):
        # Nothing public may show it yet: then its public address answers nothing.
        public = reverse("rendition", args=[f"{uuid}/"])
        response.content = response.content.replace(public.encode(), photos(f"{uuid}/").encode())
    return privately(response)


def privately(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


def by_link(request: Request, token: str) -> HttpResponse:
    """The newest words of a link's text; once it is live, the way to it; a link that has ended says so.

    Raises Http404 for a token that nobody was given.
    """
    link = find(token)
    edition = link.edition
    if link.revoked_at or edition.discarded_at:
        return ended(request)
    if edition.live_from and edition.live_from <= request.at:
        return privately(HttpResponseRedirect(edition.get_absolute_url()))
    if link.expires_at <= request.at:
        return ended(request)

    def photos(name: str) -> str:
        return reverse("preview-photo", args=[token, name])

    told: dict[str, Any] = {"opens_until": workflow.said(link.expires_at), "embargo": workflow.said(link.embargo)}
    response = show(request, edition, photos=photos, dated=False, preview_link=link, **told)
    if request.method == "GET":
        browser = request.headers.get("User-Agent", "").replace("\x00", "")[:MOST_BROWSER]
        PreviewVisit.objects.create(link=link, visited_at=request.at, browser=browser)
    return response


def photo_by_link(request: Request, token: str, name: str) -> HttpResponse:
    """A rendition of a photo that the previewed text shows, while its rights hold.

    Raises Http404.
    """
    link = find(token)
    if not can_be_previewed(link.edition, request.at) or link.revoked_at or link.expires_at <= request.at:
        raise Http404
    match = renditions.NAME.match(name)
    shown = Photo.objects.usable(request.at).filter(uses__edition=link.edition)
    photo = shown.filter(uuid=match["uuid"]).first() if match else None
    if photo is None or match is None:
        raise Http404
    # A page that was opened before the focal point moved gets today's crop.
    name = name if name in renditions.names(photo) else renditions.current(photo, match)
    try:
        packed = library.served(name)
    except FileNotFoundError as error:
        raise Http404 from error
    return privately(HttpResponse(packed, content_type=renditions.CONTENT_TYPES[name.rpartition(".")[2]]))


def find(token: str) -> PreviewLink:
    """Raises Http404. The token is compared by the database's unique index, so nothing tells how near a guess was."""
    link = PreviewLink.objects.filter(token=token).select_related("edition__publication").defer("edition__body").first()
    if link is None:
        raise Http404
    return link


def ended(request: Request) -> HttpResponse:
    return privately(render(request, "publications/preview_ended.html", {"preview": True}, status=410))


@transaction.atomic
def offer(
    edition: Edition, *, actor: User | None, label: str, expires_at: datetime, embargo: datetime | None = None,
    now: datetime | None = None,
) -> PreviewLink:  # fmt: skip
    """A new link to a text that readers don't see yet.

    Raises Refused when they see it, when it is discarded, and when the link would have ended already.
    """
    workflow.allow(actor, "preview", edition.publication)
    now = now or timezone.now()
    workflow.lock(edition.publication)
    edition = Edition.objects.select_related("publication").get(pk=edition.pk)
    if not can_be_previewed(edition, now):
        raise workflow.Refused(_("Readers see this text, or it was discarded: there is nothing to preview."))
    if expires_at <= now:
        raise workflow.Refused(_("That moment is past. Choose a later one for the link to expire."))
    link = PreviewLink.objects.create(
        edition=edition, label=label, expires_at=expires_at, embargo=embargo, created_by=actor, created_at=now
    )
    audit.record(edition.publication, actor, _("Preview link made"), label, title=str(edition))
    return link


@transaction.atomic
def revoke(link: PreviewLink, *, actor: User | None, now: datetime | None = None) -> PreviewLink:
    """Ends a link at once. Revoking it again changes nothing."""
    publication = link.edition.publication
    workflow.allow(actor, "preview", publication)
    link = PreviewLink.objects.select_for_update(of=("self",)).select_related("edition").get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = now or timezone.now()
        link.save(update_fields=["revoked_at"])
        audit.record(publication, actor, _("Preview link revoked"), link.label, title=str(link.edition))
    return link
