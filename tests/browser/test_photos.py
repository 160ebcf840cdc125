"""Photos at the desk in a real browser: chosen from the library for a text or a field, added on the way, saved."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from photos.models import Photo
from tests import factories
from tests.browser.axe import PHONE, WIDE, faults
from tests.browser.test_desk import ROW, form_of, ready
from tests.browser.waits import rested

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = ".field-body .ProseMirror[contenteditable]"


@pytest.fixture
def harbour():
    return factories.photo(factories.picture(), caption="Ships at dawn", alt="Ships in a harbour", credit="A. Name")


@pytest.fixture
def desk(open_page):
    """A page with the form of a draft, its caret in the text."""

    def desk(piece, width=1280, within=BODY, **options):
        page = open_page(viewport={"width": width, "height": 900}, **options)
        page.goto(form_of(piece))
        ready(page)
        page.locator(within).first.focus()
        rested(page, 50)  # the editor puts its own caret back 20 ms after it got the focus
        return page

    return desk


def button(page, within=".field-body"):
    return page.locator(within).get_by_role("button", name="Photo", exact=True)


def chooser(page):
    dialog = page.get_by_role("dialog", name="Choose a photo")
    dialog.get_by_role("status").filter(has_text=re.compile(r"\d|One|no photos|doesn’t answer")).wait_for()
    return dialog


def figure(photo, caption="", alt=""):
    alt = f' data-alt="{alt}"' if alt else ""
    return f'<figure data-photo="{photo.uuid}"{alt}>{f"<figcaption>{caption}</figcaption>" if caption else ""}</figure>'


def saved(page, record, field="body"):
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()
    ready(page)
    record.refresh_from_db()
    return getattr(record, field)


def written(page):
    """The text as the server would be sent it, an empty caption left out as the server does."""
    return page.locator("#id_body").input_value().replace("<figcaption></figcaption>", "")


def put(page, html):
    """Sets the text, its caret at the end, as if it had been there for long: what follows isn't undone with it."""
    page.locator(BODY).evaluate(
        "(box, html) => box.editor.chain().setContent(html, {emitUpdate: true}).focus('end').run()", html
    )
    rested(page, 50)
    page.locator(BODY).evaluate("box => box.editor.view.dispatch(box.editor.state.tr.setMeta('closeHistory$', true))")


def press(page, *keys):
    for key in keys:
        page.keyboard.type(key[1:-1]) if key.startswith("'") else page.keyboard.press(key)


def test_a_photo_is_put_into_an_analysis_with_its_own_caption_and_alternative_text_and_stays(desk, harbour):
    piece = factories.draft(body="<p>Before.</p><p>After.</p>")
    page = desk(piece)
    page.keyboard.press("Control+Home")
    button(page).click()
    chooser(page).get_by_role("button", name="Ships at dawn").click()
    view = page.locator(f"{BODY} .photo")
    expect(view.get_by_role("img")).to_have_attribute("alt", "Ships in a harbour")
    expect(view.get_by_text("Cleared")).to_be_visible()
    assert view.get_by_role("group", name="Caption. Left empty, it is the photo’s own: “Ships at dawn”").count() == 1
    press(page, "'Ours, '", "Control+i", "'2019'", "Enter", "'Below.'")
    view.get_by_role("button", name="Alternative text…").click()
    page.locator("dialog").get_by_label("Alternative text").fill("Two  ships")
    page.locator("dialog").get_by_role("button", name="Set").click()
    expect(view.get_by_role("img")).to_have_attribute("alt", "Two ships")
    stored = f"<p>Before.</p>{figure(harbour, 'Ours, <em>2019</em>', 'Two ships')}<p>Below.</p><p>After.</p>"
    assert saved(page, piece) == stored
    expect(view.locator("figcaption")).to_have_text("Ours, 2019")
    expect(view.get_by_text("Alternative text for this place: Two ships")).to_be_visible()
    page.locator(BODY).focus()
    press(page, "Control+End", "'!'")
    assert saved(page, piece) == stored.replace("After.", "After.!")


