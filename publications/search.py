"""Search: words to a page of hits, each with a snippet, an interview with the very answer that matches.

Words are PostgreSQL's web syntax (documentation, 12.3.2): quoted phrases, `or`, `-without`. Rows to search are
`Listing`, each with its own period, so a search is exact at any moment. All matches are counted from the index
alone, up to a limit; the newest of them, and the newest whose title, names or summary match, are ranked.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db import connection, transaction
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Left
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from experts import richtext
from experts.models import Expert
from publications import shelves
from publications.listing import Filters
from publications.models import Edition, Listing, Topic, Turn, printed

PER_PAGE = 20
MOST_COUNTED = 10_000  # beyond it a page says "more than"
CANDIDATES = 200  # ranked by relevance
MOST_MILLISECONDS = 1000  # then the database gives up and the page says so
MOST_TEXT = 20_000  # characters of a text that a snippet is taken from
NOTHING = ("", "T")  # what querytree says of a query without a word to look for
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
    """A page of hits. `understood` is False when the query holds no word to look for."""

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
    listings = Listing.objects.live(at).values("edition_id", "publication_id", "published_on")
    live, parameters = listings.query.sql_with_params()
    # A query that is all "not" would match nearly everything, slowly.
    where = (
        " AND vector @@ websearch_to_tsquery('institute', %s)"
        " AND querytree(websearch_to_tsquery('institute', %s)) <> ALL(%s)"
    )
    values = [*parameters, filters.q, filters.q, list(NOTHING)]
    if lexemes:
        where += " AND vector @@ %s::tsquery"
        values.append(lexemes)
    return live + where, values


RANKED = """
SET LOCAL statement_timeout = {milliseconds};
WITH m AS MATERIALIZED ({matching} LIMIT {most}),
c AS (
    (SELECT edition_id FROM m ORDER BY published_on DESC, publication_id DESC LIMIT {candidates})
    UNION
    (SELECT m.edition_id FROM m JOIN publications_listing USING (edition_id)
     WHERE head @@ websearch_to_tsquery('institute', %s) ORDER BY m.published_on DESC LIMIT {candidates})
)
SELECT l.edition_id, l.topic_ids, (SELECT count(*) FROM m), (SELECT count(*) FROM c)
FROM c JOIN publications_listing l USING (edition_id), websearch_to_tsquery('institute', %s) q
ORDER BY ts_rank_cd('{weights}', l.vector, q, 1) DESC, l.published_on DESC, l.publication_id DESC
LIMIT {per_page} OFFSET %s
"""
NEWEST = """
SET LOCAL statement_timeout = {milliseconds};
WITH m AS MATERIALIZED ({matching} LIMIT {most})
SELECT l.edition_id, l.topic_ids, (SELECT count(*) FROM m), (SELECT count(*) FROM m)
FROM m JOIN publications_listing l USING (edition_id)
ORDER BY l.published_on DESC, l.publication_id DESC LIMIT {per_page} OFFSET %s
"""


def search(
    filters: Filters, at: datetime, topics: Iterable[Topic], *, newest: bool = False, number: int = 1
) -> Results:
    """A page of what matches, the best first or the newest first.

    topics: the public ones. Filters without words give nothing: they are a list's. At most four queries.
    """
    sql, values = matching(filters, at)
    query = (NEWEST if newest else RANKED).format(
        matching=sql,
        milliseconds=MOST_MILLISECONDS,
        most=MOST_COUNTED + 1,
        candidates=CANDIDATES,
        weights=WEIGHTS,
        per_page=PER_PAGE,
    )
    words = [] if newest else [filters.q, filters.q]

    def rows(offset: int) -> list[tuple]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, [*values, *words, offset])
            cursor.nextset()  # past the answer to SET
            return cursor.fetchall()

    found = rows((number - 1) * PER_PAGE)
    if not found and number > 1:
        found, number = rows(0), 1
    if not found:
        return Results(understood=is_understood(filters.q))
    total, reachable = found[0][2:]
    by_id = {topic.pk: topic for topic in topics}
    return Results(
        total=total,
        hits=hits({pk: [by_id[t] for t in filed if t in by_id] for pk, filed, *_counts in found}, filters.q, at),
        pages=max(1, -(-min(reachable, MOST_COUNTED) // PER_PAGE)),
        number=number,
    )


def is_understood(q: str) -> bool:
    """Whether there is a word to look for: not all of them are stop words, or to be left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT querytree(websearch_to_tsquery('institute', %s))", [q])
        return cursor.fetchone()[0] not in NOTHING


