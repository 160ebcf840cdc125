"""Search: words to a page of hits, each with a snippet, an interview with the very answer that matches.

Words are PostgreSQL's web syntax (documentation, 12.3.2): quoted phrases, `or`, `-without`. Rows to search are
`Listing`, each with its own period, so a search is exact at any moment. All matches are counted from the index
alone, up to a limit; the newest of them, and the newest whose title, names or summary match, are ranked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import F, Func, Q, TextField, Value
from django.utils.safestring import SafeString

from common.pagination import MOST_COUNTED
from experts.models import Expert
from publications.finding.facets import COUNTS, FACETS, Counts, as_counts
from publications.finding.filters import NOTHING, Filters, is_understood
from publications.finding.rows import rows_by_words
from publications.finding.snippets import START, STOP, marked, snippets
from publications.models import Edition, Listing, Topic, Turn, printed

PER_PAGE = 20
CANDIDATES = 200  # ranked by relevance
ANGLES = "\ue000\ue001"  # stand for < and > of a plain text, which a headline would take for a tag
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
    counts: Counts | None = None  # beside the filters, if they came with the hits
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
    listings = Listing.objects.live(at).values("edition_id", "publication_id", "kind", "topic_ids", "published_on")
    live, parameters = listings.query.sql_with_params()
    where = (
        " AND vector @@ websearch_to_tsquery('institute', %s)"
        " AND querytree(websearch_to_tsquery('institute', %s)) <> ALL(%s)"
    )
    values = [*parameters, filters.q, filters.q, list(NOTHING)]
    if lexemes:
        where += " AND vector @@ %s::tsquery"
        values.append(lexemes)
    return live + where, values


ANY_FACET = FACETS.format(rows="SELECT * FROM m", of_kind="true", of_topic="true", of_year="true")
ALL_COUNTS = f"(SELECT jsonb_agg(jsonb_build_array(facet, value, n)) FROM ({COUNTS}) counted (facet, value, n))"  # noqa: S608
RANKED = """
WITH m AS MATERIALIZED ({matching} LIMIT {most}), f AS MATERIALIZED ({facets}),
c AS (
    (SELECT edition_id FROM m ORDER BY published_on DESC, publication_id DESC LIMIT {candidates})
    UNION
    (SELECT m.edition_id FROM m JOIN publications_listing USING (edition_id)
     WHERE head @@ websearch_to_tsquery('institute', %s) ORDER BY m.published_on DESC LIMIT {candidates})
)
SELECT l.edition_id, l.topic_ids, (SELECT count(*) FROM m), (SELECT count(*) FROM c), {counts}
FROM c JOIN publications_listing l USING (edition_id), websearch_to_tsquery('institute', %s) q
ORDER BY ts_rank_cd('{weights}', l.vector, q, 1) DESC, l.published_on DESC, l.publication_id DESC
LIMIT {per_page} OFFSET %s
"""
NEWEST = """
WITH m AS MATERIALIZED ({matching} LIMIT {most}), f AS MATERIALIZED ({facets})
SELECT l.edition_id, l.topic_ids, (SELECT count(*) FROM m), (SELECT count(*) FROM m), {counts}
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
    narrowed = bool(filters.kinds or filters.topics or filters.year)  # then what lies beside is not among the matches
    query = (NEWEST if newest else RANKED).format(
        matching=sql,
        facets=ANY_FACET,
        counts="NULL" if narrowed else ALL_COUNTS,
        most=MOST_COUNTED + 1,
        candidates=CANDIDATES,
        weights=WEIGHTS,
        per_page=PER_PAGE,
    )
    words = [] if newest else [filters.q, filters.q]

    def page(offset: int) -> list[tuple]:
        return rows_by_words(query, [*values, *words, offset])

    found = page((number - 1) * PER_PAGE)
    if not found and number > 1:
        found, number = page(0), 1
    if not found:
        return Results(understood=is_understood(filters.q))
    total, reachable, counts = found[0][2:]
    by_id = {topic.pk: topic for topic in topics}
    return Results(
        total=total,
        hits=hits({pk: [by_id[t] for t in filed if t in by_id] for pk, filed, *_counts in found}, filters.q, at),
        pages=max(1, -(-min(reachable, MOST_COUNTED) // PER_PAGE)),
        number=number,
        counts=None if counts is None or total > MOST_COUNTED else as_counts(json.loads(counts)),
    )


def hits(filed: dict[int, list[Topic]], q: str, at: datetime) -> list[Hit]:
    """The editions with their snippets, in the order given; `live(at)` has the last word on each."""
    words = SearchQuery(q, config="institute", search_type="websearch")
    title = SearchHeadline(
        plain(F("title")), words, config="institute", start_sel=START, stop_sel=STOP, highlight_all=True
    )
    editions = Edition.objects.live(at).defer("body").with_filing().with_notable(at).prefetch_related(printed(at)[0])
    live = {edition.pk: edition for edition in editions.filter(pk__in=filed).annotate(marked_title=title)}
    found = []
    for pk, snippet in snippets(q, [pk for pk in filed if pk in live]).items():
        edition = live[pk]
        edition.topics = filed[pk]
        people = {c.expert_id: c.expert for c in edition.bylines if c.expert.has_been_public(at)}
        answers = [
            Answer(
                turn=Turn(edition=edition, kind=Turn.Kind.ANSWER, key=answer.key),
                question=answer.question,
                snippet=answer.snippet,
                speakers=[people[expert] for expert in answer.speaker_ids if expert in people],
            )
            for answer in snippet.answers
        ]
        shown = marked(edition.marked_title.translate(str.maketrans(ANGLES, "<>")))
        found.append(Hit(edition, shown, snippet.shown(edition.summary), answers))
    return found


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
