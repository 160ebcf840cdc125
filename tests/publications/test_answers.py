"""Answers: each has an address for good, a place on its experts' pages and in search, and says who gives it."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from lxml import html

from institute.desk import travel
from publications import workflow
from publications.finding import search
from publications.finding.filters import Filters
from publications.models import Contribution, Edition, Topic, Turn
from publications.people import family_names
from tests import factories
from tests.factories import HOUR
from tests.publications.test_admin import fields
from tests.publications.test_archive import empty_site

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def marit():
    return factories.expert("Marit Oyelaran", slug="marit")


@pytest.fixture
def tomasz():
    return factories.expert("Tomasz Reidel", slug="tomasz")


@pytest.fixture
def talk(marit, tomasz):
    """A live interview: an answer of each, one of both, and a remark."""
    edition = factories.draft("interview", slug="talk", title="A talk", authors=[marit, tomasz])
    edition.turns.all().delete()
    factories.say(edition, "question", "<p>Who owns the river?</p>", key="q1")
    factories.say(edition, "answer", "<p>Nobody owns sediment.</p>", [marit], key="m1")
    factories.say(edition, "answer", "<p>Everybody owns gravel.</p>", [tomasz], key="t1")
    factories.say(edition, "question", "<p>And the dam?</p>", key="q2")
    factories.say(edition, "answer", "<p>We both own turbines.</p>", [marit, tomasz], key="b1")
    factories.say(edition, "remark", "<p>A remark on eels.</p>", [tomasz], key="r1")
    with workflow.backdating():
        return workflow.publish(edition, actor=None, now=timezone.now() - HOUR)


def revised(edition, change=lambda draft: None, at=None):
    """A newer edition, live now or from a moment."""
    draft = factories.revised(edition.publication)
    change(draft)
    return workflow.publish(draft, actor=None, at=at)


def addresses(edition):
    return {turn.key: turn.get_absolute_url() for turn in edition.turns.answers()}


def page(client, address, at=None):
    response = client.get(travel.address(at, address) if at else address)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def answers_at(client, address, at=None):
    """The keys of the answers that a page leads to."""
    found = page(client, address, at).xpath("//main//a/@href")
    return [match[1] for href in found if (match := re.search(r"#answer-(.+)$", href))]


def found(q, at=None):
    results = search.search(Filters(q=q), at or timezone.now(), Topic.objects.all())
    return [(answer.turn.key, [e.slug for e in answer.speakers]) for hit in results.hits for answer in hit.answers]


@pytest.fixture
def reader(client, django_user_model):
    """May look at the site of another moment."""
    person = django_user_model.objects.create_user("ada", is_staff=True)
    person.groups.add(Group.objects.get(name="Author"))
    client.force_login(person)
    return client


# Addresses


def test_an_answer_keeps_its_address_in_newer_editions_in_whatever_order(talk, client):
    before = addresses(talk)

    def reverse(draft):
        for place, turn in enumerate(draft.turns.filter(kind="answer").order_by("-position")):
            Turn.objects.filter(pk=turn.pk).update(position=10 + place)

    newer = revised(talk, reverse)
    assert addresses(newer) == before
    assert [turn.key for turn in newer.turns.answers()] == ["b1", "t1", "m1"]
    shown = page(client, talk.get_absolute_url())
    assert [shown.get_element_by_id(address.partition("#")[2]) is not None for address in before.values()] == [True] * 3


def test_an_answer_keeps_its_address_when_the_desk_moves_and_rewrites_it(talk, admin_client):
    draft = factories.revised(talk.publication)
    form = f"/admin/publications/interview/{talk.publication.uuid}/change/"
    sent = fields(admin_client.get(form))
    places = {sent[f"turns-{i}-turn_key"]: i for i in range(6)}
    sent[f"turns-{places['m1']}-position"], sent[f"turns-{places['b1']}-position"] = 5, 1
    sent[f"turns-{places['m1']}-html"] = "<p>Quite other words.</p>"
    assert admin_client.post(form, sent).status_code == 302
    assert addresses(draft) == addresses(talk)
    assert [turn.key for turn in draft.turns.answers()] == ["b1", "t1", "m1"]
    assert draft.turns.get(key="m1").html == "<p>Quite other words.</p>"


def test_a_former_address_leads_to_the_new_one_and_leaves_the_answers_name_to_the_browser(talk, client):
    workflow.refile(talk.publication, actor=None, slug="a-talk", topics=[factories.topic()])
    response = client.get("/publications/talk/")
    assert response.status_code == 301
    assert (
        response["Location"] == "/publications/a-talk/"
    )  # without a fragment: RFC 9110, 10.2.2 keeps the reader's own
    assert page(client, response["Location"]).get_element_by_id("answer-m1") is not None


def test_an_answer_keeps_its_address_through_an_archive(talk, tmp_path):
    before = addresses(revised(talk))
    call_command("export_archive", str(tmp_path / "a.jsonl"), stdout=io.StringIO())
    empty_site()
    call_command("import_archive", str(tmp_path / "a.jsonl"), stdout=io.StringIO())
    assert [addresses(edition) for edition in Edition.objects.all()] == [before, before]


# The expert's page, and search


def test_an_expert_lists_her_answers_in_their_order_and_joint_ones_too_but_no_remark(talk, client):
    assert answers_at(client, "/experts/marit/") == ["m1", "b1"]
    assert answers_at(client, "/experts/tomasz/") == ["t1", "b1"]
    said = page(client, "/experts/marit/").xpath("//figure[contains(@class, 'said')]")
    assert ["Tomasz Reidel" in quote.text_content() for quote in said] == [False, True]
    assert "eels" not in client.get("/experts/tomasz/").content.decode()


def test_a_removed_answer_leaves_the_experts_page_and_search_at_the_newer_editions_moment(talk, reader):
    moment = timezone.now() + DAY
    revised(talk, lambda draft: draft.turns.filter(key="m1").delete(), at=moment)
    for at, is_there in ((None, True), (moment - timedelta(seconds=1), True), (moment, False)):
        assert ("m1" in answers_at(reader, "/experts/marit/", at)) == is_there
        assert ("m1" in answers_at(reader, "/experts/marit/answers/", at)) == is_there
        assert found("sediment", at) == ([("m1", ["marit"])] if is_there else [])
    assert answers_at(reader, "/experts/marit/", moment) == ["b1"]


def test_a_reassigned_answer_moves_to_the_other_expert_at_the_newer_editions_moment(talk, tomasz, reader):
    moment = timezone.now() + DAY
    revised(talk, lambda draft: workflow.set_speakers(draft.turns.get(key="m1"), [tomasz]), at=moment)
    just_before = moment - timedelta(seconds=1)
    assert answers_at(reader, "/experts/marit/", just_before) == ["m1", "b1"]
    assert found("sediment", just_before) == [("m1", ["marit"])]
    assert answers_at(reader, "/experts/marit/", moment) == ["b1"]
    assert answers_at(reader, "/experts/tomasz/", moment) == ["m1", "t1", "b1"]
    assert found("sediment", moment) == [("m1", ["tomasz"])]


def test_an_expert_taken_out_of_a_newer_edition_lists_nothing_of_it(talk, marit, tomasz, client):
    def without_marit(draft):
        draft.turns.filter(key="m1").delete()
        workflow.set_speakers(draft.turns.get(key="b1"), [tomasz])
        draft.contributions.filter(expert=marit).delete()

    revised(talk, without_marit)
    assert "A talk" not in client.get("/experts/marit/").content.decode()
    assert answers_at(client, "/experts/marit/answers/") == []
    assert answers_at(client, "/experts/tomasz/") == ["t1", "b1"]


def test_an_answer_of_a_draft_is_on_no_page(talk, marit, client):
    factories.say(factories.revised(talk.publication), "answer", "<p>Not yet.</p>", [marit], key="m2")
    assert answers_at(client, "/experts/marit/") == ["m1", "b1"]


def test_a_withdrawn_interview_takes_its_answers_along_at_its_moment(talk, reader):
    just_before = timezone.now() - timedelta(minutes=1)
    workflow.withdraw(talk.publication, actor=None, note="Withdrawn.")
    assert answers_at(reader, "/experts/marit/") == answers_at(reader, "/experts/marit/answers/") == []
    assert found("sediment") == []
    assert answers_at(reader, "/experts/marit/", just_before) == ["m1", "b1"]
    assert found("sediment", just_before) == [("m1", ["marit"])]


def test_every_one_of_300_answers_can_be_reached_from_the_experts_page(marit, client):
    for n in range(3):
        edition = factories.draft("interview", authors=[marit])
        for i in range(99):
            factories.say(edition, "answer", f"<p>Answer {i}.</p>", [marit], key=f"a{n}-{i}")
        workflow.publish(edition, actor=None)
    [address] = set(page(client, "/experts/marit/").xpath("//main//a[starts-with(., 'All answers')]/@href"))
    reached, counted = set(), 0
    while address:
        answers = answers_at(client, address)
        reached |= set(answers)
        counted += len(answers)
        following = page(client, address).xpath("//a[@rel='next']/@href")
        address = "/experts/marit/answers/" + following[0] if following else None
    assert reached == {turn.key for turn in Turn.objects.answers()}
    assert counted == len(reached) == 300


@pytest.mark.parametrize(("answers", "leads_on"), [(0, False), (6, False), (7, True)])
def test_the_experts_page_leads_on_where_there_are_more_answers_than_it_shows(marit, client, answers, leads_on):
    edition = factories.draft("interview", authors=[factories.expert()])
    for _answer in range(answers):
        factories.say(edition, "answer", "<p>Words.</p>", [marit])
    workflow.publish(edition, actor=None)
    shown = page(client, "/experts/marit/")
    assert len(shown.xpath("//figure[contains(@class, 'said')]")) == min(answers, 6)
    assert bool(shown.xpath("//main//a[contains(@href, '/answers/')]")) == leads_on
    assert bool(shown.xpath("//*[@id='words']")) == (answers > 0)


def test_answers_at_a_former_address_of_an_expert_are_found_at_the_new_one(talk, marit, client):
    marit.slug = "marit-oyelaran"
    marit.save()
    assert client.get("/experts/marit/answers/")["Location"] == "/experts/marit-oyelaran/answers/"
    assert client.get("/experts/nobody/answers/").status_code == 404


def test_search_leads_to_the_very_answer_also_to_one_before_the_first_question(talk, marit, client):
    def begin(draft):
        draft.turns.update(position=100)
        factories.say(draft, "answer", "<p>To begin with, willows.</p>", [marit], key="w1")
        Turn.objects.filter(edition=draft, key="w1").update(position=0)

    revised(talk, begin)
    for q, key in (("sediment", "m1"), ("willows", "w1")):
        [link] = page(client, f"/search/?q={q}").xpath("//a[contains(@href, '#answer-')]")
        assert link.get("href") == f"/publications/talk/#answer-{key}"
        assert link.text_content().strip()


# Who speaks


def labels(client, address="/publications/talk/"):
    """Of each reply: what a screen reader is told, what shows, whether there is a face and an affiliation."""
    found = []
    for reply in page(client, address).xpath("//div[@role='group'][starts-with(@id, 'answer-')]"):
        [label] = reply.xpath(f"//*[@id='{reply.get('aria-labelledby')}']")
        whole = label.text_content()
        for hidden in label.xpath(".//*[@class='visually-hidden']"):
            hidden.text = ""
        speaker = label.getparent().getparent()
        found.append(
            (
                whole,
                label.text_content(),
                bool(speaker.xpath(".//*[@class='faces']/*/@class")),
                bool(speaker.xpath(".//small")),
            )
        )
    return found


def test_a_speaker_is_introduced_once_and_then_called_by_the_familys_name(talk, client):
    revised(talk, lambda draft: factories.say(draft, "answer", "<p>More.</p>", [c.expert for c in draft.bylines][:1]))
    assert labels(client) == [
        ("Marit Oyelaran", "Marit Oyelaran", True, True),
        ("Tomasz Reidel", "Tomasz Reidel", True, True),
        ("Marit Oyelaran and Tomasz Reidel", "Oyelaran and Reidel", False, False),
        ("Tomasz Reidel", "Reidel", False, False),
        ("Marit Oyelaran", "Oyelaran", False, False),
    ]


def test_a_joint_answer_that_brings_somebody_new_names_everybody_whole(talk, client):
    new = factories.expert("Leila Aymanova")
    revised(
        talk,
        lambda draft: factories.say(draft, "answer", "<p>More.</p>", [*(c.expert for c in draft.bylines), new]),
    )
    assert labels(client)[-1] == ("Marit Oyelaran, Tomasz Reidel and Leila Aymanova",) * 2 + (True, True)


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Marit Oyelaran", "Tomasz Reidel"], ["Oyelaran", "Reidel"]),
        (["Marit Oyelaran", "Ada OYELARAN", "Tomasz Reidel"], [None, None, "Reidel"]),
        (["Jin Kim", "Kim Andersen"], [None, "Andersen"]),
        (["Plato", "Tomasz Reidel"], [None, "Reidel"]),
        (["王小明", "ليلى حداد"], [None, "حداد"]),
    ],
)
def test_a_short_name_is_one_that_fits_nobody_else_in_the_piece(names, short):
    people = [Contribution(expert=factories.expert(name)) for name in names]
    assert [family_names(people).get(c.expert.pk) for c in people] == short


def test_a_name_in_another_script_or_order_is_shown_in_parts_and_read_whole(client):
    leila = factories.expert("ليلى حداد")
    wei = factories.expert("Li Wei", sort_name="Li, Wei", native_name="李伟")
    edition = factories.draft("interview", slug="talk", authors=[leila, wei])
    for expert in (leila, wei, leila, wei):
        factories.say(edition, "answer", "<p>Words.</p>", [expert])
    workflow.publish(edition, actor=None)
    assert [label[:2] for label in labels(client)[-2:]] == [("ليلى حداد", "حداد"), ("Li Wei", "Li")]


def test_a_name_that_readers_may_not_know_yet_neither_shows_nor_lengthens_anothers(talk, client):
    secret = factories.expert("Ada Oyelaran", public_from=timezone.now() + DAY)
    with workflow.backdating():
        Contribution.objects.create(edition=talk, expert=secret, role="interviewee", position=9)
    assert labels(client)[2][1] == "Oyelaran and Reidel"


def test_feeds_name_everybody_whole_each_time(talk, client):
    for extension in ("rss", "atom", "json"):
        feed = client.get(f"/publications/feed.{extension}").content.decode()
        assert feed.count("Marit Oyelaran") >= 2
        assert "visually-hidden" not in feed
