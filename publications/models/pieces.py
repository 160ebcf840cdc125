"""Publication, Edition and their querysets: the nouns, and the one rule of what readers see at a moment.

A publication is the piece for ever: its kind, address and topics. An edition is one text of it, live from
`live_from` until a newer one starts or it is withdrawn. Scheduled, live and superseded are consequences of
time and stored nowhere.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject, Lower, Upper
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from common import records, slugs
from common.moments import within_bounds
from experts.models import Expert
from photos.models import Photo
from texts import richtext

MOST_TOPICS = 5
TOTALS = "SELECT topic, count(*) AS total FROM (SELECT unnest(topic_ids) AS topic FROM ({live}) l) t GROUP BY topic"


def site_language() -> str:
    """What a new text is written in: called, so that migrations don't depend on an institute's settings."""
    return settings.LANGUAGE_CODE


class TopicQuerySet(records.RecordQuerySet):
    def with_totals(self, at: datetime) -> Self:
        """With `total`, how many live publications stand under each; by name."""
        live, values = Listing.objects.live(at).values("topic_ids").query.sql_with_params()
        # One object of all totals: uncorrelated, it is worked out once and not for every topic.
        totals = f"SELECT jsonb_object_agg(topic, total) FROM ({TOTALS.format(live=live)}) counted"  # noqa: S608
        total = RawSQL(f"coalesce((({totals}) -> publications_topic.id::text)::int, 0)", values)  # noqa: S611
        return self.annotate(total=ExpressionWrapper(total, models.IntegerField())).order_by("name")


class Topic(records.Record, TagBase):
    """A controlled list: chosen from, never typed into being."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    description = models.TextField(_("description"), blank=True, help_text=_("One or two sentences. Opens its page."))

    objects = TopicQuerySet.as_manager()

    class Meta(records.Record.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [
            *records.Record.Meta.constraints,
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_once",
                violation_error_message=_("There is a topic of this name already, perhaps in other letters."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return records.page_of("topics:detail", self.slug)


class TopicAddress(records.Address):
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, related_name="addresses")


class PublicationQuerySet(models.QuerySet):
    def titled(self, at: datetime | None = None) -> Self:
        """With `title`, of the newest text, live or not, and `is_live`, for the desk.

        at: now by default.
        """
        newest = Edition.objects.filter(publication=OuterRef("pk"), discarded_at=None).order_by("-id")
        live = Edition.objects.live(at or timezone.now()).filter(publication=OuterRef("pk"))
        return self.annotate(title=newest.values("title")[:1], is_live=Exists(live))


class Publication(models.Model):
    class Kind(models.TextChoices):
        ANALYSIS = "analysis", _("Analysis")
        INTERVIEW = "interview", _("Q&A interview")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    slug = models.SlugField(_("address"), max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    topics = TaggableManager(through="Filing", verbose_name=_("topics"), blank=True, help_text="")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["analysis", "interview"]), name="publication_kind_known"),
            records.slug_is_plain("publication_slug_is_plain"),
        ]

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


class ExpertiseQuerySet(models.QuerySet):
    def public(self, at: datetime) -> Self:
        """Where both ends are public."""
        return self.filter(expert__in=Expert.objects.public(at), topic__in=Topic.objects.public(at))


