"""Two texts compared: blocks aligned by likeness, and the words marked in those that changed.

lxml's htmldiff was tried and left: it passes over changed emphasis, prints a changed link's address as words, and lets
removed rows out of their table body. Here a mark stands only around words, inside their own paragraph, item or cell;
so what comes out is as well-formed as the cleaned texts that went in, and holds no other elements than theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import starmap

from texts import richtext
from texts.blocks import Node, Word, all_words, blocks, html_of, is_leaf, read, words, written

HEADINGS = {"h2", "h3", "h4"}
ALIKE = 0.4  # of two blocks' words must be shared for one to count as the other, changed
MOST_PAIRS = 10_000  # of blocks weighed against each other; beyond, they count as removed and added
MOST_WORDS = 9_000_000  # of one block times the other's; beyond, likewise


@dataclass(frozen=True)
class Passage:
    """A block of two texts. Marked in its HTML: what only the older has as `del`, what only the newer has as `ins`."""

    html: str
    changed: bool
    heading: str = ""  # its words, if it is one


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
    ours, theirs = [Counter(all_words(node)) for node in old], [Counter(all_words(node)) for node in new]
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
