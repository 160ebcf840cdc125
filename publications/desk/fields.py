"""What several of the desk's forms of a piece ask: topics in order, a free address, the kind of a change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.search_boxes import ChooseSeveral
from publications import printed
from publications.models import MOST_TOPICS, Address, Edition, Filing, Publication, Topic

# Texts of one line, and how many characters they hold.
LINES = {field.name: field.column.max_length for field in printed.FIELDS if field.holds is printed.LINE}
CHANGES = {  # what each kind is for, beside its name
    Edition.Change.MINOR: gettext_lazy("A comma, a broken link. Readers are told nothing."),
    Edition.Change.UPDATE: gettext_lazy("New facts. Readers see your note; the piece comes up again in feeds."),
    Edition.Change.CLARIFICATION: gettext_lazy("What could be misread. Readers see your note."),
    Edition.Change.CORRECTION: gettext_lazy("What was wrong. Readers see your note, in red."),
    Edition.Change.RETRACTION: gettext_lazy("What no longer stands. Readers see your note, in red."),
}


class InOrder(forms.ModelMultipleChoiceField):
    """Several records, in the order they were chosen."""

    records: dict[str, Any] | None = None  # all that its form can name, where they were fetched for many of it

    def clean(self, value: Any) -> Any:
        if self.records is None or not isinstance(value, list | tuple) or not set(value) <= set(self.records):
            found = {str(record.pk): record for record in super().clean(value)}
        else:
            found = self.records
        return [found[pk] for pk in dict.fromkeys(map(str, value or [])) if pk in found]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(pk) for pk in self.prepare_value(initial) or []] != [str(pk) for pk in data or []]


def topics_field() -> InOrder:
    return InOrder(
        Topic.objects.all(), required=False, label=gettext_lazy("Topics"),
        widget=ChooseSeveral(Filing._meta.get_field("tag"), admin.site),
        help_text=gettext_lazy("Up to five: the ones a reader would look under, the nearest first."),
        validators=[at_most_five],
    )  # fmt: skip


def at_most_five(topics: Any) -> None:
    if len(topics) > MOST_TOPICS:
        raise forms.ValidationError(_("At most five topics: the ones a reader would look under."))


def check_address(slug: str, publication: Publication | None) -> None:
    """Raises ValidationError, naming the other piece, when an address is or was another's."""
    taken = Address.objects.filter(slug=slug).select_related("publication")
    if publication:
        taken = taken.exclude(publication=publication)
    if address := taken.first():
        title = address.publication.editions.order_by("-id").values_list("title", flat=True).first()
        raise forms.ValidationError(
            _("The address “%(slug)s” belongs to “%(title)s” and stays with it. Choose another one.")
            % {"slug": slug, "title": title or _("Untitled")}
        )
