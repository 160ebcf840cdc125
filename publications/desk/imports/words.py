"""Words of the screens of imports: what a segment may be called, who adds experts, when a review was kept."""

from __future__ import annotations

import re

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.requests import Request
from ingest.structure import Kind
from publications import kinds
from publications.desk.common import called, person
from publications.models import Contribution
from publications.models.imports import Import
from publications.workflow import roles
from texts import richtext

HEADING = re.compile(r"<(/?)h[1-6][^>]*>")
IDENTIFIED = re.compile(r' id="[^"]*"(?=[^<]*>)')

# What a segment may be called, as the review offers it, by what its file was read as.
SEGMENTS = {
    "interview": [
        (Kind.QUESTION, gettext_lazy("Question")), (Kind.ANSWER, gettext_lazy("Answer")),
        (Kind.REMARK, gettext_lazy("Remark")), (Kind.INTRODUCTION, gettext_lazy("Introduction")),
        (Kind.TITLE, gettext_lazy("Title")), (Kind.SUMMARY, gettext_lazy("Summary")),
        (Kind.BYLINE, gettext_lazy("Byline")), (Kind.CAPTION, gettext_lazy("Caption and credit")),
        (Kind.RELATED, gettext_lazy("Related pieces")), (Kind.APART, gettext_lazy("Kept apart")),
    ],
    "analysis": [
        (Kind.TEXT, gettext_lazy("Text")), (Kind.TITLE, gettext_lazy("Title")),
        (Kind.SUMMARY, gettext_lazy("Summary")), (Kind.BYLINE, gettext_lazy("Byline")),
        (Kind.CAPTION, gettext_lazy("Caption and credit")), (Kind.RELATED, gettext_lazy("Related pieces")),
        (Kind.APART, gettext_lazy("Kept apart")),
    ],
}  # fmt: skip
NAMES = {kind: name for offered in SEGMENTS.values() for kind, name in offered}


def offered_roles(kind: str) -> list[tuple[str, str]]:
    return [(role, str(Contribution.Role(role).label)) for role in kinds.of(kind).roles]


def who_adds_experts(request: Request) -> str:
    """Whom to ask, for somebody who may not add experts."""
    if person(request).has_perm("experts.add_expert"):
        return ""
    names = [called(user) for user in roles.with_permission("experts.add_expert").order_by("pk")[:3]]
    if not names:
        return _("You may not add experts, and nobody else here may: ask whoever runs the desk.")
    return _("You may not add experts. Ask %(names)s.") % {"names": get_text_list(names, _("or"))}


def heading(kind: str, doubts: int) -> str:
    if not doubts:
        return _("Nothing needs your eye")
    if kinds.of(kind).has_turns:
        sentence = ngettext("%(count)s turn needs your eye", "%(count)s turns need your eye", doubts)
    else:
        sentence = ngettext("%(count)s part needs your eye", "%(count)s parts need your eye", doubts)
    return capfirst(sentence % {"count": apnumber(doubts)})


def clock(imported: Import) -> str:
    return date_format(timezone.localtime(imported.updated_at), "H:i")


def shown_words(html: str) -> SafeString:
    """HTML of a source as a part of a screen, whose own headings and ids it must not disturb."""
    plain = HEADING.sub(lambda tag: "</p>" if tag[1] else '<p class="heading">', richtext.clean(html))
    return mark_safe(IDENTIFIED.sub("", plain))  # noqa: S308  cleaned
