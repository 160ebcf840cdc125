"""Who speaks: labels taken off their paragraphs, and the people they name."""

from __future__ import annotations

from dataclasses import replace

from ingest.interview import accepted_labels, who_asks
from ingest.interview.cast import Cast, cast_of
from ingest.interview.introductions import context_of, introduce_interviewee
from ingest.interview.signed_answers import signed
from ingest.interview.told import Told
from ingest.paragraphs import inline_html
from ingest.paragraphs.inline_html import without_start
from ingest.paragraphs.paragraph import Unit
from ingest.signs import label_words, labels, markers, names
from ingest.signs.labels import Candidate
from ingest.signs.questions import QUESTION_END


def labelled(body: list[Unit], front: list[Unit]) -> tuple[list[Told], Cast]:
    """Paragraphs with their labels taken off, and the people these name."""
    roles = markers.marker_roles(body)
    context = context_of(body, front)
    people = accepted_labels.accepted(body, context, bool(roles))
    chosen: list[Candidate | None] = []
    for unit in body:
        chosen.append(label_of(unit, roles, people))
    written = list(dict.fromkeys(c.name for c in chosen if c and not c.role))
    cast = cast_of(written, context)
    cast.roles = roles
    turns = [
        (
            labels.said(c.name),
            body[n + 1].words if c.is_alone and n + 1 < len(body) else without_start_words(body[n], c),
        )
        for n, c in enumerate(chosen)
        if c and not c.role
    ]
    begins = next((n for n, c in enumerate(chosen) if c), len(body))
    who_asks.tell_who_asks(cast, turns, " ".join(unit.words for unit in [*front, *body[:begins]]))
    unlabelled = [unit for unit, c in zip(body, chosen, strict=True) if c is None]
    if not roles and not any(QUESTION_END.search(unit.words) for unit in unlabelled):
        who_asks.guess_who_asks(cast, [label for label, _text in turns])
    for label in written:
        if labels.said(label) in label_words.EVERYONE:
            cast.spoken_by[labels.said(label)] = list(cast.interviewees)
    told = joined(body, chosen, cast)
    told = signed(told, cast, context)
    if not cast.interviewees:
        introduce_interviewee(cast, context, body, front)
        if cast.interviewees:
            cast.interviewees[0].labels += dict.fromkeys(c.written for c in chosen if c and c.role == "a")
    return told, cast


def without_start_words(unit: Unit, c: Candidate) -> str:
    return " ".join(inline_html.raw(unit.html)[c.length :].split())


def label_of(unit: Unit, roles: dict[str, str], people: set[str]) -> Candidate | None:
    if (found := markers.marker(unit)) and names.plain_of(found.name) in roles:
        found.role = roles[names.plain_of(found.name)]
        return found
    c = labels.likely(unit)
    return c if c and labels.said(c.name) in people and (c.mark != "none" or c.is_bold or c.is_alone) else None


def joined(body: list[Unit], chosen: list[Candidate | None], cast: Cast) -> list[Told]:
    """Labels put to what they stand before; one alone on its line to the paragraph below."""
    told, waiting = list[Told](), None
    for unit, c in zip(body, chosen, strict=True):
        if c is None:
            number, mark = numbered(unit)
            entry = Told(unit, number=number, mark=mark)
            if waiting:
                entry = replace(waiting, unit=unit)
                waiting = None
            told.append(entry)
            continue
        people = tuple(cast.spoken_by.get(labels.said(c.name), ())) if not c.role else ()
        role = c.role or ("q" if people and all(p.role == "interviewer" for p in people) else "a")
        entry = Told(unit, c.text, role, people, c.number)
        if c.is_alone:
            if waiting:
                told.append(replace(waiting, label="", role="", people=()))
            waiting = entry
            continue
        if waiting:
            told.append(replace(waiting, label="", role="", people=()))
            waiting = None
        told.append(replace(entry, unit=unit.with_html(without_start(unit.html, c.length))))
    if waiting:
        told.append(replace(waiting, label="", role="", people=()))
    return told


def numbered(unit: Unit) -> tuple[int | None, str]:
    """The number a paragraph begins with, and the mark after it."""
    match = markers.NUMBER.match(inline_html.raw(unit.html)) if unit.is_prose else None
    return (int(match["number"]), match["mark"]) if match else (None, "")
