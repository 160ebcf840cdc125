"""What in the words of a text is still to be written, or reads badly by ear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from publications.models import Edition
from publications.printed import PLAIN
from publications.workflow.checks.finding import HREF, Finding, Texts, block, warn
from texts import richtext

# What writers leave for later. In capitals only: in small letters these are words of some language. XX is a number,
# and […] an omission in a quotation.
PLACEHOLDER = re.compile(
    r"\b(?:TK)+\b|\bTODO\b|\bTB[CD]\b|\bX{3,}\b|\?{3,}"
    r"|\[(?i:\s*|\?+|x+|link|source|number|date|check[^\]]*)\]|(?i:lorem ipsum)"
)
HEADING = re.compile(r"<h([2-4])\b")
EMBED = re.compile(r'<p class="embed">(.*?)</p>', re.DOTALL)


def findings(edition: Edition, texts: Texts) -> Iterator[Finding]:
    yield from to_be_filled_in(edition, texts)
    for field, html in texts:
        yield from embeds(field, html)
        yield from headings(field, html)


def to_be_filled_in(edition: Edition, texts: Texts) -> Iterator[Finding]:
    """What writers left for later, the first of it in each text."""
    plain = [(f"id_{field.name}", getattr(edition, field.name)) for field in PLAIN]
    plain += [
        (field, richtext.plain(part))
        for field, html in texts
        for part in (html, *richtext.notes(html), *richtext.captions(html))
    ]
    for field, text in plain:
        if match := PLACEHOLDER.search(text):
            around = text[max(0, match.start() - 30) : match.end() + 30].strip()
            yield block(field, _("Something is still to be filled in: “…%(around)s…”.") % {"around": around})


def embeds(field: str, html: str) -> Iterator[Finding]:
    for embed in EMBED.findall(html):
        if not richtext.plain(embed):
            yield block(field, _("An embed has no words to follow. Write what it shows, or remove it."))
        elif len(HREF.findall(embed)) != 1:
            sentence = _("The embed “%(words)s” needs one link, around its title. Other links belong in the text.")
            yield block(field, sentence % {"words": richtext.plain(embed)[:80]})


def headings(field: str, html: str) -> Iterator[Finding]:
    last = 1
    for level in map(int, HEADING.findall(html)):
        if level > last + 1:
            yield warn(field, _("A heading skips a level: who jumps from heading to heading loses the thread."))
            break
        last = level
