"""The walk through a tree of HTML that gathers its blocks. What single tags do is told from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ingest.document import Block, Image, words
from ingest.sources.html.elements import BLOCK_TAGS, FIELDS, FRAME, NOT_WORDS, SHOWN, label_of, text_of
from ingest.sources.html.links import address_of
from ingest.sources.html.nesting import compose, nest
from ingest.sources.html.runs import INVISIBLE, Run, serialise
from ingest.sources.html.styles import classes_of, declarations, marks_of, style_of, style_sheets
from ingest.sources.losses import Losses, after, quoted
from ingest.sources.trees import Element
from texts import richtext

Handler = Callable[["Reader", Element, dict[str, str]], None]  # what an element of a tag does, with its style


class Reader:
    """Goes through a tree and gathers its blocks. One for the page, and one for each item, cell, quotation and note.

    handlers: by their tag what elements do that are more than inline or a block.
    """

    def __init__(
        self,
        page: Element,
        losses: Losses,
        images: list[Image],
        handlers: Mapping[str, Handler],
        parent: Reader | None = None,
    ) -> None:
        self.losses, self.images = losses, images
        self.notes: dict[str, Element] = parent.notes if parent else {}
        self.open_notes: set[str] = parent.open_notes if parent else set()
        self.css: dict[str, dict[str, str]] = parent.css if parent else style_sheets(page)
        self.base: str = parent.base if parent else address_of(page)
        self.last_said: str = parent.last_said if parent else ""
        self.is_whole_page: bool = parent.is_whole_page if parent else True
        self.page, self.handlers = page, handlers
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.items: list[tuple[int, bool, str]] = []  # of a list that is written as paragraphs: depth, numbered, words
        self.marks: frozenset[str] = frozenset()
        self.href = ""
        self.preserves_lines = False

    def inner(self) -> Reader:
        """A reader of something inside: an item, a cell, a quotation, a note."""
        return Reader(self.page, self.losses, self.images, self.handlers, self)

    def within(self, element: Element) -> list[Block]:
        """The blocks inside an element."""
        inner = self.inner()
        inner.marks, inner.href = self.marks - {"sub", "sup"}, self.href
        inner.flow(element)
        return inner.end()

    def end(self) -> list[Block]:
        self.paragraph()
        self.list_ends()
        return self.blocks

    @property
    def where(self) -> str:
        said = "".join(run.text for run in self.runs if not run.is_html)
        return after(said if words(said) else self.last_said)

    def add(self, block: Block) -> None:
        self.list_ends()
        self.blocks.append(block)
        if words(text := block.text):
            self.last_said = text

    def paragraph(self, kind: str = "paragraph", level: int = 0, style: str = "") -> None:
        """Ends the paragraph under way, if it has words."""
        runs, self.runs = self.runs, []
        inner = serialise(runs, self.losses)
        if richtext.plain(inner):
            self.add(Block(kind, inner, level, style=style))

    def list_ends(self) -> None:
        items, self.items = self.items, []
        at = 0
        while at < len(items):
            html, at = nest(items, at)
            self.blocks.append(Block("list", html))
            self.last_said = self.blocks[-1].text

    def flow(self, element: Element) -> None:
        """The inside of an element, in its own marks."""
        self.say(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self.node(child)
            self.say(child.tail)

    def say(self, text: str | None) -> None:
        if not text:
            return
        text = INVISIBLE.sub("", text)
        if self.preserves_lines and "\n" in text:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self.runs.append(Run("<br>", is_html=True))
                self.runs.append(Run(line, self.marks, self.href))
        elif text:
            self.runs.append(Run(text, self.marks, self.href))

    def node(self, element: Element) -> None:
        tag = element.tag.lower()
        css = self.css_of(element)
        if tag in NOT_WORDS:
            if tag in SHOWN:
                said = " ".join(label_of(element))
                self.losses.add(f"{SHOWN[tag]} {self.where}" + (f": {quoted(said)}" if words(said) else ""))
            return
        if self.is_hidden(element, css):
            if words(said := " ".join(text_of(element))):
                self.losses.add(f"Hidden text {self.where}: {quoted(said)}")
            return
        if tag in FIELDS and tag != "label":
            self.field(element, tag)
            return
        if tag in FRAME and self.is_frame(element, tag):
            if words(said := " ".join(text_of(element))):
                self.losses.add(f"{FRAME[tag]}: {quoted(said)}")
            return
        if (handler := self.handlers.get(tag)) is not None:
            handler(self, element, css)
        elif tag in BLOCK_TAGS or css.get("display") in ("block", "flex", "grid", "list-item"):
            self.block(element, css)
        else:
            self.inline(element, tag, css)

    def is_hidden(self, element: Element, css: dict[str, str]) -> bool:
        return (
            css.get("display") == "none"
            or css.get("visibility") == "hidden"
            or css.get("mso-hide") == "all"
            or element.get("hidden") is not None
        )

    def is_frame(self, element: Element, tag: str) -> bool:
        """Whether an element is the page's and not the text's. Some systems wrap whole pages in a form."""
        if tag in ("header", "footer"):
            return self.is_whole_page
        return tag != "form" or len(element.findall(".//p")) < 4

    def field(self, element: Element, tag: str) -> None:
        if tag == "input" and element.get("type", "").lower() == "checkbox":
            self.say("☑ " if element.get("checked") is not None else "☐ ")
        elif words(said := " ".join(text_of(element)) or element.get("value", "")):
            self.losses.add(f"A form’s field: {quoted(said)}")

    def inline(self, element: Element, tag: str, css: dict[str, str]) -> None:
        """The inside of an element, in the marks of its own."""
        before, self.marks = self.marks, marks_of(tag, css, self.marks)
        self.flow(element)
        self.marks = before

    def block(self, element: Element, css: dict[str, str]) -> None:
        """A paragraph, or whatever holds some."""
        self.paragraph()
        start, style = len(self.blocks), style_of(element)
        preserved, self.preserves_lines = self.preserves_lines, css.get("white-space", "").startswith("pre")
        self.inline(
            element, element.tag, {key: css[key] for key in css if key not in ("background", "background-color")}
        )
        self.paragraph(style=style)
        self.preserves_lines = preserved
        if style and len(self.blocks) == start + 1:
            self.blocks[start].style = self.blocks[start].style or style
        if classes_of(element) & {"msoquote", "msointensequote"}:
            inside, self.blocks = self.blocks[start:], self.blocks[:start]
            self.quote(inside)

    def quote(self, inside: list[Block]) -> None:
        html, others = compose(inside, always=True)
        if html:
            last = self.blocks[-1] if self.blocks and not self.items else None
            if last is not None and last.kind == "quote" and inside and inside[0].style == "quote":
                last.html = last.html.removesuffix("</blockquote>") + html + "</blockquote>"
            else:
                self.add(Block("quote", f"<blockquote>{html}</blockquote>"))
        for block in others:
            self.add(block)

    def css_of(self, element: Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in classes_of(element):
            found |= self.css.get(name, {})
        if style := element.get("style"):
            found |= declarations(style)
        return found
