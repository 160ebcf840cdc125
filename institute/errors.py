"""What is answered where something is wrong, by the status that says so."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import escape

from common.requests import Request
from institute.page_cache.version import last_known_name

SERVER_ERROR = settings.BASE_DIR / "templates" / "500.html"


def bad_request(request: Request, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        return render(request, "413.html", {"most": most}, status=413)
    return render(request, "400.html", status=400)


def not_found(request: Request, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: Request) -> HttpResponse:
    """No query and no context: whatever broke may be what they need."""
    return HttpResponse(SERVER_ERROR.read_text().replace("{{ site_name }}", escape(last_known_name())), status=500)