class Expertise(models.Model):
    """A topic an expert works on; it stands here, since experts may not know of topics."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="expertise")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="expertise", verbose_name=_("topic"))
    position = models.PositiveSmallIntegerField(default=0)

    objects = ExpertiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("field of expertise")
        verbose_name_plural = _("fields of expertise")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "topic"],
                name="expertise_once",
                violation_error_message=_("This topic is on the expert's list already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.topic)


def printed(at: datetime, people: str = "expert") -> list[Prefetch]:
    """What stands around every title: byline and topics, for `prefetch_related`.

    people: "expert__portrait" where portraits are shown too.
    """
    return [
        Prefetch("contributions", Contribution.objects.select_related(people)),
        Prefetch("publication__filings", Filing.objects.filter(tag__in=Topic.objects.public(at)).select_related("tag")),
    ]


def conversation() -> Prefetch:
    """The turns and who says them, for `prefetch_related`."""
    return Prefetch("turns", Turn.objects.with_speakers())


class EditionQuerySet(models.QuerySet):
    def live(self, at: datetime) -> Self:
        """The editions readers see at a moment. Everything public asks this; nothing else decides."""
        # All editions, not self: a filter on topic or expert must not hide the one that supersedes.
        newer = Edition.objects.filter(
            publication=OuterRef("publication"), live_from__gt=OuterRef("live_from"), live_from__lte=at
        )
        return self.filter(~Exists(newer), live_from__lte=at).exclude(withdrawn_at__lte=at)

    def started(self, at: datetime) -> Self:
        """Every edition readers have seen by a moment: the history."""
        return self.filter(live_from__lte=at)

    def public(self, at: datetime) -> Self:
        """The editions readers may read at a moment, numbered: of every live piece the live one and those before it.

        What was withdrawn stays withdrawn, even where the piece came back with another edition.
        """
        live = Edition.objects.live(at).filter(publication=OuterRef("publication")).order_by()
        return self.started(at).filter(Exists(live)).exclude(withdrawn_at__lte=at).numbered()

    def numbered(self) -> Self:
        """With `number`, the place of each among all that its piece ever started with; it never changes."""
        until = Edition.objects.filter(publication=OuterRef("publication"), live_from__lte=OuterRef("live_from"))
        count = until.order_by().values("publication").annotate(total=Count("pk")).values("total")
        return self.annotate(number=Subquery(count))

    def scheduled(self, at: datetime) -> Self:
        return self.filter(live_from__gt=at)

    def drafts(self) -> Self:
        """Texts being written: at most one a publication."""
        return self.filter(live_from=None, discarded_at=None)

    def newest_first(self) -> Self:
        """By the printed date, so that a correction keeps its place."""
        return self.order_by("-published_on", "-publication_id")

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        return self.filter(publication__kind__in=kinds)

    def about(self, topics: Iterable[int]) -> Self:
        """Filed under any of some topics, by primary key."""
        filed = Filing.objects.filter(content_object=OuterRef("publication"), tag__in=topics)
        return self.filter(Exists(filed))

    def by(self, expert: Expert) -> Self:
        return self.filter(Exists(Contribution.objects.filter(edition=OuterRef("pk"), expert=expert)))

    def for_lists(self, at: datetime, people: str = "expert") -> Self:
        """With all that a list prints: two queries more, whatever its length. Bodies stay in the database."""
        return self.defer("body").with_filing().with_notable(at).prefetch_related(*printed(at, people))

    def for_pages(self, at: datetime) -> Self:
        """With what a page or a feed's entry prints of the piece itself, but for its surroundings (`printed`)."""
        return self.with_filing().with_notable(at).with_changes(at)

    def with_filing(self) -> Self:
        return self.select_related("publication", "lead_photo")

    def with_turns(self) -> Self:
        """With the conversation and who says what, in one query more."""
        return self.prefetch_related(conversation())

    def with_content(self) -> Self:
        """With every word of it, who wrote it and who says what, in three queries more (`content.public`)."""
        return self.select_related("publication", "lead_photo").prefetch_related(
            Prefetch("contributions", Contribution.objects.select_related("expert")),
            Prefetch("turns", Turn.objects.with_speakers()),
            Prefetch("turns__speaking", Speaker.objects.select_related("expert")),
        )

    def with_notable(self, at: datetime) -> Self:
        """With `first_live_from`, and `notable_from` and `notable_kind` of the last change that is not minor."""
        started = Edition.objects.filter(publication=OuterRef("publication"), live_from__lte=at)
        notable = started.exclude(change_kind=Edition.Change.MINOR).order_by("-live_from")
        return self.annotate(
            first_live_from=started.order_by("live_from").values("live_from")[:1],
            notable_from=notable.values("live_from")[:1],
            notable_kind=notable.values("change_kind")[:1],
        )

    def with_changes(self, at: datetime) -> Self:
        """With what `changes` tells: every change in substance up to a moment, and the edition's own."""
        told = Edition.objects.filter(Q(live_from__lte=at) | Q(pk=OuterRef("pk")), publication=OuterRef("publication"))
        told = told.exclude(change_kind__in=["", Edition.Change.MINOR]).order_by(F("live_from").desc(nulls_first=True))
        row = JSONObject(kind="change_kind", note="change_note", moment="live_from")
        return self.annotate(change_rows=ArraySubquery(told.values(row=row)))

    def notable_first(self, at: datetime, most: int) -> list[Edition]:
        """The first few by going live or by last non-minor change, for feeds: nothing late is missed.

        Walks the moments from the newest back and stops when it has enough, so it costs the same at any size.
        """
        later = Edition.objects.filter(
            publication=OuterRef("publication"), live_from__gt=OuterRef("live_from"), live_from__lte=at
        ).exclude(change_kind=Edition.Change.MINOR)
        shown = self.live(at).filter(publication=OuterRef("publication")).order_by()
        notable = (
            Edition.objects.filter(~Exists(later), Exists(shown), live_from__lte=at)
            .exclude(change_kind=Edition.Change.MINOR)
            .order_by("-live_from", "-publication_id")
            .values_list("publication", flat=True)
        )
        order = {publication: place for place, publication in enumerate(notable[:most])}
        found: list[Any] = list(self.live(at).filter(publication__in=order))
        return sorted(found, key=lambda edition: order[edition.publication_id])


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
    language = models.CharField(_("language"), max_length=20, choices=settings.LANGUAGES, default=site_language)
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
    def is_interview(self) -> bool:
        return self.publication.kind == Publication.Kind.INTERVIEW

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
        """The turns as a reader meets them: each question with what was said to it.

        Every reply knows who speaks, as a contribution, and who of them speaks for the first time.
        Needs `with_turns`.
        """
        people = {contribution.expert_id: contribution for contribution in self.bylines}
        met: set[int] = set()
        found: list[Exchange] = []
        for turn in self.turns.all():
            if turn.kind == Turn.Kind.QUESTION or not found:
                found.append(Exchange(turn if turn.kind == Turn.Kind.QUESTION else None))
            if turn.kind != Turn.Kind.QUESTION:
                spoken_by = [people[pk] for pk in turn.speaker_ids if pk in people]
                found[-1].replies.append(Reply(turn, spoken_by, not met.issuperset(turn.speaker_ids)))
                met.update(turn.speaker_ids)
        return found

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
    """That an edition shows a photo, before its text or in it. The database keeps these rows (`rules.PHOTO_USES`)."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="photo_uses")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="uses")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "photo"], name="photo_use_once")]

    def __str__(self) -> str:
        return f"{self.photo}: {self.edition}"


class Contribution(models.Model):
    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        INTERVIEWEE = "interviewee", _("Interviewee")
        INTERVIEWER = "interviewer", _("Interviewer")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="contributions")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("expert"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.AUTHOR)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    affiliation = models.CharField(
        _("as printed"),
        max_length=300,
        blank=True,
        help_text=_("Position and affiliation as of this piece. Left empty, the expert's position today."),
    )

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["edition", "position"], name="contribution_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "expert"],
                name="contribution_once",
                violation_error_message=_("This expert is named twice. Take one of the two out."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["author", "interviewee", "interviewer"]), name="contribution_role_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.expert)


class TurnQuerySet(models.QuerySet):
    def live(self, at: datetime) -> Self:
        """Turns of the editions readers see at a moment."""
        return self.filter(edition__in=Edition.objects.live(at).values("pk"))

    def answers(self) -> Self:
        return self.filter(kind=Turn.Kind.ANSWER)

    def with_questions(self) -> Self:
        """With `question_html`, what was asked before each turn, and the edition and publication it stands in."""
        asked = Turn.objects.filter(
            edition=OuterRef("edition"), kind=Turn.Kind.QUESTION, position__lt=OuterRef("position")
        ).order_by("-position", "-id")
        return (
            self.select_related("edition__publication")
            .defer("edition__body")
            .annotate(question_html=Subquery(asked.values("html")[:1]))
        )

    def quoted(self) -> Self:
        """With what a quote away from its interview says beside its words, in one query more."""
        return self.with_questions().prefetch_related(Prefetch("speaking", Speaker.objects.select_related("expert")))

    def newest_first(self) -> Self:
        return self.order_by("-edition__published_on", "-edition__publication_id", "position", "id")

    def with_speakers(self) -> Self:
        """With `speaker_ids`, the experts who say it in their order."""
        return self.annotate(
            speaker_ids=ArrayAgg(
                "speaking__expert",
                order_by=("speaking__position", "speaking__id"),
                filter=Q(speaking__isnull=False),
                default=Value([], output_field=ArrayField(models.BigIntegerField())),
            )
        ).order_by("position", "id")


class Turn(models.Model):
    """One thing said in an interview. `key` is its public name, kept by later editions: #answer-KEY."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")
        REMARK = "remark", _("Remark")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.QUESTION)
    html = richtext.RichTextField(_("words"), photos=True)
    key = models.SlugField(max_length=60, editable=False)
    speakers = models.ManyToManyField(Expert, through="Speaker", related_name="turns", verbose_name=_("speakers"))

    objects = TurnQuerySet.as_manager()

    speaker_ids: list[int]  # by `with_speakers`
    question_html: str | None  # by `with_questions`

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["edition", "position"], name="turn_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="turn_key_once"),
            models.CheckConstraint(condition=Q(kind__in=["question", "answer", "remark"]), name="turn_kind_known"),
            models.CheckConstraint(condition=Q(key__regex=r"^[-a-zA-Z0-9_]+$"), name="turn_key_is_plain"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {richtext.plain(self.html)[:60]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = self.key or new_key()
        super().save(*args, **kwargs)

    @property
    def anchor(self) -> str:
        return f"{'question' if self.kind == Turn.Kind.QUESTION else 'answer'}-{self.key}"

    @property
    def words(self) -> str:
        return richtext.plain(richtext.without_repeats(self.html))

    @property
    def question(self) -> str:
        """The words of what was asked. Needs `with_questions`."""
        return richtext.plain(self.question_html or "")

    def get_absolute_url(self) -> str:
        return f"{self.edition.get_absolute_url()}#{self.anchor}"


class Speaker(models.Model):
    """Who says a turn: one, or several who answer jointly."""

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="speaking")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="speaking")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["turn", "expert"], name="speaker_once")]

    def __str__(self) -> str:
        return str(self.expert)


