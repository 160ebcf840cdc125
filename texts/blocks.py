"""A cleaned text as a tree of blocks and their words, and back: what two texts are compared by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import groupby

from texts import richtext

INLINE = {"strong", "em", "sub", "sup", "a", "br"}
VOID = {"br", "hr"}
PUNCTUATION = r"\s—–!?.,:;…()\[\]{}\"'“”„«»‘’،؛؟。、「」『』・"
# Chinese and Japanese write no spaces: there every character is a word.
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(
    rf"(\s*)([{UNSPACED}]|[^{PUNCTUATION}{UNSPACED}](?:[^\s—{UNSPACED}]*[^{PUNCTUATION}{UNSPACED}])?|\S|$)"
)


@dataclass(frozen=True)
class Node:
    """An element of a cleaned text; without a tag, a run of words that stands between blocks."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node | str, ...]

    @property
    def opening(self) -> str:
        given = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes)
        return f"<{self.tag}{given}>" if self.tag else ""

    def around(self, inner: str) -> str:
        return self.opening + inner + (f"</{self.tag}>" if self.tag and self.tag not in VOID else "")


@dataclass(frozen=True)
class Word:
    html: str
    space: str  # before it
    formats: tuple[Node, ...]  # the inline elements it stands in, without their content


class _Reader(HTMLParser):
    """Builds the tree. Cleaned HTML closes what it opens, so nothing has to be guessed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, tuple[tuple[str, str], ...], list[Node | str]]] = [("", (), [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Two texts on one page would give every id twice.
        self.open.append((tag, tuple((name, value or "") for name, value in attrs if name != "id"), []))
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        name, attributes, children = self.open.pop()
        self.open[-1][2].append(Node(name, attributes, tuple(children)))

    def handle_data(self, data: str) -> None:
        self.open[-1][2].append(data)


def read(value: str, told: Callable[[re.Match[str]], str] = richtext.own_words) -> list[Node]:
    """The blocks of a text, cleaned whatever it was; its notes and photos stand in it as words.

    told: what is said of a photo, as HTML.
    """
    reader = _Reader()
    reader.feed(richtext.in_line(richtext.clean(value, photos=True), told))
    reader.close()
    return blocks(_spread(reader.open[0][2], ()))


def _spread(children: Iterable[Node | str], formats: tuple[Node, ...]) -> Iterator[Node | str]:
    """The same, with emphasis that goes around blocks put into each of them: nothing but blocks holds blocks."""
    for child in children:
        if isinstance(child, str) or is_inline(child):
            for element in reversed(formats):
                child = Node(element.tag, element.attributes, (child,))
            yield child
        elif child.tag in INLINE:
            yield from _spread(child.children, (*formats, Node(child.tag, child.attributes, ())))
        else:
            yield Node(child.tag, child.attributes, tuple(_spread(child.children, formats)))


def is_inline(node: Node | str) -> bool:
    return isinstance(node, str) or (node.tag in INLINE and all(map(is_inline, node.children)))


def is_leaf(node: Node) -> bool:
    return all(map(is_inline, node.children))


def blocks(children: Iterable[Node | str]) -> list[Node]:
    """The blocks among some children; words between them become blocks without a tag."""
    found: list[Node] = []
    for inline, run in groupby(children, is_inline):
        if not inline:
            found += [node for node in run if isinstance(node, Node)]
        elif any(words((bare := Node("", (), tuple(run))).children)):
            found.append(bare)
    return found


def words(children: Iterable[Node | str]) -> list[Word]:
    found: list[Word] = []
    pending = ""
    for text, formats in _runs(children, ()):
        if text == "<br>":
            found.append(Word(text, "", formats))
            pending = ""
            continue
        for space, word in WORD.findall(text):
            space = pending + space
            pending = "" if word else space
            if word:
                gap = "\xa0" if "\xa0" in space else " "
                found.append(Word(escape(word, quote=False), gap if space else "", formats))
    return found


def _runs(children: Iterable[Node | str], formats: tuple[Node, ...]) -> Iterator[tuple[str, tuple[Node, ...]]]:
    for child in children:
        if isinstance(child, str):
            yield child, formats
        elif child.tag == "br":
            yield "<br>", formats
        else:
            yield from _runs(child.children, (*formats, Node(child.tag, child.attributes, ())))


def all_words(node: Node) -> Iterator[str]:
    if is_leaf(node):
        yield from (word.html for word in words(node.children))
    else:
        for block in blocks(node.children):
            yield from all_words(block)


def html_of(node: Node) -> str:
    if is_leaf(node):
        return node.around(written(words(node.children)))
    return node.around("".join(map(html_of, blocks(node.children))))


def written(some: list[Word]) -> str:
    parts: list[str] = []
    for formats, run in groupby(some, lambda word: word.formats):
        first, *rest = run
        inner = first.html + "".join(word.space + word.html for word in rest)
        for element in reversed(formats):
            inner = element.around(inner)
        parts.append(first.space + inner)
    return "".join(parts)
