"""The full names of people in running text, each with what is said of somebody there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.signs.dates import DAYS, MONTHS
from ingest.signs.name_words import BODIES, COMMON, PARTICLES, SUFFIXES, TITLES
from ingest.signs.names import RETIRED, is_capitalised, is_particle, plain_of

LONGEST = 5_000  # characters: nobody is introduced further inside a paragraph
TOKEN = re.compile(r"[^\W_][\w'’\-]*\.?|[^\w\s]|_")
# “Sprachwissenschaftler Matthis Grünwaldt”: German capitalises professions.
PROFESSION = re.compile(
    r"(?:wissenschaftler|forscher|expert|ökonom|historiker|leiter|direktor|minister|professor|anwalt|anwält|jurist"
    r"|soziolog|politolog"
    r"|biolog|geolog|ingenieur|archivar|bürgermeister|präsident|sprecher|lehrer|ärzt|arzt|planer|meister|berater"
    r"|redakteur|autor"
    r"|philosoph|theolog|psycholog|statistiker|physiker|chemiker|richter|botschafter|diplomat)(?:in|innen|e|en|n|s)?$"
)
ELIDED = re.compile(r"(?:[ldLD]|[qQ]u)['’][a-zà-ÿ]")  # “L’hydrologue Hélène Delcourt”


@dataclass(frozen=True)
class Mention:
    """A full name in a text: without titles, where it stands, and what is said of it there."""

    name: str
    start: int
    end: int
    description: str
    titled: bool


def mentions(text: str) -> list[Mention]:
    """The full names in a text, in their order: two to five capitalised words that no body or place is called."""
    text = RETIRED.sub(lambda m: " " * len(m.group()), text[:LONGEST])
    tokens = [(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text)]
    found, i = list[Mention](), 0
    while i < len(tokens):
        run = run_of_name(tokens, i)
        if not run:
            i += 1
            continue
        words, end = run
        mention = trimmed(text, tokens[i : i + len(words)])
        if mention:
            found.append(mention)
        i = end
    return found


def run_of_name(tokens: list[tuple[str, int, int]], i: int) -> tuple[list[str], int] | None:
    """Capitalised words from a token on, particles between them; and the token after them."""
    words, j = list[str](), i
    while j < len(tokens) and len(words) < 9:
        word, start, _end = tokens[j]
        if j > i and start - tokens[j - 1][2] > 1:
            break
        bare = word.rstrip(".")
        is_initial = word.endswith(".") and len(bare) == 1 and bare.isupper()
        is_title = plain_of(bare) in TITLES
        if is_capitalised(word) and (not word.endswith(".") or is_initial or is_title):
            words.append(word)
        elif is_capitalised(word):  # the end of a sentence
            words.append(word)
            j += 1
            break
        elif words and is_particle(word) and leads_to_capital(tokens, j + 1):
            words.append(word)
        else:
            break
        j += 1
    return (words, j) if words else None


def leads_to_capital(tokens: list[tuple[str, int, int]], j: int) -> bool:
    """Whether what follows is the rest of a name, perhaps after more particles: “van der Meer”."""
    while j < len(tokens) and is_particle(tokens[j][0]):
        j += 1
    return j < len(tokens) and is_capitalised(tokens[j][0])


def trimmed(text: str, tokens: list[tuple[str, int, int]]) -> Mention | None:
    """The name in a run of capitalised words: without what comes before and after it, if one is left."""
    titled = False
    while tokens and (
        plain_of(tokens[0][0]) in TITLES | COMMON
        or is_possessive(tokens[0][0])
        or PROFESSION.search(tokens[0][0].lower())
        or ELIDED.match(tokens[0][0])
    ):
        titled = titled or plain_of(tokens[0][0]) in TITLES
        tokens = tokens[1:]
    for place, (word, _s, _e) in enumerate(tokens):  # “the Halden Institute's Mirela Costin”
        if is_possessive(word) and place + 1 < len(tokens):
            return trimmed(text, tokens[place + 1 :])
    while tokens and (plain_of(tokens[-1][0]) in SUFFIXES | PARTICLES):
        tokens = tokens[:-1]
    words = [word for word, _s, _e in tokens]
    if not 2 <= len(words) <= 6 or any(is_no_name(w) for w in words) or all(len(plain_of(w)) < 2 for w in words):
        return None
    if is_possessive(words[-1]):
        words[-1] = words[-1][:-2]
    words[-1] = words[-1].rstrip(".") if len(words[-1]) > 2 else words[-1]
    if all(w.isupper() and len(w) > 1 for w in words):
        words = [w.title() for w in words]
    end = tokens[-1][2]
    return Mention(" ".join(words), tokens[0][1], end, description_of(text, tokens[0][1], end), titled)


def is_no_name(word: str) -> bool:
    return plain_of(word) in BODIES or word.lower() in MONTHS or word.lower() in DAYS or any(c.isdigit() for c in word)


def is_possessive(word: str) -> bool:
    return word.endswith(("'s", "’s"))


APPOSITION = re.compile(
    r"\s*,\s*((?:[^,.;:()]|,(?! (?:and|und|et|y|has|is|was|says|argues|who)\b)){3,160}?)(?=,|\.|;|$)"
)
BRACKETED = re.compile(r"\s*\(([^()]{3,120})\)")
IS = re.compile(r"\s+(?:is|ist|est|es)\s+((?:an?|the|eine?|une?|una?|der|die|le|la|senior|director)\b[^.;]{3,160})")


def description_of(text: str, start: int, end: int) -> str:
    """What a text says of somebody right after the name: “a statistician at the Data Lab”."""
    rest = text[end:]
    for pattern in (BRACKETED, APPOSITION, IS):
        if match := pattern.match(rest):
            said = " ".join(match[1].split())
            said = re.sub(r"^who (?:is|was) ", "", said)
            return said if not is_no_position(said) else ""
    return ""


def is_no_position(said: str) -> bool:
    first = said.split()[0].lower()
    return first in {
        "and",
        "or",
        "who",
        "says",
        "said",
        "but",
        "have",
        "has",
        "had",
        "is",
        "was",
        "are",
        "were",
        "will",
        "argues",
        "explains",
    }
