"""Answers that end with the name of who gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.interview.cast import Cast, cast_of
from ingest.interview.told import Told
from ingest.paragraphs import inline_html
from ingest.paragraphs.inline_html import first_part
from ingest.signs import labels, names
from ingest.signs.mentions import Mention

SIGNATURE = re.compile(
    r"(?:^|[.!?…\"”’»)]\s*)([—–-]{1,2}|~)\s*(?P<name>[^\W\d_](?:[^.,:;!?\n—–]|(?<=\b[^\W\d_])\.){1,70}?)"
    r"\s*(?:,[^.!?\n]{3,80})?\.?\s*$"
)


def signed(told: list[Told], cast: Cast, context: Sequence[Mention]) -> list[Told]:
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
