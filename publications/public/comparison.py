"""Two editions of a piece compared, part by part: what differs is shown, what is the same is folded away.

Turns are matched by their keys, so that an answer stays the same answer wherever it moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from html import escape
from itertools import chain, groupby

from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from photos.models import Photo
from publications.figures import Figures, texts_of
from publications.models import Contribution, Edition, Turn
from publications.printed import CHOICE, DAY, FIELDS, PHOTO, Printed, Section
from texts.diff import Passage, compare

WORDS_OF_A_NAME = 12
NOT_FOLDED = 1  # a passage between two changes of one section is shown: it costs less than a fold


@dataclass
class Part:
    """What is compared on its own: the title, the text, one turn."""

    name: str
    passages: list[Passage]
    has_sections: bool = False  # its headings name places in it
    is_turn: bool = False
    moved: bool = False

    @property
    def changed(self) -> bool:
        return self.moved or any(passage.changed for passage in self.passages)


@dataclass
class Stretch:
    """What stands together on the page: something changed, under a name, or what is the `same`, folded away."""

    passages: list[Passage] = field(default_factory=list)
    name: str = ""
    anchor: str = ""
    moved: bool = False
    same: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return _("The same in both: %(names)s") % {"names": ", ".join(self.same)} if self.same else ""

    @property
    def html(self) -> str:
        return "".join(passage.html for passage in self.passages)


@dataclass
class Comparison:
    old: Edition
    new: Edition
    stretches: list[Stretch]

    @property
    def places(self) -> list[Stretch]:
        """Where something changed, to jump to."""
        return [stretch for stretch in self.stretches if stretch.name]


def comparison(old: Edition, new: Edition, at: datetime) -> Comparison:
    """What changed from one edition to another, as readers may see it at a moment. Both need `with_content`."""
    stretches: list[Stretch] = []
    for changed, run in groupby(parts(old, new, at), lambda part: part.changed):
        together = list(run)
        for stretch in chain.from_iterable(map(unfolded, together)) if changed else [folded(together)]:
            if stretch.same and stretches and stretches[-1].same:
                stretches[-1].same += stretch.same
                stretches[-1].passages += stretch.passages
            else:
                stretches.append(stretch)
    for number, stretch in enumerate((s for s in stretches if s.name), start=1):
        stretch.anchor = f"change-{number}"
    return Comparison(old, new, stretches)


def parts(old: Edition, new: Edition, at: datetime) -> Iterator[Part]:
    figures = Figures.of(texts_of([old, new]), at)
    above = [printed for printed in FIELDS if printed.is_plain and printed.section is Section.TEXT]
    beside = [printed for printed in FIELDS if printed.holds in (PHOTO, DAY) and printed.section is Section.FILING]
    choices = [printed for printed in FIELDS if printed.holds is CHOICE and printed.section is Section.FILING]
    for printed in above:
        yield from single(printed.label, told(printed, old, at), told(printed, new, at))
    yield from single(_("Byline"), byline(old, at), byline(new, at))
    for printed in beside:
        yield from single(printed.label, told(printed, old, at), told(printed, new, at))
    for printed in choices:  # of no interest where it is the same
        if printed.data(old) != printed.data(new):
            yield from single(printed.label, told(printed, old, at), told(printed, new, at))
    if old.body or new.body:
        yield Part(str(new.shape.text), compare(old.body, new.body, figures.told), has_sections=True)
    yield from turns(old, new, at, figures)


def single(name: str, before: str, after: str) -> Iterator[Part]:
    if before or after:
        yield Part(name, compare(before, after))


def told(printed: Printed, edition: Edition, at: datetime) -> str:
    """A field's value as HTML to compare."""
    value = getattr(edition, printed.name)
    if printed.holds is PHOTO:
        return described(value, edition, at)
    if printed.holds is DAY:
        return paragraph(formats.date_format(value, "j F Y")) if value else ""
    if printed.holds is CHOICE:
        return paragraph(str(dict(printed.column.flatchoices).get(value, value)))
    return paragraph(value)


def turns(old: Edition, new: Edition, at: datetime, figures: Figures) -> Iterator[Part]:
    """Every turn of the two, in the newer's order; a removed one where it stood."""
    before, after = Conversation(old, at), Conversation(new, at)
    ours, theirs = list(before.turns), list(after.turns)
    for operation, i, k, j, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        for key in ours[i:k]:
            if key not in after.turns:
                yield Part(before.name(key), compare(before.html(key), "", figures.told), is_turn=True)
        for key in theirs[j:m]:
            known = key in before.turns
            passages = compare(before.html(key) if known else "", after.html(key), figures.told)
            if known and before.speakers(key) != after.speakers(key):
                passages = compare(paragraph(before.speakers(key)), paragraph(after.speakers(key))) + passages
            yield Part(after.name(key), passages, is_turn=True, moved=known and operation != "equal")


