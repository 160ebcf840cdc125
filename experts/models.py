"""Expert: a person who writes or answers, with a public profile."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common import records
from common.records import RecordQuerySet
from experts.names import COMMA, FAMILY_FIRST, sorted_name, words_in
from photos.models import Photo
from texts.richtext import RichTextField


class Expert(records.Record):
    name = models.CharField(_("name"), max_length=200, help_text=_("As it is printed: “Marit Oyelaran”."))
    sort_name = models.CharField(
        _("name for sorting"),
        max_length=200,
        blank=True,
        help_text=_("“Oyelaran, Marit”. Left empty, the last word of the name comes first."),
    )
    native_name = models.CharField(_("name in its own script"), max_length=200, blank=True)
    native_language = models.CharField(
        _("language of that name"), max_length=20, blank=True, choices=settings.LANGUAGES
    )
    slug = models.SlugField(_("address"), max_length=200, unique=True)
    position = models.CharField(
        _("position"), max_length=300, blank=True, help_text=_("Today's. What a piece printed at its time stays there.")
    )
    bio = RichTextField(_("biography"), blank=True)
    email = models.EmailField(_("press contact"), blank=True, help_text=_("Shown on the profile."))
    portrait = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="portrait_of", verbose_name=_("portrait")
    )

    objects = RecordQuerySet.as_manager()

    class Meta(records.Record.Meta):
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["sort_name", "name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return records.page_of("experts:detail", self.slug)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = self.sort_name or sorted_name(self.name)
        super().save(*args, **kwargs)

    @property
    def family_name(self) -> str:
        """What the name prints of what stands before the comma of the name for sorting; empty where nothing is sure.

        Nothing is without a comma, nor in other letters than the name's ("Muller" of “Müller”), nor where the name for
        sorting was made from one that may begin with the family's.
        """
        family, *given = COMMA.split(self.sort_name, maxsplit=1)
        is_guess = self.sort_name == sorted_name(self.name) and FAMILY_FIRST.search(self.native_name)
        found = None if is_guess or not given else words_in(self.name, family)
        return found[0] if found else ""

    @property
    def initials(self) -> str:
        """First and last initial, for the monogram that stands where a portrait is missing."""
        words = self.name.split()
        return "".join(word[0] for word in (words[0], words[-1]) if word) if len(words) > 1 else self.name[:2]


class Address(records.Address):
    expert = models.ForeignKey(Expert, on_delete=models.SET_NULL, null=True, related_name="addresses")
