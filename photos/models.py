"""Photo: a picture with its words and its rights, and the one rule of when it may be shown."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from photos.moments import within_bounds


class PhotoQuerySet(models.QuerySet):
    def usable(self, at: datetime) -> PhotoQuerySet:
        """The photos whose rights hold at a moment."""
        return self.filter(Q(rights_from=None) | Q(rights_from__lte=at), Q(rights_until=None) | Q(rights_until__gt=at))


class Photo(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("short name"), max_length=200, unique=True, help_text=_("How archives name this photo. Readers never see it.")
    )
    original = models.FileField(_("original"), max_length=200, editable=False)
    digest = models.CharField(max_length=64, editable=False)  # SHA-256 of the original's bytes, in hex
    width = models.PositiveIntegerField(editable=False)  # pixels, after the camera's orientation is applied
    height = models.PositiveIntegerField(editable=False)
    focal_x = models.FloatField(
        _("focal point, across"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("0 is the left edge, 1 the right."),
    )
    focal_y = models.FloatField(
        _("focal point, down"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("0 is the top, 1 the bottom. Crops keep this point in sight."),
    )

    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What is seen, for readers who don't see it. Empty only if the photo is pure decoration."),
    )
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(
        _("credit"), max_length=300, blank=True, help_text=_("Photographer, agency or licence, as it must be printed.")
    )
    rights_from = models.DateTimeField(_("rights from"), null=True, blank=True, help_text=_("Empty: no beginning."))
    rights_until = models.DateTimeField(
        _("rights until"),
        null=True,
        blank=True,
        help_text=_("From this moment on the photo shows nowhere. Empty: no end."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["rights_from"], name="photo_rights_from", condition=Q(rights_from__isnull=False)),
            models.Index(fields=["rights_until"], name="photo_rights_until", condition=Q(rights_until__isnull=False)),
        ]
        constraints = [
            *within_bounds("photo", "rights_from", "rights_until"),
            models.CheckConstraint(
                condition=Q(rights_from=None) | Q(rights_until=None) | Q(rights_until__gt=F("rights_from")),
                name="photo_rights_end_after_they_begin",
                violation_error_message=_("The rights end before they begin. Change one of the two dates."),
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="photo_focal_point_inside",
                violation_error_message=_("The focal point lies outside the photo. Both numbers are between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.slug

    def is_usable(self, at: datetime) -> bool:
        """The same rule as `usable`, for a photo already in hand."""
        return (self.rights_from is None or self.rights_from <= at) and (
            self.rights_until is None or self.rights_until > at
        )
