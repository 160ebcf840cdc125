"""Search boxes that choose records, for the desk's forms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models
from django.http import HttpRequest


class Known:
    """A search box that prints what is chosen in its order, from names its form has fetched already."""

    known: dict[str, str]  # by primary key; shared by the rows of a formset
    choices: Any
    create_option: Any
    allow_multiple_selected: bool
    is_required: bool

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        known = getattr(self, "known", {})
        chosen = [pk for pk in map(str, value) if pk]
        if missing := [pk for pk in chosen if pk not in known and pk.isdecimal()]:
            known |= names(self.choices.queryset, missing)
        options = [] if self.allow_multiple_selected or self.is_required else [("", "")]
        options += [(pk, known[pk]) for pk in chosen if pk in known]
        made = [self.create_option(name, pk, label, set(chosen), i) for i, (pk, label) in enumerate(options)]
        return [(None, made, 0)]


class ChooseOne(Known, AutocompleteSelect):
    pass


class ChooseSeveral(Known, AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict:
        """Django empties the placeholder."""
        asks = {"data-placeholder": base_attrs.get("data-placeholder", "")}
        return super().build_attrs(base_attrs, extra_attrs) | asks


def names(queryset: models.QuerySet, keys: Collection[str]) -> dict[str, str]:
    return {str(record.pk): str(record) for record in queryset.filter(pk__in=keys)} if keys else {}


class SearchBoxes:
    """For a ModelAdmin: its `autocomplete_fields` are boxes of our own; Django's break on a key that is no number."""

    admin_site: Any
    get_autocomplete_fields: Any

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
