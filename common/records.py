"""What experts and topics share: an identity, an address that is never given away, and a public period."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.moments import within_bounds

# Of records that were public before anybody wrote down since when.
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def page_of(name: str, slug: str) -> str:
    """The address of a record's page; a list links to dozens, and the next one to the same again."""
    return _reversed(get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF, name, slug)


@lru_cache(maxsize=10_000)
def _reversed(_prefix: str, _urlconf: str, name: str, slug: str) -> str:
    return reverse(name, args=[slug])


def slug_is_plain(name: str) -> models.CheckConstraint:
    """An address must be one that a link can name, whichever door it came through."""
    return models.CheckConstraint(
        condition=Q(slug__regex=r"^[-a-zA-Z0-9_]+$"),
        name=name,
        violation_error_message=_("An address may hold Latin letters, digits, hyphens and underscores."),
    )


class RecordQuerySet(models.QuerySet):
    def public(self, at: datetime) -> Self:
        """The records readers may see at a moment."""
        return self.filter(Q(public_until=None) | Q(public_until__gt=at), public_from__lte=at)


class Record(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    public_from = models.DateTimeField(
        _("public from"), null=True, blank=True, default=timezone.now, help_text=_("Empty: hidden from readers.")
    )
    public_until = models.DateTimeField(
        _("public until"), null=True, blank=True, help_text=_("From this moment on the page is gone. Empty: no end.")
    )
    # Not auto_now: an archive brings the moment along, so that a restored site is the same site.
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    slug: Any  # each kind of record declares its own, and a table of addresses
    addresses: Any

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["public_from"], name="%(class)s_public_from"),
            models.Index(
                fields=["public_until"], name="%(class)s_public_until", condition=Q(public_until__isnull=False)
            ),
        ]
        constraints = [
            slug_is_plain("%(class)s_slug_is_plain"),
            *within_bounds("%(class)s", "public_from", "public_until"),
            models.CheckConstraint(
                condition=Q(public_until=None) | Q(public_from__isnull=False, public_until__gt=F("public_from")),
                name="%(class)s_public_end_after_start",
                violation_error_message=_("“Public until” must come after “public from”. Change one of the two."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.updated_at = timezone.now()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def is_public(self, at: datetime) -> bool:
        """The same rule as `public`, for a record already in hand."""
        return self.has_been_public(at) and (self.public_until is None or self.public_until > at)

    def has_been_public(self, at: datetime) -> bool:
        """Whether readers could have met this record by a moment: the name of one who left stays in a byline."""
        return self.public_from is not None and self.public_from <= at


class Address(models.Model):
    """A slug once used, kept for ever: the current one and the former ones of one kind of record, unique together.

    A deleted record leaves its addresses behind, so that nobody is led elsewhere by an old link.
    Rows are written by a trigger (`keep_address` in the experts' first migration), so that no door can forget.
    """

    slug = models.SlugField(max_length=200, unique=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug
