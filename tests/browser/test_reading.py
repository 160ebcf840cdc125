"""The long read in a real browser: what hangs beside the text, what stands before it, what prints."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publications import workflow
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARAGRAPH = "<p>" + "The engineers read the same gauge and reported different droughts. " * 8 + "</p>"
SECTIONS = "".join(f"<h2>Part {n}</h2>{PARAGRAPH}" for n in range(4))
QUOTE = '<p class="pull-quote">The engineers read the same gauge</p>'
LONG = "A figure was wrong, and the sentence after it with it. " * 30


@pytest.fixture
def open_at(chromium, live_server):
    contexts = []

    def open_at(shown, width, **options):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.goto(live_server.url + shown.get_absolute_url())
        return page

    yield open_at
    for context in contexts:
        context.close()


def changed(body=SECTIONS, notes=("A figure was wrong.",), **fields):
    now = timezone.now()
    edition = factories.live(body=body, since=now - timedelta(days=30), **fields)
    for days, note in enumerate(notes):
        edition = factories.corrected(edition, since=now - timedelta(days=20 - days), note=note)
    return edition


def boxes(page, selector):
    return [box.bounding_box() for box in page.locator(selector).all()]


def overlap(one, other):
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "width"), ("y", "height"))
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_corrections_stand_beside_the_text_where_there_is_room(open_at, language):
    page = open_at(changed(notes=["Wrong.", LONG], body=PARAGRAPH + QUOTE + SECTIONS, language=language), 1440)
    aside = boxes(page, ".correction, .pull-quote")
    text = boxes(page, ".prose > p:not(.pull-quote), .prose > h2, .margin, .end-matter, .publication-head")
    assert len(aside) == 3
    assert not [pair for pair in ((a, b) for a in aside for b in text) if overlap(*pair)]
    assert not any(overlap(a, b) for a in aside for b in aside if a is not b)
    assert aside[0]["y"] == pytest.approx(boxes(page, ".prose > p")[0]["y"], abs=8)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_note_longer_than_the_text_pushes_down_what_follows(open_at):
    page = open_at(changed(body="<p>Short.</p>", notes=[LONG]), 1440)
    note, end = boxes(page, ".correction")[0], boxes(page, ".end-matter")[0]
    assert note["y"] + note["height"] <= end["y"]


@pytest.mark.parametrize("width", [320, 720, 1200])
def test_corrections_stand_before_the_text_where_there_is_none(open_at, width):
    page = open_at(changed(), width)
    note, text = boxes(page, ".correction")[0], boxes(page, ".prose > h2")[0]
    assert note["y"] + note["height"] <= text["y"]
    assert note["x"] == pytest.approx(text["x"], abs=1)


def test_a_quote_in_a_biography_stays_in_its_column(open_at):
    page = open_at(factories.expert(bio=PARAGRAPH + QUOTE), 1440)
    quote, text = boxes(page, ".pull-quote")[0], boxes(page, ".prose > p")[0]
    assert quote["x"] == text["x"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_print_shows_corrections_and_no_quote_that_repeats_the_text(open_at):
    own = '<p class="pull-quote">Nobody said this.</p>'
    page = open_at(changed(body=PARAGRAPH + QUOTE + own), 720)
    page.emulate_media(media="print")
    assert [box.is_visible() for box in page.locator(".correction, .pull-quote").all()] == [True, False, True]


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_list_of_questions_is_closed_and_the_text_near(open_at, width):
    page = open_at(interview_with(30), width)
    assert page.locator(".margin ol").is_hidden()
    assert boxes(page, ".margin")[0]["height"] < 80
    page.locator(".margin summary").click()
    assert page.locator(".margin ol a").count() > 30


def interview_with(questions):
    edition = factories.draft("interview", body=PARAGRAPH)
    speaker = edition.contributions.get().expert
    for n in range(questions):
        factories.say(edition, "question", f"<p>What of the {n}th gauge?</p>")
        factories.say(edition, "answer", PARAGRAPH, [speaker])
    return workflow.publish(edition, actor=None)


def test_a_speaker_met_before_is_shown_short_read_whole_and_named_to_whoever_comes_by_a_link(open_at):
    edition = interview_with(2)
    name = edition.bylines[0].expert.name
    page = open_at(edition, 390)
    assert page.get_by_role("group", name=name, exact=True).count() == 3
    answer = page.locator(".answer").last
    given = answer.locator(".visually-hidden")
    assert given.bounding_box()["width"] <= 1
    label = answer.locator("strong")
    assert copied(label) == name.split()[-1]
    link = answer.get_by_role("link", name="Link to this answer")
    link.focus()
    page.wait_for_function("link => getComputedStyle(link).opacity === '1'", arg=link.element_handle())
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{answer.get_attribute('id')}")
    assert given.bounding_box()["width"] > 10
    assert copied(label) == name
    assert page.get_by_role("group", name=name, exact=True).count() == 3


def copied(element):
    """What a reader's clipboard would get of it."""
    return element.evaluate("e => { getSelection().selectAllChildren(e); return getSelection().toString(); }")
