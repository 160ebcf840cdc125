"""What a text may hold: one list gives the editor's buttons, the form's cleaning and every other door's."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import nh3
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "PullQuote": True,
    "Embed": True,
    "FootNote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Paste": True,
    "History": True,
    "Menu": True,
}
# The page has its own h1; old-style letters become what they mean.
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
# Words of these are not the author's: Word's own styles and conditional parts, scripts, hidden documents.
DROPPED_WITH_CONTENT = {"script", "style", "title", "head", "noscript", "iframe", "object", "template", "svg", "math"}
MOST_PASSES = 10
HEADING = re.compile(r"<h([23])(?: id=\"[^\"]*\")?>(.*?)</h\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
CLASSES = ("pull-quote", "embed")  # of paragraphs; a paragraph has one at most
SEVERAL_CLASSES = re.compile(rf'<p class="({"|".join(CLASSES)}) [^"]*">')
EMPTY_PARAGRAPHS = re.compile(rf'<p(?: class="(?:{"|".join(CLASSES)})")?>(?:\s|&nbsp;|<br>)*</p>')
PULL_QUOTE = re.compile(r'<p class="pull-quote">(.*?)</p>', re.DOTALL)
LEFT_OUT = re.compile(r"\[?(?:…|\.\.\.)\]?")
NOTE = re.compile(r"<foot-note>(.*?)</foot-note>", re.DOTALL)
# Before the cleaner has seen it, which would close a note where a block begins in it.
RAW_NOTE = re.compile(r"<foot-note\b[^>]*>((?:(?!</?foot-note\b).)*)</foot-note\s*>", re.DOTALL | re.IGNORECASE)
EMPTY_NOTE = re.compile(r"<foot-note>(?:\s|&nbsp;|<br>|</?(?:a|strong|em|sub|sup)\b[^>]*>)*</foot-note>")
BLOCK_EDGE = re.compile(
    r"</?(?:p|h[1-6]|[uod]l|li|d[td]|blockquote|pre|table|t[hdr]|thead|tbody|div|section|hr)\b[^>]*>", re.IGNORECASE
)
BREAKS = re.compile(r"(?:\s|<br ?/?>)*<br ?/?>(?:\s|<br ?/?>)*")
PIECE = re.compile(r"<[^>]*>|[^<]+")
BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|tr|td|th|table|div)>|<br>|<hr>")


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    rules = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    rules["tags"] = {*rules["tags"], *RENAMED}
    rules["attributes"] = {**rules.get("attributes", {})}
    rules["attributes"]["a"] = {"href", "title"}
    for cell in ("th", "td"):
        rules["attributes"][cell] = {*rules["attributes"].get(cell, ()), "rowspan", "colspan", "scope"}
    rules["allowed_classes"] = {"p": set(CLASSES)}
    rules["clean_content_tags"] = DROPPED_WITH_CONTENT
    rules["link_rel"] = None
    return nh3.Cleaner(**rules)


class Cleaned(str):
    """A text that `clean` has made, and nothing else makes: cleaning it again would change nothing."""

    __slots__ = ()


def clean(value: str) -> Cleaned:
    """HTML made safe and plain: allowed elements only, no empty paragraphs, and an id on each h2 and h3.

    Cleaning twice gives the same as cleaning once.
    """
    if isinstance(value, Cleaned):
        return value
    cleaned = value.replace("\x00", "")
    # Taking an element out can leave a nesting that the next parser mends; real texts settle at the second pass.
    for _attempt in range(MOST_PASSES):
        before, cleaned = cleaned, _clean_once(cleaned)
        if cleaned == before:
            break
    return Cleaned(cleaned)


def _clean_once(value: str) -> str:
    value = RAW_NOTE.sub(lambda note: f"<foot-note>{_in_one_line(note[1])}</foot-note>", value)
    cleaned = _cleaner().clean(value).replace('<p class="">', "<p>")
    cleaned = SEVERAL_CLASSES.sub(r'<p class="\1">', _set_apart(cleaned))
    for old, new in RENAMED.items():
        cleaned = cleaned.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    return _identify(EMPTY_PARAGRAPHS.sub("", cleaned)).strip()


def _in_one_line(inner: str) -> str:
    """What a note may hold: its blocks parted by line breaks."""
    inner = BREAKS.sub("<br>", BLOCK_EDGE.sub("<br>", inner)).strip()
    return inner.removeprefix("<br>").removesuffix("<br>").strip()


def _set_apart(value: str) -> str:
    """The same, with notes that say something, and stand in no other note and in no link, which theirs would cut."""
    if "<foot-note>" not in value:
        return value
    parts: list[str] = []
    depth, link, reopens = 0, "", False
    for piece in PIECE.findall(value):
        if piece == "<foot-note>":
            depth += 1
            if depth > 1:
                continue
            if link and not reopens:
                reopens = True
                if parts[-1] == link:
                    parts.pop()
                else:
                    parts.append("</a>")
        elif piece == "</foot-note>":
            depth -= 1
            if depth:
                continue
        elif not depth and piece == "</a>":
            is_closed, link, reopens = reopens, "", False
            if is_closed:
                continue
        elif not depth and piece.startswith("<a"):
            link = piece
        elif not depth and reopens and not piece.startswith("</"):
            parts.append(link)
            reopens = False
        parts.append(piece)
    noted = NOTE.sub(lambda note: f"<foot-note>{_in_one_line(note[1])}</foot-note>", "".join(parts))
    return EMPTY_NOTE.sub("", noted)


def _identify(value: str) -> str:
    taken: dict[str, int] = {}

    def name(match: re.Match[str]) -> str:
        level, inner = match.groups()
        base = slugify(plain(inner))[:60].strip("-") or "section"
        taken[base] = taken.get(base, 0) + 1
        number = f"-{taken[base]}" if taken[base] > 1 else ""
        # A prefix keeps a heading called "Main" from taking the id of the page's own parts.
        return f'<h{level} id="s-{base}{number}">{inner}</h{level}>'

    return HEADING.sub(name, value)


def contents(value: str) -> list[tuple[str, str]]:
    """The h2 of a cleaned text as (id, words), for a list of contents."""
    return [(m[1], plain(m[2])) for m in re.finditer(r'<h2 id="([^"]*)">(.*?)</h2>', value, re.DOTALL)]


def plain(value: str) -> str:
    """The words of an HTML text, blocks parted by a space, without those of its notes."""
    return " ".join(html.unescape(TAG.sub("", BLOCK_END.sub(" ", NOTE.sub("", value)))).split())


def notes(value: str) -> list[str]:
    """The footnotes of a cleaned text, each as HTML."""
    return NOTE.findall(value)


def in_line(value: str) -> str:
    """A cleaned text with its notes in brackets where they stand, for whoever compares."""
    return NOTE.sub(lambda note: f" [{html.escape(_('Note:'), quote=False)} {note[1]}]", value)


def without_repeats(value: str, instead: Callable[[str], str] = lambda quote: "") -> str:
    """A cleaned text without the pull quotes that say again what it says, or with something `instead` of each.

    One that says something of its own stays, be it in a note. Case, marks and what an ellipsis leaves out make no
    difference.
    """
    if PULL_QUOTE.search(value) is None:
        return value
    said = _letters(plain(PULL_QUOTE.sub(" ", value)))

    def decide(quote: re.Match[str]) -> str:
        repeats = all(_letters(part) in said for part in LEFT_OUT.split(plain(quote[1])))
        return instead(quote[0]) if repeats and NOTE.search(quote[1]) is None else quote[0]

    return PULL_QUOTE.sub(decide, value)


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def paragraphs(text: str) -> str:
    """Plain text as HTML, a blank line beginning a new paragraph."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in parts if part)


def count_words(*texts: str) -> int:
    return sum(len(plain(without_repeats(text)).split()) for text in texts)


class RichTextField(ProseEditorField):
    """HTML that is cleaned on every way into the database: forms, save, bulk_create and update."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"extensions": EXTENSIONS, "sanitize": clean}
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = clean(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean(value) if isinstance(value, str) else value