# The answers in which a word stands: first those that hold all of them, their question included, then the nearest.
ANSWERS = """
SELECT t.edition_id, t.key, asked.html,
    ts_headline('institute', regexp_replace(t.html, '<[^>]*>', ' ', 'g'), q, '{options}'),
    ARRAY(SELECT s.expert_id FROM publications_speaker s WHERE s.turn_id = t.id ORDER BY s.position, s.id),
    said.vector @@ q
FROM publications_turn t
CROSS JOIN websearch_to_tsquery('institute', %s) q
LEFT JOIN LATERAL (
    SELECT a.html FROM publications_turn a
    WHERE a.edition_id = t.edition_id AND a.kind = 'question' AND a.position < t.position
    ORDER BY a.position DESC, a.id DESC LIMIT 1) asked ON true
CROSS JOIN LATERAL (
    SELECT setweight(to_tsvector('institute', translate(coalesce(asked.html, ''), '{curly}', '{straight}')), 'B')
        || setweight(to_tsvector('institute', translate(t.html, '{curly}', '{straight}')), 'A') AS vector,
    CASE WHEN q::text LIKE '%%!%%' THEN q ELSE replace(q::text, ' & ', ' | ')::tsquery END AS any_word
) said
WHERE t.edition_id = ANY(%s) AND t.kind = 'answer'
    AND to_tsvector('institute', translate(t.html, '{curly}', '{straight}')) @@ said.any_word
ORDER BY said.vector @@ q DESC, ts_rank(said.vector, said.any_word) DESC, t.position
"""


def hits(filed: dict[int, list[Topic]], q: str, at: datetime) -> list[Hit]:
    """The editions with their snippets, in the order given; `live(at)` has the last word on each."""
    ids = list(filed)
    words = SearchQuery(q, config="institute", search_type="websearch")
    marks: dict[str, Any] = {"config": "institute", "start_sel": START, "stop_sel": STOP}
    text = Concat(
        plain(F("summary")),
        Value(" … "),
        Func(
            Left("body", MOST_TEXT, output_field=TextField()),
            Value("<[^>]*>"),
            Value(" "),
            Value("g"),
            function="regexp_replace",
            output_field=TextField(),
        ),
        output_field=TextField(),
    )
    editions = Edition.objects.live(at).defer("body").with_filing().with_notable(at).prefetch_related(printed(at)[0])
    found = {
        edition.pk: Hit(edition, marked(edition.marked_title), marked(edition.marked_text))
        for edition in editions.filter(pk__in=ids).annotate(
            marked_title=SearchHeadline(plain(F("title")), words, highlight_all=True, **marks),
            marked_text=SearchHeadline(text, words, max_fragments=2, max_words=28, min_words=10, **marks),
        )
    }
    for pk in found:
        found[pk].edition.topics = filed[pk]
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS.format(options=HEADLINE, curly=shelves.FROM, straight=shelves.TO_QUOTED), [q, ids])
        rows = cursor.fetchall()
    for pk, key, question, snippet, speakers, holds_all in rows:
        if (hit := found.get(pk)) and len(hit.answers) < (MOST_ANSWERS if holds_all else 1):
            turn = Turn(edition=hit.edition, kind=Turn.Kind.ANSWER, key=key)
            people = {c.expert_id: c.expert for c in hit.edition.bylines if c.expert.has_been_public(at)}
            named = [people[expert] for expert in speakers if expert in people]
            hit.answers.append(Answer(turn, richtext.plain(question or ""), marked(snippet), named))
    return [found[pk] for pk in ids if pk in found]


def plain(text: F) -> Func:
    """A plain text for a headline, which would take what stands in angle brackets for a tag."""
    return Func(text, Value("<>"), Value(ANGLES), function="translate", output_field=TextField())


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
