"""An editor at the desk: writes conversations, moves and removes turns, and loses nothing."""

import datetime as dt
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from institute.desk import travel
from publications import previews, workflow
from publications.models import Edition, Turn
from tests import factories
from tests.browser.axe import WIDE, faults
from tests.browser.waits import copied, copies, rested, until

pytestmark = pytest.mark.browser
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.json"))
ADD = "/admin/publications/interview/add/"
ROW = "#turns-group .inline-related:not(.empty-form)"


class Conversation:
    """What an editor has to enter of an example: its paragraphs, found in the text by the structure beside it."""

    def __init__(self, file):
        self.structure = json.loads(file.read_text())
        text = file.with_suffix(".txt").read_text()
        self.paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
        self.people = [person["name"] for person in self.structure["speakers"]]
        self.title = self.structure["title"] or "What a hydrological office is worth"
        self.introduction = [self.starting(words)[0] for words in self.structure["introduction"]]
        self.turns = []
        for exchange in self.structure["exchanges"]:
            self.turns.append(("question", None, [exchange["question"]]))
            for answer in exchange["answers"]:
                said = self.starting(answer["starts"], answer["paragraphs"])
                self.turns.append(("answer", self.named(answer["speaker"]), said))

    def named(self, label):
        return next((p["name"] for p in self.structure["speakers"] if label in p["labels"]), self.people[0])

    def starting(self, words, count=1):
        labels = ["", "Q: ", "A: ", *(f"{name.split()[-1]}: " for name in self.people)]
        for place, paragraph in enumerate(self.paragraphs):
            for label in labels:
                if paragraph.startswith(label + words):
                    return [paragraph.removeprefix(label), *self.paragraphs[place + 1 : place + count]]
        raise AssertionError(words)


def ready(page):
    page.locator("form[data-ready]").wait_for()


def write(page, box, paragraphs):
    box.click()
    for place, paragraph in enumerate(paragraphs):
        if place:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(paragraph)


def choose(page, within, name):
    within.locator(".select2-selection").click()
    page.keyboard.insert_text(name)
    page.locator(".select2-results__option", has_text=name).click()


def add_turn(page, kind, paragraphs, speaker=None):
    page.locator(f"#turns-group .between [data-add={kind}]").last.click()
    row = page.locator(ROW).last
    write(page, row.locator(".tiptap"), paragraphs)
    if speaker and row.locator(".select2-selection__choice", has_text=speaker).count() == 0:
        choose(page, row.locator(".field-said_by"), speaker)


def in_form(page):
    """The conversation as the screen shows it: kind, speakers and words of each row, in their order."""
    return page.evaluate(
        """() => [...document.querySelectorAll('#turns-group .inline-related:not(.empty-form)')].map(row => [
            row.querySelector('[name$=-kind]').value,
            [...row.querySelectorAll('[name$=-said_by] option:checked')].map(o => o.textContent),
            row.querySelector('.tiptap').innerText.trim(),
            Number(row.querySelector('[name$=-position]').value)])"""
    )


def stored():
    return [(turn.kind, [s.expert.name for s in turn.speaking.all()], turn.words) for turn in Turn.objects.all()]


def moved(page):
    return [words for _kind, _who, words, _place in in_form(page)]


@pytest.fixture
def talk(editor):
    """A draft of four turns by two people."""
    ada, ben = factories.expert("Ada Costin"), factories.expert("Ben Renner")
    edition = factories.draft("interview", authors=[ada, ben], created_by=editor)
    edition.turns.all().delete()
    for kind, html, who in [
        ("question", "<p>One?</p>", []), ("answer", "<p>Two.</p>", [ada]),
        ("answer", "<p>Three.</p>", [ben, ada]), ("remark", "<p>Four.</p>", []),
    ]:  # fmt: skip
        factories.say(edition, kind, html, who)
    return edition


