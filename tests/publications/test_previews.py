"""Preview links: one text's newest words for whoever holds the link, until it is live; of anything else, nothing."""

from __future__ import annotations

import pickle
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.http import Http404
from django.test import Client
from django.utils import timezone

from institute.page_cache.cache import Kept
from photos import renditions
from publications import previews, workflow
from publications.models import Contribution, Edition
from publications.models.editorial import PreviewLink, PreviewVisit
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def link_to(edition, **fields):
    now = timezone.now()
    given = {"actor": None, "label": "Professor Lund", "expires_at": now + DAY}
    return previews.offer(edition, **given | fields)


def get(link, path="", **headers):
    return Client().get(f"/preview/{getattr(link, 'token', link)}/{path}", headers=headers)


# What a link opens


@pytest.mark.parametrize("kind", ["analysis", "interview"])
def test_a_link_shows_a_draft_s_newest_words_and_stores_nothing_of_what_publishing_would_add(kind):
    draft = factories.draft(kind, title="First words")
    link = link_to(draft)
    assert "First words" in get(link).content.decode()
    Edition.objects.filter(pk=draft.pk).update(title="Newest words")
    page = get(link).content.decode()
    assert "Newest words" in page
    assert draft.contributions.get().expert.position in page
    assert Contribution.objects.get().affiliation == ""
    assert Edition.objects.get().published_on is None


def test_it_opens_while_the_text_is_scheduled_and_leads_to_the_piece_once_it_is_live():
    draft = factories.draft(title="Soon")
    link = link_to(draft)
    edition = workflow.publish(draft, actor=None, at=timezone.now() + DAY / 2)
    assert "Soon" in get(link).content.decode()
    workflow.unschedule(edition, actor=None)
    workflow.publish(Edition.objects.get(), actor=None)
    for _again in range(2):
        response = get(link)
        assert (response.status_code, response["Location"]) == (302, edition.get_absolute_url())
        assert response["Cache-Control"] == "private, no-store"
    PreviewLink.objects.update(created_at=timezone.now() - 2 * DAY, expires_at=timezone.now() - DAY)
    assert get(link).status_code == 302, "what readers see is no secret any more"


def test_a_link_to_a_revision_shows_the_revision_beside_the_live_text():
    live = factories.live(title="What readers see")
    draft = factories.revised(live.publication)
    Edition.objects.filter(pk=draft.pk).update(title="What is new")
    page = get(link_to(draft)).content.decode()
    assert "What is new" in page
    assert "What readers see" in Client().get(live.get_absolute_url()).content.decode()


@pytest.mark.parametrize("end", ["expired", "revoked", "discarded"])
def test_a_link_that_has_ended_says_whom_to_ask_and_nothing_of_the_text(end):
    draft = factories.draft(title="Zyxsecret", summary="Zyxsecret", lead_photo=factories.photo(factories.picture()))
    link = link_to(draft)
    if end == "expired":
        PreviewLink.objects.update(created_at=timezone.now() - 2 * DAY, expires_at=timezone.now())
    elif end == "revoked":
        previews.revoke(link, actor=None)
    else:
        workflow.discard(draft, actor=None)
    response = get(link)
    page = response.content.decode()
    assert response.status_code == 410
    assert "Ask whoever sent it to you" in page
    assert "Zyxsecret" not in page
    assert 'name="robots" content="noindex"' in page
    assert response["Cache-Control"] == "private, no-store"
    for name in renditions.names(draft.lead_photo):
        assert get(link, f"media/{name}").status_code == 404
    assert not PreviewVisit.objects.exists()


def test_a_revoked_link_stays_revoked_when_the_piece_is_live():
    draft = factories.draft()
    link = previews.revoke(link_to(draft), actor=None)
    workflow.publish(draft, actor=None)
    assert get(link).status_code == 410


@pytest.mark.parametrize(
    "change", [str.swapcase, lambda t: t[:-1], lambda t: t + "x", lambda t: "x" * 5000, lambda t: "%"]
)
def test_a_token_that_nobody_was_given_opens_nothing(change):
    link = link_to(factories.draft())
    assert get(change(link.token)).status_code == 404


def test_a_token_can_t_be_guessed_and_is_compared_by_the_unique_index_alone(django_assert_num_queries):
    draft = factories.draft()
    tokens = {link_to(draft).token for _n in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 43 for token in tokens), "32 random bytes"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT * FROM publications_previewlink WHERE token = 'x'")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert re.search(r"Index Scan using publications_previewlink_token\w+ ", plan)
    with django_assert_num_queries(1) as counted, pytest.raises(Http404):
        previews.find("x")
    assert '"token" = ' in counted[0]["sql"]


