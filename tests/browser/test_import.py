"""An editor brings a file or a text, reviews what was read in it, and makes a draft of it; nothing she does is lost."""

import io
import re

import docx
import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from ingest import reading
from ingest.document import Block, Document, Image
from ingest.structure import Kind, Passage, Person, Segment, Structure
from ingest.structure import Photo as LeadPhoto
from publications.desk.imports import reviewing
from publications.models import Edition, Turn
from tests import factories
from tests.browser.axe import WIDE, faults

pytestmark = pytest.mark.browser
ADD = "/admin/publications/import/add/"
PARTS = "[data-segments] > li"
TEXT = """Two views of the strike

Ada Costin and Ben Renner spoke to us.

Q: What ran out first?

Costin: Change did. Not coins.

Renner: Patience.

Could another quay have helped?

It would have joined in. The contract is the same."""


def said(kind, words, block, speakers=(), confidence=1.0, reason=""):
    return Segment(Kind(kind), [Passage(block, f"<p>{words}</p>")], "", list(speakers), confidence, reason)


def strike():
    """The text above as its blocks, and a structure with two doubts that a reader might find in it."""
    blocks = [Block("paragraph", part) for part in TEXT.split("\n\n")]
    people = [
        Person("asks", "The Institute", ["Q:"], "interviewer"),
        Person("ada", "Ada Costin", ["Costin:"], description="an economist"),
        Person("ben", "Ben Renner", ["Renner:"]),
    ]
    segments = [
        said("title", "Two views of the strike", 0),
        said("introduction", "Ada Costin and Ben Renner spoke to us.", 1),
        said("question", "What ran out first?", 2, ["asks"]),
        said("answer", "Change did. Not coins.", 3, ["ada"]),
        said("answer", "Patience.", 4, ["ben"]),
        said("question", "Could another quay have helped?", 5, ["asks"], 0.6, "No label, but it ends in “?”."),
        said(
            "answer",
            "It would have joined in. The contract is the same.",
            6,
            ["ada"],
            0.4,
            "No label; two people answer.",
        ),
    ]
    for segment, label in ((2, "Q:"), (3, "Costin:"), (4, "Renner:")):
        segments[segment].label = label
    return Document(blocks), Structure("interview", segments, people)


@pytest.fixture
def bring(monkeypatch, editor):
    """An import of a document in which a structure was read, whichever reader there is."""

    def bring(document=None, structure=None, name="strike.docx"):
        if structure is None:
            document, structure = strike()
        monkeypatch.setitem(reading.KINDS, structure.kind, lambda document: structure)
        return reviewing.begin(document, kind=structure.kind, name=name, data=b"the file", actor=editor)

    return bring


@pytest.fixture
def people():
    return factories.expert("Ada Costin", position="Economist"), factories.expert(
        "Ben Renner", position="Harbour master"
    )


def review(page, imported):
    page.goto(imported.get_absolute_url())
    ready(page)


def ready(page):
    page.locator("[data-review][data-ready]").wait_for()


def part(page, words):
    return page.locator(PARTS, has_text=words)


def kept(page):
    """Waits for the server to have what the page says."""
    expect(page.locator("[data-kept]")).to_have_text(re.compile(r"^Kept \d\d:\d\d$"))


def stored(imported):
    """Kind, speakers and words of each part, as the server has them."""
    imported.refresh_from_db()
    return [
        (s.kind.value, s.speakers, " / ".join(re.sub("<[^>]*>", "", p.html) for p in s.passages))
        for s in imported.structure.segments
    ]


def turns():
    return [(t.kind, [s.expert.name for s in t.speaking.all()], t.html) for t in Turn.objects.all()]


