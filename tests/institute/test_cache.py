"""Pages kept in memory: never anything but what a fresh rendering would be, whatever is written meanwhile."""

import gzip
import pickle
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import cycle

import brotli
import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections, transaction
from django.db.models import DateTimeField
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from experts.models import Expert
from institute import middleware
from institute.content import page_workflow
from institute.models import FrontPage, Institute, Page, PageText
from institute.page_cache import version
from institute.page_cache.cache import Kept, accepts, cache_control, front
from photos.models import Photo
from publications import kinds, workflow
from publications.models import Edition, Publication, Topic
from tests import factories
from tests.factories import HOUR

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def get(address, **headers):
    return Client().get(address, headers=headers)


def test_a_page_asked_again_costs_one_query(django_assert_num_queries):
    factories.live()
    first = get("/publications/")
    with django_assert_num_queries(1):
        again = get("/publications/")
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_whoever_has_a_page_hears_304_even_after_something_else_was_published():
    edition = factories.live()
    page = get(edition.get_absolute_url())
    factories.live(topics=[factories.topic(public_from=None)])
    again = get(edition.get_absolute_url(), if_none_match=page["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_the_packed_page_is_the_page():
    factories.live()
    plain = get("/")
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = get("/", accept_encoding=encoding)
        assert packed["Content-Encoding"] == encoding
        assert packed["Vary"] == "Accept-Encoding"
        assert unpack(packed.content) == plain.content
        assert len(packed.content) < len(plain.content) / 2
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip, br", True),
        ("br;q=0.5", True),
        ("gzip", False),
        ("br;q=0", False),
        ("", False),
        ("BR", True),
        ("xbr", False),
    ],
)
def test_an_encoding_is_used_only_when_it_is_accepted(header, taken):
    assert accepts(header, "br") is taken


def test_head_is_a_page_without_its_body():
    factories.live()
    whole, head = get("/"), Client().head("/")
    assert head.content == b""
    assert (head["ETag"], head["Content-Length"]) == (whole["ETag"], whole["Content-Length"])


def test_a_shared_cache_is_never_told_to_keep_a_page_past_what_comes_next():
    assert "s-maxage=5, stale-while-revalidate=5" in cache_control(NOW, None)
    assert "s-maxage=1, stale-while-revalidate=2" in cache_control(NOW, NOW + timedelta(seconds=3.9))
    assert "s-maxage=0, stale-while-revalidate=0" in cache_control(NOW, NOW + timedelta(seconds=0.5))


class Server:
    """Django behind `front`, as a server calls it."""

    def __init__(self):
        self.asked = 0
        django = WSGIHandler()

        def application(environ, start_response):
            self.asked += 1
            return django(environ, start_response)

        self.application = front(application)

    def get(self, path, method="GET", **environ):
        environ = RequestFactory().generic(method, path, **environ).environ
        answered = {}

        def start_response(status, headers, exc_info=None):
            answered.update(status=status, headers=dict(headers))

        request_started.disconnect(close_old_connections)  # as Django's own test client does
        body = b"".join(self.application(environ, start_response))
        request_started.connect(close_old_connections)
        return answered["status"], answered["headers"], body


def test_what_is_kept_is_answered_before_django_begins_and_is_the_same():
    edition, server = factories.live(), Server()
    for path in ("/", "/publications/", edition.get_absolute_url(), "/publications/feed.rss"):
        for encoding in ("", "gzip", "br"):
            first = server.get(path, HTTP_ACCEPT_ENCODING=encoding)
            asked = server.asked
            assert server.get(path, HTTP_ACCEPT_ENCODING=encoding) == first
            assert server.asked == asked
            assert first[0] == "200 OK"
            assert first[1].get("Content-Encoding", "") == encoding
            assert "Content-Security-Policy" in first[1]
            assert first[1]["X-Content-Type-Options"] == "nosniff"


