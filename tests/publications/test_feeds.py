"""The feeds: read back by parsers, with ids, dates and order that subscribers can rely on."""

import json
import warnings
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from publications import workflow
from tests import factories
from tests.factories import HOUR

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

pytestmark = pytest.mark.django_db
XML = ["rss", "atom"]
FORMATS = [*XML, "json"]
ATOM = "{http://www.w3.org/2005/Atom}"


def fetch(client, address="/publications/feed.atom", **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response


def ids(client, extension, path="/publications/", query=""):
    response = fetch(client, f"{path}feed.{extension}{query}")
    if extension == "json":
        return [item["id"] for item in json.loads(response.content)["items"]]
    return [entry.id for entry in feedparser.parse(response.content).entries]


def urn(edition):
    return f"urn:uuid:{edition.publication.uuid}"


@pytest.mark.parametrize("extension", XML)
def test_a_feed_parses_without_a_complaint(client, extension):
    photo = factories.photo(factories.picture())
    factories.live(
        title="Bread & <salt> “quoted” 🜁", authors=[factories.expert("Ada"), factories.expert("Ben")], lead_photo=photo
    )
    factories.live("interview", title="سؤال", language="ar")
    parsed = feedparser.parse(fetch(client, f"/publications/feed.{extension}").content)
    assert not parsed.bozo
    assert parsed.version == {"rss": "rss20", "atom": "atom10"}[extension]
    assert {entry.title for entry in parsed.entries} == {"Bread & <salt> “quoted” 🜁", "سؤال"}
    assert all(entry.link.startswith("https://institute.example/publications/") for entry in parsed.entries)
    assert all(entry.published_parsed and entry.summary and entry.content[0].value for entry in parsed.entries)


def test_a_json_feed_has_what_version_1_1_asks_for(client):
    edition = factories.live(authors=[factories.expert("Ada"), factories.expert("Ben")])
    feed = json.loads(fetch(client, "/publications/feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://institute.example/publications/feed.json"
    [item] = feed["items"]
    assert item["id"] == urn(edition)
    assert item["authors"] == [{"name": "Ada"}, {"name": "Ben"}]
    assert item["content_html"]


def test_every_format_names_all_authors_in_order_and_no_interviewer(client):
    edition = factories.draft("interview", authors=[factories.expert("Ada"), factories.expert("Ben")])
    factories.say(edition, "remark", "<p>Hm.</p>", [factories.expert("Ivy Asks")])
    workflow.publish(edition, actor=None)
    atom = ElementTree.fromstring(fetch(client).content)
    assert [e.text for e in atom.findall(f"{ATOM}entry/{ATOM}author/{ATOM}name")] == ["Ada", "Ben"]
    rss = ElementTree.fromstring(fetch(client, "/publications/feed.rss").content)
    assert [e.text for e in rss.iter("{http://purl.org/dc/elements/1.1/}creator")] == ["Ada", "Ben"]


@pytest.mark.parametrize("extension", FORMATS)
def test_a_piece_keeps_its_id_after_its_slug_title_and_authors_change(client, extension):
    edition = factories.live()
    before = ids(client, extension)
    draft = factories.revised(edition.publication)
    draft.title = "Another title"
    draft.save()
    draft.contributions.all().delete()
    draft.contributions.create(expert=factories.expert())
    workflow.publish(draft, actor=None)
    workflow.refile(edition.publication, actor=None, slug="another-slug", topics=[factories.topic()])
    assert ids(client, extension) == before == [urn(edition)]


@pytest.mark.parametrize("extension", FORMATS)
def test_one_published_late_with_an_old_date_comes_first(client, extension):
    for n in range(35):
        factories.live(since=timezone.now() - (n + 2) * HOUR, published_on="2026-01-01")
    late = factories.live(since=timezone.now() - HOUR, published_on="2009-05-05")
    assert ids(client, extension)[0] == urn(late)
    assert len(ids(client, extension)) == 30


def test_a_minor_change_moves_nothing_and_a_correction_comes_up_again(client):
    now = timezone.now()
    old = factories.live(since=now - 9 * HOUR)
    new = factories.live(since=now - 5 * HOUR)
    first = fetch(client).content
    minor = factories.corrected(old, since=now - 3 * HOUR, kind="minor", note="")
    assert ids(client, "atom") == [urn(new), urn(old)]
    assert feedparser.parse(first).entries[1].updated == feedparser.parse(fetch(client).content).entries[1].updated
    factories.corrected(minor, since=now - 1 * HOUR, note="A figure was wrong: 17, not 13.")
    entries = feedparser.parse(fetch(client).content).entries
    assert [e.id for e in entries] == [urn(old), urn(new)]
    assert entries[0].published == feedparser.parse(first).entries[1].published
    assert entries[0].updated > entries[0].published
    assert "17, not 13" in entries[0].content[0].value


def test_a_withdrawn_piece_leaves_the_feed(client):
    edition = factories.live()
    assert ids(client, "rss") == [urn(edition)]
    workflow.withdraw(edition.publication, actor=None, note="Wrong.")
    assert ids(client, "rss") == []


def test_addresses_in_the_text_are_absolute(client):
    body = '<p><a href="/topics/x/">a</a> <a href="#part">b</a> <a href="https://example.org/?a=1&amp;b=2">c</a></p>'
    edition = factories.live(body=body)
    content = feedparser.parse(fetch(client).content).entries[0].content[0].value
    address = f"https://institute.example{edition.get_absolute_url()}"
    for expected in ("https://institute.example/topics/x/", f"{address}#part", "https://example.org/?a=1&amp;b=2"):
        assert f'href="{expected}"' in content


def test_a_photo_comes_with_its_caption_and_credit_and_leaves_with_its_rights(client):
    photo = factories.photo(factories.picture(), caption="At low water", credit="Photograph: A. N. Other")
    factories.live(lead_photo=photo)
    content = feedparser.parse(fetch(client).content).entries[0].content[0].value
    assert 'src="https://institute.example/media/' in content
    assert "At low water" in content
    assert "A. N. Other" in content
    photo.rights_until = timezone.now()
    photo.save()
    assert b"/media/" not in fetch(client).content


def test_an_interview_comes_whole_with_its_speakers(client):
    ada = factories.expert("Ada Lund")
    edition = factories.live("interview", authors=[ada])
    content = feedparser.parse(fetch(client).content).entries[0].content[0].value
    for turn in edition.turns.all():
        assert turn.words in content
    assert content.index("Ada Lund") < content.index(edition.turns.last().words)


def test_every_list_has_the_feed_of_the_same_query(client):
    water, energy = factories.topic("Water"), factories.topic("Energy")
    ada = factories.expert("Ada")
    a = factories.live(topics=[water], authors=[ada], published_on="2019-02-02")
    b = factories.live("interview", topics=[energy], authors=[ada])
    c = factories.live(topics=[water, energy])
    for extension in FORMATS:
        assert set(ids(client, extension, query="?type=interview")) == {urn(b)}
        assert set(ids(client, extension, query="?year=2019")) == {urn(a)}
        assert set(ids(client, extension, query=f"?topic={water.slug}&topic={energy.slug}")) == {urn(a), urn(b), urn(c)}
        assert set(ids(client, extension, water.get_absolute_url())) == {urn(a), urn(c)}
        assert set(ids(client, extension, ada.get_absolute_url(), "?type=analysis")) == {urn(a)}


def test_every_feed_named_in_a_page_is_there(client):
    edition = factories.live()
    topic = edition.publication.topics.first()
    for page in ("/", "/publications/?type=analysis", topic.get_absolute_url(), "/feeds/", edition.get_absolute_url()):
        html = client.get(page).content.decode()
        found = [
            tag.split('href="')[1].split('"')[0]
            for tag in html.split("<link ")[1:]
            if 'rel="alternate"' in tag.split(">")[0]
        ]
        if page != "/feeds/":
            assert len(found) >= 3, page
        for address in found:
            assert client.get(address.replace("https://institute.example", "").replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("extension", FORMATS)
def test_an_empty_feed_stays_as_it_is(client, extension):
    topic = factories.topic()
    first = fetch(client, f"/topics/{topic.slug}/feed.{extension}")
    again = fetch(client, f"/topics/{topic.slug}/feed.{extension}")
    assert first.content == again.content
    assert first["ETag"] == again["ETag"]
    not_changed = client.get(f"/topics/{topic.slug}/feed.{extension}", headers={"if-none-match": first["ETag"]})
    assert not_changed.status_code == 304


def test_a_feed_keeps_its_id_when_its_topic_moves(client):
    topic = factories.topic(slug="old")
    before = feedparser.parse(fetch(client, "/topics/old/feed.atom").content).feed.id
    topic.slug = "new"
    topic.save()
    response = client.get("/topics/old/feed.atom")
    assert (response.status_code, response["Location"]) == (301, "/topics/new/feed.atom")
    assert feedparser.parse(fetch(client, "/topics/new/feed.atom").content).feed.id == before


def test_control_characters_break_no_feed(client):
    odd = factories.topic("Start\x01")
    ada = factories.expert("Ada\x02")
    factories.live(title="Vertical\x0btab", summary="Bell\x07", body="<p>Form\x0cfeed</p>", topics=[odd], authors=[ada])
    for path in ("/publications/", odd.get_absolute_url(), ada.get_absolute_url()):
        for extension in XML:
            assert not feedparser.parse(fetch(client, f"{path}feed.{extension}").content).bozo


def test_an_unknown_format_is_not_found(client):
    assert client.get("/publications/feed.xml").status_code == 404


def test_a_scheduled_edition_reaches_the_feed_at_its_moment_and_not_before():
    from publications.models import Edition

    edition = factories.scheduled()
    moment = edition.live_from
    assert Edition.objects.notable_first(moment - timedelta(microseconds=1), 5) == []
    assert Edition.objects.notable_first(moment, 5) == [edition]


@pytest.mark.parametrize("extension", FORMATS)
def test_notes_stand_at_the_end_of_an_entry_with_numbers_that_lead_nowhere(client, extension):
    """Among other entries their ids would clash, and many readers take ids out."""
    note = "<foot-note>Budget, p. {}.</foot-note>"
    edition = factories.live("interview", body=f"<p>Of gauges{note.format(1)}.</p>")
    with workflow.backdating():
        for place, turn in enumerate(edition.turns.all(), start=2):
            turn.html = f"<p>Said{note.format(place)}.</p>"
            turn.save()
    response = fetch(client, f"/publications/feed.{extension}")
    if extension == "json":
        content = json.loads(response.content)["items"][0]["content_html"]
    else:
        parsed = feedparser.parse(response.content)
        assert not parsed.bozo
        content = parsed.entries[0].content[0].value
    for number in (1, 2, 3):
        assert f"<sup>[{number}]</sup>" in content
    text, listed = content.split("<h2>Notes</h2>")
    assert "Budget" not in text
    assert listed.split("<li>")[1].startswith("Budget, p. 1.</li>")
    assert listed.count("<li>") == 3
    assert "foot-note" not in content
    assert 'href="#' not in content
    assert " id=" not in content
