"""Tags for what stands around every title: names, dates, photos that may be shown. The rules are elsewhere."""

from __future__ import annotations

import locale
from collections.abc import Iterable, Mapping
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

from photos.models import usable
from publications import people
from publications.figures import Figures
from publications.finding.facets import offered
from publications.finding.topics import by_letter
from publications.models import Contribution, Edition
from texts import richtext, shown

OG_LOCALES = {"ar": "ar_AR", "zh-hans": "zh_CN"}  # the networks' own, which Python doesn't know

register = template.Library()
register.filter(usable)
register.filter(people.named)
register.filter(people.family_names)
register.filter(by_letter)
register.filter(offered)
register.filter(shown.prose)
register.filter(shown.for_feeds)
register.filter(shown.asked)
register.filter(shown.figures_of)
register.filter(shown.compared)
register.simple_tag(shown.answer)


@register.filter
def public_at(record, at: datetime) -> bool:
    return record.is_public(at)


@register.simple_tag(takes_context=True)
def names(
    context, contributions: Iterable[Contribution], link: bool = True, short: Mapping[int, str] | None = None
) -> SafeString:
    """`people.names` as of the page's moment. A feed has no request: it says `at`."""
    at = context["at"] if "at" in context else context["request"].at
    return people.names(contributions, at, link=link, short=short)


@register.simple_tag
def collect_notes(language: str = "", linked: bool = True, figures: Figures | None = None) -> shown.Notes:
    """For texts that share one list of notes: give it to each, in their order, then show what was found."""
    return shown.Notes(language, linked=linked, figures=figures)


@register.filter
def in_line(value: str, figures: Figures) -> SafeString:
    """A cleaned text as it is read at the desk, its notes and the words for its photos where they stand."""
    return SafeString(richtext.in_line(value, figures.told))


@register.filter
def utc(moment: datetime) -> str:
    """A moment for <time datetime>, with its offset. HTML knows no microseconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.filter
def og_locale(language: str) -> str:
    """A language as the Open Graph names it: with a territory, since networks know no language alone."""
    return OG_LOCALES.get(language) or locale.normalize(to_locale(language)).partition(".")[0]


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
