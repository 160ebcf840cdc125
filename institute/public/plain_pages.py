"""Plain pages, as readers see them."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404

from common.requests import Request
from institute.content.plain_pages import PageText
from institute.content.showing import show


def page(request: Request, slug: str) -> HttpResponse:
    """A plain page.

    Raises Http404.
    """
    text = PageText.objects.live(request.at).select_related("page").filter(page__slug=slug).first()
    if text is None:
        moved = get_object_or_404(PageText.objects.live(request.at).select_related("page"), page__addresses__slug=slug)
        return HttpResponsePermanentRedirect(moved.get_absolute_url())
    return show(request, text)
