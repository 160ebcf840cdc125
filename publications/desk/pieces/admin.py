"""The desk's lists and forms of pieces and topics. What happens to a piece is `workflow`'s; here are its buttons."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.db.models import Case, Exists, F, Min, OuterRef, Prefetch, Q, Subquery, When
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.search_boxes import ChooseOne, SearchBoxes
from experts import admin as experts_admin
from experts.models import Expert
from photos import desk as photo_desk
from publications import content, previews, workflow
from publications.desk import rows as forms
from publications.desk.common import allow, called, person, piece_address
from publications.desk.imports import review as import_desk
from publications.desk.lists import retagging
from publications.desk.merging import flow as merging
from publications.desk.pieces import presence, saves
from publications.desk.pieces import preview_links as preview_desk
from publications.figures import Figures, texts_of
from publications.finding import shelves
from publications.models import (
    Analysis,
    Contribution,
    Edition,
    EditionQuerySet,
    Expertise,
    Filing,
    Interview,
    Listing,
    Piece,
    Publication,
    Topic,
    TopicAddress,
    Turn,
)
from publications.models.editorial import Save
from publications.workflow import checks, obstacles, roles

if TYPE_CHECKING:
    from common.requests import Request

SHARED = timedelta(seconds=10)  # a shared cache may be this far behind: `institute.kept.cache` tells it so
MOST_COUNTED = 10_000
DRAFT = Q(live_from=None, discarded_at=None)


def working(editions: EditionQuerySet) -> EditionQuerySet:
    """One edition a piece: its open draft, else the one that starts last, scheduled or not."""
    better = Edition.objects.filter(DRAFT | Q(live_from__gt=OuterRef("live_from")), publication=OuterRef("publication"))
    return editions.filter(~Exists(better.exclude(pk=OuterRef("pk"))), discarded_at=None)


def discarded(editions: EditionQuerySet) -> EditionQuerySet:
    """The last text of every piece that has no other than discarded ones."""
    better = Edition.objects.filter(
        Q(discarded_at=None) | Q(discarded_at__gt=OuterRef("discarded_at")),
        publication=OuterRef("publication"),
    )
    return editions.filter(~Exists(better), discarded_at__isnull=False)


def with_standing(editions: Any, at: datetime) -> EditionQuerySet:
    """With what `standing` asks: whether the piece has a live text, and when its next one starts."""
    others = Edition.objects.filter(publication=OuterRef("publication"))
    later = others.scheduled(at).order_by().values("publication").annotate(moment=Min("live_from"))
    # A value, not an Exists: PostgreSQL would work that out for every piece there is before it shows fifty.
    live = others.live(at).order_by().values("pk")[:1]
    return editions.annotate(live_pk=Subquery(live), next_from=later.values("moment")).annotate(
        has_live=Case(When(live_pk__isnull=False, then=True), default=False)
    )


def standing(edition: Edition, at: datetime) -> tuple[str, str, str]:
    """A piece's status as a key for its mark, a word, and what else to know. Needs `with_standing`."""
    note = brief(edition.next_from, at) if edition.next_from else ""  # type: ignore[attr-defined]
    if edition.discarded_at:
        return "discarded", _("Discarded"), note
    if edition.live_from is None:
        if note:
            note = _("Another text: %(moment)s") % {"moment": note}
        if edition.has_live:  # type: ignore[attr-defined]
            if edition.submitted_at:
                return (
                    "live-review",
                    _("Live, draft approved") if edition.approved_at else _("Live, draft in review"),
                    note,
                )
            return "live-draft", _("Live, draft sent back") if edition.returned_at else _("Live, draft open"), note
        if edition.submitted_at:
            return ("approved", _("Approved"), note) if edition.approved_at else ("review", _("In review"), note)
        return ("returned", _("Sent back"), note) if edition.returned_at else ("draft", _("Draft"), note)
    if edition.live_from > at:
        return "scheduled", _("Scheduled"), note
    if edition.withdrawn_at and edition.withdrawn_at <= at:
        return "withdrawn", _("Withdrawn"), brief(edition.withdrawn_at, at)
    return "live", _("Live"), ""


