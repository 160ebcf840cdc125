"""Runs the audit: `python -m tests.audit` over a demo of its own, with an ADDRESS over a site that runs there."""

import contextlib
import shutil
import signal
import sys
import time
from collections import Counter

from tests.audit import crawl, demo, judges, kinds, report

FOLDER = demo.ROOT / "var" / "audit"
REPORT = demo.ROOT / "docs" / "audit.md"


def main(address: str = "") -> int:
    started = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the demo is stopped then too
    judges.install()
    for name in ("html", "pages", "lighthouse"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        (FOLDER / name).mkdir(parents=True)
    with contextlib.nullcontext(address.rstrip("/")) if address else demo.served(FOLDER) as base:
        kinds.prepare()
        text, failures = audit(base)
    target = FOLDER / "audit.md" if address else REPORT
    target.write_text(text)
    minutes = (time.monotonic() - started) / 60
    print(
        f"\n{text}\nWritten to {target.relative_to(demo.ROOT)}, pictures in var/audit/pages, in {minutes:.0f} minutes."
    )
    return bool(failures)


def audit(base: str) -> tuple[str, list[str]]:
    """The report, and what fails the audit."""
    say(f"Following the links of {base}")
    site = crawl.crawl(base)
    by_kind = kinds.sort(site.html)
    failures = site.problems + kinds.hidden(by_kind)
    failures += [f"there is no page of the kind “{kind}”" for kind, pages in by_kind.items() if not pages]

    say(f"The HTML checker reads {len(site.html)} pages")
    remarks = judges.nu(site.html, FOLDER / "html")
    errors = Counter(remark.address for remark in remarks if remark.is_error)
    failures += [f"{remark.address}: {remark.text}" for remark in remarks if remark.is_error]
    warnings = [f"{remark.address}: {remark.text}" for remark in remarks if not remark.is_error]

    say(f"axe looks at {len(site.html)} pages, at {len(judges.WIDTHS)} widths in {len(judges.THEMES)} themes")
    violations: Counter[str] = Counter()
    for page, found in judges.axe(base, site.html, FOLDER / "pages"):
        violations[page.address] = len(found)
        failures += found

    rows = []
    for number, (kind, pages) in enumerate(by_kind.items()):
        if not pages:
            continue
        say(f"Lighthouse, {judges.RUNS} times: {kind}, {pages[0].address}")
        file = FOLDER / "lighthouse" / f"{number:02}.json"
        verdict = judges.lighthouse(base, pages[0], kinds.excused(kind, pages[0]), file)
        of_kind = [sum(counted[page.address] for page in pages) for counted in (errors, violations)]
        rows.append(report.Row(kind, pages, *of_kind, verdict))
        failures += rows[-1].failures()
    return report.markdown(site, rows, failures, warnings), failures


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
