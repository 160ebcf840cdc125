"""What axe finds wrong with a page, and whether it scrolls sideways: in both themes, on a desk and on a phone."""

from pathlib import Path

import axe_playwright_python

SOURCE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 900}
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that a theme can change
# Without preload: it fetches style sheets by script and puts them into the page, which our CSP refuses.
RUN = """async ([only, also]) => (await axe.run({
  preload: false, resultTypes: ['violations'], rules: Object.fromEntries(also.map(rule => [rule, {enabled: true}])),
  ...(only.length ? {runOnly: {type: 'rule', values: only}} : {}),
})).violations.map(v => v.id + ' ' + v.nodes.map(n => n.html).join(' '))"""


def faults(page, screen="", also=()):
    """Every rule at either width, and colours in both themes. The page is left as it is on a phone in the dark.

    screen: what to call the page in what is found. also: rules that axe leaves out unless they are named.
    """
    found = []

    def look(theme, *rules):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        broken = page.evaluate(RUN, [list(rules), list(also)])
        found.extend((screen, page.viewport_size["width"], theme, rule) for rule in broken)

    def resize(size):
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((screen, size["width"], "scrolls sideways"))

    page.evaluate(SOURCE)
    resize(WIDE)
    look("light")
    look("dark", *COLOURS)
    resize(PHONE)
    look("dark")
    return found
