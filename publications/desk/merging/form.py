"""The form of the clashes: what shall stand at each place where two editors' words differ."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publications.desk.fields import LINES
from publications.models import Edition
from texts import richtext
from texts.merge import Clash


class ClashForm(forms.Form):
    """What shall stand at each place where two editors' words clash."""

    CHOICES = {
        "mine": gettext_lazy("Yours"), "theirs": gettext_lazy("Theirs"), "both": gettext_lazy("Both, yours first"),
        "own": gettext_lazy("Neither: write it here"),
    }  # fmt: skip

    def __init__(self, clashes: list[Clash], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.clashes = clashes
        for n, clash in enumerate(clashes):
            self.fields[f"choice_{n}"] = forms.ChoiceField(
                choices=[(name, self.CHOICES[name]) for name in self.ways(clash)],
                error_messages={"required": gettext_lazy("Choose what shall stand here.")},
            )
            if "own" in self.ways(clash):
                self.fields[f"own_{n}"] = field = self.own_field(clash)
                field.required, field.initial = False, clash.mine if clash.mine is not None else clash.theirs
                field.label = gettext_lazy("Your own words")

    @staticmethod
    def ways(clash: Clash) -> list[str]:
        is_text = clash.kind in ("words", "block")
        found = ["mine", "theirs"]
        if (is_text and clash.name not in LINES) or clash.where[-1] == "speakers":
            found.append("both")
        if is_text or (isinstance(clash.mine or clash.theirs, str) and clash.kind == "item"):
            found.append("own")
        return found

    @staticmethod
    def own_field(clash: Clash) -> Any:
        if clash.name in LINES:
            return forms.CharField(max_length=LINES[clash.name], widget=forms.Textarea({"rows": 2}))
        if clash.kind == "words":
            return forms.CharField(widget=forms.Textarea({"rows": 5}))
        return Edition._meta.get_field("body").formfield()

    def rows(self) -> list[dict[str, Any]]:
        """Of each clash its fields, and the ways that are open."""
        bound = [
            {"choice": self[f"choice_{n}"], "own": self[f"own_{n}"] if f"own_{n}" in self.fields else None}
            for n in range(len(self.clashes))
        ]
        return [row | {"ways": self.ways(clash)} for row, clash in zip(bound, self.clashes, strict=True)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for n in range(len(self.clashes)):
            own = cleaned.get(f"own_{n}") or ""
            if cleaned.get(f"choice_{n}") == "own" and not (richtext.plain(own) or richtext.photos_in(own)):
                self.add_error(f"own_{n}", _("Write the words, or choose one of the others."))
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        return {clash.name: self.answer(n, clash) for n, clash in enumerate(self.clashes)}

    def answer(self, n: int, clash: Clash) -> Any:
        chosen = self.cleaned_data[f"choice_{n}"]
        if chosen == "own":
            own = str(self.cleaned_data[f"own_{n}"])
            return " ".join(own.split()) if clash.name in LINES else own
        if chosen != "both":
            return getattr(clash, chosen)
        if clash.kind == "block":
            return clash.mine + clash.theirs
        if clash.kind == "words":
            return "\n\n".join(part for part in (clash.mine, clash.theirs) if part)
        return list(dict.fromkeys([*clash.mine, *clash.theirs]))
