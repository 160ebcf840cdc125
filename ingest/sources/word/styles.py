"""The styles of a Word file: what a paragraph or a run is by its style, or by those that one is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.sources.trees import Element
from ingest.sources.word.xml import W, is_on, number_of, value_of

MOST_STYLES_UP = 20  # a style is based on another, and that on a third


# By the name of a style, which Word writes in English whatever its own language; other programs write their own.
HEADING = re.compile(
    r"(?:heading|überschrift|titre|t[íi]tulo|titolo|kop|rubrik|overskrift|nagłówek|заголовок|otsikko|nadpis|başlık|标题|見出し)"
    r"\s*([1-9])\b.*"
)
ROLES = {
    "title": "title", "titel": "title", "titre": "title", "subtitle": "subtitle", "untertitel": "subtitle",
    "sous-titre": "subtitle", "standfirst": "subtitle", "caption": "caption", "beschriftung": "caption",
    "légende": "caption", "illustration": "caption", "quote": "quote", "intense quote": "quote", "block text": "quote",
    "quotations": "quote", "block quote": "quote", "blockquote": "quote", "block quotation": "quote", "zitat": "quote",
    "citation": "quote", "author": "author", "byline": "author", "date": "date", "heading": "heading1",
    "toc heading": "toc", "table of figures": "toc",
}  # fmt: skip


LIST = re.compile(r"list (bullet|number) ([2-5])")


@dataclass
class Style:
    """What a style says. based_on: the identifier of another; what a style doesn't speak of is None."""

    name: str
    based_on: str
    bold: bool | None
    italic: bool | None
    raised: str
    outline: int | None
    numbered: bool
    hidden: bool


class Styles:
    """The styles that a file defines. root: of the part that holds them, if there is one."""

    def __init__(self, root: Element | None) -> None:
        self.language = ""
        self.by_id: dict[str, Style] = {}
        if root is None:
            return
        if (language := root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")) is not None:
            self.language = (language.get(W + "val") or "")[:20]
        for style in root.iterchildren(W + "style"):
            run, paragraph = style.find(W + "rPr"), style.find(W + "pPr")
            self.by_id.setdefault(
                f"{style.get(W + 'type')}:{style.get(W + 'styleId')}",
                Style(
                    name=" ".join(value_of(style, W + "name").lower().split()),
                    based_on=value_of(style, W + "basedOn"),
                    bold=is_on(run, "b"),
                    italic=is_on(run, "i"),
                    raised=value_of(run, W + "vertAlign"),
                    outline=number_of(value_of(paragraph, W + "outlineLvl")),
                    numbered=paragraph is not None and paragraph.find(W + "numPr") is not None,
                    hidden=bool(is_on(run, "vanish")),
                ),
            )

    def chain(self, kind: str, style_id: str) -> Iterator[Style]:
        """A style, the one it is based on, and so on."""
        for _ in range(MOST_STYLES_UP):
            style = self.by_id.get(f"{kind}:{style_id}")
            if style is None:
                return
            yield style
            style_id = style.based_on

    def role(self, paragraph: Element) -> str:
        """What a paragraph is, by its style or those it is based on: "heading2", "quote", or "" for a plain one."""
        properties = paragraph.find(W + "pPr")
        for place, style in enumerate(self.chain("paragraph", value_of(properties, W + "pStyle"))):
            if heading := HEADING.fullmatch(style.name):
                return f"heading{heading[1]}"
            if style.name.startswith(("toc ", "index ")):
                return "toc"
            if (listed := LIST.fullmatch(style.name)) and (properties is None or properties.find(W + "numPr") is None):
                return f"{listed[1]}{listed[2]}"
            # LibreOffice bases captions and much else on "Heading".
            if style.name in ROLES and (style.name != "heading" or not place):
                return ROLES[style.name]
            if style.outline is not None and style.outline < 9:
                return f"heading{style.outline + 1}"
        outline = number_of(value_of(properties, W + "outlineLvl"))
        return f"heading{outline + 1}" if outline is not None and outline < 9 else ""

    def is_numbered(self, properties: Element, style_id: str) -> bool:
        own = properties.find(f"{W}numPr/{W}numId")
        if own is not None:
            return own.get(W + "val") != "0"
        return any(style.numbered for style in self.chain("paragraph", style_id))

    def inherited(self, kind: str, style_id: str, attribute: str) -> bool:
        return next((v for s in self.chain(kind, style_id) if (v := getattr(s, attribute)) is not None), False)
