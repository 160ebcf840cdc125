"""Topics: the controlled list that files everything, and what experts work on."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import ExpressionWrapper
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from common import records
from experts.models import Expert
from publications.models.derived_rows import Listing

TOTALS = "SELECT topic, count(*) AS total FROM (SELECT unnest(topic_ids) AS topic FROM ({live}) l) t GROUP BY topic"


class TopicQuerySet(records.RecordQuerySet):
    def with_totals(self, at: datetime) -> Self:
        """With `total`, how many live publications stand under each; by name."""
        live, values = Listing.objects.live(at).values("topic_ids").query.sql_with_params()
        # One object of all totals: uncorrelated, it is worked out once and not for every topic.
        totals = f"SELECT jsonb_object_agg(topic, total) FROM ({TOTALS.format(live=live)}) counted"  # noqa: S608
        total = RawSQL(f"coalesce((({totals}) -> publications_topic.id::text)::int, 0)", values)  # noqa: S611
        return self.annotate(total=ExpressionWrapper(total, models.IntegerField())).order_by("name")


class Topic(records.Record, TagBase):
    """A controlled list: chosen from, never typed into being."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    description = models.TextField(_("description"), blank=True, help_text=_("One or two sentences. Opens its page."))

    objects = TopicQuerySet.as_manager()

    class Meta(records.Record.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [
            *records.Record.Meta.constraints,
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_once",
                violation_error_message=_("There is a topic of this name already, perhaps in other letters."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return records.page_of("topics:detail", self.slug)


class TopicAddress(records.Address):
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, related_name="addresses")


class ExpertiseQuerySet(models.QuerySet):
    def public(self, at: datetime) -> Self:
        """Where both ends are public."""
        return self.filter(expert__in=Expert.objects.public(at), topic__in=Topic.objects.public(at))


class Expertise(models.Model):
    """A topic an expert works on; it stands here, since experts may not know of topics."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="expertise")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="expertise", verbose_name=_("topic"))
    position = models.PositiveSmallIntegerField(default=0)

    objects = ExpertiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("field of expertise")
        verbose_name_plural = _("fields of expertise")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "topic"],
                name="expertise_once",
                violation_error_message=_("This topic is on the expert's list already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.topic)
