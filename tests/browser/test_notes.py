"""Footnotes and embeds in a real browser: written at the desk with keys, read on a page, printed."""

import itertools

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.axe import WIDE, faults
from tests.browser.test_desk import ROW, form_of, ready
from tests.browser.waits import rested

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOX = ".field-body .ProseMirror[contenteditable]"
END, HOME, BUTTON = "Control+End", "Control+Home", "the button"
BACK, ON = "ArrowLeft", "ArrowRight"


@pytest.fixture
def desk(open_page):
    """A page with the form of a draft."""

    def desk(body, **options):
        piece = factories.draft(body=body)
        page = open_page(viewport={"width": 1280, "height": 900}, **options)
        page.goto(form_of(piece))
        ready(page)
        page.locator(BOX).focus()
        rested(page, 50)  # the editor puts its own caret back 20 ms after it got the focus
        return page, piece

    return desk


def press(page, keys):
    """Real keys, one after the other; what is in quotes is typed."""
    for key in keys:
        if key == HOME:
            rested(page, 250)  # right after it got the focus, the editor takes this for a browser's mistake
        if key == BUTTON:
            page.locator(".field-body").get_by_role("button", name="Footnote").click()
        elif key.startswith("'"):
            page.keyboard.type(key[1:-1])
        else:
            page.keyboard.press(key)


def saved(page, piece):
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()
    ready(page)
    piece.refresh_from_db()
    return piece.body


def written(page):
    return page.locator("#id_body").input_value()


NOTED = "<p>A<foot-note>n</foot-note>B</p>"
LAST = "<p>A<foot-note>n</foot-note></p><p>B</p>"
FLOWS = {
    "Enter leaves it, and the sentence goes on": (
        "<p>A</p>", [END, BUTTON, "'Budget'", "Enter", "'.'"], "<p>A<foot-note>Budget</foot-note>.</p>"),
    "Escape leaves it": ("<p>A</p>", [END, BUTTON, "'n'", "Escape", "'x'"], "<p>A<foot-note>n</foot-note>x</p>"),
    "an arrow leaves it at either end": (
        "<p>AB</p>", [HOME, ON, BUTTON, "'n'", ON, "'x'", BACK, BACK, BACK, BACK, "'y'"],
        "<p>Ay<foot-note>n</foot-note>xB</p>"),
    "an arrow enters it at either end": (
        NOTED, [HOME, ON, ON, "'x'", ON, ON, BACK, "'y'"], "<p>A<foot-note>xny</foot-note>B</p>"),
    "it may begin a paragraph": (
        "<p></p>", [BUTTON, "'n'", "Enter", "'x'", "Home", "'y'"], "<p>y<foot-note>n</foot-note>x</p>"),
    "End comes to the outside of one that ends a line": (
        LAST, [HOME, "End", "'x'", "Enter", "'y'"], "<p>A<foot-note>n</foot-note>x</p><p>y</p><p>B</p>"),
    "two may stand side by side, with words between them": (
        "<p>A</p>", [END, BUTTON, "'n'", "Enter", BUTTON, "'m'", "Enter", "'.'", BACK, BACK, BACK, BACK, "'x'"],
        "<p>A<foot-note>n</foot-note>x<foot-note>m</foot-note>.</p>"),
    "an empty one goes by Backspace": ("<p>A</p>", [END, BUTTON, "Backspace", "'x'"], "<p>Ax</p>"),
    "an empty one goes when it is left": ("<p>A</p><p>B</p>", [HOME, ON, BUTTON, END, "'x'"], "<p>A</p><p>Bx</p>"),
    "a whole one goes by the second Backspace": (
        LAST, [HOME, "End", "Backspace", "Backspace", "'x'"], "<p>Ax</p><p>B</p>"),
    "a whole one goes by the second Delete": (NOTED, [HOME, ON, "Delete", "Delete"], "<p>AB</p>"),
    "Backspace at its first word only leaves it": (
        NOTED, [HOME, ON, ON, "Backspace", "'x'"], "<p>Ax<foot-note>n</foot-note>B</p>"),
    "words chosen become one": (
        "<p>A (so) B</p>", [HOME, ON, *["Shift+ArrowRight"] * 5, BUTTON, "'!'", "Enter", "','"],
        "<p>A <foot-note>(so)!</foot-note>, B</p>"),
    "the button makes it words of the text again": (NOTED, [HOME, ON, ON, BUTTON, "'x'"], "<p>AnxB</p>"),
    "it holds emphasis and line breaks": (
        "<p>A</p>", [END, BUTTON, "'a '", "Control+i", "'b'", "Control+i", "Shift+Enter", "'c'", "Enter", "'.'"],
        "<p>A<foot-note>a <em>b</em><br>c</foot-note>.</p>"),
    "a list goes on behind it": (
        "<ul><li><p>A</p></li></ul>", [END, BUTTON, "'n'", "Enter", "Enter", "'B'"],
        "<ul><li><p>A<foot-note>n</foot-note></p></li><li><p>B</p></li></ul>"),
    "a paragraph is cut before it and behind it": (
        NOTED, [HOME, ON, "Enter", ON, ON, ON, "Enter"], "<p>A</p><p><foot-note>n</foot-note></p><p>B</p>"),
    "it is copied with the text": (
        NOTED, ["Control+a", "Control+c", END, "Enter", "Control+v"], NOTED * 2),
}  # fmt: skip


