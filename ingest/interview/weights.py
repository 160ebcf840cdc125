"""The course of a conversation: which paragraph asks, answers, introduces or notes, where no label says it.

Every paragraph is weighed: how much it looks like each, in a text set as this one is. The likeliest course through all
of them is taken (Viterbi 1967), and how much worse the best course would be that reads one paragraph otherwise says how
sure it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.document import words
from ingest.interview.speakers import Told
from ingest.paragraphs import inline_html
from ingest.paragraphs.inline_html import without_start
from ingest.paragraphs.paragraph import Unit
from ingest.signs import closing_notes, dates, markers
from ingest.signs.questions import FIRST_PERSON, POSTSCRIPT, QUESTION_END, looks_asking

# What a paragraph may be in the course of an interview: introduction, question begun and gone on with, answer likewise,
# and what comes after the end.
INTRODUCTION, QUESTION, ASKING, ANSWER, ANSWERING, NOTE = range(6)
STATES = range(6)
FOLLOWS: dict[int, set[int | None]] = {  # state: what it may follow; None is the beginning
    INTRODUCTION: {None, INTRODUCTION},
    QUESTION: {None, INTRODUCTION, QUESTION, ASKING, ANSWER, ANSWERING},
    ASKING: {QUESTION, ASKING},
    ANSWER: {None, INTRODUCTION, QUESTION, ASKING, ANSWER, ANSWERING},
    ANSWERING: {ANSWER, ANSWERING},
    NOTE: {QUESTION, ANSWER, ANSWERING, NOTE},
}
NEVER = -1e6
PLAIN = 3.5  # from here on a paragraph asks plainly
MISSED = -2.0  # for a question without a label where others have one
PARTS = {
    INTRODUCTION: "introduction",
    QUESTION: "question",
    ASKING: "question",
    ANSWER: "answer",
    ANSWERING: "answer",
    NOTE: "apart",
}


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


def weights(told: list[Told], habits: Habits) -> list[list[float]]:
    """Of each paragraph, how well each state fits it."""
    free = tail_is_free(told, habits)
    rows = []
    for place in range(len(told)):
        unlabelled = not habits.asks_labelled and not habits.answers_labelled
        rows.append(weigh(told, place, habits, unlabelled or (free and place > habits.last_label)))
    return rows


def weigh(told: list[Told], place: int, habits: Habits, free: bool) -> list[float]:
    entry = told[place]
    unit, row = entry.unit, [0.0] * 6
    if entry.role == "q":
        return [NEVER, 8.0, NEVER, NEVER, NEVER, NEVER]
    if entry.role == "a":
        return [NEVER, NEVER, NEVER, 8.0, NEVER, NEVER]
    asking = looks_asking(unit)
    following = told[place + 1] if place + 1 < len(told) else None
    row[QUESTION] = -1.6 + asking
    row[ASKING] = -3.2 + asking * 0.5
    row[ANSWER] = row[ANSWERING] = -asking * 0.6 + (0.5 if len(unit.words) > 220 else 0)
    row[INTRODUCTION] = -0.3 - asking * 0.4 - (0.8 if FIRST_PERSON.search(unit.words) else 0)
    row[INTRODUCTION] += 1.0 if place == 0 else 0.0
    row[INTRODUCTION] += 1.5 if any(name in unit.words for name in habits.named) else 0.0
    note = closing_notes.is_closing_note(unit.text)
    row[NOTE] = (2.5 if note else -3.0) + (1.0 if unit.is_italic else 0)
    row[NOTE] -= 2.5 if note and SELF.search(unit.words) else 0.0
    row[NOTE] += 4.0 if place > habits.last_question and dates.is_date(unit.text) else 0.0
    if (
        place
        and QUESTION_END.search(told[place - 1].unit.words)
        and not told[place - 1].role
        and len(words(unit.words)) <= 4
    ):
        row[QUESTION] -= 3  # “Why not?”, to a question
        row[ANSWER] += 2
    row[NOTE] += 4.0 if place >= habits.closing else 0.0
    if place > habits.last_question and TAIL.search(unit.words) and not SELF.search(unit.words):
        row[NOTE] += 3.5
    row[NOTE] += 4.5 if is_link_line(unit) else 0.0
    # Nobody speaks of herself by name: what does is about her.
    row[NOTE] += (
        3.5 if not FIRST_PERSON.search(unit.words) and any(name in unit.words for name in habits.named) else 0.0
    )
    if not unit.is_prose:
        row[QUESTION] = NEVER
        row[ASKING] = -6.0
    if entry.signed:
        row[QUESTION] = row[ASKING] = NEVER
    if place and told[place - 1].signed and not POSTSCRIPT.match(unit.words):
        row[ANSWERING] -= 4  # whoever signed has done
    if POSTSCRIPT.match(unit.words):
        row[ANSWER] -= 3
    if free:
        if habits.bold:
            row[QUESTION] += 5 if is_set_off(unit) else -5
            row[ASKING] += 6 if is_set_off(unit) else -3
            row[ANSWER] -= 4 if is_set_off(unit) else 0
            row[ANSWERING] -= 2 if is_set_off(unit) else 0
            row[INTRODUCTION] -= 3 if is_set_off(unit) else 0
        if habits.numbered:
            row[QUESTION] += 5 if entry.label else -4
            row[ASKING] += 1 if told[place - 1].label and QUESTION_END.search(unit.words) else 0
        return row
    if habits.answers_labelled:
        # Who answers is said; what stands right before an answer's label may be its question.
        before_answer = following is not None and following.role == "a"
        # After a plain question whose label was forgotten an answer's may be too: then somebody is asked.
        forgotten = place > 0 and not told[place - 1].is_labelled and looks_asking(told[place - 1].unit) >= PLAIN
        row[ANSWER] -= 2.5 if forgotten else 5
        if not habits.asks_labelled:
            speaker = next((e.people for e in reversed(told[:place]) if e.role == "a"), None)
            same = (
                before_answer
                and speaker is not None
                and following is not None
                and following.people == speaker
                and bool(speaker)
            )
            row[QUESTION] += 1.5 if before_answer else MISSED
            row[QUESTION] += 2.5 if same else 0
            if habits.bold:
                row[QUESTION] += 4 if is_set_off(unit) else -3
                row[ASKING] += 3 if is_set_off(unit) else -2
    if habits.asks_labelled:
        row[QUESTION] += MISSED if asking >= PLAIN else -4
        if not habits.answers_labelled:
            previous = told[place - 1] if place else None
            row[ANSWER] += (
                3 if previous is not None and previous.role == "q" and not QUESTION_END.search(unit.words) else 0
            )
            row[ASKING] -= 1.5
    return row


# What speaks of the conversation and not of its matter, after its last question.
TAIL = re.compile(
    r"\b(?:thanks?|grateful|indebted|acknowledg\w+|edited|condensed|abridged|transcri\w+|recorded|podcast|episode"
    r"|newsletter|subscribe|write to|tell us|get in touch|contact us|download|available (?:at|from|in)|is published"
    r"|will be published|we'd love|free to|listen to|conversation|registration|to book|runs until|is open|for more"
    r"|reach"
    r"|gespräch|interview|entretien|entrevista|intervista|wywiad|rozmow\w+|الحوار|حوار|השיחה|הריאיון"
    r"|propos recueillis|remercie\w*|gekürzt|redaktion|rédaction|redacción|gracias|editada|danken|dankt)\b|©"
    r"|\S@\S+\.\S",
    re.IGNORECASE,
)
SELF = re.compile(r"\b(?:I|I['’]\w+|my|me|myself)\b")
LINKS = re.compile(r"https?://|www\.|^\[\d+\]", re.IGNORECASE)
LINKS_HEADING = re.compile(
    r"(?:further (?:reading|information|resources)|resources?|sources?|links?|references?|weitere informationen"
    r"|quellen?|literatur"
    r"|pour en savoir plus|pour aller plus loin|más información|fuentes?|meer informatie|approfondimenti"
    r"|para saber mais)\s*:?",
    re.IGNORECASE,
)


def is_link_line(unit: Unit) -> bool:
    text = unit.words
    return bool(LINKS_HEADING.fullmatch(text)) or (
        bool(LINKS.search(text)) and len(words(text)) < 40 and not QUESTION_END.search(text)
    )


def step(before: int | None, after: int, told: Sequence[Told], place: int) -> float:
    """What a transition to a paragraph costs."""
    entry = told[place]
    if before not in FOLLOWS[after]:
        return NEVER
    if after == QUESTION and before in (QUESTION, ASKING):
        return -3.0 if entry.is_labelled else -7.0  # a question has an answer
    if after == ANSWER and before in (None, INTRODUCTION):
        return -2.0 if entry.is_labelled else -5.0
    if after == ANSWER and before in (ANSWER, ANSWERING) and not entry.is_labelled:
        return 0.0 if told[place - 1].signed else NEVER
    if after == NOTE and before == QUESTION:
        return -3.0
    return 0.0


def last(state: int) -> float:
    return -6.0 if state in (QUESTION, ASKING) else 0.0


def course(told: list[Told], habits: Habits) -> tuple[list[int], list[float]]:
    """The likeliest state of every paragraph, and how sure each is, from 0 to 1.

    Both ways through the text at once: the best course up to a paragraph in a state, and the best on from it.
    """
    if not told:
        return [], []
    rows = weights(told, habits)
    size = len(told)
    up = [[NEVER * 10] * 6 for _ in range(size)]
    on = [[NEVER * 10] * 6 for _ in range(size)]
    for s in STATES:
        up[0][s] = rows[0][s] + step(None, s, told, 0)
        on[-1][s] = last(s)
    for i in range(1, size):
        for s in STATES:
            up[i][s] = rows[i][s] + max(up[i - 1][b] + step(b, s, told, i) for b in STATES)
    for i in range(size - 2, -1, -1):
        for s in STATES:
            on[i][s] = max(step(s, n, told, i + 1) + rows[i + 1][n] + on[i + 1][n] for n in STATES)
    states, sureness = [], []
    state = max(STATES, key=lambda s: up[-1][s] + on[-1][s])
    for i in range(size - 1, -1, -1):
        states.append(state)
        if i:
            state = max(STATES, key=lambda b: up[i - 1][b] + step(b, states[-1], told, i))
    states.reverse()
    for i, state in enumerate(states):
        total = up[i][state] + on[i][state]
        otherwise = max(up[i][s] + on[i][s] for s in STATES if PARTS[s] != PARTS[state])
        sureness.append(1 / (1 + math.exp(-max(-20.0, min(20.0, total - otherwise)))))
    return states, sureness
