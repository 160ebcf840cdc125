"""A piece's past: its history, its former editions, and what was corrected, told everywhere."""

import hashlib
import json
import re
import warnings
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from publications import content, workflow
from publications.models import Edition
from tests import factories
from tests.factories import HOUR

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

pytestmark = pytest.mark.django_db
NOTE = "The figure is 17, not 13."


@pytest.fixture
def piece():
    """An analysis with three editions: the first, a correction, a minor change."""
    now = timezone.now()
    first = factories.live(slug="rivers", title="Rivers", body="<p>It took 13 weeks.</p>", since=now - 9 * HOUR)
    second = factories.corrected(first, since=now - 5 * HOUR, note=NOTE, body="<p>It took 17 weeks.</p>")
    third = factories.corrected(second, since=now - HOUR, kind="minor", note="", title="Rivers and lakes")
    return [first, second, third]


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.mark.parametrize("kind", ["update", "clarification", "correction", "retraction"])
def test_a_change_in_substance_reads_back_from_page_list_feeds_and_history(client, kind):
    edition = factories.live(slug="told", since=timezone.now() - 9 * HOUR)
    newer = factories.corrected(edition, since=timezone.now() - HOUR, kind=kind, note=NOTE)
    factories.corrected(newer, since=timezone.now() - HOUR / 2, kind="minor", note="")
    label = str(Edition.Change(kind).label)
    for address in (
        "/publications/told/",
        "/publications/told/history/",
        "/publications/feed.rss",
        "/publications/feed.atom",
        "/publications/feed.json",
    ):
        page = read(client, address)
        assert NOTE in page, address
        assert label in page, address
    for address in ("/", "/publications/"):
        assert f"updated is-{kind}" in read(client, address), address


def test_a_minor_change_stands_in_the_history_and_nowhere_else(client):
    edition = factories.live(slug="told", since=timezone.now() - 9 * HOUR)
    factories.corrected(edition, since=timezone.now() - HOUR, kind="minor", note="A comma.")
    assert "A comma." in read(client, "/publications/told/history/")
    for address in ("/publications/told/", "/publications/", "/publications/feed.rss", "/publications/feed.json"):
        page = read(client, address)
        assert "A comma." not in page
        assert "Minor change" not in page


def test_the_history_lists_the_versions_newest_first_with_their_moments_in_the_sites_zone(client):
    first = factories.live(slug="p", since=datetime(2026, 1, 9, 8, tzinfo=UTC))
    factories.corrected(first, since=datetime(2026, 7, 9, 8, tzinfo=UTC), note=NOTE)
    page = plain(read(client, "/publications/p/history/"))
    assert "9 July 2026 10:00 CEST" in page
    assert "9 January 2026 09:00 CET" in page
    assert page.index("Read version 2") < page.index("Read version 1")


def test_a_piece_says_which_version_it_is_once_there_is_more_than_one(client):
    edition = factories.live(slug="p", since=timezone.now() - 2 * HOUR)
    assert "/publications/p/history/" not in read(client, "/publications/p/")
    assert "First published" in read(client, "/publications/p/history/")
    factories.corrected(edition, since=timezone.now() - HOUR)
    page = read(client, "/publications/p/")
    assert "/publications/p/history/" in page
    assert "Version 2" in page


def test_a_former_version_reads_as_it_was_and_says_that_a_newer_one_exists(client, piece):
    page = read(client, "/publications/rivers/editions/1/")
    assert "13 weeks" in page
    assert "17 weeks" not in page
    assert "Version 3 has replaced it" in page
    assert NOTE in page
    assert "?from=1&amp;to=3#compare" in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<link rel="canonical" href="https://institute.example/publications/rivers/">' in page
    second = read(client, "/publications/rivers/editions/2/")
    assert "Version 3 has replaced it" in second
    assert "Correction" in second


def test_the_current_version_has_an_address_of_its_own_too(client, piece):
    page = read(client, "/publications/rivers/editions/3/")
    assert "the current one" in page
    assert "noindex" not in page
    assert '<link rel="canonical" href="https://institute.example/publications/rivers/">' in page
    assert read(client, "/publications/rivers/editions/4/", 404)
    assert read(client, "/publications/rivers/editions/0/", 404)