def brief(moment: datetime, at: datetime) -> str:
    """A moment in the site's time zone, which the foot of the page names; its year only if it isn't this one."""
    local = timezone.localtime(moment)
    return date_format(local, "j M, H:i" if local.year == timezone.localtime(at).year else "j M Y, H:i")


# Lists


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("status")
    parameter_name = "status"
    template = "admin/filter_tabs.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("mine", _("My drafts")), ("draft", _("Drafts")), ("review", _("In review")), ("scheduled", _("Scheduled")),
            ("live", _("Live")), ("withdrawn", _("Withdrawn")), ("discarded", _("Discarded")),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        at = request.at  # type: ignore[attr-defined]
        match self.value():
            case "mine":
                return working(queryset).filter(DRAFT, created_by=request.user)
            case "draft":
                return working(queryset).filter(DRAFT)
            case "review":
                return working(queryset).filter(DRAFT, submitted_at__isnull=False)
            case "scheduled":
                return working(queryset).filter(publication__in=Edition.objects.scheduled(at).values("publication"))
            case "live":
                shown = Listing.objects.live(at).filter(publication=OuterRef("publication"))
                return working(queryset).filter(Exists(shown))
            case "withdrawn":
                return working(queryset).filter(withdrawn_at__lte=at)
            case "discarded":
                return discarded(queryset)
        return working(queryset)


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in Publication.Kind]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        kind = self.value()
        return queryset.of_kinds([kind]) if kind in Publication.Kind.values else queryset


class TopicFilter(admin.SimpleListFilter):
    title = gettext_lazy("topics")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Topic.objects.values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        return queryset.about(Topic.objects.filter(slug=self.value()).values_list("pk", flat=True))


def last_saves() -> models.QuerySet[Save]:
    """Of each edition the last save that somebody made, with who it was."""
    saves = Save.objects.exclude(saved_by=None).select_related("saved_by").defer("content")
    return saves.order_by("edition", "-saved_at").distinct("edition")


