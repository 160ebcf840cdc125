"""The form of a piece. What happens to a piece is `workflow`'s; here are its buttons."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.requests import ours
from common.search_boxes import SearchBoxes
from publications import kinds, printed, workflow
from publications.desk.common import NotStored, person, piece_address, take
from publications.desk.merging.flow import Merging, kept_words
from publications.desk.pieces.form import PieceForm
from publications.desk.pieces.inlines import ContributionInline, TurnInline
from publications.desk.pieces.panel import of_new, panel
from publications.desk.pieces.presence import SignOfLife
from publications.desk.pieces.preview import Preview
from publications.desk.pieces.preview_links import PreviewLinks
from publications.desk.pieces.saves import OneSave, Saves
from publications.desk.pieces.step import StepScreen
from publications.desk.pieces.stored import Stored
from publications.desk.screens import PieceDesk, is_open
from publications.desk.standing import DeskEdition
from publications.desk.steps.table import STEPS
from publications.models import OF_KIND, Edition
from publications.printed import Section


class PieceAdmin(SearchBoxes, PieceDesk):
    """The form of a piece. Only its open draft can be written; every other text is shown, with the steps it allows."""

    form = PieceForm
    change_form_template = "admin/publications/piece.html"
    autocomplete_fields = ["lead_photo"]

    def get_urls(self) -> list:
        def screen(route: str, view: Any, name: str = "", cacheable: bool = False, **given: Any) -> Any:
            name = f"publications_{self.opts.model_name}_{name or route}"
            return path(f"<uuid:uuid>/{route}/", self.admin_site.admin_view(view, cacheable), given, name)

        return [
            screen("preview", Preview.view(self), cacheable=True),
            screen("preview-links", PreviewLinks.view(self), "preview_links"),
            *(screen(step, StepScreen.view(self), step=step) for step in STEPS),
            screen("merge", Merging.view(self)),
            screen("presence", require_POST(SignOfLife.view(self))),
            screen("saves", Saves.view(self)),
            screen("saves/<int:pk>", OneSave.view(self), "save"),
            *super().get_urls(),
        ]

    # What the form shows

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None) -> list:
        filing = ["slug", "topics", *printed.section(Section.FILING), "seen", "words_about", "filed"]
        described = ""
        if obj and obj.publication.editions.started(ours(request).at).exists():
            filing = filing[2:-1]
            described = format_html(
                '<p>{}: <strong>{}</strong></p><p>{}: <strong>{}</strong></p><p><a href="{}">{}</a></p>',
                _("Address"), obj.publication.get_absolute_url(), _("Topics"), ", ".join(t.name for t in obj.topics),
                piece_address("refile", obj), _("Refile…"),
            )  # fmt: skip
        change = [(_("What changes"), {"fields": printed.section(Section.CHANGE)})] if obj and obj.based_on_id else []
        return [
            (_("Text"), {"fields": printed.section(Section.TEXT), "classes": ["text"]}),
            *change,
            (_("Filing"), {"fields": filing, "description": described}),
        ]

    def get_inlines(self, request: HttpRequest, obj: Edition | None) -> list:
        return [TurnInline, ContributionInline] if self.kind.has_turns else [ContributionInline]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "body":
            field.label = str(self.kind.text)
        return field

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError as error:
            # Two saves at one instant; what forms check can change between the check and the write.
            messages.error(request, str(error).partition("\n")[0])
            messages.error(request, kept_words())
            return NotStored(request.path)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        edition = self.get_object(request, object_id)
        if edition is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        flow = Merging(self, ours(request), edition)
        with flow.held():
            if not is_open(flow.edition):
                if request.method == "POST":
                    return flow.unstored(_("This text is no draft any more. Revise it, then bring your words over."))
                return self.read_view(request, flow.edition)
            if request.method == "POST" and is_of_another(request, flow.edition):
                return flow.unstored(
                    _("The draft you wrote in is live, and another one is open. Bring your words over into this one.")
                )
            return flow.merged() or super().change_view(request, object_id, form_url, extra_context)

    def read_view(self, request: HttpRequest, edition: DeskEdition) -> HttpResponse:
        """A text that can't be written: as it reads, and what can be done with it."""
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": edition,
            "opts": self.opts,
            "original": edition,
            "stored": Stored.of(edition),
            **panel(ours(request), edition),
        }
        return TemplateResponse(request, "admin/publications/read.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict, add: bool = False, change: bool = False, form_url: str = "",
        obj: DeskEdition | None = None,
    ) -> HttpResponse:  # fmt: skip
        context |= panel(ours(request), obj) if obj else of_new(ours(request))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        edition = self.get_object(request, object_id)
        back = {"back": piece_address("change", edition)} if edition else {}
        return super().history_view(request, object_id, (extra_context or {}) | back)

    # Saving

    def save_model(self, request: HttpRequest, obj: Edition, form: PieceForm, change: bool) -> None:
        sent = form.cleaned_data
        if not change:
            started = workflow.start(self.kind.name, sent["slug"], actor=person(request))
            obj.pk, obj.publication, obj.created_at = started.pk, started.publication, started.created_at
            obj.created_by, obj._state.adding = started.created_by, False
        elif "slug" in sent and sent["slug"] != obj.publication.slug:
            obj.publication.slug = sent["slug"]
            obj.publication.save(update_fields=["slug"])
            workflow.free_addresses(obj.publication)
        obj.save()
        if "topics" in sent:
            workflow.set_topics(obj.publication, sent["topics"])

    def save_related(self, request: HttpRequest, form: Any, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        obj = form.instance
        Edition.objects.filter(pk=obj.pk).update(words=obj.count_words())
        workflow.keep_save(Edition.objects.select_related("lead_photo").get(pk=obj.pk), actor=person(request))

    def response_add(self, request: HttpRequest, obj: Edition, post_url_continue: str | None = None) -> HttpResponse:
        return self.respond(request, obj)

    def response_change(self, request: HttpRequest, obj: Edition) -> HttpResponse:
        return self.respond(request, obj)

    def respond(self, request: HttpRequest, obj: Edition) -> HttpResponse:
        """The draft is stored; now what its button says. A refusal leaves it stored, and says why."""
        edition, actor = Edition.objects.get(pk=obj.pk), person(request)
        if "_preview" in request.POST:
            return HttpResponseRedirect(piece_address("preview", obj))
        if "_submit" in request.POST:
            submit = STEPS["submit"]
            take(request, str(submit.done), lambda: submit.take(obj.publication, actor=actor))
        elif "_publish" in request.POST:
            done: str = format_html(
                '{} <a href="{}">{}</a>', _("Readers see it now."), obj.get_absolute_url(), _("Read it")
            )
            take(request, done, lambda: workflow.publish(edition, actor=actor))
        elif "_schedule" in request.POST:
            return HttpResponseRedirect(piece_address("schedule", obj))
        else:
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(piece_address("change", obj))


def is_of_another(request: HttpRequest, edition: Edition) -> bool:
    """Whether what was sent was written in another draft of the piece than is open now."""
    rows = (value for name, value in request.POST.items() if name.endswith("-edition") and "__prefix__" not in name)
    return any(value not in {"", str(edition.pk)} for value in rows)


for _kind in kinds.KINDS:
    admin.site.register(OF_KIND[_kind.name], type(f"{_kind.model}Admin", (PieceAdmin,), {"kind": _kind}))
