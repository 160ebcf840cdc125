"""A piece's page, and what stands in its place where the piece moved or was withdrawn."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from common.requests import Request
from publications.models import Edition, Publication
from publications.pages import page


def detail(request: Request, slug: str) -> HttpResponse:
    editions = Edition.objects.live(request.at).for_pages(request.at).numbered()
    edition = editions.filter(publication__slug=slug).first()
    if edition is None:
        return moved_or_gone(request, slug)
    return page(request, edition)


def moved_or_gone(request: Request, slug: str) -> HttpResponse:
    """301 for a former address of a live piece, 410 with the notice for a withdrawn one; else nothing is here.

    What stands under a piece (its history, an edition) moves and goes with it.

    Raises Http404.
    """
    publication = get_object_or_404(Publication, addresses__slug=slug)
    latest = publication.editions.started(request.at).order_by("-live_from").select_related("publication").first()
    if latest is None:
        raise Http404
    if publication.slug != slug:
        rest = request.get_full_path()[len(reverse("publications:detail", args=[slug])) :]
        return HttpResponsePermanentRedirect(publication.get_absolute_url() + rest)
    return gone(request, latest)


def gone(request: Request, edition: Edition, **context: object) -> HttpResponse:
    """410 with the notice of what was withdrawn."""
    instead = Edition.objects.live(request.at).for_lists(request.at).filter(publication=edition.withdrawn_to_id).first()
    return render(request, "410.html", context | {"edition": edition, "instead": instead}, status=410)