def test_django_is_asked_again_once_something_is_written_or_comes_due(monkeypatch):
    server = Server()
    assert server.get("/publications/")[2].count(b"<article") == 0
    factories.live()
    scheduled = factories.scheduled()
    assert server.get("/publications/")[2].count(b"<article") == 1
    monkeypatch.setattr(middleware.timezone, "now", lambda: scheduled.live_from)
    assert server.get("/publications/")[2].count(b"<article") == 2
    assert server.asked == 3


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("HEAD", {}),
        ("POST", {}),
        ("GET", {"HTTP_IF_NONE_MATCH": "x"}),
        ("GET", {"HTTP_HOST": "other"}),
        ("GET", {"wsgi.url_scheme": "https"}),
        ("GET", {"HTTP_X_FORWARDED_PROTO": "https"}),
        ("GET", {"QUERY_STRING": "page=2"}),
    ],
)
def test_whatever_asks_for_something_else_is_answered_by_django(method, asked):
    server = Server()
    server.get("/publications/")
    server.get("/publications/", method, **asked)
    assert server.asked == 2


def test_health_and_the_desk_are_never_kept_and_health_asks_for_no_version(monkeypatch):
    server = Server()
    monkeypatch.setattr("institute.page_cache.cache.known_version", None)
    assert server.get("/admin/login/")[0] == server.get("/admin/login/")[0] == "200 OK"
    monkeypatch.setattr("institute.middleware.site_version", None)
    for path in ("/healthz", "/readyz"):
        assert server.get(path)[0] == server.get(path)[0] == "200 OK"
    assert server.asked == 6


def test_what_is_missing_withdrawn_or_moved_is_kept_by_others_for_seconds_only_and_here_not_at_all():
    factories.withdrawn(slug="gone")
    moved = factories.live(slug="old")
    workflow.refile(moved.publication, actor=None, slug="new", topics=[factories.topic()])
    factories.scheduled(at=timezone.now() + timedelta(seconds=1))
    for address in ("/nowhere/", "/publications/gone/", "/publications/old/"):
        caches["pages"].clear()
        assert "max-age=0, s-maxage=0" in get(address)["Cache-Control"], address
        assert not any(isinstance(pickle.loads(kept), Kept) for kept in caches["pages"]._cache.values())


WRITES = ("publish", "schedule", "unschedule", "withdraw", "correct", "refile", "expert", "topic", "photo")
WRITES += ("institute", "front page", "page")
STEPS = st.tuples(st.sampled_from([*WRITES, "wait", "wait", "wait"]), st.integers(0, 5))
INSTANT = timedelta(microseconds=1)


