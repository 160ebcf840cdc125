"""The public pages of experts. Their work comes through the reverse relations, so that nothing is imported upwards."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from common.pagination import NearestPaginator, numbers
from common.requests import Request
from experts.models import Expert

PER_PAGE = 120
PIECES, ANSWERS = 20, 6  # on a profile
ANSWERS_PER_PAGE = 24


def expert_list(request: Request) -> HttpResponse:
    """By surname, in parts of the alphabet when there are many."""
    experts = Expert.objects.public(request.at).select_related("portrait")
    page = NearestPaginator(experts, PER_PAGE).get_page(request.GET.get("page"))
    letters = [
        (letter, list(group)) for letter, group in groupby(page, key=lambda expert: expert.sort_name[:1].upper())
    ]
    context = {"page": page, "pages": numbers(page), "letters": letters, "page_address": "?page="}
    return render(request, "experts/list.html", context)


def detail(request: Request, slug: str) -> HttpResponse:
    expert = Expert.objects.public(request.at).select_related("portrait").filter(slug=slug).first()
    if expert is None:
        return HttpResponsePermanentRedirect(moved(request, slug).get_absolute_url())
    pieces = list(expert.editions.live(request.at).newest_first().for_lists(request.at)[: PIECES + 1])
    answers = list(said(expert, request)[: ANSWERS + 1])
    context = {
        "expert": expert,
        "topics": [link.topic for link in expert.expertise.public(request.at).select_related("topic")],
        "pieces": pieces[:PIECES],
        "more": len(pieces) > PIECES,
        "answers": answers[:ANSWERS],
        "more_answers": len(answers) > ANSWERS,
    }
    return render(request, "experts/detail.html", context)


def answers(request: Request, slug: str) -> HttpResponse:
    """All that an expert has said, by interview, the newest first."""
    expert = Expert.objects.public(request.at).filter(slug=slug).first()
    if expert is None:
        return HttpResponsePermanentRedirect(reverse("experts:answers", args=[moved(request, slug).slug]))
    page = NearestPaginator(said(expert, request), ANSWERS_PER_PAGE).get_page(request.GET.get("page"))
    interviews = [(edition, list(turns)) for edition, turns in groupby(page, key=lambda turn: turn.edition)]
    context = {"expert": expert, "interviews": interviews, "page": page, "page_address": "?page="}
    return render(request, "experts/answers.html", context | {"pages": numbers(page)})


def said(expert: Expert, request: Request) -> Any:
    """The answers that readers find now, an interview's together."""
    return expert.turns.live(request.at).answers().quoted().newest_first()


def moved(request: Request, slug: str) -> Expert:
    """The public expert of a former address.

    Raises Http404.
    """
    return get_object_or_404(Expert.objects.public(request.at), addresses__slug=slug)
