"""Writes down what the judges found: one row for each kind of page, then what it means."""

from dataclasses import dataclass
from datetime import date

from tests.audit import judges
from tests.audit.crawl import Page, Site

FLOOR = 95  # of a hundred, in every Lighthouse category
WIDTHS = ", ".join(map(str, judges.WIDTHS))
HEAD = f"""# What outside judges say

`make audit` writes this about the demo: the production server, the demo's content, no proxy in front. It fails on an
HTML error, an axe violation at {WIDTHS} px in light or dark, a Lighthouse score under {FLOOR}, a layout shift, a broken
link, a page wider than the screen, an error in the console, or a page without a title, a description or exactly one
first heading.
"""
READING = f"""HTML errors are of all pages of a kind, and so is what axe and the browser found at each width in both
themes, and on a phone with the menu and everything else unfolded. Lighthouse judges the heaviest page of a kind as a
phone on a slow network meets it; each number is the median of {judges.RUNS} runs. CLS is layout shift, LCP the time to
the largest paint, weight what goes over the wire.
"""
NOINDEX = """
¹ Kept out of search engines on purpose (`noindex`: there is no end of such pages, or a newer version stands for it),
for which Lighthouse takes points off. What counts is the score without that one audit, `is-crawlable`, in brackets.
"""
MISSING = """
² A page that isn't there answers 404, as it should, and the browser notes that in its console. What counts is the score
without the two audits that want it otherwise, `http-status-code` and `errors-in-console`, in brackets.
"""


@dataclass
class Row:
    """A kind of page: how many were judged, what was found on any of them, and Lighthouse on the heaviest."""

    kind: str
    pages: list[Page]
    html_errors: int
    violations: int
    verdict: judges.Verdict

    @property
    def page(self) -> Page:
        return self.pages[0]

    def cells(self) -> list[str]:
        verdict, mark = self.verdict, "²" if self.page.status == 404 else "¹"
        scores = [
            str(points) if verdict.fair[name] == points else f"{points} ({verdict.fair[name]}){mark}"
            for name, points in verdict.scores.items()
        ]
        last = [f"{verdict.shift:.3g}", f"{verdict.paint:.1f} s", f"{verdict.weight / 1000:.0f} kB"]
        return [self.kind, str(len(self.pages)), str(self.html_errors), str(self.violations), *scores, *last]

    def failures(self) -> list[str]:
        found = [
            f"Lighthouse gives {self.page.address} {points} for {judges.CATEGORIES[name].lower()}, under {FLOOR};"
            f" it names {', '.join(self.verdict.failed)}"
            for name, points in self.verdict.fair.items()
            if points < FLOOR
        ]
        if self.verdict.shift > 0:
            found.append(f"{self.page.address} shifts its layout: {self.verdict.shift:.4f}")
        return found


def markdown(site: Site, rows: list[Row], failures: list[str], warnings: list[str]) -> str:
    judged = ", ".join(f"{name} {version}" for name, version in judges.versions().items())
    columns = ["Kind of page", "Pages", "HTML errors", "axe", *judges.CATEGORIES.values(), "CLS", "LCP", "Weight"]
    table = [columns, ["---"] + ["--:"] * (len(columns) - 1), *(row.cells() for row in rows)]
    links = f"{len(site.pages)} addresses followed, {len(site.html)} of them pages; {len(site.fragments)} places within"
    links += f" pages looked up.\n{len(site.outside) or 'No'} addresses elsewhere"
    parts = [
        HEAD,
        f"{date.today():%-d %B %Y}. {judged}.\n",
        "\n".join(f"| {' | '.join(cells)} |" for cells in table) + "\n",
        READING + NOINDEX + MISSING,
        "## Links\n",
        f"{links}, which are listed and not asked:\n\n{bullets(sorted(site.outside))}"
        if site.outside
        else f"{links}.\n",
    ]
    if warnings:
        parts += ["## The HTML checker's warnings\n", bullets(warnings)]
    return "\n".join([*parts, "## Failures\n", bullets(failures) if failures else "None.\n"])


def bullets(lines: list[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)
