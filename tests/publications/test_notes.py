"""Footnotes on pages: numbered through the whole piece, linked both ways."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from publications import workflow
from tests import factories

pytestmark = pytest.mark.django_db
NOTES, BACK = "*[@role='doc-endnotes']//li", "a[@role='doc-backlink']"
NOTE = "<foot-note>On {}, see <em>elsewhere</em>.</foot-note>"


def found(page, path):
    return page.xpath(f".//{path}")


def tree(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.content)


def assert_linked_both_ways(page, count):
    """Every number leads to its note, and every note back; no id is given twice."""
    references, notes = found(page, "a[@role='doc-noteref']"), found(page, NOTES)
    assert len(references) == len(notes) == count
    for number, (reference, note) in enumerate(zip(references, notes, strict=True), start=1):
        assert reference.text == str(number)
        assert reference.get("href") == f"#{note.get('id')}"
        [back] = found(note, BACK)
        assert back.get("href") == f"#{reference.get('id')}"
        assert str(number) in reference.get("aria-label")
        assert str(number) in back.get("aria-label")
    ids = [element.get("id") for element in found(page, "*[@id]")]
    assert len(ids) == len(set(ids))
    assert len(found(page, "h1")) == 1
    assert not found(page, "foot-note")


@pytest.fixture
def talk():
    ada = factories.expert("Ada Lund")
    edition = factories.draft("interview", authors=[ada], body=f"<p>Introduced{NOTE.format('talks')}.</p>")
    edition.turns.all().delete()
    for place in ("gauges", "rivers"):
        factories.say(edition, "question", f"<p>What of {place}{NOTE.format('asking')}?</p>")
        factories.say(edition, "answer", f"<p>Much{NOTE.format(place)}, and more{NOTE.format('more')}.</p>", [ada])
    return workflow.publish(edition, actor=None)


def test_the_notes_of_an_interview_are_numbered_from_its_introduction_through_all_that_is_said(client, talk):
    page = tree(client, talk.get_absolute_url())
    assert_linked_both_ways(page, 7)
    notes = [note.text_content().split(",")[0].strip() for note in found(page, NOTES)]
    assert notes == [f"On {what}" for what in ("talks", "asking", "gauges", "more", "asking", "rivers", "more")]
    headings = [heading.text_content() for heading in found(page, "article//h2")]
    assert headings.index("What of rivers5?") < headings.index("Notes")
    assert "asking" not in found(page, "nav[@class='margin']")[0].text_content()


def test_every_page_that_shows_a_text_shows_its_notes(client, admin_client, talk):
    body = f"<p>Rivers rise{NOTE.format('rivers')}.</p>"
    old = factories.live(body=body, since=timezone.now() - timedelta(days=2))
    new = factories.corrected(old, since=timezone.now() - timedelta(days=1), body=body * 2)
    page = factories.page_text(live_from=timezone.now() - timedelta(days=1), body=body).page
    for address, count in (
        (new.get_absolute_url(), 2),
        (f"{new.get_absolute_url()}editions/1/", 1),
        (factories.expert(bio=body).get_absolute_url(), 1),
        (page.get_absolute_url(), 1),
    ):
        assert_linked_both_ways(tree(client, address), count)
    # Shown again, and to others: numbers begin anew.
    assert_linked_both_ways(tree(admin_client, talk.get_absolute_url()), 7)


def test_a_page_without_notes_has_no_list_of_them(client):
    page = tree(client, factories.live().get_absolute_url())
    assert not found(page, "*[@role='doc-endnotes' or @id='notes']")


def test_the_sites_words_around_a_note_in_another_language_say_theirs(client):
    page = tree(client, factories.live(language="ar", body=f"<p>أ{NOTE.format('ب')}</p>").get_absolute_url())
    for element in found(page, "sup") + found(page, "h2[@id='notes']") + found(page, BACK):
        assert element.get("lang") == "en"


def test_words_taken_from_a_text_are_without_its_notes(client, talk):
    expert = talk.contributions.get().expert
    said = found(tree(client, expert.get_absolute_url()), "figure//blockquote")
    assert [words.text_content() for words in said] == ["Much, and more."] * 2