def test_a_note_is_written_in_its_place(desk):
    page, _piece = desk("<p></p>")
    found = {}
    for rule, (body, keys, _stored) in FLOWS.items():
        page.locator(BOX).evaluate(
            "(box, html) => box.editor.chain().setContent(html, {emitUpdate: true}).setTextSelection(0).focus().run()",
            body,
        )
        rested(page, 100)
        press(page, keys)
        found[rule] = written(page)
    assert found == {rule: stored for rule, (_body, _keys, stored) in FLOWS.items()}


def test_a_note_that_was_taken_away_comes_back_by_undo(desk):
    page, _piece = desk(NOTED)
    press(page, [HOME, ON, "Delete", "Delete"])
    assert written(page) == "<p>AB</p>"
    press(page, ["Control+z"])
    assert written(page) == NOTED


def test_notes_are_saved_and_come_back_in_their_order(desk):
    page, piece = desk("<p>One.</p><p>Two.</p>")
    press(page, [END, BUTTON, "'second'", "Enter", HOME, ON, BUTTON, "'first'", "Enter"])
    stored = "<p>O<foot-note>first</foot-note>ne.</p><p>Two.<foot-note>second</foot-note></p>"
    assert saved(page, piece) == stored
    assert page.locator(f"{BOX} foot-note").all_inner_texts() == ["first", "second"]
    page.locator(BOX).focus()
    press(page, [END, "'!'"])
    assert saved(page, piece) == stored.replace("</foot-note></p>", "</foot-note>!</p>")