def test_an_editor_pastes_a_text_reviews_it_and_finds_the_turns_in_the_draft(open_page, monkeypatch, people):
    _document, structure = strike()
    monkeypatch.setitem(reading.KINDS, "interview", lambda document: structure)
    page = open_page(viewport=WIDE)
    page.goto("/admin/")
    page.locator("summary", has_text="New").click()
    page.get_by_role("link", name="From a Word file or pasted text", exact=True).click()
    page.locator("form[data-ready]").wait_for()
    page.get_by_label("Or a text").fill(TEXT)
    page.get_by_role("button", name="Read it").click()
    ready(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Two turns need your eye")

    page.get_by_role("button", name="Next uncertain turn").click()
    expect(page.locator(".block.is-here")).to_have_text(re.compile("Could another quay"))
    part(page, "Could another").get_by_role("button", name="It is a question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One turn needs your eye")
    part(page, "It would have joined").get_by_role("button", name="Both").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing needs your eye")

    part(page, "Change did").get_by_role("button", name="Split", exact=False).click()
    page.get_by_role("button", name="Split before “Not coins.”").click()
    part(page, "Not coins").get_by_label("Kind of").select_option("Remark")
    part(page, "Patience").get_by_role("button", name="Move up").click()
    kept(page)
    page.get_by_role("button", name="Make a draft").click()
    page.locator("form[data-ready]").wait_for()
    expect(page.locator("#turns-group .inline-related:not(.empty-form)")).to_have_count(6)
    expect(page.get_by_text("The draft is made from pasted text.")).to_be_visible()
    assert turns() == [
        ("question", [], "<p>What ran out first?</p>"),
        ("answer", ["Ada Costin"], "<p>Change did.</p>"),
        ("answer", ["Ben Renner"], "<p>Patience.</p>"),
        ("remark", [], "<p>Not coins.</p>"),
        ("question", [], "<p>Could another quay have helped?</p>"),
        ("answer", ["Ada Costin", "Ben Renner"], "<p>It would have joined in. The contract is the same.</p>"),
    ]
    assert Edition.objects.get().title == "Two views of the strike"


def test_a_paste_keeps_the_links_it_came_with_until_its_words_are_changed(open_page):
    page = open_page(viewport=WIDE)
    page.goto(ADD)
    page.locator("form[data-ready]").wait_for()
    paste = """(box, [html, text]) => {
        const data = new DataTransfer(); data.setData('text/html', html); data.setData('text/plain', text);
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
        if (box.dispatchEvent(event)) box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    }"""
    box = page.get_by_label("Or a text")
    box.evaluate(paste, ["<p>See <a href='https://example.org/'>this</a>.</p>", "See this."])
    box.evaluate(paste, ["<p>And that.</p>", "\n\nAnd that."])
    expect(box).to_have_value("See this.\n\nAnd that.")
    expect(page.locator("[data-pasted]")).to_contain_text("with its links")
    assert page.locator("[name=html]").input_value().count("<p>") == 2
    box.press("End")
    box.press("x")
    expect(page.locator("[data-pasted]")).to_contain_text("only the words are kept")
    assert page.locator("[name=html]").input_value() == ""


def sign_in_again(page, client, editor):
    client.force_login(editor)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "domain": "localhost", "path": "/admin/"}
    page.context.add_cookies([cookie])


def test_a_text_survives_a_session_that_ended(open_page, client, editor):
    page = open_page(viewport=WIDE)
    page.goto(ADD)
    page.locator("form[data-ready]").wait_for()
    page.get_by_label("Analysis").check()
    page.get_by_label("Or a text").fill("On rivers\n\nWords that nobody wants to lose.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Read it").click()
    page.wait_for_url("**/login/**")
    sign_in_again(page, client, editor)
    page.goto(ADD)
    page.locator("form[data-ready]").wait_for()
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Or a text")).to_have_value("On rivers\n\nWords that nobody wants to lose.")
    expect(page.get_by_label("Analysis")).to_be_checked()
    page.get_by_role("button", name="Read it").click()
    ready(page)


def test_a_review_goes_on_by_itself_after_a_session_that_ended(open_page, bring, client, editor):
    imported = bring()
    page = open_page(viewport=WIDE)
    review(page, imported)
    Session.objects.all().delete()
    part(page, "Patience").get_by_label("Kind of").select_option("Remark")
    expect(page.locator("[data-notice]")).to_contain_text("You are signed out")
    sign_in_again(page, client, editor)
    kept(page)
    expect(page.locator("[data-notice]")).to_be_empty()
    assert stored(imported)[4][0] == "remark"


