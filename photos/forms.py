"""The form of a photo: its words, its rights, its focal point, and its file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from photos import library
from photos.guarded import Guarded
from photos.models import Photo


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
