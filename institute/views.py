"""The pages that draw on everything: home, feeds, photos' addresses, robots.txt and the errors."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from experts.models import Expert
from experts.web import NearestPaginator, Request
from photos import renditions
from photos.models import Photo
from publications import listing
from publications import search as site_search
from publications.models import Edition, Publication, Topic, Turn
from publications.views import feeds_of

CARDS, ENTRIES, SAID, EXPERTS = 3, 4, 2, 6
# Of a rendition: short, since what shows a photo can be withdrawn at any moment.
RENDITION_LIFETIME = timedelta(minutes=10)


def home(request: Request) -> HttpResponse:
    request.topics = list(Topic.objects.public(request.at).with_totals(request.at))
    newest = list(
        Edition.objects.live(request.at).newest_first().for_lists(request.at, "expert__portrait")[: 1 + CARDS + ENTRIES]
    )
    people = {c.expert_id: c.expert for edition in newest for c in edition.bylines if c.expert.is_public(request.at)}
    context = {
        "lead": newest[0] if newest else None,
        "latest": newest[1 : 1 + CARDS],
        "more": newest[1 + CARDS :],
        "said": said(request),
        "topics": request.topics,
        "experts": list(people.values())[:EXPERTS],
        "feeds": feeds_of(reverse("publications:list"), settings.SITE_NAME),
    }
    return render(request, "home.html", context)


def said(request: Request) -> list[tuple[Turn, list[Expert]]]:
    """The first answer of each of the newest interviews, with who gives it."""
    newest = Edition.objects.live(request.at).of_kinds([Publication.Kind.INTERVIEW]).newest_first()[:SAID]
    answers = Turn.objects.filter(edition__in=newest.values("pk")).answers().with_questions().with_speakers()
    first: dict[int, Turn] = {}
    for turn in answers.newest_first():
        first.setdefault(turn.edition_id, turn)
    ids = {pk for turn in first.values() for pk in turn.speaker_ids}
    experts = Expert.objects.select_related("portrait").in_bulk(ids) if ids else {}
    return [
        (turn, [experts[pk] for pk in turn.speaker_ids if experts[pk].has_been_public(request.at)])
        for turn in first.values()
    ]


def search(request: Request) -> HttpResponse:
    """Publications and answers by words, and the experts and topics of that name."""
    filters = listing.Filters.read(request)
    newest = request.GET.get("order") == "newest"
    context: dict[str, object] = {"filters": filters, "newest": newest}
    if filters.q:
        paginator = NearestPaginator(range(site_search.MOST_COUNTED), site_search.PER_PAGE)
        asked = paginator.get_page(request.GET.get("page")).number
        results = site_search.search(filters, request.at, listing.public_topics(request), newest=newest, number=asked)
        context["results"] = results
        if results.understood:
            if results.number == 1:
                results.experts = site_search.experts_named(filters.q, request.at)
                results.topics = site_search.topics_named(filters.q, listing.public_topics(request))
            path, order = reverse("search"), "&order=newest" if newest else ""
            page = NearestPaginator(range(results.pages * site_search.PER_PAGE), site_search.PER_PAGE).get_page(
                results.number
            )
            context |= {
                "choices": listing.choices(filters, request, results.counts),
                "in_use": [(w, path + a[a.find("?") :]) for w, a in filters.in_use if "?" in a and "q=" in a],
                "feeds": feeds_of(reverse("publications:list"), filters.title, filters.query),
                "page": page,
                "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
                "page_address": f"{path}{filters.query}{order}&page=",
            }
    return render(request, "search.html", context)


def feeds(request: Request) -> HttpResponse:
    topics = listing.public_topics(request)
    path = reverse("publications:list")
    lists = [(listing.Filters(), feeds_of(path, settings.SITE_NAME))]
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
    """One file of a photo, only while its rights hold and something public shows it.

    Raises Http404: a photo that may not be shown is not told apart from one that isn't there.
    """
    match = renditions.NAME.match(name)
    if match is None:
        raise Http404
    photo = Photo.objects.usable(request.at).filter(uuid=match["uuid"]).first()
    if photo is None or name not in renditions.names(photo) or not is_shown(photo, request):
        raise Http404
    try:
        with storages["renditions"].open(name) as file:
            response = HttpResponse(file.read(), content_type=renditions.CONTENT_TYPES[match["format"]])
    except FileNotFoundError as error:
        raise Http404 from error
    lifetime = RENDITION_LIFETIME
    if photo.rights_until:
        lifetime = min(lifetime, photo.rights_until - request.at)
    response["Cache-Control"] = f"public, max-age={int(lifetime.total_seconds())}"
    return response


def is_shown(photo: Photo, request: Request) -> bool:
    return (
        Edition.objects.live(request.at).filter(lead_photo=photo).exists()
        or Expert.objects.public(request.at).filter(portrait=photo).exists()
    )


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
    return render(request, "400.html", status=400)


def not_found(request: Request, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: Request) -> HttpResponse:
    """No query and no context: whatever broke may be what they need."""
    return HttpResponse(SERVER_ERROR.read_text().replace("{{ site_name }}", settings.SITE_NAME), status=500)


SERVER_ERROR = settings.BASE_DIR / "templates" / "500.html"