class Rows(ChangeList):
    """One row a piece: which one is for the status filter to say, since only it knows of discarded texts."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        rows: Any = super().get_queryset(request, exclude_parameters)
        return rows.defer("body").prefetch_related(
            Prefetch("contributions", Contribution.objects.select_related("expert")),
            Prefetch("publication__filings", Filing.objects.select_related("tag")),
            Prefetch("saves", last_saves(), to_attr="last_saves"),
        )

    def url_for_result(self, result: Any) -> str:
        return piece_address("change", result)


class Counted(Paginator):
    """Counts to MOST_COUNTED and no further: beyond, one searches."""

    @cached_property
    def count(self) -> int:
        editions: Any = self.object_list
        return editions.order_by()[:MOST_COUNTED].count()


class PieceList(admin.ModelAdmin):
    """What the lists of both kinds, and of each, have in common."""

    paginator = Counted

    list_display = ["piece", "status", "byline", "about", "changed"]
    list_filter = [StatusFilter, TopicFilter]
    list_select_related = ["publication", "created_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title"]
    search_help_text = gettext_lazy("Search titles")
    ordering = ["-updated_at", "-id"]
    actions = ["retag"]
    view_on_site = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Rows

    def get_queryset(self, request: HttpRequest) -> EditionQuerySet:
        at = request.at  # type: ignore[attr-defined]
        editions = with_standing(super().get_queryset(request).filter(roles.readable(person(request))), at)
        return editions.annotate(asked_at=models.Value(at, models.DateTimeField()))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in {getattr(offered, "parameter_name", None) for offered in self.list_filter}

    @admin.action(description=gettext_lazy("Change topics…"))
    def retag(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return retagging.action(self, request, queryset)

    def get_actions(self, request: HttpRequest) -> dict:
        return super().get_actions(request) if retagging.may(request) else {}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return roles.is_on_desk(person(request))

    def has_view_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return roles.is_on_desk(person(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return roles.may(person(request), "start")

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return roles.may(person(request), "save", obj.publication if obj else None)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False  # nothing is ever deleted: drafts are discarded, live texts withdrawn

    @admin.display(description=gettext_lazy("piece"), ordering="title")
    def piece(self, edition: Edition) -> SafeString:
        return format_html('<span class="kicker">{}</span> {}', edition.publication.get_kind_display(), edition)

    @admin.display(description=gettext_lazy("status"))
    def status(self, edition: Edition) -> SafeString:
        key, word, note = standing(edition, edition.asked_at)  # type: ignore[attr-defined]
        small = format_html("<small>{}</small>", note) if note else ""
        return format_html('<span class="status" data-status="{}">{} {}</span>', key, word, small)

    @admin.display(description=gettext_lazy("byline"))
    def byline(self, edition: Edition) -> SafeString | str:
        return ", ".join(c.expert.name for c in edition.authors) or missing(_("No byline yet"))

    @admin.display(description=gettext_lazy("topics"))
    def about(self, edition: Edition) -> SafeString | str:
        return ", ".join(topic.name for topic in edition.topics) or missing(_("No topic yet"))

    @admin.display(description=gettext_lazy("changed"), ordering="updated_at")
    def changed(self, edition: Edition) -> SafeString:
        when = timezone.localtime(edition.updated_at)
        saves: list[Save] = edition.last_saves  # type: ignore[attr-defined]  # one at most
        who = saves[0].saved_by if saves else edition.created_by
        return format_html("{} <small>{}</small>", date_format(when, "j F Y"), called(who) if who else "")


def missing(words: str) -> SafeString:
    return format_html('<span class="meta">{}</span>', words)


@admin.register(Piece)
class BothKinds(PieceList):
    list_filter = [StatusFilter, KindFilter, TopicFilter]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            publication = Publication.objects.get(uuid=UUID(object_id))
        except (ValueError, Publication.DoesNotExist) as error:
            raise Http404 from error
        return HttpResponseRedirect(reverse(f"admin:publications_{publication.kind}_change", args=[publication.uuid]))


# Forms


class RowInline(admin.StackedInline):
    """Rows that stand in an order and name a record through a search box that asks the database once for all."""

    formset: type[forms.RowFormSet] = forms.RowFormSet
    chooses = ""  # the field with the search box, if there is one
    extra = 0
    most = 60

    # Rows are a part of what they stand in, and have no permissions of their own.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        parent = self.admin_site._registry[self.parent_model]
        return parent.has_change_permission(request, obj) or (obj is None and parent.has_add_permission(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site._registry[self.parent_model].has_view_permission(request, obj)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        bounds = {"max_num": self.most, "validate_max": True, "absolute_max": 2 * self.most}  # some may be taken out
        formset: Any = super().get_formset(request, obj, **bounds, **kwargs)
        formset.chooses = self.chooses
        return formset

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == self.chooses:
            kwargs["widget"] = ChooseOne(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ContributionInline(RowInline):
    model = Contribution
    form = forms.ContributionForm
    chooses = "expert"
    fields = [("expert", "role"), "affiliation", "position"]
    verbose_name = gettext_lazy("person")
    verbose_name_plural = gettext_lazy("Who")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("expert")


class TurnInline(RowInline):
    model = Turn
    form = forms.TurnForm
    formset = forms.TurnFormSet
    chooses = "said_by"
    fields = [("kind", "said_by"), "html", "position", "turn_key"]
    verbose_name_plural = gettext_lazy("Conversation")
    most = 600

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("speaking__expert")


class Step:
    """A verb as a button: its words, what is said once it is taken, what it asks first, its function in `workflow`."""

    def __init__(
        self, label: Any, done: Any, warning: Any, take: Callable[..., Any],
        form: type[Form] = Form, danger: bool = False, initial: Callable[[Publication], dict] = lambda _: {},
        receipt: bool = False, over_words: bool = False,
    ) -> None:  # fmt: skip
        self.label, self.done, self.warning, self.take = label, done, warning, take
        self.form, self.danger, self.initial, self.receipt = form, danger, initial, receipt
        self.over_words = over_words  # it is decided over the very words that are shown


def take_unschedule(publication: Publication, actor: Any) -> Edition:
    edition = publication.editions.scheduled(timezone.now()).order_by("live_from").last()
    if edition is None:
        raise workflow.Refused(obstacles.NOTHING_SCHEDULED)
    return workflow.unschedule(edition, actor=actor)


def take_reschedule(publication: Publication, actor: Any, moment: datetime) -> Edition:
    edition = publication.editions.scheduled(timezone.now()).order_by("live_from").last()
    if edition is None:
        raise workflow.Refused(obstacles.NOTHING_SCHEDULED)
    return workflow.reschedule(edition, actor=actor, at=moment)


def take_schedule(publication: Publication, actor: Any, moment: datetime, seen: str) -> Edition:
    return of_draft(workflow.publish)(publication, actor, at=moment, seen=seen)


def of_draft(verb: Callable[..., Edition]) -> Callable[..., Edition]:
    """A verb of an edition as one of a piece: it is about the open draft."""

    def take(publication: Publication, actor: Any, **said: Any) -> Edition:
        edition = publication.editions.drafts().first()
        if edition is None:
            raise workflow.Refused(obstacles.NO_DRAFT)
        return verb(edition, actor=actor, **said)

    return take


def scheduled_for(publication: Publication) -> dict[str, Any]:
    edition = publication.editions.scheduled(timezone.now()).order_by("live_from").last()
    return {"moment": edition and edition.live_from}


def filed(publication: Publication) -> dict[str, Any]:
    return {"slug": publication.slug, "topics": list(publication.filings.values_list("tag", flat=True))}


STEPS = {
    "revise": Step(
        gettext_lazy("Revise"),
        gettext_lazy("A draft is open. Readers go on seeing what they see now."),
        gettext_lazy("This opens a draft with the words of the newest text. Readers see nothing of it."),
        workflow.revise,
    ),
    "submit": Step(
        gettext_lazy("Submit for review"),
        gettext_lazy("It is in review. You can go on writing; whoever reviews it sees your newest words."),
        gettext_lazy("Whoever reviews is told by mail. You can go on writing."),
        of_draft(workflow.submit),
    ),
    "approve": Step(
        gettext_lazy("Approve"),
        gettext_lazy("Approved, in exactly these words. With one changed, it has to be approved again."),
        gettext_lazy("This approves exactly the words below. With one changed, it has to be approved again."),
        of_draft(workflow.approve), over_words=True,
    ),
    "send_back": Step(
        gettext_lazy("Send back"),
        gettext_lazy("It is sent back. Whoever wrote it is told by mail."),
        gettext_lazy("It goes back to whoever wrote it, with your note."),
        of_draft(workflow.send_back), forms.SendBackForm,
    ),
    "reschedule": Step(
        gettext_lazy("Move to another moment"),
        gettext_lazy("It is moved."),
        gettext_lazy("It goes live at the new moment, in the words it has."),
        take_reschedule, forms.ScheduleForm, initial=scheduled_for, receipt=True,
    ),
    "schedule": Step(
        gettext_lazy("Schedule"),
        gettext_lazy("It is scheduled. Nothing has to run: the clock decides when a reader asks."),
        gettext_lazy("It goes live by itself. Until then, what readers see now stays."),
        take_schedule, forms.ScheduleForm, receipt=True, over_words=True,
    ),
    "republish": Step(
        gettext_lazy("Publish again"),
        gettext_lazy("Readers see it again."),
        gettext_lazy("Readers see the text again, as it was when it was withdrawn. To change it first, revise it."),
        workflow.republish, forms.RepublishForm,
    ),
    "unschedule": Step(
        gettext_lazy("Take back the schedule"),
        gettext_lazy("It is a draft again and won't go live by itself."),
        gettext_lazy("It won't go live at its moment and is a draft again. What readers see now stays."),
        take_unschedule,
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw"),
        gettext_lazy("It is withdrawn. Readers find the notice in its place."),
        gettext_lazy("Readers no longer find the text, only your notice. Its history is kept."),
        workflow.withdraw, forms.WithdrawForm, danger=True,
    ),
    "refile": Step(
        gettext_lazy("Refile"),
        gettext_lazy("It is refiled."),
        gettext_lazy("Address and topics change for readers at once. The text stays as it is."),
        workflow.refile, forms.RefileForm, initial=filed,
    ),
    "discard": Step(
        gettext_lazy("Discard this draft"),
        gettext_lazy("The draft is discarded. You find it under “Discarded” if nothing else of the piece is left."),
        gettext_lazy("The draft is put aside, with its text. Readers see no change."),
        of_draft(workflow.discard), danger=True,
    ),
}  # fmt: skip


class PieceAdmin(SearchBoxes, PieceList):
    """The form of a piece. Only its open draft can be written; every other text is shown, with the steps it allows."""

    kind: Publication.Kind
    form = forms.PieceForm
    change_form_template = "admin/publications/piece.html"
    autocomplete_fields = ["lead_photo"]

    # Addresses: the piece's, so that they stay when a draft becomes the live text.

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        name = f"publications_{self.opts.model_name}"
        return [
            path("<uuid:uuid>/preview/", view(self.preview, cacheable=True), name=f"{name}_preview"),
            path("<uuid:uuid>/preview-links/", view(self.preview_links), name=f"{name}_preview_links"),
            *(path(f"<uuid:uuid>/{step}/", view(self.step_view), {"step": step}, f"{name}_{step}") for step in STEPS),
            *(screen for module in (merging, presence, saves) for screen in module.screens(self)),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> EditionQuerySet:
        return super().get_queryset(request).of_kinds([self.kind])

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Edition | None:
        try:
            uuid = UUID(object_id)
        except ValueError:
            return None
        editions = self.get_queryset(request).with_filing().filter(publication__uuid=uuid)
        return (
            editions.filter(DRAFT).first()
            or editions.order_by(F("live_from").desc(nulls_last=True), F("discarded_at").desc(nulls_last=True)).first()
        )

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """Only an open draft is written. What follows from its state is the form's; `roles` says whose step it is."""
        is_open = obj is None or (obj.live_from is None and obj.discarded_at is None)
        return is_open and super().has_change_permission(request, obj)

    # What the form shows

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None) -> list:
        photo = ["lead_photo", "lead_alt", "lead_caption"]
        filing = ["slug", "topics", "language", *photo, "published_on", "seen", "words_about", "filed"]
        described = ""
        if obj and obj.publication.editions.started(request.at).exists():  # type: ignore[attr-defined]
            filing = filing[2:-1]
            described = format_html(
                '<p>{}: <strong>{}</strong></p><p>{}: <strong>{}</strong></p><p><a href="{}">{}</a></p>',
                _("Address"), obj.publication.get_absolute_url(), _("Topics"), ", ".join(t.name for t in obj.topics),
                piece_address("refile", obj), _("Refile…"),
            )  # fmt: skip
        change = [(_("What changes"), {"fields": ["change_kind", "change_note"]})] if obj and obj.based_on_id else []
        return [
            (_("Text"), {"fields": ["title", "summary", "body"], "classes": ["text"]}),
            *change,
            (_("Filing"), {"fields": filing, "description": described}),
        ]

    def get_inlines(self, request: HttpRequest, obj: Edition | None) -> list:
        return [TurnInline, ContributionInline] if self.kind == Publication.Kind.INTERVIEW else [ContributionInline]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "body" and self.kind == Publication.Kind.INTERVIEW:
            field.label = _("Introduction")
        return field

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError as error:
            # Two saves at one instant; what forms check can change between the check and the write.
            messages.error(request, str(error).partition("\n")[0])
            messages.error(request, merging.kept_words())
            response = HttpResponseRedirect(request.path)
            response.not_stored = True  # type: ignore[attr-defined]
            return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        edition = self.get_object(request, object_id)
        if edition is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        with merging.held(self, request, edition) as edition:
            if edition.live_from or edition.discarded_at:
                if request.method == "POST":
                    return merging.unstored(
                        request, edition, _("This text is no draft any more. Revise it, then bring your words over.")
                    )
                return self.read_view(request, edition)
            if request.method == "POST" and is_of_another(request, edition):
                said = _(
                    "The draft you wrote in is live, and another one is open. Bring your words over into this one."
                )
                return merging.unstored(request, edition, said)
            answer = merging.merged(self, request, edition)
            return answer or super().change_view(request, object_id, form_url, extra_context)

    def read_view(self, request: HttpRequest, edition: Edition) -> HttpResponse:
        """A text that can't be written: as it reads, and what can be done with it."""
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": edition,
            "opts": self.opts,
            "original": edition,
            "edition": self.stored(edition),
            **self.panel(request, edition),
        }
        return TemplateResponse(request, "admin/publications/read.html", context)

    def stored(self, edition: Edition) -> Edition:
        """A text with all that a screen shows of it."""
        whole = Edition.objects.with_filing().with_turns().prefetch_related("contributions__expert")
        found: Any = whole.get(pk=edition.pk)
        found.figures = Figures.of(texts_of([found]), None)
        return found

    def panel(self, request: HttpRequest, edition: Edition | None) -> dict[str, Any]:
        """What the panel beside a piece says and offers."""
        if edition is None:
            return {
                "is_piece": True,
                "steps": [],
                "may": {"publish": roles.may(person(request), "publish"), "save": True},
            }
        at = request.at  # type: ignore[attr-defined]
        editions = edition.publication.editions
        is_draft = edition.live_from is None and edition.discarded_at is None
        has_live, next_from = edition.has_live, edition.next_from  # type: ignore[attr-defined]
        in_review = is_draft and edition.submitted_at is not None
        possible = {
            "submit": is_draft and not in_review,
            "approve": in_review and edition.approved_at is None,
            "send_back": in_review,
            "schedule": is_draft,
            "revise": not is_draft,
            "reschedule": bool(next_from),
            "unschedule": bool(next_from),
            "withdraw": has_live and not next_from,
            "republish": bool(edition.withdrawn_at and edition.withdrawn_at <= at) and not next_from,
            "refile": editions.started(at).exists(),
            "discard": is_draft,
        }
        actor, piece = person(request), edition.publication
        return {
            "may": {step: roles.may(actor, step, piece) for step in ("publish", "save")},
            "approved": is_draft and edition.approved_at and workflow.is_approved(edition),
            "in_review": in_review,
            # As of the last save: what the browser can't see for itself while one writes.
            "findings": [
                {"field": finding.field, "words": finding.words, "blocks": finding.blocks, "address": finding.address}
                for finding in (checks.findings(edition, at) if is_draft else ())
                if not finding.by_script
            ],
            "is_piece": True,
            "standing": dict(zip(("key", "word", "note"), standing(edition, at), strict=True)),
            "is_live": edition.has_live,  # type: ignore[attr-defined]
            "steps": [
                {"name": name, "label": STEPS[name].label, "address": piece_address(name, edition),
                 "danger": STEPS[name].danger, "asks": STEPS[name].danger or STEPS[name].form is not Form}
                for name, wanted in possible.items() if wanted and roles.may(actor, name, piece)
            ],
            "history": piece_address("history", edition),
            "saves": is_draft and piece_address("saves", edition),
            "imported": import_desk.of_piece(request, piece),
            "present": is_draft and presence.shown(edition, actor, at),
            "preview_links": piece_address("preview_links", edition)
            if previews.can_be_previewed(edition, at) and roles.may(actor, "preview", piece) else "",
        }  # fmt: skip

    def render_change_form(
        self, request: HttpRequest, context: dict, add: bool = False, change: bool = False, form_url: str = "",
        obj: Edition | None = None,
    ) -> HttpResponse:  # fmt: skip
        context |= self.panel(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Saving

    def save_model(self, request: HttpRequest, obj: Edition, form: forms.PieceForm, change: bool) -> None:
        sent = form.cleaned_data
        if not change:
            started = workflow.start(self.kind, sent["slug"], actor=person(request))
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
            self.take(request, str(submit.done), lambda: submit.take(obj.publication, actor=actor))
        elif "_publish" in request.POST:
            done: str = format_html(
                '{} <a href="{}">{}</a>', _("Readers see it now."), obj.get_absolute_url(), _("Read it")
            )
            self.take(request, done, lambda: workflow.publish(edition, actor=actor))
        elif "_schedule" in request.POST:
            return HttpResponseRedirect(piece_address("schedule", obj))
        else:
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(piece_address("change", obj))

    def take(self, request: HttpRequest, done: str | SafeString, verb: Callable[[], Any]) -> bool:
        try:
            verb()
        except workflow.Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
            return False
        messages.success(request, done)
        return True

    # Steps and preview

    def step_view(self, request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
        edition = self.get_object(request, str(uuid))
        if edition is None:
            raise Http404
        allow(request, step, edition.publication)
        spec, refused = STEPS[step], False
        data = request.POST if request.method == "POST" else None
        form = spec.form(data, initial=spec.initial(edition.publication), label_suffix="")
        moment = form.cleaned_data["moment"] if form.is_valid() and spec.receipt else None
        is_confirmed = moment is None or request.POST.get("confirmed") == moment.isoformat()
        if form.is_valid() and is_confirmed:
            publication, said = edition.publication, form.cleaned_data
            if spec.over_words:
                said = said | {"seen": request.POST.get("words", "")}
            taken = self.take(request, str(spec.done), lambda: spec.take(publication, actor=person(request), **said))
            if taken or not form.fields:  # what was entered and refused stays in its form
                response = HttpResponseRedirect(piece_address("change", edition))
                response.not_stored = True  # type: ignore[attr-defined]  # a step stores no words of the form
                return response
            refused = True
        at: datetime = request.at  # type: ignore[attr-defined]
        stored = self.stored(edition) if spec.over_words else None
        context = {
            **self.admin_site.each_context(request),
            "title": spec.label,
            "opts": self.opts,
            "original": edition,
            "form": form,
            "media": self.media + form.media,
            "step": spec,
            "obstacle": "" if refused else obstacles.obstacle(step, edition.publication, person(request), at),
            "receipt": self.receipt(edition, moment, request) if moment else None,
            "edition": stored,
            "words": stored and content.digest(content.of(stored)),
            "back": piece_address("change", edition),
            **self.panel(request, edition),
        }
        return TemplateResponse(request, "admin/publications/step.html", context)

    def receipt(self, edition: Edition, moment: datetime, request: HttpRequest) -> dict[str, Any]:
        """What will happen at a moment, and what speaks against it, before it is decided."""
        at: datetime = request.at  # type: ignore[attr-defined]
        whole = Edition.objects.select_related("publication", "lead_photo").get(pk=edition.pk)
        others = Edition.objects.filter(live_from=moment).exclude(publication=edition.publication)
        return {
            "moment": moment,
            "value": moment.isoformat(),
            "left": workflow.left(moment - at),
            "copies_gone": moment + SHARED,
            "others": others.select_related("publication"),
            "printed": edition.published_on or timezone.localtime(moment).date(),
            "findings": checks.findings(whole, moment),
        }

    def preview(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The piece's working text in the readers' template, as publishing would complete it; nothing is stored."""
        found = self.get_object(request, str(uuid))
        if found is None:
            raise Http404
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        back = piece_address("change", found)
        return previews.show(cast("Request", request), found, photos=photo_desk.rendition_address, back=back)

    def preview_links(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        edition = self.get_object(request, str(uuid))
        if edition is None:
            raise Http404
        allow(request, "preview", edition.publication)
        return preview_desk.links(self, request, edition, back=piece_address("change", edition))

    # The log names the piece: editions come and go.

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        edition = self.get_object(request, object_id)
        back = {"back": piece_address("change", edition)} if edition else {}
        return super().history_view(request, object_id, (extra_context or {}) | back)

    def write_log(self, request: HttpRequest, obj: Edition, flag: int, message: Any) -> LogEntry:
        return LogEntry.objects.create(
            user=person(request),
            content_type=get_content_type_for_model(self.model),
            object_id=str(obj.publication.uuid),
            object_repr=str(obj)[:200],
            action_flag=flag,
            change_message=message if isinstance(message, str) else json.dumps(message),
        )

    def log_addition(self, request: HttpRequest, obj: Edition, message: Any) -> LogEntry:
        return self.write_log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Edition, message: Any) -> LogEntry:
        return self.write_log(request, obj, CHANGE, message)


def is_of_another(request: HttpRequest, edition: Edition) -> bool:
    """Whether what was sent was written in another draft of the piece than is open now."""
    rows = (value for name, value in request.POST.items() if name.endswith("-edition") and "__prefix__" not in name)
    return any(value not in {"", str(edition.pk)} for value in rows)


@admin.register(Analysis)
class AnalysisAdmin(PieceAdmin):
    kind = Publication.Kind.ANALYSIS


@admin.register(Interview)
class InterviewAdmin(PieceAdmin):
    kind = Publication.Kind.INTERVIEW


@admin.register(Publication)
class PublicationAdmin(admin.ModelAdmin):
    """For search boxes that choose a piece; the desk's lists are the editions'."""

    search_fields = ["slug"]
    ordering = ["-id"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return roles.is_on_desk(person(request))

    def get_queryset(self, request: HttpRequest) -> Any:
        found = Edition.objects.filter(roles.readable(person(request)))
        return Publication.objects.titled().filter(pk__in=found.values("publication")).order_by("-id")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        titles = Edition.objects.filter(publication=OuterRef("pk"), discarded_at=None, title__icontains=search_term)
        return queryset.filter(Exists(titles)), False


# Topics, and what experts work on


class TopicForm(experts_admin.RecordForm):
    addresses = TopicAddress
    owner = "topic"

    class Meta:
        model = Topic
        fields = ["name", "slug", "description", "public_from", "public_until"]


@admin.register(Topic)
class TopicAdmin(experts_admin.RecordAdmin):
    form = TopicForm
    list_display = ["name", "pieces", "public"]
    search_fields = ["name"]
    ordering = ["name"]  # totals are grouped, and grouping drops a model's own order

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).with_totals(request.at)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("live pieces"))
    def pieces(self, topic: Topic) -> int:
        return topic.total


class ExpertiseInline(RowInline):
    model = Expertise
    form = forms.ExpertiseForm
    chooses = "topic"
    fields = ["topic", "position"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("topic")


admin.site.unregister(Expert)


@admin.register(Expert)
class ExpertAdmin(experts_admin.ExpertAdmin):
    inlines = [ExpertiseInline]

    def save_model(self, request, expert, form, change):
        super().save_model(request, expert, form, change)
        if change and {"name", "native_name"} & set(form.changed_data):
            shelves.reshelve_expert(expert.pk)