def test_the_whole_review_is_done_with_the_keyboard(open_page, bring, people):
    imported = bring()
    page = open_page(viewport=WIDE)
    review(page, imported)
    page.keyboard.press("Alt+Shift+N")
    expect(page.get_by_role("button", name="It is a question").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # it belongs to the answer above
    expect(part(page, "Patience.")).to_be_focused()
    expect(part(page, "Patience.")).to_contain_text("Could another quay")
    page.keyboard.press("Control+z")
    expect(page.locator(PARTS)).to_have_count(7)

    part(page, "Change did").focus()
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(part(page, "Change did")).to_be_focused()
    kept(page)
    assert [words for _kind, _who, words in stored(imported)][3:5] == ["Patience.", "Change did. Not coins."]
    page.keyboard.press("Alt+Shift+ArrowUp")
    tools = part(page, "Change did").locator(".turn-tools")
    tools.get_by_role("button", name="Split").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Split before")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tools.get_by_role("button", name="Split")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(PARTS)).to_have_count(8)
    expect(part(page, "Not coins").get_by_label("Kind of")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # who speaks
    page.keyboard.press("Tab")
    for _person in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(part(page, "Not coins").locator("summary")).to_have_text("Ada Costin and Ben Renner")
    page.keyboard.press("Escape")
    expect(part(page, "Not coins").locator("summary")).to_be_focused()
    part(page, "Not coins").get_by_role("button", name="Join with the one before").focus()
    page.keyboard.press("Enter")
    expect(page.locator(PARTS)).to_have_count(7)
    kept(page)
    assert stored(imported)[3] == ("answer", ["ada"], "Change did. Not coins.")  # as if it had never been split
    for _step in range(5):  # join, speaker, split, and two moves
        page.get_by_role("button", name="Undo").focus()
        page.keyboard.press("Enter")
    kept(page)
    imported.refresh_from_db()
    assert imported.structure == Structure.from_json(imported.read)


def test_undo_leads_back_step_by_step_to_what_was_read(open_page, bring):
    imported = bring()
    page = open_page(viewport=WIDE)
    review(page, imported)
    part(page, "Change did").get_by_label("Kind of").select_option("Kept apart")
    part(page, "Patience").get_by_role("button", name="Join with the one before").click()
    page.get_by_role("button", name="It is a question").first.click()
    page.get_by_label("Role of Ada Costin").select_option("Interviewer")
    kept(page)
    assert stored(imported)[3][0] == "apart"
    for _step in range(4):
        page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    kept(page)
    imported.refresh_from_db()
    assert imported.structure == Structure.from_json(imported.read)


def test_what_was_dropped_is_told_in_its_words_and_put_back_where_it_stood(open_page, bring):
    document, structure = strike()
    del structure.segments[4]
    imported = bring(document, structure)
    page = open_page(viewport=WIDE)
    review(page, imported)
    receipt = page.locator("[data-receipt]")
    expect(receipt).to_contain_text("Patience”")
    expect(page.locator(".block.is-gone")).to_have_attribute("data-is", "not in the draft")
    receipt.get_by_role("button", name="Put it back").click()
    expect(part(page, "Patience")).to_be_focused()
    expect(part(page, "Patience")).to_contain_text("It stood nowhere in the draft.")
    kept(page)
    expect(receipt.get_by_role("button", name="Put it back")).to_have_count(0)
    assert stored(imported)[4][::2] == ("answer", "Renner: Patience.")


def test_splitting_and_joining_again_changes_no_letter(open_page, bring):
    words = 'One <strong>bold. Two <em>both</em>.</strong> Three <a href="https://example.org/">a link. Four</a>.'
    document = Document([Block("paragraph", words), Block("list", "<ul><li>A</li><li>B</li></ul>")])
    passages = [Passage(0, f"<p>{words}</p>"), Passage(1, "<ul><li>A</li><li>B</li></ul>")]
    imported = bring(document, Structure("analysis", [said("title", "T", 0), Segment(Kind.TEXT, passages)]))
    page = open_page(viewport=WIDE)
    review(page, imported)
    for place in range(4):
        page.locator(PARTS).nth(1).get_by_role("button", name="Split").click()
        expect(page.locator(".split-here")).to_have_count(4)
        page.locator(".split-here").nth(place).click()
        expect(page.locator(PARTS)).to_have_count(3)
        page.locator(PARTS).nth(2).get_by_role("button", name="Join with the one before").click()
        expect(page.locator(PARTS)).to_have_count(2)
        kept(page)
        imported.refresh_from_db()
        text = "".join(passage.html for passage in imported.structure.segments[1].passages)
        assert re.sub(r"\s+|</?(?:strong|em|a)\b[^>]*>", "", text) == re.sub(
            r"\s+|</?(?:strong|em|a)\b[^>]*>", "", "".join(passage.html for passage in passages)
        )
        assert text.count("<p>") == 1


def test_a_reload_in_the_middle_keeps_every_change(open_page, bring):
    imported = bring()
    page = open_page(viewport=WIDE)
    review(page, imported)
    part(page, "Patience").get_by_label("Kind of").select_option("Remark")
    kept(page)
    page.get_by_label("Role of Ben Renner").select_option("Interviewer")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()  # before anything was sent
    ready(page)
    expect(page.get_by_label("Role of Ben Renner")).to_have_value("interviewer")
    kept(page)
    assert stored(imported)[4][0] == "remark"
    assert imported.structure.people[2].role == "interviewer"


def test_what_is_done_without_a_line_is_sent_when_there_is_one_again(open_page, bring):
    imported = bring()
    page = open_page(viewport=WIDE, failing="ERR_FAILED")
    review(page, imported)
    page.route("**/keep/", lambda route: route.abort())
    part(page, "Patience").get_by_label("Kind of").select_option("Remark")
    expect(page.locator("[data-kept]")).to_contain_text("Not kept yet")
    part(page, "Patience").get_by_role("button", name="Move up").click()
    page.get_by_role("button", name="Make a draft").click()
    expect(page.locator("[data-kept]")).to_contain_text("Your last changes are not kept yet")
    page.unroute("**/keep/")
    page.evaluate("dispatchEvent(new Event('online'))")
    kept(page)
    assert [(kind, words) for kind, _who, words in stored(imported)][3] == ("remark", "Patience.")


def test_what_another_window_changed_is_not_overwritten_unasked(open_page, bring):
    imported = bring()
    first, second = (open_page(viewport=WIDE, failing="409") for _window in range(2))
    review(first, imported)
    review(second, imported)
    part(first, "Patience").get_by_label("Kind of").select_option("Remark")
    kept(first)
    part(second, "Patience").get_by_label("Kind of").select_option("Kept apart")
    expect(second.locator("[data-notice]")).to_contain_text("Ingrid changed this import")
    assert stored(imported)[4][0] == "remark"
    second.get_by_role("button", name="Keep mine instead").click()
    kept(second)
    assert stored(imported)[4][0] == "apart"
    part(first, "Patience").get_by_label("Kind of").select_option("Question")
    first.get_by_role("button", name="Look at theirs").click()
    first.wait_for_load_state()
    ready(first)
    expect(part(first, "Patience").get_by_label("Kind of")).to_have_value("apart")


def test_people_are_matched_added_renamed_and_made(open_page, bring):
    ada = factories.expert("Ada Kostin", position="Economist")
    factories.expert("Clara Quay")
    imported = bring()
    page = open_page(viewport=WIDE)
    review(page, imported)
    row = page.locator(".person", has=page.locator("b", has_text="Ada Costin"))
    expect(row).to_contain_text("Spelled a little differently")
    row.get_by_role("button", name="Ada Kostin").click()
    expect(row.locator(".matched")).to_contain_text("Ada Kostin, Economist")
    row.get_by_role("button", name="Choose another").click()
    page.get_by_label("Search experts").fill("Clara")
    page.get_by_role("button", name="Clara Quay").click()
    expect(row.locator(".matched")).to_contain_text("Clara Quay")
    page.get_by_role("button", name="Undo").click()
    expect(row.locator(".matched")).to_contain_text("Ada Kostin")
    page.get_by_role("button", name="Add to experts: Ben Renner").click()
    ben = page.locator(".person", has=page.locator(".matched", has_text="Ben Renner"))
    ben.get_by_role("button", name="Rename").click()
    page.get_by_label("Name").fill("Ben A. Renner")
    page.keyboard.press("Enter")
    expect(part(page, "Patience").locator("summary")).to_have_text("Ben A. Renner")
    part(page, "Patience").locator("summary").click()
    part(page, "Patience").get_by_label("Name").fill("Dora Tide")
    part(page, "Patience").get_by_role("button", name="Add").click()
    expect(part(page, "Patience").locator("summary")).to_have_text("Ben A. Renner and Dora Tide")
    kept(page)
    imported.refresh_from_db()
    assert imported.choices["experts"]["ada"] == ada.pk
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_text("Dora Tide: not among our experts")).to_be_visible()
    names = [c.expert.name for c in Edition.objects.get().contributions.all()]
    assert names == ["Ada Kostin", "Ben Renner"]


def test_a_missing_title_and_address_are_asked_for_where_they_belong(open_page, bring):
    document, structure = strike()
    structure.segments = structure.segments[1:]
    imported = bring(document, structure)
    page = open_page(viewport=WIDE)
    review(page, imported)
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_text("Give it a title, above the structure.")).to_be_visible()
    ready(page)
    page.get_by_label("Title").fill("河流")
    page.get_by_label("Address").fill("rivers")
    page.get_by_role("button", name="Make a draft").click()
    page.locator("form[data-ready]").wait_for()
    edition = Edition.objects.get()
    assert (edition.title, edition.publication.slug) == ("河流", "rivers")


