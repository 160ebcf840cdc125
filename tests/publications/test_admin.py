"""The desk: lists of pieces, their forms, and the steps its buttons take."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from experts.models import Expert
from photos.models import Photo
from publications import workflow
from publications.models import Contribution, Edition, PhotoUse, Publication, Topic, Turn
from publications.models.editorial import EditorialRules
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/publications/piece/"


@pytest.fixture
def marit():
    return Expert.objects.create(name="Marit Oyelaran", slug="marit-oyelaran", position="Senior Fellow")


@pytest.fixture
def tomasz():
    return Expert.objects.create(name="Tomasz Reidel", slug="tomasz-reidel")


@pytest.fixture
def water():
    return Topic.objects.create(name="Water", slug="water")


def draft(title, expert, topic, kind="analysis", actor=None):
    edition = workflow.start(
        kind, title.lower().replace(" ", "-"), actor=actor, title=title, summary="Short.", body="<p>Words.</p>"
    )
    workflow.set_topics(edition.publication, [topic])
    role = "author" if kind == "analysis" else "interviewee"
    Contribution.objects.create(edition=edition, expert=expert, role=role)
    if kind == "interview":
        say(edition, 1, "question", "<p>Why?</p>")
        say(edition, 2, "answer", "<p>Because.</p>", expert)
    return edition


def say(edition, position, kind, html, *experts):
    turn = Turn.objects.create(edition=edition, position=position, kind=kind, html=html)
    workflow.set_speakers(turn, list(experts))
    return turn


def address(edition, name="change"):
    return reverse(f"admin:publications_{edition.publication.kind}_{name}", args=[edition.publication.uuid])


def fields(response):
    """What a browser would send of a form as it was shown."""
    context = response.context
    sent = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            sent[field.html_name] = "" if value is None else value
    return {name: value for name, value in sent.items() if not name.endswith("-DELETE")}


def rows(prefix, *rows):
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for i, row in enumerate(rows):
        sent |= {f"{prefix}-{i}-{name}": value for name, value in row.items()}
    return sent


def words(title="A dry-year clause", **more):
    return {"title": title, "summary": "Short.", "body": "<p>Words.</p>", "language": "en"} | more


def confirmed(receipt):
    return {"confirmed": receipt.context["receipt"]["value"], "words": receipt.context["words"]}


def messages(response):
    return [str(message) for message in response.context["messages"]]


def errors(response):
    return " ".join(str(error) for error in response.context["errors"])


# The desk and its lists


def test_an_empty_site_leads_from_its_first_account_to_a_first_piece(admin_client):
    page = admin_client.get("/admin/").content.decode()
    for name in ("experts_expert", "publications_topic", "photos_photo", "publications_analysis"):
        assert reverse(f"admin:{name}_add") in page


def test_the_desk_shows_my_drafts_what_is_scheduled_and_what_went_live(admin_client, admin_user, marit, water):
    draft("My draft", marit, water, actor=admin_user)
    workflow.publish(draft("Gone live", marit, water), actor=None)
    at = timezone.now() + dt.timedelta(hours=3, minutes=12, seconds=20)
    workflow.publish(draft("Coming", marit, water), actor=None, at=at)
    context = admin_client.get("/admin/").context
    assert [str(e) for e in context["drafts"]] == ["My draft"]
    assert [str(e) for e in context["recent"]] == ["Gone live"]
    assert [(str(e), e.left) for e in context["scheduled"]] == [("Coming", "in 3 h 12 min")]


def test_a_piece_is_one_row_with_its_open_draft_before_its_live_text(admin_client, marit, water):
    live = workflow.publish(draft("First words", marit, water), actor=None)
    revised = workflow.revise(live.publication, actor=None)
    Edition.objects.filter(pk=revised.pk).update(title="Second words")
    page = admin_client.get(LIST).content.decode()
    assert "Second words" in page
    assert "First words" not in page
    assert "Live, draft open" in page


def test_a_scheduled_edition_stands_in_the_list_before_the_live_one(admin_client, marit, water):
    live = workflow.publish(draft("Now", marit, water), actor=None)
    later = workflow.revise(live.publication, actor=None)
    Edition.objects.filter(pk=later.pk).update(title="Soon", change_kind="minor")
    workflow.publish(Edition.objects.get(pk=later.pk), actor=None, at=timezone.now() + dt.timedelta(days=1))
    editions = list(admin_client.get(LIST).context["cl"].result_list)
    assert [str(e) for e in editions] == ["Soon"]


def test_a_discarded_piece_shows_only_under_its_filter(admin_client, marit, water):
    workflow.discard(draft("Put aside", marit, water), actor=None)
    draft("Still written", marit, water)
    assert [str(e) for e in admin_client.get(LIST).context["cl"].result_list] == ["Still written"]
    found = admin_client.get(LIST, {"status": "discarded"}).context["cl"].result_list
    assert [str(e) for e in found] == ["Put aside"]


@pytest.mark.parametrize(
    ("status", "title"),
    [("draft", "Draft"), ("scheduled", "Scheduled"), ("live", "Live"), ("withdrawn", "Withdrawn")],
)
def test_the_list_filters_by_status(admin_client, marit, water, status, title):
    draft("Draft", marit, water)
    workflow.publish(draft("Live", marit, water), actor=None)
    at = timezone.now() + dt.timedelta(days=1)
    workflow.publish(draft("Scheduled", marit, water), actor=None, at=at)
    gone = workflow.publish(draft("Withdrawn", marit, water), actor=None)
    workflow.withdraw(gone.publication, actor=None, note="Wrong data.")
    found = admin_client.get(LIST, {"status": status}).context["cl"].result_list
    assert [str(e) for e in found] == [title]


def test_the_list_filters_by_topic_and_kind_and_searches_titles(admin_client, marit, water):
    trade = Topic.objects.create(name="Trade", slug="trade")
    draft("River talks", marit, water)
    draft("Ferry talks", marit, trade, kind="interview")
    for query in ({"topic": "trade"}, {"kind": "interview"}, {"q": "FERRY"}):
        assert [str(e) for e in admin_client.get(LIST, query).context["cl"].result_list] == ["Ferry talks"]


def test_the_list_costs_the_same_queries_for_3_and_30_pieces(admin_client, marit, water, django_assert_max_num_queries):
    for n in range(3):
        draft(f"Piece {n}", marit, water)
    with django_assert_max_num_queries(20) as few:
        admin_client.get(LIST)
    for n in range(3, 30):
        draft(f"Piece {n}", marit, water, kind="interview" if n % 2 else "analysis")
    with django_assert_max_num_queries(len(few)):
        assert len(admin_client.get(LIST).context["cl"].result_list) == 30


def test_the_form_costs_the_same_queries_for_3_and_30_turns(
    admin_client, marit, tomasz, water, django_assert_max_num_queries
):
    edition = draft("Talks", marit, water, kind="interview")
    with django_assert_max_num_queries(40) as few:
        admin_client.get(address(edition))
    for n in range(3, 30):
        say(edition, n, "answer", f"<p>{n}</p>", tomasz, marit)
    with django_assert_max_num_queries(len(few)):
        admin_client.get(address(edition))


def test_pieces_are_never_deleted(admin_client, marit, water):
    edition = draft("Kept", marit, water)
    assert admin_client.post(address(edition, "delete"), {"post": "yes"}).status_code == 403
    assert Edition.objects.exists()


# Writing


def test_an_analysis_is_written_and_published_from_its_form(admin_client, admin_user, marit, water):
    sent = words(topics=[water.pk], _publish="1")
    sent |= rows("contributions", {"expert": marit.pk, "role": "author", "position": 1})
    response = admin_client.post(reverse("admin:publications_analysis_add"), sent, follow=True)
    edition = Edition.objects.get()
    assert messages(response)[0].startswith("Readers see it now.")
    assert edition.status(timezone.now()) == "live"
    assert (edition.publication.slug, edition.created_by, edition.words) == ("a-dry-year-clause", admin_user, 1)
    assert [c.affiliation for c in edition.contributions.all()] == ["Senior Fellow"]
    entries = LogEntry.objects.filter(object_id=str(edition.publication.uuid)).order_by("id")
    assert [str(entry) for entry in entries][1:] == ["Changed “A dry-year clause” — Published."]


def test_an_interview_keeps_order_text_and_speakers(admin_client, marit, tomasz, water):
    sent = words(topics=[water.pk], _publish="1") | rows("contributions")
    sent |= rows(
        "turns",
        {"kind": "answer", "html": "<p>Second.</p>", "said_by": [tomasz.pk, marit.pk], "position": 2},
        {"kind": "question", "html": "<p>First?</p>", "position": 1},
        {"kind": "answer", "html": "<p>Third.</p>", "said_by": [marit.pk], "position": 3},
    )
    admin_client.post(reverse("admin:publications_interview_add"), sent)
    turns = list(Turn.objects.with_speakers())
    assert [(t.position, t.words) for t in turns] == [(1, "First?"), (2, "Second."), (3, "Third.")]
    assert [t.speaker_ids for t in turns] == [[], [tomasz.pk, marit.pk], [marit.pk]]
    edition = Edition.objects.get()
    assert edition.status(timezone.now()) == "live"
    assert {c.expert for c in edition.contributions.all()} == {marit, tomasz}


def test_saving_again_keeps_the_keys_of_turns_and_takes_a_new_order(admin_client, marit, water):
    edition = draft("Talks", marit, water, kind="interview")
    keys = [turn.key for turn in edition.turns.all()]
    sent = fields(admin_client.get(address(edition)))
    sent |= {"turns-0-position": 2, "turns-1-position": 1}
    admin_client.post(address(edition), sent)
    assert [turn.key for turn in edition.turns.all()] == keys[::-1]
    assert [turn.position for turn in edition.turns.all()] == [1, 2]


def test_a_removed_turn_is_gone_and_the_rest_is_numbered_anew(admin_client, marit, water):
    edition = draft("Talks", marit, water, kind="interview")
    say(edition, 3, "remark", "<p>She laughs.</p>")
    sent = fields(admin_client.get(address(edition))) | {"turns-1-DELETE": "on"}
    admin_client.post(address(edition), sent)
    assert [(t.position, t.words) for t in edition.turns.all()] == [(1, "Why?"), (2, "She laughs.")]


def test_an_answer_without_a_speaker_is_refused_and_nothing_is_lost_or_reordered(admin_client, marit, water):
    sent = words(topics=[water.pk]) | rows("contributions")
    sent |= rows(
        "turns",
        {"kind": "answer", "html": "<p>Nobody said this.</p>", "position": 3},
        {"kind": "question", "html": "<p>First?</p>", "position": 1},
        {"kind": "answer", "html": "<p>Second.</p>", "said_by": [marit.pk], "position": 2},
    )
    response = admin_client.post(reverse("admin:publications_interview_add"), sent)
    assert "Choose who says this answer." in errors(response)
    shown = response.context["inline_admin_formsets"][0].formset.forms
    assert [(str(f["position"].value()), f["html"].value()) for f in shown] == [
        ("3", "<p>Nobody said this.</p>"),
        ("1", "<p>First?</p>"),
        ("2", "<p>Second.</p>"),
    ]
    assert f'<option value="{marit.pk}" selected>Marit Oyelaran</option>' in response.content.decode()
    assert not Edition.objects.exists()


def test_an_added_row_without_words_is_no_turn(admin_client, marit, water):
    sent = words() | rows("contributions")
    sent |= rows("turns", {"kind": "answer", "html": "<p></p>", "said_by": [marit.pk], "position": 1})
    admin_client.post(reverse("admin:publications_interview_add"), sent)
    assert Edition.objects.get().turns.count() == 0


def test_scripts_in_a_text_are_gone_before_it_is_stored(admin_client, marit):
    bad = '<p onclick="x()">Words<script>alert(1)</script> <a href="javascript:x()">here</a>.</p>'
    sent = words(body=bad) | rows("contributions")
    sent |= rows("turns", {"kind": "answer", "html": bad, "said_by": [marit.pk], "position": 1})
    admin_client.post(reverse("admin:publications_interview_add"), sent)
    edition = Edition.objects.get()
    for html in (edition.body, edition.turns.get().html):
        assert "Words" in html
        assert not any(part in html for part in ("script", "onclick", "alert"))


def test_a_title_is_escaped_in_the_list(admin_client, marit, water):
    edition = draft("Talks", marit, water)
    Edition.objects.filter(pk=edition.pk).update(title="<script>alert(1)</script>")
    assert "<script>alert" not in admin_client.get(LIST).content.decode()


def test_an_address_is_made_from_the_title_and_never_twice(admin_client):
    for _ in range(2):
        admin_client.post(reverse("admin:publications_analysis_add"), words("Déjà vu") | rows("contributions"))
    assert set(Publication.objects.values_list("slug", flat=True)) == {"deja-vu", "deja-vu-2"}


def test_a_title_without_latin_letters_asks_for_an_address(admin_client):
    response = admin_client.post(
        reverse("admin:publications_analysis_add"), words("河流与谈判") | rows("contributions")
    )
    assert "Write one in Latin letters" in str(response.context["adminform"].form.errors["slug"])
    assert "河流与谈判" in response.content.decode()


def test_a_taken_address_names_the_piece_that_has_it(admin_client, marit, water):
    draft("River talks", marit, water)
    sent = words(slug="river-talks") | rows("contributions")
    response = admin_client.post(reverse("admin:publications_analysis_add"), sent)
    assert "belongs to “River talks”" in str(response.context["adminform"].form.errors["slug"])


def test_a_draft_may_change_its_address_until_readers_have_seen_it(admin_client, marit, water):
    edition = draft("River talks", marit, water)
    sent = fields(admin_client.get(address(edition))) | {"slug": "other"}
    admin_client.post(address(edition), sent)
    assert Publication.objects.get().slug == "other"
    workflow.publish(Edition.objects.get(), actor=None)
    workflow.revise(Publication.objects.get(), actor=None)
    response = admin_client.get(address(edition))
    assert not {"slug", "topics"} & set(response.context["adminform"].form.fields)
    admin_client.post(address(edition), fields(response) | {"slug": "third", "topics": []})
    assert Publication.objects.get().slug == "other"
    assert Publication.objects.get().topics.count() == 1


def test_topics_are_chosen_from_the_list_in_an_order_and_at_most_five(admin_client):
    topics = [Topic.objects.create(name=f"Topic {n}", slug=f"topic-{n}") for n in range(6)]
    add = reverse("admin:publications_analysis_add")
    response = admin_client.post(add, words(topics=[t.pk for t in topics]) | rows("contributions"))
    assert "At most five topics" in errors(response)
    admin_client.post(add, words(topics=[topics[4].pk, topics[1].pk]) | rows("contributions"))
    assert [f.tag for f in Publication.objects.get().filings.all()] == [topics[4], topics[1]]
    response = admin_client.post(add, words(topics=["A new one"]) | rows("contributions"))
    assert response.status_code == 200
    assert Topic.objects.count() == 6


def test_the_server_names_the_local_copy_it_has_stored_and_no_other(admin_client):
    add = reverse("admin:publications_analysis_add")
    response = admin_client.post(add, words("") | rows("contributions") | {"_copy": "abc"})
    assert 'data-saved=""' in response.content.decode()
    response = admin_client.post(add, words() | rows("contributions") | {"_copy": "abc"}, follow=True)
    assert 'data-saved="abc"' in response.content.decode()
    assert 'data-saved=""' in admin_client.get("/admin/").content.decode()


# Steps


def test_a_refused_publication_says_every_reason_and_keeps_the_text(admin_client):
    sent = words("Not ready", summary="", _publish="1") | rows("contributions")
    response = admin_client.post(reverse("admin:publications_analysis_add"), sent, follow=True)
    assert {"Write the summary.", "Choose a topic."} <= set(messages(response))
    edition = Edition.objects.get()
    assert (edition.title, edition.body, edition.live_from) == ("Not ready", "<p>Words.</p>", None)
    assert response.request["PATH_INFO"] == address(edition)


def test_a_draft_is_scheduled_in_the_sites_time_zone_and_taken_back(admin_client, marit, water, settings):
    settings.TIME_ZONE = "Europe/Brussels"
    edition = draft("Talks", marit, water)
    day = timezone.localdate() + dt.timedelta(days=2)
    sent = fields(admin_client.get(address(edition))) | {"_schedule": "1", "summary": "New words."}
    assert admin_client.post(address(edition), sent)["Location"] == address(edition, "schedule")
    receipt = admin_client.post(address(edition, "schedule"), {"moment": f"{day}T09:00"})
    edition.refresh_from_db()
    assert (edition.live_from, edition.summary) == (None, "New words."), "nothing goes live before it is confirmed"
    page = receipt.content.decode()
    for words in ("09:00:00", "09:00:10", "Brussels (UTC+0", "lists, search, the feeds and the sitemap"):
        assert words in page, words
    assert "in 1 day" in page or "in 2 days" in page  # by the hour at which this runs
    confirmed = {"moment": f"{day}T09:00", "confirmed": receipt.context["receipt"]["value"]}
    confirmed["words"] = receipt.context["words"]
    admin_client.post(address(edition, "schedule"), confirmed | {"moment": f"{day}T10:00"})
    edition.refresh_from_db()
    assert edition.live_from is None, "another moment is another receipt"
    admin_client.post(address(edition, "schedule"), confirmed)
    edition.refresh_from_db()
    assert timezone.localtime(edition.live_from).isoformat()[:16] == f"{day}T09:00"
    assert "Take back the schedule" in admin_client.get(address(edition)).content.decode()
    admin_client.post(address(edition, "unschedule"))
    edition.refresh_from_db()
    assert edition.live_from is None


@pytest.mark.parametrize(("moment", "reason"), [("", "Choose when"), ("2020-01-01T09:00", "past"), ("x", "valid date")])
def test_a_schedule_without_a_moment_to_come_is_refused_beside_its_field(admin_client, moment, reason):
    edition = factories.draft()
    response = admin_client.post(address(edition, "schedule"), {"moment": moment})
    assert reason in str(response.context["form"].errors["moment"])


def test_two_pieces_scheduled_together_appear_at_one_instant(admin_client, client):
    first = factories.scheduled(title="First")
    second = factories.draft(title="Second")
    sent = {"together": first.pk}
    receipt = admin_client.post(address(second, "schedule"), sent)
    assert "“First”" in receipt.content.decode()
    admin_client.post(
        address(second, "schedule"),
        sent | confirmed(receipt),
    )
    second.refresh_from_db()
    assert second.live_from == first.live_from
    before = first.live_from - dt.timedelta(microseconds=1)
    assert not Edition.objects.live(before).exists()
    assert Edition.objects.live(first.live_from).count() == 2


def test_a_schedule_is_moved_with_a_receipt(admin_client):
    edition = factories.scheduled()
    day = timezone.localdate() + dt.timedelta(days=9)
    receipt = admin_client.post(address(edition, "reschedule"), {"moment": f"{day}T09:00"})
    confirmed = {"moment": f"{day}T09:00", "confirmed": receipt.context["receipt"]["value"]}
    admin_client.post(address(edition, "reschedule"), confirmed)
    edition.refresh_from_db()
    assert timezone.localtime(edition.live_from).date() == edition.published_on == day


def test_a_live_piece_is_shown_and_not_written(admin_client, marit, water):
    edition = workflow.publish(draft("Talks", marit, water, kind="interview"), actor=None)
    page = admin_client.get(address(edition)).content.decode()
    assert "Because." in page
    assert "<textarea" not in page
    response = admin_client.post(address(edition), words("Other") | rows("contributions") | rows("turns"), follow=True)
    assert messages(response) == ["This text is no draft any more. Revise it, then bring your words over."]
    edition.refresh_from_db()
    assert edition.title == "Talks"


def test_revising_opens_a_draft_and_readers_keep_the_live_text(admin_client, marit, water):
    live = workflow.publish(draft("Talks", marit, water), actor=None)
    response = admin_client.post(address(live, "revise"), follow=True)
    form = response.context["adminform"].form
    assert form.instance.based_on == live
    assert {"change_kind", "change_note"} <= set(form.fields)
    response = admin_client.post(address(live), fields(response) | {"_publish": "1"}, follow=True)
    assert messages(response)[0].startswith("Say what kind of change this is")
    sent = fields(response) | {"title": "Better talks", "change_kind": "correction", "_publish": "1"}
    response = admin_client.post(address(live), sent, follow=True)
    assert messages(response) == ["Say in the change note what changed, or call the change minor."]
    sent = fields(response) | {"change_note": "The year was wrong.", "_publish": "1"}
    admin_client.post(address(live), sent)
    assert str(Edition.objects.live(timezone.now()).get()) == "Better talks"


def test_withdrawing_asks_for_a_notice(admin_client, marit, water):
    live = workflow.publish(draft("Talks", marit, water), actor=None)
    assert admin_client.post(address(live, "withdraw"), {"note": ""}).status_code == 200
    admin_client.post(address(live, "withdraw"), {"note": "Wrong data."})
    assert not Edition.objects.live(timezone.now()).exists()
    entry = LogEntry.objects.latest("id")
    assert (entry.object_id, entry.change_message) == (str(live.publication.uuid), "Withdrawn. Wrong data.")


def test_refiling_moves_a_live_piece_and_its_former_address_leads_on(admin_client, client, marit, water):
    live = workflow.publish(draft("Talks", marit, water), actor=None)
    admin_client.post(address(live, "refile"), {"slug": "river-talks", "topics": [water.pk]})
    assert client.get("/publications/talks/").headers["Location"] == "/publications/river-talks/"


def test_refiling_to_an_address_of_another_piece_is_refused_with_the_reason(admin_client, marit, water):
    draft("Taken", marit, water)
    live = workflow.publish(draft("Talks", marit, water), actor=None)
    response = admin_client.post(address(live, "refile"), {"slug": "taken", "topics": [water.pk]}, follow=True)
    assert "belongs to" in messages(response)[0]


def test_discarding_asks_first_and_frees_the_address(admin_client, marit, water):
    edition = draft("Talks", marit, water)
    admin_client.get(address(edition, "discard"))
    assert Edition.objects.drafts().exists()
    admin_client.post(address(edition, "discard"))
    assert not Edition.objects.drafts().exists()
    admin_client.post(reverse("admin:publications_analysis_add"), words("Talks") | rows("contributions"))
    assert Publication.objects.filter(slug="talks").exists()


def test_a_discarded_draft_can_be_taken_up_again(admin_client, marit, water):
    edition = draft("Talks", marit, water)
    workflow.discard(edition, actor=None)
    response = admin_client.post(address(edition, "revise"), follow=True)
    assert response.context["adminform"].form["slug"].value() == ""
    admin_client.post(address(edition), fields(response))
    assert Publication.objects.get().slug == "talks"


def test_the_history_says_who_did_what_in_words(admin_client, marit, water):
    edition = draft("Talks", marit, water)
    sent = fields(admin_client.get(address(edition))) | {"initial-language": "en"}
    admin_client.post(address(edition), sent)
    admin_client.post(address(edition), sent | {"title": "Better talks", "_publish": "1", "seen": ""})
    admin_client.post(address(edition, "revise"))
    response = admin_client.get(address(edition, "history"))
    said = [entry.words for entry in response.context["action_list"]]
    assert said == ["Saved", "Saved: title", "Published.", "Draft opened."]
    assert timezone.localtime().strftime("%Y, %H:") in response.content.decode()


def test_tabs_are_named_after_what_they_show(admin_client):
    assert "<title>Pieces |" in admin_client.get(LIST).content.decode()
    assert "<title>New analysis |" in admin_client.get(reverse("admin:publications_analysis_add")).content.decode()


# Preview and permissions


def test_a_preview_shows_the_draft_to_staff_and_stores_nothing(admin_client, marit, water):
    edition = draft("Talks", marit, water, kind="interview")
    Contribution.objects.all().delete()
    response = admin_client.get(address(edition, "preview"))
    assert response.status_code == 200
    assert "Because." in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not Contribution.objects.exists()


def test_the_preview_button_saves_first(admin_client, marit, water):
    edition = draft("Talks", marit, water)
    sent = fields(admin_client.get(address(edition))) | {"body": "<p>Newer.</p>", "_preview": "1"}
    response = admin_client.post(address(edition), sent, follow=True)
    assert response.request["PATH_INFO"] == address(edition, "preview")
    assert "Newer." in response.content.decode()


@pytest.mark.parametrize("name", ["change", "preview", "revise", "withdraw", "refile", "discard"])
def test_the_desk_sends_visitors_to_its_sign_in(client, marit, water, name):
    edition = draft("Talks", marit, water)
    response = client.get(address(edition, name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")


def test_staff_without_permission_see_and_change_nothing(client, django_user_model, marit, water):
    client.force_login(django_user_model.objects.create_user("new", password="x", is_staff=True))
    edition = draft("Talks", marit, water)
    for name in ("change", "preview", "discard"):
        answer = client.get(address(edition, name))
        assert answer.status_code in {302, 403, 404}
        assert b"Talks" not in answer.content
    assert client.post(address(edition, "discard")).status_code in {403, 404}
    assert client.get(LIST).status_code == 403
    assert Edition.objects.drafts().exists()


# Topics


def test_a_topics_former_address_is_not_given_to_another(admin_client):
    water = Topic.objects.create(name="Water", slug="water")
    water.slug = "rivers"
    water.save()
    sent = {"name": "Waters", "slug": "water", "public_from_0": "", "public_from_1": ""}
    response = admin_client.post(reverse("admin:publications_topic_add"), sent)
    assert "belongs to “Water”" in errors(response)


def staff(django_user_model, *permissions):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("staff", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def sent(edition, **changed):
    """The form of an interview as a browser sends it back."""
    turns, bylines = list(edition.turns.all()), list(edition.contributions.all())
    form = {"title": edition.title, "summary": edition.summary, "body": edition.body, "language": "en"}
    form |= {"slug": edition.publication.slug, "seen": edition.updated_at.isoformat()}
    form |= {"topics": [str(topic.pk) for topic in edition.publication.topics.all()]}
    form |= {"turns-TOTAL_FORMS": len(turns), "turns-INITIAL_FORMS": len(turns)}
    form |= {"contributions-TOTAL_FORMS": len(bylines), "contributions-INITIAL_FORMS": len(bylines)}
    for n, turn in enumerate(turns):
        row = {"id": turn.pk, "kind": turn.kind, "html": turn.html, "position": n}
        row |= {"said_by": [speaker.expert_id for speaker in turn.speaking.all()]}
        form |= {f"turns-{n}-{name}": value for name, value in row.items()}
    for n, byline in enumerate(bylines):
        row = {"id": byline.pk, "expert": byline.expert_id, "role": byline.role, "position": n}
        form |= {f"contributions-{n}-{name}": value for name, value in row.items()}
    return form | changed


def test_words_typed_into_a_turn_that_somebody_else_removed_are_kept(admin_client):
    edition = factories.draft("interview")
    factories.say(edition, "question", "<p>And then?</p>")
    address = f"/admin/publications/interview/{edition.publication.uuid}/change/"
    form = sent(edition, **{"turns-1-html": "<p>My new words</p>"})
    edition.turns.all()[1].delete()
    page = admin_client.post(address, form)
    assert page.status_code == 302
    assert [turn.words for turn in edition.turns.all()][1:] == ["My new words", "And then?"]


def test_the_desks_home_shows_nobody_what_she_may_not_open(client, django_user_model):
    factories.draft(title="Secret draft")
    factories.scheduled("interview", title="Secret plan")
    client.force_login(staff(django_user_model))
    assert "Secret" not in client.get("/admin/").content.decode()


def test_who_may_only_write_writes_drafts_and_publishes_nothing(client, django_user_model):
    client.force_login(staff(django_user_model, "write_draft", "view_topic", "view_expert"))
    form = {"title": "Mine", "summary": "S", "body": "<p>B</p>", "language": "en", "topics": [factories.topic().pk]}
    form |= {"contributions-TOTAL_FORMS": 1, "contributions-INITIAL_FORMS": 0, "contributions-0-role": "author"}
    form |= {"contributions-0-expert": factories.expert().pk, "contributions-0-position": 0, "_publish": "1"}
    client.post("/admin/publications/analysis/add/", form)
    assert Edition.objects.get().live_from is None


def test_a_photo_can_be_looked_at_without_the_right_to_change_it(client, django_user_model):
    photo = factories.photo()
    client.force_login(staff(django_user_model, "view_photo"))
    assert client.get(f"/admin/photos/photo/{photo.pk}/change/").status_code == 200


@pytest.mark.parametrize("address", ["piece/?title__regex=(", "analysis/?body__contains=x"])
def test_made_up_filters_of_a_list_are_refused(admin_client, address):
    assert admin_client.get(f"/admin/publications/{address}").status_code in {302, 400}


def test_a_moment_that_is_none_in_a_tampered_form_is_no_error(admin_client):
    edition = factories.draft("interview")
    address = f"/admin/publications/interview/{edition.publication.uuid}/change/"
    assert admin_client.post(address, sent(edition, seen="2026-13-45T99:99:99")).status_code == 302


# Topics of many pieces


def retag(client, editions, **topics):
    sent = {"action": "retag", "_selected_action": [edition.pk for edition in editions]}
    return client.post(LIST, sent | ({"retag": "1"} | topics if topics else {}), follow=bool(topics))


def topics_of(edition):
    return [filing.tag.name for filing in edition.publication.filings.select_related("tag")]


def test_topics_of_many_pieces_change_at_once_live_or_not(admin_client, client):
    water, energy = factories.topic("Water"), factories.topic("Energy")
    live, draft = factories.live(topics=[water]), factories.draft(topics=[water])
    asked = retag(admin_client, [live, draft]).content.decode()
    assert "Topics of 2 pieces" in asked
    answer = retag(admin_client, [live, draft], add=[energy.pk], remove=[water.pk])
    assert "2 pieces have new topics." in messages(answer)
    assert topics_of(live) == topics_of(draft) == ["Energy"]
    assert live.title in client.get(f"/publications/?topic={energy.slug}").content.decode()
    assert "Refiled." in LogEntry.objects.filter(object_id=str(live.publication.uuid)).first().change_message[:9]


def test_what_is_refused_is_named_and_the_rest_goes_through(admin_client):
    one, other = factories.topic("One"), factories.topic("Other")
    bare, full = factories.live(title="Bare", topics=[one]), factories.live(topics=[factories.topic() for _ in "12345"])
    answer = retag(admin_client, [bare, full], add=[other.pk])
    assert topics_of(bare) == ["One", "Other"]
    assert any("more than five" in message for message in messages(answer))
    answer = retag(admin_client, [bare], remove=[one.pk, other.pk])
    assert any("“Bare”: Choose a topic." in message for message in messages(answer))


def test_an_author_changes_no_topics_in_the_list_and_an_editor_none_of_what_is_live(client, django_user_model):
    live, other = factories.live(topics=[factories.topic("One")]), factories.topic("Other")
    client.force_login(staff(django_user_model, "write_draft"))
    retag(client, [live], add=[other.pk])
    assert topics_of(live) == ["One"]
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__in=["write_draft", "edit_draft"]))
    client.force_login(editor)
    answer = retag(client, [live], add=[other.pk])
    assert topics_of(live) == ["One"]
    assert any("publisher’s step" in message for message in messages(answer))


# The desk's home


def parts(client):
    context = client.get("/admin/").context
    return {name: [edition.title for edition in context[name]] for name in ("drafts", "waiting", "stale", "scheduled")}


@pytest.fixture
def people(django_user_model):
    found = {}
    for role in ("Author", "Editor", "Publisher"):
        found[role] = django_user_model.objects.create_user(role.lower(), is_staff=True)
        found[role].groups.set([Group.objects.get(name=role)])
    return found


def test_the_home_shows_each_role_what_waits_for_her(client, people):
    submitted, returned, approved = (
        factories.draft(title=title, created_by=people["Author"]) for title in ("Submitted", "Returned", "Approved")
    )
    for edition in (submitted, returned, approved):
        workflow.submit(edition, actor=people["Author"])
    workflow.send_back(returned, actor=people["Editor"], note="Mend it.")
    workflow.approve(approved, actor=people["Editor"])
    waiting = {}
    for role, person in people.items():
        client.force_login(person)
        waiting[role] = set(parts(client)["waiting"])
    assert waiting == {"Author": {"Returned"}, "Editor": {"Submitted"}, "Publisher": {"Submitted", "Approved"}}


def test_a_draft_over_a_text_that_readers_no_longer_see_is_going_stale(admin_client):
    live = factories.live(title="First")
    urgent = factories.revised(live.publication)
    Edition.objects.filter(pk=urgent.pk).update(discarded_at=timezone.now())
    draft = factories.revised(live.publication)
    Edition.objects.filter(pk=draft.pk).update(title="Stale")
    assert parts(admin_client)["stale"] == []
    with workflow.backdating():  # an import, or another door: the desk refuses two drafts
        Edition.objects.filter(pk=urgent.pk).update(discarded_at=None, live_from=timezone.now())
    assert parts(admin_client)["stale"] == ["Stale"]


def test_what_is_scheduled_says_when_its_photo_or_a_profile_no_longer_covers_its_moment(admin_client):
    photo = factories.photo()
    factories.scheduled(title="With photo", lead_photo=photo)
    author = factories.expert()
    factories.scheduled(title="With author", authors=[author], at=timezone.now() + dt.timedelta(days=1))
    words = "cover that moment any more"
    assert words not in admin_client.get("/admin/").content.decode()
    photo.rights_until = timezone.now()
    photo.save()
    assert admin_client.get("/admin/").content.decode().count(words) == 1
    author.public_from = None
    author.save()
    assert admin_client.get("/admin/").content.decode().count(words) == 2


def test_what_is_scheduled_says_when_a_photo_in_its_text_no_longer_covers_its_moment(admin_client):
    photo = factories.photo()
    edition = factories.scheduled()
    PhotoUse.objects.create(edition=edition, photo=photo)
    words = "cover that moment any more"
    assert words not in admin_client.get("/admin/").content.decode()
    Photo.objects.filter(pk=photo.pk).update(rights_until=edition.live_from)
    assert words in admin_client.get("/admin/").content.decode()


def test_the_home_tells_whose_photo_leaves_soon_and_who_misses_one_already(admin_client, client, django_user_model):
    now, day = timezone.now(), dt.timedelta(days=1)
    soon = factories.photo(caption="A weir", rights_until=now + 9.5 * day)
    ended = factories.photo(caption="A lake", rights_until=now - day)
    face = factories.photo(caption="A face", rights_until=now + 3 * day)
    far, unused = factories.photo(rights_until=now + 31 * day), factories.photo(rights_until=now + day)
    former, hidden = factories.photo(rights_until=now + day), factories.photo(rights_until=now + day)
    factories.live(title="Live one", lead_photo=soon), factories.live(title="In text")
    PhotoUse.objects.create(edition=Edition.objects.get(title="In text"), photo=soon)
    factories.scheduled(title="To come", lead_photo=soon)
    factories.live(title="Misses it", lead_photo=ended), factories.live(lead_photo=far)
    factories.corrected(factories.live(lead_photo=former), since=now, lead_photo=None)
    factories.draft(lead_photo=unused), factories.withdrawn(lead_photo=unused)
    factories.expert("Ada Lund", portrait=face), factories.expert(portrait=hidden, public_from=None)

    response = admin_client.get("/admin/")
    told = response.context["rights"]
    assert told["ending"] == [face, soon]
    assert told["ended"] == [ended]
    assert [use.edition.title for use in told["ending"][1].shown_in] == ["Live one", "In text", "To come"]
    assert [expert.name for expert in told["ending"][0].shown_as] == ["Ada Lund"]
    page = response.content.decode()
    for words in ("Photo rights that end", "in 9 days", "Misses it", f"/admin/photos/photo/{soon.pk}/change/"):
        assert words in page
    outsider = django_user_model.objects.create_user("outsider", is_staff=True)
    client.force_login(outsider)
    assert "Photo rights that end" not in client.get("/admin/").content.decode()


def test_the_homes_photo_rights_cost_the_same_for_one_photo_and_for_many(admin_client):
    def cost(count):
        for n in range(count):
            photo = factories.photo()
            factories.live(lead_photo=photo), factories.scheduled(lead_photo=photo)
            factories.expert(portrait=photo)
            photo.rights_until = timezone.now() + dt.timedelta(days=n % 2 * 3 - 1)
            photo.save()
        with CaptureQueriesContext(connection) as queries:
            admin_client.get("/admin/")
        return len(queries)

    cost(2)
    assert cost(1) == cost(8)


def test_the_home_costs_the_same_for_few_pieces_and_for_many(client, people, django_assert_max_num_queries):
    for _ in range(12):
        factories.draft(created_by=people["Author"]), factories.scheduled(), factories.live()
        workflow.submit(factories.draft(created_by=people["Author"]), actor=None)
    for person in people.values():
        client.force_login(person)
        with django_assert_max_num_queries(22):
            client.get("/admin/")


# What a hostile day at the desk found


def with_role(django_user_model, role):
    person = django_user_model.objects.create_user(f"{role.lower()}-x", is_staff=True)
    person.groups.set([Group.objects.get(name=role)])
    return person


def test_an_author_reads_her_own_drafts_and_what_is_live_and_no_other(client, django_user_model):
    author = with_role(django_user_model, "Author")
    own = factories.draft(title="Own draft", created_by=author)
    others, live = factories.draft(title="Secret draft"), factories.live(title="Live piece")
    factories.revised(live.publication)
    Edition.objects.filter(live_from=None, publication=live.publication).update(title="Secret revision")
    client.force_login(author)
    asked = {"app_label": "institute", "model_name": "story", "field_name": "publication", "term": "draft"}
    for path in ("/admin/", LIST, address(live), f"/admin/autocomplete/?{urlencode(asked)}"):
        assert "Secret" not in client.get(path, follow=True).content.decode(), path
    assert client.get(address(own)).status_code == 200
    for name in ("change", "preview", "history"):
        assert "Secret" not in client.get(address(others, name), follow=True).content.decode()


def test_an_approval_is_of_the_words_that_were_shown(client, django_user_model):
    editor = with_role(django_user_model, "Editor")
    edition = workflow.submit(factories.draft(body="<p>As it was read.</p>"), actor=None)
    client.force_login(editor)
    page = client.get(address(edition, "approve"))
    assert "As it was read." in page.content.decode()
    Edition.objects.filter(pk=edition.pk).update(body="<p>Slipped in.</p>")
    answer = client.post(address(edition, "approve"), {"words": page.context["words"]}, follow=True)
    assert any("while you were looking" in message for message in messages(answer))
    edition.refresh_from_db()
    assert edition.approved_at is None
    page = client.get(address(edition, "approve"))
    client.post(address(edition, "approve"), {"words": page.context["words"]})
    edition.refresh_from_db()
    assert workflow.is_approved(edition)


def test_a_schedule_is_of_the_words_that_were_shown(admin_client):
    edition = factories.draft()
    moment = {"moment": f"{timezone.localdate() + dt.timedelta(days=2)}T09:00"}
    receipt = admin_client.post(address(edition, "schedule"), moment)
    Edition.objects.filter(pk=edition.pk).update(body="<p>Slipped in.</p>")
    sent = moment | {"confirmed": receipt.context["receipt"]["value"], "words": receipt.context["words"]}
    admin_client.post(address(edition, "schedule"), sent)
    edition.refresh_from_db()
    assert edition.live_from is None


def test_with_a_word_changed_an_approval_ends_and_is_offered_anew(admin_client):
    edition = workflow.approve(workflow.submit(factories.draft(), actor=None), actor=None)
    assert "Approved" in admin_client.get(LIST).content.decode()
    admin_client.post(address(edition), fields(admin_client.get(address(edition))) | {"summary": "Another word."})
    edition.refresh_from_db()
    assert edition.approved_at is None
    page = admin_client.get(address(edition)).content.decode()
    assert address(edition, "approve") in page
    assert "In review" in page


def test_a_schedule_taken_back_leaves_no_date_and_no_broken_approval(admin_client):
    edition = workflow.approve(workflow.submit(factories.draft(), actor=None), actor=None)
    at = timezone.now() + dt.timedelta(days=99)
    edition = workflow.unschedule(workflow.publish(edition, actor=None, at=at), actor=None)
    assert edition.published_on is None
    assert workflow.is_approved(edition)
    dated = factories.draft(published_on="2020-02-02")
    assert str(workflow.unschedule(workflow.publish(dated, actor=None, at=at), actor=None).published_on) == "2020-02-02"


def test_under_four_eyes_a_writer_approves_no_words_of_hers_through_a_discarded_draft(django_user_model):
    EditorialRules.objects.update(four_eyes=True)
    editor = with_role(django_user_model, "Editor")
    draft = factories.draft(created_by=editor)
    workflow.discard(draft, actor=editor)
    Publication.objects.filter(pk=draft.publication_id).update(slug="again")
    again = workflow.submit(workflow.revise(draft.publication, actor=None), actor=None)
    with pytest.raises(workflow.Refused, match="You wrote some of this"):
        workflow.approve(again, actor=editor)


def test_words_written_in_a_draft_that_went_live_are_brought_over_into_the_next_one(admin_client):
    edition = factories.draft()
    late = fields(admin_client.get(address(edition))) | {"summary": "Written meanwhile."}
    workflow.publish(edition, actor=None)
    workflow.revise(edition.publication, actor=None)
    answer = admin_client.post(address(edition), late, follow=True)
    assert any("Bring your words over into this one" in message for message in messages(answer))
    assert not Edition.objects.filter(summary="Written meanwhile.").exists()


def test_a_step_that_cannot_be_taken_now_says_so_before_its_form_and_offers_what_can(admin_client, marit, water):
    edition = draft("Talks", marit, water)
    for name, reason in (
        ("send_back", "This draft isn’t in review."),
        ("approve", "This draft isn’t in review."),
        ("withdraw", "Nothing of this piece is live."),
        ("reschedule", "Nothing of this piece is scheduled."),
        ("unschedule", "Nothing of this piece is scheduled."),
        ("republish", "This piece isn’t withdrawn."),
        ("revise", "This piece has an open draft."),
    ):
        response = admin_client.get(address(edition, name))
        assert response.status_code == 200
        page = response.content.decode()
        work = page[page.index('id="content-main"') :]
        assert reason in work, name
        assert "<form" not in work, name
        assert f'href="{address(edition, "schedule")}"' in work, name
        assert f'href="{address(edition, "change")}"' in work, name
    assert "<form" in admin_client.get(address(edition, "schedule")).content.decode().partition('id="content-main"')[2]


def test_a_note_that_was_refused_stays_in_its_form(admin_client, marit, water):
    edition = draft("Talks", marit, water)
    response = admin_client.post(address(edition, "withdraw"), {"note": "A long notice about the figures."})
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("Nothing of this piece is live.") == 1
    assert "A long notice about the figures." in page
    response = admin_client.post(address(edition, "send_back"), {"note": ""})
    assert "This draft isn’t in review." in response.content.decode()


def test_the_list_names_who_changed_a_piece_last_at_the_same_cost_for_1_and_30_saves(
    admin_client, admin_user, django_user_model, marit, water, django_assert_num_queries
):
    jonas = django_user_model.objects.create_user("jonas", first_name="Jonas")
    begun, saved = draft("Only begun", marit, water, actor=admin_user), draft("Saved", marit, water, actor=admin_user)

    def save(edition, actor):
        edition.save()
        workflow.keep_save(edition, actor=actor)

    def changed():
        page = admin_client.get(LIST)
        rows = {str(edition): edition for edition in page.context["cl"].result_list}
        return {
            title: [s.saved_by for s in edition.last_saves] for title, edition in rows.items()
        }, page.content.decode()

    save(saved, jonas)
    with CaptureQueriesContext(connection) as few:
        found, page = changed()
    assert found == {"Only begun": [], "Saved": [jonas]}
    assert page.count("<small>Jonas</small>") == 1
    assert page.count("<small>admin</small>") == 1
    for _ in range(30):
        save(begun, jonas)
        save(saved, admin_user)
    save(begun, None)  # the system's own
    with django_assert_num_queries(len(few)):
        found, _page = changed()
    assert found == {"Only begun": [jonas], "Saved": [admin_user]}
