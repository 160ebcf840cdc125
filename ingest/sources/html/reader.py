"""HTML as blocks: pages, what Word and Google Docs save or paste, and what mammoth makes of a Word file.

Nothing is fetched, nothing is run, and no style survives but what it means (bold, italic, raised, lowered).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from html import escape
from itertools import takewhile
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from ingest.document import Block, Document, Image, Unreadable, words
from ingest.sources import pictures
from ingest.sources.html import footnotes as notes
from ingest.sources.losses import Losses, after, quoted
from texts import richtext

Element = Any  # of lxml, which has no types
DEEPEST = 150  # elements within each other; pages have some thirty, and Python's stack an end
MOST_TABLE_CELLS = 50_000

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
MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em",
         "sub": "sub", "sup": "sup", "mark": "mark", "s": "s", "strike": "s", "del": "s"}  # fmt: skip
# In this order, outermost first. A mark and a stroke are listed, not kept.
NESTING = ("a", "strong", "em", "sub", "sup")
LISTED = {"mark": "Highlighted", "s": "Struck through, and now plain"}
STYLES = {
    "title": {"title", "msotitle"},
    "subtitle": {"subtitle", "msosubtitle", "standfirst", "dek", "deck", "article-subtitle", "entry-subtitle"},
    "caption": {"caption", "msocaption", "wp-caption-text", "image-caption", "photo-caption"},
    "author": {"author", "byline", "article-author", "entry-author"},
    "date": {"date", "msodate", "published", "pubdate", "publish-date", "entry-date"},
}
WORD_LIST = re.compile(r"mso-list:\s*l\d+ level(\d)")
DOCS_LIST = re.compile(r"lst-kix_\S+-(\d)\b")
BULLET = re.compile(r"\s*([·•▪●○■□◦‣⁃§§oØ–-])(?:\s+|$)")
NUMBER = re.compile(r"\s*\(?(\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)](?:\s+|$)")
NOTES_HEADING = re.compile(
    r"(?:(?:foot|end)?notes?|fußnoten|anmerkungen|notes de bas de page|notas)\s*:?", re.IGNORECASE
)
# Joiners and direction marks mean something in Persian, Hindi or Hebrew, and stay.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
SPACES = re.compile(r"[\s\xa0\u2007\u202f]+")
CSS_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
CSS_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)


class Run(NamedTuple):
    """Some words in one form, a line break ("<br>") or a footnote, whole."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""
    is_html: bool = False


def read(source: str, name: str = "", losses: Losses | None = None, images: list[Image] | None = None) -> Document:
    """An HTML page or a part of one. images: those already known, that <img src="image:3"> names.

    Raises Unreadable for nesting that nobody wrote.
    """
    losses = Losses() if losses is None else losses
    images = [] if images is None else images
    parser = lxml_html.HTMLParser(huge_tree=True, remove_pis=True, remove_comments=True, encoding="utf-8")
    data = source.encode("utf-8", "replace")
    try:
        # A root of our own: without one lxml wraps a text that begins with words, or doesn't, as it likes.
        page = lxml_html.document_fromstring(b"<!DOCTYPE html>" + data if data.strip() else b"<p></p>", parser=parser)
    except (etree.ParserError, ValueError):
        return Document(losses=losses, images=images)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log) or _depth(page) > DEEPEST:
        raise Unreadable("is nested too deeply to be a text. Save it anew from the program it comes from.")
    root, before = _root(page, losses)
    reader = _Reader(page, losses, images)
    reader.is_whole_page = root.tag in ("body", "html")
    reader.notes = notes.extract(page)
    for heading in before:
        reader.node(heading)
    reader.flow(root)
    blocks = reader.end()
    if reader.notes and blocks and NOTES_HEADING.fullmatch(blocks[-1].text):
        losses.add(f"The heading over the footnotes: {quoted(blocks.pop().text)}")
    language = page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return Document(blocks, images, losses, name, language.strip()[:20])


def _depth(page: Element) -> int:
    deepest = depth = 0
    for event, _element in etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


# What of a page is its text


