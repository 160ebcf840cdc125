"""Search: words to a page of hits, each with a snippet, an interview with the very answer that matches.

Words are PostgreSQL's web syntax (documentation, 12.3.2): quoted phrases, `or`, `-without`. Rows to search are
`Listing`, each with its own period, so a search is exact at any moment. All matches are counted from the index
alone, up to a limit; the newest of them, and the newest whose title, names or summary match, are ranked.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from experts.models import Expert
from publications.listing import Filters
from publications.models import Edition, Listing, Topic, Turn

PER_PAGE = 20
MOST_COUNTED = 10_000  # beyond it a page says "more than"
CANDIDATES = 200  # ranked by relevance
MOST_MILLISECONDS = 1000  # then the database gives up and the page says so
MOST_ANSWERS = 2  # shown under one interview
START, STOP = "\x02", "\x03"  # around a matched word, until the rest is escaped
ANGLES = "\ue000\ue001"  # stand for < and > of a plain text, which a headline would take for a tag
HEADLINE = f"StartSel={START}, StopSel={STOP}, MaxFragments=2, MaxWords=28, MinWords=10, FragmentDelimiter= … "
WEIGHTS = "{0.1, 0.4, 0.6, 1.0}"  # of text, summary, names, title


@dataclass
class Answer:
    """An answer that matches, away from its interview."""

    turn: Turn
    question: str
    snippet: SafeString
    speakers: list[Expert]


@dataclass
class Hit:
    edition: Edition
    title: SafeString
    snippet: SafeString
    answers: list[Answer] = field(default_factory=list)


@dataclass
class Results:
    """A page of hits. `understood` is False when no word of the query can be looked for."""

    understood: bool = True
    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    pages: int = 1
    number: int = 1
    experts: list[Expert] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)

    @property
    def many(self) -> bool:
        return self.total > MOST_COUNTED


def matching(filters: Filters, at: datetime) -> tuple[str, list[Any]]:
    """SQL of the listings that are live and match words and filters, the filters too by the index of words."""
    lexemes = " & ".join(
        part
        for part in (
            " | ".join(f"'kind:{kind}'" for kind in filters.kinds),
            " | ".join(f"'topic:{topic.pk}'" for topic in filters.topics),
            f"'expert:{filters.expert.pk}'" if filters.expert else "",
            f"'year:{filters.year}'" if filters.year else "",
        )
        if part
        for part in [f"({part})"]
    )
    live, parameters = (
        Listing.objects.live(at).values("edition_id", "publication_id", "published_on").query.sql_with_params()
    )
    where = " AND vector @@ websearch_to_tsquery('institute', %s)"
    values = [*parameters, filters.q]
    if lexemes:
        where += " AND vector @@ %s::tsquery"
        values.append(lexemes)
    return live + where, values


RANKED = """
WITH m AS MATERIALIZED ({matching} LIMIT {most}),
c AS (
    (SELECT edition_id FROM m ORDER BY published_on DESC, publication_id DESC LIMIT {candidates})
    UNION
    (SELECT m.edition_id FROM m JOIN publications_listing USING (edition_id)
     WHERE head @@ websearch_to_tsquery('institute', %s) ORDER BY m.published_on DESC LIMIT {candidates})
)
SELECT l.edition_id, (SELECT count(*) FROM m), (SELECT count(*) FROM c)
FROM c JOIN publications_listing l USING (edition_id), websearch_to_tsquery('institute', %s) q
ORDER BY ts_rank_cd('{weights}', l.vector, q, 1) DESC, l.published_on DESC, l.publication_id DESC
LIMIT {per_page} OFFSET %s
"""
NEWEST = """
WITH m AS MATERIALIZED ({matching} LIMIT {most})
SELECT edition_id, (SELECT count(*) FROM m), (SELECT count(*) FROM m) FROM m
ORDER BY published_on DESC, publication_id DESC LIMIT {per_page} OFFSET %s
"""


def search(filters: Filters, at: datetime, *, newest: bool = False, number: int = 1) -> Results:
    """A page of what matches, the best first or the newest first.

    Filters without words give nothing: they are a list's. At most seven queries.
    """
    sql, values = matching(filters, at)
    numbers = {"most": MOST_COUNTED + 1, "candidates": CANDIDATES, "weights": WEIGHTS, "per_page": PER_PAGE}
    query = (NEWEST if newest else RANKED).format(matching=sql, **numbers)
    words = [] if newest else [filters.q, filters.q]
    with transaction.atomic(), connection.cursor() as cursor:
        # A query that is all "not" or all stop words would match everything or nothing, slowly.
        cursor.execute(
            "SELECT querytree(websearch_to_tsquery('institute', %s)), set_config('statement_timeout', %s, true)",
            [filters.q, str(MOST_MILLISECONDS)],
        )
        if cursor.fetchone()[0] in {"", "T"}:
            return Results(understood=False)
        cursor.execute(query, [*values, *words, (number - 1) * PER_PAGE])
        rows = cursor.fetchall()
        if not rows and number > 1:
            cursor.execute(query, [*values, *words, 0])
            rows, number = cursor.fetchall(), 1
    total, reachable = (rows[0][1], rows[0][2]) if rows else (0, 0)
    return Results(
        total=total,
        hits=hits([row[0] for row in rows], filters.q, at),
        pages=max(1, -(-min(reachable, MOST_COUNTED) // PER_PAGE)),
        number=number,
    )


SNIPPETS = """
SELECT e.id,
    ts_headline('institute', translate(e.title, '<>', '{angles}'), q,
        'HighlightAll=true, StartSel={start}, StopSel={stop}'),
    ts_headline('institute', translate(e.summary, '<>', '{angles}') || ' … '
        || regexp_replace(left(e.body, 20000), '<[^>]*>', ' ', 'g'), q, '{options}')
