"""How a text is set: what its labels, its bold type and its numbers tell of where it asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.interview.told import Told
from ingest.paragraphs import inline_html
from ingest.paragraphs.inline_html import without_start
from ingest.paragraphs.paragraph import Unit
from ingest.signs import markers
from ingest.signs.questions import QUESTION_END


@dataclass
class Habits:
    """How a text is set: what its labels, its bold type and its numbers tell."""

    asks_labelled: bool = False
    answers_labelled: bool = False
    bold: bool = False
    numbered: str = ""  # the mark after the numbers of questions
    named: tuple[str, ...] = ()  # full names of who answers
    closing: int = 10**9  # from this paragraph on there are only notes
    last_question: int = 10**9  # after it, as far as that is plain, nothing is asked
    last_label: int = -1  # from here on nobody is named any more, and others may have been


def habits_of(told: list[Told]) -> Habits:
    asks = [place for place, entry in enumerate(told) if entry.role == "q"]
    answers = [place for place, entry in enumerate(told) if entry.role == "a"]
    habits = Habits(asks_labelled=bool(asks), answers_labelled=bool(answers))
    plain_questions = [
        p for p, e in enumerate(told) if e.role == "q" or (e.role != "a" and QUESTION_END.search(e.unit.words))
    ]
    habits.last_question = max(plain_questions, default=10**9) + 1  # which has an answer
    habits.last_label = max([*asks, *answers], default=-1)
    bold = [p for p, e in enumerate(told) if is_set_off(e.unit) and not e.is_labelled]
    plain = [p for p, e in enumerate(told) if e.unit.is_prose and not is_set_off(e.unit)]
    asking = [p for p in bold if QUESTION_END.search(told[p].unit.words)]
    # Questions set in bold, or as headings: two at least, and something else between them.
    habits.bold = len(asking) >= 2 and len(plain) >= 2 and len(asking) >= len(bold) * 0.4 and not asks
    if not habits.bold and len(bold) >= 2 and not asks:
        parted = sum(any(b < p < c for p in plain) for b, c in pairwise(bold))
        habits.bold = bool(asking) and parted >= len(bold) - 1 and len(bold) >= 3
    for mark in (".", ")"):
        rising = longest_rise([(p, e.number) for p, e in enumerate(told) if e.mark == mark and not e.is_labelled])
        asking_of = sum(bool(QUESTION_END.search(told[p].unit.words)) or is_set_off(told[p].unit) for p in rising)
        parted = any(q - p > 1 for p, q in pairwise(rising))
        if len(rising) >= 2 and not asks and asking_of >= len(rising) * 0.5 and parted:
            habits.numbered = mark
            take_numbers_off(told, rising)
    return habits


def take_numbers_off(told: list[Told], places: Sequence[int]) -> None:
    """Makes the numbers of questions labels; any other number is a part of the words."""
    for place in places:
        entry = told[place]
        match = markers.NUMBER.match(inline_html.raw(entry.unit.html))
        if match:
            told[place] = replace(
                entry,
                label=match.group().strip(),
                unit=entry.unit.with_html(without_start(entry.unit.html, match.end())),
            )


def longest_rise(numbers: list[tuple[int, int | None]]) -> list[int]:
    """The places of the numbers 1, 2, 3 … in their order, as far as they go."""
    found, wanted = list[int](), 1
    for place, number in numbers:
        if number == wanted:
            found.append(place)
            wanted += 1
    return found


def is_set_off(unit: Unit) -> bool:
    return unit.is_prose and (unit.kind == "heading" or unit.is_bold)


def tail_is_free(told: list[Told], habits: Habits) -> bool:
    """Whether labels stop long before the end: what follows is read as a text without any."""
    rest = told[habits.last_label + 1 :]
    labelled = sum(entry.is_labelled for entry in told)
    asking = sum(bool(QUESTION_END.search(entry.unit.words)) and entry.unit.is_prose for entry in rest)
    return labelled >= 1 and asking >= 2 and len(rest) >= 3 and asking >= labelled / 3
