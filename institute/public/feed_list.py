"""The page that lists the feeds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from common.requests import Request
from publications import kinds
from publications.feed_formats import feeds_of
from publications.finding import filters as listing
from publications.finding.topics import public_topics


def feeds(request: Request) -> HttpResponse:
    topics = public_topics(request)
    path = reverse("publications:list")
    lists = [(listing.Filters(), feeds_of(path, request.site.name))]
    for kind in kinds.NAMES:
        filters = listing.Filters(kinds=(kind,))
        lists.append((filters, feeds_of(path, filters.title, filters.query)))
    context = {
        "lists": lists,
        "topics": [(topic, feeds_of(topic.get_absolute_url(), topic.name)) for topic in topics],
        "choices": {"kinds": kinds.choices(), "topics": topics},
    }
    return render(request, "feeds.html", context)