def test_a_photo_is_put_into_an_answer_by_keyboard_alone(desk, harbour):
    other = factories.photo(factories.picture(colour="salmon"), caption="A gauge")
    piece = factories.draft("interview")
    page = desk(piece, within=f"{ROW} >> nth=1 >> .ProseMirror[contenteditable]")
    answer = piece.turns.get(kind="answer")
    press(page, "Control+End", "Shift+Tab")
    while "Photo" not in (page.evaluate("document.activeElement.title") or ""):
        press(page, "Shift+Tab")
    press(page, "Enter")
    dialog = chooser(page)
    expect(dialog.get_by_label("Search photos")).to_be_focused()
    press(page, "ArrowDown", "ArrowRight")
    expect(dialog.get_by_role("button", name="Ships at dawn")).to_be_focused()
    press(page, "ArrowLeft", "ArrowLeft")
    expect(dialog.get_by_label("Search photos")).to_be_focused()
    press(page, "'harb'")
    expect(dialog.get_by_role("button", name="A gauge")).to_have_count(0)
    press(page, "ArrowDown", "Enter", "'Own'", "Tab", "Tab", "Enter")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Alternative text")).to_be_focused()
    press(page, "'Masts'", "Tab", "Enter", "Escape", "'!'")
    said = answer.html
    assert saved(page, answer, "html") == said + figure(harbour, "Own!", "Masts")
    assert other.uuid != harbour.uuid


def test_each_turn_has_photos_of_its_own_and_none_is_cut_by_a_split(desk, harbour):
    piece = factories.draft("interview")
    for turn in piece.turns.all():
        turn.html = f"<p>Said.</p>{figure(harbour, 'Words')}<p>More.</p>"
        turn.save()
    page = desk(piece)
    row = page.locator(ROW).nth(1)
    expect(page.locator(f"{ROW} .photo img")).to_have_count(2)
    row.locator("figcaption").click()
    row.get_by_role("button", name="Split").click()
    expect(page.locator(ROW)).to_have_count(3)
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()
    assert list(piece.turns.values_list("html", flat=True))[1:] == [
        f"<p>Said.</p>{figure(harbour, 'Words')}", "<p>More.</p>",
    ]  # fmt: skip


CALLED = "{A}{own}{B}"
KEYS = {
    "Enter in a caption goes on below": ("{A}{own}", ["Enter", "'x'"], "{A}{own}<p>x</p>"),
    "Enter in the middle of one cuts nothing": ("{A}{own}", ["ArrowLeft", "Enter", "'x'"], "{A}{own}<p>x</p>"),
    "Enter goes on in an empty paragraph that is there": (
        "{A}{own}<p></p>", ["ArrowUp", "End", "Enter", "'x'"], "{A}{own}<p>x</p>"),
    "Backspace at the first letter of a caption takes nothing": (
        CALLED, ["ArrowUp", "Home", "Backspace", "'x'"], "{A}{xown}{B}"),
    "Backspace in an empty one takes hold of the photo, and the next takes it away": (
        "{A}{none}", ["Backspace", "Backspace", "'x'"], "<p>Ax</p>"),
    "Backspace behind a photo takes hold of it first": (CALLED, ["Home", "Backspace"], CALLED),
    "the second takes it away": (CALLED, ["Home", "Backspace", "Backspace"], "{A}{B}"),
    "Delete before a photo takes hold of it first": (CALLED, ["Control+Home", "End", "Delete"], CALLED),
    "Delete at the end of a caption joins nothing": (CALLED, ["ArrowUp", "End", "Delete", "'x'"], "{A}{ownx}{B}"),
    "undo brings it back": (CALLED, ["Home", "Backspace", "Backspace", "Control+z"], CALLED),
    "it is cut and pasted": (
        CALLED, ["ArrowUp", "Escape", "Control+x", "Control+End", "Enter", "Control+v"], "{A}{B}{own}"),
    "it is copied with the text around it": (
        CALLED, ["Control+a", "Control+c", "Control+End", "Enter", "Control+v"], CALLED + CALLED),
    "Enter on a photo that is held goes on below it": (
        CALLED, ["ArrowUp", "Escape", "Enter", "'x'"], "{A}{own}<p>x</p>{B}"),
    "Enter on one that opens the text goes on above it": (
        "{own}{B}", ["ArrowUp", "Escape", "Enter", "'x'"], "<p>x</p>{own}{B}"),
    "words pasted into a caption stay in it": (
        CALLED, ["Control+Home", "Shift+End", "Control+c", "ArrowDown", "End", "Control+v"],
        "{A}{ownA}{B}"),
    "all of a caption is taken out, and it is the photo's own again": (
        CALLED, ["ArrowUp", "End", *["Backspace"] * 3, "ArrowDown", "'x'"], "{A}{none}<p>Bx</p>"),
    "Escape on its buttons comes back to the caption": (
        CALLED, ["ArrowUp", "Tab", "Tab", "Escape", "'x'"], "{A}{ownx}{B}"),
    "its last button takes it away": ("{A}{own}", ["Tab", "Tab", "Tab", "Enter", "'x'"], "<p>Ax</p>"),
}  # fmt: skip


def test_keys_keep_a_photo_and_what_stands_around_it(desk, harbour):
    page = desk(factories.draft(body="<p>A</p>"))
    parts = {words: figure(harbour, words) for words in ("own", "xown", "ownx", "ownA")}
    parts |= {"none": figure(harbour), "A": "<p>A</p>", "B": "<p>B</p>"}
    found = {}
    for rule, (given, keys, _stored) in KEYS.items():
        put(page, given.format(**parts))
        press(page, *keys)
        rested(page, 50)
        found[rule] = written(page)
    assert found == {rule: stored.format(**parts) for rule, (_given, _keys, stored) in KEYS.items()}


def test_what_was_put_in_is_undone_and_done_again(desk, harbour):
    page = desk(factories.draft(body="<p>A</p>"))
    page.keyboard.press("Control+End")
    button(page).click()
    chooser(page).get_by_role("button", name="Ships at dawn").click()
    with_photo = f"<p>A</p>{figure(harbour)}"
    assert written(page) == with_photo
    press(page, "Control+z")
    assert written(page) == "<p>A</p>"
    press(page, "Control+Shift+z")
    assert written(page) == with_photo
    page.locator(f"{BODY} .photo").get_by_role("button", name="Remove").click()
    assert written(page) == "<p>A</p>"


def test_another_photo_takes_the_place_of_one_whose_words_go_with_it_and_come_back_with_it(desk, harbour):
    gauge = factories.photo(factories.picture(colour="salmon"), caption="A gauge")
    page = desk(factories.draft(body=f"<p>A</p>{figure(harbour, 'words', 'Ships')}"))
    view = page.locator(f"{BODY} .photo")
    view.get_by_role("button", name="Choose another").click()
    expect(chooser(page).get_by_role("button", name="In use here")).to_contain_text("Ships at dawn")
    chooser(page).get_by_role("button", name="A gauge").click()
    assert written(page) == f"<p>A</p>{figure(gauge)}"
    page.keyboard.press("Control+z")
    assert written(page) == f"<p>A</p>{figure(harbour, 'words', 'Ships')}"
    view.get_by_role("button", name="Choose another").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(view.get_by_role("button", name="Choose another")).to_be_focused()
    assert written(page) == f"<p>A</p>{figure(harbour, 'words', 'Ships')}"


