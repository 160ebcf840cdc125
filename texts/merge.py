"""Two people's texts made one: a three-way merge by paragraph and of sequences, without database or models.

What only one side changed is taken; what both changed alike is no question; what both changed otherwise, or one changed
and the other took out, is a clash. Membership and order are merged apart, so that a moved item and an edit in it meet.
Words that one side took out and the other only moved are out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from merge3 import Merge3

Where = tuple[str, ...]
Items = dict[str, Any]  # by an identity that the three sides share, in their order

ALIKE = 0.5  # the share of words that makes two paragraphs one that was edited
NEW = "+"  # begins the identity of what one side added

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*?(/?)>", re.IGNORECASE)
VOID = {"br", "hr", "img"}
# What the desk's editor adds to a text by opening it.
MARKUP_ADDED = re.compile(r' (?:id="[^"]*"|(?:col|row)span="1")|</?(?:p|tbody|colgroup)>')


@dataclass(frozen=True)
class Clash:
    """A place where both changed something. None on a side: it isn't there.

    where: field; turn or paragraph; and on. kind: words, block (a paragraph), value, item (a turn or byline entry taken
    out against an edit) or order (identities).
    """

    where: Where
    kind: str
    base: Any
    mine: Any
    theirs: Any

    @property
    def name(self) -> str:
        return "/".join(self.where)


@dataclass(frozen=True)
class Change:
    """What one side did at a place. None before: added; None after: taken out."""

    where: Where
    before: Any
    after: Any


def touches(one: Where, other: Where) -> bool:
    """Whether one place is the other, or lies in it."""
    return all(a == b for a, b in zip(one, other, strict=False))


def merge_names(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """Of lists of names, such as topics: what either side added is in, what either took out is out."""
    old, ours, other = ({name: name for name in names} for names in (base, mine, theirs))
    return list(Merger({}).sequence(("names",), old, ours, other, lambda _where, _base, _mine, theirs: theirs))


@dataclass
class Merger:
    answers: Mapping[str, Any]
    clashes: list[Clash] = field(default_factory=list)

    def value(
        self, where: Where, kind: str, base: Any, mine: Any, theirs: Any,
        same: Callable[[Any, Any], bool] = lambda a, b: a == b,
    ) -> Any:  # fmt: skip
        if mine == base:
            return theirs
        if theirs == base:
            return mine
        if same(mine, theirs) or same(mine, base):
            return theirs
        if same(theirs, base):
            return mine
        return self.ask(Clash(where, kind, base, mine, theirs), theirs)

    def ask(self, clash: Clash, meanwhile: Any) -> Any:
        if clash.name in self.answers:
            return self.answers[clash.name]
        self.clashes.append(clash)
        return meanwhile

    def text(self, where: Where, base: str, mine: str, theirs: str) -> str:
        if mine == base:
            return theirs
        if theirs == base:
            return mine
        before = blocks(base)
        sides = [aligned(before, blocks(side), name) for name, side in (("mine", mine), ("theirs", theirs))]
        items = {str(n): block for n, block in enumerate(before)}
        merged = self.sequence(where, items, pair_new(items, *sides), sides[1], self.block)
        return "".join(merged.values())

    def block(self, where: Where, base: Any, mine: Any, theirs: Any) -> Any:
        return self.value(where, "block", base, mine, theirs, alike)

    def sequence(
        self, where: Where, base: Items, mine: Items, theirs: Items, item: Callable[[Where, Any, Any, Any], Any]
    ) -> Items:
        """Items of three sides under their shared identities, merged one by one, then in their order."""
        kept: Items = {}
        for key in dict.fromkeys([*base, *theirs, *mine]):
            there = (*where, key)
            before, ours, other = base.get(key), mine.get(key), theirs.get(key)
            if ours is not None and other is not None:
                kept[key] = item(there, before, ours, other)
            elif before is None:
                kept[key] = other if ours is None else ours
            else:
                left = other if ours is None else ours
                if left is not None and not alike(left, before):
                    kept[key] = self.ask(Clash(there, "item", before, ours, other), left)
        kept = {key: value for key, value in kept.items() if value is not None}
        return {key: kept[key] for key in self.order(where, kept, base, mine, theirs)}

    def order(self, where: Where, kept: Items, base: Items, mine: Items, theirs: Items) -> list[str]:
        common = {key for key in base if key in kept and key in mine and key in theirs}
        old, ours, other = ([key for key in side if key in common] for side in (base, mine, theirs))
        order = list(other)
        if ours not in (old, other):
            order = list(ours if other == old else self.both_orders(where, old, ours, other))
        # Behind what each stands after on its own side; where both added, what was stored first comes first.
        for side in (mine, theirs):
            place = 0
            for key in (key for key in side if key in kept):
                if key not in common and key not in order:
                    order.insert(place, key)
                place = order.index(key) + 1
        return order

    def both_orders(self, where: Where, base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
        order: list[str] = []
        for what, *parts in Merge3(base, mine, theirs).merge_groups():
            if what == "conflict":
                break
            order += parts[0]
        if sorted(order) == sorted(base):
            return order
        return self.ask(Clash((*where, "order"), "order", base, mine, theirs), theirs)


# Texts by paragraph


def blocks(html: str) -> list[str]:
    """The top-level elements of a text; put together again they are the text."""
    found, start, depth = [], 0, 0
    for match in TAG.finditer(html):
        closes, name, itself = match.groups()
        if name.lower() not in VOID and not itself:
            depth += -1 if closes else 1
        elif name.lower() != "hr":
            continue
        if depth <= 0:
            found.append(html[start : match.end()])
            start, depth = match.end(), 0
    if html[start:].strip() or not found:
        found.append(html[start:])
    else:
        found[-1] += html[start:]
    return [block for block in found if block]


def canonical(value: Any) -> Any:
    """The same for what differs only in what the editor adds by itself."""
    if isinstance(value, str):
        return " ".join(MARKUP_ADDED.sub("", re.sub(r"</p>\s*<p>", "¶", value)).split())
    if isinstance(value, dict):
        return {name: canonical(part) for name, part in value.items() if name != "key"}
    return value


def same_words(one: str, other: str) -> bool:
    """Whether plain texts are the same but for a browser's line ends."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def alike(one: Any, other: Any) -> bool:
    return one == other or canonical(one) == canonical(other)


