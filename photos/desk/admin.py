"""The desk's photo library: the list with its uploads, and a photo's page."""

from __future__ import annotations

from functools import partial, reduce
from operator import or_
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, F, ProtectedError, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, override

from common.requests import Request, ours
from photos import library, renditions, uses
from photos.desk import about, choosing, pictures, uploading
from photos.desk.cards import Cards
from photos.desk.filters import StateFilter, UseFilter
from photos.desk.forms import PhotoForm
from photos.models import Photo

CROP_NAMES = {
    "lead": gettext_lazy("Lead, 21:10"),
    "card": gettext_lazy("Card, 3:2"),
    "social": gettext_lazy("Shared link, 1.91:1"),
    "portrait": gettext_lazy("Portrait, 4:5"),
    "square": gettext_lazy("Square"),
}
REPLACING = gettext_lazy(
    "A new file takes this one’s place wherever it is used, with the same words and rights: look at the rights too. "
    "The former file stays in storage until unused uploads are cleaned up."
)
# What a history calls the fields whose own names say too much or too little.
HISTORY = {"focal_x": gettext_noop("focal point"), "focal_y": gettext_noop("focal point"), "file": gettext_noop("file")}


class Saving(Request):
    """A request that saves a photo: what is to be undone if not all of it can be done."""

    brought: Photo | None  # a photo whose files were stored
    unkept: ValidationError  # why what its form says could not be stored; the form is shown a second time


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    form = PhotoForm
    list_display = ["__str__"]
    list_filter = [StateFilter, "licence", UseFilter]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["slug", "caption", "credit", "alt", "source"]
    search_help_text = gettext_lazy("Search captions, credits, and who uses it")
    actions = None

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> list:
        words = ["alt", "is_decorative", "caption"]
        rights = ["credit", "licence", ("rights_from", "rights_until"), "source", "territory", "contact"]
        numbers = (_("Focal point in numbers"), {"fields": [("focal_x", "focal_y")], "classes": ["collapse"]})
        if obj is None:
            own = (_("Library"), {"fields": ["slug"]})
            return [(_("Photo"), {"fields": ["file", *words]}), (_("Rights"), {"fields": rights}), own, numbers]
        # For looking only, the field of the file shows nothing: it is no part of the model. Nor is `seen`.
        may = self.has_change_permission(request, obj)
        file = {"fields": ["file", "slug", "seen"], "description": REPLACING} if may else {"fields": ["slug"]}
        # The page has its own heading of the rights.
        return [(_("Words"), {"fields": words}), (None, {"fields": rights}), (_("File"), file), numbers]

    def get_urls(self) -> list:
        def screen(view: Any) -> Any:
            return self.admin_site.admin_view(partial(view, model_admin=self))

        return [
            path("upload/", uploading.bounded(screen(uploading.upload)), name="photos_photo_upload"),
            path("same/", screen(uploading.same), name="photos_photo_same"),
            *choosing.screens(self),
            *pictures.screens(self),
            *super().get_urls(),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        """Whoever may change photos; and who brought one, as long as nothing but drafts show it."""
        if super().has_change_permission(request, obj):
            return True
        if obj is None or not self.has_add_permission(request):
            return False
        brought = LogEntry.objects.filter(
            user=request.user.pk,
            content_type=ContentType.objects.get_for_model(Photo),
            object_id=str(obj.pk),
            action_flag=ADDITION,
        )
        return brought.exists() and all(use.is_draft for use in self.used_by(request, obj))

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Cards

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        given = {"accepted": library.ACCEPTED, "kinds": library.KINDS, "most": library.MOST_BYTES}
        return super().changelist_view(request, given | (extra_context or {}))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Every word, in the photo's own words or in the name of who shows it."""
        for bit in smart_split(search_term):
            word = unescape_string_literal(bit) if bit[0] in "\"'" and bit[0] == bit[-1] and len(bit) > 1 else bit
            own = reduce(or_, (Q((f"{field}__icontains", word)) for field in self.search_fields))
            queryset = queryset.filter(own | uses.naming(word))
        if request.GET.get("field_name") == "lead_photo":
            # A lead photo is wide: portraits come last.
            queryset = queryset.order_by(Case(When(width__gt=F("height"), then=0), default=1), "-id")
        return queryset, False

    # The page

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Photo | None:
        """What is saved is held until it is stored, so that of two who save at once the second is told."""
        if request.method == "POST" and transaction.get_connection().in_atomic_block and unquote(object_id).isdecimal():
            Photo.objects.select_for_update(no_key=True).filter(pk=unquote(object_id)).first()
        return super().get_object(request, object_id, from_field)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where storing fails after the form was found good, all is undone, and the form shown again with its words."""
        saving = cast(Saving, request)
        saving.brought = None
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            self.take_back(saving)
            saving.unkept = error
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:  # an upload took the short name meanwhile: the form finds another, or says so
            self.take_back(saving)
            return super().changeform_view(request, *args, **kwargs)
        except BaseException:
            self.take_back(saving)
            raise

    def take_back(self, request: Saving) -> None:
        if request.brought:
            library.take_back(request.brought)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.unkept = getattr(request, "unkept", None)
        return form

    def save_model(self, request: HttpRequest, obj: Photo, form: PhotoForm, change: bool) -> None:
        former = Photo.objects.filter(pk=obj.pk).first()
        moved = former and (former.focal_x, former.focal_y) != (obj.focal_x, obj.focal_y)
        if form.developed or moved:
            cast(Saving, request).brought = obj
        if form.developed:
            library.keep(obj, form.cleaned_data["file"], form.developed)
            self.warn(request, obj, former)
        else:
            if moved:
                library.renew(obj)
            super().save_model(request, obj, form, change)
        if former and (form.developed or moved):
            gone = renditions.files(former) - renditions.files(obj)
            transaction.on_commit(lambda: library.drop(obj, gone))

    def warn(self, request: HttpRequest, photo: Photo, former: Photo | None) -> None:
        """Says what a new file brings with it that nobody may have meant."""
        if twin := twins(photo).first():
            messages.warning(request, _("The same file is in the library as “%(photo)s” too.") % {"photo": twin})
        if former and former.width * photo.height != former.height * photo.width:
            messages.warning(
                request, _("The new file has another shape. See whether the crops still show what matters.")
            )

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[dict]:
        if add:
            return [{"added": {}}]
        with override(None):  # histories are translated when they are read
            names = [HISTORY.get(name) or about.label(name) for name in form.changed_data if name != "seen"]
        return [{"changed": {"fields": list(dict.fromkeys(names))}}] if names else []

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        if photo := kwargs.get("obj"):
            context |= self.told(request, Photo.objects.get(pk=photo.pk))  # as stored, whatever the form says
        return super().render_change_form(request, context, *args, **kwargs)

    def told(self, request: HttpRequest, photo: Photo) -> dict[str, Any]:
        at = ours(request).at
        shown_by = uses.of([photo.pk], at).get(photo.pk, [])
        ends = photo.rights_until
        return {
            "photo": photo,
            "whole": about.staff_address(photo, "whole"),
            "crops": [(name, CROP_NAMES[name], renditions.CROPS[name].ratio) for name in CROP_NAMES],
            "rights": about.rights(photo, at),
            "lacks": about.lacks(photo),
            "uses": shown_by,
            "shown": [use for use in shown_by if use.is_public],
            "last_day": ends and about.last_day(ends),
            "is_ended": bool(ends and ends <= at),
            "twins": twins(photo),
            "read": self.read_from_file(photo),
            "show_save_and_add_another": False,
            "show_delete": False,
        }

    def read_from_file(self, photo: Photo) -> list[str]:
        """The fields that its file has filled, until somebody has saved the photo."""
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Photo), object_id=str(photo.pk)
        )
        last = entries.order_by("-pk").first()
        return [_(name).lower() for name in uploading.read_fields(last.change_message)] if last else []

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Refuses, with who shows the photo, as long as anybody does."""
        photo = self.get_object(request, object_id)
        if photo and self.has_delete_permission(request, photo) and not self.used_by(request, photo):
            try:
                return super().delete_view(request, object_id, extra_context)
            except ProtectedError:
                pass  # somebody began to use it meanwhile
        elif photo is None or not self.has_delete_permission(request, photo):
            return super().delete_view(request, object_id, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("This photo is in use"),
            "photo": photo,
            "uses": self.used_by(request, photo),
        }
        status = 409 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/photos/photo/in_use.html", context, status=status)

    def used_by(self, request: HttpRequest, photo: Photo) -> list[uses.Use]:
        return uses.of([photo.pk], ours(request).at).get(photo.pk, [])


def twins(photo: Photo) -> QuerySet:
    """The other photos of the same file."""
    return Photo.objects.filter(digest=photo.digest).exclude(pk=photo.pk)
