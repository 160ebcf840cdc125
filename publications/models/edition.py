"""Edition: one text of a publication, live from `live_from` until a newer one starts or it is withdrawn.

Scheduled, live and superseded are consequences of time and stored nowhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from common import fields
from common.moments import within_bounds
from experts.models import Expert
from photos.models import Photo
from publications import kinds
from publications.models.byline import Contribution
from publications.models.conversation import Exchange, exchanges
from publications.models.live import EditionQuerySet
from publications.models.publication import Publication
from publications.models.topics import Topic
from texts import richtext


def site_language() -> str:
    """What a new text is written in: called, so that migrations don't depend on an institute's settings."""
    return settings.LANGUAGE_CODE


@dataclass
class ChangeNote:
    """A change in substance, as readers are told of it. `moment` is None while it isn't live."""

    kind: str
    label: str
    note: str
    moment: datetime | None


class Edition(models.Model):
    class Change(models.TextChoices):
        MINOR = "minor", _("Minor change")
        UPDATE = "update", _("Update")
        CLARIFICATION = "clarification", _("Clarification")
        CORRECTION = "correction", _("Correction")
        RETRACTION = "retraction", _("Retraction")

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="editions")

    # What is printed.
    title = models.CharField(_("title"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("Stands under the title, in lists and in feeds."))
    body = richtext.RichTextField(_("text"), blank=True, photos=True)  # an interview's introduction
    language = fields.CharField(_("language"), max_length=20, choices=settings.LANGUAGES, default=site_language)
    lead_photo = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="lead_of", verbose_name=_("lead photo")
    )
    lead_alt = models.CharField(
        _("lead photo’s alternative text"),
        max_length=500,
        blank=True,
        help_text=_("For this piece only. Left empty, the photo’s own is read out."),
    )
    lead_caption = models.TextField(
        _("lead photo’s caption"),
        blank=True,
        help_text=_("For this piece only. Left empty, the photo’s own is printed."),
    )
    contributors = models.ManyToManyField(Expert, through="Contribution", related_name="editions")
    published_on = models.DateField(
        _("printed date"),
        null=True,
        blank=True,
        help_text=_("Left empty, the day it goes live. A correction keeps it."),
    )
    change_kind = models.CharField(_("kind of change"), max_length=20, blank=True, choices=Change)
    change_note = models.TextField(_("change note"), blank=True, help_text=_("What changed, for readers."))
    words = models.PositiveIntegerField(default=0, editable=False)

    # What people decided.
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors")
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)  # of the words that were approved
    returned_at = models.DateTimeField(null=True, blank=True, editable=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    return_note = models.TextField(_("note"), blank=True, editable=False)
    live_from = models.DateTimeField(_("live from"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawal_note = models.TextField(_("notice"), blank=True)
    withdrawn_to = models.ForeignKey(
        Publication, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("read instead")
    )
    discarded_at = models.DateTimeField(null=True, blank=True, editable=False)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EditionQuerySet.as_manager()

    first_live_from: datetime  # all three by `with_notable`
    notable_from: datetime
    notable_kind: str
    change_rows: list[dict[str, str]]  # by `with_changes`
    number: int  # by `numbered`

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        default_permissions = ()
        permissions = [
            ("write_draft", "Write drafts of one’s own"),
            ("edit_draft", "Edit, review and approve every draft"),
            ("publish_edition", "Publish, schedule, withdraw and refile"),
        ]
        indexes = [
            models.Index(fields=["-published_on", "-publication"], name="edition_newest_first"),
            models.Index(fields=["live_from"], name="edition_live_from", condition=Q(live_from__isnull=False)),
            models.Index(fields=["withdrawn_at"], name="edition_withdrawn_at", condition=Q(withdrawn_at__isnull=False)),
            models.Index(fields=["-updated_at", "-id"], name="edition_updated"),
            # Django's icontains asks for UPPER(title).
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="edition_title_trigrams"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "live_from"],
                name="edition_one_start",
                violation_error_message=_("Another edition of this piece starts at that very moment."),
            ),
            models.UniqueConstraint(
                fields=["publication"],
                name="edition_one_open_draft",
                condition=Q(live_from__isnull=True, discarded_at__isnull=True),
                violation_error_message=_("This piece has an open draft. Publish or discard that one first."),
            ),
            *within_bounds("edition", "live_from", "withdrawn_at"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(live_from__isnull=False, withdrawn_at__gt=F("live_from")),
                name="edition_withdrawn_after_live",
                violation_error_message=_("Only what has been live can be withdrawn."),
            ),
            models.CheckConstraint(
                condition=Q(live_from=None) | Q(published_on__isnull=False),
                name="edition_live_has_a_date",
                violation_error_message=_("Give it a printed date before it goes live."),
            ),
            models.CheckConstraint(
                condition=Q(live_from=None) | (~Q(title="") & ~Q(summary="")),
                name="edition_live_has_title_and_summary",
                violation_error_message=_("Give it a title and a summary before it goes live."),
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(published_on__range=(dt.date(1500, 1, 1), dt.date(9000, 12, 31))),
                name="edition_printed_date_is_plausible",
                violation_error_message=_("Printed dates lie between the years 1500 and 9000."),
            ),
            models.CheckConstraint(
                condition=Q(discarded_at=None) | Q(live_from=None),
                name="edition_discarded_never_live",
                violation_error_message=_("What is live or scheduled can't be discarded. Unschedule or withdraw it."),
            ),
            models.CheckConstraint(
                condition=Q(change_kind__in=["", "minor", "update", "clarification", "correction", "retraction"]),
                name="edition_change_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(live_from=None) | Q(change_kind__in=["", "minor"]) | ~Q(change_note=""),
                name="edition_change_has_a_note",
                violation_error_message=_("Say in the change note what changed, or call the change minor."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled"))

    def get_absolute_url(self) -> str:
        return self.publication.get_absolute_url()

    @property
    def kind(self) -> str:
        return self.publication.kind

    @property
    def shape(self) -> kinds.Kind:
        """What its piece's kind consists of and needs."""
        return kinds.of(self.publication.kind)

    @property
    def direction(self) -> str:
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"

    @property
    def printed_alt(self) -> str:
        """What is read out for the lead photo: this piece's words, else the photo's own."""
        return self.lead_alt or (self.lead_photo.words_instead if self.lead_photo else "")

    @property
    def printed_caption(self) -> str:
        return self.lead_caption or (self.lead_photo.caption if self.lead_photo else "")

    @property
    def updated(self) -> datetime | None:
        """When it last changed in substance, if ever since it first went live. Needs `with_notable`."""
        return self.notable_from if self.notable_from != self.first_live_from else None

    @property
    def updated_word(self) -> str:
        """What happened then, in a word for lists."""
        return str(CHANGED.get(Edition.Change(self.notable_kind or "update"), _("Updated")))

    @cached_property
    def changes(self) -> list[ChangeNote]:
        """What readers should know has changed, the newest first; a later minor edition hides none of it."""
        return [
            ChangeNote(
                kind=row["kind"],
                label=str(Edition.Change(row["kind"]).label),
                note=row["note"],
                moment=datetime.fromisoformat(row["moment"]) if row["moment"] else None,
            )
            for row in self.change_rows
        ]

    @property
    def minutes(self) -> int:
        """To read, at 230 words a minute (Brysbaert 2019 gives 238 for English non-fiction)."""
        return max(1, round(self.words / 230))

    def count_words(self) -> int:
        """The words of everything a reader reads, title and summary apart; `words` holds them."""
        return richtext.count_words(self.body, *(turn.html for turn in self.turns.all()))

    @cached_property
    def bylines(self) -> list[Contribution]:
        return list(self.contributions.all())

    @property
    def authors(self) -> list[Contribution]:
        """Whose work it is: the authors of an analysis, the interviewees of an interview."""
        return [c for c in self.bylines if c.role != Contribution.Role.INTERVIEWER]

    @property
    def interviewers(self) -> list[Contribution]:
        return [c for c in self.bylines if c.role == Contribution.Role.INTERVIEWER]

    @cached_property
    def topics(self) -> list[Topic]:
        return [filing.tag for filing in self.publication.filings.all()]

    @cached_property
    def contents(self) -> list[tuple[str, str]]:
        return richtext.contents(self.body)

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """The turns as a reader meets them. Needs `with_turns`."""
        return exchanges(self.turns.all(), self.bylines)

    def status(self, at: datetime) -> str:
        """draft, discarded, scheduled, live, superseded or withdrawn, at a moment."""
        if self.live_from is None:
            return "discarded" if self.discarded_at else "draft"
        if self.live_from > at:
            return "scheduled"
        if self.withdrawn_at and self.withdrawn_at <= at:
            return "withdrawn"
        newer = Edition.objects.filter(publication=self.publication_id, live_from__gt=self.live_from, live_from__lte=at)
        return "superseded" if newer.exists() else "live"


class PhotoUse(models.Model):
    """That an edition shows a photo, before its text or in it. Triggers keep these rows (PHOTO_USES in a migration)."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="photo_uses")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="uses")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "photo"], name="photo_use_once")]

    def __str__(self) -> str:
        return f"{self.photo}: {self.edition}"


CHANGED = {
    Edition.Change.CLARIFICATION: _("Clarified"),
    Edition.Change.CORRECTION: _("Corrected"),
    Edition.Change.RETRACTION: _("Retracted"),
}
