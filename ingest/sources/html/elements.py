"""The elements of HTML by what they are to a text: words, blocks, frames of the page, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.sources.trees import Element

NOT_WORDS = {
    "script", "style", "template", "noscript", "head", "title", "meta", "link", "base", "svg", "math", "canvas", "hr",
    "iframe", "frame", "frameset", "noframes", "object", "embed", "applet", "video", "audio", "map", "col", "colgroup",
    "datalist", "progress", "meter", "param", "source", "track", "wbr", "area", "basefont", "bgsound",
}  # fmt: skip
FRAME = {"nav": "A menu", "header": "A page header", "footer": "A page footer", "form": "A form", "dialog": "A dialog"}
SHOWN = {"iframe": "A frame", "video": "A video", "audio": "A recording", "object": "An embedded object",
         "embed": "An embedded object", "svg": "A drawing", "math": "A formula", "canvas": "A drawing"}  # fmt: skip
FIELDS = {"input", "select", "button", "textarea", "option", "label"}
BLOCK_TAGS = {
    "p", "div", "section", "article", "main", "aside", "header", "footer", "nav", "address", "center", "details",
    "summary", "fieldset", "form", "dl", "dt", "dd", "body", "html", "figure", "hgroup", "legend", "tr", "td", "th",
    "li", "dialog", "tbody", "thead", "tfoot", "search",
}  # fmt: skip


def text_of(element: Element) -> Iterator[str]:
    """The words of an element, without those of scripts and styles."""
    if element.tag in NOT_WORDS or not isinstance(element.tag, str):
        return
    if element.text:
        yield element.text
    for child in element:
        yield from text_of(child)
        if child.tail:
            yield child.tail


def label_of(element: Element) -> Iterator[str]:
    yield from (text for text in element.itertext() if element.tag in ("svg", "math"))
    if title := element.get("title") or element.get("src") or element.get("data"):
        yield title[:200]
