"""Tags for what stands around every title: names, dates, photos that may be shown."""

from __future__ import annotations

import locale
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import unescape
from itertools import groupby
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from experts.models import Expert
from experts.names import words_in
from photos.models import Photo
from publications.figures import Figures
from publications.finding.filters import Choice
from publications.models import Contribution, Edition, Topic
from texts import richtext

MANY_TOPICS = 40  # beyond, an index by letter
MOST_BOXES = 15  # for topics in a filter form
TABLE = re.compile(
    r"(?:<p>(?P<title><strong>(?:(?!</p>).)*?</strong>)(?P<details>(?:(?!</p>).){0,300})</p>\s*)?<table", re.DOTALL
)
TABLE_END = "</table>"
QUOTE_END = re.compile(r'(<p (?:aria-hidden="true" )?class="pull-quote">(?:(?!</p>).)*)</p>', re.DOTALL)
HEADING = re.compile(r"<(/?)h[2-4]>")
NO_CHARACTER = "\0"  # cleaned texts have none
PLAINER = re.compile(r'<p class="[^"]*">')
ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
EMBED = re.compile(r'(<p class="embed">(?:(?!</p>).)*?<a\b[^>]*?href="([^"]*)"(?:(?!</p>).)*)</p>', re.DOTALL)

OG_LOCALES = {"ar": "ar_AR", "zh-hans": "zh_CN"}  # the networks' own, which Python doesn't know

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


@register.filter
def family_names(contributions: Iterable[Contribution]) -> dict[int, str]:
    """By their primary keys, the experts who can be told from all the others by the family's name, and that name."""
    experts = [contribution.expert for contribution in contributions]
    return {
        expert.pk: family
        for expert in experts
        if (family := expert.family_name)
        and not any(words_in(o.name.casefold(), family.casefold()) for o in experts if o.pk != expert.pk)
    }


@register.simple_tag(takes_context=True)
def names(
    context, contributions: Iterable[Contribution], link: bool = True, short: Mapping[int, str] | None = None
) -> SafeString:
    """“A, B and C”, each linked to the profile while there is one. A feed has no request: it says `at`.

    short: as `family_names` gives it; whoever stands there is called so, and whole to a screen reader.
    """
    at = context["at"] if "at" in context else context["request"].at
    found = [
        format_html('<a href="{}">{}</a>', c.expert.get_absolute_url(), called(c.expert, short))
        if link and c.expert.is_public(at)
        else called(c.expert, short)
        for c in named(contributions, at)
    ]
    if len(found) < 2:
        return found[0] if found else SafeString("")
    head = format_html(", ".join("{}" for _name in found[:-1]), *found[:-1])
    return format_html(_("{} and {}"), head, found[-1])


def called(expert: Expert, short: Mapping[int, str] | None) -> SafeString:
    """A name, or the part of it that shows."""
    shown = words_in(expert.name, (short or {}).get(expert.pk, ""))
    if shown is None:
        return format_html("{}", expert.name)
    parts = (expert.name[: shown.start()], expert.name[shown.end() :])
    before, after = (format_html('<span class="visually-hidden">{}</span>', part) if part else "" for part in parts)
    return format_html("{}{}{}", before, shown[0], after)


@register.filter
def utc(moment: datetime) -> str:
    """A moment for <time datetime>, with its offset. HTML knows no microseconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.filter
def og_locale(language: str) -> str:
    """A language as the Open Graph names it: with a territory, since networks know no language alone."""
    return OG_LOCALES.get(language) or locale.normalize(to_locale(language)).partition(".")[0]


class Notes:
    """The notes of what one page or entry shows, numbered as they are met: made anew for each, and kept by none.

    language: the attribute for the site's words in a text of another language. linked: whether a number leads to its
    note. figures: the photos of the texts; those it doesn't know are left out, with the notes below them.
    """

    def __init__(self, language: str = "", *, linked: bool = True, figures: Figures | None = None) -> None:
        self.language, self.linked = SafeString(language), linked
        self.figures = figures or Figures()
        self.found: list[SafeString] = []

    def numbered(self, html: str) -> SafeString:
        """A text with the numbers of its notes in their place."""
        return SafeString(richtext.NOTE.sub(self.number, html))

    def number(self, note: re.Match[str]) -> str:
        self.found.append(SafeString(note[1]))
        number = len(self.found)
        if not self.linked:
            return f"<sup>[{number}]</sup>"
        words = _("Note %(number)d") % {"number": number}
        there = format_html('id="note-ref-{n}" href="#note-{n}" role="doc-noteref"', n=number)
        return format_html(
            '<sup class="note-ref"{}><a {} aria-label="{}">{}</a></sup>', self.language, there, words, number
        )


@register.simple_tag
def collect_notes(language: str = "", linked: bool = True, figures: Figures | None = None) -> Notes:
    """For texts that share one list of notes: give it to each, in their order, then show what was found."""
    return Notes(language, linked=linked, figures=figures)


@register.filter
def prose(value: str, notes: Notes | None = None) -> SafeString:
    """A cleaned text as shown; its notes stand at its end, unless they are collected.

    Its tables scroll sideways, by keyboard too, so that the page never does; a paragraph that begins in bold right
    before a table is its title. A pull quote that repeats the text isn't read out twice. Its photos come before its
    notes are numbered: where one may not be shown, nobody reads the notes below it.
    """

    def opening(match: re.Match[str]) -> str:
        title, details = match["title"], match["details"]
        shown = f'<p class="figure-title">{title} <small>{details.strip()}</small></p>' if title else ""
        label = richtext.plain(title) if title else _("Table")
        return f'{shown}<div class="table-scroll" tabindex="0" role="group" aria-label="{escape(label)}"><table'

    notes, own = notes or Notes(), notes is None
    value = notes.figures.shown(richtext.without_repeats(value, unspoken), notes.language)
    value = ROW.sub(scoped, value)
    value = EMBED.sub(card, TABLE.sub(opening, value).replace(TABLE_END, f"{TABLE_END}</div>"))
    shown = notes.numbered(value)
    return shown + render_to_string("includes/notes.html", {"notes": notes}) if own and notes.found else shown


def scoped(row: re.Match[str]) -> str:
    """A table's row whose heads say what they are heads of: a column where all cells are heads, else the row."""
    scope = "row" if "<td" in row[0] else "col"
    return re.sub(r"<th\b(?![^>]*\bscope=)", f'<th scope="{scope}"', row[0])


