"""The form of a piece: what its draft prints, and how the piece is filed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from photos.desk import about as photo_desk
from photos.models import Photo
from publications import printed
from publications.desk.fields import CHANGES, check_address, topics_field
from publications.models import Edition, Publication, free_slug

ADDRESS_HELP = gettext_lazy(
    "The end of its web address. Left empty, it is made from the title. "
    "Once readers have seen the piece, Refile changes it, and the old address leads on to the new one."
)


class PieceForm(forms.ModelForm):
    slug = forms.SlugField(label=gettext_lazy("Address"), required=False, max_length=200, help_text=ADDRESS_HELP)
    topics = topics_field()
    # Which save the editor's browser got, and how the piece was filed then: `merging` tells her changes by them.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    filed = forms.CharField(required=False, widget=forms.HiddenInput)
    # Which photo the piece's own words are about, by primary key: an editor may keep them for another photo.
    words_about = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Edition
        fields = printed.NAMES
        widgets = {field.name: forms.Textarea(dict(field.attrs)) for field in printed.FIELDS if field.attrs}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        publication = self.publication
        if "lead_alt" in self.fields:
            self.show_own_words(self.instance.lead_photo)
        if "change_kind" in self.fields:
            self.fields["change_kind"].widget = forms.RadioSelect(
                choices=[
                    (kind.value, format_html('{} <span class="meta">{}</span>', kind.label, use))
                    for kind, use in CHANGES.items()
                ]
            )
        if publication:
            self.initial["seen"] = self.instance.updated_at.isoformat()
            if publication.editions.started(timezone.now()).exists():
                del self.fields["slug"], self.fields["topics"]
            else:
                self.initial["slug"] = "" if self.was_discarded else publication.slug
                self.initial["topics"] = list(publication.filings.values_list("tag", flat=True))
                self.initial["filed"] = " ".join(map(str, [publication.slug, *self.initial["topics"]]))

    @property
    def publication(self) -> Publication | None:
        return self.instance.publication if self.instance.pk else None

    @property
    def was_discarded(self) -> bool:
        """Whether the piece has given its address back and needs one anew."""
        return (piece := self.publication) is not None and piece.slug == f"discarded-{piece.uuid}"

    def show_own_words(self, photo: Photo | None) -> None:
        """The photo's own words where the piece's would stand: they are printed as long as nothing else is written."""
        own = photo_desk.own_words(photo) if photo else {}
        for name in ("alt", "caption"):
            self.fields[f"lead_{name}"].widget.attrs["placeholder"] = own.get(name, "")
        self.initial["words_about"] = photo.pk if photo else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        photo = cleaned.get("lead_photo")
        if photo and "lead_photo" in self.changed_data and cleaned.get("words_about") != str(photo.pk):
            for name in ("lead_alt", "lead_caption"):
                if cleaned.get(name) and name not in self.changed_data:
                    self.add_error(name, _("These words are about another photo. Change them, or empty this field."))
        return cleaned

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if not title:
            raise forms.ValidationError(_("Give it a title. You can change it later."))
        return title

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        if not slug and self.publication and not self.was_discarded:
            slug = self.publication.slug
        if not slug and self.cleaned_data.get("title"):
            slug = free_slug(self.cleaned_data["title"])
            if not slug:
                raise forms.ValidationError(
                    _("No address can be made from this title. Write one in Latin letters, digits and hyphens.")
                )
        elif slug:
            check_address(slug, self.publication)
        return slug
