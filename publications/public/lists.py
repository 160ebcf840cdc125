"""The list of publications, as its filters narrow it, page by page."""

from __future__ import annotations

from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from common.pagination import MOST_COUNTED, NearestPaginator, numbers
from common.requests import Request
from publications.feed_formats import feeds_of
from publications.finding import facets
from publications.finding.filters import Filters, is_understood
from publications.models import Edition, EditionQuerySet, ListingQuerySet

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
    filters = Filters.read(request)
    editions = Edition.objects.live(request.at).for_lists(request.at)
    total = facets.total(filters, request)
    page = Listed(filters.listed(request.at), editions, total).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": numbers(page),
        "filters": filters,
        "understood": bool(total) or not filters.q or is_understood(filters.q),
        "choices": facets.choices(filters, request),
        "page_address": filters.address + ("&" if filters.query else "?") + "page=",
        "feeds": feeds_of(reverse("publications:list"), filters.title, filters.query),
    }
    return render(request, "publications/list.html", context)
