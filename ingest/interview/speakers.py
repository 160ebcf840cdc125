"""Who speaks: labels taken off their paragraphs, and the people they name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.interview import accepted_labels, who_asks
from ingest.interview.cast import Cast, cast_of
from ingest.paragraphs import inline_html
from ingest.paragraphs.inline_html import first_part, without_start
from ingest.paragraphs.paragraph import Unit
from ingest.signs import label_words, labels, markers, mentions, names
from ingest.signs.labels import Candidate
from ingest.signs.questions import QUESTION_END
from ingest.structure import Person


@dataclass
class Told:
    """A paragraph of the conversation with what its label says. role: q, a, or empty where nothing says it."""

    unit: Unit
    label: str = ""  # as it stood
    role: str = ""
    people: tuple[Person, ...] = ()
    number: int | None = None
    mark: str = ""  # after the number
    signed: str = ""
    pull_quote: bool = False

    @property
    def is_labelled(self) -> bool:
        return bool(self.role)


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


SIGNATURE = re.compile(
    r"(?:^|[.!?…\"”’»)]\s*)([—–-]{1,2}|~)\s*(?P<name>[^\W\d_](?:[^.,:;!?\n—–]|(?<=\b[^\W\d_])\.){1,70}?)"
    r"\s*(?:,[^.!?\n]{3,80})?\.?\s*$"
)


def signed(told: list[Told], cast: Cast, context: Sequence[mentions.Mention]) -> list[Told]:
    """Where every answer ends with the name of who gives it, that name is its label."""
    ends: list[tuple[int, str, int]] = []  # place, name, where it begins
    for place, entry in enumerate(told):
        if not entry.unit.is_prose or entry.role == "q":
            continue
        text = inline_html.raw(entry.unit.html)
        if match := SIGNATURE.search(text):
            if labels.is_name_like(match["name"]):
                ends.append((place, match["name"].strip(), match.start(1)))
        elif len(text.split()) <= 4 and labels.is_name_like(text.strip()) and place and any(
            names.fits(text.strip(), m.name) >= 3 for m in context
        ):  # fmt: skip
            ends.append((place, text.strip(), 0))
    if len(ends) < 2 or any(entry.role == "a" for entry in told):
        return told
    written = list(dict.fromkeys(name for _place, name, _start in ends))
    added = cast_of(written, context)
    cast.people += [p for p in added.people if p.key not in {q.key for q in cast.people}]
    cast.spoken_by |= added.spoken_by
    at = {place: (name, start) for place, name, start in ends}
    result = list[Told]()
    for place, entry in enumerate(told):
        if place not in at:
            result.append(entry)
            continue
        name, start = at[place]
        text = inline_html.raw(entry.unit.html)
        people = tuple(cast.spoken_by.get(labels.said(name), ()))
        if text[:start].strip():
            html = without_end(entry.unit.html, text, start)
            result.append(replace(entry, unit=entry.unit.with_html(html), signed=text[start:].strip(), people=people))
        elif result:
            result[-1] = replace(result[-1], signed=text.strip(), people=people)
    return result


def without_end(html: str, text: str, start: int) -> str:
    """Inline HTML up to a character of its text."""
    return first_part(html, len(text[:start].rstrip()))


OPENING, CLOSING = 60, 20  # paragraphs


def context_of(body: list[Unit], front: list[Unit]) -> list[mentions.Mention]:
    """The full names in the text, those of its beginning first."""
    found: dict[str, mentions.Mention] = {}
    # People are introduced at the beginning, or in the notes at the end.
    around = [*front, *body[:OPENING], *body[max(OPENING, len(body) - CLOSING) :]]
    for unit in around:
        if not unit.is_prose:
            continue
        label = next((c.length for c in labels.candidate(unit) if c.mark == "colon" and labels.is_name_like(c.name)), 0)
        for mention in mentions.mentions(inline_html.raw(unit.html)):
            if mention.start < label:
                continue  # how somebody is called there is what the mention is to explain
            known = found.get(mention.name)
            if known is None or (mention.description and not known.description):
                found[mention.name] = mention
    return list(found.values())


PRESENTED = re.compile(
    r"(?:with|to|interview(?:s|ed)?|asks?|asked|meets?|joined by|mit|avec|con|à|an|von)\s+(?:[\w.'’]+\s+){0,6}$",
    re.IGNORECASE,
)
SPOKE_WITH = re.compile(r"\b(?:she|he|they) (?:spoke|talked|sat down|met) (?:to|with) (?:[^.]{0,30} )?$", re.IGNORECASE)
WITH = re.compile(r"\b(?:with|interview(?:s|ed)?|meets?|mit|avec|con|met|com)\s+(?:[\w.'’]+\s+){0,4}$", re.IGNORECASE)
ASKED_BY = re.compile(
    r"(?:\bby|interviewer|conducted by|moderated by|hosted by|photo\w*|par|von|por|asked"
    r"|fragen stellte)\W*(?:[\w.'’]+\s+){0,2}$",
    re.IGNORECASE,
)


def introduce_interviewee(cast: Cast, context: Sequence[mentions.Mention], body: list[Unit], front: list[Unit]) -> None:
    """Adds whoever the introduction is about: the only one who can have given answers that nobody is named for."""
    scores: dict[str, float] = defaultdict(float)
    described: dict[str, str] = {}
    first = next((n for n, u in enumerate(body) if markers.marker(u)), min(len(body), 6))
    opening = [(unit, 3.0) for unit in front] + [(unit, 1.0 - n / 20) for n, unit in enumerate(body[: max(first, 3)])]
    text_of_opening = " ".join(unit.words for unit, _weight in opening)
    text_of_body = " ".join(unit.words for unit in body)
    for unit, weight in opening:
        text = inline_html.raw(unit.html)
        for m in mentions.mentions(text):
            before = text[max(0, m.start - 60) : m.start]
            if unit in front and not WITH.search(before) and m.name not in text_of_body:
                continue  # titles capitalise whatever they like
            score = weight + (1.5 if m.description else 0) + m.titled
            score += 2 if PRESENTED.search(before) else 0
            score -= 8 if SPOKE_WITH.search(before) else 0
            score -= 6 if ASKED_BY.search(before) and not re.search(r"\bwith\b[^.]*$", before) else 0
            score += 1.5 if f"<strong>{m.name}" in unit.html else 0
            scores[m.name] += score
            described.setdefault(m.name, m.description)
            described[m.name] = described[m.name] or m.description
    for name in scores:
        family = name.split()[-1]
        scores[name] += 0.7 * min(3, len(re.findall(rf"\b{re.escape(family)}\b", text_of_opening)) - 1)
    if scores:
        name, score = max(scores.items(), key=lambda item: item[1])
        if score > 0:
            cast.add(name, described[name])
