"""Publication: the piece for ever, with its kind, its addresses and its topics."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from common import fields, records, slugs
from publications import kinds
from publications.models.topics import Topic

MOST_TOPICS = 5


class PublicationQuerySet(models.QuerySet):
    def titled(self, at: datetime | None = None) -> Self:
        """With `title`, of the newest text, live or not, and `is_live`, for the desk.

        at: now by default.
        """
        editions: Any = self.model._meta.get_field("editions").related_model  # they know of pieces, not pieces of them
        newest = editions.objects.filter(publication=OuterRef("pk"), discarded_at=None).order_by("-id")
        live = editions.objects.live(at or timezone.now()).filter(publication=OuterRef("pk"))
        return self.annotate(title=newest.values("title")[:1], is_live=Exists(live))


class Publication(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The database knows the kinds too, in `publications.kinds_table`, and refuses any other.
    kind = fields.CharField(_("kind"), max_length=20, choices=kinds.choices)
    slug = models.SlugField(_("address"), max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    topics = TaggableManager(through="Filing", verbose_name=_("topics"), blank=True, help_text="")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [records.slug_is_plain("publication_slug_is_plain")]

    def __str__(self) -> str:
        title = getattr(self, "title", None) or self.slug
        return title if getattr(self, "is_live", True) else _("%(title)s (readers don’t see it)") % {"title": title}

    def get_absolute_url(self) -> str:
        return records.page_of("publications:detail", self.slug)


class Address(records.Address):
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="addresses")


class Filing(ItemBase):
    """A publication under a topic, in the order its editor chose. taggit names the two ends."""

    content_object = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="filings")
    tag = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="filings")
    position = models.PositiveSmallIntegerField(default=0)

    objects: models.Manager[Filing] = models.Manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="filing_once"),
            models.CheckConstraint(
                condition=Q(position__lt=MOST_TOPICS),
                name="filing_most_topics",
                violation_error_message=_("At most five topics: the ones a reader would look under."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_object} under {self.tag}"

    @classmethod
    def tags_for(cls, model, instance=None, **extra_filters):  # taggit asks for it
        filters = {"filings__content_object": instance} if instance is not None else {"filings__isnull": False}
        return cls.tag_model().objects.filter(**filters, **extra_filters).distinct()


def free_slug(title: str) -> str:
    """A slug from a title that no piece has or had; empty when the title has no Latin letter or digit."""
    return slugs.free_slug(title, Address.objects.all())