def test_numbers_stay_when_more_is_published_scheduled_drafted_and_discarded(client, piece):
    publication = piece[0].publication
    workflow.discard(factories.revised(publication), actor=None)
    workflow.publish(factories.revised(publication), actor=None, at=timezone.now() + HOUR)
    workflow.revise(publication, actor=None)
    before = Edition.objects.public(timezone.now()).filter(publication=publication).order_by("number")
    assert [(e.pk, e.number) for e in before] == [(e.pk, n) for n, e in enumerate(piece, start=1)]
    later = Edition.objects.public(timezone.now() + 2 * HOUR).filter(publication=publication).order_by("number")
    assert [e.number for e in later] == [1, 2, 3, 4]
    assert read(client, "/publications/rivers/editions/4/", 404)


def test_any_two_versions_are_compared_the_older_first(client, piece):
    for query in ("?from=1&to=3", "?from=3&to=1"):
        page = read(client, f"/publications/rivers/history/{query}")
        assert "Version 1 compared with version 3" in page
        assert re.search(r"<del><span[^>]*>Removed: </span>13</del><ins><span[^>]*>Added: </span>17</ins> weeks", page)
        assert "noindex" in page


@pytest.mark.parametrize("query", ["", "?from=9&to=2", "?from=x", "?to=2", "?from=2&to=2", "?from=&to=%E2%91%A0"])
def test_where_an_address_names_no_two_versions_the_last_two_are_compared(client, piece, query):
    assert "Version 2 compared with version 3" in read(client, f"/publications/rivers/history/{query}")


def test_a_withdrawn_piece_takes_its_history_and_versions_along(client, piece):
    workflow.withdraw(piece[0].publication, actor=None, note="The data were wrong.")
    addresses = ("", "history/", "history/?from=1&to=2", "history/feed.rss", "editions/1/", "editions/3/")
    for rest in (*addresses, "editions/1/content.json"):
        page = read(client, f"/publications/rivers/{rest}", 410)
        assert "The data were wrong." in page
        assert "13 weeks" not in page


def test_a_version_that_was_withdrawn_stays_withdrawn_when_its_piece_comes_back(client, piece):
    publication = piece[0].publication
    workflow.withdraw(publication, actor=None, note="The data were wrong.")
    back = workflow.revise(publication, actor=None)
    back.title, back.change_kind, back.change_note = "Rivers again", "correction", NOTE
    back.save()
    workflow.publish(back, actor=None)
    for rest in ("editions/3/", "editions/3/content.json"):
        page = read(client, f"/publications/rivers/{rest}", 410)
        assert "The data were wrong." in page
        assert "Version 3 has been withdrawn" in page
        assert "Rivers and lakes" not in page
    page = read(client, "/publications/rivers/history/")
    assert "The data were wrong." in page
    assert "Rivers and lakes" not in page
    assert "Version 2 compared with version 4" in page
    assert "Version 2 compared with version 4" in read(client, "/publications/rivers/history/?from=3&to=4")


def test_a_former_address_leads_to_the_same_page_of_the_new_one(client, piece):
    workflow.refile(piece[0].publication, actor=None, slug="lakes", topics=[factories.topic()])
    for rest in ("", "history/", "history/?from=1&to=2", "history/feed.atom", "editions/1/", "editions/1/content.json"):
        response = client.get(f"/publications/rivers/{rest}")
        assert (response.status_code, response["Location"]) == (301, f"/publications/lakes/{rest}")


def test_nothing_of_a_piece_that_was_never_live_answers(client):
    factories.draft(slug="draft")
    factories.scheduled(slug="soon")
    for slug in ("draft", "soon", "nowhere"):
        for rest in ("history/", "history/feed.json", "editions/1/", "editions/1/content.json"):
            assert client.get(f"/publications/{slug}/{rest}").status_code == 404


def test_a_former_version_shows_no_lapsed_photo_no_hidden_topic_and_no_hidden_name(client):
    photo = factories.photo(caption="Seen from the dam", alt="A dam")
    topic, other = factories.topic("Secret water"), factories.topic("Open water")
    author, hidden = factories.expert("Ada Lund"), factories.expert("Zoe Hidden", position="Spy at large")
    first = factories.live(slug="p", lead_photo=photo, topics=[topic, other], authors=[author, hidden])
    with workflow.backdating():
        factories.corrected(first, since=timezone.now() - HOUR / 2, lead_photo=None).contributions.filter(
            expert=hidden
        ).delete()
    addresses = [f"/publications/p/{rest}" for rest in ("history/", "editions/1/", "editions/1/content.json")]
    before = "".join(read(client, address) for address in addresses)
    assert all(words in before for words in ("A dam", "Secret water", "Zoe Hidden", "Ada Lund"))
    for record, change in (
        (photo, {"rights_until": timezone.now()}),
        (topic, {"public_until": timezone.now()}),
        (hidden, {"public_from": None}),
    ):
        for name, value in change.items():
            setattr(record, name, value)
        record.save()
    after = "".join(read(client, address) for address in addresses)
    assert not any(words in after for words in ("A dam", "Seen from", "Secret water", "Zoe Hidden", "Spy at large"))
    assert "Ada Lund" in after


