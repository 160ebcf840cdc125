"""At the moment a photo's rights end, or before they begin, it is nowhere on the site: no address, no byte of it."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory
from django.utils import timezone

from institute import middleware
from institute.page_cache.cache import front
from photos import renditions
from publications import previews
from tests import factories
from tests.institute import addresses

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)
NOW = timezone.now()
MOMENT = NOW + timedelta(hours=2)  # when rights end, or begin
BYTES = b"the bytes of "


class Clock:
    def __init__(self, monkeypatch):
        self.now = NOW
        monkeypatch.setattr(middleware.timezone, "now", lambda: self.now)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


class Site:
    """A site that shows photos everywhere it can, all under the same rights."""

    def __init__(self, **rights):
        self.rights, self.names, self.photos = rights, set(), []
        lead, portrait, former, withdrawn, draft, inside = (self.photo() for _use in range(6))
        figure = f'<figure data-photo="{inside.uuid}"><figcaption>Inside</figcaption></figure>'
        common = {"topics": [factories.topic("Water")], "authors": [factories.expert("Ada Lund", portrait=portrait)]}
        factories.live(slug="lead", lead_photo=lead, lead_alt="Own alt", lead_caption="Own caption", **common)
        factories.live(slug="inside", body=f"<p>Words.</p>{figure}", **common)
        factories.live("interview", slug="talk", lead_photo=lead, body=f"<p>Words.</p>{figure}", **common)
        first = factories.live(slug="past", lead_photo=former, since=NOW - timedelta(hours=3), **common)
        second = factories.corrected(first, since=NOW - timedelta(hours=2), lead_photo=lead)
        factories.corrected(second, since=NOW - timedelta(hours=1), lead_photo=None)
        factories.withdrawn(slug="gone", lead_photo=withdrawn, **common)
        factories.page_text(slug="about", live_from=NOW - timedelta(hours=1))
        unseen = factories.draft(slug="draft", lead_photo=draft, **common)
        expires = MOMENT + timedelta(days=1)
        self.token = previews.offer(unseen, actor=None, label="L", expires_at=expires).token
        lead.focal_x, lead.focal_y = 0.1, 0.9  # moved: there are addresses of a former crop too
        lead.save()
        self.keep(lead)

    def photo(self):
        photo = factories.photo(**self.rights)
        self.photos.append(photo)
        self.keep(photo)
        return photo

    def keep(self, photo):
        """Its files, each of bytes that are found nowhere else."""
        for name in {*renditions.names(photo), renditions.whole_name(photo)} - self.names:
            storages["renditions"].save(name, ContentFile(BYTES + name.encode()))
            self.names.add(name)

    @property
    def asked(self):
        """The files that are asked for: all of one photo, of the others one of each format."""
        lead = str(self.photos[0].uuid)
        return sorted(name for name in self.names if name.startswith(lead) or re.search("card-(720|960)", name))

    def crawl(self, get):
        return {address: get(address) for address in addresses.public(self.asked, [self.token])}

    def shown(self, answers):
        """The addresses that serve a photo's bytes, or name one."""
        return {address for address, answer in answers.items() if self.is_shown(address, *answer)}

    def is_shown(self, address, status, headers, body):
        if address.endswith("/content.json") and status == 200:
            # What an edition's hash covers names its photos for ever; that is no address.
            body = re.sub(rb'data-photo=\\"[^"]*"', b"", json.dumps(json.loads(body) | {"lead_photo": None}).encode())
        text = html.unescape(body.decode()) + headers.get("Location", "")
        return BYTES.decode() in text or any(str(photo.uuid) in text for photo in self.photos)


@pytest.fixture
def ask(client):
    """Answers as pages are made, and kept in memory."""

    def get(address):
        response = client.get(address)
        return response.status_code, dict(response.headers), response.content

    return get