# How it is marked and kept to itself


def test_it_is_marked_as_not_for_publication_with_its_embargo():
    moment = timezone.now() + 2 * DAY
    marked = get(link_to(factories.draft(), embargo=moment)).content.decode()
    assert "Not for publication." in marked
    assert f"Embargo until {workflow.said(moment)}." in marked
    assert "Embargo" not in get(link_to(factories.draft())).content.decode()


def test_nobody_keeps_indexes_or_recognises_it():
    link = link_to(factories.draft())
    caches["pages"].clear()
    for response in (get(link), Client().head(f"/preview/{link.token}/")):
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
    page = get(link).content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page
    assert "/admin/" not in page
    kept = (pickle.loads(value) for value in caches["pages"]._cache.values())
    assert not any(isinstance(value, Kept) for value in kept)
    assert "Disallow: /preview/" in Client().get("/robots.txt").content.decode()
    assert Client().post(f"/preview/{link.token}/").status_code == 405


def test_each_visit_is_noted_with_moment_and_browser_but_a_look_at_the_headers_is_none():
    link = link_to(factories.draft())
    Client().head(f"/preview/{link.token}/")
    assert not link.visits.exists()
    get(link, user_agent="Firefox")
    get(link, user_agent="x" * 900)
    newest, first = link.visits.all()
    assert first.browser == "Firefox"
    assert len(newest.browser) == 300
    assert timezone.now() - newest.visited_at < DAY


def test_the_text_s_own_photo_shows_and_no_other_text_s():
    own, other = factories.photo(factories.picture()), factories.photo(factories.picture(colour="red"))
    draft = factories.draft(lead_photo=own)
    factories.draft(lead_photo=other)
    link = link_to(draft)
    page = get(link).content.decode()
    shown = re.findall(rf'/preview/{link.token}/media/([^\s",]+)', page)
    assert len(shown) > 4
    assert "/media/" not in page.replace(f"/preview/{link.token}/media/", "")
    for name in shown:
        image = get(link, f"media/{name}")
        assert (image.status_code, image["Cache-Control"]) == (200, "private, no-store")
        assert image["Content-Type"].startswith("image/")
        assert Client().get(f"/media/{name}").status_code == 404
    for name in renditions.names(other):
        assert get(link, f"media/{name}").status_code == 404
    assert get(link, f"media/{own.original.name}").status_code == 404
    own.rights_until = timezone.now()
    own.save()
    assert str(own.uuid) not in get(link).content.decode()
    assert get(link, f"media/{shown[0]}").status_code == 404


def test_it_shows_nothing_of_another_text():
    topic, ada = factories.topic("Water"), factories.expert("Ada Lund")
    hidden = {
        "topics": [topic],
        "authors": [ada],
        "title": "Zyxother",
        "summary": "Zyxother",
        "body": "<p>Zyxother</p>",
    }
    draft = factories.draft(topics=[topic], authors=[ada])
    factories.draft(**hidden)
    factories.scheduled(**hidden)
    factories.withdrawn(**hidden)
    superseded = factories.live(**hidden, since=timezone.now() - DAY)
    factories.corrected(superseded, since=timezone.now() - DAY / 2, title="T", summary="S", body="<p>B</p>")
    live = factories.live(topics=[topic], authors=[ada])
    workflow.discard(factories.draft(**hidden), actor=None)
    Edition.objects.filter(pk=factories.revised(live.publication).pk).update(title="Zyxother", summary="Zyxother")
    assert "Zyxother" not in get(link_to(draft)).content.decode()


def test_a_preview_costs_the_same_whoever_speaks_and_however_much_there_is(django_assert_max_num_queries):
    topic = factories.topic()
    talk = factories.draft("interview", topics=[topic])
    link = link_to(talk)

    def cost():
        with django_assert_max_num_queries(24) as counted:
            assert get(link).status_code == 200
        return len(counted)

    for _n in range(5):
        factories.live(topics=[topic])
    factories.say(talk, "answer", "<p>Yes.</p>", [factories.expert()])
    few = cost()
    for _n in range(8):
        factories.live(topics=[topic])
        factories.say(talk, "answer", "<p>No.</p>", [factories.expert()])
    assert cost() == few


# The verbs, and the desk's screen