def test_the_feed_of_changes_tells_all_but_the_minor_ones_in_every_format(client, piece):
    seen = set()
    for extension in ("rss", "atom"):
        parsed = feedparser.parse(client.get(f"/publications/rivers/history/feed.{extension}").content)
        assert not parsed.bozo
        assert [entry.title for entry in parsed.entries] == ["Correction: Rivers", "First published: Rivers"]
        assert NOTE in parsed.entries[0].content[0].value
        assert parsed.entries[0].link == "https://institute.example/publications/rivers/editions/2/"
        seen.add(tuple(entry.id for entry in parsed.entries))
    feed = client.get("/publications/rivers/history/feed.json").json()
    seen.add(tuple(item["id"] for item in feed["items"]))
    assert len(seen) == 1
    assert feed["home_page_url"] == "https://institute.example/publications/rivers/history/"
    assert "/publications/rivers/history/feed.atom" in read(client, "/publications/rivers/history/")
    assert client.get("/publications/rivers/history/feed.txt").status_code == 404


def test_the_content_hash_is_that_of_the_content_as_served_and_stands_on_version_and_history(client):
    ada = factories.expert("Ada Lund")
    first = factories.live("interview", slug="talk", title="Wasser & “Brot” 🜁", authors=[ada])
    factories.corrected(first, since=timezone.now() - HOUR / 2, note=NOTE)
    history = read(client, "/publications/talk/history/")
    seen = set()
    for number in (1, 2):
        response = client.get(f"/publications/talk/editions/{number}/content.json")
        assert response["Content-Type"] == "application/json"
        digest = hashlib.sha256(response.content).hexdigest()
        assert digest in read(client, f"/publications/talk/editions/{number}/")
        assert digest in history
        seen.add(digest)
        data = json.loads(response.content)
        assert data["title"] == "Wasser & “Brot” 🜁"
        assert [turn["kind"] for turn in data["turns"]] == ["question", "answer"]
        assert data["turns"][1]["speakers"] == [str(ada.uuid)]
        packed = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert packed.encode() == response.content
    assert len(seen) == 2


def test_the_public_content_holds_these_fields_for_ever():
    edition = Edition.objects.with_content().get(pk=factories.live("interview").pk)
    found = content.public(edition)
    assert set(found) == {
        "title", "summary", "body", "language", "lead_photo", "published_on", "change_kind", "change_note", "byline",
        "turns",
    }  # fmt: skip
    assert set(found["byline"][0]) == {"expert", "role"}
    assert set(found["turns"][0]) == {"key", "kind", "html", "speakers"}


def test_a_photo_that_only_a_former_version_shows_is_served_until_the_piece_is_withdrawn(client):
    photo = factories.photo(factories.picture())
    first = factories.live(slug="p", lead_photo=photo)
    factories.corrected(first, since=timezone.now() - HOUR / 2, lead_photo=None)
    [source] = set(re.findall(r'<img [^>]*\bsrc="([^"]+)"', read(client, "/publications/p/editions/1/")))
    assert b"".join(client.get(source)) if client.get(source).streaming else client.get(source).content
    workflow.withdraw(first.publication, actor=None, note="Gone.")
    assert client.get(source).status_code == 404


def test_what_was_public_is_what_was_live_before_and_is_not_withdrawn():
    now = timezone.now()
    first = factories.live(since=now - 3 * HOUR)
    second = factories.corrected(first, since=now - HOUR)
    alone = factories.live(since=now - 2 * HOUR)
    factories.withdrawn()
    factories.scheduled()
    factories.draft()

    def public(at):
        return set(Edition.objects.public(at).values_list("pk", flat=True))

    assert public(now) == {first.pk, second.pk, alone.pk}
    assert public(now - 2 * HOUR) == {first.pk, alone.pk}
    assert public(now - timedelta(days=2)) == set()
