"""A list of publications and its filters: one query for the page, its feeds and its links."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import Expert
from experts.web import Request
from publications.models import Edition, EditionQuerySet, Publication, Topic

MOST_TOPICS = 20  # in one address; a person picks a few


PLURALS = {
    Publication.Kind.ANALYSIS: gettext_lazy("Analyses"),
    Publication.Kind.INTERVIEW: gettext_lazy("Q&A interviews"),
}


@dataclass(frozen=True)
class Filters:
    """What a reader asked to see; of a repeated type or topic, any."""

    kinds: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = field(default=())
    expert: Expert | None = None
    year: int | None = None

    @classmethod
    def read(cls, request: Request) -> Self:
        """Filters from an address's query.

        Raises Http404 for a type, topic, expert or year that doesn't exist. Parameters we don't know are
        passed over; of a repeated year or expert the last one counts.
        """
        query = request.GET
        kinds = dict.fromkeys(value for value in query.getlist("type") if value)
        if not set(kinds) <= set(Publication.Kind.values):
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
            kinds=tuple(sorted(kinds)),
            topics=tuple(topics[slug] for slug in sorted(slugs)),
            expert=expert,
            year=read_year(query.get("year", "")),
        )

    def apply(self, editions: EditionQuerySet) -> EditionQuerySet:
        """The editions that match; which of them are live is for `live` to say."""
        if self.kinds:
            editions = editions.of_kinds(self.kinds)
        if self.topics:
            editions = editions.about([topic.pk for topic in self.topics])
        if self.expert:
            editions = editions.by(self.expert)
        if self.year:
            editions = editions.in_year(self.year)
        return editions

    def __bool__(self) -> bool:
        return bool(self.kinds or self.topics or self.expert or self.year)

    @property
    def query(self) -> str:
        """The filters as an address's query, always in the same order; empty, or beginning with "?"."""
        pairs: list[tuple[str, str]] = [("type", kind) for kind in self.kinds]
        pairs += [("topic", topic.slug) for topic in self.topics]
        if self.expert:
            pairs.append(("expert", self.expert.slug))
        if self.year:
            pairs.append(("year", str(self.year)))
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def address(self) -> str:
        return reverse("publications:list") + self.query

    @property
    def in_use(self) -> list[tuple[str, str]]:
        """Each filter as (words, the address of the list without it)."""
        used: list[tuple[str, Filters]] = []
        for kind in self.kinds:
            rest = tuple(other for other in self.kinds if other != kind)
            used.append((str(PLURALS[Publication.Kind(kind)]), replace(self, kinds=rest)))
        for topic in self.topics:
            rest_topics = tuple(other for other in self.topics if other != topic)
            used.append((topic.name, replace(self, topics=rest_topics)))
        if self.expert:
            used.append((self.expert.name, replace(self, expert=None)))
        if self.year:
            used.append((str(self.year), replace(self, year=None)))
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


def public_topics(request: Request) -> list[Topic]:
    """All topics readers may see, fetched once a request: filters, foot and forms share them."""
    if not hasattr(request, "topics"):
        request.topics = list(Topic.objects.public(request.at))
    return request.topics


def choices(filters: Filters, request: Request) -> dict[str, Any]:
    """What the filter form offers: (value, words, chosen) of each type and topic, and the years, newest first."""
    dates = Edition.objects.live(request.at).dates("published_on", "year", order="DESC")
    return {
        "kinds": [(kind.value, kind.label, kind.value in filters.kinds) for kind in Publication.Kind],
        "topics": [(topic.slug, topic.name, topic in filters.topics) for topic in public_topics(request)],
        "years": [date.year for date in dates],
    }
