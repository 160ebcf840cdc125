"""Fields of which migrations know the column, and nothing that is code."""

from __future__ import annotations

from typing import Any

from django.db import models


class _ColumnOnly(models.Field):
    """Says no default, validator or choice to migrations.

    They are no part of the schema. In a released migration, which never changes, a function of ours would be held
    to its name and module for ever, and a list of choices would ask for a migration that does nothing.
    """

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        column = {key: value for key, value in kwargs.items() if key not in ("default", "validators", "choices")}
        return name, f"django.db.models.{self.get_internal_type()}", args, column


class CharField(_ColumnOnly, models.CharField):
    pass


class DateTimeField(_ColumnOnly, models.DateTimeField):
    pass
