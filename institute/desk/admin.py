"""The desk's forms of the institute itself: its settings, its front page and its plain pages."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.guarded_forms import Guarded
from experts import admin as experts_admin
from institute import marks, pages
from institute.desk import accounts  # noqa: F401  accounts registers itself
from institute.models import (
    FrontExpert,
    FrontPage,
    FrontTopic,
    Institute,
    Link,
    Page,
    PageAddress,
    PageText,
    Quote,
    Story,
)
from institute.public import views
from publications import workflow
from publications.desk.rows import RowForm, RowFormSet, RowInline
from publications.models import Publication, Turn
from publications.models.editorial import EditorialRules

if TYPE_CHECKING:
    from common.requests import Request

ANSWER = re.compile(r"/publications/(?P<slug>[-\w]+)/?(?:\?[^#]*)?#answer-(?P<key>[-\w]+)/?$")
WORDS = ("title", "summary", "body")
PICTURES = "image/png,image/webp,image/avif"


class OneRow(admin.ModelAdmin):
    """A model of one row, which a migration has written: no list, nothing to add, nothing to delete."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self.model.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[1]))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, format_html('{} <a href="/">{}</a>', _("Saved. Readers see it now."), _("Look")))
        return HttpResponseRedirect(request.path)


# The institute


class InstituteForm(Guarded):
    file = forms.FileField(
        required=False, label=gettext_lazy("Mark"), widget=forms.FileInput({"accept": PICTURES}),
        help_text=gettext_lazy("A PNG with a transparent ground, about 200 pixels high. Stands before the name."),
    )  # fmt: skip
    file_on_dark = forms.FileField(
        required=False, label=gettext_lazy("Mark on dark"), widget=forms.FileInput({"accept": PICTURES}),
        help_text=gettext_lazy("The same in light colours, for readers whose screen is dark."),
    )  # fmt: skip
    no_mark = forms.BooleanField(required=False, label=gettext_lazy("Without a mark of our own"))

    class Meta:
        model = Institute
        fields = ["name", "tagline", "licence", "time_zone", "email", "phone", "address", "foot"]
        widgets = {
            "name": forms.TextInput({"placeholder": settings.SITE_NAME}),
            "tagline": forms.Textarea({"rows": 2}),
            "time_zone": forms.TextInput({"placeholder": settings.TIME_ZONE}),
            "address": forms.Textarea({"rows": 4}),
            "foot": forms.Textarea({"rows": 4}),
        }

    def parts(self) -> list[str]:
        return ["links"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("no_mark") and (cleaned.get("file") or cleaned.get("file_on_dark")):
            self.add_error("no_mark", _("You chose a file and no mark. Take one of the two back."))
            return cleaned
        for field, column in (("file", "mark"), ("file_on_dark", "mark_on_dark")):
            if file := cleaned.get(field):
                try:
                    setattr(self.instance, column, marks.keep(file))
                except forms.ValidationError as error:
                    self.add_error(field, error)
        if cleaned.get("no_mark"):
            self.instance.mark = self.instance.mark_on_dark = ""
        return cleaned


class LinkForm(RowForm):
    class Meta:
        model = Link
        fields = ["label", "address", "position"]
        widgets = {"address": forms.URLInput({"class": "vURLField"})}

    def has_changed(self) -> bool:
        return super().has_changed() if self.instance.pk else bool(set(self.changed_data) - {"position"})


class LinkInline(RowInline):
    model = Link
    form = LinkForm
    fields = [("label", "address"), "position"]
    most = 12


@admin.register(Institute)
class InstituteAdmin(OneRow):
    form = InstituteForm
    change_form_template = "admin/institute/rows.html"
    inlines = [LinkInline]
    readonly_fields = ["shown"]
    fieldsets = [
        (None, {"fields": ["name", "tagline", "shown", "file", "file_on_dark", "no_mark", "seen"]}),
        (gettext_lazy("Texts and times"), {"fields": ["licence", "time_zone"]}),
        (gettext_lazy("Contact"), {"fields": ["email", "phone", "address", "foot"]}),
    ]

    @admin.display(description=gettext_lazy("mark now"))
    def shown(self, institute: Institute) -> SafeString | str:
        found = [
            format_html('<img class="{}" src="{}" width="{}" height="{}" alt="">', css, m.address, m.width, m.height)
            for css, m in (("", marks.read(institute.mark)), ("on-dark", marks.read(institute.mark_on_dark)))
            if m
        ]
        return format_html_join(" ", "{}", ((image,) for image in found)) or _("The software’s own.")


@admin.register(EditorialRules)
class EditorialRulesAdmin(OneRow):
    change_form_template = "admin/institute/rows.html"

    def response_change(self, request: HttpRequest, obj: EditorialRules) -> HttpResponse:
        messages.success(request, _("Saved. It holds from now on."))
        return HttpResponseRedirect(request.path)


# The front page


class ChosenForm(RowForm):
    """A row that exists once something is chosen."""

    def validate_unique(self) -> None:
        """All rows together are checked, by their formset."""

    def has_changed(self) -> bool:
        return super().has_changed() if self.instance.pk else bool(set(self.changed_data) - {"position"})


class ChosenFormSet(RowFormSet):
    """Rows that name different things; within one save they may change places, or be taken out and added again."""

    def named(self, form: Any) -> Any:
        return getattr(form.instance, f"{self.chooses}_id")

    def validate_unique(self) -> None:
        met = set()
        for form in self.forms:
            if form in self.deleted_forms or (not form.has_changed() and not form.instance.pk) or form.errors:
                continue
            if (name := self.named(form)) in met:
                form.add_error(None, _("This is on the front page already. Take one of the two out."))
            met.add(name)


class QuoteFormSet(ChosenFormSet):
    def named(self, form: Any) -> Any:
        return form.instance.publication_id, form.instance.key


class QuoteForm(ChosenForm):
    link = forms.CharField(
        label=gettext_lazy("Link to the answer"), max_length=500,
        widget=forms.TextInput({"class": "vURLField"}),
        help_text=gettext_lazy("Copy it from the # beside the answer, on the interview’s page."),
    )  # fmt: skip

    class Meta:
        model = Quote
        fields = ["position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["link"] = str(self.instance)

    def clean_link(self) -> str:
        link = self.cleaned_data["link"].strip()
        match = ANSWER.search(link)
        if match is None:
            raise forms.ValidationError(
                _("This link names no answer. On the interview’s page, copy the address of the # beside the answer.")
            )
        publication = Publication.objects.filter(addresses__slug=match["slug"]).first()
        answers = Turn.objects.answers().filter(edition__publication=publication, key=match["key"])
        if publication is None or not answers.exists():
            raise forms.ValidationError(_("There is no such answer. Open the interview and copy the link anew."))
        self.instance.publication, self.instance.key = publication, match["key"]
        return link


class QuoteInline(RowInline):
    model = Quote
    form = QuoteForm
    formset = QuoteFormSet
    fields = ["link", "position"]
    most = 4

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("publication")


class ChosenInline(RowInline):
    """Records chosen through a search box, each once."""

    form = ChosenForm
    formset = ChosenFormSet

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list:
        return [self.chooses, "position"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(self.chooses)


class StoryInline(ChosenInline):
    model = Story
    chooses = "publication"
    most = 8

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "publication":
            kwargs["queryset"] = Publication.objects.titled()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        titled = Prefetch("publication", Publication.objects.titled())
        return super().get_queryset(request).select_related(None).prefetch_related(titled)


class FrontTopicInline(ChosenInline):
    model = FrontTopic
    chooses = "topic"
    most = 24


class FrontExpertInline(ChosenInline):
    model = FrontExpert
    chooses = "expert"
    most = 12


class FrontPageForm(Guarded):
    def parts(self) -> list[str]:
        return ["story_set", "quote_set", "fronttopic_set", "frontexpert_set"]

    class Meta:
        model = FrontPage
        fields = ["lead_until"]


@admin.register(FrontPage)
class FrontPageAdmin(OneRow):
    form = FrontPageForm
    change_form_template = "admin/institute/rows.html"
    inlines = [StoryInline, QuoteInline, FrontTopicInline, FrontExpertInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["lead_until", "seen"],
                "description": gettext_lazy(
                    "The first story is the lead. What you leave empty fills itself: with the newest pieces, the first "
                    "answer of the two newest interviews, the topics with the most pieces, and who wrote what is shown."
                ),
            },
        )
    ]


# Plain pages


class PageForm(Guarded, experts_admin.RecordForm):
    addresses = PageAddress
    owner = "page"
    title = PageText._meta.get_field("title").formfield(widget=forms.Textarea({"rows": 1, "class": "title-line"}))
    summary = PageText._meta.get_field("summary").formfield()
    body = PageText._meta.get_field("body").formfield()
    moment = forms.DateTimeField(
        required=False, label=gettext_lazy("Goes live"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    class Meta:
        model = Page
        fields = ["slug", "in_foot", "position", "public_until"]

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)
        self.text = pages.working(self.instance, at) if self.instance.pk else None
        if self.text:
            for name in ("title", "summary", "body"):
                self.initial[name] = getattr(self.text, name)
            if self.text.live_from and self.text.live_from > at:
                self.initial["moment"] = localtime(self.text.live_from)

    def parts(self) -> list[str]:
        return ["texts"]

    @property
    def is_shown(self) -> bool:
        """Whether the words that were sent are those readers see."""
        text = self.text
        return bool(text and text.live_from and text.live_from <= self.at) and all(
            getattr(text, name) == self.cleaned_data.get(name) for name in WORDS
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        until = cleaned.get("public_until")
        if until and self.instance.public_from and until <= self.instance.public_from:
            begun = date_format(localtime(self.instance.public_from), "j F Y, H:i")
            sentence = _("The page exists since %(moment)s only. Choose a later moment.")
            self.add_error("public_until", sentence % {"moment": begun})
        if "_schedule" in self.data and self.is_shown:
            self.add_error(None, _("There is nothing to schedule: these are the words that readers see already."))
        elif "_schedule" in self.data and "moment" not in self.errors:
            if not cleaned.get("moment"):
                self.add_error("moment", _("Choose when it goes live."))
            elif cleaned["moment"] <= self.at:
                self.add_error("moment", _("That moment is past. Choose a later one, or publish now."))
        return cleaned


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
        return super().get_queryset(request).with_standing(request.at)  # type: ignore[attr-defined]

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
        at = request.at  # type: ignore[attr-defined]

        class At(made):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, at=at, **kwargs)

        return At

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        page, at = context.get("original"), request.at  # type: ignore[attr-defined]
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
        at = request.at  # type: ignore[attr-defined]
        sent = form.cleaned_data
        if form.is_shown:
            return  # the page's filing alone was changed
        words = {name: sent[name] for name in WORDS}
        scheduled = form.text.live_from if form.text and form.text.live_from and form.text.live_from > at else None
        if "_publish" in request.POST:
            live_from = at
        elif "_schedule" in request.POST:
            live_from = sent["moment"]
        else:  # its schedule, if it has one, stays until somebody takes it back
            live_from = None if "_unschedule" in request.POST else scheduled
        pages.save(form.instance, at=at, by=request.user, live_from=live_from, **words)

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
            scheduled = obj.texts.filter(live_from__gt=request.at).get()  # type: ignore[attr-defined]
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
        found = page.texts.filter(pk=text).first() if text else pages.working(page, request.at)  # type: ignore[attr-defined]
        if found is None or not self.has_view_permission(request, page):
            raise Http404
        back = reverse("admin:institute_page_change", args=[pk])
        response = views.show(cast("Request", request), found, preview=True, back=back)
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
