"""The feeds of every list, and of what changed in a piece.

A feed asks the same query as its list, but orders by first going live or last change that is not minor, so that
what is published late under an old date is still met.
"""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from common.requests import Request
from experts.models import Expert
from publications.feed_formats import FORMATS
from publications.figures import Figures, texts_of
from publications.finding.filters import Filters
from publications.models import Edition, EditionQuerySet, Topic, printed
from publications.public.feed_entries import Entry, Feed, absolute, change, entry, safe
from publications.public.feed_writers import WRITERS
from publications.public.pieces import moved_or_gone

MOST = 30
CONTENT_TYPES = {known.extension: f"{known.content_type}; charset=utf-8" for known in FORMATS}


def build(request: Request, extension: str, editions: EditionQuerySet, title: str, path: str, key: str) -> HttpResponse:
    """The feed of some editions in one format.

    key: names the feed for ever; a topic's or expert's UUID, or a list's canonical query.

    Raises Http404 for a format we don't write.
    """
    if extension not in WRITERS:
        raise Http404(_("There is no feed in this format."))
    found = editions.for_pages(request.at).with_turns().prefetch_related(*printed(request.at))
    editions_shown = found.notable_first(request.at, MOST)
    figures = Figures.of(texts_of(editions_shown), request.at)
    entries = [entry(edition, request.at, figures) for edition in editions_shown]
    return written(request, extension, entries, title, path, key)


def written(request: Request, extension: str, entries: list[Entry], title: str, path: str, key: str) -> HttpResponse:
    host = urlsplit(settings.SITE_URL).hostname or ""
    feed = Feed(
        uuid=uuid.uuid5(uuid.NAMESPACE_DNS, f"{host}/{key}"),
        title=title,
        address=absolute(path),
        own_address=absolute(request.get_full_path()),
        institute=safe(request.site.name),
        rights=safe(request.site.rights),
        entries=entries,
    )
    return HttpResponse(WRITERS[extension](feed), content_type=CONTENT_TYPES[extension])


def publications(request: Request, extension: str) -> HttpResponse:
    filters = Filters.read(request)
    title = f"{request.site.name}: {filters.title}" if filters else request.site.name
    return build(
        request, extension, filters.apply(Edition.objects.all()), title, filters.address, f"list{filters.query}"
    )


def topic(request: Request, slug: str, extension: str) -> HttpResponse:
    found = Topic.objects.public(request.at).filter(slug=slug).first()
    if found is None:
        return moved(Topic.objects.public(request.at), slug, "topic-feed", extension)
    editions = Filters.read(request).apply(Edition.objects.about([found.pk]))
    return build(
        request, extension, editions, f"{request.site.name}: {found.name}", found.get_absolute_url(), str(found.uuid)
    )


def expert(request: Request, slug: str, extension: str) -> HttpResponse:
    found = Expert.objects.public(request.at).filter(slug=slug).first()
    if found is None:
        return moved(Expert.objects.public(request.at), slug, "expert-feed", extension)
    editions = Filters.read(request).apply(Edition.objects.by(found))
    return build(
        request, extension, editions, f"{request.site.name}: {found.name}", found.get_absolute_url(), str(found.uuid)
    )


def changes(request: Request, slug: str, extension: str) -> HttpResponse:
    """What changed in one piece: its public editions, but for minor ones, each with its note."""
    if extension not in WRITERS:
        raise Http404(_("There is no feed in this format."))
    editions = Edition.objects.public(request.at).filter(publication__slug=slug).select_related("publication")
    told = editions.exclude(change_kind=Edition.Change.MINOR).defer("body").order_by("-live_from")
    found = list(told.prefetch_related(*printed(request.at))[:MOST])
    if not found:
        return moved_or_gone(request, slug)
    title = _("Changes to “%(title)s”") % {"title": found[0].title}
    path = reverse("publications:history", args=[slug])
    entries = [change(edition, request.at) for edition in found]
    return written(request, extension, entries, title, path, f"changes/{found[0].publication.uuid}")


def moved(records, slug: str, name: str, extension: str) -> HttpResponse:
    record = get_object_or_404(records, addresses__slug=slug)
    return HttpResponsePermanentRedirect(reverse(name, args=[record.slug, extension]))