@dataclass
class ChangeNote:
    """A change in substance, as readers are told of it. `moment` is None while it isn't live."""

    kind: str
    label: str
    note: str
    moment: datetime | None


@dataclass
class Reply:
    """A turn that is no question, with who says it and whether one of them is heard for the first time."""

    turn: Turn
    spoken_by: list[Contribution]
    introduces: bool


@dataclass
class Exchange:
    """A question and what was said to it. `question` is None for words that come before the first question."""

    question: Turn | None
    replies: list[Reply] = field(default_factory=list)


class ListingQuerySet(models.QuerySet):
    def live(self, at: datetime) -> Self:
        """The same rows as `Edition.objects.live`, from periods written down: a property test holds them together."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=at), live_from__lte=at)

    def newest_first(self) -> Self:
        return self.order_by("-published_on", "-publication_id")


class Listing(models.Model):
    """What lists, counts and search read of an edition: derived, with a period of its own, so that any moment is exact.

    Written by `shelves.reshelve` alone, in the transaction that publishes, and rebuilt by `manage.py reshelve`.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, primary_key=True, related_name="listing")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="listings")
    kind = models.CharField(max_length=20)
    published_on = models.DateField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    topic_ids = ArrayField(models.BigIntegerField())
    expert_ids = ArrayField(models.BigIntegerField())
    head = SearchVectorField()  # title, names, summary: for ranking
    vector = SearchVectorField()  # those and every word of the text, and the filters as lexemes: for finding

    objects = ListingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-published_on", "-publication"],
                include=["kind", "live_from", "live_until"],
                name="listing_newest_first",
            ),
            models.Index(
                fields=["kind", "-published_on", "-publication"],
                include=["live_from", "live_until"],
                name="listing_of_kind",
            ),
            GinIndex(fields=["vector"], name="listing_vector"),
            GinIndex(fields=["head"], name="listing_head"),
            GinIndex(fields=["topic_ids"], name="listing_topics"),
            GinIndex(fields=["expert_ids"], name="listing_experts"),
        ]

    def __str__(self) -> str:
        return f"listing of {self.edition_id}"


class Passage(models.Model):
    """A piece of a text for search to show: its summary, some lines of it, or an answer. Derived, as listings are.

    `text` has no tags, its entities stay, and every block is a line. An answer has a key; its `vector` holds the
    words of its question too, with weight B.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    question = models.TextField()
    speaker_ids = ArrayField(models.BigIntegerField())
    text = models.TextField()
    vector = SearchVectorField()

    def __str__(self) -> str:
        return f"passage {self.position} of {self.edition_id}"


CHANGED = {
    Edition.Change.CLARIFICATION: _("Clarified"),
    Edition.Change.CORRECTION: _("Corrected"),
    Edition.Change.RETRACTION: _("Retracted"),
}


def new_key() -> str:
    return secrets.token_hex(4)


def free_slug(title: str) -> str:
    """A slug from a title that no piece has or had; empty when the title has no Latin letter or digit."""
    return slugs.free_slug(title, Address.objects.all())


class Piece(Edition):
    """An edition as the desk lists it: one row a piece, of either kind."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")


class Analysis(Edition):
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")


class Interview(Edition):
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("Q&A interview")
        verbose_name_plural = _("Q&A interviews")