def _count(element: Element) -> int:
    return sum(
        len(words(text))
        for node in element.iter()
        if isinstance(node.tag, str)
        for text in ((node.text if node.tag not in NOT_WORDS else ""), node.tail if node is not element else "")
        if text
    )


def _root(page: Element, losses: Losses) -> tuple[Element, list[Element]]:
    """The element that holds the text, and a title that stands outside of it. What else the page holds is listed."""
    body = page.find("body")
    body = page if body is None else body
    mains = list(body.iter("main")) or body.xpath(".//*[@role='main']")
    root = max(mains, key=_count) if mains else body
    if articles := [a for a in root.iter("article") if not any(p.tag == "article" for p in a.iterancestors())]:
        longest = max(articles, key=_count)
        # Many articles of like length are a list of teasers.
        if _count(longest) * 2 >= _count(root):
            root = longest
    if root is body or not words("".join(root.itertext())):
        return body, []
    before = []
    if root.find(".//h1") is None:
        titles = [h for h in body.iter("h1") if not any(p.tag in ("nav", "footer") for p in h.iterancestors())]
        before = titles if len(titles) == 1 else []
    inside = {root, *root.iterancestors(), *before, *(p for h in before for p in h.iterancestors())}
    pending = list(reversed(body))
    while pending:
        element = pending.pop()
        if not isinstance(element.tag, str) or element is root or element in before or element.tag in NOT_WORDS:
            continue
        if element in inside:
            pending.extend(reversed(element))
        elif words(said := " ".join(_said(element))):
            losses.add(f"{FRAME.get(element.tag, 'A part of the page outside of the article')}: {quoted(said)}")
    return root, before


def _said(element: Element) -> Iterator[str]:
    """The words of an element, without those of scripts and styles."""
    if element.tag in NOT_WORDS or not isinstance(element.tag, str):
        return
    if element.text:
        yield element.text
    for child in element:
        yield from _said(child)
        if child.tail:
            yield child.tail


# The walk


