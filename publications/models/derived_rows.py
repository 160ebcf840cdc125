"""Rows derived from editions for lists, counts and search; `reshelve` writes them, and nothing else does."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class ListingQuerySet(models.QuerySet):
    def live(self, at: datetime) -> Self:
        """The same rows as `Edition.objects.live`, from periods written down: a property test holds them together."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=at), live_from__lte=at)

    def newest_first(self) -> Self:
        return self.order_by("-published_on", "-publication_id")


class Listing(models.Model):
    """What lists, counts and search read of an edition: derived, with a period of its own, so that any moment is exact.

    Written by `derived.reshelve` alone, in the transaction that publishes, and rebuilt by `manage.py reshelve`.
    """

    edition = models.OneToOneField(
        "publications.Edition", on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    publication = models.ForeignKey("publications.Publication", on_delete=models.CASCADE, related_name="listings")
    kind = models.CharField(max_length=20)
    published_on = models.DateField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    topic_ids = ArrayField(models.BigIntegerField())
    expert_ids = ArrayField(models.BigIntegerField())
    head = SearchVectorField()  # title, names, summary: for ranking
    vector = SearchVectorField()  # those and every word of the text, and the filters as lexemes: for finding

    objects = ListingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-published_on", "-publication"],
                include=["kind", "live_from", "live_until"],
                name="listing_newest_first",
            ),
            models.Index(
                fields=["kind", "-published_on", "-publication"],
                include=["live_from", "live_until"],
                name="listing_of_kind",
            ),
            GinIndex(fields=["vector"], name="listing_vector"),
            GinIndex(fields=["head"], name="listing_head"),
            GinIndex(fields=["topic_ids"], name="listing_topics"),
            GinIndex(fields=["expert_ids"], name="listing_experts"),
        ]

    def __str__(self) -> str:
        return f"listing of {self.edition_id}"


class Passage(models.Model):
    """A piece of a text for search to show: its summary, some lines of it, or an answer. Derived, as listings are.

    `text` has no tags, its entities stay, and every block is a line. An answer has a key; its `vector` holds the
    words of its question too, with weight B.
    """

    edition = models.ForeignKey("publications.Edition", on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    question = models.TextField()
    speaker_ids = ArrayField(models.BigIntegerField())
    text = models.TextField()
    vector = SearchVectorField()

    def __str__(self) -> str:
        return f"passage {self.position} of {self.edition_id}"
