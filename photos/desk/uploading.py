"""How a file comes into the library from a browser: one a request and answered in JSON, or many from a plain form."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from photos import library
from photos.desk import about, first_guess
from photos.models import Photo

MOST_SENT = library.MOST_BYTES + 2**20  # bytes of a request with one file: what stands around it is little
MOST_SENT_AT_ONCE = 4 * library.MOST_BYTES  # of one with many, from a page without a script
TRIES = 10


class Known(Exception):
    """The same file is in the library already."""

    def __init__(self, photo: Photo) -> None:
        super().__init__(str(photo))
        self.photo = photo


def bring(file: File, name: str, *, again: bool = False, then: Callable[[Photo], Any] = lambda photo: None) -> Photo:
    """A new photo of a file, with the file's own words as a first guess.

    name: what the file was called; the photo's short name comes from it. again: whether a file that is there already
    is wanted a second time. then: what else is stored with the photo, or not at all.

    Raises ValidationError with words for an editor, and Known.
    """
    if file.size and file.size <= library.MOST_BYTES and not again:
        refuse_known(library.digest(file))
    developed = library.develop(file)
    for left in reversed(range(TRIES)):
        photo = Photo(slug=library.free_slug(name), **first_guess.fields(developed.words))
        try:
            with transaction.atomic():
                if not again:
                    one_at_a_time(developed.digest)
                    refuse_known(developed.digest)
                library.keep(photo, file, developed)
                then(photo)
                return photo
        except IntegrityError:  # another upload took the short name meanwhile
            library.take_back(photo)
            if not left:
                raise
        except BaseException:
            library.take_back(photo)
            raise
    raise AssertionError


def refuse_known(digest: str) -> None:
    if known := Photo.objects.filter(digest=digest).order_by("id").first():
        raise Known(known)


def one_at_a_time(digest: str) -> None:
    """Lets two uploads of the same bytes pass one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


# The screen


def bounded(view: Any) -> Any:
    """Refuses a body that is too large by what it says of its length, before any of it is read.

    Around all else: the desk's own wrapping and the check of tokens both read the form. That check still happens,
    within `view`; only here it must not.
    """

    @csrf_exempt
    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if int(length if length.isdecimal() else 0) <= (MOST_SENT if wants_json(request) else MOST_SENT_AT_ONCE):
            return view(request, *args, **kwargs)
        if wants_json(request):
            return refused(library.REASONS["bytes"], 413)
        messages.error(request, _("These photos are larger than 160 MB together. Send fewer at once."))
        return HttpResponseRedirect(reverse("admin:photos_photo_changelist"))

    return bounded


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["application/json", "text/html"]) != "text/html"


def upload(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """POST `file`, and `again=1` if a file that is there already is wanted a second time.

    JSON: 201 with what `told` says and, as `read`, which words are the file's own; 409 with `error` and, as `existing`,
    the photo of the same file; 400 with `error` for a file that can't be used; 403 and 413 with `error`. A browser's
    own form may send many, and gets the list back.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not model_admin.has_add_permission(request):
        if wants_json(request):
            return refused(_("You may not add photos to the library."), 403)
        raise PermissionDenied
    files, again = request.FILES.getlist("file"), request.POST.get("again") == "1"
    if not wants_json(request):
        return many(request, model_admin, files)
    if len(files) != 1:
        return refused(_("Choose the photo.") if not files else _("Send one photo at a time."), 400)
    try:
        photo = one(request, model_admin, files[0], again=again)
        labels = [about.label(name) for name in read(photo)]
        return JsonResponse(told(photo) | {"read": labels}, status=201)
    except Known as known:
        name = Truncator(known.photo).chars(60)
        words = _("The same file is in the library already: “%(photo)s”") % {"photo": name}
        return JsonResponse({"error": words, "existing": told(known.photo)}, status=409)
    except ValidationError as error:
        return refused(" ".join(error.messages), 400)


def same(request: HttpRequest, model_admin: admin.ModelAdmin) -> JsonResponse:
    """GET ?digest=SHA-256&not=ID: the photos of these very bytes, as `told`. A page asks before it replaces a file."""
    if not model_admin.has_view_permission(request):
        return refused(_("You may not see the library."), 403)
    other = request.GET.get("not", "")
    found = Photo.objects.filter(digest=request.GET.get("digest", "")[:64]).order_by("id")
    return JsonResponse({"same": [told(photo) for photo in found[:5] if str(photo.pk) != other]})


def one(request: HttpRequest, model_admin: admin.ModelAdmin, file: Any, *, again: bool = False) -> Photo:
    """As `bring`, and remembers who brought it and what was read from the file."""

    def note(photo: Photo) -> None:
        with override(None):  # histories are translated when they are read
            fields = [about.label(name) for name in read(photo)]
        message: list[dict[str, Any]] = [{"added": {}}, *([{"read": {"fields": fields}}] if fields else [])]
        model_admin.log_addition(request, photo, message)

    return bring(file, str(file.name), again=again, then=note)


def many(request: HttpRequest, model_admin: admin.ModelAdmin, files: list[Any]) -> HttpResponse:
    """From a page without a script: each file by itself, and what became of it as a message."""
    if not files:
        messages.error(request, _("Choose one photo or several."))
    for file in files:
        try:
            photo = one(request, model_admin, file)
        except Known as known:
            link = format_html('<a href="{}">{}</a>', about.address(known.photo), known.photo)
            words = _("“{name}” is in the library already: {photo}.")
            messages.warning(request, format_html(words, name=file.name, photo=link))
        except ValidationError as error:
            words = _("“{name}” was not taken. {reason}")
            messages.error(request, format_html(words, name=file.name, reason=" ".join(error.messages)))
        else:
            link = format_html('<a href="{}">{}</a>', about.address(photo), photo)
            lacks = format_html(" {}.", get_text_list(about.lacks(photo), _("and"))) if about.lacks(photo) else ""
            words = _("“{name}” is in the library: {photo}.")
            messages.success(request, format_html("{}{}", format_html(words, name=file.name, photo=link), lacks))
    return HttpResponseRedirect(reverse("admin:photos_photo_changelist"))


def told(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.pk,
        "uuid": str(photo.uuid),
        "name": str(photo),
        "address": about.address(photo),
        "thumbnail": about.staff_address(photo, "card"),
        "lacks": about.lacks(photo),
    }


def read_fields(message: str) -> list[str]:
    """What a history's entry of an upload says was read from the file, untranslated."""
    steps = json.loads(message) if message.startswith("[") else []
    return [name for step in steps for name in step.get("read", {}).get("fields", [])]


def read(photo: Photo) -> list[str]:
    """The fields of a photo just brought that its file has filled."""
    return [name for name in first_guess.FIELDS if getattr(photo, name)]


def refused(words: Any, status: int) -> JsonResponse:
    return JsonResponse({"error": str(words)}, status=status)