def test_a_link_is_offered_only_to_what_readers_don_t_see_and_for_a_time_to_come():
    live, gone = factories.live(), workflow.discard(factories.draft(), actor=None)
    for edition in (live, gone):
        with pytest.raises(workflow.Refused, match="nothing to preview"):
            link_to(edition)
    with pytest.raises(workflow.Refused, match="That moment is past"):
        link_to(factories.draft(), expires_at=timezone.now() - DAY)
    assert not PreviewLink.objects.exists()


@pytest.fixture
def author(client, django_user_model):
    person = django_user_model.objects.create_user("ada", is_staff=True, first_name="Ada", last_name="Lund")
    person.groups.add(Group.objects.get(name="Author"))
    client.force_login(person)
    return person


def screen_of(edition):
    return f"/admin/publications/{edition.kind}/{edition.publication.uuid}/preview-links/"


def test_whoever_may_preview_a_text_makes_a_link_sees_who_opened_it_and_revokes_it(client, author, settings):
    draft = factories.draft(created_by=author, title="Rivers")
    form = client.get(screen_of(draft).replace("preview-links", "change")).content.decode()
    assert f'href="{screen_of(draft)}"' in form
    page = client.get(screen_of(draft))
    left = page.context["form"]["expires_at"].initial - timezone.now()
    assert timedelta(days=13) < left <= timedelta(days=14)
    sent = {"label": "Professor Lund", "expires_at": "2100-01-02T10:00", "embargo": "2099-12-01T09:00"}
    assert client.post(screen_of(draft), sent).status_code == 302
    link = PreviewLink.objects.get()
    assert (link.edition, link.created_by, link.label) == (draft, author, "Professor Lund")
    get(link, user_agent="Firefox 140")
    words = client.get(screen_of(draft)).content.decode()
    for shown in (
        "Professor Lund", "2 January 2100, 10:00", "Embargo until 1 December 2099, 09:00", "Made by Ada Lund",
        "1 visit", "Firefox 140", f'readonly value="https://institute.example/preview/{link.token}/"',
    ):  # fmt: skip
        assert shown in words, shown
    assert client.post(screen_of(draft), {"revoke": link.pk}).status_code == 302
    assert get(link).status_code == 410
    words = client.get(screen_of(draft)).content.decode()
    assert "Revoked" in words
    assert link.token not in words
    noted = LogEntry.objects.order_by("pk").values_list("change_message", "user", "object_id")
    piece = str(draft.publication.uuid)
    assert list(noted) == [
        ("Preview link made. Professor Lund", author.pk, piece),
        ("Preview link revoked. Professor Lund", author.pk, piece),
    ]


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"label": "", "expires_at": "2100-01-02T10:00"}, "This field is required."),
        ({"label": "x", "expires_at": ""}, "This field is required."),
        ({"label": "x", "expires_at": "2001-01-02T10:00"}, "That moment is past."),
        ({"label": "x", "expires_at": "2100-01-02T10:00", "embargo": "2001-01-02T10:00"}, "That moment is past."),
    ],
)
def test_what_is_wrong_with_a_link_is_said_and_nothing_is_made(client, author, sent, fault):
    draft = factories.draft(created_by=author)
    response = client.post(screen_of(draft), sent)
    assert fault in response.content.decode()
    assert not PreviewLink.objects.exists()


def test_a_link_of_one_text_is_not_another_s_to_revoke(client, author):
    mine, other = factories.draft(created_by=author), factories.draft()
    link = link_to(other)
    assert client.post(screen_of(mine), {"revoke": link.pk}).status_code == 404
    assert get(link).status_code == 200


def test_an_author_hands_out_links_to_her_own_pieces_only_and_staff_without_a_role_to_none(
    client, author, django_user_model
):
    draft = factories.draft()
    for send in (client.get, client.post):
        assert send(screen_of(draft)).status_code in {403, 404}
    with pytest.raises(workflow.Forbidden):
        link_to(draft, actor=author)
    with pytest.raises(workflow.Forbidden):
        previews.revoke(link_to(draft), actor=author)
    client.force_login(django_user_model.objects.create_user("temp", is_staff=True))
    assert client.get(screen_of(draft)).status_code in {403, 404}
    assert Client().get(screen_of(draft)).status_code == 302


def test_a_scheduled_text_s_page_leads_to_its_links_and_a_live_one_s_does_not(client, author):
    soon, live = factories.scheduled(), factories.live()
    Edition.objects.update(created_by=author)
    for edition, offered in ((soon, True), (live, False)):
        page = client.get(screen_of(edition).replace("preview-links", "change")).content.decode()
        assert (screen_of(edition) in page) is offered
    assert "Make the link" in client.get(screen_of(soon)).content.decode()
    assert "Make the link" not in client.get(screen_of(live)).content.decode()
