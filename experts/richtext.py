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
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
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
EMPTY_PARAGRAPHS = re.compile(r"<p(?: class=\"pull-quote\")?>(?:\s|&nbsp;|\xa0|<br>)*</p>")
PULL_QUOTE = re.compile(r'<p class="pull-quote">(.*?)</p>', re.DOTALL)
LEFT_OUT = re.compile(r"\[?(?:…|\.\.\.)\]?")
BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|tr|td|th|table|div)>|<br>|<hr>")


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    rules = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    rules["tags"] = {*rules["tags"], *RENAMED}
    rules["attributes"] = {**rules.get("attributes", {})}
    rules["attributes"]["a"] = {"href", "title"}
    for cell in ("th", "td"):
        rules["attributes"][cell] = {*rules["attributes"].get(cell, ()), "rowspan", "colspan", "scope"}
    rules["allowed_classes"] = {"p": {"pull-quote"}}
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
    cleaned = _cleaner().clean(value).replace('<p class="">', "<p>")
    for old, new in RENAMED.items():
        cleaned = cleaned.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    return _identify(EMPTY_PARAGRAPHS.sub("", cleaned)).strip()


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
    """The words of an HTML text, blocks parted by a space."""
    return " ".join(html.unescape(TAG.sub("", BLOCK_END.sub(" ", value))).split())


def without_repeats(value: str, instead: Callable[[str], str] = lambda quote: "") -> str:
    """A cleaned text without the pull quotes that say again what it says, or with something `instead` of each.

    One that says something of its own stays. Case, marks and what an ellipsis leaves out make no difference.
    """
    if PULL_QUOTE.search(value) is None:
        return value
    said = _letters(plain(PULL_QUOTE.sub(" ", value)))

    def decide(quote: re.Match[str]) -> str:
        repeats = all(_letters(part) in said for part in LEFT_OUT.split(plain(quote[1])))
        return instead(quote[0]) if repeats else quote[0]

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
