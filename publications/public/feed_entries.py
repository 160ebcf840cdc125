"""What a feed says: one record of each piece, or of each edition of one, whatever format it is written in.

Ids come from UUIDs and never change.
"""

from __future__ import annotations

import html
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from photos.models import usable
from photos.shown import card_address
from publications.figures import Figures
from publications.models import Edition
from publications.people import named

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
