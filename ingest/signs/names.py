"""Names as they are compared: what a label or a short form has in common with somebody's full name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from ingest.signs.name_words import PARTICLES, SUFFIXES, TITLES
from ingest.structure import Person

RETIRED = re.compile(r"\b(?:a\. ?D\.|i\. ?R\.|em\.|e\.h\.)")


@lru_cache(maxsize=20_000)
def plain_of(word: str) -> str:
    """A word as names are compared: without case, accents and marks."""
    found = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in found if c.isalnum())


PREFIX = re.compile(r"(?:a[dlnrstz]|ash|el|ul|[dlo]|ben|bin|de|le)['’‘\-]", re.IGNORECASE)  # “al-Masri”, “d'Arras”


def is_capitalised(word: str) -> bool:
    prefix = PREFIX.match(word)
    return word[:1].isupper() or bool(prefix and word[prefix.end() :][:1].isupper())


def is_cased(word: str) -> bool:
    """Whether its script has capitals at all; in Arabic or Hebrew there is nothing to go by."""
    return word[:1].upper() != word[:1].lower()


def is_particle(word: str) -> bool:
    return word.islower() and plain_of(word) in PARTICLES


def parts(name: str) -> list[str]:
    """The words of a name as compared, titles and suffixes left out."""
    words = [word for word in (plain_of(part) for part in re.split(r"[\s\-‐]+", RETIRED.sub(" ", name))) if word]
    return [
        w for n, w in enumerate(words) if not (w in SUFFIXES and n > 1) and not (w in TITLES and n < len(words) - 1)
    ]


def without_titles(name: str) -> str:
    words = RETIRED.sub(" ", name).split()
    while len(words) > 1 and plain_of(words[0]) in TITLES:
        words = words[1:]
    while len(words) > 2 and plain_of(words[-1]) in SUFFIXES:
        words = words[:-1]
    return " ".join(words).strip(" ,")


def initials(name: str) -> set[str]:
    """The initials a name may be shortened to: with and without what is between the first and the last word."""
    words = [word for word in re.split(r"[\s\-]+", without_titles(name)) if word]
    letters = [plain_of(word)[:1] for word in words]
    capital = [plain_of(word)[:1] for word in words if is_capitalised(word) or not is_cased(word)]
    if len(letters) < 2:
        return set()
    return {"".join(letters), "".join(capital), letters[0] + letters[-1]}


def fits(label: str, name: str) -> int:
    """How well a label stands for a full name: 0 not at all, 4 the name itself."""
    wanted, whole = parts(label), parts(name)
    if not wanted or not whole:
        return 0
    if wanted == whole:
        return 4
    if len(wanted) <= len(whole) and whole[-len(wanted) :] == wanted:
        return 3  # family name
    if wanted == whole[: len(wanted)]:
        return 2  # first name
    squeezed = plain_of(label)
    if len(squeezed) <= 4 and squeezed in initials(name):
        return 2
    if len(whole) == 1 and len(squeezed) == 1 and whole[0].startswith(squeezed):
        return 1  # “L.” for “Larkfield”
    if len(wanted) == 1 and wanted[0] in whole:
        return 1  # one name of several
    if len(wanted) > len(whole) and wanted[-1] == whole[-1] and wanted[0] == whole[0]:
        return 3  # a middle name more
    if len(wanted) >= 2 and len(whole) >= 2 and wanted[-1] == whole[-1] and wanted[0][:1] == whole[0][:1]:
        return 2  # “M. Costin”
    return 0


def best(label: str, people: Iterable[Person]) -> Person | None:
    """The person whom a label names, if exactly one fits best."""
    scored = [(max(fits(label, known) for known in [person.name, *person.labels]), person) for person in people]
    top = max((score for score, _person in scored), default=0)
    found = [person for score, person in scored if score == top]
    return found[0] if top and len(found) == 1 else None
