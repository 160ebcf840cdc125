"""RSS 2.0, Atom and JSON Feed of every list: one record of each piece, written three ways.

A feed asks the same query as its list, but orders by first going live or last change that is not minor, so that
what is published late under an old date is still met. Ids come from UUIDs and never change.

Sources: RSS 2.0 (rssboard.org), its content module (purl.org/rss/1.0/modules/content), RFC 4287 (Atom),
jsonfeed.org/version/1.1, RFC 4122 section 3 (urn:uuid).
"""

from __future__ import annotations

import html
import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from common.requests import Request
from experts.models import Expert
from photos.shown import card_address
from publications.figures import Figures, texts_of
from publications.finding import filters as listing
from publications.models import Edition, EditionQuerySet, Topic, printed
from publications.public.pieces import moved_or_gone
from publications.templatetags.publications import named, usable

MOST = 30
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML 1.0 document may hold these
HREF = re.compile(r'(\bhref|\bsrc)="([^"]*)"')
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed that has had no entry yet


@dataclass(frozen=True)
class Entry:
    uuid: uuid.UUID
    address: str
    title: str
    summary: str
    content: str
    authors: list[str]
    topics: list[str]
    published: datetime
    updated: datetime
    language: str
    image: str | None

    @property
    def id(self) -> str:
        return f"urn:uuid:{self.uuid}"


@dataclass(frozen=True)
class Feed:
    uuid: uuid.UUID
    title: str
    address: str  # of the list
    own_address: str
    institute: str
    rights: str
    entries: list[Entry]

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=NEVER)


def absolute(address: str) -> str:
    return urljoin(settings.SITE_URL + "/", address)


def safe(text: str) -> str:
    return CONTROL.sub("", text)


def entry(edition: Edition, at: datetime, figures: Figures) -> Entry:
    """The record of one live edition. Needs `for_pages` and `models.printed`; figures: the photos of its text."""
    address = absolute(edition.get_absolute_url())
    photo = usable(edition.lead_photo, at)
    context = {"edition": edition, "photo": photo, "figures": figures, "at": at, "site_url": settings.SITE_URL}
    content = render_to_string("publications/feed_entry.html", context)
    return Entry(
        uuid=edition.publication.uuid,
        address=address,
        title=safe(edition.title),
        summary=safe(edition.summary),
        content=safe(HREF.sub(lambda m: f'{m[1]}="{html.escape(urljoin(address, html.unescape(m[2])))}"', content)),
        authors=[safe(contribution.expert.name) for contribution in named(edition.authors, at)],
        topics=[safe(topic.name) for topic in edition.topics],
        published=edition.first_live_from,
        updated=edition.notable_from,
        language=edition.language,
        image=absolute(card_address(photo)) if photo else None,
    )


def build(request: Request, extension: str, editions: EditionQuerySet, title: str, path: str, key: str) -> HttpResponse:
    """The feed of some editions in one format.

    key: names the feed for ever; a topic's or expert's UUID, or a list's canonical query.

    Raises Http404 for a format we don't write.
    """
    if extension not in WRITERS:
        raise Http404(_("There is no feed in this format."))
    found = editions.for_pages(request.at).with_turns().prefetch_related(*printed(request.at))
    editions_shown = found.notable_first(request.at, MOST)
    figures = Figures.of(texts_of(editions_shown), request.at)
    entries = [entry(edition, request.at, figures) for edition in editions_shown]
    return written(request, extension, entries, title, path, key)


def written(request: Request, extension: str, entries: list[Entry], title: str, path: str, key: str) -> HttpResponse:
    host = urlsplit(settings.SITE_URL).hostname or ""
    feed = Feed(
        uuid=uuid.uuid5(uuid.NAMESPACE_DNS, f"{host}/{key}"),
        title=title,
        address=absolute(path),
        own_address=absolute(request.get_full_path()),
        institute=safe(request.site.name),
        rights=safe(request.site.rights),
        entries=entries,
    )
    write, content_type = WRITERS[extension]
    return HttpResponse(write(feed), content_type=content_type)


def publications(request: Request, extension: str) -> HttpResponse:
    filters = listing.Filters.read(request)
    title = f"{request.site.name}: {filters.title}" if filters else request.site.name
    return build(
        request, extension, filters.apply(Edition.objects.all()), title, filters.address, f"list{filters.query}"
    )


def topic(request: Request, slug: str, extension: str) -> HttpResponse:
    found = Topic.objects.public(request.at).filter(slug=slug).first()
    if found is None:
        return moved(Topic.objects.public(request.at), slug, "topic-feed", extension)
    editions = listing.Filters.read(request).apply(Edition.objects.about([found.pk]))
    return build(
        request, extension, editions, f"{request.site.name}: {found.name}", found.get_absolute_url(), str(found.uuid)
    )


