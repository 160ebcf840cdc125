"""A Word file while it is made ready for mammoth: its parts, its styles, and the words of its elements."""

from __future__ import annotations

from ingest.document import Unreadable, words
from ingest.sources.html.runs import INVISIBLE
from ingest.sources.losses import Losses, after
from ingest.sources.trees import Element, depth_of
from ingest.sources.word.package import DAMAGED, Package
from ingest.sources.word.styles import Styles
from ingest.sources.word.xml import W

DEEPEST = 120  # elements within each other, which Python's stack bounds; a table in a table has some thirty
PARTING = {W + name for name in ("tab", "br", "cr", "p", "sym", "footnoteReference", "endnoteReference")}


class WordFile:
    """A Word file, its parts in a form that may be changed.

    here: the relations of the part under way.
    """

    def __init__(self, package: Package, main: str, losses: Losses) -> None:
        self.package, self.main, self.losses = package, main, losses
        self.relations = package.related(main)
        self.document = package.xml(main)
        self.body = self.document.find(W + "body")
        if self.body is None:
            raise Unreadable(DAMAGED)
        self.styles = Styles(self._part("styles")[1])
        self.notes = {kind: self._part(f"{kind}s") for kind in ("footnote", "endnote")}
        # What holds words: the body, the footnotes, the endnotes. Each names its links and pictures on its own.
        self.roots = [(main, self.body), *((name, part) for name, part in self.notes.values() if part is not None)]
        self.here = self.relations
        for _, part in self.roots:
            if depth_of(part) > DEEPEST:
                raise Unreadable(
                    "is nested too deeply to be a text. Copy its text into a new Word file, and bring that."
                )
        self.said: list[str] = []  # the words of each paragraph, once prepared
        self.images: dict[str, bytes] = {}
        self.comments: dict[str, str] = self._comments()

    def _part(self, kind: str) -> tuple[str, Element | None]:
        target = next(
            (target for k, target in self.relations.values() if k == kind and target in self.package.parts), ""
        )
        return target, self.package.xml(target) if target else None

    def _comments(self) -> dict[str, str]:
        _, root = self._part("comments")
        if root is None:
            return {}
        return {c.get(W + "id") or "": self.text(c) for c in root.iterchildren(W + "comment")}

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

    def is_there(self, relation: str | None) -> bool:
        return self.here.get(relation or "", ("", ""))[1] in self.package.parts
