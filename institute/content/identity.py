"""What the institute says of itself: its settings row, and where else it can be met."""

from __future__ import annotations

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import fields


class Licence(models.TextChoices):
    """What readers may do with the texts: Creative Commons 4.0 (creativecommons.org/licenses)."""

    RESERVED = "", _("All rights reserved")
    BY = "by", "CC BY 4.0"
    BY_SA = "by-sa", "CC BY-SA 4.0"
    BY_ND = "by-nd", "CC BY-ND 4.0"
    BY_NC = "by-nc", "CC BY-NC 4.0"
    BY_NC_SA = "by-nc-sa", "CC BY-NC-SA 4.0"
    BY_NC_ND = "by-nc-nd", "CC BY-NC-ND 4.0"

    @property
    def address(self) -> str:
        return f"https://creativecommons.org/licenses/{self.value}/4.0/" if self.value else ""


def check_zone(zone: str) -> None:
    """Raises ValidationError, with the names that are near, for a zone that isn't one of the IANA's."""
    # Names of places; the rest are abbreviations and what a machine calls its own.
    zones = {known for known in zoneinfo.available_timezones() if "/" in known} | {"UTC"}
    if zone not in zones:
        near = sorted(known for known in zones if zone.replace(" ", "_").lower() in known.lower())[:3]
        hint = _("Did you mean %(zones)s?") % {"zones": ", ".join(near)} if near else ""
        words = _("There is no time zone “%(zone)s”. Write continent and city, as in Europe/Brussels.")
        raise ValidationError(f"{words % {'zone': zone}} {hint}".strip())


class Institute(models.Model):
    """What the institute says of itself: one row. A name or zone left empty is the environment's."""

    name = models.CharField(_("name"), max_length=100, blank=True)
    tagline = models.CharField(
        _("tagline"),
        max_length=200,
        blank=True,
        help_text=_("One sentence on what the institute does. Opens the front page, and stands in search results."),
    )
    mark = models.CharField(max_length=100, blank=True, editable=False)  # a file's name, by `marks`
    mark_on_dark = models.CharField(max_length=100, blank=True, editable=False)
    licence = models.CharField(
        _("licence of the texts"),
        max_length=20,
        blank=True,
        choices=Licence.choices,
        help_text=_("Stands at the foot of every page and in the feeds. Photos have their own."),
    )
    time_zone = fields.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        validators=[check_zone],
        help_text=_("All moments at the desk are in it, and dates are printed by it. “Europe/Brussels”."),
    )
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    address = models.TextField(_("address"), max_length=500, blank=True)
    foot = models.TextField(
        _("small print"),
        max_length=1000,
        blank=True,
        help_text=_("Ends every page: legal form, registration number, who funds you."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("institute")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="institute_one_row"),
            models.CheckConstraint(
                condition=Q(licence__in=Licence.values),
                name="institute_licence_known",
                violation_error_message=_("Choose one of the licences."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or settings.SITE_NAME

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The site's time zone. One that this machine doesn't know is not worth a site that doesn't answer."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone or settings.TIME_ZONE)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class Link(models.Model):
    """Where else the institute can be met: an address at the foot of every page."""

    institute = models.ForeignKey(Institute, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("name"), max_length=60, help_text=_("“Mastodon”, “YouTube”, “Newsletter”."))
    address = models.CharField(
        _("address"), max_length=300, validators=[URLValidator(["https", "http"])], help_text=_("“https://…”")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("Elsewhere")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "address"],
                name="link_once",
                violation_error_message=_("This address is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.label
