"""The desk's screens of plain pages: the list, the page with the text being worked on, and previews."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.requests import ours
from experts import admin as experts_admin
from institute.content import page_workflow, showing
from institute.content.desk.page_form import PageForm
from institute.content.plain_pages import WORDS, Page
from publications import workflow


@admin.register(Page)
class PageAdmin(experts_admin.RecordAdmin):
    """A page and the text being worked on, as one form. What readers have seen stays, below the panel, to be read."""

    form = PageForm
    change_form_template = "admin/institute/page.html"
    list_display = ["piece", "status", "address"]
    search_fields = ["slug", "texts__title"]
    ordering = ["position", "slug"]
    prepopulated_fields = {}
    view_on_site = False
    fieldsets = [
        (gettext_lazy("Text"), {"fields": ["title", "body", "summary"], "classes": ["text"]}),
        (
            gettext_lazy("Filing"),
            {
                "fields": ["slug", "in_foot", "position", "public_until", "seen"],
                "description": gettext_lazy("What you change here holds at once, whether the text is a draft or not."),
            },
        ),
    ]

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        read = view(self.preview, cacheable=True)
        return [
            path("<int:pk>/preview/", read, name="institute_page_preview"),
            path("<int:pk>/texts/<int:text>/", read, name="institute_page_text"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_standing(ours(request).at)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a page is taken away by “public until”; its texts stay to be read

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        return {} if obj else {"slug": ["title"]}

    @admin.display(description=gettext_lazy("page"))
    def piece(self, page: Page) -> str:
        return str(page)

    @admin.display(description=gettext_lazy("address"), ordering="slug")
    def address(self, page: Page) -> str:
        return page.get_absolute_url()

    @admin.display(description=gettext_lazy("status"))
    def status(self, page: Any) -> SafeString:
        key, word, note = standing(page, page.asked_at)
        small = format_html("<small>{}</small>", note) if note else ""
        return format_html('<span class="status" data-status="{}">{} {}</span>', key, word, small)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A form that knows the request's moment."""
        made: Any = super().get_form(request, obj, change, **kwargs)
        at = ours(request).at

        class At(made):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, at=at, **kwargs)

        return At

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        page, at = context.get("original"), ours(request).at
        if page:
            texts = page.texts.filter(live_from__lte=at).select_related("saved_by")
            context |= {
                "standing": dict(zip(("key", "word", "note"), standing(page, at), strict=True)),
                "past": texts[:20],
                "is_live": page.live_from and page.is_public(at),
                "is_scheduled": bool(page.next_from),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.is_shown:
            return  # the page's filing alone was changed
        words = {name: form.cleaned_data[name] for name in WORDS}
        page_workflow.save(form.instance, at=ours(request).at, by=request.user, live_from=form.asked_start(), **words)

    def response_add(self, request: HttpRequest, obj: Page, post_url_continue: str | None = None) -> HttpResponse:
        return self.respond(request, obj)

    def response_change(self, request: HttpRequest, obj: Page) -> HttpResponse:
        return self.respond(request, obj)

    def respond(self, request: HttpRequest, obj: Page) -> HttpResponse:
        if "_preview" in request.POST:
            return HttpResponseRedirect(reverse("admin:institute_page_preview", args=[obj.pk]))
        if "_publish" in request.POST:
            address = obj.get_absolute_url()
            done: str = format_html('{} <a href="{}">{}</a>', _("Readers see it now."), address, _("Read it"))
        elif "_schedule" in request.POST:
            scheduled = obj.texts.filter(live_from__gt=ours(request).at).get()
            done = _("It goes live on %(moment)s.") % {"moment": workflow.said(scheduled.live_from)}
        elif "_unschedule" in request.POST:
            done = _("It is a draft again and won’t go live by itself.")
        else:
            done = _("Saved.")
        messages.success(request, done)
        return HttpResponseRedirect(reverse("admin:institute_page_change", args=[obj.pk]))

    def preview(self, request: HttpRequest, pk: int, text: int | None = None) -> HttpResponse:
        """The text being worked on, or a former one, in the readers' template."""
        page = get_object_or_404(Page, pk=pk)
        found = page.texts.filter(pk=text).first() if text else page_workflow.working(page, ours(request).at)
        if found is None or not self.has_view_permission(request, page):
            raise Http404
        back = reverse("admin:institute_page_change", args=[pk])
        response = showing.show(ours(request), found, preview=True, back=back)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response


def standing(page: Any, at: datetime) -> tuple[str, str, str]:
    """A page's status as a key for its mark, a word, and what else to know. Needs `with_standing`."""
    next_from = page.next_from and date_format(localtime(page.next_from), "j M Y, H:i")
    note = _("New text: %(moment)s") % {"moment": next_from} if next_from else ""
    if page.live_from is None:
        return ("scheduled", _("Scheduled"), next_from) if next_from else ("draft", _("Draft"), "")
    if not page.is_public(at):
        return "withdrawn", _("Taken away"), note
    return ("live-draft", _("Live, draft open"), note) if page.has_draft else ("live", _("Live"), note)
