"""The judges, each asked about pages and answering in findings: the Nu HTML checker, axe, Lighthouse."""

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, sync_playwright
from playwright.sync_api import Page as Tab

from tests.audit.crawl import Page

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
THEMES = ("light", "dark")
WIDTHS = (320, 768, 1440)
CATEGORIES = {
    "performance": "Performance",
    "accessibility": "Accessibility",
    "best-practices": "Best practices",
    "seo": "SEO",
}
RUNS = 3
TRIES = 3  # of each run
# Opens what a narrow screen keeps folded: the menu, the filters, the contents.
UNFOLD = """() => {
  document.querySelectorAll('details').forEach(details => { details.open = true })
  document.querySelectorAll('[popover]').forEach(menu => menu.showPopover())
}"""


def install() -> None:
    """Puts what package-lock.json names into node_modules, unless that was done since it changed."""
    needed = {"node": "nodejs", "npm": "npm", "java": "default-jre-headless"}
    missing = [package for program, package in needed.items() if not shutil.which(program)]
    if not CHROMIUM:
        missing.append("chromium")
    if missing:
        sys.exit(f"The judges need what is missing here: apt-get install {' '.join(missing)}")
    done, lock = MODULES / ".package-lock.json", HERE / "package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        run("npm", "ci")
        done.touch()


class Failed(SystemExit):
    """A program's complaint; ends the audit with it, unless caught."""


def run(*command: str | Path) -> str:
    """What a program says. Raises Failed."""
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    program = subprocess.Popen(command, env=environment, cwd=HERE, text=True, **pipes)
    try:
        said, complaint = program.communicate()
    except BaseException:
        program.send_signal(signal.SIGINT)  # which Lighthouse passes on to its browser; a killed one would leave it
        program.wait(10)
        raise
    if program.returncode:
        raise Failed(f"{' '.join(map(str, command))}\n{said}\n{complaint}")
    return said


@cache
def versions() -> dict[str, str]:
    def pinned(name: str) -> str:
        return json.loads((MODULES / name / "package.json").read_text())["version"]

    return {
        "Nu HTML checker": pinned("vnu-jar"),
        "axe": pinned("axe-core"),
        "Lighthouse": pinned("lighthouse"),
        "Chromium": re.search(r"[\d.]+", run(CHROMIUM, "--version"))[0],
    }


# The Nu HTML checker


@dataclass
class Remark:
    address: str
    is_error: bool
    text: str


def nu(pages: list[Page], folder: Path) -> list[Remark]:
    """What the checker says about the pages' source, which stays in `folder`."""
    files = {}
    for number, page in enumerate(pages):
        file = folder / f"{number:04}.html"
        file.write_bytes(page.body)
        files[file.name] = page.address
    checker = MODULES / "vnu-jar/build/dist/vnu.jar"
    said = run("java", "-jar", checker, "--format", "json", "--exit-zero-always", "--stdout", folder)
    return [
        Remark(
            files[message["url"].rpartition("/")[2]],
            message["type"] != "info",
            f"{message['message']} (line {message.get('lastLine', '?')})",
        )
        for message in json.loads(said)["messages"]
    ]


# axe


def axe(base: str, pages: list[Page], folder: Path) -> Iterable[tuple[Page, list[str]]]:
    """Each page with its violations at every width in both themes, and unfolded. Leaves pictures in `folder`."""
    source = (MODULES / "axe-core/axe.min.js").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tabs = {theme: open_tab(browser, theme) for theme in THEMES}
        for page in pages:
            found = [finding for theme in THEMES for finding in views(tabs[theme], base, page, theme, source, folder)]
            yield page, found
        browser.close()


def open_tab(browser: Browser, theme: str) -> Tab:
    context = browser.new_context(color_scheme=theme, reduced_motion="reduce")
    return context.new_page()


