"""What the desk says where it refuses: to whoever may not, and of a form whose token is not valid any more."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from institute.middleware import is_desk
from publications import kinds
from publications.desk.common import called, person, piece_address
from publications.models import Edition
from publications.workflow import roles
from publications.workflow.steps import STEPS, WRITE

MOST_PEOPLE = 5
VERBS = {"changelist": "view", "history": "view", "file": "view", "add": "add", "upload": "add", "delete": "delete"}
OWN = {"csrfmiddlewaretoken", "_copy", "seen", "filed", "sent", "words"}  # fields of a form that nobody writes


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with whose step it is, who has that role, and the way back."""
    if not is_desk(request):
        return defaults.permission_denied(request, exception)
    who, permission = person(request), asked(request)
    lacks = bool(permission) and not who.has_perm(permission)
    people = [called(user) for user in roles.with_permission(permission)[: MOST_PEOPLE + 1]] if lacks else []
    return answer(
        request,
        "admin/403.html",
        _("That isn’t yours to do"),
        reason=str(exception),
        needed=names_of(permission) if lacks else [],
        own=list(who.groups.order_by("name").values_list("name", flat=True)),
        people=people[:MOST_PEOPLE],
        more=len(people) > MOST_PEOPLE,
        lacks=lacks,
        back=piece_of(request) if roles.is_on_desk(who) else "",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 to a form that was opened before a sign-in elsewhere, or without cookies; what it held is not lost.

    reason: why its token is no good, in words for whoever runs the site.
    """
    return answer(request, "admin/csrf.html", _("The form was too old"), cause=reason, again=request.get_full_path())


def answer(request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
    context |= {
        "title": title,
        "is_copied": "_copy" in request.POST,
        "sent": words_of(request),
        "files": bool(request.FILES),
    }
    return render(request, template, admin.site.each_context(request) | context, status=403)


def words_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody wrote and sent, by field: all that is more than a word, so that she can copy it."""
    if not request.user.is_authenticated:
        return []
    return [
        (name.replace("_", " "), value)
        for name, values in request.POST.lists()
        for value in values
        if len(value.split()) > 1 and name not in OWN and "password" not in name
    ]


def asked(request: HttpRequest) -> str:
    """The permission that an address of the desk asks for; empty where no role has it."""
    found = request.resolver_match
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        start = f"{app}_{name}_"
        if found is None or not (found.url_name or "").startswith(start):
            continue
        screen = str(found.url_name).removeprefix(start)
        if name not in {"piece", *kinds.NAMES}:
            verb = VERBS.get(screen, "view" if request.method == "GET" else "change")
            return f"{app}.{verb}_{name}"
        if screen == "delete":
            return ""
        step = "start" if screen == "add" else "preview" if screen == "preview_links" else screen
        return STEPS[step].permission if step in STEPS else WRITE
    return ""


def names_of(permission: str) -> list[str]:
    """The roles that hold a permission, those that may least first."""
    app, _dot, codename = permission.partition(".")
    holding = Group.objects.filter(permissions__codename=codename, permissions__content_type__app_label=app)
    wide = Group.objects.filter(pk__in=holding).annotate(total=Count("permissions")).order_by("total", "name")
    return list(wide.values_list("name", flat=True))


def piece_of(request: HttpRequest) -> str:
    """The address of the piece that a step is about, where there is one that she may read."""
    match = request.resolver_match
    if match is None or "uuid" not in match.kwargs:
        return ""
    readable = Edition.objects.filter(roles.readable(person(request)), publication__uuid=match.kwargs["uuid"])
    edition = readable.select_related("publication").first()
    return piece_address("change", edition) if edition else ""