def test_a_lead_photo_is_brought_chosen_and_described(open_page, bring, tmp_path):
    in_library = factories.photo(factories.picture(), caption="A quay at night")
    document, structure = strike()
    document.images.append(Image("one.jpg", "image/jpeg", factories.picture().read()))
    structure.photo = LeadPhoto("Lorries", "M. T.", 0)
    imported = bring(document, structure)
    page = open_page(viewport=WIDE)
    review(page, imported)
    expect(page.get_by_label("From the file: one.jpg")).to_be_checked()
    expect(page.get_by_label("Caption", exact=True)).to_have_value("Lorries")
    file = tmp_path / "other.jpg"
    file.write_bytes(factories.picture(colour="green").read())
    page.get_by_label("Or bring a photo").set_input_files(file)
    expect(page.get_by_label("Brought here")).to_be_checked()
    page.get_by_role("button", name="Search the library…").click()
    page.get_by_label("Search the library").fill("night")
    page.get_by_role("button", name="A quay at night").click()
    expect(page.get_by_label("A quay at night")).to_be_checked()
    expect(page.get_by_label("Alternative text")).to_have_count(0)
    kept(page)
    imported.refresh_from_db()
    assert (imported.choices["photo"], imported.choices["library"]) == ("library", in_library.pk)
    page.get_by_label("Brought here").check()
    page.get_by_label("Alternative text").fill("Green")
    page.get_by_role("button", name="Make a draft").click()
    page.locator("form[data-ready]").wait_for()
    photo = Edition.objects.get().lead_photo
    assert (photo.alt, photo.caption, photo.credit) == ("Green", "Lorries", "M. T.")


