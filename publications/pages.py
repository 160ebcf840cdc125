"""An edition as its page, for whoever may see it: readers, and those whom a preview is shown."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render

from common.requests import Request
from publications.feed_formats import feeds_of
from publications.figures import Figures, texts_of
from publications.finding.related import related
from publications.finding.topics import public_topics
from publications.models import Edition, conversation, printed


def page(request: Request, edition: Edition, *, alone: bool = False, **context: object) -> HttpResponse:
    """An edition as its page: live for readers, not yet, for a preview, or no more.

    alone: without its related publications.
    """
    topics = [topic.pk for topic in public_topics(request)]
    nearest = [] if alone else related(edition, request.at, topics)
    prefetch_related_objects([edition, *nearest], *printed(request.at, "expert__portrait"))
    if edition.shape.has_turns:
        prefetch_related_objects([edition], conversation())
    context |= {
        "edition": edition,
        "figures": Figures.of(texts_of([edition]), request.at),
        "related": nearest,
        "feeds": [feed for topic in edition.topics[:1] for feed in feeds_of(topic.get_absolute_url(), topic.name)],
    }
    return render(request, edition.shape.template, context)
