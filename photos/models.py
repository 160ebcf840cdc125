"""Photo: a picture with its words and its rights, and the one rule of when it may be shown."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.moments import within_bounds
from photos import renditions

RIGHTS_WARNING = timedelta(days=30)  # how long before their end the desk speaks of it


class PhotoQuerySet(models.QuerySet):
    def usable(self, at: datetime) -> PhotoQuerySet:
        """The photos whose rights hold at a moment."""
        return self.filter(Q(rights_from=None) | Q(rights_from__lte=at), Q(rights_until=None) | Q(rights_until__gt=at))

    def ending(self, at: datetime) -> PhotoQuerySet:
        """Those that may still be shown, but not much longer."""
        return self.usable(at).filter(rights_until__lte=at + RIGHTS_WARNING)

    def outdated(self) -> PhotoQuerySet:
        """Those whose renditions were made by another recipe than today's."""
        return self.exclude(recipe=renditions.RECIPE)


class Photo(models.Model):
    class Licence(models.TextChoices):
        OWN = "own", _("Our own")
        PERMISSION = "permission", _("With permission, in writing")
        AGENCY = "agency", _("Agency, by contract")
        PRESS = "press", _("Press photo, for editorial use")
        CC0 = "cc0-1.0", _("CC0 1.0")
        CC_BY = "cc-by-4.0", _("CC BY 4.0")
        CC_BY_SA = "cc-by-sa-4.0", _("CC BY-SA 4.0")
        CC_BY_NC = "cc-by-nc-4.0", _("CC BY-NC 4.0")
        CC_BY_3 = "cc-by-3.0", _("CC BY 3.0")
        CC_BY_SA_3 = "cc-by-sa-3.0", _("CC BY-SA 3.0")
        CC_BY_2 = "cc-by-2.0", _("CC BY 2.0")
        CC_BY_SA_2 = "cc-by-sa-2.0", _("CC BY-SA 2.0")
        PUBLIC_DOMAIN = "public-domain", _("Public domain")
        OTHER = "other", _("Another licence, named in the source")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("short name"), max_length=200, unique=True, help_text=_("How archives name this photo. Readers never see it.")
    )
    original = models.FileField(_("original"), max_length=200, editable=False)
    digest = models.CharField(max_length=64, editable=False)  # SHA-256 of the original's bytes, in hex
    width = models.PositiveIntegerField(editable=False)  # pixels, after the camera's orientation is applied
    height = models.PositiveIntegerField(editable=False)
    colour = models.CharField(max_length=7, blank=True, editable=False)  # its average, #rrggbb: shown until it is there
    recipe = models.CharField(max_length=12, blank=True, editable=False)  # `renditions.RECIPE` they were made by
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
        help_text=_("What is seen, for readers who don't see it. A piece may say it in its own way."),
    )
    is_decorative = models.BooleanField(
        _("decorative: needs no words"),
        default=False,
        help_text=_("It says nothing that the text around it doesn't say. Screen readers pass over it."),
    )
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(
        _("credit"), max_length=300, blank=True, help_text=_("Photographer and agency, as it must be printed.")
    )
    licence = models.CharField(
        _("licence"),
        max_length=20,
        blank=True,
        choices=Licence,
        help_text=_("By what right we show it. Until it is said, nothing with this photo goes live."),
    )
    source = models.CharField(
        _("source"),
        max_length=500,
        blank=True,
        help_text=_("Where it is from: an address, an order number, whose letter. Readers never see it."),
    )
    territory = models.CharField(
        _("territory"), max_length=300, blank=True, help_text=_("Where the licence holds, if not everywhere. A note.")
    )
    contact = models.CharField(
        _("contact for rights"), max_length=300, blank=True, help_text=_("Whom to ask. Readers never see it.")
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
            models.CheckConstraint(
                condition=~Q(licence__startswith="cc-by") | ~Q(credit=""),
                name="photo_attribution_has_a_credit",
                violation_error_message=_("This licence asks that the photographer is named. Fill in the credit."),
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.slug

    @property
    def words_instead(self) -> str:
        """What a screen reader says; nothing of a decorative photo."""
        return "" if self.is_decorative else self.alt

    @property
    def is_described(self) -> bool:
        return self.is_decorative or bool(self.alt)

    @property
    def licence_address(self) -> str:
        """Where a Creative Commons licence is read, which its terms ask to be named; else nothing."""
        if self.licence == self.Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        if not self.licence.startswith("cc-by"):
            return ""
        kind, _dash, number = self.licence.removeprefix("cc-").rpartition("-")
        return f"https://creativecommons.org/licenses/{kind}/{number}/"

    def is_usable(self, at: datetime) -> bool:
        """The same rule as `usable`, for a photo already in hand."""
        return (self.rights_from is None or self.rights_from <= at) and (
            self.rights_until is None or self.rights_until > at
        )


def usable(photo: Photo | None, at: datetime) -> Photo | None:
    """The photo, if its rights hold at the moment; else None."""
    return photo if photo is not None and photo.is_usable(at) else None
