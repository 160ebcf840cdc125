"""Which editions readers see at a moment, the one rule that everything public asks; and what is fetched with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import JSONObject

from experts.models import Expert
from publications.models.byline import Contribution
from publications.models.conversation import Speaker, Turn
from publications.models.publication import Filing
from publications.models.topics import Topic


def printed(at: datetime, people: str = "expert") -> list[Prefetch]:
    """What stands around every title: byline and topics, for `prefetch_related`.

    people: "expert__portrait" where portraits are shown too.
    """
    return [
        Prefetch("contributions", Contribution.objects.select_related(people)),
        Prefetch("publication__filings", Filing.objects.filter(tag__in=Topic.objects.public(at)).select_related("tag")),
    ]


def conversation() -> Prefetch:
    """The turns and who says them, for `prefetch_related`."""
    return Prefetch("turns", Turn.objects.with_speakers())


class EditionQuerySet(models.QuerySet):
    model: Any

    @property
    def every(self) -> Self:
        """All editions there are, not those of this query: what supersedes one is never to be filtered out."""
        return self.model._default_manager.all()

    def live(self, at: datetime) -> Self:
        """The editions readers see at a moment. Everything public asks this; nothing else decides."""
        newer = self.every.filter(
            publication=OuterRef("publication"), live_from__gt=OuterRef("live_from"), live_from__lte=at
        )
        return self.filter(~Exists(newer), live_from__lte=at).exclude(withdrawn_at__lte=at)

    def started(self, at: datetime) -> Self:
        """Every edition readers have seen by a moment: the history."""
        return self.filter(live_from__lte=at)

    def public(self, at: datetime) -> Self:
        """The editions readers may read at a moment, numbered: of every live piece the live one and those before it.

        What was withdrawn stays withdrawn, even where the piece came back with another edition.
        """
        live = self.every.live(at).filter(publication=OuterRef("publication")).order_by()
        return self.started(at).filter(Exists(live)).exclude(withdrawn_at__lte=at).numbered()

    def numbered(self) -> Self:
        """With `number`, the place of each among all that its piece ever started with; it never changes."""
        until = self.every.filter(publication=OuterRef("publication"), live_from__lte=OuterRef("live_from"))
        count = until.order_by().values("publication").annotate(total=Count("pk")).values("total")
        return self.annotate(number=Subquery(count))

    def scheduled(self, at: datetime) -> Self:
        return self.filter(live_from__gt=at)

    def drafts(self) -> Self:
        """Texts being written: at most one a publication."""
        return self.filter(live_from=None, discarded_at=None)

    def newest_first(self) -> Self:
        """By the printed date, so that a correction keeps its place."""
        return self.order_by("-published_on", "-publication_id")

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        return self.filter(publication__kind__in=kinds)

    def about(self, topics: Iterable[int]) -> Self:
        """Filed under any of some topics, by primary key."""
        filed = Filing.objects.filter(content_object=OuterRef("publication"), tag__in=topics)
        return self.filter(Exists(filed))

    def by(self, expert: Expert) -> Self:
        return self.filter(Exists(Contribution.objects.filter(edition=OuterRef("pk"), expert=expert)))

    def for_lists(self, at: datetime, people: str = "expert") -> Self:
        """With all that a list prints: two queries more, whatever its length. Bodies stay in the database."""
        return self.defer("body").with_filing().with_notable(at).prefetch_related(*printed(at, people))

    def for_pages(self, at: datetime) -> Self:
        """With what a page or a feed's entry prints of the piece itself, but for its surroundings (`printed`)."""
        return self.with_filing().with_notable(at).with_changes(at)

    def with_filing(self) -> Self:
        return self.select_related("publication", "lead_photo")

    def with_turns(self) -> Self:
        """With the conversation and who says what, in one query more."""
        return self.prefetch_related(conversation())

    def with_content(self) -> Self:
        """With every word of it, who wrote it and who says what, in three queries more (`content.public`)."""
        return self.select_related("publication", "lead_photo").prefetch_related(
            Prefetch("contributions", Contribution.objects.select_related("expert")),
            Prefetch("turns", Turn.objects.with_speakers()),
            Prefetch("turns__speaking", Speaker.objects.select_related("expert")),
        )

    def with_notable(self, at: datetime) -> Self:
        """With `first_live_from`, and `notable_from` and `notable_kind` of the last change that is not minor."""
        started = self.every.filter(publication=OuterRef("publication"), live_from__lte=at)
        notable = started.exclude(change_kind=self.model.Change.MINOR).order_by("-live_from")
        return self.annotate(
            first_live_from=started.order_by("live_from").values("live_from")[:1],
            notable_from=notable.values("live_from")[:1],
            notable_kind=notable.values("change_kind")[:1],
        )

    def with_changes(self, at: datetime) -> Self:
        """With what `changes` tells: every change in substance up to a moment, and the edition's own."""
        told = self.every.filter(Q(live_from__lte=at) | Q(pk=OuterRef("pk")), publication=OuterRef("publication"))
        told = told.exclude(change_kind__in=["", self.model.Change.MINOR]).order_by(
            F("live_from").desc(nulls_first=True)
        )
        row = JSONObject(kind="change_kind", note="change_note", moment="live_from")
        return self.annotate(change_rows=ArraySubquery(told.values(row=row)))

    def notable_first(self, at: datetime, most: int) -> list[Any]:
        """The first few by going live or by last non-minor change, for feeds: nothing late is missed.

        Walks the moments from the newest back and stops when it has enough, so it costs the same at any size.
        """
        later = self.every.filter(
            publication=OuterRef("publication"), live_from__gt=OuterRef("live_from"), live_from__lte=at
        ).exclude(change_kind=self.model.Change.MINOR)
        shown = self.live(at).filter(publication=OuterRef("publication")).order_by()
        notable = (
            self.every.filter(~Exists(later), Exists(shown), live_from__lte=at)
            .exclude(change_kind=self.model.Change.MINOR)
            .order_by("-live_from", "-publication_id")
            .values_list("publication", flat=True)
        )
        order = {publication: place for place, publication in enumerate(notable[:most])}
        found: list[Any] = list(self.live(at).filter(publication__in=order))
        return sorted(found, key=lambda edition: order[edition.publication_id])
