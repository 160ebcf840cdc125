"""A list of publications and its filters: one query for the page, its feeds and its links.

What each choice would show is counted in `facets`; search asks the same filters; the form is `includes/facets.html`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, TextField
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from common.requests import Request
from experts.models import Expert
from publications import kinds
from publications.finding import derived_rows
from publications.finding.rows import rows
from publications.finding.topics import public_topics
from publications.models import EditionQuerySet, Listing, ListingQuerySet, Topic

MOST_CHARACTERS = 200  # of words to search for; the rest is left off
MOST_TOPICS = 20  # in one address; a person picks a few
# What querytree says of words among which there is none to look for. All but what is left out would be nearly
# everything, and slow to find: such words find nothing, here and in a search.
NOTHING = ("", "T")


@dataclass(frozen=True)
class Filters:
    """What a reader asked to see; of a repeated type or topic, any."""

    kinds: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = field(default=())
    expert: Expert | None = None
    year: int | None = None
    q: str = ""  # words to search for

    @classmethod
    def read(cls, request: Request) -> Self:
        """Filters from an address's query.

        Raises Http404 for a type, topic, expert or year that doesn't exist. Parameters we don't know are
        passed over; of a repeated year or expert the last one counts.
        """
        query = request.GET
        chosen = dict.fromkeys(value for value in query.getlist("type") if value)
        if not set(chosen) <= set(kinds.NAMES):
            raise Http404(_("There is no such type of publication."))
        slugs = list(dict.fromkeys(value for value in query.getlist("topic") if value))
        if len(slugs) > MOST_TOPICS:
            raise Http404(_("Too many topics in one address."))
        topics = {topic.slug: topic for topic in public_topics(request) if topic.slug in slugs}
        if len(topics) < len(slugs):
            raise Http404(_("There is no such topic."))
        expert = None
        if slug := query.get("expert"):
            expert = Expert.objects.public(request.at).filter(slug=slug).first()
            if expert is None:
                raise Http404(_("There is no such expert."))
        return cls(
            kinds=tuple(sorted(chosen)),
            topics=tuple(topics[slug] for slug in sorted(slugs)),
            expert=expert,
            year=read_year(query.get("year", "")),
            q=" ".join(derived_rows.straight(query.get("q", "")).split())[:MOST_CHARACTERS],
        )

    def apply(self, editions: EditionQuerySet) -> EditionQuerySet:
        """The editions that match, by the one reading of the filters; which are live is for `live` to say."""
        return editions.filter(listing__in=self.narrow(Listing.objects.all())) if self else editions

    def listed(self, at: datetime) -> ListingQuerySet:
        """The listings that match and are live: what `apply` and `live` give, to count and to page through."""
        return self.narrow(Listing.objects.live(at)).newest_first()

    def narrow(self, listings: ListingQuerySet) -> ListingQuerySet:
        """The listings that match."""
        if self.kinds:
            listings = listings.filter(kind__in=self.kinds)
        if self.topics:
            listings = listings.filter(topic_ids__overlap=[topic.pk for topic in self.topics])
        if self.expert:
            listings = listings.filter(expert_ids__contains=[self.expert.pk])
        if self.year:
            listings = listings.filter(published_on__range=(date(self.year, 1, 1), date(self.year, 12, 31)))
        if self.q:
            words = SearchQuery(self.q, config="institute", search_type="websearch")
            tree = Func(words, function="querytree", output_field=TextField())
            listings = listings.filter(vector=words).alias(tree=tree).exclude(tree__in=NOTHING)
        return listings

    def __bool__(self) -> bool:
        return bool(self.kinds or self.topics or self.expert or self.year or self.q)

    @property
    def query(self) -> str:
        """The filters as an address's query, always in the same order; empty, or beginning with "?"."""
        pairs: list[tuple[str, str]] = [("type", kind) for kind in self.kinds]
        pairs += [("topic", topic.slug) for topic in self.topics]
        if self.expert:
            pairs.append(("expert", self.expert.slug))
        if self.year:
            pairs.append(("year", str(self.year)))
        if self.q:
            pairs.append(("q", self.q))
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def address(self) -> str:
        return reverse("publications:list") + self.query

    @property
    def is_narrow(self) -> bool:
        """More than one filter: one of so many pages that search engines needn't keep them."""
        return len(self.kinds) + len(self.topics) + sum(map(bool, (self.expert, self.year, self.q))) > 1 or bool(self.q)

    @property
    def in_use(self) -> list[tuple[str, str]]:
        """Each filter as (words, the address of the list without it)."""
        used: list[tuple[str, Filters]] = []
        for kind in self.kinds:
            rest = tuple(other for other in self.kinds if other != kind)
            used.append((str(kinds.of(kind).plural), replace(self, kinds=rest)))
        for topic in self.topics:
            rest_topics = tuple(other for other in self.topics if other != topic)
            used.append((topic.name, replace(self, topics=rest_topics)))
        if self.expert:
            used.append((self.expert.name, replace(self, expert=None)))
        if self.year:
            used.append((str(self.year), replace(self, year=None)))
        if self.q:
            used.append((f"“{self.q}”", replace(self, q="")))
        return [(words, without.address) for words, without in used]

    @property
    def title(self) -> str:
        """The list's name: “Q&A interviews, Water, 2026”, or “Publications”."""
        return ", ".join(words for words, _without in self.in_use) or _("Publications")


def read_year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text != "0000"):
        raise Http404(_("There is no such year."))
    return int(text)


def is_understood(q: str) -> bool:
    """Whether there is a word to look for: not all of them are stop words, or to be left out."""
    return rows("SELECT querytree(websearch_to_tsquery('institute', %s)) <> ALL(%s)", [q, list(NOTHING)])[0][0]
