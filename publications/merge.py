"""Two editors' texts of a piece made one: a three-way merge of contents (`content.of`), field by field as declared.

Texts are merged by paragraph, conversations by turn, bylines by expert (`texts.merge`). What is said of a photo is
merged with it: words about one never stand under another unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publications.printed import FIELDS, HTML, Printed, Section
from texts.merge import (
    NEW,
    Change,
    Clash,
    Items,
    Merger,
    Where,
    order_change,
    pair_new,
    same_words,
    text_changes,
)

Content = dict[str, Any]

EMPTY: Content = {printed.name: printed.holds.empty for printed in FIELDS if printed.is_hashed_empty}
EMPTY |= {"byline": [], "turns": []}

SAID_OF = [printed for printed in FIELDS if printed.said_of]
WORDS = [printed for printed in FIELDS if printed.is_plain and not printed.said_of]
TEXTS = [printed for printed in FIELDS if printed.holds is HTML]
VALUES = [printed for printed in FIELDS if not printed.is_plain and printed not in TEXTS]


@dataclass
class Merged:
    """While a clash stands open, the content holds what is stored in its place."""

    content: Content
    clashes: list[Clash]


def merge(base: Content, mine: Content, theirs: Content, answers: Mapping[str, Any] | None = None) -> Merged:
    """One content of two that began as `base`.

    answers: by a clash's name, what shall stand there (None: nothing).
    """
    merger = ContentMerger(answers or {})
    merged: Content = {}
    for printed in (*WORDS, *VALUES, *SAID_OF, *TEXTS):
        value = merger.field(printed, base, mine, theirs)
        if value or printed.is_hashed_empty:
            merged[printed.name] = value
    byline = merger.sequence(("byline",), entries(base), entries(mine), entries(theirs), merger.entry)
    merged["byline"] = list(byline.values())
    old, ours, other = conversations(base, mine, theirs)
    merged["turns"] = [
        turn | {"key": "" if key.startswith(NEW) else key}
        for key, turn in merger.sequence(("turns",), old, ours, other, merger.turn).items()
    ]
    return Merged(merged, merger.clashes)


def value_of(printed: Printed, content: Content) -> Any:
    """A field's value in a content, which names what came later only where it says something."""
    return content.get(printed.name, printed.holds.empty)


class ContentMerger(Merger):
    """Merges the parts of a content, each in its own way."""

    def field(self, printed: Printed, base: Content, mine: Content, theirs: Content) -> Any:
        if printed.said_of:
            return self.said_of(printed, base, mine, theirs)
        old, ours, other = (value_of(printed, side) for side in (base, mine, theirs))
        if printed in TEXTS:
            return self.text((printed.name,), old, ours, other)
        if printed.is_plain:
            return self.value((printed.name,), "words", old, ours, other, same_words)
        return self.value((printed.name,), "value", old, ours, other)

    def said_of(self, printed: Printed, base: Content, mine: Content, theirs: Content) -> str:
        """What is said of a photo, as one value with which photo it is."""
        old, ours, other = ((side[printed.said_of], value_of(printed, side)) for side in (base, mine, theirs))
        where = (printed.name,)
        if ours[0] == other[0]:
            return self.value(where, "words", old[1], ours[1], other[1], same_words)
        if other == old:
            return ours[1]
        if ours == old or same_words(ours[1], other[1]):
            return other[1]
        return self.ask(Clash(where, "words", old[1], ours[1], other[1]), other[1])

    def turn(self, where: Where, base: Any, mine: Any, theirs: Any) -> Any:
        base = base or {"kind": None, "html": "", "speakers": None}
        return {
            "kind": self.value((*where, "kind"), "value", base["kind"], mine["kind"], theirs["kind"]),
            "speakers": self.value((*where, "speakers"), "value", *(s["speakers"] for s in (base, mine, theirs))),
            "html": self.text((*where, "html"), base["html"], mine["html"], theirs["html"]),
        }

    def entry(self, where: Where, base: Any, mine: Any, theirs: Any) -> Any:
        base = base or {}
        return {"expert": theirs["expert"]} | {
            name: self.value((*where, name), "value", base.get(name), mine[name], theirs[name])
            for name in ("role", "affiliation")
        }


# Conversations by turn, bylines by expert


def entries(content: Content) -> Items:
    return {entry["expert"]: entry for entry in content["byline"]}


def turns_of(content: Content, side: str) -> Items:
    """By key; a turn that is stored nowhere yet has none."""
    return {
        turn["key"] or f"{NEW}{side}{n}": {name: turn[name] for name in ("kind", "html", "speakers")}
        for n, turn in enumerate(content["turns"])
    }


def conversations(base: Content, mine: Content, theirs: Content) -> tuple[Items, Items, Items]:
    old, ours, other = turns_of(base, "base"), turns_of(mine, "mine"), turns_of(theirs, "theirs")
    return old, pair_new(old, ours, other), other


# What one side did


def changes(base: Content, side: Content, name: str) -> list[Change]:
    """Everything that differs, in reading order; places are named as in the clashes of a merge."""
    above = [printed for printed in WORDS if printed.section is Section.TEXT]
    behind = [*VALUES, *SAID_OF, *(printed for printed in WORDS if printed not in above)]
    found = field_changes(above, base, side)
    for printed in TEXTS:
        found += text_changes((printed.name,), value_of(printed, base), value_of(printed, side), name)
    found += turn_changes(turns_of(base, "base"), turns_of(side, name), name)
    old, new = entries(base), entries(side)
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            found.append(Change(("byline", key), old.get(key), new.get(key)))
    found += order_change(("byline", "order"), old, new)
    return found + field_changes(behind, base, side)


def field_changes(fields: list[Printed], base: Content, side: Content) -> list[Change]:
    sides = [(printed, value_of(printed, base), value_of(printed, side)) for printed in fields]
    return [
        Change((printed.name,), before, after)
        for printed, before, after in sides
        if (not same_words(before, after) if printed.is_plain else before != after)
    ]


def turn_changes(old: Items, new: Items, name: str) -> list[Change]:
    found: list[Change] = []
    for key in dict.fromkeys([*old, *new]):
        where, before, after = ("turns", key), old.get(key), new.get(key)
        if before is None or after is None:
            found.append(Change(where, before, after))
            continue
        found += [Change((*where, p), before[p], after[p]) for p in ("kind", "speakers") if before[p] != after[p]]
        found += text_changes((*where, "html"), before["html"], after["html"], name)
    return found + order_change(("turns", "order"), old, new)
