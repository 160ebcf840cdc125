"""A plain page's text as its page: live for readers, or not yet, for a preview."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from common.requests import Request
from institute.content.plain_pages import PageText
from texts import richtext


def show(request: Request, text: PageText, **context: object) -> HttpResponse:
    return render(request, "page.html", context | {"text": text, "contents": richtext.contents(text.body)})
