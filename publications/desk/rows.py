"""Rows of a form that stand in an order: a byline's, a conversation's, an expert's topics, the front page's."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from common.search_boxes import ChooseOne
from publications.desk.fields import InOrder

LAST = 2**15 - 1  # the place of a row that has none yet: the largest the column holds


class RowId(forms.ModelChoiceField):
    """The row that a form is about, among those its formset has fetched. Django's own asks the database for each."""

    rows: dict[str, Any] = {}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if (pk := str(getattr(value, "pk", value))) in self.rows:
            return self.rows[pk]
        raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})


class RowFormSet(forms.BaseInlineFormSet):
    """Rows in the order of the position they carry; what their search boxes name is fetched once for all of them."""

    data: Any
    form: Any
    model: Any
    absolute_max: int
    default_error_messages: ClassVar = {
        **forms.BaseInlineFormSet.default_error_messages,
        "too_many_forms": gettext_lazy("At most %(num)d rows. Take some out."),
    }
    chooses = ""  # the field with the search box, if there is one; its inline says which

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = self.with_lost_rows_as_new()

    def with_lost_rows_as_new(self) -> Any:
        """What was sent, with rows that somebody else has removed meanwhile moved behind the others, without an id.

        Django would refuse them for ever, and the words in them would be lost.
        """
        try:
            total, initial = (int(self.data[f"{self.prefix}-{name}_FORMS"]) for name in ("TOTAL", "INITIAL"))
        except (KeyError, ValueError):
            return self.data  # Django says what is wrong with it
        if not 0 <= initial <= total <= self.absolute_max:
            return self.data
        there = {str(row.pk) for row in self.get_queryset()}
        lost = {i for i in range(initial) if self.data.get(f"{self.prefix}-{i}-id") not in there}
        if not lost:
            return self.data
        order = sorted(range(total), key=lambda i: (i in lost, i))
        sent = self.data.copy()
        for key in [key for key in sent if key.startswith(f"{self.prefix}-")]:
            number = key.removeprefix(f"{self.prefix}-").partition("-")[0]
            if number.isdecimal():
                del sent[key]
        for new, old in enumerate(order):
            start = f"{self.prefix}-{old}-"
            for key in [key for key in self.data if key.startswith(start)]:
                sent.setlist(f"{self.prefix}-{new}-{key.removeprefix(start)}", self.data.getlist(key))
            if old in lost:
                sent[f"{self.prefix}-{new}-id"] = ""
        sent[f"{self.prefix}-INITIAL_FORMS"] = str(initial - len(lost))
        return sent

    @cached_property
    def records(self) -> dict[str, Any]:
        """By primary key, what the rows' search boxes name, as it is stored and as it was sent."""
        records = {str(record.pk): record for row in self.get_queryset() for record in self.chosen(row)}
        if self.is_bound:
            sent = {
                pk
                for i in range(self.total_form_count())
                for pk in self.data.getlist(f"{self.prefix}-{i}-{self.chooses}")
                if pk.isdecimal()
            }
            if missing := sent - set(records):
                found = self.form.base_fields[self.chooses].queryset.filter(pk__in=missing)
                records |= {str(record.pk): record for record in found}
        return records

    @cached_property
    def known(self) -> dict[str, str]:
        return {pk: str(record) for pk, record in self.records.items()}

    @cached_property
    def rows(self) -> dict[str, Any]:
        return {str(row.pk): row for row in self.get_queryset()}

    def chosen(self, row: Any) -> list:
        return [getattr(row, self.chooses)]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if isinstance(asks := form.fields.get("id"), forms.ModelChoiceField):
            form.fields["id"] = field = RowId(
                asks.queryset, initial=asks.initial, required=False, widget=forms.HiddenInput
            )
            field.rows = self.rows
        if not self.chooses:
            return
        field = form.fields[self.chooses]
        getattr(field.widget, "widget", field.widget).known = self.known  # the admin wraps some in links
        if isinstance(field, InOrder):
            field.records = self.records

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        kept = [f for f in self.forms if f.instance.pk and f not in self.deleted_forms]
        kept.sort(key=lambda f: f.cleaned_data["position"])  # sort is stable: ties stay as sent
        for place, form in enumerate(kept, 1):
            form.instance.position = place
        self.model.objects.bulk_update([form.instance for form in kept], ["position"])
        return saved


class RowForm(forms.ModelForm):
    position = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_position(self) -> int:
        position = self.cleaned_data["position"]
        return LAST if position is None else position


class RowInline(admin.StackedInline):
    """Rows that stand in an order and name a record through a search box that asks the database once for all."""

    formset: type[RowFormSet] = RowFormSet
    chooses = ""  # the field with the search box, if there is one
    extra = 0
    most = 60

    # Rows are a part of what they stand in, and have no permissions of their own.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        parent = self.admin_site._registry[self.parent_model]
        return parent.has_change_permission(request, obj) or (obj is None and parent.has_add_permission(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site._registry[self.parent_model].has_view_permission(request, obj)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        bounds = {"max_num": self.most, "validate_max": True, "absolute_max": 2 * self.most}  # some may be taken out
        formset: Any = super().get_formset(request, obj, **bounds, **kwargs)
        formset.chooses = self.chooses
        return formset

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == self.chooses:
            kwargs["widget"] = ChooseOne(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