FROM publications_edition e, websearch_to_tsquery('institute', %s) q WHERE e.id = ANY(%s)
"""
ANSWERS = """
SELECT t.id, t.edition_id, asked.html,
    ts_headline('institute', regexp_replace(t.html, '<[^>]*>', ' ', 'g'), q, '{options}'),
    ARRAY(SELECT s.expert_id FROM publications_speaker s WHERE s.turn_id = t.id ORDER BY s.position, s.id)
FROM publications_turn t
CROSS JOIN websearch_to_tsquery('institute', %s) q
LEFT JOIN LATERAL (
    SELECT a.html FROM publications_turn a
    WHERE a.edition_id = t.edition_id AND a.kind = 'question' AND a.position < t.position
    ORDER BY a.position DESC, a.id DESC LIMIT 1) asked ON true
WHERE t.edition_id = ANY(%s) AND t.kind = 'answer'
  AND setweight(to_tsvector('institute', coalesce(asked.html, '')), 'B')
      || setweight(to_tsvector('institute', t.html), 'A') @@ q
  AND to_tsvector('institute', t.html) @@ replace(q::text, ' & ', ' | ')::tsquery
ORDER BY ts_rank_cd(setweight(to_tsvector('institute', coalesce(asked.html, '')), 'B')
      || setweight(to_tsvector('institute', t.html), 'A'), q) DESC, t.position
"""


def hits(ids: list[int], q: str, at: datetime) -> list[Hit]:
    """The editions with their snippets, in the order given; `live(at)` has the last word on each."""
    if not ids:
        return []
    options = {"start": START, "stop": STOP, "angles": ANGLES, "options": HEADLINE}
    with connection.cursor() as cursor:
        cursor.execute(SNIPPETS.format(**options), [q, ids])
        snippets = {pk: (marked(title), marked(text)) for pk, title, text in cursor.fetchall()}
        cursor.execute(ANSWERS.format(**options), [q, ids])
        rows = cursor.fetchall()
    editions = Edition.objects.live(at).for_lists(at).in_bulk(ids)
    speaking = Expert.objects.select_related("portrait").in_bulk({pk for row in rows for pk in row[4]})
    found = {pk: Hit(editions[pk], *snippets[pk]) for pk in ids if pk in editions}
    keys = Turn.objects.in_bulk([row[0] for row in rows])
    for pk, edition_id, question, snippet, speakers in rows:
        hit = found.get(edition_id)
        if hit and len(hit.answers) < MOST_ANSWERS:
            turn = keys[pk]
            turn.edition = hit.edition
            turn.question_html = question
            people = [speaking[expert] for expert in speakers if speaking[expert].has_been_public(at)]
            hit.answers.append(Answer(turn, turn.question, marked(snippet), people))
    return list(found.values())


def experts_named(q: str, at: datetime, most: int = 3) -> list[Expert]:
    """Experts whose name holds every word asked for, accents and case aside."""
    named = Expert.objects.public(at).select_related("portrait")
    for word in q.replace('"', " ").split()[:6]:
        named = named.filter(Q(name__unaccent__icontains=word) | Q(native_name__icontains=word))
    return list(named[:most])


def topics_named(q: str, topics: list[Topic], most: int = 3) -> list[Topic]:
    """Topics whose name begins with or holds what was asked for."""
    asked = q.strip('" ').casefold()
    return [topic for topic in topics if asked in topic.name.casefold()][:most]


def marked(text: str) -> SafeString:
    """A headline, escaped, its matches in <mark>."""
    text = html.unescape(text).translate(str.maketrans(ANGLES, "<>"))
    safe = escape(" ".join(text.split()))
    return mark_safe(safe.replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308  escaped above
