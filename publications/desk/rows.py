"""The desk's forms of a piece: its text, its turns and its byline, and what some steps ask before they are taken."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.search_boxes import ChooseSeveral
from experts.models import Expert
from photos import desk as photo_desk
from photos.models import Photo
from publications import workflow
from publications.models import (
    MOST_TOPICS,
    Address,
    Contribution,
    Edition,
    Expertise,
    Filing,
    Publication,
    Speaker,
    Topic,
    Turn,
    free_slug,
)
from texts import merge, richtext

LINES = {"title": 300, "lead_alt": 500}  # texts of one line, and how many characters they hold
LAST = 2**15 - 1  # the place of a row that has none yet: the largest the column holds
ADDRESS_HELP = gettext_lazy(
    "The end of its web address. Left empty, it is made from the title. "
    "Once readers have seen the piece, Refile changes it, and the old address leads on to the new one."
)


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
        fields = [
            "title", "summary", "body", "language", "lead_photo", "lead_alt", "lead_caption", "published_on",
            "change_kind", "change_note",
        ]  # fmt: skip
        widgets = {
            "title": forms.Textarea({"rows": 1, "class": "title-line"}),
            "lead_alt": forms.Textarea({"rows": 2}),
            "lead_caption": forms.Textarea({"rows": 2}),
        }

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


def moment_of(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


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


class TurnForm(RowForm):
    turn_key = forms.CharField(required=False, widget=forms.HiddenInput)  # tells a turn that somebody else has removed
    said_by = InOrder(
        Expert.objects.all(), required=False, label=gettext_lazy("Speakers"),
        widget=ChooseSeveral(
            Speaker._meta.get_field("expert"), admin.site, {"data-placeholder": gettext_lazy("Who speaks?")}
        ),
    )  # fmt: skip

    class Meta:
        model = Turn
        fields = ["kind", "html", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["html"].required = False  # said in clean_html, with the way out
        if self.instance.pk:
            self.initial["turn_key"] = self.instance.key
            self.initial["said_by"] = [speaker.expert_id for speaker in self.instance.speaking.all()]

    def _get_validation_exclusions(self) -> set[str]:
        """The field knows the kinds; the constraint would ask the database, once a row."""
        return super()._get_validation_exclusions() | {"kind"}  # type: ignore[misc]

    def has_changed(self) -> bool:
        """A new row without words is no turn: buttons fill in its kind, position and speakers."""
        if self.instance.pk:
            return super().has_changed()
        return bool(richtext.clean(self.data.get(self.add_prefix("html"), ""), photos=True))

    def clean_html(self) -> str:
        if not richtext.plain(self.cleaned_data["html"]):
            raise forms.ValidationError(_("Write what is said, or remove this turn."))
        return self.cleaned_data["html"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Turn.Kind.ANSWER and "said_by" not in self.errors and not cleaned.get("said_by"):
            self.add_error("said_by", _("Choose who says this answer."))
        return cleaned

    def _save_m2m(self) -> None:
        workflow.set_speakers(self.instance, self.cleaned_data["said_by"])


class TurnFormSet(RowFormSet):
    def chosen(self, row: Any) -> list:
        return [speaker.expert for speaker in row.speaking.all()]


class ContributionForm(RowForm):
    class Meta:
        model = Contribution
        fields = ["expert", "role", "affiliation", "position"]

    def has_changed(self) -> bool:
        if self.instance.pk:
            return super().has_changed()
        return bool(set(self.changed_data) - {"position", "role"})


class ExpertiseForm(RowForm):
    class Meta:
        model = Expertise
        fields = ["topic", "position"]

    def has_changed(self) -> bool:
        return super().has_changed() if self.instance.pk else "topic" in self.changed_data


class SendBackForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"), widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("What is to be done. Whoever wrote it gets it by mail, and finds it beside the text."),
    )  # fmt: skip


class ScheduleForm(forms.Form):
    """When a text goes live: at a moment of its own, or together with what is scheduled already."""

    moment = forms.DateTimeField(
        required=False, label=gettext_lazy("At a moment"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    together = forms.ModelChoiceField(
        Edition.objects.none(), required=False, blank=True, empty_label=gettext_lazy("Nothing else"),
        widget=forms.RadioSelect,
        label=gettext_lazy("Or together with"),
        help_text=gettext_lazy("Both appear at the same instant, in page, lists, feeds and sitemap."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["together"]
        field.queryset = Edition.objects.scheduled(timezone.now()).select_related("publication").order_by("live_from")
        field.label_from_instance = lambda edition: f"{edition}, {workflow.said(edition.live_from)}"
        if not field.queryset.exists():
            del self.fields["together"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if other := cleaned.pop("together", None):
            cleaned["moment"] = other.live_from
        if "moment" not in self.errors:
            if not cleaned.get("moment"):
                self.add_error("moment", _("Choose when it goes live."))
            elif cleaned["moment"] <= timezone.now():
                self.add_error("moment", _("That moment is past. Choose a later one, or publish now."))
        return cleaned


class RepublishForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of change"), widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in CHANGES], initial=Edition.Change.UPDATE,
    )  # fmt: skip
    note = forms.CharField(
        required=False, label=gettext_lazy("Change note"), widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Why it is back. Readers find it on the piece, unless the change is minor."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Notice"), widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Readers find it at the piece's address, in its place."),
    )  # fmt: skip
    instead = forms.CharField(
        required=False, label=gettext_lazy("Read instead"), widget=forms.TextInput({"class": "vURLField"}),
        help_text=gettext_lazy("The address of the piece that readers should go to, if there is one."),
    )  # fmt: skip

    def clean_instead(self) -> Publication | None:
        link = self.cleaned_data["instead"].strip()
        if not link:
            return None
        match = re.search(r"/publications/([-\w]+)/?(?:#.*)?$", link)
        found = Publication.objects.filter(addresses__slug=match[1]).first() if match else None
        if found is None:
            raise forms.ValidationError(_("There is no piece at this address. Copy it from the piece's page."))
        return found


class RefileForm(forms.Form):
    slug = forms.SlugField(
        label=gettext_lazy("Address"), max_length=200,
        help_text=gettext_lazy("The former address leads readers on to the new one."),
    )  # fmt: skip
    topics = topics_field()

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"].lower()


class ClashForm(forms.Form):
    """What shall stand at each place where two editors' words clash."""

    CHOICES = {
        "mine": gettext_lazy("Yours"), "theirs": gettext_lazy("Theirs"), "both": gettext_lazy("Both, yours first"),
        "own": gettext_lazy("Neither: write it here"),
    }  # fmt: skip

    def __init__(self, clashes: list[merge.Clash], data: Any = None) -> None:
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
    def ways(clash: merge.Clash) -> list[str]:
        is_text = clash.kind in ("words", "block")
        found = ["mine", "theirs"]
        if (is_text and clash.name not in LINES) or clash.where[-1] == "speakers":
            found.append("both")
        if is_text or (isinstance(clash.mine or clash.theirs, str) and clash.kind == "item"):
            found.append("own")
        return found

    @staticmethod
    def own_field(clash: merge.Clash) -> Any:
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

    def answer(self, n: int, clash: merge.Clash) -> Any:
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
