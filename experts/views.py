"""The public pages of experts. Their work comes through the reverse relations, so that nothing is imported upwards."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render

from experts.models import Expert
from experts.web import NearestPaginator, Request

PER_PAGE = 120
PIECES, ANSWERS = 20, 6


def expert_list(request: Request) -> HttpResponse:
    """By surname, in parts of the alphabet when there are many."""
    experts = Expert.objects.public(request.at).select_related("portrait")
    page = NearestPaginator(experts, PER_PAGE).get_page(request.GET.get("page"))
    letters = [
        (letter, list(group)) for letter, group in groupby(page, key=lambda expert: expert.sort_name[:1].upper())
    ]
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return render(
        request, "experts/list.html", {"page": page, "pages": pages, "letters": letters, "page_address": "?page="}
    )


def detail(request: Request, slug: str) -> HttpResponse:
    expert = Expert.objects.public(request.at).select_related("portrait").filter(slug=slug).first()
    if expert is None:
        expert = get_object_or_404(Expert.objects.public(request.at), addresses__slug=slug)
        return HttpResponsePermanentRedirect(expert.get_absolute_url())
    pieces = list(expert.editions.live(request.at).newest_first().for_lists(request.at)[: PIECES + 1])
    context = {
        "expert": expert,
        "topics": [link.topic for link in expert.expertise.public(request.at).select_related("topic")],
        "pieces": pieces[:PIECES],
        "more": len(pieces) > PIECES,
        "answers": expert.turns.live(request.at).answers().with_questions().newest_first()[:ANSWERS],
    }
    return render(request, "experts/detail.html", context)
