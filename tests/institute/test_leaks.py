"""Nothing that is not live is on any public address; the addresses come from the URL resolver."""

from datetime import timedelta

import pytest
from django.utils import timezone

from experts.models import Expert
from photos import renditions
from publications import previews, workflow
from publications.models.editorial import PreviewLink
from tests import factories
from tests.institute import addresses as crawl

pytestmark = pytest.mark.django_db
WORD = "zyxplanted"
FORMER = "zyxformer"  # in a text that was live: it stays readable in its piece's past, and nowhere else


def planted(place):
    return f"{WORD} {place}"


def printed(place):
    return {
        "title": planted(f"{place} title"),
        "summary": planted(f"{place} summary"),
        "body": f"<p>{planted(place)}</p>",
    }


def page_words(place):
    return printed(place) | {"summary": planted(place)}


@pytest.fixture
def site():
    """A live site whose every hidden corner holds the planted word."""
    now = timezone.now()
    hidden_topic = factories.topic(planted("topic"), description=planted("topic"), public_from=None)
    gone_topic = factories.topic(planted("former topic"), description=planted("topic"), public_until=now)
    topic = factories.topic("Water")
    topics = [topic, hidden_topic, gone_topic]
    hidden = {
        "name": planted("name"),
        "bio": f"<p>{planted('bio')}</p>",
        "position": planted("position"),
        "email": f"{WORD}@example.org",
    }
    new_colleague = factories.expert(**hidden, public_from=now + timedelta(days=3))
    draft_profile = factories.expert(**hidden, public_from=None)
    left = factories.expert("Zoe Left", bio=planted("bio"), public_until=now)
    author = factories.expert("Ada Lund")
    author.expertise.create(topic=hidden_topic)
    new_colleague.expertise.create(topic=topic)
    left.expertise.create(topic=topic)
    words = {name: planted(name) for name in ("alt", "caption", "credit")}
    lapsed = factories.photo(factories.picture(colour="red"), **words)
    unused = factories.photo(factories.picture(colour="green"), **words)
    future = factories.photo(factories.picture(colour="blue"), **words)
    shown = factories.photo(factories.picture(colour="gray"))
    factories.photo(factories.picture(), **words, rights_from=now + timedelta(days=1))

    live = factories.live(title="Live piece", topics=topics, authors=[author], lead_photo=shown)
    factories.live(title="With a lapsed photo", topics=[topic], authors=[author], lead_photo=lapsed)
    talk = factories.live("interview", title="Live talk", topics=[topic], authors=[author, left])
    left.position = planted("position after leaving")
    left.save()
    former = factories.photo(factories.picture(colour="teal"))
    superseded = factories.live(
        slug="superseded", title=FORMER, summary=FORMER, body=f"<p>{FORMER}</p>", topics=topics, authors=[author],
        lead_photo=former,
    )  # fmt: skip
    corrected = factories.corrected(
        superseded, since=now - timedelta(minutes=5), title="Corrected", summary="S", body="<p>B</p>", lead_photo=lapsed
    )
    workflow.publish(factories.revised(corrected.publication), actor=None, at=now + timedelta(days=1))
    lapsed.rights_until = now
    lapsed.save()
    next_draft = factories.revised(corrected.publication)
    next_draft.title = planted("draft over a scheduled edition")
    next_draft.save()
    returned = factories.withdrawn(
        **printed("withdrawn, with its piece back"), topics=[topic], authors=[author], lead_photo=unused
    )
    factories.corrected(
        returned, since=now - timedelta(minutes=5), title="Back", summary="S", body="<p>B</p>", lead_photo=None
    )
    draft = workflow.revise(talk.publication, actor=None)
    for name, value in printed("draft of a live piece").items():
        setattr(draft, name, value)
    draft.change_note = planted("note")
    draft.lead_photo = unused
    draft.save()
    draft.turns.update(html=f"<p>{planted('turn')}</p>")
    draft.contributions.update(affiliation=planted("affiliation"))
    factories.draft(**printed("draft"), topics=[topic], authors=[new_colleague], slug=f"{WORD}-draft")
    factories.scheduled(
        **printed("scheduled"), topics=[topic], authors=[author], lead_photo=future, slug=f"{WORD}-scheduled"
    )
    workflow.discard(factories.draft(**printed("discarded"), topics=[topic], authors=[author]), actor=None)
    factories.withdrawn(
        **printed("withdrawn"), topics=[topic], authors=[author], note="It was wrong.", lead_photo=unused
    )
    factories.page_text(slug=f"{WORD}-page", **page_words("draft page"))
    factories.page_text(**page_words("scheduled page"), live_from=now + timedelta(days=1))
    before = factories.page_text(**page_words("superseded page"), live_from=now - timedelta(hours=2))
    factories.page_text(page=before.page, live_from=now - timedelta(hours=1))
    taken_away = factories.page_text(**page_words("page taken away"), live_from=now - timedelta(hours=2)).page
    taken_away.public_until = now
    taken_away.save()
    hidden_later = factories.expert(planted("hidden later"), slug="hidden-later")
    factories.live("interview", title="With a hidden voice", topics=[topic], authors=[author, hidden_later])
    Expert.objects.filter(pk=hidden_later.pk).update(public_from=None)
    other = factories.draft(title="Another draft", topics=topics, authors=[author, new_colleague])
    tokens = [previews.offer(other, actor=None, label=WORD, expires_at=now + timedelta(days=1)).token, "unknown"]
    for edition in (draft, superseded, talk):
        tokens.append(PreviewLink.objects.create(edition=edition, label=planted("label"), revoked_at=now).token)
    ended = {"created_at": now - timedelta(days=2), "expires_at": now - timedelta(days=1)}
    tokens.append(PreviewLink.objects.create(edition=draft, label=planted("label"), **ended).token)
    return {
        "photos": [lapsed, unused, future],
        "shown": shown,
        "former": former,
        "live": live,
        "draft_profile": draft_profile,
        "tokens": tokens,
    }


