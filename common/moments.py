"""Bounds for every moment that is stored: between them each can be told in every time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FIRST, LAST = datetime(1500, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def within_bounds(prefix: str, *fields: str) -> list[models.BaseConstraint]:
    """Moments of a model, each empty or one that can be told.

    One constraint each: a form that shows one of them checks that one.
    """
    return [
        models.CheckConstraint(
            condition=Q((field, None)) | Q((f"{field}__range", (FIRST, LAST))),
            name=f"{prefix}_{field}_can_be_told",
            violation_error_message=_("Moments lie between the years 1500 and 9000. Leave it empty for no end."),
        )
        for field in fields
    ]
