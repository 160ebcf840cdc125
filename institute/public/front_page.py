"""The front page: what the editors chose, and what fills the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from common.requests import Request
from experts.models import Expert
from publications import kinds
from publications.feed_formats import feeds_of
from publications.models import Edition, Listing, Topic, Turn

CARDS, ENTRIES, SAID, TOPICS, EXPERTS = 3, 4, 2, 12, 6


def home(request: Request) -> HttpResponse:
    """What the editors chose, as far as readers may see it; what they left open, with what is newest."""
    site, at = request.site, request.at
    request.topics = list(Topic.objects.public(at).with_totals(at))
    shown = stories(site.stories, at)
    context = {
        "lead": shown[0] if shown else None,
        "latest": shown[1 : 1 + CARDS],
        "more": shown[1 + CARDS :],
        "said": said(site.quotes, at),
        "topics": front_topics(request.topics, site.topics),
        "experts": front_experts(site.experts, shown, at),
        "feeds": feeds_of(reverse("publications:list"), site.name),
    }
    return render(request, "home.html", context)


def stories(chosen: Sequence[int], at: datetime) -> list[Edition]:
    """The chosen pieces that are live, in their order, then the newest others."""
    most = 1 + CARDS + ENTRIES
    newest = Listing.objects.live(at).newest_first()[:most].values("pk")
    found = Edition.objects.live(at).filter(Q(publication__in=chosen) | Q(pk__in=newest))
    place = {pk: n for n, pk in enumerate(chosen)}
    # sorted is stable: those that nobody chose stay as they come.
    listed = found.newest_first().for_lists(at, "expert__portrait")
    return sorted(listed, key=lambda edition: place.get(edition.publication_id, most))[:most]


def said(chosen: Sequence[tuple[int, str]], at: datetime) -> list[tuple[Turn, list[Expert]]]:
    """The chosen answers that are live, then the first of each of the newest interviews, with who gives them."""
    newest = Edition.objects.live(at).of_kinds(kinds.conversations()).newest_first()
    wanted = Q(edition__in=newest[: SAID + len(chosen)].values("pk"))
    for publication, key in chosen:
        wanted |= Q(edition__publication=publication, key=key)
    named: dict[tuple[int, str], Turn] = {}
    first: dict[int, Turn] = {}
    for turn in Turn.objects.live(at).answers().filter(wanted).with_questions().with_speakers().newest_first():
        named[turn.edition.publication_id, turn.key] = turn
        first.setdefault(turn.edition.publication_id, turn)
    turns = [named[answer] for answer in chosen if answer in named]
    quoted = {turn.edition.publication_id for turn in turns}
    turns += [turn for publication, turn in first.items() if publication not in quoted][: max(0, SAID - len(turns))]
    ids = {pk for turn in turns for pk in turn.speaker_ids}
    experts = Expert.objects.select_related("portrait").in_bulk(ids) if ids else {}
    return [(turn, [experts[pk] for pk in turn.speaker_ids if experts[pk].has_been_public(at)]) for turn in turns]


def front_topics(topics: list[Topic], chosen: Sequence[int]) -> list[Topic]:
    """The chosen ones that are public; if none is, those with the most pieces, by name."""
    by_id = {topic.pk: topic for topic in topics}
    found = [by_id[pk] for pk in chosen if pk in by_id]
    most = sorted(topics, key=lambda topic: -topic.total)[:TOPICS]
    return found or sorted(most, key=lambda topic: topic.name)


def front_experts(chosen: Sequence[int], shown: list[Edition], at: datetime) -> list[Expert]:
    """The chosen ones that are public; if none is, the first who wrote what the page shows."""
    by_id = Expert.objects.public(at).select_related("portrait").in_bulk(chosen) if chosen else {}
    wrote = {c.expert_id: c.expert for edition in shown for c in edition.bylines if c.expert.is_public(at)}
    return [by_id[pk] for pk in chosen if pk in by_id] or list(wrote.values())[:EXPERTS]