def form_of(edition):
    return f"/admin/publications/{edition.publication.kind}/{edition.publication.uuid}/change/"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_an_editor_enters_and_publishes_an_interview_and_readers_find_every_answer_under_its_speaker(
    open_page, example
):
    talk = Conversation(example)
    for name in talk.people:
        factories.expert(name)
    factories.topic("Institutions")
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto(ADD)
    ready(page)
    page.get_by_label("Title").fill(talk.title)
    page.get_by_label("Summary").fill("What we asked, and what we learned.")
    write(page, page.locator(".field-body .tiptap"), talk.introduction)
    for kind, speaker, paragraphs in talk.turns:
        add_turn(page, kind, paragraphs, speaker)
    choose(page, page.locator(".field-topics"), "Institutions")
    page.get_by_role("button", name="Publish now").click()
    page.get_by_text("Readers see it now.").wait_for()

    page.goto(Edition.objects.live(timezone.now()).get().get_absolute_url())
    read = page.evaluate(
        """() => [...document.querySelectorAll('.exchange')].map(exchange => [
            exchange.querySelector('h2').innerText.trim(),
            [...exchange.querySelectorAll('.answer')].map(answer => [
                answer.querySelector('.speaker strong').textContent,
                [...answer.querySelectorAll('p')].filter(p => !p.closest('.speaker')).map(p => p.innerText)])])"""
    )
    expected = []
    for kind, speaker, paragraphs in talk.turns:
        if kind == "question":
            expected.append([paragraphs[0], []])
        else:
            expected[-1][1].append([speaker, paragraphs])
    assert [question for question, _replies in read] == [question for question, _replies in expected]
    for (_, replies), (_, wanted) in zip(read, expected, strict=True):
        assert [words for _, words in replies] == [words for _, words in wanted]
        assert [who for who, _ in replies] == [who for who, _ in wanted]
    for paragraph in talk.introduction:
        assert page.get_by_text(paragraph).count() == 1


