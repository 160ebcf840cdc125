"""The desk's lists of pieces: one row a piece, whoever may see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.pagination import MOST_COUNTED
from common.requests import ours
from publications.desk.common import called, person, piece_address
from publications.desk.lists import retagging
from publications.desk.lists.filters import KindFilter, StatusFilter, TopicFilter
from publications.desk.standing import DeskEdition, standing, with_standing
from publications.models import Contribution, Edition, EditionQuerySet, Filing, Piece, Publication
from publications.models.editorial import Save
from publications.workflow import roles


def last_saves() -> models.QuerySet[Save]:
    """Of each edition the last save that somebody made, with who it was."""
    saves = Save.objects.exclude(saved_by=None).select_related("saved_by").defer("content")
    return saves.order_by("edition", "-saved_at").distinct("edition")


class ListedEdition(DeskEdition):
    """An edition as the lists fetch it. For annotations; Django makes plain ones."""

    asked_at: datetime
    last_saves: list[Save]  # one at most

    class Meta:
        abstract = True


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
        at = ours(request).at
        editions = with_standing(super().get_queryset(request).filter(roles.readable(person(request))), at)
        return editions.annotate(asked_at=models.Value(at, models.DateTimeField()))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in {getattr(offered, "parameter_name", None) for offered in self.list_filter}

    @admin.action(description=gettext_lazy("Change topics…"))
    def retag(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return retagging.action(self, ours(request), queryset)

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
    def status(self, edition: ListedEdition) -> SafeString:
        key, word, note = standing(edition, edition.asked_at)
        small = format_html("<small>{}</small>", note) if note else ""
        return format_html('<span class="status" data-status="{}">{} {}</span>', key, word, small)

    @admin.display(description=gettext_lazy("byline"))
    def byline(self, edition: Edition) -> SafeString | str:
        return ", ".join(c.expert.name for c in edition.authors) or missing(_("No byline yet"))

    @admin.display(description=gettext_lazy("topics"))
    def about(self, edition: Edition) -> SafeString | str:
        return ", ".join(topic.name for topic in edition.topics) or missing(_("No topic yet"))

    @admin.display(description=gettext_lazy("changed"), ordering="updated_at")
    def changed(self, edition: ListedEdition) -> SafeString:
        when = timezone.localtime(edition.updated_at)
        who = edition.last_saves[0].saved_by if edition.last_saves else edition.created_by
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
