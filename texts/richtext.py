"""What a text may hold: one list gives the editor's buttons, the form's cleaning and every other door's."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import nh3
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

from common import patterns

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
WITH_PHOTOS = EXTENSIONS | {"Photo": True}
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
    r"</?(?:p|h[1-6]|[uod]l|li|d[td]|blockquote|pre|table|t[hdr]|thead|tbody|div|section|figure|figcaption|hr)\b[^>]*>",
    re.IGNORECASE,
)
BREAKS = re.compile(r"(?:\s|<br ?/?>)*<br ?/?>(?:\s|<br ?/?>)*")
PIECE = re.compile(r"<[^>]*>|[^<]+")
BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|tr|td|th|table|div|figcaption|figure)>|<br>|<hr>")
FIGURE = re.compile(
    r'<figure data-photo="(?P<photo>[^"]*)"(?: data-alt="(?P<alt>[^"]*)")?>'
    r"(?:<figcaption>(?P<caption>.*?)</figcaption>)?</figure>",
    re.DOTALL,
)
UUID = re.compile(patterns.UUID)
LONGEST_ALT = 500  # characters
ATTRIBUTE = re.compile(r'(data-photo|data-alt)="([^"]*)"')


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    rules = allowlist_from_extensions(expand_extensions(WITH_PHOTOS))
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


def clean(value: str, *, photos: bool = False) -> Cleaned:
    """HTML made safe and plain: allowed elements only, no empty paragraphs, and an id on each h2 and h3.

    photos: whether it may hold any: `<figure data-photo="UUID" data-alt="…"><figcaption>…</figcaption></figure>`
    between its blocks, alt and caption only where they differ from the photo's own. Where there may be none, and of a
    figure that names no photo, the caption stays as a paragraph.
    Cleaning twice gives the same as cleaning once.
    """
    if isinstance(value, Cleaned) and (photos or "<figure" not in value):
        return value
    cleaned = str(value).replace("\x00", "")
    # Taking an element out can leave a nesting that the next parser mends; real texts settle at the second pass.
    for _attempt in range(MOST_PASSES):
        before, cleaned = cleaned, _clean_once(cleaned, photos=photos)
        if cleaned == before:
            break
    return Cleaned(cleaned)


def _clean_once(value: str, *, photos: bool) -> str:
    value = RAW_NOTE.sub(lambda note: f"<foot-note>{_in_one_line(note[1])}</foot-note>", value)
    cleaned = _set_figures_apart(_cleaner().clean(value), photos=photos).replace('<p class="">', "<p>")
    cleaned = SEVERAL_CLASSES.sub(r'<p class="\1">', _set_apart(cleaned))
    for old, new in RENAMED.items():
        cleaned = cleaned.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    return _identify(EMPTY_PARAGRAPHS.sub("", cleaned)).strip()


@dataclass
class _Place:
    """What has been read of a text, of a figure that names a photo, or of a caption (`name`)."""

    name: str = ""
    opening: str = ""
    depth: int = 0  # elements open in it
    parts: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)  # to follow the block that is open
    captions: list[str] = field(default_factory=list)

    def put(self, parts: list[str]) -> None:
        """Add whole blocks here or, inside another block, after it."""
        (self.after if self.depth or self.name == "figcaption" else self.parts).extend(parts)

    def part(self) -> None:
        """Keep the words so far from those that come next."""
        last = self.parts[-1] if self.parts else " "
        if not last[-1].isspace() and BLOCK_EDGE.fullmatch("<" + last.rpartition("<")[2]) is None:
            self.parts.append(" ")

    def add(self, piece: str) -> None:
        self.parts.append(piece)
        if piece[0] == "<" and piece not in ("<br>", "<hr>"):
            self.depth += -1 if piece[1] == "/" else 1
            if not self.depth and self.name != "figcaption":
                self.parts += self.after
                self.after = []


def _set_figures_apart(value: str, *, photos: bool) -> str:
    """A text the cleaner wrote, with its figures in their canonical form between its blocks.

    What else stands in a figure comes behind it. No recursion: a hostile text nests as deep as it likes.
    """
    if "<fig" not in value:
        return value
    places = [_Place()]
    are_kept: list[bool] = []  # the figures that are open
    for piece in PIECE.findall(value):
        place = places[-1]
        if piece.startswith("<figure"):
            opening = _figure(piece) if photos else ""
            are_kept.append(bool(opening))
            place.part()
            if opening:
                places.append(_Place("figure", opening))
        elif piece == "</figure>":
            place.part()
            if are_kept.pop():
                places.pop()
                _end_figure(places[-1], place)
        elif piece.startswith("<figcaption"):
            place.part()
            places.append(_Place("figcaption"))
        elif piece == "</figcaption>":
            places.pop()
            _end_caption(places[-1], place)
        else:
            place.add(piece)
    return "".join(places[0].parts)


def _figure(tag: str) -> str:
    """The canonical opening tag of a figure, or nothing where it names no photo."""
    found = {name: html.unescape(said) for name, said in ATTRIBUTE.findall(tag)}
    photo = found.get("data-photo", "").strip().lower()
    if UUID.fullmatch(photo) is None:
        return ""
    alt = " ".join(found.get("data-alt", "").split())[:LONGEST_ALT].strip()
    alt = html.escape(alt, quote=False).replace('"', "&quot;")
    return f'<figure data-photo="{photo}" data-alt="{alt}">' if alt else f'<figure data-photo="{photo}">'


def _end_figure(place: _Place, figure: _Place) -> None:
    caption = "<br>".join(figure.captions)
    if caption:
        caption = f"<figcaption>{caption}</figcaption>"
    rest = figure.parts if "".join(figure.parts).strip() else []
    place.put([f"{figure.opening}{caption}</figure>", *rest])


def _end_caption(place: _Place, caption: _Place) -> None:
    words = _in_one_line("".join(caption.parts))
    if html.unescape(TAG.sub("", words)).strip():
        if place.name == "figure":
            place.captions.append(words)
        else:
            place.parts.append(f"<p>{words}</p>")
    place.put(caption.after)


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
    """The words of an HTML text, blocks parted by a space, without those of its notes and below its photos."""
    value = NOTE.sub("", FIGURE.sub(" ", value))
    return " ".join(html.unescape(TAG.sub("", BLOCK_END.sub(" ", value))).split())


def photos_in(value: str) -> list[str]:
    """The UUIDs of the photos in a cleaned text, as they stand in it, each as often as it does."""
    return [figure["photo"] for figure in FIGURE.finditer(value)]


def notes(value: str) -> list[str]:
    """The footnotes of a cleaned text, each as HTML."""
    return NOTE.findall(value)


def captions(value: str) -> list[str]:
    """What a cleaned text says below its photos, each as HTML."""
    return [figure["caption"] for figure in FIGURE.finditer(value) if figure["caption"]]


def own_words(figure: re.Match[str]) -> str:
    """What a text itself says of a photo, as HTML."""
    return "; ".join(filter(None, (figure["alt"], figure["caption"])))


def in_line(value: str, told: Callable[[re.Match[str]], str] = own_words) -> str:
    """A cleaned text with its photos and notes as words in brackets where they stand, for whoever compares.

    told: what is said of a photo, as HTML.
    """

    def described(figure: re.Match[str]) -> str:
        words = told(figure)
        return f"<p>[{html.escape(_('Photo:'), quote=False)} {words}]</p>" if words else f"<p>[{_('Photo')}]</p>"

    value = FIGURE.sub(described, value)
    return NOTE.sub(lambda note: f" [{html.escape(_('Note:'), quote=False)} {note[1]}]", value)


def without_repeats(value: str, instead: Callable[[str], str] = lambda quote: "") -> str:
    """A cleaned text without the pull quotes that say again what it says, or with something `instead` of each.

    One that says something of its own stays, be it in a note. Case, marks and what an ellipsis leaves out make no
    difference.
    """
    if PULL_QUOTE.search(value) is None:
        return value
    said = _letters(plain(PULL_QUOTE.sub(" ", value)))  # a caption alone is not the text

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
    """HTML that is cleaned on every way into the database: forms, save, bulk_create and update.

    photos: whether the text may hold any.
    """

    def __init__(self, *args: Any, photos: bool = False, **kwargs: Any) -> None:
        self.photos = photos
        kwargs |= {"extensions": WITH_PHOTOS if photos else EXTENSIONS, "sanitize": self.cleaned}
        super().__init__(*args, **kwargs)

    def cleaned(self, value: str) -> str:
        return clean(value, photos=self.photos)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.cleaned(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.cleaned(value) if isinstance(value, str) else value
