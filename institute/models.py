"""The institute's own rows: its settings, its front page, its plain pages, and how often readers' site has changed."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import fields, records
from common.moments import within_bounds
from experts.models import Expert
from publications.models import Publication, Topic
from texts import richtext


class SiteVersion(models.Model):
    """Counted by triggers (see the migrations) inside the writing transaction.

    Never a sequence and never an after-commit hook: a request could then render the old world and keep it
    under the new number.
    """

    counter = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_version_one_row")]

    def __str__(self) -> str:
        return str(self.counter)


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


class FrontPage(models.Model):
    """What editors choose for the front page: one row. What they leave empty fills itself with what is newest."""

    lead_until = models.DateTimeField(
        _("the lead steps back"),
        null=True,
        blank=True,
        help_text=_("From this moment on the first story is no longer shown first. Empty: until you choose another."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("front page")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="front_page_one_row"),
            *within_bounds("front_page", "lead_until"),
        ]

    def __str__(self) -> str:
        return str(_("Front page"))

    def get_absolute_url(self) -> str:
        return reverse("home")


class Chosen(models.Model):
    """A row of the front page, in the editors' order."""

    front_page = models.ForeignKey(FrontPage, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def validate_constraints(self, exclude: Any = None) -> None:
        """That each stands here once is for all rows together to say: two may change places."""


def once(model: str, *fields: str) -> list[models.BaseConstraint]:
    return [
        # Deferred: two rows may change places within one save.
        models.UniqueConstraint(fields=fields, name=f"{model}_once", deferrable=models.Deferrable.DEFERRED)
    ]


class Story(Chosen):
    """A piece on the front page. One that is not live yet appears when it goes live."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, verbose_name=_("piece"))

    class Meta(Chosen.Meta):
        verbose_name = _("story")
        verbose_name_plural = _("Stories")
        constraints = once("story", "publication")

    def __str__(self) -> str:
        return str(self.publication)


class Quote(Chosen):
    """An answer on the front page, by its public key: later editions keep it."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE)
    key = models.SlugField(max_length=60)

    class Meta(Chosen.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("In their words")
        constraints = once("quote", "publication", "key")

    def __str__(self) -> str:
        return f"{self.publication.get_absolute_url()}#answer-{self.key}"


class FrontTopic(Chosen):
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, verbose_name=_("topic"))

    class Meta(Chosen.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("Topics")
        constraints = once("front_topic", "topic")

    def __str__(self) -> str:
        return str(self.topic)


class FrontExpert(Chosen):
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, verbose_name=_("expert"))

    class Meta(Chosen.Meta):
        verbose_name = _("expert")
        verbose_name_plural = _("Experts")
        constraints = once("front_expert", "expert")

    def __str__(self) -> str:
        return str(self.expert)


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
