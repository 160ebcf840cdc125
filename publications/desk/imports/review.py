"""The desk's screens of imports: bring a file or a text, review what was read, make a draft; and what it came from."""

from __future__ import annotations

import io
import re
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    RawPostDataException,
)
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst, get_text_list, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from PIL import Image

from experts.models import Address, Expert
from ingest import reading
from ingest.document import Document, Unreadable
from ingest.structure import Kind
from photos import library
from photos.models import Photo
from publications import workflow
from publications.desk.common import called, person, piece_address
from publications.desk.imports import drafting, reviewing
from publications.models import Contribution, Publication
from publications.models.imports import Import
from publications.workflow import roles
from texts import richtext

MOST_BYTES = 20 * 2**20
MOST_LISTED = 20
SHOWN = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}

HEADING = re.compile(r"<(/?)h[1-6][^>]*>")
IDENTIFIED = re.compile(r' id="[^"]*"(?=[^<]*>)')

# What a segment may be called, as the review offers it.
KINDS = {
    Import.Kind.INTERVIEW: [
        (Kind.QUESTION, gettext_lazy("Question")), (Kind.ANSWER, gettext_lazy("Answer")),
        (Kind.REMARK, gettext_lazy("Remark")), (Kind.INTRODUCTION, gettext_lazy("Introduction")),
        (Kind.TITLE, gettext_lazy("Title")), (Kind.SUMMARY, gettext_lazy("Summary")),
        (Kind.BYLINE, gettext_lazy("Byline")), (Kind.CAPTION, gettext_lazy("Caption and credit")),
        (Kind.RELATED, gettext_lazy("Related pieces")), (Kind.APART, gettext_lazy("Kept apart")),
    ],
    Import.Kind.ANALYSIS: [
        (Kind.TEXT, gettext_lazy("Text")), (Kind.TITLE, gettext_lazy("Title")),
        (Kind.SUMMARY, gettext_lazy("Summary")), (Kind.BYLINE, gettext_lazy("Byline")),
        (Kind.CAPTION, gettext_lazy("Caption and credit")), (Kind.RELATED, gettext_lazy("Related pieces")),
        (Kind.APART, gettext_lazy("Kept apart")),
    ],
}  # fmt: skip
NAMES = {kind: name for kinds in KINDS.values() for kind, name in kinds}


class BringForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What it becomes"), choices=Import.Kind.choices, initial=Import.Kind.INTERVIEW,
        widget=forms.RadioSelect,
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


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin):
    """No stock list or form: an import is brought, reviewed, and made a draft or thrown away."""

    def get_urls(self) -> list:
        def screen(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"publications_import_{name}")

        return [
            screen("", self.bring, "changelist"),
            screen("add/", self.bring, "add"),
            screen("<uuid:uuid>/", self.review, "change"),
            screen("<uuid:uuid>/again/", self.again, "again"),
            screen("<uuid:uuid>/keep/", require_POST(self.keep), "keep"),
            screen("<uuid:uuid>/expert/", require_POST(self.add_expert), "expert"),
            screen("<uuid:uuid>/picture/", self.picture, "picture"),
            screen("<uuid:uuid>/images/<int:place>/", self.image, "image"),
            screen("<uuid:uuid>/original/", self.original, "original"),
            screen("<uuid:uuid>/draft/", self.draft, "draft"),
            screen("<uuid:uuid>/checked/", self.checked, "checked"),
            screen("<uuid:uuid>/throw-away/", self.throw_away, "throw_away"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def frame(self, request: HttpRequest, **context: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, **context}

    # Bringing

    def bring(self, request: HttpRequest) -> HttpResponse:
        if not roles.may(person(request), "start"):
            raise PermissionDenied
        kind = request.GET.get("kind", "")
        initial = {"kind": kind if kind in Import.Kind.values else Import.Kind.INTERVIEW}
        form = BringForm(request.POST or None, request.FILES or None, initial=initial, label_suffix="")
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                imported = reviewing.begin(
                    form.document, kind=form.cleaned_data["kind"], name=file.name if file else "", data=form.came,
                    actor=person(request),
                )  # fmt: skip
            except library.NotStored as error:
                form.add_error("file" if file else "text", error)
            else:
                earlier = earlier_of(request, imported)
                return HttpResponseRedirect(imported.address("again") if earlier else imported.get_absolute_url())
        context = self.frame(
            request, title=_("From a Word file or pasted text"), form=form, media=self.media + form.media,
            unmade=unmade(request)[:MOST_LISTED],
        )  # fmt: skip
        return TemplateResponse(request, "admin/publications/import_add.html", context)

    def again(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The same file was brought before: go on with the earlier import, or with this new one."""
        imported = one_to_change(request, uuid)
        earlier = earlier_of(request, imported)
        if earlier is None:
            return HttpResponseRedirect(imported.get_absolute_url())
        if request.method == "POST":
            imported.throw_away()
            return HttpResponseRedirect(
                piece_address("change", earlier.edition) if earlier.edition else earlier.get_absolute_url()
            )
        context = self.frame(request, title=_("This is here already"), imported=imported, earlier=earlier)
        return TemplateResponse(request, "admin/publications/import_again.html", context)

    # The review

    def review(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        imported = one(request, uuid)
        if imported.edition:
            return self.origin(request, imported)
        structure, choices = imported.structure, reviewing.Choices.from_json(imported.choices)
        doubts = len(structure.doubtful)
        context = self.frame(
            request, title=imported, imported=imported, heading=heading(imported.kind, doubts),
            blocks=[
                (block, shown_words(block.html), "" if block.image is None else imported.address("image", block.image))
                for block in imported.source.blocks
            ],
            state={
                "structure": imported.reviewed,
                "choices": imported.choices,
                "seen": imported.updated_at.isoformat(),
                "kept": clock(imported),
                "people": reviewing.people(structure, choices),
                "receipt": reviewing.account(imported, structure),
                "kinds": [(str(kind), str(name)) for kind, name in KINDS[Import.Kind(imported.kind)]],
                "roles": offered_roles(imported.kind),
                "language": imported.document["language"],
                "images": [
                    {"name": image["name"], "alt": image["alt"], "address": imported.address("image", place)}
                    for place, image in enumerate(imported.document["images"])
                ],
                "picture": imported.address("picture") if imported.picture else "",
                "licences": [(key, str(name)) for key, name in Photo.Licence.choices],
                "may": {"expert": person(request).has_perm("experts.add_expert"),
                        "photo": person(request).has_perm("photos.add_photo")},
                "ask": who_adds_experts(request),
                "addresses": {
                    **{name: imported.address(name) for name in ("keep", "expert", "picture")},
                    "search": reverse("admin:autocomplete"),
                    "photo": reverse("admin:photos_photo_file", args=[0, "card"]),
                    "new_expert": reverse("admin:experts_expert_add"),
                },
            },
        )  # fmt: skip
        return TemplateResponse(request, "admin/publications/import_review.html", context)

    def keep(self, request: HttpRequest, uuid: UUID) -> JsonResponse:
        """Keeps a review that a browser sends; says when, and shows the receipt and the people anew."""
        imported = one_to_change(request, uuid)
        try:
            imported = reviewing.keep(imported, reviewing.parsed(sent_by(request)), actor=person(request))
        except RequestDataTooBig:
            return said(_("This review is larger than 10 MB: too large to keep. Bring the text in two parts."), 413)
        except reviewing.Stale:
            return stale(imported)
        except (ValueError, KeyError, TypeError, AttributeError):
            return said(_("The desk can’t read what this page sent. Load the page again; what was kept is there."), 400)
        structure = imported.structure
        return JsonResponse(
            {
                "seen": imported.updated_at.isoformat(),
                "kept": clock(imported),
                "people": reviewing.people(structure, reviewing.Choices.from_json(imported.choices)),
                "receipt": reviewing.account(imported, structure),
            }
        )

    def add_expert(self, request: HttpRequest, uuid: UUID) -> JsonResponse:
        one_to_change(request, uuid)
        if not person(request).has_perm("experts.add_expert"):
            return said(who_adds_experts(request), 403)
        try:
            sent = reviewing.parsed(sent_by(request))
            if not all(isinstance(sent[field], str) for field in ("name", "position")):
                raise TypeError
            name, position = (" ".join(sent[field].split()) for field in ("name", "position"))
        except (ValueError, KeyError, TypeError):
            return said(_("The desk can’t read what this page sent. Load the page again; what was kept is there."), 400)
        if Expert.objects.filter(name__iexact=name).exists():
            return said(_("There is an expert called “%(name)s” already. Choose that one.") % {"name": name}, 400)
        # Hidden from readers: whoever is interviewed may not be known to be before the piece is.
        expert = Expert(name=name, position=position[:300], slug=free_address(name), public_from=None)
        if not expert.slug:
            return said(
                _("No address can be made from “%(name)s”. Add the expert under New, then choose him or her here.")
                % {"name": name},
                400,
            )
        try:
            with transaction.atomic():
                expert.full_clean()
                expert.save()
        except (ValidationError, IntegrityError) as error:
            words = error.messages if isinstance(error, ValidationError) else [str(error).partition("\n")[0]]
            return said(" ".join(words), 400)
        self.admin_site._registry[Expert].log_addition(request, expert, [{"added": {}}])
        return JsonResponse({"expert": reviewing.told(expert)})

    def picture(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The lead photo brought during the review: shown, and taken in."""
        if request.method != "POST":
            imported = one(request, uuid)
            if not imported.picture:
                raise Http404
            with imported.picture.open("rb") as kept:
                return shown(kept.read())
        imported = one_to_change(request, uuid)
        if not person(request).has_perm("photos.add_photo"):
            return said(_("You may not add photos to the library. Choose one that is there."), 403)
        file = request.FILES.get("file")
        if not file:
            return said(_("Choose the photo."), 400)
        try:
            library.check(file)
        except ValidationError as error:
            return said(" ".join(error.messages), 400)
        try:
            with library.stored(), transaction.atomic():
                imported = Import.objects.select_for_update().get(pk=imported.pk)
                if imported.edition_id or request.POST.get("seen") != imported.updated_at.isoformat():
                    return stale(imported)
                if former := imported.picture.name:
                    transaction.on_commit(lambda: default_storage.delete(former), robust=True)
                imported.keep_picture(str(file.name), file.read())
                reviewing.touch(imported, person(request), "picture")
        except library.NotStored as error:
            return said(" ".join(error.messages), 503)
        address = f"{imported.address('picture')}?{imported.updated_at.timestamp()}"
        return JsonResponse({"address": address, "seen": imported.updated_at.isoformat(), "kept": clock(imported)})

    def image(self, request: HttpRequest, uuid: UUID, place: int) -> HttpResponse:
        try:
            return shown(one(request, uuid).image(place))
        except FileNotFoundError as error:
            raise Http404 from error

    # The draft

    def draft(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        if request.method != "POST":  # after signing in again
            return HttpResponseRedirect(one(request, uuid).get_absolute_url())
        imported = one_to_change(request, uuid)
        if imported.edition:
            return HttpResponseRedirect(piece_address("change", imported.edition))
        if request.POST.get("seen") != imported.updated_at.isoformat():
            messages.error(request, _("This import was changed while you were looking. Look once more, then make it."))
            return HttpResponseRedirect(imported.get_absolute_url())
        try:
            made = drafting.make(imported, actor=person(request))
        except workflow.Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
            return HttpResponseRedirect(imported.get_absolute_url())
        except IntegrityError as error:  # what was free a moment ago: an address, a photo's short name
            messages.error(request, str(error).partition("\n")[0])
            messages.error(request, _("Nothing was made, and everything is kept. Try once more."))
            return HttpResponseRedirect(imported.get_absolute_url())
        done = _("The draft is made from %(source)s. Readers see nothing of it.")
        messages.success(request, done % {"source": imported.quoted})
        for note in made.notes:
            messages.warning(request, note)
        return HttpResponseRedirect(piece_address("change", made.edition))

    def origin(self, request: HttpRequest, imported: Import) -> HttpResponse:
        """What a draft came from, to be read: the original, what was kept apart or uncertain, the receipt."""
        structure, edition = imported.structure, imported.edition
        assert edition is not None
        names = {one.key: one.name for one in structure.people}
        apart = structure.of_kind(Kind.APART, Kind.RELATED, Kind.CAPTION, Kind.BYLINE)
        context = self.frame(
            request, title=imported, imported=imported, edition=edition, back=piece_address("change", edition),
            apart=[(NAMES[segment.kind], [shown_words(part.html) for part in segment.passages]) for segment in apart],
            doubtful=[
                {
                    "kind": NAMES.get(segment.kind, segment.kind),
                    "who": get_text_list([names.get(key, key) for key in segment.speakers], _("and")),
                    "words": reviewing.words_of([segment]),
                    "reason": segment.reason,
                }
                for segment in structure.doubtful
            ],
            may_check=imported.open_doubts and roles.may(person(request), "save", edition.publication),
            receipt=reviewing.account(imported, structure),
        )  # fmt: skip
        return TemplateResponse(request, "admin/publications/import_origin.html", context)

    def checked(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        if request.method != "POST":  # after signing in again
            return HttpResponseRedirect(one(request, uuid).get_absolute_url())
        imported = one(request, uuid)
        if not imported.edition:
            raise Http404
        if not roles.may(person(request), "save", imported.edition.publication):
            raise PermissionDenied
        if imported.open_doubts:
            imported.checked_at, imported.checked_by = timezone.now(), person(request)
            imported.save(update_fields=["checked_at", "checked_by"])
        messages.success(request, _("Marked as checked."))
        return HttpResponseRedirect(piece_address("change", imported.edition))

    def throw_away(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        imported = one_to_change(request, uuid)
        if imported.edition:
            messages.error(request, _("A draft was made from this import: it stays with it."))
            return HttpResponseRedirect(imported.get_absolute_url())
        if request.method == "POST":
            imported.throw_away()
            messages.success(request, _("Thrown away: %(source)s.") % {"source": imported.quoted})
            return HttpResponseRedirect(reverse("admin:publications_import_add"))
        context = self.frame(request, title=_("Throw away"), imported=imported)
        return TemplateResponse(request, "admin/publications/import_throw_away.html", context)

    def original(self, request: HttpRequest, uuid: UUID) -> FileResponse:
        imported = one(request, uuid)
        name = imported.name or _("pasted text") + PurePosixPath(str(imported.original.name)).suffix
        response = FileResponse(
            imported.original.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response


# Who, and what


def unmade(request: HttpRequest) -> Any:
    """The imports somebody may go on with."""
    return Import.objects.filter(roles.importable(person(request))).unmade().listed()


def one(request: HttpRequest, uuid: UUID) -> Import:
    """An import that somebody may see. Raises Http404, or PermissionDenied to who has no business at the desk."""
    if not roles.is_on_desk(person(request)):
        raise PermissionDenied
    imports = Import.objects.filter(roles.importable(person(request)), uuid=uuid)
    found = imports.select_related("edition__publication", "created_by", "updated_by").first()
    if found is None:
        raise Http404
    return found


def one_to_change(request: HttpRequest, uuid: UUID) -> Import:
    if not roles.may(person(request), "start"):
        raise PermissionDenied
    return one(request, uuid)


def earlier_of(request: HttpRequest, imported: Import) -> Import | None:
    """An earlier import of the very same bytes."""
    same = Import.objects.filter(roles.importable(person(request)), digest=imported.digest, pk__lt=imported.pk)
    return same.listed().select_related("edition__publication").order_by("-pk").first()


def of_piece(request: HttpRequest, publication: Publication) -> Import | None:
    """What a piece came from, for whoever may see it; without the words."""
    found = Import.objects.filter(roles.importable(person(request)), edition__publication=publication)
    return found.listed().order_by("-pk").first()


def offered_roles(kind: str) -> list[tuple[str, str]]:
    role = Contribution.Role
    offered = [role.INTERVIEWEE, role.INTERVIEWER] if kind == Import.Kind.INTERVIEW else [role.AUTHOR]
    return [(one.value, str(one.label)) for one in offered]


def who_adds_experts(request: HttpRequest) -> str:
    """Whom to ask, for somebody who may not add experts."""
    if person(request).has_perm("experts.add_expert"):
        return ""
    names = [called(user) for user in roles.with_permission("experts.add_expert").order_by("pk")[:3]]
    if not names:
        return _("You may not add experts, and nobody else here may: ask whoever runs the desk.")
    return _("You may not add experts. Ask %(names)s.") % {"names": get_text_list(names, _("or"))}


def free_address(name: str) -> str:
    """An address for an expert of this name that nobody has or had; empty when it can't be made."""
    base = slugify(name)[:80].strip("-")
    if not base:
        return ""
    taken = set(Address.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


def heading(kind: str, doubts: int) -> str:
    if not doubts:
        return _("Nothing needs your eye")
    if kind == Import.Kind.INTERVIEW:
        sentence = ngettext("%(count)s turn needs your eye", "%(count)s turns need your eye", doubts)
    else:
        sentence = ngettext("%(count)s part needs your eye", "%(count)s parts need your eye", doubts)
    return capfirst(sentence % {"count": apnumber(doubts)})


def clock(imported: Import) -> str:
    return date_format(timezone.localtime(imported.updated_at), "H:i")


def sent_by(request: HttpRequest) -> bytes:
    """A request's body. Raises ValueError for a form's, which was read as one before."""
    try:
        return request.body
    except RawPostDataException as error:
        raise ValueError from error


def said(words: Any, status: int) -> JsonResponse:
    return JsonResponse({"words": str(words)}, status=status)


def stale(imported: Import) -> JsonResponse:
    """Somebody was quicker: who, when, and where to go on."""
    found = Import.objects.select_related("edition__publication", "updated_by").get(pk=imported.pk)
    who = called(found.updated_by) if found.updated_by else _("Somebody")
    told = {"who": who, "when": clock(found)}
    if found.edition:
        words = _("%(who)s made a draft from it at %(when)s. What you changed since is in this page only.") % told
        return JsonResponse({"words": words, "draft": piece_address("change", found.edition)}, status=409)
    words = _("%(who)s changed this import at %(when)s, in another window.") % told
    return JsonResponse({"words": words, "seen": found.updated_at.isoformat()}, status=409)


def shown_words(html: str) -> SafeString:
    """HTML of a source as a part of a screen, whose own headings and ids it must not disturb."""
    plain = HEADING.sub(lambda tag: "</p>" if tag[1] else '<p class="heading">', richtext.clean(html))
    return mark_safe(IDENTIFIED.sub("", plain))  # noqa: S308  cleaned


def shown(data: bytes) -> HttpResponse:
    """A picture for the desk. Raises Http404 for what browsers can't show, or shouldn't."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            kind = SHOWN[picture.format or ""]
    except (OSError, KeyError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        raise Http404 from error
    response = HttpResponse(data, content_type=kind)
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
