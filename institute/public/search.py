"""Search over the whole site."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from common.pagination import MOST_COUNTED, NearestPaginator, numbers
from common.requests import Request
from publications.feed_formats import feeds_of
from publications.finding import facets
from publications.finding import filters as listing
from publications.finding import search as site_search
from publications.finding.topics import public_topics


def search(request: Request) -> HttpResponse:
    """Publications and answers by words, and the experts and topics of that name."""
    filters = listing.Filters.read(request)
    newest = request.GET.get("order") == "newest"
    context: dict[str, object] = {"filters": filters, "newest": newest}
    if filters.q:
        paginator = NearestPaginator(range(MOST_COUNTED), site_search.PER_PAGE)
        asked = paginator.get_page(request.GET.get("page")).number
        results = site_search.search(filters, request.at, public_topics(request), newest=newest, number=asked)
        context["results"] = results
        if results.understood:
            if results.number == 1:
                results.experts = site_search.experts_named(filters.q, request.at)
                results.topics = site_search.topics_named(filters.q, public_topics(request))
            path, order = reverse("search"), "&order=newest" if newest else ""
            page = NearestPaginator(range(results.pages * site_search.PER_PAGE), site_search.PER_PAGE).get_page(
                results.number
            )
            context |= {
                "choices": facets.choices(filters, request, results.counts),
                "in_use": [(w, path + a[a.find("?") :]) for w, a in filters.in_use if "?" in a and "q=" in a],
                "feeds": feeds_of(reverse("publications:list"), filters.title, filters.query),
                "page": page,
                "pages": numbers(page),
                "page_address": f"{path}{filters.query}{order}&page=",
            }
    return render(request, "search.html", context)
