"""The pages that draw on everything: home, feeds, photos' addresses, robots.txt and the errors."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.html import escape

from common.pages import MOST_COUNTED, NearestPaginator, numbers
from common.requests import Request
from experts.models import Expert
from institute.kept.version import last_known_name
from institute.models import PageText
from photos import library, renditions, uses
from photos.models import Photo
from publications.feed_formats import feeds_of
from publications.finding import facets
from publications.finding import filters as listing
from publications.finding import search as site_search
from publications.finding.topics import public_topics
from publications.models import Edition, Listing, Publication, Topic, Turn
from texts import richtext

CARDS, ENTRIES, SAID, TOPICS, EXPERTS = 3, 4, 2, 12, 6
# Of a rendition: short, since what shows a photo can be withdrawn at any moment.
RENDITION_LIFETIME = timedelta(minutes=10)
logger = logging.getLogger(__name__)


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
    newest = Edition.objects.live(at).of_kinds([Publication.Kind.INTERVIEW]).newest_first()
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


def page(request: Request, slug: str) -> HttpResponse:
    """A plain page.

    Raises Http404.
    """
    text = PageText.objects.live(request.at).select_related("page").filter(page__slug=slug).first()
    if text is None:
        moved = get_object_or_404(PageText.objects.live(request.at).select_related("page"), page__addresses__slug=slug)
        return HttpResponsePermanentRedirect(moved.get_absolute_url())
    return show(request, text)


def show(request: Request, text: PageText, **context: object) -> HttpResponse:
    """A page's text as its page: live for readers, or not yet, for a preview."""
    return render(request, "page.html", context | {"text": text, "contents": richtext.contents(text.body)})


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


def feeds(request: Request) -> HttpResponse:
    topics = public_topics(request)
    path = reverse("publications:list")
    lists = [(listing.Filters(), feeds_of(path, request.site.name))]
    for kind in Publication.Kind.values:
        filters = listing.Filters(kinds=(kind,))
        lists.append((filters, feeds_of(path, filters.title, filters.query)))
    context = {
        "lists": lists,
        "topics": [(topic, feeds_of(topic.get_absolute_url(), topic.name)) for topic in topics],
        "choices": {"kinds": Publication.Kind.choices, "topics": topics},
    }
    return render(request, "feeds.html", context)


def rendition(request: Request, name: str) -> HttpResponse:
    """One file of a photo, only while its rights hold and something public shows it; or of the institute's mark.

    Raises Http404: a photo that may not be shown is not told apart from one that isn't there.
    """
    if name in request.site.files:
        return file_of(request, name, "image/png", RENDITION_LIFETIME)
    match = renditions.NAME.match(name)
    if match is None:
        raise Http404
    shown = Photo.objects.usable(request.at).filter(uses.public(request.at))
    photo = shown.filter(uuid=match["uuid"]).first()
    if photo is None:
        raise Http404
    lifetime = RENDITION_LIFETIME
    if photo.rights_until:
        lifetime = min(lifetime, photo.rights_until - request.at)
    if name not in renditions.names(photo):
        # A page or a feed that somebody kept names what stood here before another focal point or file.
        response: HttpResponse = redirect("rendition", renditions.current(photo, match))
        response["Cache-Control"] = f"public, max-age={int(lifetime.total_seconds())}"
        return response
    return file_of(request, name, renditions.CONTENT_TYPES[match["format"]], lifetime)


def file_of(request: Request, name: str, content_type: str, lifetime: timedelta) -> HttpResponse:
    """A file, or 304 to whoever has it, unread: another content has another name, or was made by another recipe."""
    etag = f'"{hashlib.sha256(f"{name} {renditions.RECIPE}".encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(library.served(name), content_type=content_type)
        except FileNotFoundError as error:
            raise Http404 from error
        except OSError:
            logger.exception("The storage of files failed.")
            return HttpResponse(status=503, headers={"Cache-Control": "no-store", "Retry-After": "30"})
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={int(lifetime.total_seconds())}"
    return response


def robots(request: Request) -> HttpResponse:
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def bad_request(request: Request, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        return render(request, "413.html", {"most": most}, status=413)
    return render(request, "400.html", status=400)


def not_found(request: Request, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: Request) -> HttpResponse:
    """No query and no context: whatever broke may be what they need."""
    return HttpResponse(SERVER_ERROR.read_text().replace("{{ site_name }}", escape(last_known_name())), status=500)


SERVER_ERROR = settings.BASE_DIR / "templates" / "500.html"
