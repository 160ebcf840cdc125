"""Forms that store nothing over what somebody else has stored since they were opened."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _


def stamp(*rows: Any) -> str:
    """A digest of what some rows hold: a form that was opened on other rows is told so."""
    values = [[str(getattr(row, field.attname)) for field in row._meta.concrete_fields] for row in rows]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]


class Guarded(forms.ModelForm):
    """Tells its editor first, once. A form of its kind has `seen` among its fields."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = self.stamp() if self.instance.pk else ""
        self.initial["seen"] = self.stored

    def stamp(self) -> str:
        """What is stored now, in short."""
        row: Any = self.instance
        parts = [part for rows in self.parts() for part in getattr(row, rows).all()]
        return stamp(row, *parts)

    def parts(self) -> list[str]:
        """The names of its rows' managers."""
        return []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Who saves again has been told. A form without the field is no browser's.
        if self.stored and self.data.get("seen", self.stored) != self.stored:
            self.add_error(
                None,
                _("This was saved elsewhere after you opened it here. What you entered is not stored yet. "
                  "Open it once more in another window and compare; saving here again puts yours in its place.")
            )  # fmt: skip
            sent = self.data.copy()
            sent["seen"] = self.stored
            self.data = sent
        return cleaned
