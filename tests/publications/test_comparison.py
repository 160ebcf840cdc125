"""Two editions compared: what counts as the same, and what readers are shown of the rest."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from publications import workflow
from publications.models import Edition
from publications.public.comparison import comparison
from tests import factories
from tests.factories import HOUR

pytestmark = pytest.mark.django_db


def compared(old, new, at=None):
    whole = {edition.pk: edition for edition in Edition.objects.with_content().filter(pk__in=[old.pk, new.pk])}
    return comparison(whole[old.pk], whole[new.pk], at or timezone.now())


def changed(found):
    """What stands under each name."""
    shown, name = {}, ""
    for stretch in found.stretches:
        name = re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", stretch.name) or name
        if not stretch.words:
            shown[name] = shown.get(name, "") + stretch.html
    return shown


@pytest.fixture
def talk():
    """An interview of two questions, and a draft over it whose turns may be changed."""
    ada, ben = factories.expert("Ada Lund"), factories.expert("Ben Okoro")
    with workflow.backdating():
        old = factories.live("interview", authors=[ada, ben], since=timezone.now() - 2 * HOUR, body="")
        old.turns.all().delete()
        factories.say(old, "question", "<p>What is a dry year?</p>", key="q1")
        factories.say(old, "answer", "<p>One without rain.</p>", [ada], key="a1")
        factories.say(old, "question", "<p>Who says so?</p>", key="q2")
        factories.say(old, "answer", "<p>The gauge does.</p>", [ben], key="a2")
    return old, factories.corrected(old, since=timezone.now() - HOUR), ada, ben


def test_title_summary_text_byline_photo_and_date_are_compared():
    ada, ben = factories.expert("Ada Lund"), factories.expert("Ben Okoro")
    old = factories.live(authors=[ada], title="Rivers", summary="Short.", body="<p>One two three.</p>")
    photo = factories.photo(alt="A dam")
    with workflow.backdating():
        new = factories.corrected(
            old,
            since=timezone.now() - HOUR / 2,
            title="Lakes",
            summary="Long.",
            body="<p>One two four.</p>",
            lead_photo=photo,
            published_on=old.published_on - timedelta(days=1),
            language="fr",
        )
        new.contributions.create(expert=ben, position=1, affiliation="Analyst")
    shown = changed(compared(old, new))
    assert list(shown) == ["Title", "Summary", "Byline", "Lead photo", "Printed date", "Language", "Text"]
    assert shown["Title"] == "<p><del>Rivers</del></p><p><ins>Lakes</ins></p>"
    assert shown["Text"] == "<p>One two <del>three</del><ins>four</ins>.</p>"
    assert "<ins>Ben Okoro, Analyst</ins>" in shown["Byline"]
    assert "<ins>A dam</ins>" in shown["Lead photo"]


def test_what_is_the_same_is_folded_away_and_said_to_be(talk):
    old, new, *_people = talk
    with workflow.backdating():
        new.turns.filter(key="a2").update(html="<p>The gauge and the mayor do.</p>")
    found = compared(old, new)
    assert [stretch.words for stretch in found.stretches if stretch.words] == [
        "The same in both: Title, Summary, Byline, Printed date, 3 questions and answers"
    ]
    shown = "<p>The gauge <del>does</del><ins>and the mayor do</ins>.</p>"
    assert changed(found) == {"Ben Okoro on “Who says so?”": shown}


def test_sections_name_their_changes_and_long_unchanged_stretches_are_folded():
    same = "".join(f"<p>Paragraph {n} of many.</p>" for n in range(9))
    body = f"<p>Opening.</p><h2>What we saw</h2>{same}<p>It took 13 weeks.</p><h2>What follows</h2>{same}"
    old = factories.live(body=body)
    new = factories.corrected(
        old, since=timezone.now() - HOUR / 2, body=body.replace("13", "17") + "<p>One more thing.</p>"
    )
    found = compared(old, new)
    assert [place.name for place in found.places] == ["What we saw", "What follows"]
    assert [stretch.words for stretch in found.stretches if stretch.words] == [
        "The same in both: Title, Summary, Byline, Printed date, 11 paragraphs",
        "The same in both: 10 paragraphs",
    ]


def test_a_turn_is_the_same_one_by_its_key_wherever_it_moves(talk):
    old, new, *_people = talk
    with workflow.backdating():
        for key, position in (("q2", 0), ("a2", 1), ("q1", 2), ("a1", 3)):
            new.turns.filter(key=key).update(position=position)
    found = compared(old, new)
    assert [stretch.moved for stretch in found.stretches if stretch.name] == [True, True]
    assert not any("<ins>" in stretch.html or "<del>" in stretch.html for stretch in found.stretches)


def test_another_speaker_of_the_same_words_is_a_change(talk):
    old, new, _ada, ben = talk
    with workflow.backdating():
        workflow.set_speakers(new.turns.get(key="a1"), [ben])
    shown = changed(compared(old, new))
    assert "<del>Ada Lund</del>" in shown["Ben Okoro on “What is a dry year?”"]
    assert "<ins>Ben Okoro</ins>" in shown["Ben Okoro on “What is a dry year?”"]


def test_a_turn_that_was_added_or_removed_is_marked_whole(talk):
    old, new, ada, _ben = talk
    with workflow.backdating():
        new.turns.filter(key="a2").delete()
        factories.say(new, "answer", "<p>Everybody.</p>", [ada], key="a3")
    assert changed(compared(old, new)) == {
        "Ben Okoro on “Who says so?”": "<p><del>The gauge does.</del></p>",
        "Ada Lund on “Who says so?”": "<p><ins>Everybody.</ins></p>",
    }


def test_the_same_edition_twice_differs_nowhere(talk):
    old, *_rest = talk
    assert compared(old, old).places == []


def test_a_comparison_names_nobody_a_reader_may_not_know(talk):
    old, new, ada, ben = talk
    with workflow.backdating():
        workflow.set_speakers(new.turns.get(key="a1"), [ben])
    ada.public_from = None
    ada.save()
    found = compared(old, new)
    assert "Ada Lund" not in "".join(stretch.html + stretch.name + stretch.words for stretch in found.stretches)


def test_a_note_that_changed_is_shown_where_it_stands():
    old = factories.live(body="<p>It costs three million<foot-note>Budget 2029, p. 4.</foot-note>.</p>")
    body = "<p>It<foot-note>Net.</foot-note> costs three million<foot-note>Budget 2030, p. 4.</foot-note>.</p>"
    new = factories.corrected(old, since=timezone.now(), body=body)
    assert changed(compared(old, new))["Text"] == (
        "<p>It <ins>[Note: Net.]</ins> costs three million [Note: Budget <del>2029</del><ins>2030</ins>, p. 4.].</p>"
    )
