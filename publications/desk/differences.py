"""What differs between two contents, in words for people: names of places, marked texts, and a sentence of it all."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from experts.models import Expert
from publications import merge, printed
from publications.figures import Figures
from publications.models import Contribution, Edition, Turn
from publications.printed import FIELDS
from texts import richtext
from texts.merge import NEW, Change, Clash, Where, blocks

AROUND = 12  # words of what stayed that are shown beside what didn't
LITTLE = 0.3  # of a text's words: with less left of what was before, marks are only in the way
Part = tuple[str, str]  # "", "ins" or "del", and the words


def told(base: merge.Content, theirs: merge.Content, *, who: str, is_both: bool) -> str:
    """What somebody changed, in one sentence; empty when it was nothing.

    is_both: whether the reader changed something too.
    """
    places = {change.where: change for change in merge.changes(base, theirs, "theirs")}
    names = (*base, *(printed.name for printed in FIELDS if not printed.is_hashed_empty))
    parts = [_("the %(field)s") % {"field": _field(name)} for name in names if (name,) in places]
    if any(where[0] == "body" for where in places):
        parts.insert(0, _("the text"))
    kinds = {turn["key"]: turn["kind"] for side in (base, theirs) for turn in side["turns"]}
    turns = {where[1] for where in places if where[0] == "turns"}
    said = [kinds[key] for key in turns if key in kinds]
    for count, words in (
        (said.count("question"), ngettext("one question", "%(count)d questions", said.count("question"))),
        (said.count("answer"), ngettext("one answer", "%(count)d answers", said.count("answer"))),
        (said.count("remark"), ngettext("one remark", "%(count)d remarks", said.count("remark"))),
    ):
        if count:
            parts.append(words % {"count": count})
    if "order" in turns:
        parts.append(_("the order of the conversation"))
    if any(where[0] == "byline" for where in places):
        parts.append(_("the byline"))
    if not parts:
        return ""
    changed = {"who": who, "what": get_text_list(parts, _("and"))}
    if is_both:
        return _("%(who)s changed %(what)s meanwhile; both are in.") % changed
    return _("%(who)s changed %(what)s meanwhile; it is in.") % changed


def marked(before: str, after: str, around: int | None = None) -> list[Part]:
    """The words of a text, those that came and those that went marked. around: of the rest only so many beside them."""
    old, new = before.split(), after.split()
    found: list[Part] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for n, (what, a, b, c, d) in enumerate(steps):
        if what != "equal":
            found += [(mark, " ".join(words)) for mark, words in (("del", old[a:b]), ("ins", new[c:d])) if words]
            continue
        words = new[c:d]
        if around is not None:
            head, tail = words[: around if n else 0], words[-around:] if n < len(steps) - 1 else []
            if len(head) + len(tail) < len(words):
                words = [*head, "…", *tail]
        found.append(("", " ".join(words)))
    return found


ENUMERATED: dict[str, Any] = {"kind": Turn.Kind, "role": Contribution.Role}  # of turns, and of entries in a byline


def is_chosen(where: Where) -> bool:
    """Whether a place is a field whose value is no text."""
    return len(where) == 1 and any(field.name == where[0] for field in merge.VALUES)


def _field(name: str, model: Any = Edition) -> str:
    return str(model._meta.get_field(name).verbose_name)


class Shown:
    """The places of a merge as its page shows them; what they name is fetched once."""

    def __init__(self, edition: Edition, base: merge.Content, mine: merge.Content, theirs: merge.Content) -> None:
        self.edition, self.sides = edition, {"base": base, "mine": mine, "theirs": theirs}
        self.items = {name: merge.turns_of(side, name) for name, side in self.sides.items()}

    def clash(self, clash: Clash) -> dict[str, Any]:
        sides = {name: self.side(clash, getattr(clash, name)) for name in ("mine", "theirs")}
        return {"label": self.label(clash.where), "base": self.lines(clash.where, clash.base), **sides}

    def side(self, clash: Clash, value: Any) -> dict[str, Any]:
        if value is None:
            return {"is_gone": True}
        if clash.kind == "order":
            return {"lines": self.lines(clash.where, value)}
        words, before = self.words(clash.where, value), self.words(clash.where, clash.base)
        if clash.kind == "value":
            return {"parts": [("", words)] if words else []}
        # The words can be the same and the links or the bold ones not: then they are shown as they will read.
        others = {self.words(clash.where, side) for side in (clash.base, clash.mine, clash.theirs) if side is not None}
        if clash.kind == "block" and len(others) < 3:
            return {"html": html(value, self.figures)}
        parts = marked(before, words)
        stayed = sum(len(part.split()) for mark, part in parts if not mark)
        return {"parts": parts if stayed >= len(words.split()) * LITTLE else [("", words)]}

    def change(self, change: Change, side: str) -> dict[str, Any]:
        where, before, after = change.where, change.before, change.after
        label = self.label(where, side)
        if where[-1] == "order":
            return {"label": label, "parts": []}
        old, new = self.words(where, before), self.words(where, after)
        if old == new:
            return {"label": label, "parts": [("", _("formatting, links"))]}
        if is_chosen(where) or where[-1] in ("kind", "speakers"):
            return {"label": label, "parts": [part for part in (("del", old), ("ins", new)) if part[1]]}
        return {"label": label, "parts": marked(old, new, AROUND)}

    def lines(self, where: Where, value: Any) -> list[str]:
        """A value for reading alone: of an order one line an item."""
        if where[-1] != "order" or not isinstance(value, list):
            words = self.words(where, value)
            return [words] if words else []
        return [self.opening((*where[:-1], key)) for key in value]

    def opening(self, where: Where) -> str:
        """The first words of an item that all sides have."""
        words = self.words(where, self.item(where)).split()
        return " ".join(words[:8]) + (" …" if len(words) > 8 else "")

    def item(self, where: Where) -> Any:
        part, *path = where
        if part == "byline":
            return merge.entries(self.sides["base"]).get(path[0])
        if part == "turns" and len(path) == 1:
            return self.items["base"].get(path[0])
        html = self.items["base"][path[0]]["html"] if part == "turns" else self.sides["base"]["body"]
        return blocks(html)[int(path[-1])]

    def label(self, where: Where, side: str = "base") -> str:
        """The name of a place, such as “Answer 3, paragraph 2”."""
        part, *path = where
        if part == "body":
            return self.within(str(self.edition.shape.text), path[0], several=True)
        if part == "byline":
            if path[0] == "order":
                return _("Byline, order")
            name = _("Byline, %(name)s") % {"name": self.names.get(path[0], "")}
            return f"{name}: {_field(path[1], Contribution)}" if path[1:] else name
        if part != "turns":
            return capfirst(_field(part))
        if path[0] == "order":
            return _("Conversation, order")
        for name in dict.fromkeys([side, "theirs", "mine", "base"]):
            if path[0] in self.items[name]:
                number = list(self.items[name]).index(path[0]) + 1
                kind = Turn.Kind(self.items[name][path[0]]["kind"]).label
                break
        label = _("%(kind)s, turn %(number)d") % {"kind": kind, "number": number}
        if path[1:2] == ["html"]:
            texts = [items[path[0]]["html"] for items in self.items.values() if path[0] in items]
            return self.within(label, path[2], several=any(len(blocks(text)) > 1 for text in texts))
        rest = {"kind": _("kind"), "speakers": _("speakers")}
        return f"{label}, {rest[path[1]]}" if path[1:] else label

    def within(self, name: str, block: str, *, several: bool) -> str:
        if block == "order":
            return _("%(text)s, order of paragraphs") % {"text": name}
        if block.startswith(NEW):
            return _("%(text)s, new paragraph") % {"text": name}
        if not several:
            return name
        return _("%(text)s, paragraph %(number)d") % {"text": name, "number": int(block) + 1}

    def words(self, where: Where, value: Any) -> str:
        """A value in plain words."""
        if value is None or value == "":
            return ""
        last = where[-1]
        if isinstance(value, dict):
            if where[0] == "byline":
                entry = Contribution.Role(value["role"]).label, value["affiliation"]
                return ", ".join([self.names.get(value["expert"], ""), *(str(part) for part in entry if part)])
            speakers = self.people(value["speakers"])
            said = self.text(value["html"])
            return f"{speakers}: {said}" if speakers else said
        if last == "speakers":
            return self.people(value)
        if last in ENUMERATED:
            return str(ENUMERATED[last](value).label)
        if is_chosen(where):
            return self.chosen(printed.of(last), value)
        return self.text(value) if where[0] in ("body", "turns") else " ".join(value.split())

    def chosen(self, field: printed.Printed, value: Any) -> str:
        """The words of a value that is no text."""
        if field.holds is printed.PHOTO:
            return str(self.figures.photos.get(value, ""))
        if field.holds is printed.DAY:
            return date_format(field.holds.row(value), "j F Y")
        return str(dict(field.column.flatchoices).get(value, value))

    def text(self, value: str) -> str:
        return richtext.plain(richtext.in_line(value, self.figures.told))

    def people(self, keys: Iterable[str]) -> str:
        return get_text_list([self.names.get(key, "") for key in keys], _("and"))

    @cached_property
    def names(self) -> dict[str, str]:
        keys = {entry["expert"] for side in self.sides.values() for entry in side["byline"]}
        keys |= {key for side in self.sides.values() for turn in side["turns"] for key in turn["speakers"]}
        return {str(expert.uuid): expert.name for expert in Expert.objects.filter(uuid__in=keys)}

    @cached_property
    def figures(self) -> Figures:
        """The photos of all sides, the lead ones too."""
        texts = [text for side in self.sides.values() for text in (side["body"], *(t["html"] for t in side["turns"]))]
        photos = [field.name for field in FIELDS if field.holds is printed.PHOTO]
        leads = {side[name] for side in self.sides.values() for name in photos} - {None}
        return Figures.of(texts, None, leads)


def html(value: str, figures: Figures) -> SafeString:
    return mark_safe(richtext.in_line(richtext.clean(value, photos=True), figures.told))  # noqa: S308  cleaned