def test_a_press_beside_a_note_comes_to_its_outside_and_a_press_on_it_inside(desk):
    page, _piece = desk("<p>A<foot-note>note</foot-note></p>")
    note = page.locator(f"{BOX} foot-note")
    box = note.bounding_box()
    page.mouse.click(box["x"] + box["width"] + 60, box["y"] + box["height"] / 2)
    press(page, ["'x'"])
    page.mouse.click(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
    expect(page.locator(f"{BOX} foot-note.is-open")).to_have_count(1)
    press(page, ["'y'"])
    assert written(page) == "<p>A<foot-note>notey</foot-note>x</p>"


@pytest.mark.parametrize(
    ("keys", "stored"),
    [
        ([END, BUTTON, "'n'", "Enter"], "<p>A<foot-note>n</foot-note>日本.</p>"),
        ([END, BUTTON, "'n'", BACK, BACK], "<p>A日本.<foot-note>n</foot-note></p>"),
        ([END, BUTTON], "<p>A<foot-note>日本.</foot-note></p>"),
        ([END, BUTTON, "'n'"], "<p>A<foot-note>n日本.</foot-note></p>"),
    ],
)
def test_an_input_method_writes_where_the_caret_is(desk, keys, stored):
    page, _piece = desk("<p>A</p>")
    press(page, keys)
    keyboard = page.context.new_cdp_session(page)
    for words in ("に", "にほ"):
        keyboard.send(
            "Input.imeSetComposition", {"text": words, "selectionStart": len(words), "selectionEnd": len(words)}
        )
    keyboard.send("Input.insertText", {"text": "日本"})
    press(page, ["'.'"])
    assert written(page) == stored


def test_the_caret_is_seen_where_words_will_go(desk):
    page, _piece = desk("<p>AB</p>")
    inside = (
        "() => { const n = getSelection().focusNode; return !!(n.closest ? n : n.parentElement).closest('foot-note'); }"
    )
    press(page, [HOME, ON])
    for keys, is_inside in (
        ([BUTTON], True), (["'n'"], True), ([ON], False), ([BACK], True), ([BACK, BACK], False), ([ON], True),
        (["Escape"], False),
    ):  # fmt: skip
        press(page, keys)
        assert page.evaluate(inside) is is_inside
        assert page.locator(f"{BOX} foot-note.is-open").count() == is_inside


WORD = """<p class=MsoNormal>Costs rose<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span
class=MsoFootnoteReference><span style='mso-special-character:footnote'>[1]</span></span></a> again<a href="#_ftn2"
name="_ftnref2"><span>[2]</span></a>.</p><div style='mso-element:footnote-list'><br clear=all><hr size=1>
<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a>
Budget, <i>p. 4</i>.</p><p class=MsoFootnoteText>Net.</p></div><div style='mso-element:footnote' id=ftn2><p
class=MsoFootnoteText><a href="#_ftnref2" name="_ftn2">[2]</a> Twice.</p></div></div>"""
DOCS = """<p>Costs rose<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup> again<sup><a
href="#ftnt2" id="ftnt_ref2">[2]</a></sup>.</p><hr><div><p><a href="#ftnt_ref1"
id="ftnt1">[1]</a><span> Budget, <em>p. 4</em>.<br>Net.</span></p></div>
<div><p><a href="#ftnt_ref2" id="ftnt2">[2]</a><span> Twice.</span></p></div>"""


@pytest.mark.parametrize("clipboard", [WORD, DOCS])
def test_notes_of_a_word_processor_become_notes(desk, clipboard):
    page, piece = desk("<p></p>")
    paste(page, clipboard)
    first, second = "Budget, <em>p. 4</em>.<br>Net.", "Twice."
    stored = saved(page, piece).replace("<hr>", "")
    assert stored == f"<p>Costs rose<foot-note>{first}</foot-note> again<foot-note>{second}</foot-note>.</p>"


def test_emphasis_that_stands_in_styles_is_kept(desk):
    page, _piece = desk("<p></p>")
    paste(
        page,
        '<b style="font-weight:normal" id="docs-internal-guid-1"><p style="line-height:1.4">Costs <span '
        'style="color:#000;font-weight:700">rose</span> in <span style="font-style:italic">all</span> km<span '
        'style="font-size:.6em;vertical-align:super">2</span>.</p></b>',
    )
    assert written(page) == "<p>Costs <strong>rose</strong> in <em>all</em> km<sup>2</sup>.</p>"


def paste(page, html):
    page.locator(BOX).evaluate(
        """(box, html) => { const data = new DataTransfer(); data.setData("text/html", html);
        box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        html,
    )


def test_paragraphs_pasted_into_a_note_stay_in_it(desk):
    page, _piece = desk(NOTED)
    press(page, [HOME, ON, ON, ON])
    paste(page, "<p>one <b>two</b></p><p>three<foot-note>four</foot-note></p>")
    assert written(page) == "<p>A<foot-note>none <strong>two</strong><br>threefour</foot-note>B</p>"


def test_the_notes_of_an_interview_are_numbered_through_and_no_split_cuts_one(open_page):
    piece = factories.draft("interview", body="<p>Introduced<foot-note>a</foot-note>.</p>")
    for turn in piece.turns.all():
        turn.html = "<p>Said<foot-note>bc</foot-note>.</p>"
        turn.save()
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(form_of(piece))
    ready(page)
    row = page.locator(ROW).nth(1)
    row.locator("foot-note").click()
    row.locator(".ProseMirror[contenteditable]").press("Home")
    for _step in range(6):
        page.keyboard.press(ON)
    row.get_by_role("button", name="Split").click()
    expect(page.locator(ROW)).to_have_count(3)
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()
    said = list(piece.turns.values_list("html", flat=True))
    assert said == ["<p>Said<foot-note>bc</foot-note>.</p>", "<p>Said<foot-note>bc</foot-note></p>", "<p>.</p>"]


def test_an_embed_is_made_of_an_address_and_a_title_and_the_text_goes_on_below(desk):
    page, piece = desk("<p>Before.</p>")
    dialog = page.locator("dialog")
    press(page, [END])
    page.locator(".field-body").get_by_role("button", name="Embed").click()
    dialog.get_by_label("Address").fill("https://video.example.org/v?a=1&b=2")
    dialog.get_by_label("Title").fill("Video: a day at the dam")
    dialog.get_by_role("button", name="Embed").click()
    press(page, ["End", "Enter", "'After.'"])
    card = '<p class="embed"><a href="https://video.example.org/v?a=1&amp;b=2">Video: a day at the dam</a></p>'
    assert saved(page, piece) == f"<p>Before.</p>{card}<p>After.</p>"
    page.locator(f"{BOX} .embed").click()
    page.locator(".field-body").get_by_role("button", name="Embed").click()
    expect(dialog.get_by_label("Address")).to_have_value("https://video.example.org/v?a=1&b=2")
    dialog.get_by_label("Title").fill("Video: a night")
    dialog.get_by_role("button", name="Embed").click()
    assert saved(page, piece) == f"<p>Before.</p>{card.replace('a day at the dam', 'a night')}<p>After.</p>"


def test_an_editor_with_notes_is_used_by_everybody(desk):
    page, _piece = desk(f"{NOTED}<p class='embed'><a href='https://example.org/'>Video</a></p>")
    page.set_viewport_size(WIDE)
    press(page, [HOME, ON, ON])
    assert faults(page) == []
    assert page.get_by_role("note", name="Footnote").count() == 1


def test_a_link_is_set_within_a_note(desk):
    page, piece = desk(NOTED)
    press(page, [HOME, ON, ON, "Shift+ArrowRight"])
    page.locator(".field-body").get_by_role("button", name="insert link").click()
    page.locator("dialog").get_by_label("URL").fill("https://example.org/")
    page.locator("dialog").get_by_role("button", name="Update").click()
    assert saved(page, piece) == '<p>A<foot-note><a href="https://example.org/" title="">n</a></foot-note>B</p>'


@pytest.fixture
def noted(chromium, live_server):
    """A page with notes, an embed and a wide table, and what it asked other sites for."""
    contexts, asked = [], []

    def noted(width, **options):
        note = "<foot-note>Budget, <em>p. 4</em>; <a href='https://example.org/tables'>tables</a>.</foot-note>"
        cells = "".join(f"<td>{n} million</td>" for n in range(9))
        head = "".join(f"<th>Year {n}</th>" for n in range(9))
        table = (
            f"<p><strong>Costs</strong></p><table><tr><th>Place</th>{head}</tr><tr><th>N{note}</th>{cells}</tr></table>"
        )
        embed = '<p class="embed"><a href="https://video.example.org/">Video: a day at the dam</a></p>'
        paragraph = "<p>" + "The engineers read the same gauge. " * 20 + f"{note} And so on{note}{note}.</p>"
        edition = factories.live(body=f"<h2>Costs</h2>{paragraph}{embed}{table}{paragraph}")
        contexts.append(
            chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
        )
        page = contexts[-1].new_page()
        page.on("request", lambda r: asked.append(r.url) if not r.url.startswith(live_server.url) else None)
        page.goto(live_server.url + edition.get_absolute_url())
        return page

    yield noted
    for context in contexts:
        context.close()
    assert asked == []


def test_a_page_with_notes_is_read_by_everybody(noted):
    assert faults(noted(1440), also=["target-size"]) == []


def test_a_number_leads_to_its_note_and_the_note_back(noted):
    page = noted(390)
    page.locator("#note-ref-3").click()
    assert page.url.endswith("#note-3")
    expect(page.locator("#note-3")).to_be_in_viewport()
    wash = page.locator("#note-3").evaluate("e => getComputedStyle(e).backgroundColor")
    assert wash != page.locator("#note-2").evaluate("e => getComputedStyle(e).backgroundColor")
    page.locator("#note-3 [role=doc-backlink]").click()
    assert page.url.endswith("#note-ref-3")
    expect(page.locator("#note-ref-3")).to_be_in_viewport()


def test_what_can_be_pressed_of_a_number_is_24_pixels_and_no_line_is_moved_by_one(noted):
    page = noted(390)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".note-ref a")].map(a => getComputedStyle(a, "::after"))
        .map(s => Math.min(parseFloat(s.inlineSize), parseFloat(s.blockSize)))"""
    )
    assert len(sizes) == 7
    assert min(sizes) >= 24
    tops = page.locator(".prose > p").first.evaluate(
        """p => { const range = document.createRange(); range.selectNodeContents(p);
        return [...new Set([...range.getClientRects()].filter(r => r.height > 16).map(r => Math.round(r.top)))]; }"""
    )
    gaps = [below - above for above, below in itertools.pairwise(tops)]
    assert len(gaps) > 10
    assert max(gaps) - min(gaps) <= 1  # whole pixels


def test_a_table_that_is_too_wide_scrolls_in_its_box_by_keyboard(noted):
    page = noted(390)
    box = page.get_by_role("group", name="Costs")
    assert box.evaluate("e => e.scrollWidth > e.clientWidth")
    box.focus()
    page.keyboard.press(ON)
    page.wait_for_function("() => document.querySelector('.table-scroll').scrollLeft > 0")
    assert page.get_by_role("columnheader").count() == 10
    assert page.get_by_role("rowheader").count() == 1


def test_the_whole_card_of_an_embed_leads_to_its_site_and_says_so(noted):
    page = noted(390)
    card = page.locator(".embed")
    card.scroll_into_view_if_needed()
    assert card.inner_text().split("\n") == ["Video: a day at the dam", "Opens at video.example.org"]
    box = card.bounding_box()
    corner = [box["x"] + box["width"] - 5, box["y"] + box["height"] - 5]
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).href", corner) == "https://video.example.org/"
    assert page.locator("iframe, embed, object, video, audio, article script").count() == 0


def test_print_has_the_numbers_and_the_notes_and_no_way_back(noted):
    page = noted(720)
    page.emulate_media(media="print")
    assert all(box.is_visible() for box in page.locator(".note-ref a, #notes, .footnotes li").all())
    assert not any(box.is_visible() for box in page.locator("[role=doc-backlink]").all())
    address = page.locator("#note-1 a").first.evaluate("a => getComputedStyle(a, '::after').content")
    assert "https://example.org/tables" in address
