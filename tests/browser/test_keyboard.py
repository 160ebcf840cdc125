"""A reader without a mouse: reaches everything with Tab and Enter, sees where they are, and is trapped nowhere."""

import pytest

from publications import workflow
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1440, 900), (390, 844)]
# What the focused element looks like, and whether a reader can see it: inside the window, and nothing over it.
FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getClientRects()[0] ?? e.getBoundingClientRect();
  const within = (at, most) => Math.min(Math.max(at, 1), most - 2);
  const x = within(r.x + r.width / 2, innerWidth), y = within(r.y + r.height / 2, innerHeight);
  const top = document.elementFromPoint(x, y);
  return {
    name: e.tagName + ' ' + (e.getAttribute('href') ?? e.textContent.trim().slice(0, 40)),
    marked: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
    inside: r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth,
    clear: top !== null && (e.contains(top) || top.contains(e)),
    body: e === document.body,
  };
}"""


@pytest.fixture
def institute(live_server):
    """A home with pieces, and an interview of five questions on it."""
    speaker = factories.expert("Ada Speaker")
    for n in range(6):
        factories.live(title=f"Analysis {n}")
    with workflow.backdating():
        interview = factories.draft("interview", slug="talk", title="A talk", authors=[speaker])
        for n in range(2, 6):
            factories.say(interview, "question", f"<p>Question {n} of the talk?</p>", key=f"q{n}")
            factories.say(interview, "answer", "<p>A long answer. </p>" * 12, [speaker], key=f"a{n}")
    workflow.publish(interview, actor=None)
    return live_server.url


@pytest.fixture(params=SIZES, ids=["wide", "phone"])
def page(chromium, institute, request):
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(institute)
    yield page
    context.close()


def press(page, key):
    """One key, after which whatever has the focus is marked and in sight."""
    page.keyboard.press(key)
    focus = page.evaluate(FOCUS)
    if not focus.pop("body"):
        assert focus == focus | {"marked": True, "inside": True, "clear": True}
    return focus["name"]


def tab_to(page, selector, most=150):
    for _press in range(most):
        press(page, "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab doesn't reach {selector} at {page.url}")


def follow(page, address, within="main"):
    tab_to(page, f"{within} a[href='{address}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_from_the_home_page_to_the_third_answer_and_back(page, institute):
    follow(page, "/publications/talk/")
    follow(page, "#answer-a3", within=".answer")
    answer = page.locator("#answer-a3").bounding_box()
    assert 0 <= answer["y"] < page.viewport_size["height"]
    # Going on from there starts at the answer, not at the top of the page.
    assert press(page, "Tab") == "A #answer-a3"
    assert press(page, "Tab") == "A #question-q4"
    # Alt+Left is the browser's own key; one without a window has it only by this name.
    page.go_back()
    assert page.url == f"{institute}/publications/talk/"
    page.go_back()
    assert page.url == f"{institute}/"


def test_every_stop_of_every_page_is_in_sight_and_none_is_a_trap(page, institute):
    for path in ("/", "/publications/", "/publications/talk/", "/topics/", "/experts/", "/feeds/", "/search/?q=talk"):
        page.goto(institute + path)
        stops = []
        for _press in range(400):
            stops.append(press(page, "Tab"))
            if stops[-1].startswith("BODY"):
                break
        assert stops[-1].startswith("BODY"), f"no way out of {path}: {stops[-3:]}"


def test_the_skip_link_comes_first_and_leads_past_the_head(page):
    assert press(page, "Tab") == "A #main"
    page.keyboard.press("Enter")
    press(page, "Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("page", [SIZES[1]], indirect=True, ids=["phone"])
def test_the_menu_opens_closes_and_gives_the_focus_back(page):
    tab_to(page, ".masthead > .wrap > .menu-button", most=5)
    page.keyboard.press("Enter")
    menu = page.locator("#menu")
    assert menu.is_visible()
    press(page, "Tab")
    assert page.evaluate("document.activeElement.closest('#menu') !== null")
    page.keyboard.press("Escape")
    assert menu.is_hidden()
    assert page.evaluate("document.activeElement.matches('.masthead > .wrap > .menu-button')")
    page.keyboard.press("Enter")
    follow(page, "/experts/", within="#menu")


@pytest.mark.parametrize("page", [SIZES[1]], indirect=True, ids=["phone"])
def test_the_list_of_questions_opens_and_leads_to_a_question(page, institute):
    page.goto(f"{institute}/publications/talk/")
    tab_to(page, ".margin summary")
    page.keyboard.press("Enter")
    follow(page, "#question-q4", within=".margin")
    assert 0 <= page.locator("#question-q4").bounding_box()["y"] < 300
