"""The turns of a conversation and who says them, and the exchanges that readers meet."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from experts.models import Expert
from publications.models.byline import Contribution
from texts import richtext


def new_key() -> str:
    return secrets.token_hex(4)


class TurnQuerySet(models.QuerySet):
    def live(self, at: datetime) -> Self:
        """Turns of the editions readers see at a moment."""
        editions: Any = self.model._meta.get_field("edition").related_model  # editions know of turns, not turns of them
        return self.filter(edition__in=editions.objects.live(at).values("pk"))

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

    edition = models.ForeignKey("publications.Edition", on_delete=models.CASCADE, related_name="turns")
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


def role_of(kind: str) -> str:
    """What somebody is who says a turn of this kind and stands in no byline yet."""
    return Contribution.Role.INTERVIEWEE if kind == Turn.Kind.ANSWER else Contribution.Role.INTERVIEWER


def exchanges(turns: Iterable[Turn], byline: Iterable[Contribution]) -> list[Exchange]:
    """Turns as a reader meets them: each question with what was said to it.

    Every reply knows who speaks, as a contribution, and who of them speaks for the first time.
    Turns need `with_speakers`.
    """
    people = {contribution.expert_id: contribution for contribution in byline}
    met: set[int] = set()
    found: list[Exchange] = []
    for turn in turns:
        if turn.kind == Turn.Kind.QUESTION or not found:
            found.append(Exchange(turn if turn.kind == Turn.Kind.QUESTION else None))
        if turn.kind != Turn.Kind.QUESTION:
            spoken_by = [people[pk] for pk in turn.speaker_ids if pk in people]
            found[-1].replies.append(Reply(turn, spoken_by, not met.issuperset(turn.speaker_ids)))
            met.update(turn.speaker_ids)
    return found