def expert(request: Request, slug: str, extension: str) -> HttpResponse:
    found = Expert.objects.public(request.at).filter(slug=slug).first()
    if found is None:
        return moved(Expert.objects.public(request.at), slug, "expert-feed", extension)
    editions = listing.Filters.read(request).apply(Edition.objects.by(found))
    return build(
        request, extension, editions, f"{request.site.name}: {found.name}", found.get_absolute_url(), str(found.uuid)
    )


def changes(request: Request, slug: str, extension: str) -> HttpResponse:
    """What changed in one piece: its public editions, but for minor ones, each with its note."""
    if extension not in WRITERS:
        raise Http404(_("There is no feed in this format."))
    editions = Edition.objects.public(request.at).filter(publication__slug=slug).select_related("publication")
    told = editions.exclude(change_kind=Edition.Change.MINOR).defer("body").order_by("-live_from")
    found = list(told.prefetch_related(*printed(request.at))[:MOST])
    if not found:
        return moved_or_gone(request, slug)
    title = _("Changes to “%(title)s”") % {"title": found[0].title}
    path = reverse("publications:history", args=[slug])
    entries = [change(edition, request.at) for edition in found]
    return written(request, extension, entries, title, path, f"changes/{found[0].publication.uuid}")


def change(edition: Edition, at: datetime) -> Entry:
    """The record of one edition among those of its piece."""
    assert edition.live_from is not None
    kind = edition.get_change_kind_display() or _("First published")
    return Entry(
        uuid=uuid.uuid5(edition.publication.uuid, f"edition {edition.number}"),
        address=absolute(reverse("publications:edition", args=[edition.publication.slug, edition.number])),
        title=safe(f"{kind}: {edition.title}"),
        summary=safe(edition.change_note or edition.summary),
        content=safe(linebreaks(edition.change_note or edition.summary, autoescape=True)),
        authors=[safe(contribution.expert.name) for contribution in named(edition.authors, at)],
        topics=[safe(topic.name) for topic in edition.topics],
        published=edition.live_from,
        updated=edition.live_from,
        language=edition.language,
        image=None,
    )


def moved(records, slug: str, name: str, extension: str) -> HttpResponse:
    record = get_object_or_404(records, addresses__slug=slug)
    return HttpResponsePermanentRedirect(reverse(name, args=[record.slug, extension]))


class Rss(feedgenerator.Rss201rev2Feed):
    """With the full text, the source's own authors, and dates that stay put while nothing happens."""

    def root_attributes(self):
        return super().root_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        # RSS's own <author> is an e-mail address, and one; dc:creator is a name, and any number.
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("content:encoded", item["content"])
        if item["image"]:
            handler.addQuickElement(
                "media:content", attrs={"url": item["image"], "medium": "image", "type": "image/jpeg"}
            )


class Atom(feedgenerator.Atom1Feed):
    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html", "xml:lang": item["language"]})


def write_xml(feed: Feed, generator: type[feedgenerator.SyndicationFeed]) -> str:
    written = generator(
        title=safe(feed.title),
        link=feed.address,
        description=_("Publications of %(name)s") % {"name": feed.institute},
        language=settings.LANGUAGE_CODE,
        feed_copyright=feed.rights,
        author_name=feed.institute if generator is Atom else None,
        feed_url=feed.own_address,
        feed_guid=f"urn:uuid:{feed.uuid}",
        updated=feed.updated,
    )
    for item in feed.entries:
        written.add_item(
            title=item.title,
            link=item.address,
            description=item.summary,
            unique_id=item.id,
            unique_id_is_permalink=False,
            pubdate=item.published,
            updateddate=item.updated,
            categories=item.topics,
            authors=item.authors,
            content=item.content,
            image=item.image,
            language=item.language,
        )
    return written.writeString("utf-8")


def write_json(feed: Feed) -> str:
    items = [
        {
            "id": item.id,
            "url": item.address,
            "title": item.title,
            "summary": item.summary,
            "content_html": item.content,
            "date_published": item.published.isoformat(),
            "date_modified": item.updated.isoformat(),
            "authors": [{"name": name} for name in item.authors],
            "tags": item.topics,
            "language": item.language,
        }
        | ({"image": item.image} if item.image else {})
        for item in feed.entries
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.address,
        "feed_url": feed.own_address,
        "language": settings.LANGUAGE_CODE,
        "authors": [{"name": feed.institute}],
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False)


WRITERS = {
    "rss": (lambda feed: write_xml(feed, Rss), "application/rss+xml; charset=utf-8"),
    "atom": (lambda feed: write_xml(feed, Atom), "application/atom+xml; charset=utf-8"),
    "json": (write_json, "application/feed+json; charset=utf-8"),
}