def addresses(site):
    names = [name for photo in [*site["photos"], site["shown"], site["former"]] for name in renditions.names(photo)]
    return crawl.public(names, site["tokens"])


def test_a_planted_word_shows_on_no_public_address(client, site):
    tried, live_seen, former_seen = 0, 0, 0
    for address in addresses(site):
        response = client.get(address)
        body = response.content
        tried += 1
        live_seen += b"Live piece" in body
        assert response.status_code in {200, 301, 404, 410}, address
        leak = body.find(WORD.encode())
        assert leak < 0, f"{address}: …{body[max(0, leak - 200) : leak + 80].decode()}…"
        assert WORD not in str(response.headers), address
        in_the_past = address.startswith(("/publications/superseded/history/", "/publications/superseded/editions/"))
        assert in_the_past or FORMER.encode() not in body, address
        former_seen += FORMER.encode() in body
    assert tried > 150
    assert former_seen >= 4, "its page, its content, and what compares it"
    assert live_seen > 30, "the addresses tried must be those that show what is live"


def test_the_addresses_tried_are_the_ones_of_the_site(site):
    found = set(addresses(site))
    live = f"/publications/{site['live'].publication.slug}/"
    for known in (
        "/",
        "/publications/",
        live,
        "/feeds/",
        "/sitemap.xml",
        "/robots.txt",
        "/topics/",
        "/experts/",
        "/publications/feed.atom",
        "/sitemap-experts.xml",
        f"{live}history/",
        f"{live}editions/1/",
        f"{live}editions/1/content.json",
        "/publications/superseded/history/?from=1&to=2",
    ):
        assert known in found


def test_a_rendition_is_served_only_while_something_public_shows_the_photo(client, site):
    for photo in (site["shown"], site["former"]):
        for name in renditions.names(photo):
            response = client.get(f"/media/{name}")
            assert response.content
            assert response.status_code == 200
    for photo in site["photos"]:
        for name in renditions.names(photo):
            assert client.get(f"/media/{name}").status_code == 404


def test_originals_are_on_no_address(client, site):
    photo = site["shown"]
    for address in (
        f"/media/{photo.original.name}",
        f"/media/originals/{photo.original.name}",
        "/media/../originals/x",
        f"/media/{'-' * 36}/card-320-50x50-00000000.jpg",
    ):
        assert client.get(address).status_code == 404
