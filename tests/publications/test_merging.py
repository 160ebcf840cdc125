"""Two editors at one draft: what both wrote is stored; what clashes is asked, and nothing stored before the answer."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from publications import content, workflow
from publications.desk.pieces import presence
from publications.models import Edition, Turn
from publications.models.editorial import PRESENT, Presence, Save
from tests import factories
from tests.publications.test_admin import address, fields, messages

pytestmark = pytest.mark.django_db


def desk_of(django_user_model, name, *permissions):
    user = django_user_model.objects.create_user(name, password="x", first_name=name.title(), is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions or ["edit_draft", "publish_edition"]))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ingrid(django_user_model):
    return desk_of(django_user_model, "ingrid")


@pytest.fixture
def jonas(django_user_model):
    return desk_of(django_user_model, "jonas")


@pytest.fixture
def talk():
    edition = factories.draft("interview", title="Talks", summary="Short.")
    factories.say(edition, "question", "<p>And then?</p>")
    factories.say(edition, "answer", "<p>Then nothing.</p>", [edition.contributions.get().expert])
    return edition


def opened(client, edition):
    """What a browser would send of the form as it is now."""
    response = client.get(address(edition))
    assert response.status_code == 200
    return fields(response)


def send(client, edition, form, **changed):
    return client.post(address(edition), form | changed, follow=True)


def added(form, kind, html, place, *experts):
    n = int(form["turns-TOTAL_FORMS"])
    row = {"kind": kind, "html": html, "position": place, "said_by": [expert.pk for expert in experts], "id": ""}
    return form | {"turns-TOTAL_FORMS": n + 1} | {f"turns-{n}-{name}": value for name, value in row.items()}


def is_asked(response):
    return "clashes" in (response.context or {})


def answered(client, page, *choices, **own):
    sent = {"sent": page.context["sent"], "_copy": "token"} | own
    sent |= {f"choice_{n}": choice for n, choice in enumerate(choices)}
    return client.post(page.context["action"], sent, follow=True)


def labels(page):
    return [clash["label"] for clash, _fields in page.context["clashes"]]


def words(edition):
    return [turn.words for turn in edition.turns.all()]


def clash(ingrid, jonas, edition, **both):
    """Both change the same; Jonas saves first."""
    both = both or {"summary": ("Mine.", "Theirs.")}
    mine, theirs = opened(ingrid, edition), opened(jonas, edition)
    send(jonas, edition, theirs, **{name: other for name, (_own, other) in both.items()})
    return send(ingrid, edition, mine, **{name: own for name, (own, _other) in both.items()})


# What merges by itself


def test_what_two_editors_change_in_different_places_is_stored_and_said(ingrid, jonas, talk):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, **{"summary": "Theirs.", "turns-1-html": "<p>Jonas’s answer.</p>"})
    page = send(ingrid, talk, mine, **{"title": "Better talks", "turns-3-html": "<p>Ingrid’s answer.</p>"})
    assert messages(page) == ["Jonas changed the summary and one answer meanwhile; both are in."]
    talk.refresh_from_db()
    assert (talk.title, talk.summary) == ("Better talks", "Theirs.")
    assert words(talk)[1::2] == ["Jonas’s answer.", "Ingrid’s answer."]
    assert talk.words == talk.count_words()
    newest = Save.objects.filter(edition=talk).first()
    assert (newest.saved_by.username, newest.saved_at) == ("ingrid", talk.updated_at)
    assert newest.content == content.of(talk)


def test_a_turn_keeps_its_row_and_its_key_when_texts_are_merged(ingrid, jonas, talk):
    before = list(talk.turns.values_list("pk", "key"))
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, **{"turns-1-html": "<p>Jonas’s answer.</p>"})
    send(ingrid, talk, mine, **{"turns-3-html": "<p>Ingrid’s answer.</p>"})
    assert list(talk.turns.values_list("pk", "key")) == before


def test_two_paragraphs_of_one_text_changed_by_two_editors_are_both_in(ingrid, jonas):
    edition = factories.draft(body="<p>One is here.</p><p>Two is here.</p><p>Three is here.</p>")
    page = clash(
        ingrid, jonas, edition,
        body=(
            "<p>One is here.</p><p>Two is here.</p><p>Three is mine.</p>",
            "<p>One is theirs.</p><p>Two is here.</p><p>Three is here.</p>",
        ),
    )  # fmt: skip
    assert messages(page) == ["Jonas changed the text meanwhile; both are in."]
    edition.refresh_from_db()
    assert edition.body == "<p>One is theirs.</p><p>Two is here.</p><p>Three is mine.</p>"


def test_turns_that_both_editors_added_are_both_in(ingrid, jonas, talk):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    expert = talk.contributions.get().expert
    send(jonas, talk, added(theirs, "remark", "<p>Jonas laughs.</p>", 1))
    send(ingrid, talk, added(mine, "answer", "<p>Ingrid’s own.</p>", 4, expert))
    assert words(talk)[2:] == ["Jonas laughs.", "And then?", "Then nothing.", "Ingrid’s own."]
    assert [turn.position for turn in talk.turns.all()] == [1, 2, 3, 4, 5, 6]
    assert [s.expert for s in talk.turns.last().speaking.all()] == [expert]


def test_a_turn_that_one_moves_and_the_other_edits_is_moved_and_edited(ingrid, jonas, talk):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, **{"turns-3-html": "<p>Edited.</p>"})
    page = send(ingrid, talk, mine, **{f"turns-{n}-position": place for n, place in enumerate([3, 4, 1, 2])})
    assert not is_asked(page)
    assert words(talk)[:2] == ["And then?", "Edited."]


def test_a_turn_that_one_removed_and_the_other_left_alone_is_gone(ingrid, jonas, talk):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, **{"turns-3-DELETE": "on"})
    send(ingrid, talk, mine, summary="Mine.")
    assert words(talk)[2:] == ["And then?"]


def test_people_that_both_added_to_the_byline_are_both_in_it(ingrid, jonas):
    edition = factories.draft()
    mine, theirs = opened(ingrid, edition), opened(jonas, edition)
    people = [factories.expert("Ada Costin"), factories.expert("Ben Renner")]
    for client, form, expert in ((jonas, theirs, people[0]), (ingrid, mine, people[1])):
        row = {"expert": expert.pk, "role": "author", "affiliation": "", "position": 2, "id": ""}
        send(
            client, edition, form,
            **{"contributions-TOTAL_FORMS": 2} | {f"contributions-1-{name}": value for name, value in row.items()},
        )  # fmt: skip
    assert [c.expert for c in edition.contributions.all()][1:] == people


def test_the_same_change_by_both_is_no_question(ingrid, jonas, talk):
    page = clash(ingrid, jonas, talk, summary=("Better.", "Better."))
    assert not is_asked(page)
    assert Edition.objects.get().summary == "Better."


def test_a_form_without_changes_of_its_own_takes_nothing_back(ingrid, jonas, talk):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, summary="Theirs.")
    page = send(ingrid, talk, mine)
    assert messages(page) == ["Jonas changed the summary meanwhile; it is in."]
    assert Edition.objects.get().summary == "Theirs."


def test_topics_that_two_editors_chose_are_merged_and_the_address_is_the_last_ones_which_is_said(ingrid, jonas):
    edition = factories.draft(slug="first")
    [own] = edition.publication.filings.values_list("tag", flat=True)
    land, water = factories.topic("Land"), factories.topic("Water")
    mine, theirs = opened(ingrid, edition), opened(jonas, edition)
    send(jonas, edition, theirs, slug="second", topics=[own, land.pk])
    page = send(ingrid, edition, mine, slug="third", topics=[own, water.pk])
    edition.publication.refresh_from_db()
    assert edition.publication.slug == "third"
    assert set(edition.publication.filings.values_list("tag", flat=True)) == {own, land.pk, water.pk}
    assert "The address is now yours, “third”; meanwhile it was “second”." in messages(page)


def test_an_address_that_only_the_other_changed_stays_hers(ingrid, jonas):
    edition = factories.draft(slug="first")
    mine, theirs = opened(ingrid, edition), opened(jonas, edition)
    send(jonas, edition, theirs, slug="second")
    send(ingrid, edition, mine, summary="Mine.")
    edition.publication.refresh_from_db()
    assert edition.publication.slug == "second"


def test_a_merged_text_is_not_published_before_it_was_read(ingrid, jonas, talk):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, summary="Theirs.")
    page = send(ingrid, talk, mine, title="Mine", _publish="1")
    assert "read the merged text first" in messages(page)[1]
    talk.refresh_from_db()
    assert (talk.title, talk.summary, talk.live_from) == ("Mine", "Theirs.", None)
    send(ingrid, talk, opened(ingrid, talk), _publish="1")
    talk.refresh_from_db()
    assert talk.live_from


def test_a_step_that_changes_no_words_is_no_second_editor(ingrid, jonas, talk):
    mine = opened(ingrid, talk)
    workflow.submit(talk, actor=None)
    workflow.send_back(talk, actor=None, note="Mend it.")
    page = send(ingrid, talk, mine, summary="Mine.")
    assert messages(page) in (["Saved."], ["Somebody else changed the byline meanwhile; both are in."])
    assert Edition.objects.get().summary == "Mine."


def test_notes_of_two_editors_are_both_in(ingrid, jonas):
    edition = factories.draft(body="<p>One.</p><p>Two.</p><p>Three.</p>")
    mine = "<p>One<foot-note>Mine, <em>p. 1</em>.</foot-note>.</p><p>Two.</p><p>Three.</p>"
    theirs = "<p>One.</p><p>Two.</p><p>Three<foot-note>Theirs.</foot-note>.</p>"
    clash(ingrid, jonas, edition, body=(mine, theirs))
    edition.refresh_from_db()
    assert edition.body == (
        "<p>One<foot-note>Mine, <em>p. 1</em>.</foot-note>.</p><p>Two.</p><p>Three<foot-note>Theirs.</foot-note>.</p>"
    )


def test_a_note_that_two_editors_wrote_differently_is_shown_with_its_words(ingrid, jonas):
    edition = factories.draft(body="<p>The gauge costs three million<foot-note>Budget.</foot-note>.</p>")
    sides = [f"<p>The gauge costs three million<foot-note>Budget of {n}.</foot-note>.</p>" for n in (2029, 2030)]
    page = clash(ingrid, jonas, edition, body=sides)
    said = page.content.decode()
    assert "2029.]." in said
    assert "2030.]." in said
    answered(ingrid, page, "mine")
    edition.refresh_from_db()
    assert edition.body == sides[0]


# What is asked


def test_a_clash_is_asked_and_nothing_is_stored_before_it_is_answered(ingrid, jonas, talk):
    page = clash(ingrid, jonas, talk, summary=("Mine.", "Theirs."), title=("My talks", "Talks"))
    assert labels(page) == ["Summary"]
    assert "Mine." in page.content.decode()
    assert "Theirs." in page.content.decode()
    talk.refresh_from_db()
    assert (talk.title, talk.summary) == ("Talks", "Theirs.")
    done = answered(ingrid, page, "mine")
    assert messages(done) == ["The merged text is saved."]
    talk.refresh_from_db()
    assert (talk.title, talk.summary) == ("My talks", "Mine.")
    assert "Theirs." in [save.content["summary"] for save in Save.objects.all()]


@pytest.mark.parametrize(
    ("choice", "own", "stored"),
    [
        ("mine", "", "<p>Why is mine?</p>"), ("theirs", "", "<p>Why is theirs?</p>"),
        ("both", "", "<p>Why is mine?</p><p>Why is theirs?</p>"),
        ("own", "<p>Why is <em>ours</em>?<script>x</script></p>", "<p>Why is <em>ours</em>?</p>"),
    ],
)  # fmt: skip
def test_a_paragraph_can_be_mine_theirs_both_or_written_anew(ingrid, jonas, talk, choice, own, stored):
    page = clash(ingrid, jonas, talk, **{"turns-0-html": ("<p>Why is mine?</p>", "<p>Why is theirs?</p>")})
    assert labels(page) == ["Question, turn 1"]
    answered(ingrid, page, choice, own_0=own)
    assert talk.turns.first().html == stored


def test_an_edit_against_a_removal_is_asked_and_either_can_be_had(ingrid, jonas, talk):
    for choice, left in (("theirs", ["And then?"]), ("mine", ["And then?", "Mine."])):
        mine, theirs = opened(ingrid, talk), opened(jonas, talk)
        last = int(mine["turns-TOTAL_FORMS"]) - 1
        send(jonas, talk, theirs, **{f"turns-{last}-DELETE": "on"})
        page = send(ingrid, talk, mine, **{f"turns-{last}-html": "<p>Mine.</p>"})
        assert labels(page) == ["Answer, turn 4"]
        assert "Taken out" in page.content.decode()
        answered(ingrid, page, choice)
        assert words(talk)[2:] == left
        if choice == "theirs":
            factories.say(talk, "answer", "<p>Once more.</p>", [talk.contributions.get().expert])
            Edition.objects.get().save()


def with_people(talk):
    people = [factories.expert(name) for name in ("Ada Costin", "Ben Renner", "Cleo Marsh")]
    return [str(person.pk) for person in people]


@pytest.mark.parametrize(
    ("field", "label", "shown"),
    [
        ("language", "Language", ("French", "German")), ("published_on", "Printed date", ("1 May 2020", "2 May 2020")),
        ("lead_photo", "Lead photo", ("A weir", "A lake")), ("turns-3-kind", "turn 4, kind", ("Remark", "Question")),
        ("turns-3-said_by", "turn 4, speakers", ("Ada Costin", "Ben Renner")),
        ("contributions-0-role", "role", ("Author", "Interviewer")),
        ("contributions-0-affiliation", "as printed", ("Here", "There")),
    ],
)  # fmt: skip
def test_whatever_two_editors_set_differently_is_shown_in_words_and_either_can_be_had(
    ingrid, jonas, talk, field, label, shown, settings
):
    settings.LANGUAGES = [("en", "English"), ("fr", "French"), ("de", "German")]
    people, photos = with_people(talk), [factories.photo(caption="A weir").pk, factories.photo(caption="A lake").pk]
    both = {
        "language": ("fr", "de"), "published_on": ("2020-05-01", "2020-05-02"), "lead_photo": photos,
        "turns-3-kind": ("remark", "question"), "turns-3-said_by": ([people[0]], [people[1]]),
        "contributions-0-role": ("author", "interviewer"), "contributions-0-affiliation": ("Here", "There"),
    }[field]  # fmt: skip
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, **{field: both[1]})
    page = send(ingrid, talk, mine, **{field: both[0]})
    assert [name for name in labels(page) if label in name] == labels(page)
    for words in shown:
        assert words in page.content.decode()
    answered(ingrid, page, "mine")
    assert str(opened(ingrid, talk)[field]) == str(both[0]) or opened(ingrid, talk)[field] == [
        int(pk) for pk in both[0]
    ]


def test_joint_speakers_can_be_had_of_two_choices(ingrid, jonas, talk):
    people = with_people(talk)
    page = clash(ingrid, jonas, talk, **{"turns-3-said_by": ([people[0]], [people[1]])})
    answered(ingrid, page, "both")
    assert [str(s.expert) for s in talk.turns.last().speaking.all()] == ["Ada Costin", "Ben Renner"]


def test_two_orders_that_cannot_both_be_are_asked_by_first_words(ingrid, jonas, talk):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, **{f"turns-{n}-position": place for n, place in enumerate([4, 3, 2, 1])})
    page = send(ingrid, talk, mine, **{f"turns-{n}-position": place for n, place in enumerate([3, 4, 1, 2])})
    assert labels(page) == ["Conversation, order"]
    assert "1. And then?" in page.content.decode()
    answered(ingrid, page, "mine")
    assert words(talk)[:2] == ["And then?", "Then nothing."]


def test_formatting_that_two_editors_changed_differently_is_shown_as_it_reads(ingrid, jonas, talk):
    page = clash(
        ingrid, jonas, talk, **{"turns-2-html": ("<p>And <em>then</em>?</p>", "<p>And <strong>then</strong>?</p>")}
    )
    assert "And <em>then</em>?" in page.content.decode()
    assert "And <strong>then</strong>?" in page.content.decode()


def test_a_word_that_looks_like_markup_is_shown_as_a_word(ingrid, jonas, talk):
    page = clash(ingrid, jonas, talk, title=("<script>mine</script>", "<script>theirs</script>"))
    assert "<script>mine" not in page.content.decode()
    assert "&lt;script&gt;mine" in page.content.decode()


def test_the_own_words_of_one_editor_in_two_windows_are_told_apart(ingrid, talk):
    page = clash(ingrid, ingrid, talk)
    assert "You and your other window both changed this." in page.content.decode()


def test_an_unanswered_clash_is_asked_again_and_nothing_is_stored(ingrid, jonas, talk):
    page = clash(ingrid, jonas, talk, summary=("Mine.", "Theirs."), title=("My talks", "Their talks"))
    again = answered(ingrid, page, "mine")
    assert is_asked(again)
    assert "Choose what shall stand here." in again.content.decode()
    assert Edition.objects.get().summary == "Theirs."
    answered(ingrid, again, "mine", "theirs")
    talk.refresh_from_db()
    assert (talk.title, talk.summary) == ("My talks", "Theirs.")


def test_own_words_that_are_empty_or_too_long_are_refused(ingrid, jonas, talk):
    page = clash(ingrid, jonas, talk, title=("My talks", "Their talks"))
    for own in ("", "x" * 301):
        page = answered(ingrid, page, "own", own_0=own)
        assert is_asked(page)
    answered(ingrid, page, "own", own_0="Our\ntalks")
    assert Edition.objects.get().title == "Our talks"


def test_a_third_save_meanwhile_is_merged_too(ingrid, jonas, talk):
    page = clash(ingrid, jonas, talk)
    send(jonas, talk, opened(jonas, talk), title="Third title")
    done = answered(ingrid, page, "mine")
    assert messages(done) == ["Jonas changed the title meanwhile; both are in."]
    talk.refresh_from_db()
    assert (talk.title, talk.summary) == ("Third title", "Mine.")


def test_a_third_save_that_clashes_with_the_answer_is_asked_again(ingrid, jonas, talk):
    page = clash(ingrid, jonas, talk)
    send(jonas, talk, opened(jonas, talk), summary="Third words.")
    page = answered(ingrid, page, "both")
    assert labels(page) == ["Summary"]
    assert Edition.objects.get().summary == "Third words."
    answered(ingrid, page, "both")
    assert Edition.objects.get().summary.split("\n\n") == ["Mine.", "Theirs.", "Third words."]


def test_a_third_save_and_an_unanswered_clash_keep_everybodys_words(ingrid, jonas, talk):
    page = clash(ingrid, jonas, talk)
    send(jonas, talk, opened(jonas, talk), summary="Third words.")
    page = answered(ingrid, page)
    shown = page.content.decode()
    assert "Mine." in shown
    assert "Third words." in shown
    answered(ingrid, page, "mine")
    assert Edition.objects.get().summary == "Mine."


def test_the_browsers_copy_stays_until_the_clash_is_answered(ingrid, jonas, talk):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, summary="Theirs.")
    page = send(ingrid, talk, mine, summary="Mine.", _copy="abc")
    assert 'data-saved=""' in page.content.decode()
    assert page.context["copy"] == "abc"
    assert 'data-saved="token"' in answered(ingrid, page, "mine").content.decode()


@pytest.mark.parametrize("sent", ["", "nonsense", "a:b:c", "of somebody else"])
def test_a_page_of_clashes_that_comes_back_damaged_stores_nothing(ingrid, jonas, talk, sent):
    page = clash(ingrid, jonas, talk)
    if sent == "of somebody else":
        sent = clash(jonas, ingrid, talk, title=("One", "Two")).context["sent"]
    stored = content.of(Edition.objects.get())
    response = ingrid.post(page.context["action"], {"sent": sent, "choice_0": "mine", "_copy": "token"}, follow=True)
    assert messages(response)[0] == "The page of clashes came back damaged."
    assert 'data-saved=""' in response.content.decode()
    assert content.of(Edition.objects.get()) == stored


def test_a_choice_that_is_none_is_refused(ingrid, jonas, talk):
    assert is_asked(answered(ingrid, clash(ingrid, jonas, talk), "everything"))
    assert Edition.objects.get().summary == "Theirs."


@pytest.mark.parametrize("seen", ["2026-13-45T99:99:99", "2020-01-01T00:00:00", "2020-01-01T00:00:00+00:00", "x"])
def test_a_form_that_began_with_words_nobody_knows_is_asked_about_all_that_differs(ingrid, talk, seen):
    form = opened(ingrid, talk)
    assert not is_asked(send(ingrid, talk, form, seen=seen))
    page = send(ingrid, talk, form, seen=seen, summary="Mine.")
    assert labels(page) == ["Summary"]


@pytest.mark.parametrize("key", ["nonsense", "' OR 1=1", "the first one’s"])
def test_a_made_up_key_of_a_turn_takes_no_other_turns_place(ingrid, jonas, talk, key):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    key = talk.turns.first().key if key.startswith("the") else key
    send(jonas, talk, theirs, summary="Theirs.")
    mine = added(mine, "remark", "<p>New.</p>", 9)
    send(ingrid, talk, mine, **{"turns-4-turn_key": key})
    assert words(talk)[-3:] == ["And then?", "Then nothing.", "New."]
    assert len({turn.key for turn in talk.turns.all()}) == 5


def test_a_form_with_faults_shows_them_and_is_merged_when_they_are_mended(ingrid, jonas, talk):
    mine, theirs = opened(ingrid, talk), opened(jonas, talk)
    send(jonas, talk, theirs, summary="Theirs.")
    page = send(ingrid, talk, mine, title="")
    assert "Give it a title" in page.content.decode()
    page = send(ingrid, talk, fields(page), title="Mine")
    assert messages(page) == ["Jonas changed the summary meanwhile; both are in."]


def test_who_may_not_save_a_piece_answers_no_clash_and_reads_no_saves(ingrid, jonas, talk, django_user_model):
    page = clash(ingrid, jonas, talk)
    other = desk_of(django_user_model, "other", "write_draft")
    for name in ("merge", "presence"):
        assert other.post(address(talk, name), {"sent": page.context["sent"]}).status_code == 404
    assert other.get(address(talk, "saves")).status_code == 404
    assert other.post(f"{address(talk, 'saves')}{Save.objects.first().pk}/").status_code == 404
    assert not Presence.objects.exists()


def test_a_text_that_went_live_meanwhile_is_not_written(ingrid, jonas, talk):
    page = clash(ingrid, jonas, talk)
    workflow.publish(talk, actor=None)
    response = answered(ingrid, page, "mine")
    assert messages(response) == ["This text is no draft any more. Revise it, then bring your words over."]
    assert Edition.objects.get().summary == "Theirs."


def test_the_page_of_clashes_has_no_address_of_its_own(ingrid, talk):
    assert ingrid.get(address(talk, "merge")).headers["Location"] == address(talk)


@pytest.mark.parametrize("seed", range(8))
def test_in_any_afternoon_of_two_editors_every_word_they_wrote_is_stored_or_asked(ingrid, jonas, talk, seed):
    chance = random.Random(seed)
    expert = talk.contributions.get().expert
    for n in range(4):
        factories.say(talk, "answer", f"<p>Some words {n} to begin with.</p><p>And some more {n}.</p>", [expert])
    forms, written = {}, set()
    for name, client in (("ingrid", ingrid), ("jonas", jonas)):
        form, rows = opened(client, talk), list(range(8))
        gone = set(chance.sample(rows, 1))
        for n in chance.sample(sorted(set(rows) - gone), 3):
            form[f"turns-{n}-html"] = form[f"turns-{n}-html"].replace("</p>", f" {name}{n}</p>", 1)
            written.add(f"{name}{n}")
        form |= {f"turns-{n}-DELETE": "on" for n in gone}
        if chance.random() < 0.5:
            places = chance.sample(rows, 8)
            form |= {f"turns-{n}-position": place for n, place in enumerate(places)}
        for n in range(chance.randint(0, 2)):
            form = added(form, "remark", f"<p>new-{name}{n}</p>", chance.randint(0, 9))
            written.add(f"new-{name}{n}")
        form["summary"] = f"{form['summary']} sum-{name}"
        forms[client] = form
        written.add(f"sum-{name}")
    send(jonas, talk, forms[jonas])
    page = send(ingrid, talk, forms[ingrid])
    while is_asked(page):
        sides = [(shown, row["ways"]) for shown, row in page.context["clashes"]]
        keeps = ["theirs" if shown["mine"].get("is_gone") else "mine" for shown, _ways in sides]
        choices = ["both" if "both" in ways else keep for keep, (_shown, ways) in zip(keeps, sides, strict=True)]
        page = answered(ingrid, page, *choices)
    stored = str(content.of(Edition.objects.get()))
    assert {word for word in written if word not in stored} == set()


# What it began with


def test_whatever_a_form_is_opened_on_is_kept_as_a_save_of_nobodys(ingrid, talk):
    assert not Save.objects.exists()
    opened(ingrid, talk)
    opened(ingrid, talk)
    save = Save.objects.get()
    assert (save.saved_at, save.saved_by, save.content) == (talk.updated_at, None, content.of(talk))


def test_opening_saving_and_merging_cost_the_same_queries_for_10_and_100_turns(
    ingrid, jonas, talk, django_assert_max_num_queries
):
    expert = talk.contributions.get().expert

    def cost(most):
        theirs = opened(jonas, talk)
        with django_assert_max_num_queries(most) as form:
            mine = opened(ingrid, talk)
        with django_assert_max_num_queries(most) as saved:
            jonas.post(address(talk), theirs | {"turns-1-html": f"<p>Jonas {most}</p>"})
        with django_assert_max_num_queries(most) as merged:
            ingrid.post(address(talk), mine | {"turns-3-html": f"<p>Ingrid {most}</p>"})
        assert words(talk)[1:4:2] == [f"Jonas {most}", f"Ingrid {most}"]
        for client in (ingrid, jonas):
            client.get("/admin/")  # takes the messages
        return len(form), len(saved), len(merged)

    for n in range(6):
        factories.say(talk, "answer", f"<p>{n}</p>", [expert])
    few = cost(100)
    for n in range(90):
        factories.say(talk, "answer", f"<p>{n}</p>", [expert])
    assert cost(101) == few


# Presence


def test_who_else_has_the_form_open_is_said_at_once_and_after_a_sign_of_life(ingrid, jonas, talk):
    assert jonas.post(address(talk, "presence")).json() == {"words": ""}
    told = "Jonas has this open too. You can both go on: what you both change is merged, or asked."
    assert told in ingrid.get(address(talk)).content.decode()
    assert ingrid.post(address(talk, "presence")).json() == {"words": told}
    assert jonas.post(address(talk, "presence")).json()["words"].startswith("Ingrid has this open too.")


def test_a_form_without_a_sign_of_life_for_two_minutes_counts_as_closed_and_is_forgotten_after_a_day(
    ingrid, jonas, talk
):
    for client in (ingrid, jonas):
        client.post(address(talk, "presence"))
    ago = timezone.now() - PRESENT - dt.timedelta(seconds=1)
    Presence.objects.filter(person__username="jonas").update(seen_at=ago)
    assert ingrid.post(address(talk, "presence")).json() == {"words": ""}
    Presence.objects.filter(person__username="jonas").update(seen_at=ago - dt.timedelta(days=1))
    ingrid.post(address(talk, "presence"))
    assert [presence.person.username for presence in Presence.objects.all()] == ["ingrid"]


def test_who_else_has_it_open_is_one_query_and_who_may_not_save_sends_no_sign(
    jonas, talk, django_user_model, django_assert_num_queries
):
    jonas.post(address(talk, "presence"))
    reader = desk_of(django_user_model, "reader", "publish_edition")
    person = django_user_model.objects.get(username="reader")
    with django_assert_num_queries(1):
        assert presence.words(talk, person, timezone.now()).startswith("Jonas")
    assert "data-presence" not in reader.get(address(talk)).content.decode()
    assert "data-presence" in jonas.get(address(talk)).content.decode()


def test_a_sign_of_life_needs_a_post_and_a_token(ingrid, talk, django_user_model):
    assert ingrid.get(address(talk, "presence")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(django_user_model.objects.get(username="ingrid"))
    assert strict.post(address(talk, "presence")).status_code == 403


def test_who_has_a_text_open_that_went_live_is_told(ingrid, talk):
    opened(ingrid, talk)
    workflow.publish(talk, actor=None)
    assert ingrid.post(address(talk, "presence")).json() == {"words": "This text is no draft any more."}


# Saves


def test_the_words_of_any_save_can_be_read_and_brought_back_and_nothing_is_lost(ingrid, jonas, talk):
    send(ingrid, talk, opened(ingrid, talk), **{"title": "First", "turns-3-html": "<p>First words.</p>"})
    send(jonas, talk, opened(jonas, talk), **{"title": "Second", "turns-2-DELETE": "on", "turns-3-DELETE": "on"})
    saves = jonas.get(address(talk, "saves")).context["saves"]
    assert [(s.save.content["title"], s.save.saved_by and s.save.saved_by.username) for s in saves] == [
        ("Second", "jonas"), ("First", "ingrid"), ("Talks", None),
    ]  # fmt: skip
    first = saves[1]
    assert "First words." in jonas.get(first.address).content.decode()
    page = jonas.post(first.address, follow=True)
    assert "are back, as a new save" in messages(page)[0]
    talk.refresh_from_db()
    assert content.of(Edition.objects.get()) == first.save.content
    assert [save.content["title"] for save in talk.saves.all()] == ["First", "Second", "First", "Talks"]
    assert "brought back" in str(LogEntry.objects.first().change_message)


def test_a_save_of_another_piece_is_not_found_at_this_one(ingrid, talk):
    other = factories.draft()
    opened(ingrid, other)
    assert ingrid.get(f"{address(talk, 'saves')}{other.saves.get().pk}/").status_code == 404


def test_words_brought_back_meet_whoever_has_the_form_open(ingrid, jonas, talk):
    send(ingrid, talk, opened(ingrid, talk), summary="Newer.")
    form = opened(jonas, talk)
    ingrid.post(f"{address(talk, 'saves')}{talk.saves.last().pk}/")
    send(jonas, talk, form, title="Jonas’s title")
    talk.refresh_from_db()
    assert (talk.title, talk.summary) == ("Jonas’s title", "Short.")


def test_people_and_photos_that_are_no_more_are_left_out_of_words_brought_back(ingrid, talk):
    save = workflow.keep_save(talk, actor=None)
    gone = "00000000-0000-0000-0000-000000000000"
    changed = save.content | {"lead_photo": gone, "byline": [{"expert": gone, "role": "author", "affiliation": ""}]}
    other = Save.objects.create(edition=talk, saved_at=timezone.now(), content=changed, digest="x")
    page = ingrid.post(f"{address(talk, 'saves')}{other.pk}/", follow=True)
    assert "no longer in the library" in messages(page)[0]
    assert not talk.contributions.exists()
    assert Turn.objects.count() == 4
