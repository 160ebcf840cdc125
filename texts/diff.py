"""Two texts compared: blocks aligned by likeness, and the words marked in those that changed.

lxml's htmldiff was tried and left: it passes over changed emphasis, prints a changed link's address as words, and lets
removed rows out of their table body. Here a mark stands only around words, inside their own paragraph, item or cell;
so what comes out is as well-formed as the cleaned texts that went in, and holds no other elements than theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from html import escape
from html.parser import HTMLParser
from itertools import groupby, starmap

from texts import richtext

INLINE = {"strong", "em", "sub", "sup", "a", "br"}
VOID = {"br", "hr"}
HEADINGS = {"h2", "h3", "h4"}
ALIKE = 0.4  # of two blocks' words must be shared for one to count as the other, changed
MOST_PAIRS = 10_000  # of blocks weighed against each other; beyond, they count as removed and added
MOST_WORDS = 9_000_000  # of one block times the other's; beyond, likewise
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


@dataclass(frozen=True)
class Passage:
    """A block of two texts. Marked in its HTML: what only the older has as `del`, what only the newer has as `ins`."""

    html: str
    changed: bool
    heading: str = ""  # its words, if it is one


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


def compare(old: str, new: str, told: Callable[[re.Match[str]], str] = richtext.own_words) -> list[Passage]:
    """The blocks of two texts, the newer's order leading. told: what is said of a photo, as HTML."""
    return list(_passages(read(old, told), read(new, told)))


def _passages(old: Sequence[Node], new: Sequence[Node]) -> Iterator[Passage]:
    for operation, i, k, j, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pairs = zip(old[i:k], new[j:m], strict=True) if operation == "equal" else align(old[i:k], new[j:m])
        for before, after in pairs:
            node = after or before
            assert node is not None
            heading = richtext.plain(html_of(node)) if node.tag in HEADINGS else ""
            if before == after:
                yield Passage(html_of(node), False, heading)
            elif before and after:
                yield Passage(merged(before, after), True, heading)
            else:
                yield Passage(marked(node, "ins" if after else "del"), True, heading)


def align(old: Sequence[Node], new: Sequence[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    """Pairs of blocks that are one, changed, and those that only one side has; in all, the most likeness."""
    if len(old) * len(new) > MOST_PAIRS:
        yield from ((node, None) for node in old)
        yield from ((None, node) for node in new)
        return
    ours, theirs = [Counter(_all_words(node)) for node in old], [Counter(_all_words(node)) for node in new]
    likeness = [
        [alike(ours[i], theirs[j]) if old[i].tag == new[j].tag else 0 for j in range(len(new))] for i in range(len(old))
    ]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]  # from i and j to the end
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= ALIKE else 0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        both = i < len(old) and j < len(new) and likeness[i][j] >= ALIKE
        if both and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1


def alike(one: Counter[str], other: Counter[str]) -> float:
    """How much of two blocks' words is shared, from 0 to 1 (Dice 1945)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _all_words(node: Node) -> Iterator[str]:
    if is_leaf(node):
        yield from (word.html for word in words(node.children))
    else:
        for block in blocks(node.children):
            yield from _all_words(block)


def html_of(node: Node) -> str:
    if is_leaf(node):
        return node.around(written(words(node.children)))
    return node.around("".join(map(html_of, blocks(node.children))))


def marked(node: Node, mark: str) -> str:
    """A block that only one side has."""
    if node.tag == "hr":
        return f"<{mark}>{node.opening}</{mark}>"
    if is_leaf(node):
        return node.around(_mark(words(node.children), mark))
    return node.around("".join(marked(block, mark) for block in blocks(node.children)))


def merged(old: Node, new: Node) -> str:
    """A block that both sides have, with what changed in it."""
    if is_leaf(old) and is_leaf(new):
        return new.around(merged_words(words(old.children), words(new.children)))
    ours, theirs = blocks(old.children), blocks(new.children)
    if new.tag == "tr" and len(ours) == len(theirs):  # a cell is the same cell, whatever stands in it
        return new.around("".join(starmap(merged, zip(ours, theirs, strict=True))))
    return new.around("".join(passage.html for passage in _passages(ours, theirs)))


def merged_words(old: list[Word], new: list[Word]) -> str:
    parts: list[str] = []
    for equal, i, k, j, m in _steps(old, new):
        if equal:
            parts.append(written(new[j:m]))
            continue
        # A space before both, or before one that another space follows, is nobody's change.
        gaps = {some[0].space for some in (old[i:k], new[j:m]) if some}
        if len(gaps) == 1 and ((i < k and j < m) or m == len(new) or new[m].space):
            parts += gaps
            parts += [_mark(_closed_up(old[i:k]), "del"), _mark(_closed_up(new[j:m]), "ins")]
        else:
            parts += [_mark(old[i:k], "del"), _mark(new[j:m], "ins")]
    return "".join(parts)


def _closed_up(some: list[Word]) -> list[Word]:
    return [replace(some[0], space=""), *some[1:]] if some else some


def _steps(old: list[Word], new: list[Word]) -> list[tuple[bool, int, int, int, int]]:
    """What stays and what changes, with no two or three words left standing alone between larger changes."""
    if len(old) * len(new) > MOST_WORDS:
        return [(False, 0, len(old), 0, len(new))]
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    steps: list[tuple[bool, int, int, int, int]] = []
    sizes = [max(k - i, m - j) for _operation, i, k, j, m in opcodes]
    for place, (operation, i, k, j, m) in enumerate(opcodes):
        inside = 0 < place < len(opcodes) - 1
        equal = operation == "equal" and not (
            inside and sizes[place] <= 3 and sizes[place] < min(sizes[place - 1], sizes[place + 1])
        )
        if steps and not equal and not steps[-1][0]:
            _equal, i, _k, j, _m = steps.pop()
        steps.append((equal, i, k, j, m))
    return steps


def _mark(some: list[Word], mark: str) -> str:
    return f"<{mark}>{written(some)}</{mark}>" if some else ""


def written(some: list[Word]) -> str:
    parts: list[str] = []
    for formats, run in groupby(some, lambda word: word.formats):
        first, *rest = run
        inner = first.html + "".join(word.space + word.html for word in rest)
        for element in reversed(formats):
            inner = element.around(inner)
        parts.append(first.space + inner)
    return "".join(parts)
