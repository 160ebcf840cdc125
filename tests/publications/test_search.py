"""Search: what is found, in what order, with which words shown; and that it sees what readers may see, no more."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from demo.management.commands import demo
from institute.page_cache import version
from publications import workflow
from publications.finding import derived_rows
from publications.finding import search as site_search
from publications.finding.filters import Filters
from publications.models import Edition, Listing, Passage, Topic
from tests import factories
from tests.factories import HOUR

pytestmark = pytest.mark.django_db


def find(q, at=None, **options):
    return site_search.search(Filters(q=q, **options), at or timezone.now(), Topic.objects.all())


def titles(q, **options):
    return [hit.edition.title for hit in find(q, **options).hits]


def test_words_are_found_in_title_summary_text_answers_and_names():
    ada = factories.expert("Ada Lundqvist")
    edition = factories.draft(
        "interview", title="Titleword", summary="Summaryword", body="<p>Introword</p>", authors=[ada]
    )
    factories.say(edition, "answer", "<p>The <strong>answerword</strong> is&nbsp;here.</p>", [ada])
    workflow.publish(edition, actor=None)
    for word in ("titleword", "SUMMARYWORD", "introword", "answerword", "lundqvist", '"answerword is here"'):
        assert titles(word) == ["Titleword"], word
    assert titles("nowhereword") == []


def test_stems_and_accents_are_folded():
    factories.live(title="Réservoirs and treaties")
    for word in ("reservoir", "réservoirs", "treaty"):
        assert len(titles(word)) == 1


def test_a_match_in_the_title_comes_before_one_in_the_text():
    factories.live(title="Other", body="<p>About sediment.</p>", published_on="2026-01-02")
    factories.live(title="Sediment", body="<p>About dams.</p>", published_on="2010-01-01")
    assert titles("sediment") == ["Sediment", "Other"]


def test_newest_first_when_asked():
    factories.live(title="Sediment old", published_on="2010-01-01")
    factories.live(title="New", body="<p>sediment</p>", published_on="2020-01-01")
    found = site_search.search(Filters(q="sediment"), timezone.now(), [], newest=True)
    assert [hit.edition.title for hit in found.hits] == ["New", "Sediment old"]


def test_the_very_answer_is_shown_with_its_question_and_speaker():
    ada, ben = factories.expert("Ada"), factories.expert("Ben")
    edition = factories.draft("interview", authors=[ada, ben])
    factories.say(edition, "question", "<p>What of the spillway?</p>")
    factories.say(edition, "answer", "<p>It leaks <em>sediment</em> &amp; <b>gravel</b>.</p>", [ben], key="leak")
    factories.say(edition, "answer", "<p>No comment.</p>", [ada])
    workflow.publish(edition, actor=None)
    [hit] = find("spillway sediment").hits
    [answer] = hit.answers
    assert answer.turn.get_absolute_url().endswith("#answer-leak")
    assert answer.question == "What of the spillway?"
    assert [expert.name for expert in answer.speakers] == ["Ben"]
    assert answer.snippet == "It leaks <mark>sediment</mark> &amp; gravel."


def test_a_snippet_is_escaped_before_it_is_marked():
    factories.live(title="A <script> & sediment", summary="<b>sediment</b>")
    [hit] = find("sediment").hits
    assert hit.title == "A &lt;script&gt; &amp; <mark>sediment</mark>"
    assert "<b>" not in hit.snippet


def test_the_words_are_shown_wherever_they_stand_in_a_text():
    filler = "<p>" + "Nothing of the kind is said in this sentence. " * 60 + "</p>"
    factories.live(title="Late", summary="A summary.", body=filler * 30 + "<p>Here is the sediment. More.</p>" + filler)
    [hit] = find("sediment").hits
    assert "Here is the <mark>sediment</mark>. More." in hit.snippet


def test_words_that_stand_far_apart_are_both_shown():
    filler = "<p>" + "Nothing of the kind is said in this sentence. " * 60 + "</p>"
    body = f"<p>Rivers carry sediment. {filler}</p>{filler}<p>Later there is gravel.</p>{filler}"
    factories.live(title="Apart", summary="A summary.", body=body)
    [hit] = find("gravel sediment").hits
    assert {"sediment", "gravel"} == set(re.findall("<mark>(.*?)</mark>", hit.snippet))


def test_a_phrase_is_shown_even_when_a_paragraph_ends_within_it():
    factories.live(title="Broken", summary="A summary.", body="<p>Of the silt</p><p>load we know little.</p>")
    [hit] = find('"silt load"').hits
    assert "<mark>silt</mark> <mark>load</mark>" in hit.snippet


def test_the_words_of_a_note_are_found_and_shown_as_a_line_of_their_own():
    body = "<p>The gauge costs three million<foot-note>Spillway account, p. 14.</foot-note> a year.</p><p>More.</p>"
    edition = factories.live(title="Noted", summary="A summary.", body=body)
    [hit] = find("spillway").hits
    assert hit.edition == edition
    assert hit.snippet == "<mark>Spillway</mark> account, p. 14."
    [hit] = find('"million a year"').hits
    assert hit.snippet.startswith("The gauge costs three <mark>million</mark> a <mark>year</mark>. More.")


def test_a_note_in_an_answer_leads_to_the_answer_and_one_in_a_question_is_no_part_of_what_was_asked():
    ada = factories.expert("Ada")
    edition = factories.draft("interview", authors=[ada])
    factories.say(edition, "question", "<p>What leaks<foot-note>Downstream.</foot-note>?</p>")
    factories.say(edition, "answer", "<p>The dam<foot-note>Its <em>spillway</em>.</foot-note>.</p>", [ada], key="leak")
    workflow.publish(edition, actor=None)
    [answer] = find("spillway").hits[0].answers
    assert answer.turn.get_absolute_url().endswith("#answer-leak")
    assert answer.question == "What leaks?"
    assert "Its <mark>spillway</mark>." in answer.snippet
    assert [hit.edition for hit in find("downstream").hits] == [edition]


def test_a_match_in_the_title_alone_shows_the_beginning_of_the_summary():
    factories.live(title="Sediment", summary="It begins so. " + "And it goes on and on. " * 20)
    [hit] = find("sediment").hits
    assert hit.snippet.startswith("It begins so. And it goes on")
    assert len(hit.snippet.split()) <= 31


def test_search_leaves_the_settings_of_a_transaction_as_they_were(client):
    def settings():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('enable_seqscan'), current_setting('statement_timeout')")
            return cursor.fetchone()

    factories.live(title="Sediment")
    before = settings()
    client.get("/search/?q=sediment")
    assert settings() == before


def test_search_is_exact_at_the_moment_a_scheduled_piece_goes_live_and_when_it_is_withdrawn():
    edition = factories.scheduled(title="Sediment")
    moment = edition.live_from
    assert find("sediment", moment - timedelta(microseconds=1)).total == 0
    assert find("sediment", moment).total == 1
    workflow.withdraw(edition.publication, actor=None, note="No.", now=moment + HOUR)
    assert find("sediment", moment + HOUR - timedelta(microseconds=1)).total == 1
    assert find("sediment", moment + HOUR).total == 0


def test_a_corrected_text_is_searched_in_its_new_words_and_its_old_ones_in_the_past():
    now = timezone.now()
    old = factories.live(title="Gravel", since=now - 2 * HOUR)
    factories.corrected(old, since=now - HOUR, title="Sediment")
    assert (titles("gravel"), titles("sediment")) == ([], ["Sediment"])
    assert [h.edition.title for h in find("gravel", now - HOUR - timedelta(seconds=1)).hits] == ["Gravel"]


def test_drafts_are_never_found():
    factories.draft(title="Sediment")
    workflow.revise(factories.live(title="Sediment").publication, actor=None)
    assert find("sediment").total == 1


def test_filters_narrow_a_search():
    water, energy = factories.topic(), factories.topic()
    ada = factories.expert()
    factories.live(title="Sediment A", topics=[water], authors=[ada], published_on="2019-05-05")
    factories.live("interview", title="Sediment B", topics=[energy])
    assert titles("sediment", topics=(water,)) == ["Sediment A"]
    assert titles("sediment", kinds=("interview",)) == ["Sediment B"]
    assert titles("sediment", expert=ada, year=2019) == ["Sediment A"]
    assert titles("sediment", kinds=("interview",), topics=(water,)) == []


@pytest.mark.parametrize("q", ["the of and", "-sediment", "-a -b", "!!!", "' & | ! ( ) : *", "or or or", '""', "<->"])
def test_a_query_without_a_word_to_look_for_says_so(q):
    factories.live(title="Sediment")
    found = find(q)
    assert (found.understood, found.hits) == (False, [])


@pytest.mark.parametrize(
    "q",
    [
        '"unbalanced',
        "a" * 10_000,
        "sediment'; DROP TABLE x --",
        "sediment:*",
        "sediment & | ",
        "(sediment",
        "סחף",
        "sediment 🙂",
        "%",
    ],
)
def test_any_words_are_answered(client, q):
    factories.live(title="Sediment")
    assert client.get("/search/", {"q": q}).status_code == (400 if len(q) > 8000 else 200)
    assert client.get("/publications/", {"q": q}).status_code in {200, 400}
    assert client.get("/publications/feed.atom", {"q": q}).status_code in {200, 400}


def test_renaming_an_expert_at_the_desk_renames_what_is_found(admin_client):
    ada = factories.expert("Ada Lundqvist")
    factories.live(title="Her work", authors=[ada])
    form = {"name": "Ada Marchetti", "slug": ada.slug, "expertise-TOTAL_FORMS": 0, "expertise-INITIAL_FORMS": 0}
    form |= {"public_from_0": "2020-01-01", "public_from_1": "09:00"}
    assert admin_client.post(f"/admin/experts/expert/{ada.pk}/change/", form).status_code == 302
    assert (titles("lundqvist"), titles("marchetti")) == ([], ["Her work"])


def test_experts_and_topics_of_that_name_are_among_the_hits(client):
    factories.expert("Zoë Ångström")
    factories.topic("Water")
    page = client.get("/search/?q=angstrom").content.decode()
    assert "Zoë Ångström" in page
    assert "/topics/" in client.get("/search/?q=water").content.decode()


def test_counts_beside_the_filters_are_what_each_would_show(client):
    water, energy = factories.topic("Water"), factories.topic("Energy")
    for n in range(3):
        factories.live(topics=[water], title=f"Sediment {n}")
    factories.live("interview", topics=[water, energy], title="Sediment")
    factories.live(topics=[energy], title="Wind")
    context = client.get(f"/publications/?topic={water.slug}").context
    shown = {(choice.words, choice.count) for facet in context["choices"].values() for choice in facet}
    assert {("Analyses", 3), ("Q&A interviews", 1), ("Water", 4), ("Energy", 2)} <= shown
    for facet, name in (("kinds", "type"), ("topics", "topic")):
        for choice in context["choices"][facet]:
            if not choice.chosen and facet == "kinds":
                found = (
                    client.get(f"/publications/?topic={water.slug}&{name}={choice.value}")
                    .context["page"]
                    .paginator.count
                )
                assert found == choice.count


def test_counts_beside_a_search_are_those_of_a_list_of_the_same_words(client):
    water, energy = factories.topic("Water"), factories.topic("Energy")
    factories.live(topics=[water], title="Sediment", published_on="2019-01-01")
    factories.live("interview", topics=[water, energy], title="Sediment")
    factories.live(topics=[energy], title="Wind")
    for query in ("q=sediment", f"q=sediment&topic={energy.slug}", "q=sediment&type=interview&year=2019"):
        searched = client.get(f"/search/?{query}").context["choices"]
        assert searched == client.get(f"/publications/?{query}").context["choices"]
        assert searched == client.get(f"/search/?{query}&order=newest").context["choices"]


def test_one_order_of_parameters_whatever_the_readers(rf):
    b, a = factories.topic(slug="b"), factories.topic(slug="a")
    for query in (
        f"topic={b.slug}&q=x&type=interview&topic={a.slug}",
        f"q=x&topic={a.slug}&topic={b.slug}&type=interview",
    ):
        request = rf.get("/publications/?" + query)
        request.at = timezone.now()
        assert Filters.read(request).query == "?type=interview&topic=a&topic=b&q=x"
    assert QueryDict("x=1")


def test_the_listing_agrees_with_the_rule_and_is_the_same_when_rebuilt():
    now = timezone.now()
    water, energy = factories.topic(), factories.topic()
    piece = factories.live("interview", since=now - 5 * HOUR, topics=[water, energy])
    factories.corrected(piece, since=now - 3 * HOUR)
    factories.withdrawn(since=now - 4 * HOUR, until=now - 2 * HOUR, topics=[water])
    factories.scheduled(at=now + HOUR, topics=[energy])
    factories.draft()

    def rows():
        passages = Passage.objects.order_by("edition", "position", "key")
        return list(Listing.objects.order_by("pk").values()), list(passages.values("edition", "key", "text", "vector"))

    written = rows()
    derived_rows.reshelve()
    assert rows() == written
    for hours in range(-6, 3):
        at = now + hours * HOUR
        rule = set(Edition.objects.live(at).values_list("pk", flat=True))
        assert set(Listing.objects.live(at).values_list("pk", flat=True)) == rule
        for topic in Topic.objects.with_totals(at):
            assert topic.total == Edition.objects.live(at).about([topic.pk]).count()


def test_a_search_costs_the_same_queries_for_3_hits_and_for_20(client):
    ada = factories.expert("Sediment Lund")
    costs = []
    for pieces in (3, 25):
        for n in range(pieces):
            factories.live("interview", title=f"Sediment {n}", authors=[ada])
        version.forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/search/?q=sediment").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8


def test_each_of_sixty_facts_of_the_demo_is_found_within_the_first_three_hits():
    call_command("import_archive", str(demo.CONTENT / "archive.jsonl"), stdout=io.StringIO())
    missed = []
    for fact in json.loads((Path(__file__).parent / "facts.json").read_text()):
        found = {hit.edition.publication.slug: hit for hit in find(fact["query"]).hits[:3]}
        hit = found.get(fact["slug"])
        if hit is None or (fact["answer"] and fact["answer"] not in [answer.turn.key for answer in hit.answers]):
            missed.append(fact)
    assert missed == [], missed


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("snow", {"Snow", "Snow and ice"}),
        ("snow -ice", {"Snow"}),
        ("-ice", set()),
        ("-snow -ice", set()),
        ("snow or -ice", set()),
        ("the", set()),
        ('"snow and ice"', {"Snow and ice"}),
    ],
)
def test_the_same_words_mean_the_same_in_search_in_lists_and_in_feeds(client, q, found):
    for title in ("Snow", "Snow and ice", "Rivers"):
        factories.live(title=title)
    assert set(titles(q)) == found
    listed = client.get("/publications/", {"q": q})
    assert {edition.title for edition in listed.context["page"]} == found
    feed = client.get("/publications/feed.json", {"q": q}).json()
    assert {item["title"] for item in feed["items"]} == found


@pytest.mark.parametrize("address", ["/publications/", "/search/"])
@pytest.mark.parametrize("q", ["-ice", "the"])
def test_words_among_which_there_is_none_to_look_for_are_told(client, address, q):
    factories.live(title="Rivers")
    assert f"“{q}” holds no word to look for" in client.get(address, {"q": q}).content.decode()