def views(tab: Tab, base: str, page: Page, theme: str, source: str, folder: Path) -> Iterable[str]:
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    tab.on("console", listen)
    tab.set_viewport_size({"width": WIDTHS[0], "height": 900})
    tab.goto(base + page.address)
    # Else pictures below the fold would be missing from the picture of the page.
    tab.evaluate("document.querySelectorAll('img[loading=lazy]').forEach(image => { image.loading = 'eager' })")
    tab.evaluate(source)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.wait_for_load_state("networkidle")
        at = f"{page.address} at {width}, {theme}"
        yield from violations(tab, at)
        if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{at}: the page is wider than the screen"
        name = re.sub(r"\W+", "-", page.address).strip("-") or "home"
        tab.screenshot(path=folder / f"{name[:100]}-{width}-{theme}.jpg", type="jpeg", quality=60, full_page=True)
    tab.set_viewport_size({"width": WIDTHS[0], "height": 900})
    tab.evaluate(UNFOLD)
    yield from violations(tab, f"{page.address} at {WIDTHS[0]}, {theme}, unfolded")
    tab.remove_listener("console", listen)
    yield from (f"{page.address}, {theme}, in the console: {said}" for said in complaints if page.status == 200)


def violations(tab: Tab, at: str) -> Iterable[str]:
    for violation in tab.evaluate("axe.run({resultTypes: ['violations']})")["violations"]:
        nodes = violation["nodes"]
        yield f"{at}: {violation['id']}, {violation['help']}: {len(nodes)}×, first {nodes[0]['target']}"


# Lighthouse


@dataclass
class Verdict:
    """Medians of several runs. `fair` scores leave out the audits that are excused."""

    scores: dict[str, int]
    fair: dict[str, int]
    shift: float
    paint: float  # seconds until the largest contentful paint
    weight: int  # bytes over the wire
    failed: list[str]  # ids of audits that cost something in any run


def lighthouse(base: str, page: Page, excused: set[str], file: Path) -> Verdict:
    """Asks as for a phone on a slow network, RUNS times; the last full answer stays in `file`."""
    command = ["node", MODULES / "lighthouse/cli/index.js", base + page.address, "--output=json", "--quiet"]
    command += [f"--output-path={file}", "--locale=en", "--no-enable-error-reporting", "--ignore-status-code"]
    command += ["--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(CATEGORIES)}"]
    answers = [ask(command, file) for _time in range(RUNS)]

    def median(audit: str) -> float:
        return statistics.median(answer["audits"][audit]["numericValue"] for answer in answers)

    failed = {
        audit for answer in answers for name in CATEGORIES for audit, points, _ in marks(answer, name) if points < 0.9
    }
    return Verdict(
        {name: round(statistics.median(score(answer, name) for answer in answers)) for name in CATEGORIES},
        {name: round(statistics.median(score(answer, name, excused) for answer in answers)) for name in CATEGORIES},
        median("cumulative-layout-shift"),
        median("largest-contentful-paint") / 1000,
        round(median("total-byte-weight")),
        sorted(failed - excused),
    )


def ask(command: list[str | Path], file: Path) -> dict:
    """One full answer of Lighthouse's, out of TRIES: now and then Chromium loses the recording of a page's load, for
    which Lighthouse says to run it again. Raises Failed.
    """
    for left in reversed(range(TRIES)):
        try:
            run(*command)
            break
        except Failed:
            if not left:
                raise
    return json.loads(file.read_text())


def score(answer: dict, category: str, without: Collection[str] = ()) -> float:
    """A category's score in percent: as Lighthouse computes it, the mean of its audits by weight."""
    counted = [(points, weight) for audit, points, weight in marks(answer, category) if audit not in without]
    return 100 * sum(points * weight for points, weight in counted) / sum(weight for _points, weight in counted)


def marks(answer: dict, category: str) -> list[tuple[str, float, float]]:
    """(audit, score, weight) of what counts; an audit that doesn't apply to the page has no score."""
    references = answer["categories"][category]["auditRefs"]
    scored = [(r["id"], answer["audits"][r["id"]]["score"], r["weight"]) for r in references]
    return [(audit, points, weight) for audit, points, weight in scored if weight and points is not None]
