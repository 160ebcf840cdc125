"""Labels: the words at a paragraph's start that may say who speaks."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from ingest.document import pieces
from ingest.paragraphs.inline_html import raw
from ingest.paragraphs.paragraph import Unit
from ingest.signs import name_words, names
from ingest.signs.label_words import NOBODY
from ingest.signs.names import plain_of

JOINER = re.compile(r"\s*(?:,|&|/|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\s+و\s*|\s+ו)\s*")
IN_BRACKETS = re.compile(r"\s*[(\[](?P<name>[^\W\d_][^()\[\]\n]{0,40})[)\]]\s*:?\s+(?=\S)")
COLON = re.compile(r"[\s​]*(?P<name>[^\W_][^:：\n?!]{0,80}?)[\s ]*[:：](?=[\s ]|$|[^\W\d_/])\s*")
DASH = re.compile(
    r"[\s​]*(?P<name>[^\W\d_][^:：\n?!,;—–]{0,60}?)[\s ]*(?P<stop>\.?)\s?(?:[—–]+|\s-)(?:\s+|(?<=[—–]))(?=\S)"
)
STOP = re.compile(r"[\s​]*(?P<name>[^\W\d_][^:：\n?!,;]{0,50}?)[\s ]*(?:[.)\]|]|\.\s*[—–-])(?=\s|$)\s*")
BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,100}[)\]]\s*")
POSITION = re.compile(
    r",\s+(?:[a-zà-ÿ]|(?:Director|Professor|Head|President|Fellow|Editor|Chair)\b).*$"
)  # “Aldana, director”


@dataclass
class Candidate:
    """What may be a label: its words, how many characters it takes, and how it is set."""

    name: str
    length: int
    text: str  # as it stood
    mark: str  # colon, dash, stop or none
    is_bold: bool = False
    is_alone: bool = False  # nothing follows it in its paragraph
    role: str = ""  # "q" or "a" of a marker
    number: int | None = None

    @property
    def written(self) -> str:
        """The label without the marks around it: “A1”."""
        return self.name if self.number is None else self.text.strip(" .:：)]([-–—")


def bold_start(value: str) -> str:
    """What is bold, or italic, at the very start of an inline text."""
    depth, said = 0, ""
    for tag, text in pieces(value):
        if tag in ("<strong>", "<em>"):
            depth += 1
        elif tag in ("</strong>", "</em>"):
            depth -= 1
        elif text:
            if not depth:
                if not text.strip():
                    continue
                break
            said += html.unescape(text)
    return said


def candidate(unit: Unit) -> list[Candidate]:
    """What may be the label of a paragraph, the likeliest reading first."""
    if not unit.is_prose:
        return []
    text, bold = raw(unit.html), bold_start(unit.html).strip()
    found = []
    for mark, pattern in (("colon", COLON), ("brackets", IN_BRACKETS), ("dash", DASH), ("stop", STOP)):
        if match := pattern.match(text):
            name = match["name"].strip()
            is_bold = bool(bold) and plain_of(bold).startswith(plain_of(name)) and len(bold) <= len(match.group()) + 2
            if mark == "stop" and not is_bold:
                continue
            found.append(
                Candidate(name, match.end(), match.group().strip(), mark, is_bold, not text[match.end() :].strip())
            )
            # “Inés.— ”, as Spanish and Italian print it
            if mark == "dash" and match["stop"]:
                found[-1].mark = "colon"
    if bold and bold[0].isalpha() and len(bold) <= 60 and not found and not unit.is_bold:
        length = text.index(bold[0]) + len(bold) if bold[0] in text else 0
        found.append(Candidate(bold.strip(" :."), length, bold, "none", True))
    if (
        len(text.split()) <= 6
        and re.match(r"\s*[^\W\d_]", text)
        and not re.search(r"[.?!…,;]\s*$", text.strip())
        and not found
    ):
        found.append(Candidate(text.strip(), len(text), text.strip(), "none", unit.is_bold, True))
    return found


def bare_of(name: str) -> str:
    """A label without what is in brackets, and without what says that somebody is retired."""
    return " ".join(names.RETIRED.sub(" ", POSITION.sub("", BRACKETS.sub(" ", name))).split())


def likely(unit: Unit) -> Candidate | None:
    """The first reading of a paragraph's label that could be somebody's name."""
    return next((c for c in candidate(unit) if is_name_like(c.name)), None)


def is_name_like(name: str) -> bool:
    """Whether words could be a person's name, or several persons': capitalised, and few."""
    bare = bare_of(name)
    words = [word for word in re.split(r"[\s/&,+]+", bare) if plain_of(word)]
    if not words or len(words) > 9 or len(bare) > 70:
        return False
    if plain_of(bare) in NOBODY or any(character.isdigit() for character in bare):
        return False
    if not names.is_cased(words[-1]):
        return len(words) <= 4
    joiners = {"and", "und", "et", "y", "e", "en", "with", "of", "for", "the"}
    cased = [w for w in words if not names.is_particle(w) and plain_of(w) not in joiners]
    return bool(cased) and all(names.is_capitalised(w) or plain_of(w) in name_words.TITLES for w in cased)


def said(name: str) -> str:
    """A label as compared: without what is in brackets."""
    return plain_of(bare_of(name)) or plain_of(name)


def like_a_label(unit: Unit) -> str:
    """The words before a colon at a paragraph's start that could be somebody's name, or nothing."""
    found = next((c for c in candidate(unit) if c.mark == "colon" and is_name_like(c.name)), None)
    return found.name if found and len(found.name.split()) <= 3 and found.length < 40 and not found.is_alone else ""


def split_joint(written: str) -> list[str]:
    """“Costin and Renner” as its names; one name as it is."""
    bare = bare_of(written)
    return [part for part in JOINER.split(bare) if plain_of(part)] or [bare]
