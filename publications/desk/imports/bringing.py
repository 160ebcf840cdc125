"""Bringing an import: a file or a pasted text is read, and kept with what was read in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ingest import reading
from ingest.document import Document, Unreadable
from photos import library
from publications import kinds
from publications.desk.common import piece_address
from publications.desk.imports import reviewing
from publications.desk.imports.found import earlier_of, one_to_change, unmade
from publications.desk.imports.screens import ImportScreen, to
from publications.models.imports import Import
from publications.workflow import roles

MOST_BYTES = 20 * 2**20
MOST_LISTED = 20


class BringForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What it becomes"), choices=kinds.choices_of_imports,
        initial=kinds.choices_of_imports()[0][0], widget=forms.RadioSelect,
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("A file"), required=False, allow_empty_file=True,
        widget=forms.FileInput({"accept": ".docx,.html,.htm,.txt,.md", "data-most": MOST_BYTES}),
        help_text=gettext_lazy("Word (.docx), a saved web page or plain text, up to 20 MB. Drop it here or choose it."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Or a text"), required=False, strip=False, widget=forms.Textarea({"rows": 12}),
        help_text=gettext_lazy("Paste it as it is, from a mail or a web page: links, headings and lists are kept."),
    )  # fmt: skip
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)  # the same text, as it was copied

    document: Document
    data: Any

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("“%(name)s” is larger than 20 MB. Make the pictures in it smaller, or take some out.")
                % {"name": file.name}
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        file, text = cleaned.get("file"), cleaned["text"]
        field = "file" if file else "text"
        if file and text.strip():
            self.add_error("file", _("Here are a file and a pasted text. Bring one of them, then the other."))
        elif not file and not text.strip():
            self.add_error("file", _("Choose a file, or paste a text below."))
        else:
            try:
                self.document = self.read()
            except Unreadable as unreadable:
                self.add_error(field, str(unreadable))
        return cleaned

    def read(self) -> Document:
        """Raises Unreadable."""
        if file := self.cleaned_data["file"]:
            self.came = file.read()
            return reading.read(file.name, self.came)
        text, html = self.cleaned_data["text"], self.cleaned_data["html"]
        if html:
            try:
                document = reading.read_html(html)
                self.came = html.encode()
                return document
            except Unreadable:
                pass  # the words are there all the same
        self.came = text.encode()
        document = reading.read_text(text)
        if html:
            document.losses.append(_("Links, headings and lists: only the plain words of the paste could be read."))
        return document


class Bring(ImportScreen):
    def answer(self) -> HttpResponse:
        if not roles.may(self.person, "start"):
            raise PermissionDenied
        kind = self.request.GET.get("kind", "")
        initial = {"kind": kind if kind in kinds.NAMES else kinds.choices_of_imports()[0][0]}
        form = BringForm(self.request.POST or None, self.request.FILES or None, initial=initial, label_suffix="")
        if self.request.method == "POST" and form.is_valid() and (imported := self.begun(form)):
            earlier = earlier_of(self.request, imported)
            return HttpResponseRedirect(imported.address("again") if earlier else imported.get_absolute_url())
        return self.show(
            "import_add.html", title=_("From a Word file or pasted text"), form=form,
            media=self.desk.media + form.media, unmade=unmade(self.request)[:MOST_LISTED],
        )  # fmt: skip

    def begun(self, form: BringForm) -> Import | None:
        """None: its files could not be stored, as the form says now."""
        file = form.cleaned_data["file"]
        try:
            return reviewing.begin(
                form.document, kind=form.cleaned_data["kind"], name=file.name if file else "", data=form.came,
                actor=self.person,
            )  # fmt: skip
        except library.NotStored as error:
            form.add_error("file" if file else "text", error)
            return None


class Again(ImportScreen):
    """The same file was brought before: go on with the earlier import, or with this new one."""

    def answer(self, uuid: UUID) -> HttpResponse:
        imported = one_to_change(self.request, uuid)
        earlier = earlier_of(self.request, imported)
        if earlier is None:
            return to(imported)
        if self.request.method == "POST":
            imported.throw_away()
            return HttpResponseRedirect(piece_address("change", earlier.edition)) if earlier.edition else to(earlier)
        return self.show("import_again.html", title=_("This is here already"), imported=imported, earlier=earlier)
