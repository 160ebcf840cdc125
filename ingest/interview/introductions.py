"""Who is introduced around a conversation: the full names there, and whoever the introduction is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.interview.cast import Cast
from ingest.paragraphs import inline_html
from ingest.paragraphs.paragraph import Unit
from ingest.signs import labels, markers, mentions
from ingest.signs.mentions import Mention

OPENING, CLOSING = 60, 20  # paragraphs


def context_of(body: list[Unit], front: list[Unit]) -> list[Mention]:
    """The full names in the text, those of its beginning first."""
    found: dict[str, Mention] = {}
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


def introduce_interviewee(cast: Cast, context: Sequence[Mention], body: list[Unit], front: list[Unit]) -> None:
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
