"""Tags for what stands around every title: names, dates, photos that may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from photos.models import Photo
from publications.models import Contribution, Edition

TABLE, TABLE_END = "<table", "</table>"
HEADING = re.compile(r"<(/?)h[2-4]>")

register = template.Library()


@register.filter
def usable(photo: Photo | None, at: datetime) -> Photo | None:
    """The photo, if its rights hold at the moment; else None."""
    return photo if photo is not None and photo.is_usable(at) else None


@register.filter
def named(contributions: Iterable[Contribution], at: datetime) -> list[Contribution]:
    """Those whose names a reader may know by then; one who left since stays named."""
    return [contribution for contribution in contributions if contribution.expert.has_been_public(at)]


@register.filter
def public_at(record, at: datetime) -> bool:
    return record.is_public(at)


@register.simple_tag(takes_context=True)
def names(context, contributions: Iterable[Contribution], link: bool = True) -> SafeString:
    """“A, B and C”, each linked to the profile while there is one. A feed has no request: it says `at`."""
    at = context["at"] if "at" in context else context["request"].at
    found = [
        format_html('<a href="{}">{}</a>', c.expert.get_absolute_url(), c.expert.name)
        if link and c.expert.is_public(at)
        else format_html("{}", c.expert.name)
        for c in named(contributions, at)
    ]
    if len(found) < 2:
        return found[0] if found else SafeString("")
    head = format_html(", ".join("{}" for _name in found[:-1]), *found[:-1])
    return format_html(_("{} and {}"), head, found[-1])


@register.filter
def utc(moment: datetime) -> str:
    """A moment for <time datetime>, with its offset. HTML knows no microseconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.filter
def prose(value: str) -> SafeString:
    """A cleaned text as shown: its tables scroll sideways, by keyboard too, so that the page never does."""
    start = format_html('<div class="table-scroll" tabindex="0" role="group" aria-label="{}">', _("Table"))
    return SafeString(value.replace(TABLE, start + TABLE).replace(TABLE_END, f"{TABLE_END}</div>"))


@register.filter
def answer(value: str) -> SafeString:
    """What is said to a question, as shown: a question is an h2, so headings within an answer stand below it."""
    for level in (3, 2):
        value = value.replace(f"<h{level}", f"<h{level + 1}").replace(f"</h{level}>", f"</h{level + 1}>")
    return prose(value)


@register.filter
def compared(value: str) -> SafeString:
    """A comparison as shown: each mark says what it is, to those who don't see it, and headings are the page's own."""
    for mark, words in (("ins", _("Added:")), ("del", _("Removed:"))):
        said = format_html('<span class="visually-hidden" lang="{}">{} </span>', get_language() or "en", words)
        value = value.replace(f"<{mark}>", f"<{mark}>{said}")
    return prose(HEADING.sub(lambda tag: "</p>" if tag[1] else '<p class="heading">', value))


@register.simple_tag
def own_language(edition: Edition) -> SafeString:
    """The lang and dir of what prints a piece's words, where they are not the page's."""
    if edition.language == get_language():
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', edition.language, edition.direction)


@register.simple_tag
def site_language(edition: Edition) -> SafeString:
    """The lang of the site's words inside a piece in another language; they keep the piece's direction."""
    if edition.language == get_language():
        return SafeString("")
    return format_html(' lang="{}"', get_language() or "en")
