"""Pages kept in memory: never anything but what a fresh rendering would be, whatever is written meanwhile."""

import gzip
import pickle
from datetime import timedelta

import brotli
import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from institute import middleware, pages, version
from institute.cache import Kept, accepts, cache_control, front
from institute.models import FrontPage, Institute
from publications import workflow
from publications.models import Publication
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
    monkeypatch.setattr("institute.cache.known_version", None)
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


WRITES = [
    "publish",
    "schedule",
    "unschedule",
    "withdraw",
    "correct",
    "refile",
    "expert",
    "topic",
    "photo",
    "institute",
    "front page",
    "page",
    "look",
    "wait",
]


@settings(max_examples=12)
@given(steps=st.lists(st.tuples(st.sampled_from(WRITES), st.integers(0, 5)), min_size=3, max_size=12))
def test_what_is_served_is_what_would_be_rendered_now(monkeypatch, steps):
    with transaction.atomic():
        version.forget()
        caches["pages"].clear()
        clock = [timezone.now()]
        monkeypatch.setattr(middleware.timezone, "now", lambda: clock[0])
        topic, expert, photo = factories.topic("Water", slug="water"), factories.expert(slug="ada"), factories.photo()
        pieces = [
            factories.live(kind, topics=[topic], authors=[expert], lead_photo=photo).publication
            for kind in ("analysis", "interview")
        ]
        addresses = [
            "/",
            "/publications/",
            "/publications/?type=analysis",
            "/topics/",
            "/topics/water/",
            "/experts/",
            "/feeds/",
        ]
        addresses += ["/experts/ada/", "/publications/feed.rss", "/topics/water/feed.atom", "/experts/ada/feed.json"]
        addresses += [
            "/sitemap.xml",
            "/sitemap-publications.xml",
            "/search/?q=title",
            *(p.get_absolute_url() for p in pieces),
        ]
        past = (
            "history/",
            "history/?from=1&to=2",
            "history/feed.rss",
            "editions/1/",
            "editions/2/",
            "editions/1/content.json",
        )
        addresses += [f"{piece.get_absolute_url()}{rest}" for piece in pieces for rest in past]
        plain = factories.page_text(slug="about", live_from=clock[0]).page
        addresses += ["/about/about/", "/sitemap-pages.xml"]
        for verb, number in steps:
            piece = Publication.objects.get(pk=pieces[number % 2].pk)
            now = clock[0]
            try:
                if verb == "publish":
                    workflow.publish(factories.draft(topics=[topic], authors=[expert]), actor=None, now=now)
                elif verb == "schedule":
                    draft = factories.draft(topics=[topic], authors=[expert])
                    workflow.publish(draft, actor=None, at=now + number * HOUR + HOUR / 2, now=now)
                elif verb == "correct":
                    draft = workflow.revise(piece, actor=None)
                    draft.title = f"Title corrected {number}"
                    draft.change_kind, draft.change_note = "correction", "It was wrong."
                    draft.save()
                    workflow.publish(draft, actor=None, now=now)
                elif verb == "unschedule":
                    for edition in piece.editions.scheduled(now):
                        workflow.unschedule(edition, actor=None, discard_it=True, now=now)
                elif verb == "withdraw":
                    workflow.withdraw(piece, actor=None, note="Gone.", now=now)
                elif verb == "refile":
                    workflow.refile(piece, actor=None, slug=f"slug-{piece.pk}-{number}", topics=[topic])
                elif verb == "expert":
                    expert.name = f"Ada Number{number}"
                    expert.public_until = now + HOUR if number == 5 else None
                    expert.save()
                elif verb == "topic":
                    topic.description = f"About {number}"
                    topic.save()
                elif verb == "photo":
                    photo.rights_until = now + HOUR
                    photo.save()
                elif verb == "institute":
                    Institute.objects.update(name=f"Institute {number}")
                elif verb == "front page":
                    front = FrontPage.objects.get()
                    front.lead_until = now + number * HOUR / 2
                    front.save()
                    front.story_set.update_or_create(position=0, defaults={"publication": piece})
                elif verb == "page":
                    pages.save(
                        plain, at=now, by=None, live_from=now + number * HOUR / 2, title=f"About {number}", body=""
                    )
                elif verb == "wait":
                    clock[0] += number * HOUR / 2
            except workflow.Refused:
                pass
            served = [(r.status_code, r.content, r.get("Location")) for r in map(get, addresses)]
            kept = caches["pages"]._cache.copy()
            caches["pages"].clear()
            version.forget()
            fresh = [(r.status_code, r.content, r.get("Location")) for r in map(get, addresses)]
            assert served == fresh, verb
            caches["pages"]._cache.update(kept)
            clock[0] += timedelta(seconds=1)
        transaction.set_rollback(True)
    caches["pages"].clear()
    version.forget()