class Story:
    """A small site, and whatever happens to it, by a clock of its own that runs a day ahead of the database's.

    So nothing in it is past for the database, however slow the machine is.
    """

    def __init__(self, monkeypatch):
        self.now = timezone.now() + timedelta(days=1)
        monkeypatch.setattr(middleware.timezone, "now", lambda: self.now)
        self.topic, self.expert = factories.topic("Water", slug="water"), factories.expert(slug="ada")
        self.photo = factories.photo()
        filed = {"topics": [self.topic], "authors": [self.expert]}
        self.draft = partial(factories.draft, **filed)
        self.pieces = [
            factories.live(kind, slug=kind, lead_photo=self.photo, **filed).publication for kind in kinds.NAMES
        ]
        self.page = factories.page_text(slug="about", live_from=self.now).page

    def addresses(self):
        yield from ("/", "/publications/", "/publications/?type=analysis", "/topics/", "/topics/water/", "/experts/")
        yield from ("/experts/ada/", "/publications/feed.rss", "/topics/water/feed.atom", "/experts/ada/feed.json")
        yield from ("/feeds/", "/sitemap.xml", "/sitemap-publications.xml", "/sitemap-topics.xml", "/sitemap-pages.xml")
        yield from ("/sitemap-experts.xml", "/search/?q=title", "/about/about/")
        past = ("", "history/", "history/?from=1&to=2", "history/feed.rss", "editions/1/", "editions/2/")
        for kind in kinds.NAMES:
            yield from (f"/publications/{kind}/{rest}" for rest in (*past, "editions/1/content.json"))

    def moments(self):
        """Every moment somebody wrote down, found by the fields' types: no list has to be kept."""
        for model in (Edition, PageText, Page, Expert, Topic, Photo, FrontPage):
            for field in model._meta.get_fields():
                if isinstance(field, DateTimeField) and field.name.endswith(("_from", "_until", "withdrawn_at")):
                    yield from model.objects.exclude(**{field.name: None}).values_list(field.name, flat=True)

    def wait(self, number):
        """To an instant before the next moment, to it or past it; else for half hours. Whether it reached one."""
        before, due = self.now, min((moment for moment in self.moments() if moment > self.now), default=None)
        self.now = due + (number - 1) * INSTANT if due and number < 3 else before + max(number, 1) * HOUR / 2
        self.now = max(self.now, before)
        return due is not None and due <= self.now

    def write(self, verb, number):
        """Whether readers could notice. Raises Refused as the verbs do."""
        piece, later = Publication.objects.get(pk=self.pieces[number % 2].pk), self.now + number * HOUR / 2
        if verb == "publish":
            workflow.publish(self.draft(), actor=None, now=self.now)
        elif verb == "schedule":
            workflow.publish(self.draft(), actor=None, at=later + HOUR / 2, now=self.now)
        elif verb == "correct":
            draft = workflow.revise(piece, actor=None)
            draft.title, draft.change_kind, draft.change_note = f"Title corrected {number}", "correction", "Was wrong."
            draft.save()
            workflow.publish(draft, actor=None, at=later if number > 3 else None, now=self.now)
        elif verb == "unschedule":
            waiting = list(Edition.objects.scheduled(self.now))
            for edition in waiting:
                workflow.unschedule(edition, actor=None, discard_it=True, now=self.now)
            return bool(waiting)
        elif verb == "withdraw":
            workflow.withdraw(piece, actor=None, note="Gone.", now=self.now)
        elif verb == "refile":
            workflow.refile(piece, actor=None, slug=f"{piece.kind}-{number // 2}", topics=[self.topic])
        elif verb == "institute":
            Institute.objects.update(name=f"Institute {number}")
        elif verb == "front page":
            front = FrontPage.objects.get()
            front.lead_until = later
            front.save()
            front.story_set.update_or_create(position=0, defaults={"publication": piece})
        elif verb == "page":
            page_workflow.save(
                self.page, at=self.now, by=None, live_from=later + INSTANT, title=f"About {number}", body=""
            )
        else:
            row = {"expert": self.expert, "topic": self.topic, "photo": self.photo}[verb]
            name = {"expert": "name", "topic": "description", "photo": "caption"}[verb]
            setattr(row, name, f"Number {number}")
            setattr(row, "rights_until" if verb == "photo" else "public_until", later if number > 3 else None)
            row.save()
        return True


def seen(address):
    response = get(address)
    return response.status_code, response.content, response.get("Location")


@settings(max_examples=12)
@given(places=st.lists(st.integers(0, 1000), min_size=3, max_size=3), steps=st.lists(STEPS, min_size=3, max_size=12))
def test_what_is_served_is_what_would_be_rendered_now(monkeypatch, places, steps):
    """Nothing stale can be served but what was kept under a version that still holds, or holds again.

    So whatever readers could notice, a write or a moment that is reached, has to bring a version that never was: then
    nothing that was kept can be served, on any address. That is asked at every step; and of one of three addresses,
    drawn anew for each story, whether what is kept of it is what is rendered with an empty memory.
    """
    monkeypatch.undo()
    with transaction.atomic():
        version.forget()
        caches["pages"].clear()
        story = Story(monkeypatch)
        addresses = list(story.addresses())
        asked = cycle([addresses[place % len(addresses)] for place in places])
        known, address = {version.site_version(story.now).key}, next(asked)
        for verb, number in steps:
            noticed = False
            with suppress(workflow.Refused), transaction.atomic():
                noticed = story.wait(number) if verb == "wait" else story.write(verb, number)
            if noticed:
                key = version.site_version(story.now).key
                assert key not in known, (verb, number)
                known.add(key)
                address = next(asked)  # else the one that was kept in the step before
            served = seen(address)
            kept = caches["pages"]._cache.copy()
            caches["pages"].clear()
            version.forget()
            assert served == seen(address), (verb, number)
            caches["pages"]._cache.update(kept)
        transaction.set_rollback(True)
    caches["pages"].clear()
    version.forget()
