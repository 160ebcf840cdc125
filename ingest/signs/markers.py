"""Markers of question and answer, "Q:", "A1.", "Question 3:", and numbers before paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.paragraphs.inline_html import raw
from ingest.paragraphs.paragraph import Unit
from ingest.signs.label_words import MARKERS
from ingest.signs.labels import Candidate
from ingest.signs.names import plain_of

MARKER = re.compile(
    r"[\s​(\[]*(?P<name>[^\W\d_]{1,12})\.?\s*(?:n[o°º]?\.?\s*)?(?P<number>\d{0,3})\s*(?P<mark>[.:：)\]]|\s?[—–-]|(?<=\.))(?=\s|$"
    r"|[^\W\d_])\s*"
)
NUMBER = re.compile(r"\s*(?P<number>\d{1,3})\s*(?P<mark>[.)])\s+(?=\S)")


def marker(unit: Unit) -> Candidate | None:
    """“Q:”, “A1.”, “Question 3:”: a marker's word and number, whatever its role."""
    if not unit.is_prose:
        return None
    text = raw(unit.html)
    match = MARKER.match(text)
    if not match:
        return None
    known = {word for pair in MARKERS for side in pair for word in side}
    if plain_of(match["name"]) not in known:
        return None
    number = int(match["number"]) if match["number"] else None
    alone = not text[match.end() :].strip()
    return Candidate(match["name"], match.end(), match.group().strip(), "colon", False, alone, number=number)


def marker_roles(units: Sequence[Unit]) -> dict[str, str]:
    """Which marker words stand for question and answer here: none, unless both, or questions twice, are there."""
    seen = Counter(plain_of(m.name) for unit in units if (m := marker(unit)))
    best: tuple[int, dict[str, str]] = (0, {})
    for asks, answers in MARKERS:
        q, a = sum(seen[word] for word in asks), sum(seen[word] for word in answers)
        # One letter alone may be anybody's initial: then the other side has to stand there too.
        if (q and a) or any(seen[word] >= 2 for word in asks if word in ("q", "question", "frage", "pregunta", "سؤال")):
            weight = q + a
            if weight > best[0]:
                best = (weight, dict.fromkeys(asks, "q") | dict.fromkeys(answers, "a"))
    return best[1]