def card(embed: re.Match[str]) -> str:
    """What another site shows: its link, and whose site it is. Nothing is asked of that site before a reader goes."""
    try:
        host = (urlsplit(unescape(embed[2])).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    if host in {"", (urlsplit(settings.SITE_URL).hostname or "").removeprefix("www.")}:
        return embed[0]
    return format_html("{} <small>{}</small></p>", SafeString(embed[1]), _("Opens at %(host)s") % {"host": host})


@register.filter
def in_line(value: str, figures: Figures) -> SafeString:
    """A cleaned text as it is read at the desk, its notes and the words for its photos where they stand."""
    return SafeString(richtext.in_line(value, figures.told))


def unspoken(quote: str) -> str:
    """A pull quote that a screen reader passes over. What holds a link is never hidden: it can be focused."""
    return quote if "<a " in quote else quote.replace("<p ", '<p aria-hidden="true" ', 1)


@register.filter
def for_feeds(value: str, notes: Notes) -> SafeString:
    """A cleaned text for readers that show it without our styles: a pull quote would be the same words twice."""
    return notes.numbered(notes.figures.for_feeds(PLAINER.sub("<p>", richtext.without_repeats(value))))


@register.filter
def asked(value: str, notes: Notes) -> SafeString:
    """The words of a question, with the numbers of its notes; its photos stand below it (`figures_of`)."""
    value = richtext.FIGURE.sub("", richtext.without_repeats(value))
    found = richtext.NOTE.finditer(value)
    words = escape(richtext.plain(richtext.NOTE.sub(NO_CHARACTER, value)))
    return SafeString(re.sub(NO_CHARACTER, lambda _place: notes.number(next(found)), words))


@register.filter
def figures_of(value: str, notes: Notes) -> SafeString:
    """The photos of a question, which a heading can't hold."""
    alone = "".join(figure[0] for figure in richtext.FIGURE.finditer(value))
    return notes.numbered(
        notes.figures.shown(alone, notes.language) if notes.linked else notes.figures.for_feeds(alone)
    )


@register.simple_tag
def answer(value: str, speaker: str = "", notes: Notes | None = None) -> SafeString:
    """What is said to a question, as shown: a question is an h2, so headings within an answer stand below it.

    A pull quote, which hangs away from the answer, says again whose words it shows.
    """
    for level in (3, 2):
        value = value.replace(f"<h{level}", f"<h{level + 1}").replace(f"</h{level}>", f"</h{level + 1}>")
    shown = prose(value, notes)
    if speaker:
        shown = SafeString(
            QUOTE_END.sub(lambda m: format_html("{}<small>{}</small></p>", SafeString(m[1]), speaker), shown)
        )
    return shown


@register.filter
def by_letter(topics: Sequence[Topic]) -> list[tuple[str, list[Topic]]]:
    """Topics under their first letters, accents apart, what is no letter first; nothing while a list will do."""
    if len(topics) <= MANY_TOPICS:
        return []
    return [(letter, list(group)) for letter, group in groupby(sorted(topics, key=alphabetical), key=first_letter)]


def alphabetical(topic: Topic) -> tuple[str, str]:
    return first_letter(topic).strip("#"), unaccented(topic.name)


def first_letter(topic: Topic) -> str:
    first = unaccented(topic.name)[:1].upper()
    return first if first.isalpha() else "#"


def unaccented(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold().strip()) if not unicodedata.combining(c))


@register.filter
def offered(choices: Iterable[Choice]) -> dict[str, list[Choice]]:
    """Choices that would show something: `boxes` for the chosen and the most used, and the rest `more`, by name."""
    useful = [choice for choice in choices if choice.count or choice.chosen]
    if len(useful) <= MOST_BOXES:
        return {"boxes": useful, "more": []}
    boxes = sorted(useful, key=lambda choice: (not choice.chosen, -choice.count))[:MOST_BOXES]
    boxes += [choice for choice in useful if choice.chosen and choice not in boxes]
    return {"boxes": boxes, "more": [choice for choice in useful if choice not in boxes]}


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