def test_open_doubts_become_a_warning_that_leads_back_and_ends(open_page, bring, people):
    imported = bring()
    page = open_page(viewport=WIDE)
    review(page, imported)
    page.get_by_role("button", name="Make a draft").click()
    page.locator("form[data-ready]").wait_for()
    page.get_by_role("link", name="2 places were uncertain at the import").click()
    expect(page.locator("#from-import")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Mark as checked").click()
    page.locator("form[data-ready]").wait_for()
    expect(page.get_by_text("Marked as checked.")).to_be_visible()
    expect(page.get_by_text("uncertain at the import")).to_have_count(0)


def test_300_turns_are_reviewed_without_being_drawn_anew_at_each_step(open_page, bring):
    words = "Words of it, one after the other, as people say them. " * 8
    blocks = [Block("paragraph", f"{n}. {words}") for n in range(300)]
    segments = [
        said("answer" if n % 2 else "question", f"{n}. {words}", n, ["ada"] if n % 2 else ["asks"]) for n in range(300)
    ]
    imported = bring(Document(blocks), Structure("interview", segments, strike()[1].people))
    page = open_page(viewport=WIDE)
    review(page, imported)
    expect(page.locator(PARTS)).to_have_count(300)
    made_anew = page.evaluate(
        """() => { const list = document.querySelector('[data-segments]'), before = new Set(list.children);
            list.children[150].querySelector('[data-control=down]').click();
            return [...list.children].filter(row => !before.has(row)).length; }"""
    )
    assert made_anew == 0, "a step costs what it changes, not all the rows"
    page.get_by_label("Title").fill("Three hundred")
    page.get_by_role("button", name="Make a draft").click()
    page.locator("form[data-ready]").wait_for()
    assert Turn.objects.count() == 300
    assert [t.html.split(".")[0][3:] for t in Turn.objects.all()][149:153] == ["149", "151", "150", "152"]


def test_both_screens_are_accessible_in_both_themes_on_a_desk_and_on_a_phone(open_page, bring, people):
    document, structure = strike()
    document.images.append(Image("one.jpg", "image/jpeg", factories.picture().read()))
    document.blocks.append(Block("heading", "A heading", 3))
    document.losses.append("A text box on page 2")
    structure.people[2].name = "Ben Rennar"
    imported, made = bring(document, structure), bring(name="made.docx")
    bring(name="again.docx")
    page = open_page(viewport=WIDE)
    review(page, made)
    page.get_by_role("button", name="Make a draft").click()
    page.locator("form[data-ready]").wait_for()
    screens = [
        ADD,
        imported.get_absolute_url(),
        made.get_absolute_url(),
        imported.address("throw_away"),
        imported.address("again"),
    ]
    found = []
    for screen in screens:
        page.set_viewport_size(WIDE)
        page.goto(screen)
        if page.locator("[data-review]").count():
            ready(page)
            part(page, "Change did").get_by_role("button", name="Split").click()
            page.locator(".person").nth(2).get_by_role("button", name="Choose").click()
            part(page, "Patience").locator("summary").click()
        found += faults(page, screen)
    assert found == []


def word_file():
    """An interview as it arrives: a title, who speaks, a photo with its caption and credit, labels in bold."""
    file, picture = docx.Document(), factories.picture()
    file.add_heading("Two views of the strike", 1)
    file.add_paragraph(
        "The ferry strike ended on 9 November. Ada Costin, an economist at the Data Lab, and Ben Renner, a harbour "
        "master, spoke to the Larkfield Institute."
    )
    file.add_picture(io.BytesIO(picture.read()), width=docx.shared.Cm(12))
    file.add_paragraph("Lorries wait at Hasle quay. (Mira Toft/Continental Photo Service)")
    for label, words in [
        ("Larkfield:", "What ran out first?"),
        ("Costin:", "Change did. Not coins: spare parts."),
        ("Renner:", "And patience, I would say."),
        ("Larkfield:", "Could another quay have helped?"),
        ("Renner:", "It would have helped more than another company."),
    ]:
        paragraph = file.add_paragraph()
        paragraph.add_run(label).bold = True
        paragraph.add_run(f" {words}")
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def test_a_word_file_is_published_in_under_20_clicks(open_page, people):
    """From upload to readers. It needs the real readers: it says what they read in an ordinary Word file."""
    factories.topic("Transport")
    page = open_page(viewport=WIDE)
    clicks = 0

    def click(target):
        nonlocal clicks
        clicks += 1
        target.click()

    page.goto("/admin/")
    click(page.locator("summary", has_text="New"))
    click(page.get_by_role("link", name="From a Word file or pasted text", exact=True))
    page.locator("form[data-ready]").wait_for()
    clicks += 2  # the file's dialogue: opened, and answered
    page.get_by_label("A file").set_input_files(
        {"name": "ferry-strike.docx", "mimeType": "application/octet-stream", "buffer": word_file()}
    )
    click(page.get_by_role("button", name="Read it"))
    ready(page)
    expect(page.locator(".person .matched")).to_have_count(2)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing needs your eye")
    click(page.get_by_label("Alternative text"))
    page.keyboard.insert_text("A row of lorries before a closed quay")
    page.get_by_label("Licence").select_option("agency")
    clicks += 2  # the list opened, and the entry
    click(page.get_by_role("button", name="Make a draft"))
    page.locator("form[data-ready]").wait_for()
    click(page.get_by_label("Summary"))
    page.keyboard.insert_text("What the islands ran out of, and what would have helped.")
    click(page.locator(".field-topics .select2-selection"))
    page.keyboard.insert_text("Transport")
    click(page.locator(".select2-results__option", has_text="Transport"))
    click(page.get_by_role("button", name="Publish now"))
    page.get_by_text("Readers see it now.").wait_for()
    assert clicks < 20

    live = Edition.objects.live(timezone.now()).get()
    assert live.lead_photo.caption.startswith("Lorries wait at Hasle quay")
    assert live.lead_photo.credit == "Mira Toft/Continental Photo Service"
    assert [(kind, who) for kind, who, _html in turns()] == [
        ("question", []), ("answer", ["Ada Costin"]), ("answer", ["Ben Renner"]),
        ("question", []), ("answer", ["Ben Renner"]),
    ]  # fmt: skip
    page.goto(live.get_absolute_url())
    expect(page.get_by_text("It would have helped more than another company.")).to_be_visible()
