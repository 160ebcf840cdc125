"""Who of those who speak asks: told by the byline, by a role's name, or by whose turns are questions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.interview.cast import Cast
from ingest.signs import mentions
from ingest.signs.label_words import ROLES
from ingest.signs.labels import said
from ingest.signs.questions import QUESTION_END, TELLS


def tell_who_asks(cast: Cast, turns: Iterable[tuple[str, str]], byline: str) -> None:
    """Sets the role of whoever asks: of several who speak, those whose turns are mostly questions, and short.

    turns: of each labelled paragraph its label as compared, and its words. byline: what stands before the conversation.
    """
    by_person: dict[str, list[str]] = defaultdict(list)
    order: list[str] = []
    for label, text in turns:
        for person in cast.spoken_by.get(label, []):
            by_person[person.key].append(text)
            order.append(person.key)
    for person in cast.people:
        if any(said(label) in ROLES for label in person.labels) or is_said_to_ask(person.name, byline):
            person.role = "interviewer"
    if any(person.role == "interviewer" for person in cast.people) and len(cast.interviewees) < 2:
        return
    lengths = {key: sum(map(len, texts)) / len(texts) for key, texts in by_person.items()}
    longest = max(lengths.values(), default=0)
    for person in cast.people:
        texts = by_person.get(person.key)
        if not texts:
            continue
        asked = rate(texts)
        others = [rate(texts) for key, texts in by_person.items() if key != person.key]
        if order[0] == person.key and asked > max(others, default=1) and lengths[person.key] < longest and asked >= 0.2:
            person.role = "interviewer"
            continue
        body = not mentions.mentions(f"{person.name}, it was said")
        score = 3 * asked + (lengths[person.key] < longest * 0.7) + 0.5 * (order[0] == person.key) + body
        if asked >= 0.3 and score >= 2.5 and lengths[person.key] < longest:
            person.role = "interviewer"
    if not cast.interviewees:
        for person in cast.people:
            person.role = "interviewee"


def is_said_to_ask(name: str, text: str) -> bool:
    """Whether a text says that somebody leads the interview: “by X”, “she spoke with X”, “X met him”."""
    who = re.escape(name)
    return bool(
        re.search(
            rf"\b(?i:by|par|von|por|di|door) {who}"
            rf"|\b(?i:she|he|they) (?:spoke|talked|sat down|met) (?:to|with) (?:[^.]{{0,40}} )?{who}"
            rf"|{who} (?:met|spoke to|spoke with|talked to|interviewed|asked) (?:him|her|them)\b"
            rf"|\bour (?:[\w-]+ )*(?:editor|correspondent|reporter|colleague|fellow|host),? {who}|\bhost {who}",
            text,
        )
    )


def guess_who_asks(cast: Cast, order: Sequence[str]) -> None:
    """Where nobody is found who asks, though every word has a label: of two who take turns the one who begins."""
    speaking = [cast.spoken_by[label][0].key for label in order if cast.spoken_by.get(label)]
    if cast.interviewers or len(cast.people) != 2 or len(speaking) < 3:
        return
    changes = sum(one != other for one, other in pairwise(speaking))
    if changes >= (len(speaking) - 1) * 0.8:
        asker = next(person for person in cast.people if person.key == speaking[0])
        asker.role = "interviewer"
        cast.doubt = f"It isn’t plain who asks. {asker.name} begins, and the two take turns."


def rate(texts: Sequence[str]) -> float:
    """How many of some turns ask, from 0 to 1."""
    return sum(bool(QUESTION_END.search(text) or TELLS.match(text)) for text in texts) / len(texts)
