"""The pages of a piece's past: its history with any two editions compared, each edition, and its content as data.

All of them ask `EditionQuerySet.public`, and answer for a withdrawn or moved piece as its own page does.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.requests import Request
from publications import content
from publications.feed_formats import feeds_of
from publications.models import Edition, EditionQuerySet, Speaker, printed
from publications.pages import page
from publications.public.comparison import Comparison, comparison
from publications.public.pieces import gone, moved_or_gone


@dataclass
class Version:
    """An edition as its piece's history tells of it; of one that was withdrawn, only that it was."""

    edition: Edition
    digest: str = ""
    before: int | None = None  # the number of the readable one before it

    @property
    def number(self) -> int:
        return self.edition.number

    @property
    def is_readable(self) -> bool:
        return bool(self.digest)


def history(request: Request, slug: str) -> HttpResponse:
    """Every edition readers have seen, the newest first, and two of them compared: by default the last two."""
    editions = Edition.objects.public(request.at).filter(publication__slug=slug).with_content().order_by("-live_from")
    readable = [Version(edition, content.digest(content.public(edition))) for edition in editions]
    if not readable:
        return moved_or_gone(request, slug)
    for version, before in pairwise(readable):
        version.before = before.number
    notices = map(Version, withdrawn_editions(request, slug))
    versions = sorted([*readable, *notices], key=lambda version: -version.number)
    newest = readable[0].edition
    context = {
        "edition": newest,
        "feeds": feeds_of(
            reverse("publications:history", args=[slug]), _("Changes to “%(title)s”") % {"title": newest}
        ),
        "versions": versions,
        "readable": readable,
        "first": versions[-1].edition,
        "comparison": compared(request, [version.edition for version in readable]),
        "is_chosen": "from" in request.GET or "to" in request.GET,
    }
    return render(request, "publications/history.html", context)


def compared(request: Request, editions: list[Edition]) -> Comparison | None:
    """The two editions an address asks for, the older first; where it names none, the last two.

    editions: the newest first.
    """
    asked = {request.GET.get("from"), request.GET.get("to")}
    chosen = [edition for edition in reversed(editions) if str(edition.number) in asked]
    if len(chosen) < 2:
        chosen = editions[1::-1]
    return comparison(chosen[0], chosen[1], request.at) if len(chosen) > 1 else None


def edition(request: Request, slug: str, number: int) -> HttpResponse:
    """An edition as it was printed, with what a reader should know of those after it."""
    known = public_editions(request, slug)
    if number not in known:
        return withdrawn_or_missing(request, slug, number, known)
    # As of its own beginning: what changed later is no note of its own, and is told above it.
    moment = known[number].live_from
    assert moment is not None
    speaking = Prefetch("turns__speaking", Speaker.objects.select_related("expert"))
    whole = Edition.objects.for_pages(moment).with_turns().numbered().prefetch_related(*printed(request.at), speaking)
    found = whole.get(pk=known[number].pk)
    later = [edition for edition in known.values() if edition.number > number]
    context: dict[str, object] = {
        "is_past": bool(later),
        "newest": next(iter(known.values())),
        "until": later[-1].live_from if later else None,
        "told": [edition for edition in later if edition.change_kind != Edition.Change.MINOR],
        "digest": content.digest(content.public(found)),
        "canonical": settings.SITE_URL + found.get_absolute_url(),
    }
    return page(request, found, alone=True, **context)


def edition_content(request: Request, slug: str, number: int) -> HttpResponse:
    """What an edition says as data: exactly the bytes whose SHA-256 names it."""
    known = public_editions(request, slug)
    if number not in known:
        return withdrawn_or_missing(request, slug, number, known)
    found = Edition.objects.with_content().get(pk=known[number].pk)
    headers = {"X-Robots-Tag": "noindex"}
    return HttpResponse(content.packed(content.public(found)), content_type="application/json", headers=headers)


def public_editions(request: Request, slug: str) -> dict[int, Edition]:
    """A piece's public editions by number, the newest first; without their texts."""
    editions = Edition.objects.public(request.at).filter(publication__slug=slug).select_related("publication")
    return {edition.number: edition for edition in editions.defer("body").order_by("-live_from")}


def withdrawn_or_missing(request: Request, slug: str, number: int, known: dict[int, Edition]) -> HttpResponse:
    """For a number that isn't public: 410 if its edition was withdrawn before the piece came back.

    Raises Http404.
    """
    if not known:
        return moved_or_gone(request, slug)
    for withdrawn in withdrawn_editions(request, slug):
        if withdrawn.number == number:
            return gone(request, withdrawn, newest=next(iter(known.values())))
    raise Http404(_("This piece has no version of that number."))


def withdrawn_editions(request: Request, slug: str) -> EditionQuerySet:
    """Those of a piece that were withdrawn, numbered; with their notices, and without their words."""
    withdrawn = Edition.objects.started(request.at).filter(publication__slug=slug, withdrawn_at__lte=request.at)
    noticed = ("publication", "withdrawn_at", "withdrawal_note", "withdrawn_to", "language", "live_from")
    return withdrawn.select_related("publication").only(*noticed, "publication__kind", "publication__slug").numbered()
