"""Word files. mammoth gives their meaning as HTML; what it passes over is put into forms that it reads, or listed.

mammoth goes by what a run says of itself. Bold that a style gives, a heading whose style is the house's own, the words
of a text box, a field or an equation: all that is settled here, on the file's own XML, before mammoth sees it. Then the
words of the XML are counted against those of the blocks, so that nothing vanishes unlisted.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mammoth
from lxml import etree

from ingest.document import Document, Image, Unreadable, words, words_of
from ingest.sources import pictures
from ingest.sources.html import page as html
from ingest.sources.html.runs import INVISIBLE
from ingest.sources.losses import Losses, after, quoted
from ingest.sources.word.package import DAMAGED, Package

Element = Any  # of lxml, which has no types
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741
PARTING = {W + name for name in ("tab", "br", "cr", "p", "sym", "footnoteReference", "endnoteReference")}
logger = logging.getLogger(__name__)
MOST_STYLES_UP = 20  # a style is based on another, and that on a third
DEEPEST = 120  # elements within each other, which Python's stack bounds; a table in a table has some thirty

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
HTML_OF = {
    "title": "h1.title:fresh", "subtitle": "p.subtitle:fresh", "caption": "p.caption:fresh", "author": "p.author:fresh",
    "date": "p.date:fresh", "quote": "blockquote > p:fresh", "plain": "p:fresh",
}  # fmt: skip
MEANT = {*HTML_OF, *(f"heading{level}" for level in range(1, 10))}
HTML_OF |= {f"heading{level}": f"h{min(level, 6)}:fresh" for level in range(1, 10)}
HTML_OF |= {
    f"{kind}{depth}": "ul|ol > li > " * (depth - 1) + f"{tag} > li:fresh"
    for depth in range(2, 6)
    for kind, tag in (("bullet", "ul"), ("number", "ol"))
}
# The deeper styles of lists only look so: each is a list of its own.
LIST = re.compile(r"list (bullet|number) ([2-5])")
LISTS = [
    f"p:{kind}-list({depth}) => " + "ul|ol > li > " * (depth - 1) + f"{tag} > li:fresh"
    for depth in range(6, 10)
    for kind, tag in (("unordered", "ul"), ("ordered", "ol"))
]
STYLE_MAP = "\n".join([*(f"p.Read-{role} => {path}" for role, path in HTML_OF.items()), "highlight => mark", *LISTS])


def read(data: bytes, name: str = "") -> Document:
    """Raises Unreadable for a file that is damaged, or made to do harm."""
    package = Package(data)
    main = next(
        (target for kind, target in package.related("").values() if kind == "officeDocument"), "word/document.xml"
    )
    losses = Losses()
    images: list[Image] = []
    try:
        word = _Word(package, main, losses)
        word.prepare()
        found = mammoth.convert_to_html(
            io.BytesIO(word.simplified()),
            style_map=STYLE_MAP,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda image: word.keep_image(image, images)),
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        # mammoth, and some of what stands here, takes for granted what the standard demands. Faults of ours show, too.
        logger.warning("A Word file is not as the standard has it.", exc_info=True)
        raise Unreadable(DAMAGED) from None
    symbols = sum("w:sym" in message.message for message in found.messages)
    if symbols:
        losses.add(f"{symbols} signs of a symbol font: look for them in the file itself")
    document = html.read(found.value, name, losses, images)
    document.language = word.language
    word.account(document)
    return document


@dataclass
class _Style:
    name: str
    based_on: str
    bold: bool | None
    italic: bool | None
    raised: str
    outline: int | None
    numbered: bool
    hidden: bool


def _on(properties: Element | None, name: str) -> bool | None:
    """A property that is on, off, or not spoken of."""
    found = properties.find(W + name) if properties is not None else None
    return None if found is None else found.get(W + "val") not in ("0", "false", "off")


def _value(parent: Element | None, path: str) -> str:
    found = parent.find(path) if parent is not None else None
    return "" if found is None else found.get(W + "val") or ""


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 6 else None


class _Word:
    """A Word file made ready for mammoth."""

    def __init__(self, package: Package, main: str, losses: Losses) -> None:
        self.package, self.main, self.losses = package, main, losses
        self.relations = package.related(main)
        self.document = package.xml(main)
        self.body = self.document.find(W + "body")
        if self.body is None:
            raise Unreadable(DAMAGED)
        self.styles = self._styles()
        self.notes = {kind: self._part(f"{kind}s") for kind in ("footnote", "endnote")}
        # What holds words: the body, the footnotes, the endnotes. Each names its links and pictures on its own.
        self.roots = [(main, self.body), *((name, part) for name, part in self.notes.values() if part is not None)]
        self.here = self.relations
        for _, part in self.roots:
            if _depth(part) > DEEPEST:
                raise Unreadable(
                    "is nested too deeply to be a text. Copy its text into a new Word file, and bring that."
                )
        self.said: list[str] = []  # the words of each paragraph, once prepared
        self.images: dict[str, bytes] = {}

    # The parts

    def _part(self, kind: str) -> tuple[str, Element | None]:
        target = next(
            (target for k, target in self.relations.values() if k == kind and target in self.package.parts), ""
        )
        return target, self.package.xml(target) if target else None

    def _styles(self) -> dict[str, _Style]:
        _, root = self._part("styles")
        self.language = ""
        found: dict[str, _Style] = {}
        if root is None:
            return found
        if (language := root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")) is not None:
            self.language = (language.get(W + "val") or "")[:20]
        for style in root.iterchildren(W + "style"):
            run, paragraph = style.find(W + "rPr"), style.find(W + "pPr")
            found.setdefault(
                f"{style.get(W + 'type')}:{style.get(W + 'styleId')}",
                _Style(
                    name=" ".join(_value(style, W + "name").lower().split()),
                    based_on=_value(style, W + "basedOn"),
                    bold=_on(run, "b"),
                    italic=_on(run, "i"),
                    raised=_value(run, W + "vertAlign"),
                    outline=_number(_value(paragraph, W + "outlineLvl")),
                    numbered=paragraph is not None and paragraph.find(W + "numPr") is not None,
                    hidden=bool(_on(run, "vanish")),
                ),
            )
        return found

    def chain(self, kind: str, style_id: str) -> Iterator[_Style]:
        """A style, the one it is based on, and so on."""
        for _ in range(MOST_STYLES_UP):
            style = self.styles.get(f"{kind}:{style_id}")
            if style is None:
                return
            yield style
            style_id = style.based_on

    def role(self, paragraph: Element) -> str:
        """What a paragraph is, by its style or those it is based on: "heading2", "quote", or "" for a plain one."""
        properties = paragraph.find(W + "pPr")
        for place, style in enumerate(self.chain("paragraph", _value(properties, W + "pStyle"))):
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
        outline = _number(_value(properties, W + "outlineLvl"))
        return f"heading{outline + 1}" if outline is not None and outline < 9 else ""

    # Making ready

    def prepare(self) -> None:
        self.comments = self._comments()
        self.margins()
        for name, root in self.roots:
            self.here = self.package.related(name)
            self.alternatives(root)
            self.changes(root)
            self.unwrap(root)
            self.equations(root)
            self.drawings(root)
            self.text_boxes(root)
        self.note_marks()
        for _, root in self.roots:
            self.paragraphs(root)
        for _, part in self.roots[1:]:
            for note in part:
                if note.get(W + "type") not in ("separator", "continuationSeparator"):
                    self.said += [self.text(paragraph) for paragraph in note.iter(W + "p")]
        self.said += [self.text(paragraph) for paragraph in self.body.iter(W + "p")]

    def text(self, element: Element) -> str:
        """The words of an element as mammoth joins them."""
        found = []
        for node in element.iter():
            if node.tag == W + "t":
                found.append(node.text or "")
            elif node.tag == W + "noBreakHyphen":
                found.append("\u2011")
            elif node.tag in PARTING:
                found.append(" ")
        return INVISIBLE.sub("", "".join(found))

    def where(self, element: Element) -> str:
        """After which words of its own or the last paragraph something stands."""
        paragraph = element
        while paragraph is not None and paragraph.tag != W + "p":
            paragraph = paragraph.getparent()
        for _ in range(20):
            if paragraph is None:
                break
            if words(said := self.text(paragraph)):
                return after(said)
            paragraph = paragraph.getprevious()
        return after("")

    def drop(self, element: Element) -> None:
        if (parent := element.getparent()) is not None:
            parent.remove(element)

    def lift(self, element: Element) -> None:
        """Puts an element's children in its place."""
        parent = element.getparent()
        place = parent.index(element)
        parent[place : place + 1] = list(element)

    def _comments(self) -> dict[str, str]:
        _, root = self._part("comments")
        if root is None:
            return {}
        return {c.get(W + "id") or "": self.text(c) for c in root.iterchildren(W + "comment")}

    def margins(self) -> None:
        """Lists what stands above and below the pages, once."""
        for kind, target in self.relations.values():
            if kind in ("header", "footer") and target in self.package.parts:
                said = " ".join(self.text(self.package.xml(target)).split())
                if any(
                    word.isalpha() and word.lower() not in ("page", "of", "seite", "von", "p") for word in words(said)
                ):
                    self.losses.add(f"The {kind} of the pages: {quoted(said)}")
            elif kind in ("aFChunk", "subDocument"):
                self.losses.add("Another file that is inserted as a whole: open the file in Word and save it anew")

    def alternatives(self, root: Element) -> None:
        """Of the two forms Word writes for newer and older versions one is kept: the one that says something."""
        for choice in list(root.iter(MC + "AlternateContent")):
            new, old = choice.find(MC + "Choice"), choice.find(MC + "Fallback")
            kept = new if new is not None and (old is None or _says(new) or not _says(old)) else old
            parent = choice.getparent()
            if parent is not None:
                place = parent.index(choice)
                parent[place : place + 1] = list(kept) if kept is not None else []

    def changes(self, root: Element) -> None:
        """Settles tracked changes as their author wanted them, and lists them, with comments."""
        kept, gone = 0, []
        for element in list(root.iter(W + "ins", W + "moveTo")):
            if element.getparent().tag in (W + "rPr", W + "trPr", W + "tcPr", W + "numPr"):
                continue
            kept += 1
            self.lift(element)
        for element in list(root.iter(W + "del", W + "moveFrom")):
            if element.getparent() is None or element.getparent().tag == W + "rPr":
                continue  # a paragraph's end: see below
            if element.getparent().tag in (W + "trPr", W + "tcPr"):
                cell = element.getparent().getparent()
                gone.append(self.text(cell))
                self.drop(cell)
                continue
            gone.append(" ".join(t.text or "" for t in element.iter(W + "delText", W + "t")))
            self.drop(element)
        for mark in list(root.iter(W + "p")):
            properties = mark.find(f"{W}pPr/{W}rPr")
            following = mark.getnext()
            ends = properties is not None and any(properties.find(W + name) is not None for name in ("del", "moveFrom"))
            if ends and following is not None and following.tag == W + "p":
                # Whoever deleted a paragraph's end joined it with the next.
                place = 1 if following.find(W + "pPr") is not None else 0
                following[place:place] = [child for child in mark if child.tag != W + "pPr"]
                self.drop(mark)
            for name in ("del", "moveFrom") if ends else ():
                for gone_end in properties.findall(W + name):
                    properties.remove(gone_end)
        said = [quoted(text, 8) for text in gone if words(text)]
        if said:
            more = f" and {len(said) - 5} more" if len(said) > 5 else ""
            self.losses.add(f"Tracked changes: deleted words are left out ({', '.join(said[:5])}{more})")
        if kept:
            self.losses.add(f"Tracked changes: what was inserted is kept, as if accepted ({kept} times)")
        for reference in list(root.iter(W + "commentReference")):
            comment = self.comments.pop(reference.get(W + "id") or "", "")
            if words(comment):
                paragraph = next(reference.iterancestors(W + "p"), None)
                at = quoted(self.text(paragraph), 8) if paragraph is not None else "the text"
                self.losses.add(f"A comment at {at}: {quoted(comment, 60)}")

    def unwrap(self, root: Element) -> None:
        """Takes away what only stands around words, and mammoth doesn't know or doesn't need."""
        for element in list(root.iter(W + "sdt")):
            gallery = _value(element, f"{W}sdtPr/{W}docPartObj/{W}docPartGallery").lower()
            if "table of contents" in gallery or _on(element.find(W + "sdtPr"), "showingPlcHdr"):
                what = "The table of contents" if gallery else "A field that nobody filled in"
                self.losses.add(f"{what}: {quoted(self.text(element))}")
                self.drop(element)
        for element in list(root.iter(W + "fldSimple")):
            self.field(element)
        for element in list(root.iter(W + "dir", W + "bdo", W + "rubyBase")):
            self.lift(element)
        for element in list(root.iter(W + "ruby")):
            said = " ".join(self.text(rt) for rt in element.iter(W + "rt"))
            for rt in list(element.iter(W + "rt", W + "rubyPr")):
                self.drop(rt)
            if words(said):
                self.losses.add(f"A reading aid above the words {self.where(element)}: {quoted(said)}")
            # Runs stand within a run: they take its place.
            outer = element.getparent()
            self.lift(element)
            if outer is not None and outer.tag == W + "r" and outer.find(W + "r") is not None:
                self.lift(outer)
        for element in list(root.iter(W + "bookmarkStart", W + "bookmarkEnd")):
            self.drop(element)
        for element in list(root.iter(W + "hyperlink")):
            target = self.here.get(element.get(R + "id") or "", ("", ""))[1]
            if not target:
                self.lift(element)  # a place in the file itself

    def field(self, element: Element) -> None:
        """A simple field as what it shows; a link as the complex field that mammoth knows."""
        instruction = element.get(W + "instr") or ""
        if re.match(r"\s*HYPERLINK\s+\"?https?:", instruction):
            parts = []
            for kind in ("begin", "instruction", "separate", "end"):
                run = etree.Element(W + "r")
                if kind == "instruction":
                    etree.SubElement(run, W + "instrText").text = instruction
                else:
                    etree.SubElement(run, W + "fldChar", {W + "fldCharType": kind})
                parts.append(run)
            for place, run in enumerate(parts[:3]):
                element.insert(place, run)
            element.append(parts[3])
        self.lift(element)

    def equations(self, root: Element) -> None:
        for equation in list(root.iter(M + "oMath")):
            if any(parent.tag == M + "oMath" for parent in equation.iterancestors()):
                continue
            said = " ".join(_formula(equation).split())
            where = self.where(equation)
            run = etree.Element(W + "r")
            etree.SubElement(run, W + "t").text = said
            run.tail = None
            equation.getparent().replace(equation, run)
            if said:
                self.losses.add(f"An equation {where}, now in plain signs: “{said[:200]}”")
        for element in list(root.iter(M + "oMathPara")):
            self.lift(element)

    def drawings(self, root: Element) -> None:
        """Pictures in the one form that mammoth reads; charts, diagrams and shapes are listed."""
        for drawing in list(root.iter(W + "drawing")):
            alt = next((p.get("descr") or p.get("title") or "" for p in drawing.iter(WP + "docPr")), "")
            described = f" ({quoted(alt)})" if words(alt) else ""
            where = self.where(drawing)
            blips = [blip.get(R + "embed") for blip in drawing.iter(A + "blip") if blip.get(R + "embed")]
            if missing := [blip for blip in blips if not self.is_there(blip)]:
                self.losses.add(f"A picture {where}{described}, which is missing in the file")
                blips = [blip for blip in blips if blip not in missing]
            boxes = list(drawing.iter(W + "txbxContent"))
            for uri in {data.get("uri") or "" for data in drawing.iter(A + "graphicData")}:
                if uri.endswith(("/chart", "/chartex")):
                    self.losses.add(f"A chart {where}{described}: save it as a picture and add it to the photos")
                elif uri.endswith("/diagram"):
                    self.losses.add(f"A diagram {where}{described}: {self.diagram(drawing)}")
                elif not blips and not any(words(self.text(box)) for box in boxes) and not uri.endswith("/picture"):
                    self.losses.add(f"A drawn shape {where}{described}")
            if any(blip.get(R + "link") and not blip.get(R + "embed") for blip in drawing.iter(A + "blip")):
                self.losses.add(f"A picture {where}{described}, which is not in the file, only a link to it")
            links = {link.get(R + "id") for link in drawing.iter(A + "hlinkClick")}
            new = [_picture(blip, alt, next(iter(links), None) if len(blips) == 1 else None) for blip in blips if blip]
            for number, box in enumerate(boxes):
                holder = etree.Element(W + "pict")
                holder.append(box)
                new.insert(number, holder)
            parent = drawing.getparent()
            place = parent.index(drawing)
            parent[place : place + 1] = new
        for pict in list(root.iter(W + "pict", W + "object")):
            where, says = self.where(pict), _says(pict)
            for image in list(pict.iter(V + "imagedata")):
                if not self.is_there(image.get(R + "id")):
                    self.drop(image)
                    self.losses.add(f"A picture {where}, which is missing in the file")
            for lettering in pict.iter(V + "textpath"):
                if words(lettering.get("string") or ""):
                    self.losses.add(f"Lettering {where}: {quoted(lettering.get('string'))}")
            for item in pict.iter(O + "OLEObject"):
                self.losses.add(f"An embedded object {where} ({item.get('ProgID') or 'of an unknown program'})")
            rule = any(shape.get(O + "hr") for shape in pict.iter())
            if pict.tag == W + "pict" and not rule and not says and pict.find(f".//{V}textpath") is None:
                self.losses.add(f"A drawn shape {where}")

    def is_there(self, relation: str | None) -> bool:
        return self.here.get(relation or "", ("", ""))[1] in self.package.parts

    def diagram(self, drawing: Element) -> str:
        ids = next((e for e in drawing.iter("{*}relIds")), None)
        target = self.here.get(ids.get(R + "dm") or "", ("", ""))[1] if ids is not None else ""
        if target not in self.package.parts:
            return "save it as a picture and add it to the photos"
        return quoted(" ".join(t.text or "" for t in self.package.xml(target).iter(A + "t")), 200)

    def text_boxes(self, root: Element) -> None:
        """The words of text boxes as paragraphs after the one they hang on."""
        boxes = [(box, box.getparent()) for box in root.iter(W + "txbxContent")]
        for box, _ in boxes:
            self.drop(box)
        ends: dict[Element, Element] = {}
        for box, holder in boxes:
            hosts = [parent for parent in (holder, *holder.iterancestors()) if parent.tag == W + "p"]
            if not hosts or not words(said := self.text(box)):
                continue
            # One box after the other, and one within another after it.
            host = hosts[-1]
            self.losses.add(f"A text box {self.where(host)}: its words stand there as paragraphs now ({quoted(said)})")
            place = ends.get(host, host)
            for child in list(box):
                place.addnext(child)
                place = child
            ends[host] = place

    def note_marks(self) -> None:
        """Marks without a note, notes without a mark, and a second mark of one note, which mammoth stumbles over."""
        for kind, (_, part) in self.notes.items():
            there = {note.get(W + "id"): note for note in part.iterchildren(W + kind)} if part is not None else {}
            seen: set[str | None] = set()
            for mark in list(self.body.iter(f"{W}{kind}Reference")):
                number = mark.get(W + "id")
                if number not in there or number in seen:
                    self.losses.add(f"The mark of a {kind} {self.where(mark)}, which has no note of its own")
                    self.drop(mark)
                seen.add(number)
            for number, note in there.items():
                if number not in seen and note.get(W + "type") not in ("separator", "continuationSeparator"):
                    if words(said := self.text(note)):
                        self.losses.add(f"A {kind} that no mark leads to: {quoted(said)}")
                    self.drop(note)
                for mark in list(note.iter(W + "footnoteReference", W + "endnoteReference")):
                    self.drop(mark)

    def paragraphs(self, root: Element) -> None:
        numbered = False
        for paragraph in list(root.iter(W + "p")):
            if paragraph.getparent() is None:
                continue
            role = self.role(paragraph)
            if role == "toc":
                if words(said := self.text(paragraph)):
                    self.losses.add(f"The table of contents: {quoted(said, 40)}")
                self.drop(paragraph)
                continue
            properties = paragraph.find(W + "pPr")
            style_id = _value(properties, W + "pStyle")
            for run in list(paragraph.iter(W + "r")):
                self.run(run, style_id, role)
            if role:
                if properties is None:
                    properties = etree.Element(W + "pPr")
                    paragraph.insert(0, properties)
                numbered = numbered or (role.startswith("heading") and self.is_numbered(properties, style_id))
                if (style := properties.find(W + "pStyle")) is None:
                    style = etree.Element(W + "pStyle")
                    properties.insert(0, style)
                style.set(W + "val", f"Read-{role}")
        if numbered:
            self.losses.add("The numbers of the headings, which Word itself counts")

    def is_numbered(self, properties: Element, style_id: str) -> bool:
        own = properties.find(f"{W}numPr/{W}numId")
        if own is not None:
            return own.get(W + "val") != "0"
        return any(style.numbered for style in self.chain("paragraph", style_id))

    def run(self, run: Element, paragraph_style: str, role: str) -> None:
        """Writes into a run what its styles say of it."""
        properties = run.find(W + "rPr")
        own_style = _value(properties, W + "rStyle")
        if _on(properties, "vanish") or any(style.hidden for style in self.chain("character", own_style)):
            said, parent = self.text(run), run.getparent()
            self.drop(run)
            if words(said):
                self.losses.add(f"Hidden text {self.where(parent)}: {quoted(said)}")
            return
        marks: dict[str, bool] = {}
        for name, attribute in (("b", "bold"), ("i", "italic")):
            direct = _on(properties, name)
            if direct is None:
                of_run = self.inherited("character", own_style, attribute)
                # The style of a heading or a quotation is what makes it one: its bold says nothing more.
                of_paragraph = False if role in MEANT else self.inherited("paragraph", paragraph_style, attribute)
                direct = of_run != of_paragraph  # both together undo each other: that is Word's rule
            marks[name] = direct
        raised = _value(properties, W + "vertAlign")
        if not raised:
            raised = next((style.raised for style in self.chain("character", own_style) if style.raised), "")
        if properties is None:
            properties = etree.Element(W + "rPr")
            run.insert(0, properties)
        for name in ("rStyle", "b", "i", "vertAlign"):
            for found in properties.findall(W + name):
                properties.remove(found)
        for name, is_on in marks.items():
            if is_on:
                etree.SubElement(properties, W + name)
        if raised in ("superscript", "subscript"):
            etree.SubElement(properties, W + "vertAlign", {W + "val": raised})

    def inherited(self, kind: str, style_id: str, attribute: str) -> bool:
        return next((v for s in self.chain(kind, style_id) if (v := getattr(s, attribute)) is not None), False)

    # For mammoth

    def simplified(self) -> bytes:
        """A package of the parts that mammoth reads, with the name of each picture's part in place of its bytes."""
        out = io.BytesIO()
        written: dict[str, bytes] = {self.main: etree.tostring(self.document)}
        for target, part in self.notes.values():
            if part is not None:
                written[target] = etree.tostring(part)
        kinds = {"styles", "numbering"}
        kept = [target for kind, target in self.relations.values() if kind in kinds and target in self.package.parts]
        for target in kept:
            written[target] = etree.tostring(self.package.xml(target))
        for name in list(written):
            for kind, target in self.package.related(name).values():
                if kind == "image" and target in self.package.parts:
                    written[target] = target.encode()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("[Content_Types].xml", etree.tostring(self.package.xml("[Content_Types].xml")))
            for name in ("", *list(written)):
                folder, _, base = name.rpartition("/")
                rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
                if rels in self.package.parts:
                    package.writestr(rels, etree.tostring(self.package.xml(rels)))
            for name, data in written.items():
                package.writestr(name, data)
        return out.getvalue()

    def keep_image(self, image: Any, images: list[Image]) -> dict[str, str]:
        """Keeps a picture that mammoth met, and gives what stands for it in the HTML."""
        with image.open() as opened:
            name = opened.read().decode()
        if name not in self.images:
            part = self.package.parts[name]
            # One that is too large is not unpacked to say so.
            fits = part.file_size <= pictures.LARGEST
            self.images[name] = self.package.read(name, pictures.LARGEST) if fits else b""
            if not fits:
                self.losses.add(f"A picture of {part.file_size // 2**20} MB, which is too large: add it to the photos")
        alt = " ".join((image.alt_text or "").split())
        data = self.images[name]
        if not data:
            return {"src": ""}
        described = f"in the file {name.rpartition('/')[2]}"
        number = pictures.add(images, data, alt, self.losses, described, name.rpartition("/")[2])
        return {"src": "" if number is None else f"image:{number}", "alt": alt}

    # Afterwards

    def account(self, document: Document) -> None:
        """Lists the words of the file that are in no block."""
        there: Counter[str] = Counter()
        for block in document.blocks:
            there.update(words_of(block.html))
        missing = Counter(word for text in self.said for word in words(text))
        missing.subtract(there)
        for text in self.said:
            lost = []
            for word in words(text):
                if missing[word] > 0:
                    missing[word] -= 1
                    lost.append(word)
            if lost:
                self.losses.add(f"Words that could not be read: {quoted(' '.join(lost), 60)}")