def aligned(before: Sequence[str], after: Sequence[str], side: str) -> Items:
    """The paragraphs of a changed text, under the numbers they had before; new ones under names of their own."""
    old, new = [canonical(block) for block in before], [canonical(block) for block in after]
    match: dict[int, int] = {}  # new place → old place
    open_regions = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            match |= dict(zip(range(c, d), range(a, b), strict=True))
        else:
            open_regions.append((range(a, b), range(c, d)))
    free = {n for region, _ in open_regions for n in region}
    for _, region in open_regions:  # moved: the very words, elsewhere
        for n in region:
            if (was := next((o for o in sorted(free) if old[o] == new[n]), None)) is not None:
                match[n] = was
                free.discard(was)
    for gone, come in open_regions:  # edited in their place
        left, made = [o for o in gone if o in free], [n for n in come if n not in match]
        pairs = zip(left, made, strict=True) if len(left) == len(made) else likely(old, left, new, made)
        match |= {n: o for o, n in pairs}
    return {str(match[n]) if n in match else f"{NEW}{side}{n}": block for n, block in enumerate(after)}


def share(one: Counter[str], other: Counter[str]) -> float:
    """How many of their words two paragraphs have in common: from 0 to 1."""
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def likely(old: Sequence[str], left: Iterable[int], new: Sequence[str], made: list[int]) -> Iterable[tuple[int, int]]:
    """Pairs of paragraphs that share most of their words, in order."""
    bags = {n: Counter(new[n].split()) for n in made}
    start = 0
    for o in left:
        bag = Counter(old[o].split())
        shares = [(share(bag, bags[n]), -n) for n in made[start:]]
        if shares and (best := max(shares))[0] >= ALIKE:
            yield o, -best[1]
            start = made.index(-best[1]) + 1


def pair_new(base: Items, mine: Items, theirs: Items) -> Items:
    """Mine, with what both added alike at the same place under the name it has on the other side."""

    def added(side: Items) -> list[tuple[str, str]]:
        after, found = "", []
        for key in side:
            if key in base:
                after = key
            else:
                found.append((key, after))
        return found

    names: dict[str, str] = {}
    others = added(theirs)
    for key, after in added(mine):
        twin = next((o for o in others if o[1] == after and alike(theirs[o[0]], mine[key])), None)
        if twin and key not in theirs:
            names[key] = twin[0]
            others.remove(twin)
    return {names.get(key, key): value for key, value in mine.items()}


# What one side did


def text_changes(where: Where, base: str, side: str, name: str) -> list[Change]:
    """The paragraphs of a text that differ, and their order where it does. name: of the side that changed it."""
    if alike(base, side):
        return []
    before = blocks(base)
    old, new = {str(n): block for n, block in enumerate(before)}, aligned(before, blocks(side), name)
    found = [
        Change((*where, key), old.get(key), new.get(key))
        for key in dict.fromkeys([*old, *new])
        if not alike(old.get(key), new.get(key))
    ]
    return found + order_change((*where, "order"), old, new)


def order_change(where: Where, old: Items, new: Items) -> list[Change]:
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    return [Change(where, before, after)] if before != after else []
