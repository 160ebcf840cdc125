"""`python -m tests.ingest`: how well interviews are read, by the convention they are written in, and how
quickly."""

import os
import time
from collections import defaultdict
from statistics import mean

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings")
django.setup()

from ingest import reading  # noqa: E402
from ingest.interview import reader as interview  # noqa: E402
from ingest.interview.as_json import in_short  # noqa: E402
from tests.ingest import scoring  # noqa: E402

ROW = "{:<22}{:>7}{:>10}{:>10}{:>12}"
LONG = 1_000_000  # characters


def main():
    scores, sure = defaultdict(list), []
    for source, wanted in scoring.texts():
        structure = interview.read(scoring.document(source))
        scores[wanted["convention"]].append(scoring.f1(in_short(structure), wanted))
        sure.append(not structure.doubtful)
    print(ROW.format("interviews", "texts", "mean F1", "worst F1", "exact"))
    for convention, found in [
        *sorted(scores.items()),
        ("all", [score for of_one in scores.values() for score in of_one]),
    ]:
        exact = sum(score == 1 for score in found)
        print(ROW.format(convention, len(found), f"{mean(found):.3f}", f"{min(found):.3f}", f"{exact}/{len(found)}"))
    print(f"\n{sum(sure)} of {len(sure)} are read without a doubt.")
    path = next(scoring.TEXTS.glob("01-*.txt"))
    text = path.read_text().partition("Related Publications")[0]
    document = reading.read_text((text * (LONG // len(text) + 1))[:LONG])
    start = time.perf_counter()
    interview.read(document)
    print(f"An interview of {LONG:,} characters: {time.perf_counter() - start:.2f} s.")


main()