class Conversation:
    """An edition's turns by key, and what each is called."""

    def __init__(self, edition: Edition, at: datetime) -> None:
        self.at = at
        self.turns: dict[str, Turn] = {}
        self.asked: dict[str, str] = {}
        question = ""
        for turn in edition.turns.all():
            if turn.kind == Turn.Kind.QUESTION:
                question = turn.words
            self.turns[turn.key], self.asked[turn.key] = turn, question

    def html(self, key: str) -> str:
        return self.turns[key].html

    def speakers(self, key: str) -> str:
        """Who says it, of those whose names readers may know; with several, in their order."""
        turn = self.turns[key]
        names = [s.expert.name for s in turn.speaking.all() if s.expert.has_been_public(self.at)]
        if turn.kind == Turn.Kind.ANSWER:
            return ", ".join(names) or _("Interviewee")
        return (
            _("%(kind)s: %(names)s") % {"kind": turn.get_kind_display(), "names": ", ".join(names)}
            if names
            else (turn.get_kind_display())
        )

    def name(self, key: str) -> str:
        turn, question = self.turns[key], isolated(Truncator(self.asked[key]).words(WORDS_OF_A_NAME))
        if turn.kind == Turn.Kind.QUESTION:
            return _("Question: “%(question)s”") % {"question": question}
        if self.asked[key]:
            return _("%(names)s on “%(question)s”") % {"names": self.speakers(key), "question": question}
        return self.speakers(key)


def unfolded(part: Part) -> Iterator[Stretch]:
    """A part that changed: its changes, each under the heading it stands below, and between them what is the same."""
    name, shown = part.name, ""
    stretches: list[Stretch] = []
    for changed, run in groupby(part.passages, lambda passage: passage.changed):
        passages = list(run)
        if not changed:
            headings = [p.heading for p in passages if p.heading] if part.has_sections else []
            name = headings[-1] if headings else name
            if len(passages) <= NOT_FOLDED and stretches and not headings:
                stretches[-1].passages += passages
            else:
                stretches.append(Stretch(passages, same=[paragraphs(len(passages))]))
            continue
        if part.has_sections and passages[0].heading:
            name = passages[0].heading
        if name == shown and not stretches[-1].same:
            stretches[-1].passages += passages
        else:
            stretches.append(Stretch(passages, name=name if name != shown else ""))
        shown = name
    if part.moved:
        stretches.insert(0, Stretch(name=part.name if not shown else "", moved=True))
    yield from stretches


def folded(same: list[Part]) -> Stretch:
    """Parts that are the same in both."""
    names = [part.name for part in same if not part.is_turn]
    count = sum(part.is_turn for part in same)
    if count:
        names.append(
            ngettext("%(count)d question or answer", "%(count)d questions and answers", count) % {"count": count}
        )
    passages = [passage for part in same for passage in part.passages]
    return Stretch(passages, same=names)


def paragraphs(count: int) -> str:
    return ngettext("%(count)d paragraph", "%(count)d paragraphs", count) % {"count": count}


def isolated(words: str) -> str:
    """Words that may run the other way, so that the quotation marks around them stay where they are."""
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"


def paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>" if text else ""


def described(photo: Photo | None, edition: Edition, at: datetime) -> str:
    """The lead photo in words, while it may be shown."""
    if photo is None or not photo.is_usable(at):
        return ""
    return "".join(map(paragraph, (edition.printed_alt, edition.printed_caption, photo.credit)))


def byline(edition: Edition, at: datetime) -> str:
    lines = "".join(f"<li>{escape(line, quote=False)}</li>" for line in printed_names(edition.contributions.all(), at))
    return f"<ul>{lines}</ul>" if lines else ""


def printed_names(contributions: Iterable[Contribution], at: datetime) -> Iterator[str]:
    for contribution in contributions:
        if contribution.expert.has_been_public(at):
            role = "" if contribution.role == Contribution.Role.AUTHOR else contribution.get_role_display()
            yield ", ".join(filter(None, (contribution.expert.name, contribution.affiliation, role)))
