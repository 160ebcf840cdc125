"""Plain pages, and the texts each has had, has and will have."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import records
from common.moments import within_bounds
from texts import richtext

WORDS = ("title", "summary", "body")  # of a text


class PageQuerySet(records.RecordQuerySet):
    def with_standing(self, at: datetime) -> Self:
        """With `title` of the text being worked on or else shown, `live_from` of what is shown, `next_from` and
        whether there is a draft (`has_draft`)."""
        texts = PageText.objects.filter(page=OuterRef("pk"))
        shown = texts.filter(live_from__lte=at).order_by("-live_from")
        return self.annotate(
            title=Coalesce(texts.pending(at).values("title")[:1], shown.values("title")[:1], Value("")),
            live_from=shown.values("live_from")[:1],
            next_from=texts.filter(live_from__gt=at).values("live_from")[:1],
            has_draft=Exists(texts.filter(live_from=None)),
        )


class Page(records.Record):
    """A plain page: about, contact, how we correct, privacy, accessibility. Its words are its texts'."""

    slug = models.SlugField(
        _("address"), max_length=100, unique=True, help_text=_("The end of its web address: /about/…/")
    )
    in_foot = models.BooleanField(_("at the foot of every page"), default=True)
    position = models.PositiveSmallIntegerField(_("place"), default=0, help_text=_("The smallest comes first."))

    objects = PageQuerySet.as_manager()

    class Meta(records.Record.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return getattr(self, "title", "") or self.slug

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])


class PageAddress(records.Address):
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="addresses")


class PageTextQuerySet(models.QuerySet):
    def live(self, at: datetime) -> Self:
        """The texts readers see at a moment: of each public page the one that started last."""
        newer = PageText.objects.filter(page=OuterRef("page"), live_from__gt=OuterRef("live_from"), live_from__lte=at)
        return self.filter(~Exists(newer), live_from__lte=at, page__in=Page.objects.public(at))

    def pending(self, at: datetime) -> Self:
        """What readers don't see yet: a draft, or a scheduled text."""
        return self.filter(Q(live_from=None) | Q(live_from__gt=at))


class PageText(models.Model):
    """One text of a page, live from its moment until a newer one starts. What has been live is never changed."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("For search engines. Not shown on the page.")
    )
    body = richtext.RichTextField(_("text"))
    live_from = models.DateTimeField(_("live from"), null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now)

    objects = PageTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a page")
        verbose_name_plural = _("texts of pages")
        ordering = [F("live_from").desc(nulls_first=True)]
        constraints = [
            *within_bounds("page_text", "live_from"),
            models.UniqueConstraint(fields=["page", "live_from"], name="page_text_one_start"),
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(live_from=None),
                name="page_text_one_draft",
                violation_error_message=_("This page has a draft already."),
            ),
        ]
        indexes = [models.Index(fields=["live_from"], name="page_text_live_from", condition=Q(live_from__isnull=False))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.page.get_absolute_url()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.saved_at = timezone.now()
        super().save(*args, **kwargs)
