"""Contribution: who has a part in an edition, and which."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from experts.models import Expert


class Contribution(models.Model):
    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        INTERVIEWEE = "interviewee", _("Interviewee")
        INTERVIEWER = "interviewer", _("Interviewer")

    edition = models.ForeignKey("publications.Edition", on_delete=models.CASCADE, related_name="contributions")
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
