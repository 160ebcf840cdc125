"""What crawlers read: sitemap.xml, every public page with the moment it last changed, and robots.txt."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import F
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from common.requests import Request
from experts.models import Expert
from institute.content.plain_pages import PageText
from publications.models import Edition, Topic


class SiteMap(Sitemap):
    """The public pages of one section at a moment."""

    limit = 5000
    protocol = urlsplit(settings.SITE_URL).scheme

    def __init__(self, at: datetime) -> None:
        self.at = at

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Pages(SiteMap):
    @cached_property
    def addresses(self):
        own = [(reverse(name), None) for name in ("home", "publications:list", "topics:list", "experts:list", "feeds")]
        texts = PageText.objects.live(self.at).select_related("page").order_by("page__position", "page__slug")
        return own + [(text.get_absolute_url(), text.live_from) for text in texts]

    def items(self):
        return self.addresses

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]


class Publications(SiteMap):
    def items(self):
        live = Edition.objects.live(self.at).order_by("-live_from", "-publication_id")
        return live.values("live_from", slug=F("publication__slug"))

    def location(self, item):
        return reverse("publications:detail", args=[item["slug"]])

    def lastmod(self, item):
        return item["live_from"]


class Topics(SiteMap):
    def items(self):
        return Topic.objects.public(self.at)

    def lastmod(self, item):
        return item.updated_at


class Experts(SiteMap):
    def items(self):
        return Expert.objects.public(self.at)

    def lastmod(self, item):
        return item.updated_at


SECTIONS = {"pages": Pages, "publications": Publications, "topics": Topics, "experts": Experts}


def index(request: Request) -> HttpResponse:
    return sitemap_views.index(request, sections(request), sitemap_url_name="sitemap")


def section(request: Request, section: str) -> HttpResponse:
    return sitemap_views.sitemap(request, sections(request), section=section)


def sections(request: Request) -> dict[str, type[Sitemap] | Sitemap]:
    return {name: section(request.at) for name, section in SECTIONS.items()}


def robots(request: Request) -> HttpResponse:
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