def test_turns_are_moved_by_mouse_and_by_keyboard_and_the_order_is_stored(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    page.locator(ROW).nth(1).get_by_role("button", name="Move down").click()
    assert moved(page) == ["One?", "Three.", "Two.", "Four."]
    assert page.evaluate("document.activeElement.dataset.tool") == "down"  # focus stays for the next press
    box = page.locator(ROW).nth(3).locator(".tiptap")
    box.click()
    # The editor hears of a new caret a moment later; nobody is quicker.
    until(page, lambda: box.evaluate("box => box.editor.state.selection.from") == len("Four.") + 1)
    page.keyboard.press("Alt+Shift+ArrowUp")
    page.keyboard.press("Alt+Shift+ArrowUp")
    page.keyboard.insert_text("!")
    assert moved(page)[0:2] == ["One?", "Four.!"]  # the caret has travelled with its turn
    assert "Moved to position 2 of 4" in page.locator("#turns-group [role=status]").inner_text()
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()
    assert stored() == [
        ("question", [], "One?"),
        ("remark", [], "Four.!"),
        ("answer", ["Ben Renner", "Ada Costin"], "Three."),
        ("answer", ["Ada Costin"], "Two."),
    ]


def test_a_turn_is_removed_another_put_between_and_the_rest_stays(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    page.locator(ROW).nth(1).get_by_role("button", name="Remove").click()
    page.locator(ROW).nth(0).locator("xpath=following-sibling::*[1]").get_by_role("button", name="Remark").click()
    row = page.locator(ROW).nth(1)
    write(page, row.locator(".tiptap"), ["Between."])
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert [words for *_, words in stored()] == ["One?", "Between.", "Three.", "Four."]


def test_a_refused_form_comes_back_whole_and_in_order(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    page.locator(ROW).nth(3).get_by_role("button", name="Move up").click()
    page.locator("#turns-group .between").first.get_by_role("button", name="Answer").click()
    write(page, page.locator(ROW).first.locator(".tiptap"), ["Nobody said this.", "Nor this."])
    page.get_by_label("Summary").fill("A new summary.")
    before = in_form(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Choose who says this answer.").wait_for()
    ready(page)
    page.wait_for_function("document.querySelector('#turns-group').dataset.ready !== undefined")
    assert in_form(page) == before
    assert page.get_by_label("Summary").input_value() == "A new summary."
    choose(page, page.locator(ROW).first.locator(".field-said_by"), "Ada Costin")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert [words for *_, words in stored()] == ["Nobody said this. Nor this.", "One?", "Two.", "Four.", "Three."]


def test_speakers_are_kept_in_the_order_they_are_chosen(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    box = page.locator(ROW).nth(2).locator(".field-said_by")
    box.locator(".select2-selection__choice__remove").first.click()
    page.keyboard.press("Escape")
    choose(page, box, "Ben Renner")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert stored()[2][1] == ["Ada Costin", "Ben Renner"]


def test_a_new_turn_begins_without_speakers_and_has_to_be_given_one(open_page):
    factories.expert("Paolo Brentari"), factories.expert("Gulnara Tashmatova")
    page = open_page()
    page.goto(ADD)
    ready(page)
    checks = page.locator("#checks")
    checks.get_by_text("An interview needs a question and an answer").wait_for()
    assert checks.get_by_text("speaker").count() == 0
    add_turn(page, "question", ["One?"])
    add_turn(page, "answer", ["Two."], "Paolo Brentari")
    add_turn(page, "question", ["Three?"])
    add_turn(page, "answer", ["Four."])
    checks.get_by_text("An answer has no speaker").wait_for()
    assert page.locator(ROW).last.get_by_placeholder("Who speaks?").is_visible()
    choose(page, page.locator(ROW).last.locator(".field-said_by"), "Gulnara Tashmatova")
    checks.get_by_text("Every answer has a speaker").wait_for()
    assert [who for _kind, who, *_ in in_form(page)] == [[], ["Paolo Brentari"], [], ["Gulnara Tashmatova"]]


def test_the_word_count_follows_the_writing(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    before = int(page.locator("[data-words]").inner_text())
    write(page, page.locator(ROW).nth(1).locator(".tiptap"), ["And three more "])
    page.locator("[data-words]", has_text=str(before + 3)).wait_for()


@pytest.mark.parametrize("width", [390, 1280])
def test_saving_comes_back_to_the_same_place_field_and_caret_once(open_page, talk, width):
    for n in range(20):
        factories.say(talk, "remark", f"<p>Remark {n}.</p>", [])
    page = open_page(viewport={"width": width, "height": 900})
    page.goto(form_of(talk))
    ready(page)
    # A new row stands between old ones and has another number once it is stored.
    page.locator("#turns-group .between").nth(12).get_by_role("button", name="Remark").click()
    write(page, page.locator(ROW).nth(12).locator(".tiptap"), ["Betwen"])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    top = page.locator(ROW).nth(12).locator(".tiptap").bounding_box()["y"]
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()
    ready(page)
    page.keyboard.insert_text("e")
    assert moved(page)[12] == "Between"
    assert (
        abs(page.locator(ROW).nth(12).locator(".tiptap").bounding_box()["y"] - top) < 90
    )  # the toolbar's height, which is two rows on a phone
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(form_of(talk))
    ready(page)
    assert page.evaluate("scrollY") == 0


def test_a_revision_asks_first_what_kind_of_change_it_is(open_page):
    live = factories.live()
    workflow.revise(live.publication, actor=None)
    page = open_page()
    page.goto(form_of(live))
    ready(page)
    page.get_by_role("link", name="Say what kind of change this is").click()
    page.keyboard.press("Space")
    page.locator("#checks").get_by_text("Kind of change").wait_for()
    page.get_by_role("button", name="Publish now").click()
    page.get_by_text("Readers see it now.").wait_for()
    assert Edition.objects.live(timezone.now()).get().change_kind == "minor"


def test_nothing_lies_over_anything_in_a_byline_or_in_the_list(open_page):
    factories.live(title="Now")
    later = workflow.publish(factories.draft(), actor=None, at=timezone.now() + dt.timedelta(days=400))
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto("/admin/publications/piece/")
    row = page.locator("#result_list tbody tr", has_text=str(later))
    status, byline = row.locator(".status").bounding_box(), row.locator(".field-byline").bounding_box()
    widest = row.locator(".status").evaluate("e => e.scrollWidth")
    assert status["x"] + max(status["width"], widest) <= byline["x"]
    page.goto("/admin/publications/analysis/add/")
    ready(page)
    page.get_by_role("button", name="Add another Person").click()
    row = page.locator("#contributions-0")
    remove, role = row.get_by_text("Remove").bounding_box(), row.get_by_label("Role").bounding_box()
    assert role["x"] + role["width"] <= remove["x"]
    assert remove["height"] < 40


def test_words_that_were_not_saved_come_back_after_the_page_was_lost(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    write(page, page.locator(ROW).nth(1).locator(".tiptap"), ["Lost? "])
    copied(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    ready(page)
    page.get_by_role("button", name="Bring them back").click()
    expect(page.locator(ROW).nth(1).locator(".tiptap")).to_contain_text("Lost?")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    ready(page)
    assert copies(page) == []


def test_words_outlive_a_tab_that_was_killed(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    page.get_by_label("Summary").fill("Written just before the crash.")
    copied(page)
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(form_of(talk))
    ready(again)
    again.get_by_role("button", name="Bring them back").click()
    expect(again.get_by_label("Summary")).to_have_value("Written just before the crash.")


def test_words_outlive_a_sign_in_that_ended_while_they_were_written(open_page, talk, editor):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    page.get_by_label("Summary").fill("Written after the session ended.")
    copied(page)
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/admin/login/**")
    assert copies(page), "nothing is confirmed, so nothing is wiped"
    page.get_by_label("Username").fill("ingrid")
    page.get_by_label("Password").fill("x")
    page.get_by_role("button", name="Sign in").or_(page.get_by_role("button", name="Log in")).click()
    page.goto(form_of(talk))
    ready(page)
    page.get_by_role("button", name="Bring them back").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    talk.refresh_from_db()
    assert talk.summary == "Written after the session ended."


def test_signing_out_leaves_no_words_in_a_browser_that_others_use(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    page.get_by_label("Summary").fill("Not for the next one.")
    copied(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#user-tools summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/admin/logout/**")
    assert copies(page) == []


def test_kept_words_are_not_lost_by_typing_others_before_answering(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    page.get_by_label("Summary").fill("The first words.")
    copied(page)
    page.goto("/admin/")
    page.goto(form_of(talk))
    ready(page)
    page.get_by_role("button", name="Bring them back").wait_for()
    page.get_by_label("Title").fill("Other words")
    copied(page, 2)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    ready(page)
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Summary")).to_have_value("The first words.")


def test_signing_out_in_one_tab_wipes_and_stops_the_copies_of_all(open_page, talk):
    writing = open_page()
    writing.goto(form_of(talk))
    ready(writing)
    writing.get_by_label("Summary").fill("Before signing out.")
    copied(writing)
    other = writing.context.new_page()
    other.goto("/admin/")
    other.locator("#user-tools summary").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/admin/logout/**")
    writing.get_by_label("Summary").fill("After signing out.")
    rested(writing, 1500)  # a copy is made when typing has rested for 800
    assert copies(writing) == []


def test_words_written_in_a_draft_that_went_live_meanwhile_are_brought_over_into_the_next(open_page):
    edition = factories.draft(topics=[factories.topic()])
    page = open_page()
    page.goto(form_of(edition))
    ready(page)
    page.get_by_label("Summary").fill("Written while it went live.")
    copied(page)
    workflow.publish(edition, actor=None)
    workflow.revise(edition.publication, actor=None)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Bring your words over into this one.").wait_for()
    ready(page)
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Summary")).to_have_value("Written while it went live.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert Edition.objects.drafts().get().summary == "Written while it went live."


def test_words_brought_back_change_no_row_they_were_not_in(open_page, talk):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    page.get_by_label("Summary").fill("Only this.")
    copied(page)
    first = talk.turns.first()
    page.goto("/admin/")
    first.delete()
    page.goto(form_of(talk))
    ready(page)
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Summary")).to_have_value("Only this.")
    rested(page, 500)
    questions = [who for kind, who, *_rest in in_form(page) if kind == "question"]
    assert questions == [[]] * len(questions)


def test_an_editor_chooses_the_lead_and_readers_find_it_first(open_page):
    chosen = factories.live(title="A quiet river", published_on="2001-01-01")
    factories.live(title="Newer", published_on="2024-01-01")
    page = open_page()
    page.goto("/admin/")
    page.get_by_role("link", name="Front page").click()
    page.locator("#story_set-group .add-row a").click()
    choose(page, page.locator("#story_set-group .inline-related:not(.empty-form)"), "quiet river")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. Readers see it now.").wait_for()
    page.goto("/")
    assert page.locator("#lead-story").inner_text() == chosen.title


def test_an_editor_writes_previews_and_publishes_a_plain_page(open_page):
    page = open_page()
    page.goto("/admin/institute/page/add/")
    ready(page)
    page.get_by_label("Title").fill("How we correct")
    write(page, page.locator(".tiptap"), ["We say what was wrong."])
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("Readers don’t see this draft").or_(page.get_by_text("Readers don't see this draft")).wait_for()
    page.get_by_role("link", name="Back to the text").click()
    ready(page)
    page.get_by_role("button", name="Publish now").click()
    page.get_by_role("link", name="Read it").click()
    assert page.url.endswith("/about/how-we-correct/")
    assert "We say what was wrong." in page.locator("main").inner_text()
    assert page.locator("footer").get_by_role("link", name="How we correct").is_visible()


def test_a_link_is_made_copied_opened_without_an_account_and_marked_on_every_sheet_of_paper(
    open_page, talk, chromium, live_server
):
    page = open_page()
    page.goto(form_of(talk))
    ready(page)
    page.get_by_text("Other steps").click()
    page.get_by_role("link", name="Preview links").click()
    page.get_by_label("For whom").fill("Professor Lund")
    page.get_by_role("button", name="Make the link").click()
    field = page.get_by_label("Address for Professor Lund")
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("getSelection().toString() || document.activeElement.value") == field.input_value()
    context = chromium.new_context(base_url=live_server.url)
    stranger = context.new_page()
    stranger.goto(urlsplit(field.input_value()).path)
    assert "Not for publication" in stranger.get_by_role("complementary", name="Preview").inner_text()
    assert context.cookies() == []
    stranger.emulate_media(media="print")
    assert stranger.locator(".at").evaluate("e => getComputedStyle(e).display") == "table-header-group"
    context.close()


def test_an_editor_walks_through_the_site_as_it_will_be_and_comes_back(open_page):
    soon = factories.scheduled(title="Rivers")
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile(r"See the site as it will be at that moment\W+Rivers")).click()
    page.locator("main").get_by_role("link", name="Rivers").first.click()
    bar = page.get_by_role("complementary", name="Another moment")
    assert "Not today’s site." in bar.inner_text()
    assert page.locator("h1").inner_text() == "Rivers"
    page.get_by_role("searchbox").first.fill("rivers")
    page.keyboard.press("Enter")
    page.locator("main").get_by_role("link", name="Rivers").first.wait_for()
    bar.get_by_label("Another moment").fill("2020-02-03T10:00")
    bar.get_by_role("button", name="Go").click()
    page.get_by_text("Monday 3 February 2020, 10:00").wait_for()
    assert urlsplit(page.url).path == "/admin/at/2020-02-03T09:00:00Z/search/"
    bar.get_by_role("link", name="This page now").click()
    assert page.url.endswith("/search/?q=rivers")
    assert "/admin/" not in page.url
    assert Edition.objects.get(pk=soon.pk).live_from > timezone.now()


@pytest.mark.parametrize("half", [0, 1])
def test_the_desk_is_accessible_in_both_themes_on_a_desk_and_on_a_phone(open_page, talk, editor, half):
    analysis, live, revised = factories.draft(), factories.live("interview"), factories.live()
    workflow.revise(revised.publication, actor=None)
    photo = factories.photo(factories.picture())
    expert = factories.expert()
    about = factories.page_text(live_from=timezone.now()).page
    soon = factories.scheduled()
    submitted = workflow.submit(factories.draft("interview"), actor=editor)
    given = [previews.offer(talk, actor=editor, label=label, expires_at=soon.live_from) for label in ("One", "Two")]
    previews.revoke(given[1], actor=editor)
    at = travel.address(soon.live_from)
    screens = [
        "/admin/at/", at, f"{at}publications/", at + soon.get_absolute_url()[1:],
        form_of(soon), form_of(talk).replace("change", "preview-links"), given[0].get_absolute_url(),
        "/admin/", "/admin/publications/piece/", ADD, "/admin/publications/analysis/add/", form_of(talk),
        form_of(analysis), form_of(live), form_of(revised),
        form_of(live).replace("change", "history"), form_of(live).replace("change", "withdraw"), "/admin/photos/photo/",
        f"/admin/photos/photo/{photo.pk}/change/", "/admin/photos/photo/add/",
        f"/admin/experts/expert/{expert.pk}/change/", "/admin/publications/topic/add/",
        "/admin/institute/frontpage/1/change/", "/admin/institute/institute/1/change/", "/admin/institute/page/",
        "/admin/institute/page/add/", f"/admin/institute/page/{about.pk}/change/",
        form_of(submitted).replace("change", "approve"), form_of(submitted).replace("change", "send_back"),
        form_of(analysis).replace("change", "schedule"), "/admin/admin/logentry/", "/admin/auth/user/",
        f"/admin/auth/user/{editor.pk}/change/", "/admin/publications/editorialrules/1/change/",
    ]  # fmt: skip
    page = open_page(viewport=WIDE)
    found = []
    for screen in screens[half::2]:
        assert page.goto(screen).ok, screen
        if page.locator(".change-form").count():
            ready(page)
        found += faults(page, screen)
        page.set_viewport_size(WIDE)
    assert found == []


def test_an_editor_makes_a_sentence_a_pull_quote_and_writes_on_below_it(open_page):
    piece = factories.draft(body="<p>Rivers <a href='https://example.org/'>rise</a> at night.</p>")
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(form_of(piece))
    ready(page)
    editor = page.locator(".field-body .prose-editor")
    write(page, editor.locator(".tiptap"), [])
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Rivers rise at night.")
    editor.locator(".prose-menubar__selected").click()
    editor.get_by_role("button", name="Pull quote").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("By day they wait.")
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()
    ready(page)
    piece.refresh_from_db()
    linked = '<p>Rivers <a href="https://example.org/">rise</a> at night.</p>'
    assert piece.body == f'{linked}<p class="pull-quote">Rivers rise at night.</p><p>By day they wait.</p>'
    assert editor.locator(".tiptap > .pull-quote").inner_text() == "Rivers rise at night."
