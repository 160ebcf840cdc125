"""Two editors in two browsers, at one draft."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from publications.models import Edition
from tests import factories
from tests.browser.axe import faults
from tests.browser.test_desk import ROW, form_of, ready, write
from tests.browser.waits import copied, copies

pytestmark = pytest.mark.browser


@pytest.fixture
def talk(editor):
    ada = factories.expert("Ada Costin")
    edition = factories.draft("interview", title="Talks", authors=[ada], created_by=editor)
    edition.turns.all().delete()
    for kind, html, who in [
        ("question", "<p>What changed at the river?</p>", []),
        ("answer", "<p>The water was lower than in any year on record.</p>", [ada]),
        ("question", "<p>And what was done?</p>", []),
        ("answer", "<p>Both towns agreed to take a third less of it.</p>", [ada]),
    ]:
        factories.say(edition, kind, html, who)
    return edition


@pytest.fixture
def jonas(open_page, django_user_model):
    """A page of a second editor."""
    user = django_user_model.objects.create_superuser("jonas", password="x", first_name="Jonas")
    client = Client()
    client.force_login(user)
    page = open_page()
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "domain": "localhost"}
    page.context.add_cookies([cookie | {"path": "/admin/"}])
    return page


def opened(page, edition):
    page.goto(form_of(edition))
    ready(page)
    return page


def say(page, place, words):
    """Writes before what a turn says."""
    write(page, page.locator(ROW).nth(place).locator(".tiptap"), [words])


def save(page):
    page.keyboard.press("Control+s")


def tab_to(page, selector):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(selector)


def answers():
    return [turn.words for turn in Edition.objects.get().turns.all()][1::2]


def test_two_editors_change_two_answers_and_both_are_kept(open_page, jonas, talk):
    ingrid = opened(open_page(), talk)
    opened(jonas, talk)
    say(jonas, 1, "Jonas: ")
    save(jonas)
    jonas.get_by_text("Saved.").wait_for()
    say(ingrid, 3, "Ingrid: ")
    save(ingrid)
    ingrid.get_by_text("Jonas changed one answer meanwhile; both are in.").wait_for()
    first, second = answers()
    assert "Jonas: " in first
    assert "Ingrid: " in second
    ready(ingrid)
    assert copies(ingrid) == []


def test_one_paragraph_that_both_change_is_asked_and_answered_by_keyboard(open_page, jonas, talk):
    ingrid = opened(open_page(), talk)
    opened(jonas, talk)
    say(jonas, 1, "Jonas: ")
    save(jonas)
    jonas.get_by_text("Saved.").wait_for()
    say(ingrid, 1, "Ingrid: ")
    save(ingrid)
    ingrid.get_by_role("heading", name="One place needs you").wait_for()
    assert len(copies(ingrid)) == 1
    ingrid.locator(".clash [value=mine]").focus()
    for _ in range(3):
        ingrid.keyboard.press("ArrowDown")
    assert ingrid.get_by_role("radio", name="Neither: write it here").is_checked()
    tab_to(ingrid, ".clash .tiptap")
    ingrid.keyboard.press("Control+a")
    ingrid.keyboard.insert_text("Both of us say so.")
    tab_to(ingrid, ".merge .actions-row button")
    ingrid.keyboard.press("Enter")
    ingrid.get_by_text("The merged text is saved.").wait_for()
    assert answers()[0] == "Both of us say so."
    ready(ingrid)
    assert copies(ingrid) == []


def test_words_that_are_brought_back_are_merged_with_what_was_saved_since(open_page, jonas, talk):
    ingrid = opened(open_page(), talk)
    say(ingrid, 3, "Ingrid: ")
    copied(ingrid)
    opened(jonas, talk)
    say(jonas, 1, "Jonas: ")
    save(jonas)
    jonas.get_by_text("Saved.").wait_for()
    ingrid.once("dialog", lambda dialog: dialog.accept())
    opened(ingrid, talk)
    ingrid.get_by_role("button", name="Bring them back").click()
    expect(ingrid.locator(ROW).nth(3).locator(".tiptap")).to_contain_text("Ingrid: ")
    save(ingrid)
    ingrid.get_by_text("both are in").wait_for()
    first, second = answers()
    assert "Jonas: " in first
    assert "Ingrid: " in second


def test_who_else_has_the_form_open_is_told_without_loading_it_again(open_page, jonas, talk):
    ingrid = open_page()
    ingrid.clock.install()
    opened_by_clock(ingrid, talk)
    with jonas.expect_response("**/presence/"):
        opened(jonas, talk)
    jonas.locator("[role=status]", has_text="Ingrid has this open too.").wait_for()
    ingrid.clock.run_for(31_000)
    ingrid.locator("[role=status]", has_text="Jonas has this open too.").wait_for()


def opened_by_clock(page, edition):
    with page.expect_response("**/presence/"):
        page.goto(form_of(edition))


def test_the_page_of_clashes_needs_no_script(open_page, jonas):
    edition = factories.draft()
    ingrid = open_page(java_script_enabled=False)
    ingrid.goto(form_of(edition))
    opened(jonas, edition)
    jonas.get_by_label("Summary").fill("Jonas says.")
    save(jonas)
    jonas.get_by_text("Saved.").wait_for()
    ingrid.get_by_label("Summary").fill("Ingrid says.")
    ingrid.get_by_role("button", name="Save").click()
    ingrid.get_by_role("radio", name="Both, yours first").check()
    ingrid.get_by_role("button", name="Save the merged text").click()
    ingrid.get_by_text("The merged text is saved.").wait_for()
    assert Edition.objects.get().summary.split() == ["Ingrid", "says.", "Jonas", "says."]


def test_the_pages_of_clashes_and_saves_are_accessible_in_both_themes_on_a_desk_and_on_a_phone(open_page, jonas, talk):
    ingrid = opened(open_page(), talk)
    opened(jonas, talk)
    for page, name in ((jonas, "Jonas"), (ingrid, "Ingrid")):
        page.get_by_label("Summary").fill(f"{name} says so.")
        say(page, 1, f"{name}: ")
        say(page, 3 if page is jonas else 2, f"{name}: ")
        save(page)
        page.get_by_text("Saved." if page is jonas else "2 places need you.").wait_for()
    found = faults(ingrid, "clashes")
    ingrid.goto(form_of(talk).replace("change", "saves"))
    found += faults(ingrid, "saves")
    ingrid.locator(".versions a").last.click()
    ingrid.get_by_role("button", name="Bring these words back").wait_for()
    found += faults(ingrid, "a save")
    assert found == []
