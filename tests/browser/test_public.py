"""The public site in a real browser: accessible in both themes and on a phone, light, and clean under its policy."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from demo.management.commands import demo
from publications import workflow
from publications.models import Edition
from tests import factories
from tests.browser.axe import WIDE, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIECES = (
    "a-dry-year-clause-for-every-shared-river",  # corrected, with a table
    "you-cannot-allocate-snow-you-have-not-measured",  # with a remark
    "a-seed-bank-is-only-as-good-as-its-catalogue",  # with a joint answer
    "what-the-form-does-not-ask",  # a long title and no photo
    "le-calendrier-des-figues",  # in another language
)
MOST_BYTES = 60_000  # of a page without its photos


@pytest.fixture
def institute(live_server):
    """The demo institute, with a withdrawn piece besides; gives its addresses."""
    call_command("import_archive", str(Path(demo.CONTENT) / "archive.jsonl"), stdout=io.StringIO())
    gone = factories.live(slug="gone")
    workflow.withdraw(gone.publication, actor=None, note="The survey could not be repeated.")
    paths = ["/", "/publications/", "/publications/?type=interview&topic=water", "/publications/?year=1999", "/topics/"]
    paths += ["/topics/water/", "/experts/", "/experts/marit-oyelaran/", "/feeds/", "/nowhere/", "/publications/gone/"]
    paths += [f"/publications/{slug}/" for slug in PIECES]
    paths += [f"/publications/{PIECES[0]}/{rest}" for rest in ("history/", "editions/1/", "editions/2/")]
    return live_server.url, paths


def test_axe_finds_nothing_and_nothing_overflows_or_breaks_the_policy(chromium, institute):
    url, paths = institute
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in paths:
        complaints.clear()
        page.goto(url + path)
        assert faults(page, path) == []
        assert [c for c in complaints if "status of 4" not in c] == [], path
        page.set_viewport_size(WIDE)
    context.close()


def test_pages_are_light_run_no_script_and_set_no_cookie(chromium, institute):
    url, paths = institute
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    received = {}
    page.on("response", lambda response: received.__setitem__(response.url, response))
    for path in paths:
        received.clear()
        page.goto(url + path)
        answers = list(received.values())  # asking for their sizes lets more come in
        kinds = {response.request.resource_type for response in answers}
        assert kinds <= {"document", "stylesheet", "image", "other"}, path
        sizes = [r.request.sizes() for r in answers if r.request.resource_type in {"document", "stylesheet"}]
        assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= MOST_BYTES, path
    assert context.cookies() == []
    context.close()


def test_nothing_overflows_a_small_phone_with_the_longest_words(chromium, institute):
    url, _paths = institute
    title = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 3
    people = [factories.expert(f"Wilhelmina-Alexandrina Featherstonehaugh-Cholmondeley the {n}th") for n in range(12)]
    edition = factories.live(title=title[:300], summary=title, authors=people, language="de")
    right_to_left = factories.live("interview", title="سؤال الماء في سنة جافة", language="ar")
    soon = timezone.now() - timedelta(minutes=1)
    factories.corrected(
        edition, since=soon, note=title, title="Short", body=f"<table><tr><td>{title}</td></tr></table>"
    )
    factories.corrected(right_to_left, since=soon, note=title, title="سؤال الماء")
    context = chromium.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    pieces = (edition.get_absolute_url(), right_to_left.get_absolute_url())
    past = [f"{piece}{rest}" for piece in pieces for rest in ("history/", "editions/1/", "editions/2/")]
    for path in ("/", "/publications/", *pieces, *past, "/feeds/"):
        page.goto(url + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()


def test_axe_finds_nothing_in_a_comparison_with_everything_unfolded(chromium, live_server):
    ada, ben = factories.expert("Ada Lund"), factories.expert("Ben Okoro")
    table = "<h2>Before</h2><h3>Between</h3><p>One.</p><table><tr><th>A</th></tr><tr><td>13</td></tr></table><hr>"
    now = timezone.now()
    with workflow.backdating():
        old = factories.live("interview", slug="talk", authors=[ada, ben], body=table, since=now - timedelta(hours=2))
        new = factories.corrected(old, since=now - timedelta(hours=1), body=table.replace("13", "17"), title="New")
        workflow.set_speakers(new.turns.get(kind="answer"), [ben])
        factories.say(new, "question", "<p>One more?</p>")
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    page.goto(f"{live_server.url}/publications/talk/history/?from=1&to=2")
    for summary in page.locator(".comparison summary").all():
        summary.click()
    assert faults(page) == []
    context.close()


def test_a_reader_follows_an_answer_by_keyboard_alone(chromium, institute):
    url, _paths = institute
    interview = Edition.objects.live(timezone.now()).of_kinds(["interview"]).newest_first().first()
    turn = interview.turns.filter(kind="answer").first()
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(url + interview.get_absolute_url())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == f"#{turn.anchor}":
            break
    else:
        pytest.fail("the answer's own link is not reached by Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{turn.anchor}")
    context.close()
