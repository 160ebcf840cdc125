"""A cleaned text as readers are shown it: notes numbered, tables that scroll, quotes, embeds, questions and answers.

Photos come in as an object that shows them (`Photos`): a text names them, and knows nothing else of them.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from texts import richtext

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


class Photos(Protocol):
    """What shows the photos of a text."""

    def shown(self, html: str, language: str = "") -> str:
        """A text with its photos, as a page shows it. language: the attribute for the site's words in another one."""

    def for_feeds(self, html: str) -> str:
        """The same, as any reader of feeds shows it."""


class NoPhotos:
    """Leaves them out."""

    def shown(self, html: str, language: str = "") -> str:
        return richtext.FIGURE.sub("", html)

    def for_feeds(self, html: str) -> str:
        return richtext.FIGURE.sub("", html)


class Notes:
    """The notes of what one page or entry shows, numbered as they are met: made anew for each, and kept by none.

    language: the attribute for the site's words in a text of another language. linked: whether a number leads to its
    note. figures: shows the photos of the texts; without it they are left out, with the notes below them.
    """

    def __init__(self, language: str = "", *, linked: bool = True, figures: Photos | None = None) -> None:
        self.language, self.linked = SafeString(language), linked
        self.figures: Photos = figures or NoPhotos()
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


def prose(value: str, notes: Notes | None = None) -> SafeString:
    """A cleaned text as shown; its notes stand at its end, unless they are collected.

    Its tables scroll sideways, by keyboard too, so that the page never does; a paragraph that begins in bold right
    before a table is its title. A pull quote that repeats the text isn't read out twice. Its photos come before its
    notes are numbered: where one may not be shown, nobody reads the notes below it.
    """
    notes, own = notes or Notes(), notes is None
    value = notes.figures.shown(richtext.without_repeats(value, unspoken), notes.language)
    value = ROW.sub(scoped, value)
    value = EMBED.sub(card, TABLE.sub(scrolling, value).replace(TABLE_END, f"{TABLE_END}</div>"))
    shown = notes.numbered(value)
    return shown + render_to_string("includes/notes.html", {"notes": notes}) if own and notes.found else shown


def scrolling(match: re.Match[str]) -> str:
    """Where a table begins, its title above it if it has one."""
    title, details = match["title"], match["details"]
    shown = f'<p class="figure-title">{title} <small>{details.strip()}</small></p>' if title else ""
    label = richtext.plain(title) if title else _("Table")
    return f'{shown}<div class="table-scroll" tabindex="0" role="group" aria-label="{escape(label)}"><table'


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


def unspoken(quote: str) -> str:
    """A pull quote that a screen reader passes over. What holds a link is never hidden: it can be focused."""
    return quote if "<a " in quote else quote.replace("<p ", '<p aria-hidden="true" ', 1)


def for_feeds(value: str, notes: Notes) -> SafeString:
    """A cleaned text for readers that show it without our styles: a pull quote would be the same words twice."""
    return notes.numbered(notes.figures.for_feeds(PLAINER.sub("<p>", richtext.without_repeats(value))))


def asked(value: str, notes: Notes) -> SafeString:
    """The words of a question, with the numbers of its notes; its photos stand below it (`figures_of`)."""
    value = richtext.FIGURE.sub("", richtext.without_repeats(value))
    found = richtext.NOTE.finditer(value)
    words = escape(richtext.plain(richtext.NOTE.sub(NO_CHARACTER, value)))
    return SafeString(re.sub(NO_CHARACTER, lambda _place: notes.number(next(found)), words))


def figures_of(value: str, notes: Notes) -> SafeString:
    """The photos of a question, which a heading can't hold."""
    alone = "".join(figure[0] for figure in richtext.FIGURE.finditer(value))
    return notes.numbered(
        notes.figures.shown(alone, notes.language) if notes.linked else notes.figures.for_feeds(alone)
    )


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


def compared(value: str) -> SafeString:
    """A comparison as shown: each mark says what it is, to those who don't see it, and headings are the page's own."""
    for mark, words in (("ins", _("Added:")), ("del", _("Removed:"))):
        said = format_html('<span class="visually-hidden" lang="{}">{} </span>', get_language() or "en", words)
        value = value.replace(f"<{mark}>", f"<{mark}>{said}")
    return prose(HEADING.sub(lambda tag: "</p>" if tag[1] else '<p class="heading">', value))
