"""The desk's photo library: upload, words, rights, focal point, and pictures that only staff may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, DateTimeField, F, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from photos import library, renditions
from photos.models import Photo


class PhotoForm(forms.ModelForm):
    file = forms.FileField(
        required=False, label=gettext_lazy("file"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif,image/tiff"}),
        help_text=gettext_lazy("JPEG, PNG, WebP, AVIF or TIFF, up to 40 MB and 50 million pixels."),
    )  # fmt: skip

    class Meta:
        model = Photo
        fields = [
            "slug", "alt", "is_decorative", "caption", "credit", "licence", "source", "rights_from", "rights_until",
            "territory", "contact", "focal_x", "focal_y",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" not in self.fields:
            return  # for looking only: all of it is read-only
        self.fields["slug"].required = False
        self.fields["alt"].widget = forms.Textarea({"rows": 2, "class": "vLargeTextField"})
        if self.instance.pk:
            self.fields["file"].label = _("Replace the file")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            library.check(file)
        elif not self.instance.pk:
            raise forms.ValidationError(_("Choose the photo."))
        return file

    def clean_slug(self) -> str:
        """Left empty: after the file's name, with a number if that is taken."""
        slug = self.cleaned_data["slug"] or self.instance.slug
        file = self.files.get("file")
        return slug if slug or not file else library.free_slug(str(file.name))


class RightsFilter(admin.SimpleListFilter):
    title = gettext_lazy("rights")
    parameter_name = "rights"
    template = "admin/filter_tabs.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("usable", _("May be shown")), ("not", _("May not be shown")), ("alt", _("Not described"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        usable = Photo.objects.usable(request.at)  # type: ignore[attr-defined]
        match self.value():
            case "usable":
                return queryset.filter(pk__in=usable)
            case "not":
                return queryset.exclude(pk__in=usable)
            case "alt":
                return queryset.filter(alt="")
        return queryset


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    form = PhotoForm
    change_form_template = "admin/photos/photo.html"
    list_display = ["thumbnail", "photo", "rights", "credit"]
    list_display_links = ["thumbnail", "photo"]
    list_filter = [RightsFilter]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["slug", "caption", "alt", "credit"]
    search_help_text = gettext_lazy("Search captions, descriptions and credits")
    actions = None
    fieldsets = [
        (gettext_lazy("Photo"), {"fields": ["file", "alt", "is_decorative", "caption"]}),
        (
            gettext_lazy("Rights"),
            {"fields": ["credit", "licence", "source", "rights_from", "rights_until", "territory", "contact"]},
        ),
        (gettext_lazy("Library"), {"fields": ["slug"]}),
        (gettext_lazy("Focal point"), {"fields": [("focal_x", "focal_y")], "classes": ["focal-numbers"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> list:
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        # For looking only: the field of the file is no part of the model, and shows nothing.
        return [
            (name, options | {"fields": [field for field in options["fields"] if field != "file"]})
            for name, options in self.fieldsets
        ]

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/file/<slug:name>.jpg", view(self.file, cacheable=True), name="photos_photo_file"),
            path("<int:pk>/words/", view(self.words), name="photos_photo_words"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        at = request.at  # type: ignore[attr-defined]
        return super().get_queryset(request).annotate(asked_at=Value(at, DateTimeField()))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        found, repeats = super().get_search_results(request, queryset, search_term)
        if request.GET.get("field_name") == "lead_photo":
            # A lead photo is wide: portraits come last.
            found = found.order_by(Case(When(width__gt=F("height"), then=0), default=1), "-id")
        return found, repeats

    def save_model(self, request: HttpRequest, obj: Photo, form: PhotoForm, change: bool) -> None:
        if file := form.cleaned_data.get("file"):
            library.keep(obj, file)
            return
        if {"focal_x", "focal_y"} & set(form.changed_data):
            library.renew(obj)  # files first, as in library.keep
        super().save_model(request, obj, form, change)

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj:
            context["whole"] = staff_address(obj, "whole")
        return super().render_change_form(request, context, *args, **kwargs)

    def file(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """A picture for the desk, whether or not readers may see it: the smallest card, or the whole photo, small."""
        photo = get_object_or_404(Photo, pk=pk)
        if not self.has_view_permission(request, photo):
            raise PermissionDenied
        if name == "card":
            kept = renditions.name(photo, "card", renditions.fallback(renditions.widths(photo, "card")), "jpg")
        elif name == "whole":
            kept = renditions.whole_name(photo)
        else:
            raise Http404
        try:
            response = HttpResponse(library.served(kept), content_type="image/jpeg")
        except FileNotFoundError as error:
            raise Http404 from error
        response["Cache-Control"] = "private, max-age=86400"  # the address carries what the picture depends on
        return response

    def words(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is said of a photo where nothing else is, for forms that may say something else."""
        photo = get_object_or_404(Photo, pk=pk)
        if not self.has_view_permission(request, photo):
            raise PermissionDenied
        return JsonResponse(own_words(photo))

    @admin.display(description=gettext_lazy("picture"))
    def thumbnail(self, photo: Photo) -> SafeString:
        return format_html(
            '<img src="{}" alt="{}" width="120" height="80" loading="lazy">',
            staff_address(photo, "card"),
            photo,
        )

    @admin.display(description=gettext_lazy("photo"), ordering="slug")
    def photo(self, photo: Photo) -> str:
        return str(photo)

    @admin.display(description=gettext_lazy("rights"))
    def rights(self, photo: Photo) -> SafeString:
        at = photo.asked_at  # type: ignore[attr-defined]
        if photo.is_usable(at):
            key, word = "live", _("May be shown")
            until = photo.rights_until and _("until %(day)s") % {"day": date_format(localtime(photo.rights_until))}
        elif photo.rights_from and photo.rights_from > at:
            key, word, until = (
                "scheduled",
                _("Not yet"),
                _("from %(day)s") % {"day": date_format(photo.rights_from)},
            )
        else:
            key, word, until = "withdrawn", _("Rights have ended"), date_format(localtime(photo.rights_until))
        lacks = "" if photo.alt else format_html(' <small class="missing">{}</small>', _("Not described"))
        return format_html(
            '<span class="status" data-status="{}">{} <small>{}</small></span>{}',
            key,
            word,
            until or "",
            lacks,
        )


def own_words(photo: Photo) -> dict[str, str]:
    """A photo's words as a form shows them where it may be given others."""
    if photo.is_decorative:
        spoken = _("Decorative: screen readers pass over it.")
    else:
        spoken = photo.alt or _("Not described in the photo library yet.")
    return {"alt": spoken, "caption": photo.caption}


def staff_address(photo: Photo, name: str) -> str:
    focal = f"{photo.focal_x:.2f}x{photo.focal_y:.2f}"
    return f"{reverse('admin:photos_photo_file', args=[photo.pk, name])}?{photo.digest[:8]}-{focal}"
