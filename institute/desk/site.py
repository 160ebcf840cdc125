"""The admin site the editors work at: its frame, and what every screen of it shares."""

from __future__ import annotations

from functools import update_wrapper
from typing import Any

import js_asset
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.requests import ours
from institute.desk import travel
from institute.desk.history import told
from institute.desk.home import home
from institute.page_cache.site import zone
from publications import kinds
from publications.desk.common import NotStored
from publications.workflow import roles

SAVED_COPY = "saved_copy"
# Modules of the desk that other modules import by these names: their addresses carry a hash of what is in them.
MODULES = js_asset.ImportMap({
    "desk/photos": "desk/modules/photos.js",
    "desk/choose-photo": "desk/modules/choose-photo.js",
})  # fmt: skip


class Desk(AdminSite):
    index_title = gettext_lazy("Desk")
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        now = timezone.localtime(ours(request).at)
        site = ours(request).site
        person: Any = request.user
        return super().each_context(request) | {
            "site_header": site.name,
            "site_title": site.name,
            "on_desk": roles.is_on_desk(person),
            "kinds_of_pieces": kinds.KINDS,
            "lists_of_pieces": {"piece", *kinds.NAMES},
            "may_write": roles.may(person, "start"),
            "zone": zone(now),
            "now": now,
            # Which of this browser's local copies the server has taken: draft.js throws that one away.
            "saved_copy": request.session.pop(SAVED_COPY, "") if request.user.is_authenticated else "",
        }

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every screen: a nonce for the editor's import map, labels without colons, local copies confirmed."""

        def dressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # Django would ask the database for them as they are.
            if not all(pk.isdecimal() for pk in request.POST.getlist(ACTION_CHECKBOX_NAME)):
                messages.error(request, _("One of the rows you chose doesn’t exist. Choose them anew."))
                return HttpResponseRedirect(request.get_full_path())
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse) and response.context_data:
                dress(response.context_data, request)
            elif request.POST.get("_copy") and confirms(response):
                request.session[SAVED_COPY] = request.POST["_copy"]
            return response

        return super().admin_view(update_wrapper(dressed, view), cacheable)

    def get_urls(self) -> list[Any]:
        at, choose = (self.admin_view(view, cacheable=True) for view in (travel.travel, travel.choose))
        return [
            path("at/", choose, name="at"),
            path("at/<str:moment>/", at, name="at_moment"),
            path("at/<str:moment>/<path:page>", at),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, home(request) | (extra_context or {}))


def dress(context: dict[str, Any], request: HttpRequest) -> None:
    if media := context.get("media"):
        nonce = ours(request).csp_nonce
        context["media"] = js_asset.Media.from_media(media, nonce=nonce) + js_asset.Media(importmap=MODULES)
    if form := context.get("adminform"):
        form.form.label_suffix = ""
    for entry in context.get("action_list", ()):
        entry.words = told(entry)


def confirms(response: HttpResponse) -> bool:
    """Whether an answer says that what was sent is stored: a redirect, though not the one away from a lost row."""
    return (
        response.status_code == 302
        and response["Location"] != reverse("admin:index")
        and not isinstance(response, NotStored)
    )