def test_pasted_html_brings_photos_of_the_library_out_of_lists_and_no_other_pictures(desk, harbour):
    page = desk(factories.draft(body="<p>A</p>"))
    page.locator(BODY).evaluate(
        """(box, html) => { const data = new DataTransfer(); data.setData("text/html", html);
        box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        f"<ul><li><p>x</p>{figure(harbour, 'words')}</li><li>y</li></ul><figure><img src='https://example.org/a.png'>"
        "<figcaption>z</figcaption></figure>",
    )
    text = written(page)
    assert text.count("<figure") == 1
    assert f"<li><p>y</p></li></ul>{figure(harbour, 'words')}" in text
    assert text.endswith("<p>zA</p>")
    assert "<img" not in text


def test_a_picture_file_dropped_on_the_text_is_added_and_stands_there(desk):
    page = desk(factories.draft(body="<p>A</p><p>B</p>"))
    page.locator(f"{BODY} p").first.evaluate(
        """async (p, colour) => {
        const canvas = new OffscreenCanvas(640, 480); canvas.getContext("2d").fillRect(0, 0, 300, 200);
        const data = new DataTransfer(); data.items.add(new File([await canvas.convertToBlob()], "dropped.png"));
        const file = new File([await canvas.convertToBlob()], "dropped.png", {type: "image/png"});
        data.items.clear(); data.items.add(file);
        const { left, top } = p.getBoundingClientRect();
        p.dispatchEvent(new DragEvent("drop", {dataTransfer: data, clientX: left + 2, clientY: top + 5, bubbles: true,
          cancelable: true})); }"""
    )
    page.get_by_role("dialog").get_by_role("button", name="Use this photo").click()
    photo = Photo.objects.get()
    assert written(page) == f"<p>A</p>{figure(photo)}<p>B</p>"
    expect(page.locator(f"{BODY} .photo").get_by_text("Rights missing")).to_be_visible()


def test_the_lead_photo_is_chosen_and_its_field_shows_it(desk, harbour):
    piece = factories.draft()
    page = desk(piece)
    field = page.locator(".field-lead_photo")
    choose = field.get_by_role("button", name="Choose from the library")
    choose.click()
    chooser(page).get_by_role("button", name="Ships at dawn").click()
    expect(choose).to_be_focused()
    expect(field.locator(".select2-selection__rendered")).to_contain_text("Ships at dawn")
    expect(field.get_by_role("img", name="Ships in a harbour")).to_be_visible()
    address = reverse("admin:photos_photo_change", args=[harbour.pk])
    expect(field.get_by_role("link", name="See its page")).to_have_attribute("href", address)
    expect(page.get_by_text("Changes not saved yet")).to_be_visible()
    assert saved(page, piece, "lead_photo") == harbour
    expect(field.get_by_role("img", name="Ships in a harbour")).to_be_visible()


def test_a_photo_is_added_in_the_chooser_and_is_the_portrait_at_once(open_page):
    expert = factories.expert(public_from=None)
    page = open_page(viewport={"width": 390, "height": 844}, failing="409")
    page.goto(reverse("admin:experts_expert_change", args=[expert.pk]))
    ready(page)
    file = {"name": "Ships.png", "mimeType": "image/png", "buffer": factories.picture(640, 480, "PNG").read()}
    for press_next in ("Use this photo", "Use the one that is there", "Add it again"):
        page.get_by_role("button", name="Choose from the library").click()
        dialog = chooser(page)
        dialog.get_by_role("button", name="Add a photo").wait_for()
        dialog.locator("input[type=file]").set_input_files(file)
        act = dialog.get_by_role("button", name=press_next)
        act.wait_for()
        if press_next == "Use this photo":
            expect(act).to_be_focused()
            expect(dialog.get_by_text("Rights missing").first).to_be_visible()
            link = dialog.get_by_role("link", name="Fill in its words (opens in a new tab)")
            assert link.get_attribute("target") == "_blank"
        act.click()
    dialog.get_by_role("button", name="Use this photo").click()
    first, second = Photo.objects.order_by("id")
    assert first.digest == second.digest
    page.keyboard.press("Control+s")
    page.get_by_text("was changed successfully").wait_for()
    expert.refresh_from_db()
    assert expert.portrait == second


def test_what_cannot_be_added_is_said_and_nothing_is_lost(desk):
    page = desk(factories.draft(), failing="400")
    button(page).click()
    dialog = chooser(page)
    expect(dialog.get_by_text("The library has no photos yet.")).to_be_visible()
    file = {"name": "x.png", "mimeType": "image/png", "buffer": b"<svg/>"}
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_text("SVG drawing")).to_be_visible()
    dialog.get_by_label("Search photos").fill("zebra")
    expect(dialog.get_by_text("No photo has “zebra”")).to_be_visible()


def test_a_chooser_that_cannot_reach_the_server_offers_to_try_again(desk, harbour):
    page = desk(factories.draft(), failing="ERR_FAILED")
    page.route("**/choose/?q=*", lambda route: route.abort())
    button(page).click()
    page.get_by_text("The server doesn’t answer.").wait_for()
    page.unroute("**/choose/?q=*")
    page.get_by_role("button", name="Try again").click()
    chooser(page).get_by_role("button", name="Ships at dawn").click()
    assert str(harbour.uuid) in written(page)


def test_more_photos_come_below_and_the_first_of_them_has_the_focus(desk):
    for _each in range(30):
        factories.photo()
    page = desk(factories.draft(), failing="404")  # rows without files
    button(page).click()
    dialog = chooser(page)
    choices = dialog.locator(".photo-choice")
    expect(choices).to_have_count(24)
    choices.first.press("End")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(choices).to_have_count(30)
    expect(choices.nth(24)).to_be_focused()
    expect(dialog.get_by_role("button", name="More photos")).to_be_hidden()
    expect(dialog.get_by_role("status").first).to_have_text("30 photos.")


def test_a_text_with_photos_and_the_chooser_are_used_by_everybody(desk, harbour):
    factories.photo(factories.picture(colour="salmon"), caption="A gauge", alt="", licence="")
    gone = figure(Photo(), "words")
    page = desk(factories.draft(body=f"{figure(harbour)}{figure(harbour, 'words', 'own')}{gone}"))
    for is_open in (False, True):
        if is_open:
            page.get_by_role("button", name="Choose another").first.click()
            chooser(page)
        assert faults(page) == []
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert page.locator("dialog").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_photo_is_dragged_to_another_place_with_its_words(desk, harbour):
    page = desk(factories.draft(body=f"{figure(harbour, 'words', 'own')}<p>A</p><p>B</p>"))
    picture = page.locator(f"{BODY} .photo img")
    expect(picture).to_have_attribute("src", re.compile("card"))
    picture.drag_to(page.locator(f"{BODY} > p").last, target_position={"x": 5, "y": 5})
    assert written(page) == f"<p>A</p>{figure(harbour, 'words', 'own')}<p>B</p>"
    press(page, "Control+z")
    assert written(page) == f"{figure(harbour, 'words', 'own')}<p>A</p><p>B</p>"


def test_what_was_filled_in_on_the_photos_page_is_seen_on_coming_back(desk):
    photo = factories.photo(factories.picture(), alt="", licence="")
    page = desk(factories.draft(body=figure(photo), lead_photo=photo))
    expect(page.get_by_text("Alternative text missing")).to_have_count(2)
    Photo.objects.update(alt="Ships", licence="own")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Alternative text: Ships")).to_be_visible()
    expect(page.get_by_text("Cleared")).to_have_count(2)
    expect(page.get_by_text("Alternative text missing")).to_have_count(0)


def test_who_was_signed_out_is_told_so_and_keeps_the_text(desk, harbour):
    page = desk(factories.draft(body="<p>A</p>"))
    page.context.clear_cookies()
    button(page).click()
    page.get_by_text("You are signed out. Sign in again in another tab, then try once more.").wait_for()
    page.keyboard.press("Escape")
    assert written(page) == "<p>A</p>"