def _depth(root: Element) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _says(element: Element) -> bool:
    """Whether an element holds words or a picture."""
    return any(
        e.tag in (A + "blip", V + "imagedata") or (e.tag in (W + "t", M + "t") and e.text) for e in element.iter()
    )


def _formula(element: Element) -> str:
    """An equation in one line."""

    def part(name: str) -> str:
        found = element.find(M + name)
        said = _formula(found).strip() if found is not None else ""
        return f"({said})" if len(said) > 1 else said

    if element.tag == M + "t":
        return element.text or ""
    if element.tag == M + "f":
        return f"{part('num')}/{part('den')}"
    if element.tag in (M + "sSup", M + "sSub", M + "sSubSup"):
        low, high = part("sub"), part("sup")
        return part("e").strip("()") + (f"_{low}" if low else "") + (f"^{high}" if high else "")
    if element.tag == M + "rad":
        return f"√{part('e')}"
    if element.tag in (M + "rPr", M + "ctrlPr"):
        return ""
    return "".join(_formula(child) for child in element if isinstance(child.tag, str))


def _picture(relation: str, alt: str, link: str | None) -> Element:
    """A picture as mammoth reads it."""
    drawing = etree.Element(W + "drawing")
    inline = etree.SubElement(drawing, WP + "inline")
    properties = etree.SubElement(inline, WP + "docPr", {"descr": alt} if alt else {})
    if link:
        etree.SubElement(properties, A + "hlinkClick", {R + "id": link})
    data = etree.SubElement(etree.SubElement(inline, A + "graphic"), A + "graphicData")
    fill = etree.SubElement(etree.SubElement(data, PIC + "pic"), PIC + "blipFill")
    etree.SubElement(fill, A + "blip", {R + "embed": relation})
    return drawing
