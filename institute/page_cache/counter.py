"""How often readers' site has changed: one number, which triggers count."""

from __future__ import annotations

from django.db import models


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
