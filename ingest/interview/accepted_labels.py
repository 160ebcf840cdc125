"""Which of the words that may be labels are the labels of people in this text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.paragraphs.inline_html import raw
from ingest.paragraphs.paragraph import Unit
from ingest.signs import mentions, names
from ingest.signs.label_words import EVERYONE, ROLES
from ingest.signs.labels import bare_of, likely, said, split_joint
from ingest.signs.mentions import Mention
from ingest.signs.questions import QUESTION_END


@dataclass
class Tally:
    """How the candidates of a text stand in it, each by its words as compared."""

    counts: Counter[str] = field(default_factory=Counter)
    strong: Counter[str] = field(default_factory=Counter)  # before a colon
    alone: Counter[str] = field(default_factory=Counter)  # a paragraph of their own
    asks: set[str] = field(default_factory=set)  # before a colon and a question
    as_written: dict[str, str] = field(default_factory=dict)


def tally(units: Sequence[Unit]) -> Tally:
    seen = Tally()
    for unit in units:
        if (c := likely(unit)) and (key := said(c.name)):
            seen.counts[key] += 1
            seen.strong[key] += c.mark == "colon"
            seen.alone[key] += c.is_alone and c.mark == "none"
            if c.mark == "colon" and QUESTION_END.search(raw(unit.html)):
                seen.asks.add(key)
            seen.as_written.setdefault(key, c.name)
    return seen


def recurring_of(seen: Tally, fitting: set[str]) -> set[str]:
    """The candidates that come again and again and look like names.

    fitting: those that somebody of the text is called.
    """
    found = {
        key for key, count in seen.counts.items()
        if (seen.strong[key] >= 2 or count >= 3 or (key in fitting and count >= 2)) and key not in EVERYONE
    }  # fmt: skip
    return {key for key in found if key in fitting or seen.strong[key] >= 2 or seen.as_written[key].isupper()}


def accepted(units: Sequence[Unit], mentions: Iterable[Mention], has_markers: bool) -> set[str]:
    """Which candidates are labels of people, as compared.

    has_markers: “Q:” and “A:” say who speaks here; then a name has to be known.

    One is when somebody of the text is called so and it stands before a colon, or, set in any other way, twice; or
    when it comes again and again and looks like a name.
    """
    known = {m.name for m in mentions}
    seen = tally(units)
    counts, strong, as_written = seen.counts, seen.strong, seen.as_written
    fitting = {
        key
        for key, written in as_written.items()
        if any(names.fits(part, name) >= 2 for name in known for part in split_joint(written))
        or (not names.is_cased(written[-1]) and strong[key] and is_said_of(written, units))
    }
    found = {key for key in fitting if strong[key] or counts[key] >= 2}
    for key, count in seen.alone.items():
        strong[key] += count if count >= 2 else 0  # the same short line again and again
    recurring = recurring_of(seen, fitting)
    # Words that only recur are people if others speak too, or if they do most of the time.
    if len(recurring | found) >= 2 or sum(counts[key] for key in recurring) >= 3:
        found |= recurring
    if found:
        found |= {key for key in counts if strong[key] and (key in EVERYONE or key in ROLES)}
        # A name before a colon that was met nowhere else, among others that are labels.
        found |= {
            key for key, written in as_written.items()
            if strong[key] and (parts := split_joint(written))
            and all(is_one_of(part, [as_written[k] for k in found]) for part in parts)
        }  # fmt: skip
    if found and not has_markers:
        full = {key for key, written in as_written.items() if strong[key] and looks_full(written)}
        found |= {
            key for key in full if len(full) > 1 or names.without_titles(as_written[key]) != as_written[key].strip()
        }
        # Who asks the first question may be named only there.
        found |= {key for key in seen.asks if strong[key]}
    return found


def is_said_of(written: str, units: Sequence[Unit]) -> bool:
    """Whether a name in a script without capitals also stands inside the text."""
    name = names.without_titles(bare_of(written))
    return any(name in raw(unit.html)[len(written) + 1 :] for unit in units)


def is_one_of(part: str, written: Iterable[str]) -> bool:
    """Whether a name stands for one of some others, or one of them for it."""
    return any(names.fits(part, other) or names.fits(other, part) for other in written)


def looks_full(written: str) -> bool:
    """“Dr. Elin Sorvaag”: a whole name before a colon needs nobody to vouch for it."""
    bare = names.without_titles(bare_of(written))
    return any(m.name == bare for m in mentions.mentions(f"{bare}, said")) and len(bare.split()) <= 4
