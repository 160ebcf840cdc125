"""What editors choose for the front page: its row, and the pieces, answers, topics and experts on it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.moments import within_bounds
from experts.models import Expert
from publications.models import Publication, Topic


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
