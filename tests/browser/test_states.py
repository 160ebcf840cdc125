"""Pages in the states readers bring along: text at twice the size, forced colours, less motion; and by the thousand."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from demo.management.commands import demo
from publications.models import Topic
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATHS = (
    "/",
    "/publications/?type=interview&topic=water",
    "/publications/a-dry-year-clause-for-every-shared-river/",
    "/publications/you-cannot-allocate-snow-you-have-not-measured/",
    "/publications/ma-fi-sunduq-tamatim/",
    "/topics/water/",
    "/experts/nadia-benkirane/",
    "/feeds/",
    "/search/?q=water",
    "/nowhere/",
)
# Boxes that hide a part of their words, those apart that scroll, or that only a screen reader meets.
CLIPPED = """() => [...document.querySelectorAll('body *')].filter(e => {
  const style = getComputedStyle(e);
  return ['hidden', 'clip'].includes(style.overflowX) && style.display !== 'inline' && e.clientWidth > 1
    && (e.scrollWidth > e.clientWidth + 1) && !e.matches('img, svg, svg *, input');
}).map(e => e.outerHTML.slice(0, 120))"""
NARROWEST = """() => Math.min(...[...document.querySelectorAll('main p:not(.kicker, .meta, .pull-quote)')]
  .filter(e => e.textContent.trim().length > 40 && e.offsetWidth > 1)
  .map(e => e.offsetWidth / parseFloat(getComputedStyle(e).fontSize)))"""


@pytest.fixture
def site(live_server):
    call_command("import_archive", str(Path(demo.CONTENT) / "archive.jsonl"), stdout=io.StringIO())
    return live_server.url


@pytest.mark.parametrize("width", [1440, 720, 390])
def test_text_at_twice_the_size_is_neither_cut_off_nor_squeezed(chromium, site, width):
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for path in PATHS:
        page.goto(site + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(CLIPPED) == [], path
        assert page.evaluate(NARROWEST) > 7, path  # in letters' heights; a phone at twice the size has nine
    context.close()


def test_forced_colours_still_show_where_one_is_and_what_was_corrected(chromium, site):
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, forced_colors="active")
    page = context.new_page()
    page.goto(f"{site}/publications/a-dry-year-clause-for-every-shared-river/")
    for selector in (".masthead [aria-current]", ".publication-head .updated"):
        assert page.locator(selector).evaluate("e => getComputedStyle(e).outlineStyle") == "solid", selector
    assert page.locator(".correction").evaluate("e => parseFloat(getComputedStyle(e).borderInlineStartWidth)") >= 4
    context.close()


MOVING = """() => [...document.querySelectorAll('*')].filter(e => {
  const s = getComputedStyle(e);
  return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0;
}).length"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_by_itself(chromium, site, motion):
    context = chromium.new_context(reduced_motion=motion)
    page = context.new_page()
    page.goto(site)
    assert page.evaluate(MOVING) == 0
    scrolls = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    assert scrolls == {"reduce": "auto", "no-preference": "smooth"}[motion]
    context.close()


def test_a_thousand_topics_leave_every_page_usable(chromium, live_server):
    topics = [Topic(name=f"{chr(65 + n % 26)} topic {n:04}", slug=f"t-{n}") for n in range(1000)]
    Topic.objects.bulk_create(topics)
    Topic.objects.update(public_from=factories.ALWAYS)
    for n in range(0, 200, 5):
        factories.live(topics=list(Topic.objects.order_by("pk")[n : n + 5]))
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    screens = {"/publications/": 20, "/feeds/": 8, "/topics/t-1/": 6, "/search/?q=title": 20}
    for path, most in screens.items():
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollHeight / innerHeight") <= most, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{live_server.url}/topics/")
    page.get_by_role("link", name="Topics under Q").click()
    assert 0 <= page.get_by_role("heading", name="Q", exact=True).bounding_box()["y"] < 200
    context.close()