@pytest.fixture
def ask_front():
    """Answers as the server gives them: what is kept, before Django is asked."""
    application = front(WSGIHandler())

    def get(address):
        path, _mark, query = address.partition("?")
        environ = RequestFactory().generic("GET", path, QUERY_STRING=query).environ
        answered = {}

        def start_response(status, headers, exc_info=None):
            answered.update(status=int(status.split()[0]), headers=dict(headers))

        request_started.disconnect(close_old_connections)  # as Django's own test client does
        body = b"".join(application(environ, start_response))
        request_started.connect(close_old_connections)
        return answered["status"], answered["headers"], body

    return get


KINDS = {
    "home": r"/$", "piece": r"/publications/[a-z]+/$", "past": r"/publications/past/editions/[12]/$",
    "expert": r"/experts/[^/]+/$", "experts": r"/experts/$", "topic": r"/topics/[^/]+/$", "list": r"/publications/$",
    "search": r"/search/\?q=title$", "rss": r"/publications/feed\.rss$", "atom": r"/publications/feed\.atom$",
    "json": r"/publications/feed\.json$", "file": "/media/", "preview": r"/preview/[^/]+/$",
    "preview file": "/preview/[^/]+/media/",
}  # fmt: skip


def kinds(found):
    return {kind for kind, pattern in KINDS.items() if any(re.match(pattern, address) for address in found)}


def kept(headers):
    """For how many seconds a cache may show an answer, all in all."""
    spans = re.findall(r"(?<![\w-])(?:max-age|s-maxage|stale-while-revalidate)=(\d+)", headers["Cache-Control"])
    return sum(map(int, spans))


def test_when_rights_end_no_address_names_a_photo_or_serves_its_bytes_however_warm_the_caches(clock, ask, ask_front):
    site = Site(rights_until=MOMENT)
    clock.now = MOMENT - INSTANT
    warm = site.crawl(ask)
    assert kinds(site.shown(warm)) == set(KINDS)
    assert {kept(headers) for _status, headers, _body in warm.values()} == {0}
    assert site.is_shown("/", *ask_front("/"))
    clock.now = MOMENT
    answers = site.crawl(ask_front)
    assert site.shown(answers) == set()
    assert {answers[f"/media/{name}"][0] for name in site.asked} == {404}
    assert len([status for status, _headers, _body in answers.values() if status == 200]) > 100


def test_before_rights_begin_no_address_names_a_photo_and_then_they_do_with_nothing_to_run(clock, ask, ask_front):
    site = Site(rights_from=MOMENT)
    clock.now = MOMENT - INSTANT
    before = site.crawl(ask)
    assert site.shown(before) == set()
    assert {kept(headers) for _status, headers, _body in before.values()} == {0}
    clock.now = MOMENT
    assert kinds(site.shown(site.crawl(ask_front))) == set(KINDS)


def test_no_cache_is_told_to_keep_anything_past_the_moment_rights_end(clock, ask):
    site = Site(rights_until=MOMENT)
    clock.now = MOMENT - timedelta(seconds=7, milliseconds=900)
    answers = site.crawl(ask)
    assert {kept(headers) for _status, headers, _body in answers.values()} == {0, 7}
    for name in site.asked:
        # What others keep of a photo ends with its rights, even while the site is down.
        status, headers, _body = answers[f"/media/{name}"]
        assert status == 404 or "stale" not in headers["Cache-Control"]


def test_only_the_photos_that_something_public_shows_are_served_and_never_the_whole_one(ask):
    site = Site()
    lead, _portrait, _former, withdrawn, draft, inside = site.photos
    for photo in (withdrawn, draft):
        assert {ask(f"/media/{name}")[0] for name in renditions.names(photo)} == {404}
    assert {ask(f"/media/{renditions.whole_name(photo)}")[0] for photo in site.photos} == {404}
    assert {ask(f"/media/{name}")[0] for name in renditions.names(lead) | renditions.names(inside)} == {200}
    former = {name for name in site.names if name.startswith(str(lead.uuid)) and "whole" not in name}
    assert {ask(f"/media/{name}")[0] for name in former - renditions.names(lead)} == {302}
