"""A feed written as RSS 2.0, Atom and JSON Feed.

Sources: RSS 2.0 (rssboard.org), its content module (purl.org/rss/1.0/modules/content), RFC 4287 (Atom),
jsonfeed.org/version/1.1, RFC 4122 section 3 (urn:uuid).
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils import feedgenerator
from django.utils.translation import gettext as _

from publications.public.feed_entries import Entry, Feed, safe


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
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.address,
        "feed_url": feed.own_address,
        "language": settings.LANGUAGE_CODE,
        "authors": [{"name": feed.institute}],
        "items": [as_json(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False)


def as_json(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name} for name in entry.authors],
        "tags": entry.topics,
        "language": entry.language,
    }
    return told | {"image": entry.image} if entry.image else told


# By the extensions of `feed_formats`.
WRITERS = {"rss": lambda feed: write_xml(feed, Rss), "atom": lambda feed: write_xml(feed, Atom), "json": write_json}
