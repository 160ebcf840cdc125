"""The public pages of publications and topics."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.pages import MOST_COUNTED, NearestPaginator, numbers
from common.requests import Request
from publications.figures import Figures, texts_of
from publications.finding import filters as listing
from publications.finding import related
from publications.models import Edition, EditionQuerySet, ListingQuerySet, Publication, Topic, conversation, printed

PER_PAGE = 20


class Listed(NearestPaginator):
    """Pages of editions through their narrow listings, so that skipping to a late page costs little.

    They end at MOST_COUNTED; beyond, a page says "more than", and the year filter leads on.
    """

    def __init__(self, listings: ListingQuerySet, editions: EditionQuerySet, total: int) -> None:
        super().__init__(listings, PER_PAGE)
        self.listings, self.editions = listings, editions
        self.many = total > MOST_COUNTED
        self.count = min(total, MOST_COUNTED)

    def page(self, number: int | str) -> Page:
        page = super().page(number)
        shown = self.listings[page.start_index() - 1 : page.end_index()] if self.count else self.listings.none()
        page.object_list = self.editions.filter(pk__in=shown.values("pk")).newest_first()
        return page


def publication_list(request: Request) -> HttpResponse:
    filters = listing.Filters.read(request)
    editions = Edition.objects.live(request.at).for_lists(request.at)
    total = listing.total(filters, request)
    page = Listed(filters.listed(request.at), editions, total).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": numbers(page),
        "filters": filters,
        "understood": bool(total) or not filters.q or listing.is_understood(filters.q),
        "choices": listing.choices(filters, request),
        "page_address": filters.address + ("&" if filters.query else "?") + "page=",
        "feeds": feeds_of(reverse("publications:list"), filters.title, filters.query),
    }
    return render(request, "publications/list.html", context)


def detail(request: Request, slug: str) -> HttpResponse:
    editions = Edition.objects.live(request.at).for_pages(request.at).numbered()
    edition = editions.filter(publication__slug=slug).first()
    if edition is None:
        return moved_or_gone(request, slug)
    return page(request, edition)


def page(request: Request, edition: Edition, *, alone: bool = False, **context: object) -> HttpResponse:
    """An edition as its page: live for readers, not yet, for a preview, or no more.

    alone: without its related publications.
    """
    public_topics = [topic.pk for topic in listing.public_topics(request)]
    nearest = [] if alone else related.related(edition, request.at, public_topics)
    prefetch_related_objects([edition, *nearest], *printed(request.at, "expert__portrait"))
    if edition.is_interview:
        prefetch_related_objects([edition], conversation())
    template = "publications/interview.html" if edition.is_interview else "publications/analysis.html"
    context |= {
        "edition": edition,
        "figures": Figures.of(texts_of([edition]), request.at),
        "related": nearest,
        "feeds": [feed for topic in edition.topics[:1] for feed in feeds_of(topic.get_absolute_url(), topic.name)],
    }
    return render(request, template, context)


def moved_or_gone(request: Request, slug: str) -> HttpResponse:
    """301 for a former address of a live piece, 410 with the notice for a withdrawn one; else nothing is here.

    What stands under a piece (its history, an edition) moves and goes with it.

    Raises Http404.
    """
    publication = get_object_or_404(Publication, addresses__slug=slug)
    latest = publication.editions.started(request.at).order_by("-live_from").select_related("publication").first()
    if latest is None:
        raise Http404
    if publication.slug != slug:
        rest = request.get_full_path()[len(reverse("publications:detail", args=[slug])) :]
        return HttpResponsePermanentRedirect(publication.get_absolute_url() + rest)
    return gone(request, latest)


def gone(request: Request, edition: Edition, **context: object) -> HttpResponse:
    """410 with the notice of what was withdrawn."""
    instead = Edition.objects.live(request.at).for_lists(request.at).filter(publication=edition.withdrawn_to_id).first()
    return render(request, "410.html", context | {"edition": edition, "instead": instead}, status=410)


def topic_list(request: Request) -> HttpResponse:
    request.topics = list(Topic.objects.public(request.at).with_totals(request.at))
    return render(request, "publications/topics.html", {"topics": request.topics})


def topic_detail(request: Request, slug: str) -> HttpResponse:
    topic = next((topic for topic in listing.public_topics(request) if topic.slug == slug), None)
    if topic is None:
        return moved(request, Topic, slug)
    listings = listing.Filters(topics=(topic,)).listed(request.at)
    newest = Edition.objects.live(request.at).filter(pk__in=listings.values("pk")[:PER_PAGE])
    pieces = list(newest.newest_first().for_lists(request.at))
    context = {
        "topic": topic,
        "pieces": pieces,
        "total": listings.count(),
        "experts": [link.expert for link in topic.expertise.public(request.at).select_related("expert__portrait")[:12]],
        "feeds": feeds_of(topic.get_absolute_url(), topic.name),
    }
    return render(request, "publications/topic.html", context)


def moved(request: Request, model: type[Any], slug: str) -> HttpResponse:
    """301 for a former address of a public record.

    Raises Http404.
    """
    record = get_object_or_404(model.objects.public(request.at), addresses__slug=slug)
    return HttpResponsePermanentRedirect(record.get_absolute_url())


def feeds_of(path: str, title: str, query: str = "") -> list[dict[str, str]]:
    """The three feeds of a list, for the links in a page's head and foot."""
    return [
        {"format": name, "type": kind, "title": title, "address": f"{path}feed.{extension}{query}"}
        for name, extension, kind in (
            ("RSS", "rss", "application/rss+xml"),
            ("Atom", "atom", "application/atom+xml"),
            (_("JSON Feed"), "json", "application/feed+json"),
        )
    ]
