"""How well each state fits a paragraph: by its words, and by how the text it stands in is set."""

from __future__ import annotations

import re

from ingest.document import words
from ingest.interview.habits import Habits, is_set_off, tail_is_free
from ingest.interview.states import ANSWER, ANSWERING, ASKING, INTRODUCTION, NOTE, QUESTION
from ingest.interview.told import Told
from ingest.paragraphs.paragraph import Unit
from ingest.signs import closing_notes, dates
from ingest.signs.questions import FIRST_PERSON, POSTSCRIPT, QUESTION_END, looks_asking

NEVER = -1e6
PLAIN = 3.5  # from here on a paragraph asks plainly
MISSED = -2.0  # for a question without a label where others have one


def weights(told: list[Told], habits: Habits) -> list[list[float]]:
    """Of each paragraph, how well each state fits it."""
    free = tail_is_free(told, habits)
    rows = []
    for place in range(len(told)):
        unlabelled = not habits.asks_labelled and not habits.answers_labelled
        rows.append(weigh(told, place, habits, unlabelled or (free and place > habits.last_label)))
    return rows


def weigh(told: list[Told], place: int, habits: Habits, free: bool) -> list[float]:
    """How well each state fits a paragraph. free: no label speaks for it, or against it."""
    entry = told[place]
    if entry.role == "q":
        return [NEVER, 8.0, NEVER, NEVER, NEVER, NEVER]
    if entry.role == "a":
        return [NEVER, NEVER, NEVER, 8.0, NEVER, NEVER]
    unit, row = entry.unit, [0.0] * 6
    asking = looks_asking(unit)
    row[QUESTION] = -1.6 + asking
    row[ASKING] = -3.2 + asking * 0.5
    row[ANSWER] = row[ANSWERING] = -asking * 0.6 + (0.5 if len(unit.words) > 220 else 0)
    row[INTRODUCTION] = -0.3 - asking * 0.4 - (0.8 if FIRST_PERSON.search(unit.words) else 0)
    row[INTRODUCTION] += 1.0 if place == 0 else 0.0
    row[INTRODUCTION] += 1.5 if any(name in unit.words for name in habits.named) else 0.0
    row[NOTE] = weigh_note(unit, place, habits)
    weigh_neighbours(row, told, place)
    if free:
        weigh_setting(row, told, place, habits)
        return row
    if habits.answers_labelled:
        weigh_among_labelled_answers(row, told, place, habits)
    if habits.asks_labelled:
        row[QUESTION] += MISSED if asking >= PLAIN else -4
        if not habits.answers_labelled:
            previous = told[place - 1] if place else None
            row[ANSWER] += (
                3 if previous is not None and previous.role == "q" and not QUESTION_END.search(unit.words) else 0
            )
            row[ASKING] -= 1.5
    return row


def weigh_note(unit: Unit, place: int, habits: Habits) -> float:
    """How much a paragraph looks like a note on the conversation."""
    note = closing_notes.is_closing_note(unit.text)
    weight = (2.5 if note else -3.0) + (1.0 if unit.is_italic else 0)
    weight -= 2.5 if note and SELF.search(unit.words) else 0.0
    weight += 4.0 if place > habits.last_question and dates.is_date(unit.text) else 0.0
    weight += 4.0 if place >= habits.closing else 0.0
    if place > habits.last_question and TAIL.search(unit.words) and not SELF.search(unit.words):
        weight += 3.5
    weight += 4.5 if is_link_line(unit) else 0.0
    # Nobody speaks of herself by name: what does is about her.
    is_about = not FIRST_PERSON.search(unit.words) and any(name in unit.words for name in habits.named)
    return weight + (3.5 if is_about else 0.0)


def weigh_neighbours(row: list[float], told: list[Told], place: int) -> None:
    """What a paragraph's form, and the one before it, say against it."""
    entry, previous = told[place], told[place - 1] if place else None
    unit = entry.unit
    if (
        previous is not None
        and QUESTION_END.search(previous.unit.words)
        and not previous.role
        and len(words(unit.words)) <= 4
    ):
        row[QUESTION] -= 3  # “Why not?”, to a question
        row[ANSWER] += 2
    if not unit.is_prose:
        row[QUESTION] = NEVER
        row[ASKING] = -6.0
    if entry.signed:
        row[QUESTION] = row[ASKING] = NEVER
    if previous is not None and previous.signed and not POSTSCRIPT.match(unit.words):
        row[ANSWERING] -= 4  # whoever signed has done
    if POSTSCRIPT.match(unit.words):
        row[ANSWER] -= 3


def weigh_setting(row: list[float], told: list[Told], place: int, habits: Habits) -> None:
    """What bold type and numbers say, where a text sets its questions by them."""
    entry = told[place]
    unit = entry.unit
    if habits.bold:
        row[QUESTION] += 5 if is_set_off(unit) else -5
        row[ASKING] += 6 if is_set_off(unit) else -3
        row[ANSWER] -= 4 if is_set_off(unit) else 0
        row[ANSWERING] -= 2 if is_set_off(unit) else 0
        row[INTRODUCTION] -= 3 if is_set_off(unit) else 0
    if habits.numbered:
        row[QUESTION] += 5 if entry.label else -4
        row[ASKING] += 1 if told[place - 1].label and QUESTION_END.search(unit.words) else 0


def weigh_among_labelled_answers(row: list[float], told: list[Told], place: int, habits: Habits) -> None:
    """What it says of a paragraph without a label that who answers is said elsewhere."""
    unit = told[place].unit
    following = told[place + 1] if place + 1 < len(told) else None
    # What stands right before an answer's label may be its question.
    before_answer = following is not None and following.role == "a"
    # After a plain question whose label was forgotten an answer's may be too: then somebody is asked.
    forgotten = place > 0 and not told[place - 1].is_labelled and looks_asking(told[place - 1].unit) >= PLAIN
    row[ANSWER] -= 2.5 if forgotten else 5
    if habits.asks_labelled:
        return
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
