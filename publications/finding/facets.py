"""What the filter form offers, with what each choice would show beside the other filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from common.caching import remembered
from common.requests import Request
from publications import kinds
from publications.finding.filters import Filters
from publications.finding.rows import rows, rows_by_words
from publications.finding.topics import public_topics
from publications.models import Listing

MOST_BOXES = 15  # for topics in a filter form

# Of rows as `l`: the year of each, and by which filters it would stay.
FACETS = """SELECT kind, topic_ids, date_part('year', published_on) AS year,
    {of_kind} AS of_kind, {of_topic} AS of_topic, {of_year} AS of_year FROM ({rows}) l"""
COUNTS = """
SELECT CASE WHEN kind IS NULL THEN 'year' ELSE 'kind' END, coalesce(kind, year::text),
    CASE WHEN kind IS NULL THEN count(*) FILTER (WHERE of_kind AND of_topic)
        ELSE count(*) FILTER (WHERE of_topic AND of_year) END
FROM f GROUP BY GROUPING SETS ((kind), (year))
UNION ALL SELECT 'topic', topic::text, found
FROM (SELECT unnest(topic_ids) AS topic, count(*) AS found FROM f WHERE of_kind AND of_year GROUP BY 1) t
"""
Counts = dict[tuple[str, str], int]  # by facet and value


def counted(filters: Filters, at: datetime) -> Counts:
    """How many publications each type, topic and year has beside the other filters."""
    shared = replace(filters, kinds=(), topics=(), year=None)
    listings = shared.narrow(Listing.objects.live(at)).values("kind", "topic_ids", "published_on")
    matching, parameters = listings.query.sql_with_params()
    facets = FACETS.format(
        rows=matching,
        of_kind="kind = ANY(%s)" if filters.kinds else "true",
        of_topic="topic_ids && %s::bigint[]" if filters.topics else "true",
        of_year="date_part('year', published_on) = %s" if filters.year else "true",
    )
    chosen: list[Any] = [list(filters.kinds)] if filters.kinds else []
    chosen += [[topic.pk for topic in filters.topics]] if filters.topics else []
    chosen += [filters.year] if filters.year else []
    found = rows_by_words if filters.q else rows
    return as_counts(found(f"WITH f AS MATERIALIZED ({facets}) {COUNTS}", [*chosen, *parameters]))


def as_counts(found: Iterable[Sequence[Any]]) -> Counts:
    return {(facet, value): count for facet, value, count in found if count}


def counts_of(filters: Filters, request: Request) -> Counts:
    """What `counted` gives: worked out once for all pages of a list, while the site stays as it is."""
    return remembered(request, f"counts {filters.query}", lambda: counted(filters, request.at))


def total(filters: Filters, request: Request) -> int:
    """How many publications match."""
    counts = counts_of(filters, request)
    return sum(counts.get(("kind", kind), 0) for kind in filters.kinds or kinds.NAMES)


@dataclass(frozen=True)
class Choice:
    """One box or option of the filter form: what it sends, its words, whether it is chosen, what it would show."""

    value: str
    words: str
    chosen: bool
    count: int


def choices(filters: Filters, request: Request, counts: Counts | None = None) -> dict[str, list[Choice]]:
    """What the filter form offers, with what each choice would show beside the other filters; one query at most.

    A box of types or topics adds to the ones chosen, so its own kind of filter doesn't limit its count.
    counts: where they are known already.
    """
    counts = counts or counts_of(filters, request)
    years = {int(value) for facet, value in counts if facet == "year"} | ({filters.year} if filters.year else set())
    return {
        "kinds": [
            Choice(kind.name, str(kind.plural), kind.name in filters.kinds, counts.get(("kind", kind.name), 0))
            for kind in kinds.KINDS
        ],
        "topics": [
            Choice(topic.slug, topic.name, topic in filters.topics, counts.get(("topic", str(topic.pk)), 0))
            for topic in public_topics(request)
        ],
        "years": [
            Choice(f"{year:04d}", f"{year:04d}", year == filters.year, counts.get(("year", str(year)), 0))
            for year in sorted(years, reverse=True)
        ],
    }


def offered(choices: Iterable[Choice]) -> dict[str, list[Choice]]:
    """Choices that would show something: `boxes` for the chosen and the most used, and the rest `more`, by name."""
    useful = [choice for choice in choices if choice.count or choice.chosen]
    if len(useful) <= MOST_BOXES:
        return {"boxes": useful, "more": []}
    boxes = sorted(useful, key=lambda choice: (not choice.chosen, -choice.count))[:MOST_BOXES]
    boxes += [choice for choice in useful if choice.chosen and choice not in boxes]
    return {"boxes": boxes, "more": [choice for choice in useful if choice not in boxes]}