class _Reader:
    """Goes through a tree and gathers its blocks. One for the page, and one for each item, cell, quotation and note."""

    def __init__(self, page: Element, losses: Losses, images: list[Image], parent: _Reader | None = None) -> None:
        self.losses, self.images = losses, images
        self.notes: dict[str, Element] = parent.notes if parent else {}
        self.open_notes: set[str] = parent.open_notes if parent else set()
        self.css: dict[str, dict[str, str]] = parent.css if parent else _css(page)
        self.base: str = parent.base if parent else _base(page)
        self.last_said: str = parent.last_said if parent else ""
        self.is_whole_page: bool = parent.is_whole_page if parent else True
        self.page = page
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.items: list[tuple[int, bool, str]] = []  # of a list that is written as paragraphs: depth, numbered, words
        self.marks: frozenset[str] = frozenset()
        self.href = ""
        self.preserves_lines = False

    def within(self, element: Element) -> list[Block]:
        """The blocks inside an element."""
        inner = _Reader(self.page, self.losses, self.images, self)
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
        inner = _serialise(runs, self.losses)
        if richtext.plain(inner):
            self.add(Block(kind, inner, level, style=style))

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
                said = " ".join(_said_by(element))
                self.losses.add(f"{SHOWN[tag]} {self.where}" + (f": {quoted(said)}" if words(said) else ""))
            return
        if self.is_hidden(element, css):
            if words(said := " ".join(_said(element))):
                self.losses.add(f"Hidden text {self.where}: {quoted(said)}")
            return
        if tag in FIELDS and tag != "label":
            self.field(element, tag)
            return
        if tag in FRAME and self.is_frame(element, tag):
            if words(said := " ".join(_said(element))):
                self.losses.add(f"{FRAME[tag]}: {quoted(said)}")
            return
        handler = getattr(self, f"on_{tag.replace('-', '_')}", None)
        if handler is not None:
            handler(element)
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
        elif words(said := " ".join(_said(element)) or element.get("value", "")):
            self.losses.add(f"A form’s field: {quoted(said)}")

    # Inline

    def inline(self, element: Element, tag: str, css: dict[str, str]) -> None:
        marks, before = set(self.marks), self.marks
        if tag in MARKS:
            marks.add(MARKS[tag])
        weight = css.get("font-weight", "")
        if weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600):
            marks.add("strong")
        elif weight in ("normal", "lighter") or weight.isdigit():
            marks.discard("strong")
        if css.get("font-style") in ("italic", "oblique"):
            marks.add("em")
        elif css.get("font-style") == "normal":
            marks.discard("em")
        if css.get("vertical-align") in ("super", "sub"):
            marks.add("sup" if css["vertical-align"] == "super" else "sub")
        elif css.get("vertical-align") == "baseline":
            marks -= {"sub", "sup"}
        if "line-through" in css.get("text-decoration", "") or "line-through" in css.get("text-decoration-line", ""):
            marks.add("s")
        if css.get("mso-highlight") or _is_marker(css.get("background-color") or css.get("background") or ""):
            marks.add("mark")
        self.marks = frozenset(marks)
        self.flow(element)
        self.marks = before

    def on_a(self, element: Element) -> None:
        before, self.href = self.href, self.link(element) or self.href
        self.inline(element, "a", self.css_of(element))
        self.href = before

    def link(self, element: Element) -> str:
        """The address of a link, or "" for one that leads nowhere outside of its page."""
        href = re.sub(r"[\s\x00-\x1f]+", "", element.get("href") or "")
        if not href or href.startswith("#"):
            return ""
        if self.base:
            href = urljoin(self.base, href)
        try:
            parts = urlsplit(href)
        except ValueError:
            parts = urlsplit("")
        if parts.netloc.endswith("google.com") and parts.path == "/url":
            href = (parse_qs(parts.query).get("q") or parse_qs(parts.query).get("url") or [href])[0]
            parts = urlsplit(href)
        if parts.scheme.lower() in ("http", "https", "mailto") and (parts.netloc or parts.path):
            return href
        said = " ".join("".join(element.itertext()).split())
        if parts.scheme.lower() not in ("javascript", "vbscript", "data") and words(said):
            self.losses.add(f"A link to {href[:200]}, which is no public address: {quoted(said)}")
        return ""

    def on_br(self, element: Element) -> None:
        # Google Docs and others write an empty line between paragraphs as two.
        if len(self.runs) >= 1 and _ends_in_break(self.runs):
            self.runs = _without_last_break(self.runs)
            self.paragraph()
        else:
            self.runs.append(Run("<br>", is_html=True))

    def on_foot_note(self, element: Element) -> None:
        key = element.get("data-note") or ""
        note = self.notes.get(key)
        if note is None or key in self.open_notes:
            self.flow(element)
            return
        self.open_notes.add(key)
        inner = _Reader(self.page, self.losses, self.images, self)
        inner.flow(note)
        blocks = inner.end()
        self.open_notes.discard(key)
        for block in blocks:
            if block.kind == "image":
                self.add(block)
        lines = [_line(block) for block in blocks if block.kind != "image"]
        if not lines:
            return
        text = "<br>".join(lines)
        if self.open_notes:  # a note within a note
            self.runs.append(Run(f" ({re.sub('<[^>]*>', ' ', text)})", self.marks))
            return
        while self.runs and not self.runs[-1].is_html and self.runs[-1].text.endswith(" ") and not self.runs[-1].href:
            last = self.runs.pop()
            if last.text.strip():
                self.runs.append(last._replace(text=last.text.rstrip(" ")))
                break
        self.runs.append(Run(f"<foot-note>{text}</foot-note>", is_html=True))

    # Blocks

    def block(self, element: Element, css: dict[str, str]) -> None:
        """A paragraph, or whatever holds some."""
        if element.tag in ("p", "div") and self.is_word_list(element, css):
            return
        self.paragraph()
        start, style = len(self.blocks), _style(element)
        preserved, self.preserves_lines = self.preserves_lines, css.get("white-space", "").startswith("pre")
        self.inline(
            element, element.tag, {key: css[key] for key in css if key not in ("background", "background-color")}
        )
        self.paragraph(style=style)
        self.preserves_lines = preserved
        if style and len(self.blocks) == start + 1:
            self.blocks[start].style = self.blocks[start].style or style
        if _classes(element) & {"msoquote", "msointensequote"}:
            inside, self.blocks = self.blocks[start:], self.blocks[:start]
            self.quote(inside)

    def on_pre(self, element: Element) -> None:
        self.paragraph()
        before, self.preserves_lines = self.preserves_lines, True
        self.flow(element)
        self.preserves_lines = before
        self.paragraph()

    def heading(self, element: Element) -> None:
        self.paragraph()
        self.list_ends()
        style = _style(element)
        before, self.marks = self.marks, self.marks - {"strong"}
        start = len(self.blocks)
        self.flow(element)
        self.marks = before
        self.paragraph("heading", int(element.tag[1]), style)
        # Of a heading that holds paragraphs each is one; and it is bold anyway.
        for block in self.blocks[start:]:
            if block.kind == "paragraph":
                block.kind, block.level, block.style = "heading", int(element.tag[1]), block.style or style
            if block.kind == "heading" and block.is_bold:
                block.html = re.sub(r"</?strong>", "", block.html)

    on_h1 = on_h2 = on_h3 = on_h4 = on_h5 = on_h6 = heading

    def on_blockquote(self, element: Element) -> None:
        self.paragraph()
        self.quote(self.within(element))

    def quote(self, inside: list[Block]) -> None:
        html, others = _compose(inside, always=True)
        if html:
            last = self.blocks[-1] if self.blocks and not self.items else None
            if last is not None and last.kind == "quote" and inside and inside[0].style == "quote":
                last.html = last.html.removesuffix("</blockquote>") + html + "</blockquote>"
            else:
                self.add(Block("quote", f"<blockquote>{html}</blockquote>"))
        for block in others:
            self.add(block)

    def on_list(self, element: Element) -> None:
        self.paragraph()
        if found := DOCS_LIST.search(element.get("class") or ""):
            self.docs_list(element, int(found[1]))
            return
        html, others = self.list_html(element)
        if html:
            self.add(Block("list", html))
        for block in others:
            self.add(block)

    on_ul = on_ol = on_menu = on_dir = on_list

    def list_html(self, element: Element) -> tuple[str, list[Block]]:
        tag = "ol" if element.tag == "ol" else "ul"
        items: list[str] = []
        others: list[Block] = []
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag in ("ul", "ol"):  # a list in a list, not in an item: it belongs to the item before
                html, more = self.list_html(child)
                if items and html:
                    items[-1] += html
                elif html:
                    items.append(html)
            else:
                html, more = _compose(self.within(child) if child.tag not in NOT_WORDS else [])
                if html:
                    items.append(html)
            others += more
            if words(child.tail or ""):
                items.append(escape(" ".join((child.tail or "").split()), quote=False))
        start = element.get("start", "")
        first = f' start="{start}"' if tag == "ol" and start.isdigit() and start not in ("", "1") else ""
        return (f"<{tag}{first}>" + "".join(f"<li>{i}</li>" for i in items) + f"</{tag}>" if items else ""), others

    def docs_list(self, element: Element, depth: int) -> None:
        """A list of Google Docs: each run of items of one depth is a list of its own, beside the others."""
        for child in element:
            if isinstance(child.tag, str):
                html, others = _compose(self.within(child))
                if html:
                    self.items.append((depth, element.tag == "ol", html))
                for block in others:
                    self.add(block)

    def is_word_list(self, element: Element, css: dict[str, str]) -> bool:
        """Takes a paragraph that Word wrote for an item of a list: "·  text". Whether it was one."""
        level = WORD_LIST.search(element.get("style") or "")
        if not level and not any(name.startswith("msolist") for name in _classes(element)):
            return False
        said = SPACES.sub(" ", INVISIBLE.sub("", "".join(element.itertext())))
        number = NUMBER.match(said)
        sign = number or BULLET.match(said)
        if not sign:
            return False
        self.paragraph()
        inner = _Reader(self.page, self.losses, self.images, self)
        inner.inline(element, element.tag, css)
        # Both may stand in runs of their own: the sign, then the space.
        left = len(sign[0].strip())
        runs: list[Run] = []
        for run in inner.runs:
            text = run.text
            while left and text and not run.is_html:
                left -= not text[0].isspace()
                text = text[1:]
            runs.append(run._replace(text=text))
        html = _serialise(runs, self.losses)
        for block in inner.blocks:
            self.add(block)
        if html:
            indent = re.match(r"([\d.]+)(in|pt|cm|px)", css.get("margin-left", ""))
            unit = {"in": 1.0, "pt": 1 / 72, "cm": 1 / 2.54, "px": 1 / 96}
            depth = (
                int(level[1]) - 1
                if level
                else max(0, round(float(indent[1]) * unit[indent[2]] / 0.5) - 1 if indent else 0)
            )
            self.items.append((min(depth, 8), bool(number), html))
        return True

    def list_ends(self) -> None:
        items, self.items = self.items, []
        at = 0
        while at < len(items):
            html, at = _nest(items, at)
            self.blocks.append(Block("list", html))
            self.last_said = self.blocks[-1].text

    def on_dt(self, element: Element) -> None:
        self.block(element, {"font-weight": "bold"})

    def on_figure(self, element: Element) -> None:
        self.paragraph()
        self.flow(element)
        self.paragraph()

    def on_figcaption(self, element: Element) -> None:
        self.paragraph()
        start = len(self.blocks)
        self.flow(element)
        self.paragraph(style="caption")
        for block in self.blocks[start:]:
            if block.kind in ("paragraph", "heading"):
                block.kind, block.style = "paragraph", "caption"

    on_caption = on_figcaption

    def on_address(self, element: Element) -> None:
        self.block(element, self.css_of(element))

    def on_time(self, element: Element) -> None:
        alone = not self.runs and element.getparent().tag in BLOCK_TAGS
        self.inline(element, "time", {})
        if alone and not (element.tail or "").strip() and element.getnext() is None:
            self.paragraph(style="date")

    # Pictures

    def on_img(self, element: Element) -> None:
        src, alt = (element.get("src") or "").strip(), " ".join((element.get("alt") or "").split())
        number = self.picture(src, alt)
        if number is not None:
            runs, self.runs = self.runs, []
            self.add(Block("image", image=number))
            self.runs = runs

    def picture(self, src: str, alt: str) -> int | None:
        """The place of a picture among the document's; None, and a line in the losses, if it can't be had."""
        if src.startswith("image:"):
            number = src.removeprefix("image:")
            return int(number) if number.isdigit() and int(number) < len(self.images) else None
        described = f" ({quoted(alt)})" if words(alt) else ""
        if src.startswith("data:"):
            head, _, body = src.partition(",")
            try:
                data = base64.b64decode(re.sub(r"\s|%0[aAdD]", "", body), validate=True) if "base64" in head else b""
            except (binascii.Error, ValueError):
                data = b""
            if len(data) < pictures.SMALLEST:
                return None  # a spacer or a counter
            return pictures.add(self.images, data, alt, self.losses, self.where)
        if src and not _is_counter(src):
            self.losses.add(f"A picture {self.where}{described}, which is not in the file but at {src[:200]}")
        return None

    # Tables

    def on_table(self, element: Element) -> None:
        self.paragraph()
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        nested = any(inner is not element for inner in element.iter("table"))
        is_layout = element.get("role") == "presentation" or max(map(len, cells), default=0) < 2 or nested
        if is_layout or sum(map(len, cells)) > MOST_TABLE_CELLS:
            if nested and max(map(len, cells), default=0) > 1:
                self.losses.add(f"The form of a table within a table {self.where}")
            self.flow(element)
            self.paragraph()
            return
        others: list[Block] = []
        for caption in element.iter("caption"):
            if next(caption.iterancestors("table")) is element:
                self.on_figcaption(caption)
        parts: dict[str, list[str]] = {"thead": [], "tbody": []}
        for row, entries in zip(rows, cells, strict=True):
            html = ""
            for cell in entries:
                inner, more = _compose(self.within(cell))
                others += more
                spans = "".join(
                    f' {name}="{int(value)}"'
                    for name in ("colspan", "rowspan")
                    if (value := cell.get(name, "").strip()).isdigit() and 1 < int(value) < 1000
                )
                html += f"<{cell.tag}{spans}>{inner}</{cell.tag}>"
            head = row.getparent().tag == "thead" or (
                entries and all(c.tag == "th" for c in entries) and not parts["tbody"]
            )
            if entries:
                parts["thead" if head else "tbody"].append(f"<tr>{html}</tr>")
        html = "".join(f"<{part}>{''.join(rows)}</{part}>" for part, rows in parts.items() if rows)
        if richtext.plain(html):
            self.add(Block("table", f"<table>{html}</table>"))
        for block in others:
            self.add(block)

    # Styles

    def css_of(self, element: Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in _classes(element):
            found |= self.css.get(name, {})
        if style := element.get("style"):
            found |= _declarations(style)
        return found


def _classes(element: Element) -> set[str]:
    return {name.lower() for name in (element.get("class") or "").split()}


def _style(element: Element) -> str:
    classes = _classes(element)
    return next((style for style, names in STYLES.items() if classes & names), "")


def _declarations(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text[:5000].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs if value.strip()}


def _css(page: Element) -> dict[str, dict[str, str]]:
    """What the page's own style sheets say of single classes: that is how Google Docs writes bold and italic."""
    found: dict[str, dict[str, str]] = {}
    for sheet in page.iter("style"):
        for selectors, body in CSS_RULE.findall(CSS_COMMENT.sub(" ", (sheet.text or "")[:200_000])):
            for selector in selectors.split(","):
                if simple := re.fullmatch(r"\s*(?:[a-z]{1,10}[1-6]?)?\.([\w-]+)\s*", selector):
                    found.setdefault(simple[1].lower(), {}).update(_declarations(body))
    return found


def _base(page: Element) -> str:
    """The page's own address, if it gives one: relative links stand on it."""
    places = {".//base": "href", ".//link[@rel='canonical']": "href", ".//meta[@property='og:url']": "content"}
    found = (element.get(attribute) or "" for path, attribute in places.items() for element in page.findall(path))
    return next((address for address in found if address.startswith(("http://", "https://"))), "")


def _is_marker(colour: str) -> bool:
    """Whether a background is a highlighter's: anything but white, nothing or a picture."""
    colour = colour.replace(" ", "")
    plain = ("", "none", "transparent", "inherit", "initial", "unset", "white", "#fff", "#ffffff", "windowtext", "auto")
    clear = ("url", "rgba(0,0,0,0", "rgb(255,255,255", "rgba(255,255,255", "var(", "linear-")
    return colour not in plain and not colour.startswith(clear)


def _is_counter(src: str) -> bool:
    return bool(re.search(r"(?:pixel|spacer|blank|beacon|tracking|1x1)", src[-120:], re.IGNORECASE))


def _said_by(element: Element) -> Iterator[str]:
    yield from (text for text in element.itertext() if element.tag in ("svg", "math"))
    if title := element.get("title") or element.get("src") or element.get("data"):
        yield title[:200]


# Runs and blocks as HTML


def _ends_in_break(runs: list[Run]) -> bool:
    for run in reversed(runs):
        if run.text == "<br>" and run.is_html:
            return True
        if run.is_html or run.text.strip():
            return False
    return False


def _without_last_break(runs: list[Run]) -> list[Run]:
    last = max(place for place, run in enumerate(runs) if run.text == "<br>" and run.is_html)
    return runs[:last]


def _serialise(runs: list[Run], losses: Losses) -> str:
    """Runs as HTML: spaces collapsed, like runs joined, nothing left open, no space or break at either end."""
    for mark, what in LISTED.items():
        said = ""
        for run in [*runs, Run("")]:
            if mark in run.marks:
                said += run.text
            elif said and not (run.text and run.text.isspace()):
                if words(said):
                    losses.add(f"{what}: {quoted(said, 40)}")
                said = ""
    clean: list[Run] = []
    space = True  # at the beginning and after a break a space is none
    for run in runs:
        if run.is_html:
            if run.text == "<br>":
                _strip(clean)
                if not clean:
                    continue
            clean.append(run)
            space = run.text == "<br>"
            continue
        text = SPACES.sub(" ", run.text)
        if space:
            text = text.lstrip(" ")
        if not text:
            continue
        space = text.endswith(" ")
        if run.marks or run.href:
            # Spaces around marked words are outside of the mark.
            core = text.strip(" ")
            if text != core:
                before, _, behind = text.partition(core) if core else (text, "", "")
                clean += [part for part in (Run(before), run._replace(text=core), Run(behind)) if part.text]
                continue
        if clean and not clean[-1].is_html and (clean[-1].marks, clean[-1].href) == (run.marks, run.href):
            clean[-1] = clean[-1]._replace(text=clean[-1].text + text)
        else:
            clean.append(run._replace(text=text))
    _strip(clean)
    while clean and clean[-1].text == "<br>" and clean[-1].is_html:
        clean.pop()
        _strip(clean)
    html = ""
    opened: list[str] = []
    for place, run in enumerate(clean):
        tags = _tags(run)
        if run.text in ("<br>", " "):
            # A break or a space parts nothing: it stands within whatever goes on behind it.
            ahead = (clean[at] for at in range(place + 1, len(clean)))
            tags = _shared(opened, next((_tags(r) for r in ahead if r.text not in ("<br>", " ")), []))
        shared = len(_shared(opened, tags))
        html += _closing(opened[shared:]) + "".join(tags[shared:])
        opened = tags
        html += run.text if run.is_html else escape(run.text, quote=False)
    return html + _closing(opened)


def _tags(run: Run) -> list[str]:
    wanted = [] if run.is_html else [m for m in NESTING if m in run.marks or (m == "a" and run.href)]
    return [f'<a href="{escape(run.href)}">' if mark == "a" else f"<{mark}>" for mark in wanted]


def _shared(one: list[str], other: list[str]) -> list[str]:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return [tag for tag, _ in pairs]


def _closing(tags: list[str]) -> str:
    return "".join(f"</{tag[1:-1].partition(' ')[0]}>" for tag in reversed(tags))


def _strip(runs: list[Run]) -> None:
    """Takes away the spaces at the end."""
    while runs and not runs[-1].is_html:
        last = runs.pop()
        if text := last.text.rstrip(" "):
            runs.append(last._replace(text=text))
            return


def _line(block: Block) -> str:
    """A block as inline HTML: its lines, parted by breaks."""
    if block.kind in ("paragraph", "heading"):
        return block.html
    return "<br>".join(escape(line, quote=False) for line in block.text.split("\n") if line)


def _compose(blocks: list[Block], always: bool = False) -> tuple[str, list[Block]]:
    """Blocks as the inside of an item, a cell or a quotation, and the pictures among them, which stand on their own.

    always: words stand in paragraphs even if there is only one.
    """
    others = [block for block in blocks if block.kind == "image"]
    kept = [block for block in blocks if block.kind != "image"]
    bare = not always and sum(block.kind != "list" for block in kept) <= 1
    html = ""
    for block in kept:
        if block.kind == "list":
            html += block.html
        elif block.kind == "quote":
            html += block.html.removeprefix("<blockquote>").removesuffix("</blockquote>")
        else:
            inner = f"<strong>{block.html}</strong>" if block.kind == "heading" and not block.is_bold else _line(block)
            html += inner if bare else f"<p>{inner}</p>"
    return html, others


def _nest(items: list[tuple[int, bool, str]], at: int) -> tuple[str, int]:
    """A list from items that give their depth, beginning with one of them; and the place of the first not in it."""
    depth, numbered, _ = items[at]
    html = ""
    while at < len(items) and items[at][0] >= depth:
        if items[at][0] > depth:
            inner, at = _nest(items, at)
            html = html.removesuffix("</li>") + inner + "</li>"
        elif items[at][1] != numbered:
            break
        else:
            html += f"<li>{items[at][2]}</li>"
            at += 1
    tag = "ol" if numbered else "ul"
    return f"<{tag}>{html}</{tag}>", at
