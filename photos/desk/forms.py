"""The form of a photo: its words, its rights, its focal point, and its file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.guarded_forms import Guarded
from photos import library, uses
from photos.models import Photo

# What may not be taken from a photo that something shows: what is scheduled would go live without it.
KEPT = {
    "licence": gettext_lazy("This photo is in use. If the right to show it is gone, end it in “rights until”."),
    "alt": gettext_lazy("This photo is in use. Say what is seen, or mark it as decorative."),
}


class PhotoForm(Guarded):
    file = forms.FileField(
        required=False, label=gettext_lazy("file"), allow_empty_file=True,
        widget=forms.FileInput({"accept": library.ACCEPTED, "data-most": library.MOST_BYTES}), help_text=library.KINDS,
    )  # fmt: skip
    unkept: ValidationError | None = None  # why what this very form says could not be stored
    developed: library.Developed | None = None  # what was made of its file

    class Meta:
        model = Photo
        fields = [
            "slug", "alt", "is_decorative", "caption", "credit", "licence", "source", "rights_from", "rights_until",
            "territory", "contact", "focal_x", "focal_y",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" not in self.fields:
            return  # for looking only: all of it is read-only
        self.fields["slug"].required = False
        self.fields["alt"].widget = forms.Textarea({"rows": 2, "class": "vLargeTextField"})
        if self.instance.pk:
            self.fields["file"].label = _("Replace the file")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if self.unkept:
            raise self.unkept
        if not file and not self.instance.pk:
            raise forms.ValidationError(_("Choose the photo."))
        return file

    def clean_slug(self) -> str:
        """Left empty: after the file's name, with a number if that is taken."""
        slug = self.cleaned_data["slug"] or self.instance.slug
        file = self.files.get("file")
        return slug if slug or not file else library.free_slug(str(file.name))

    def clean(self) -> dict[str, Any]:
        """What the database asks of an attribution licence, said where it is to be filled in."""
        cleaned = super().clean() or self.cleaned_data
        if str(cleaned.get("licence", "")).startswith("cc-by") and not cleaned.get("credit"):
            self.add_error("credit", _("This licence asks that the photographer is named. Fill in the credit."))
        lost = [name for name in ("licence", "alt") if self.initial.get(name) and not cleaned.get(name)]
        if "alt" in lost and cleaned.get("is_decorative"):
            lost.remove("alt")
        if lost and Photo.objects.filter(uses.used(), pk=self.instance.pk).exists():
            for name in lost:
                self.add_error(name, KEPT[name])
        return cleaned

    def full_clean(self) -> None:
        """Develops the file once all else is right; what is wrong with it is said in any case."""
        super().full_clean()
        file = getattr(self, "cleaned_data", {}).get("file")
        if not file:
            return
        try:
            if self.errors:
                library.check(file)
            else:
                self.developed = library.develop(file, (self.instance.focal_x, self.instance.focal_y))
        except ValidationError as error:
            self.add_error("file", error)
