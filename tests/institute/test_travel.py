"""The site as of any moment, for the desk: all of that moment, nothing outside it, no trace of it elsewhere."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.test import Client
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from institute.desk import travel
from institute.page_cache import version
from institute.public import front_page
from photos import renditions
from publications import workflow
from tests import factories

pytestmark = pytest.mark.django_db
SITE = "https://institute.example"
MOMENT = datetime(2090, 3, 4, 9, tzinfo=UTC)
STAMP = "2090-03-04T09:00:00Z"
INSIDE = f"/admin/at/{STAMP}/"
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def desk(client, django_user_model):
    """Somebody with the least role of the desk."""
    person = django_user_model.objects.create_user("ada", is_staff=True)
    person.groups.add(Group.objects.get(name="Author"))
    client.force_login(person)
    return client


class Addresses(HTMLParser):
    """What a page leads to or loads, but for what it says of itself to search engines and for the bar."""

    def __init__(self, response, at):
        super().__init__()
        self.at, self.found, self.in_bar = at, set(), False
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.in_bar |= given.get("class") == "at"
        if self.in_bar or given.get("rel") == "canonical":
            return
        values = [given.get(name) for name in ("href", "src", "action")]
        values += [part.split()[0] for part in (given.get("srcset") or "").split(",") if part.strip()]
        self.found |= {urldefrag(urljoin(SITE + self.at, value))[0] for value in values if value}

    def handle_endtag(self, tag):
        self.in_bar = self.in_bar and tag != "aside"


def path_of(whole):
    parts = urlsplit(whole)
    return parts.path + (f"?{parts.query}" if parts.query else "")


# Moments and addresses


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2090-03-04T09:00:00Z", "2090-03-04T09:00:00Z"),
        ("2090-03-04T09:00Z", "2090-03-04T09:00:00Z"),
        ("2090-03-04t09:00:00z", "2090-03-04T09:00:00Z"),
        ("2090-03-04T10:00:00+01:00", "2090-03-04T09:00:00Z"),
        ("2090-03-04T10:00", "2090-03-04T09:00:00Z"),  # the site's time zone, Brussels
        ("2090-03-04 10:00", "2090-03-04T09:00:00Z"),
        ("2090-03-04", "2090-03-03T23:00:00Z"),
        ("20900304T090000Z", "2090-03-04T09:00:00Z"),
        ("2090-03-04T08:59:59.999999Z", "2090-03-04T08:59:59.999999Z"),
        ("2090-03-04T09:00:00.000000Z", "2090-03-04T09:00:00Z"),
    ],
)
def test_a_moment_has_one_address_and_every_other_way_to_write_it_leads_there(desk, written, canonical):
    response = desk.get(f"/admin/at/{written}/search/?q=a%20b")
    if written == canonical:
        assert response.status_code == 200
    else:
        assert (response.status_code, response["Location"]) == (302, f"/admin/at/{canonical}/search/?q=a%20b")


@pytest.mark.parametrize("written", ["yesterday", "2090-13-04T09:00Z", "0900-01-01", "9999-12-31T23:59:59Z", "9"])
def test_what_is_no_moment_is_said_with_the_way_out(desk, written):
    for address in (f"/admin/at/{written}/topics/", f"/admin/at/?moment={written}&page=/topics/"):
        response = desk.get(address)
        assert response.status_code == 400
        page = response.content.decode()
        assert f"“{written}” is no moment" in page
        assert 'name="page" value="/topics/"' in page
        assert 'type="datetime-local"' in page


def test_the_form_leads_to_the_same_page_at_the_moment_it_names_in_the_site_s_time_zone(desk):
    response = desk.get("/admin/at/", {"moment": "2090-03-04T10:00", "page": "/publications/?type=analysis&page=2"})
    assert response["Location"] == f"{INSIDE}publications/?type=analysis&page=2"
    for elsewhere in ("//evil.example/", "https://evil.example/"):
        response = desk.get("/admin/at/", {"moment": "2090-03-04T10:00", "page": elsewhere})
        assert response["Location"].startswith(INSIDE)
    assert desk.get("/admin/at/").status_code == 200
    assert desk.get(f"/admin/at/{STAMP}")["Location"] == INSIDE


# What is seen


def test_a_scheduled_piece_is_everywhere_at_its_moment_and_nowhere_a_microsecond_before(desk):
    topic = factories.topic("Water", slug="water")
    ada = factories.expert("Ada Lund", slug="ada-lund")
    photo = factories.photo(factories.picture())
    piece = factories.scheduled(
        at=MOMENT, title="Zyxwater", slug="zyxwater", topics=[topic], authors=[ada], lead_photo=photo
    )
    at = [
        "", "publications/", "publications/?type=analysis", "topics/water/", "experts/ada-lund/", "search/?q=zyxwater",
        "publications/feed.rss", "publications/feed.atom", "publications/feed.json", "topics/water/feed.atom",
        "experts/ada-lund/feed.rss",
    ]  # fmt: skip
    before = travel.address(MOMENT - INSTANT)
    for page in at:
        # Whatever names the piece links to it; a search repeats the word it was asked for.
        assert "/publications/zyxwater/" in seen(desk, INSIDE + page), page
        words = seen(desk, before + page)
        assert "/publications/zyxwater/" not in words, page
        assert "Zyxwater" not in words, page
    assert "publications/zyxwater/" in seen(desk, INSIDE + "sitemap-publications.xml")
    assert "publications/zyxwater/" not in seen(desk, before + "sitemap-publications.xml")
    assert desk.get(INSIDE + "publications/zyxwater/").status_code == 200
    assert desk.get(before + "publications/zyxwater/").status_code == 404
    name = sorted(renditions.names(photo))[0]
    assert desk.get(f"{INSIDE}media/{name}").status_code == 200
    assert desk.get(f"{before}media/{name}").status_code == 404
    assert Client().get(piece.get_absolute_url()).status_code == 404


def seen(desk, address):
    response = desk.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_superseded_or_withdrawn_text_is_back_in_the_past(desk):
    now = timezone.now()
    old = factories.live(title="Old words", slug="changed", since=now - timedelta(days=9))
    factories.corrected(old, since=now - timedelta(days=2), title="New words")
    factories.withdrawn(title="Taken away", slug="gone", since=now - timedelta(days=9), until=now - timedelta(days=2))
    then = travel.address(now - timedelta(days=5))
    assert "Old words" in seen(desk, then + "publications/changed/")
    assert "Old words" in seen(desk, then)
    assert "Taken away" in seen(desk, then + "publications/gone/")
    assert "New words" in seen(desk, travel.address(now) + "publications/changed/")
    assert desk.get(travel.address(now) + "publications/gone/").status_code == 410
    assert desk.get(travel.address(now - timedelta(days=10)) + "publications/gone/").status_code == 404


def test_a_photo_is_shown_only_at_moments_at_which_its_rights_hold(desk):
    photo = factories.photo(factories.picture(), rights_until=MOMENT)
    factories.live(slug="piece", lead_photo=photo)
    name = sorted(renditions.names(photo))[0]
    before = travel.address(MOMENT - INSTANT)
    assert str(photo.uuid) in seen(desk, before + "publications/piece/")
    image = desk.get(f"{before}media/{name}")
    assert (image.status_code, image["Cache-Control"]) == (200, "private, no-store")
    assert str(photo.uuid) not in seen(desk, INSIDE + "publications/piece/")
    assert desk.get(f"{INSIDE}media/{name}").status_code == 404


# Staying inside


@pytest.fixture
def whole_site():
    """One of everything that has a page, enough to fill two pages of a list, and links of every form in the texts."""
    water, press = factories.topic("Water", slug="water"), factories.topic("Press", slug="press")
    ada = factories.expert("Ada Lund", slug="ada-lund", bio='<p><a href="/about/contact/">Contact</a></p>')
    ada.expertise.create(topic=water)
    photo = factories.photo(factories.picture())
    body = (
        f'<h2>One</h2><p><a href="/publications/talk/">a</a> <a href="{SITE}/topics/press/">b</a> '
        '<a href="https://elsewhere.example/">c</a> <a href="/publications/old-name/">d</a> <a href="/">e</a> '
        '<a href="/publications/gone/">f</a> <a href="/publications/nothing-here/">g</a> <a href="/topics">h</a> '
        'Say href="/about/" in a text.</p><h2>Two</h2>'
    )
    factories.live(slug="links", title="Links", body=body, topics=[water, press], authors=[ada], lead_photo=photo)
    factories.live("interview", slug="talk", title="Talk", topics=[water], authors=[ada])
    factories.withdrawn(slug="gone", topics=[water])
    moved = factories.live(slug="old-name", topics=[water])
    workflow.refile(moved.publication, actor=None, slug="new-name", topics=[water])
    for _n in range(22):
        factories.live(topics=[water], authors=[ada])
    factories.page_text(slug="contact", live_from=timezone.now() - factories.HOUR)
    return photo


def test_every_link_of_every_page_from_home_on_stays_inside_but_the_bar_s(desk, whole_site):
    todo, done, outside = [INSIDE], {}, set()
    while todo:
        address = todo.pop()
        if address in done:
            continue
        response = desk.get(address)
        done[address] = response.status_code
        assert response["Cache-Control"] == "private, no-store", address
        assert response["X-Robots-Tag"] == "noindex", address
        if response.status_code in {301, 302}:
            todo.append(response["Location"])
        elif "json" in response["Content-Type"] or "xml" in response["Content-Type"]:
            text = response.content.decode()
            outside |= {(address, found) for found in re.findall(rf"{SITE}(?!/admin/at/{STAMP}/)[^\s\"<]*", text)}
        elif response["Content-Type"].startswith("text/html"):
            assert b'class="at"' in response.content, address
            for found in Addresses(response, address).found:
                path = urlsplit(found).path
                if not found.startswith(SITE) or path.startswith("/static/"):
                    continue
                if path.startswith(INSIDE):
                    todo.append(path_of(found))
                else:
                    outside.add((address, found))
    assert outside == set()
    reached = {urlsplit(address).path.removeprefix(INSIDE) for address in done}
    kinds = {
        "", "publications/", "publications/links/", "publications/talk/", "publications/new-name/", "topics/",
        "topics/water/", "experts/", "experts/ada-lund/", "search/", "feeds/", "about/contact/",
        "publications/feed.rss", "topics/water/feed.atom", "experts/ada-lund/feed.json",
    }  # fmt: skip
    assert kinds <= reached
    assert any(address.startswith("media/") for address in reached)
    assert f"{INSIDE}publications/?page=2" in done
    answers = {address.removeprefix(INSIDE): status for address, status in done.items()}
    for path, status in (
        ("publications/old-name/", 301), ("topics", 301), ("publications/gone/", 410),
        ("publications/nothing-here/", 404),
    ):  # fmt: skip
        assert answers[path] == status, path
    assert {status for address, status in answers.items() if address.startswith("media/")} == {200}


def test_words_that_look_like_a_link_are_left_as_they_are(desk, whole_site):
    assert 'Say href="/about/" in a text.' in seen(desk, INSIDE + "publications/links/")


def test_the_sitemap_stays_inside_too(desk, whole_site):
    for page in ("sitemap.xml", "sitemap-publications.xml", "sitemap-pages.xml"):
        assert not re.findall(rf"{SITE}/(?!admin/at/{STAMP}/)", seen(desk, INSIDE + page)), page


@pytest.mark.parametrize(
    "page", ["", "publications/", "publications/?type=analysis", "publications/links/", "search/?q=links", "experts/"]
)
def test_a_page_s_canonical_address_is_the_public_one(desk, whole_site, page):
    canonical = r'<link rel="canonical" href="([^"]*)"'
    inside = re.search(canonical, seen(desk, INSIDE + page))[1]
    assert inside == re.search(canonical, Client().get(f"/{page}").content.decode())[1]


def test_a_feed_s_ids_are_those_that_readers_get(desk, whole_site):
    for extension in ("rss", "atom", "json"):
        inside = seen(desk, f"{INSIDE}publications/feed.{extension}")
        public = Client().get(f"/publications/feed.{extension}").content.decode()
        assert re.findall('urn:uuid:[^"<]*', inside) == re.findall('urn:uuid:[^"<]*', public)
    assert json.loads(seen(desk, INSIDE + "publications/feed.json"))["items"][0]["url"].startswith(SITE + INSIDE)


def test_the_desk_and_previews_are_not_part_of_another_moment(desk):
    link = factories.draft().preview_links.create(label="x")
    for page in ("admin/", f"admin/at/{STAMP}/", f"preview/{link.token}/", "static/site/site.css", "nowhere", "/"):
        assert desk.get(INSIDE + page).status_code == 404, page


# The bar


def test_the_bar_says_when_what_it_does_not_cover_and_the_ways_out(desk):
    factories.scheduled(at=MOMENT)
    page = seen(desk, INSIDE + "publications/?type=analysis")
    for words in (
        "Not today’s site.", "As it will be on", "Saturday 4 March 2090, 10:00", "Brussels (UTC+01:00)", "are today’s.",
        "if nothing changes until then", "1 piece is published or changed", 'value="2090-03-04T10:00"',
        'href="/publications/?type=analysis" data-now', f'href="{reverse("admin:index")}"',
        'name="page" value="/publications/?type=analysis"', '<meta name="robots" content="noindex">',
        'href="/admin/at/2090-03-04T08:59:59.999999Z/publications/?type=analysis"',
    ):  # fmt: skip
        assert words in page, words
    assert "As it was on" in seen(desk, "/admin/at/2020-03-04T09:00:00Z/")
    assert "08:59:59.999999" in seen(desk, "/admin/at/2020-03-04T07:59:59.999999Z/")


def test_the_bar_never_leads_to_another_host(desk):
    page = desk.get(f"{INSIDE}/evil.example/").content.decode()
    assert 'href="/evil.example/" data-now' in page
    assert 'href="//' not in page


def test_the_desk_offers_it(desk, django_user_model):
    factories.scheduled(at=MOMENT)
    home = desk.get("/admin/").content.decode()
    assert f'href="{INSIDE}"' in home
    assert 'href="/admin/at/"' in home
    assert f'href="{INSIDE}"' in seen(desk, "/admin/at/")


# Who, and what it leaves behind


def test_a_visitor_is_asked_to_sign_in_and_led_back():
    for address in (INSIDE, f"{INSIDE}publications/?page=2", "/admin/at/"):
        response = Client().get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/?next=/admin/at/")
        assert "no-store" in response["Cache-Control"]


def test_staff_without_a_role_at_the_desk_are_refused(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("temp", is_staff=True))
    for address in (INSIDE, f"{INSIDE}media/x", "/admin/at/", "/admin/at/nonsense/"):
        assert client.get(address).status_code == 403
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(INSIDE).status_code == 302


def test_it_answers_get_and_head_alone(desk):
    assert desk.head(INSIDE).status_code == 200
    for method in (desk.post, desk.put, desk.delete, desk.patch):
        assert method(INSIDE).status_code == 405


def test_nothing_of_another_moment_is_kept_and_today_s_site_is_as_before(desk, whole_site, django_assert_num_queries):
    factories.scheduled(at=MOMENT, title="Later")
    caches["pages"].clear()
    before = Client().get("/").content
    kept = dict(caches["pages"]._cache)
    memo = version._last
    for page in ("", "publications/", "publications/links/", "feeds/"):
        seen(desk, INSIDE + page)
    assert caches["pages"]._cache.keys() == kept.keys()
    assert version._last is memo
    assert get_script_prefix() == "/"
    with django_assert_num_queries(1):
        assert Client().get("/").content == before
    caches["pages"].clear()
    assert Client().get("/").content == before


def test_addresses_are_the_public_ones_again_after_an_error(desk, monkeypatch):
    def broken(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(front_page, "stories", broken)
    with pytest.raises(ZeroDivisionError):
        desk.get(INSIDE)
    assert get_script_prefix() == "/"
    assert reverse("publications:list") == "/publications/"


def test_a_page_of_another_moment_costs_the_same_however_much_there_is(desk, django_assert_max_num_queries):
    topic, ada = factories.topic("Water", slug="water"), factories.expert("Ada Lund")
    pages = ("", "publications/", "topics/water/", "search/?q=title")

    def costs():
        found = []
        for page in pages:
            with django_assert_max_num_queries(18) as counted:
                seen(desk, INSIDE + page)
            found.append(len(counted))
        return found

    for kind in ("analysis", "interview", "interview"):
        factories.live(kind, topics=[topic], authors=[ada])
    factories.scheduled(topics=[topic], at=MOMENT - factories.HOUR)
    few = costs()
    for _n in range(12):
        factories.live("interview", topics=[topic], authors=[ada])
        factories.scheduled(topics=[topic], at=MOMENT - factories.HOUR)
    assert costs() == few
