"""The list of topics, and the page of each."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render

from common.requests import Request
from publications.feed_formats import feeds_of
from publications.finding.filters import Filters
from publications.finding.topics import public_topics
from publications.models import Edition, Topic

PIECES, EXPERTS = 20, 12  # on a topic's page


def topic_list(request: Request) -> HttpResponse:
    request.topics = list(Topic.objects.public(request.at).with_totals(request.at))
    return render(request, "publications/topics.html", {"topics": request.topics})


def topic_detail(request: Request, slug: str) -> HttpResponse:
    topic = next((topic for topic in public_topics(request) if topic.slug == slug), None)
    if topic is None:
        return moved(request, slug)
    listings = Filters(topics=(topic,)).listed(request.at)
    newest = Edition.objects.live(request.at).filter(pk__in=listings.values("pk")[:PIECES])
    pieces = list(newest.newest_first().for_lists(request.at))
    expertise = topic.expertise.public(request.at).select_related("expert__portrait")
    context = {
        "topic": topic,
        "pieces": pieces,
        "total": listings.count(),
        "experts": [link.expert for link in expertise[:EXPERTS]],
        "feeds": feeds_of(topic.get_absolute_url(), topic.name),
    }
    return render(request, "publications/topic.html", context)


def moved(request: Request, slug: str) -> HttpResponse:
    """301 for a former address of a public topic.

    Raises Http404.
    """
    record = get_object_or_404(Topic.objects.public(request.at), addresses__slug=slug)
    return HttpResponsePermanentRedirect(record.get_absolute_url())
