"""What happens around a text before readers see it: rules, saves, links to preview it, letters, who has it open."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import fields
from common.moments import within_bounds

PRESENT = timedelta(minutes=2)  # after the last sign of life of an open form
PREVIEW_LASTS = timedelta(days=14)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def preview_end() -> datetime:
    return timezone.now() + PREVIEW_LASTS


class EditorialRules(models.Model):
    """How this institute edits: one row."""

    four_eyes = models.BooleanField(
        _("four eyes"),
        default=False,
        help_text=_("Nothing goes live before somebody who didn’t write it has approved exactly these words."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("editorial rules")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="editorial_rules_one_row")]

    def __str__(self) -> str:
        return str(_("Editorial rules"))

    @classmethod
    def current(cls) -> Self:
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Save(models.Model):
    """A draft's words as somebody stored them: what two editors' changes are told apart by, and who has written."""

    edition = models.ForeignKey("publications.Edition", on_delete=models.CASCADE, related_name="saves")
    saved_at = models.DateTimeField()  # the edition's `updated_at` then
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    content = models.JSONField()  # as `content.of` gives it
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("save")
        verbose_name_plural = _("saves")
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["edition", "saved_at"], name="save_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.saved_at}"


class Presence(models.Model):
    """Somebody has a draft's form open."""

    edition = models.ForeignKey("publications.Edition", on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        constraints = [models.UniqueConstraint(fields=["edition", "person"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.seen_at}"


class PreviewLinkQuerySet(models.QuerySet):
    def valid(self, at: datetime) -> Self:
        return self.filter(expires_at__gt=at, revoked_at=None)


class PreviewLink(models.Model):
    """Lets whoever holds it read one edition before readers do."""

    edition = models.ForeignKey("publications.Edition", on_delete=models.CASCADE, related_name="preview_links")
    token = fields.CharField(max_length=64, unique=True, default=new_token, editable=False)
    label = models.CharField(_("for whom"), max_length=200, help_text=_("“Professor Lund, for her quotes”."))
    embargo = models.DateTimeField(
        _("embargo until"), null=True, blank=True, help_text=_("Stands on the page, with the request to keep to it.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = fields.DateTimeField(_("expires"), default=preview_end)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-created_at"]
        constraints = [
            *within_bounds("preview_link", "expires_at", "embargo"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="preview_link_expires_later"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("preview", args=[self.token])


class PreviewVisit(models.Model):
    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="visits")
    visited_at = models.DateTimeField()
    browser = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("visit of a preview")
        verbose_name_plural = _("visits of previews")
        ordering = ["-visited_at"]

    def __str__(self) -> str:
        return f"{self.visited_at}"


class LetterQuerySet(models.QuerySet):
    def unsent(self) -> Self:
        return self.filter(sent_at=None)


class Letter(models.Model):
    """A mail on its way: written with the step it tells of, sent after it, tried again until it has gone."""

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    fault = models.TextField(blank=True)  # of the last try

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at"]
        indexes = [models.Index(fields=["written_at"], name="letter_unsent", condition=Q(sent_at__isnull=True))]

    def __str__(self) -> str:
        return self.subject
