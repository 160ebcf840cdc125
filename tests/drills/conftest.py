"""Proofs that need real servers or minutes: run by `make drills`, which writes their last figures into the docs."""

from pathlib import Path

import pytest
from django.conf import settings

FIGURES = Path(settings.BASE_DIR) / "docs" / "drills.md"
HEAD = """# Drills

Proofs that need real servers or minutes, so that `make test` needn't wait for them. `make drills` runs them all and
writes their last figures here.

| drill | what it proves | result | seconds |
|---|---|---|---|
"""

ran: dict[str, tuple[str, str, str, float]] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call" or not report.passed:
        words = item.originalname.removeprefix("test_").replace("_", " ")
        seconds = report.duration if report.when == "call" else 0
        ran[item.nodeid] = (item.path.stem.removeprefix("test_"), words, report.outcome, seconds)
    return report


def pytest_sessionfinish(session):
    """Only of a whole run: a part of it says nothing of the rest."""
    drills = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    if drills != {drill for drill, *_rest in ran.values()} or len(ran) != session.testscollected:
        return
    rows = [f"| {drill} | {words} | {result} | {seconds:.0f} |\n" for drill, words, result, seconds in ran.values()]
    FIGURES.write_text(HEAD + "".join(sorted(rows)))
