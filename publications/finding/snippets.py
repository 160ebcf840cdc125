"""What a hit shows of its text: the sentences in which the words asked for stand, and the answers.

The database finds the passages and marks the words in them; what is cut out of them, and where a cut shows, is
decided here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from publications.finding.rows import rows

START, STOP = "\x02", "\x03"  # around a matched word, until the rest is escaped
MARKS = f"StartSel={START}, StopSel={STOP}, HighlightAll=true"
MOST_ANSWERS = 2  # shown under one interview
MOST_WORDS, FEWEST_WORDS = 30, 12  # of an excerpt
BEFORE = 8  # words that lead to the first match where its sentence begins too far away
SENTENCE_END = re.compile(r"[.!?…。！？؟]['\"”’»)\]]*$")

# Of each text the best passage for every word that was asked for, and its best answers: first those that hold all
# of the words, a question's included, then the nearest. Every second answer must hold all of them.
PASSAGES = """
WITH asked AS (
    SELECT q, CASE WHEN q::text LIKE '%%!%%' THEN q
        ELSE regexp_replace(q::text, ' (&|<[-0-9]+>) ', ' | ', 'g')::tsquery END AS any_word
    FROM websearch_to_tsquery('institute', %s) q
), found AS MATERIALIZED (
    SELECT p.*, vector @@ q AS whole, ts_rank(vector, any_word) AS rank
    FROM publications_passage p, asked
    WHERE edition_id = ANY(%s) AND vector @@ any_word AND (key = '' OR ts_filter(vector, '{{a}}') @@ any_word)
), best AS (
    SELECT DISTINCT ON (edition_id, word) id
    FROM found, unnest(tsvector_to_array(to_tsvector('institute', %s))) word
    WHERE key = '' AND vector @@ plainto_tsquery('simple', word)
    ORDER BY edition_id, word, whole DESC, rank DESC, position
), answers AS (
    SELECT id, row_number() OVER (PARTITION BY edition_id ORDER BY whole DESC, rank DESC, position) AS place
    FROM found WHERE key <> ''
)
SELECT edition_id, key, question, speaker_ids, ts_headline('institute', text, any_word, '{marks}')
FROM found, asked
WHERE id IN (SELECT id FROM best) OR id IN (
    SELECT id FROM answers JOIN found USING (id) WHERE place = 1 OR whole AND place <= {most_answers})
ORDER BY whole DESC, rank DESC, position
"""


class SaidAnswer(NamedTuple):
    """An answer that matches: its key and question, the primary keys of who speaks, and what is shown of it."""

    key: str
    question: str
    speaker_ids: list[int]
    snippet: SafeString


@dataclass
class Snippet:
    passages: list[str] = field(default_factory=list)  # marked
    answers: list[SaidAnswer] = field(default_factory=list)

    def shown(self, otherwise: str) -> SafeString:
        """The text around the matches; where none is in the text, the beginning of another."""
        return marked(excerpts(self.passages or [otherwise]))


def snippets(q: str, editions: Iterable[int]) -> dict[int, Snippet]:
    """What to show of some editions, by primary key, in one query."""
    found = {pk: Snippet() for pk in editions}
    sql = PASSAGES.format(marks=MARKS, most_answers=MOST_ANSWERS)
    for pk, key, question, speakers, text in rows(sql, [q, list(found), q]):
        text = html.unescape(text)
        if key:
            answer = SaidAnswer(key, " ".join(html.unescape(question).split()), speakers, marked(excerpts([text])))
            found[pk].answers.append(answer)
        else:
            found[pk].passages.append(text)
    return found


def marked(text: str) -> SafeString:
    """A headline, escaped, its matches in <mark>."""
    safe = escape(" ".join(text.split()))
    return mark_safe(safe.replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308  escaped above


@dataclass(frozen=True)
class Excerpt:
    words: list[str]
    begins: bool  # where a sentence does
    ends: bool

    @property
    def matches(self) -> set[str]:
        """The different words matched, by their first letters: a word and its forms mostly share them."""
        return {word[word.index(START) + 1 :][:4].casefold() for word in self.words if START in word}


def excerpts(texts: Iterable[str]) -> str:
    """What to show of marked texts: the excerpt that holds most of the words, then the one that adds most to it.

    A cut within a sentence shows as an ellipsis, and so does what is left out between two excerpts.
    """
    all_of_them = [excerpt for text in texts for excerpt in candidates(text)]
    first = max(all_of_them, key=lambda excerpt: len(excerpt.matches), default=Excerpt([], True, True))
    second = max(all_of_them, key=lambda excerpt: len(excerpt.matches - first.matches), default=first)
    shown = " ".join(first.words)
    if second.matches - first.matches:
        return f"{'' if first.begins else '… '}{shown} … {' '.join(second.words)}{'' if second.ends else ' …'}"
    return f"{'' if first.begins else '… '}{shown}{'' if first.ends else ' …'}"


def candidates(text: str) -> Iterator[Excerpt]:
    """An excerpt around every match; of a text without one, its beginning."""
    words: list[str] = []
    stops = {0}  # a sentence ends before these
    for line in text.split("\n"):
        for word in line.split():
            words.append(word)
            if SENTENCE_END.search(word.replace(STOP, "")):
                stops.add(len(words))
        stops.add(len(words))
    matches = [place for place, word in enumerate(words) if START in word]
    for match in matches or [0]:
        start = max(stop for stop in stops if stop <= match)
        if match - start > MOST_WORDS - FEWEST_WORDS:
            start = match - BEFORE
        end = min(len(words), start + MOST_WORDS)
        whole = [stop for stop in stops if max(match + 1, start + FEWEST_WORDS) <= stop <= end]
        end = max(whole, default=end)
        yield Excerpt(words[start:end], start in stops, end in stops)
