"""Names and positions in the lines that sign a text: "By Ingrid Solheim, Data Lab, and Tobias Renner"."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.document import words
from ingest.signs import dates, publication_types
from ingest.signs.name_words import SIGNED_PARTICLES, SIGNED_TITLES
from ingest.signs.positions import BODY, POSITION, is_position

MOST_WORDS = 60  # of a line that signs
LABEL = re.compile(
    r"(?:(?:an? )?(?:analysis|commentary|report|essay|opinion|op-ed|text|words|story|paper|article|comment) by"
    r"|(?:written |co-?authored |prepared )?by|authors?\s*:|text\s*:|von|par|por|di|door|autorin\s*:|autore[ns]?\s*:"
    r"|auteurs?\s*:)\s+",
    re.IGNORECASE,
)
# A retired general signs as “Gen. (ret.)”, or “Ret. Gen.”.
SIGNED_BEFORE = "|".join(sorted(SIGNED_TITLES | {"ret"}))
TITLES = re.compile(rf"(?:(?:{SIGNED_BEFORE})\.?\s+)+", re.IGNORECASE)
JOINED = "|".join(sorted(SIGNED_PARTICLES))
NAME = re.compile(
    rf"(?:[^\W\d_a-zß-ÿ][\w.'’\-]*|(?:d|l|al)['’\-][^\W\d_][\w'’\-]*)(?:\s+(?:(?:{JOINED})\s+)*"
    r"(?:[^\W\d_a-zß-ÿ][\w.'’\-]*|(?:d|l|al)['’\-][^\W\d_][\w'’\-]*)){1,4}"
)
NO_NAME = {
    "the", "a", "an", "why", "how", "what", "when", "who", "in", "on", "at", "related", "read", "more", "our", "new",
}  # fmt: skip
JOINT = re.compile(r"\s*(?:;|\n|,\s*(?:and|&|und|et|y|e|en)\s+|\s+(?:and|&|und|et|with|mit|avec)\s+|,\s+)\s*")
PARTS = re.compile(r"\s*[|•·]\s*|\s+[—–-]\s+")


class Signature(NamedTuple):
    """Somebody who signs. description: the position or institution beside the name, as it stands."""

    name: str
    description: str


def is_name(text: str) -> bool:
    """Whether a few words are somebody's name: at least two, all of them names, none an institution's."""
    bare = TITLES.sub("", text.strip(), count=1)
    if bare.partition(" ")[0].lower() in NO_NAME:
        return False
    return (
        bool(NAME.fullmatch(bare))
        and not BODY.search(bare)
        and not POSITION.match(bare)
        and not publication_types.is_type(bare)
    )


def signatures(text: str) -> tuple[list[Signature], bool]:
    """Who signs a line, or several, and whether it says "by". ([], False) if nobody does: every word has to fit."""
    text = text.strip()
    if not text or len(words(text)) > MOST_WORDS or text.endswith(("?", "!", ":")):
        return [], False
    label = LABEL.match(text)
    rest = text[label.end() :] if label else text
    found: list[Signature] = []
    for part in (part for line in rest.split("\n") for part in PARTS.split(line)):
        line = LABEL.sub("", part.strip(" ,."), count=1)
        if not words(line) or dates.is_date(line) or publication_types.is_type(line):
            continue
        if not _sign(line, found):
            return [], False
    return found, bool(label) and bool(found)


def _sign(line: str, found: list[Signature]) -> bool:
    """Adds those whom one line names. False if it says something else."""
    # A date may follow the last name: ", May 14, 2024".
    pieces = [piece for piece in JOINT.split(_without_date(line)) if piece]
    for piece in pieces:
        name, _, inside = piece.partition("(")
        inside = inside.strip(" )")
        if is_name(name):
            found.append(Signature(TITLES.sub("", name.strip(), count=1), inside))
        elif found and (is_position(piece) or found[-1].description or piece[:1].islower()):
            known = found[-1]
            found[-1] = known._replace(description=", ".join(filter(None, (known.description, piece))))
        else:
            return False
    return True


def _without_date(line: str) -> str:
    for comma in re.finditer(r",?\s+", line):
        if dates.is_date(line[comma.end() :]):
            return line[: comma.start()]
    return line
