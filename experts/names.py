"""The parts of people's names: which one they are sorted by, and where a name holds one."""

from __future__ import annotations

import re

COMMA = re.compile("[,،，、]")  # as scripts write it
# Scripts in which the family's name stands first, and often still does when the name is written in Latin letters.
FAMILY_FIRST = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
AFTER_NAMES = {"jr", "sr", "ii", "iii", "iv"}


def sorted_name(name: str) -> str:
    """“Marit Oyelaran” as “Oyelaran, Marit”; as it is: a single word, and what has the family's name first."""
    words = name.split()
    if len(words) < 2 or FAMILY_FIRST.search(name):
        return " ".join(words)
    after = words.pop() if len(words) > 2 and words[-1].strip(".").casefold() in AFTER_NAMES else ""
    *given, family = words
    return ", ".join(part for part in (family.rstrip(","), " ".join(given), after) if part)


def words_in(name: str, part: str) -> re.Match[str] | None:
    """Where a name holds some words: whole ones, with what a hyphen ties to them (“al-Haddad” for “Haddad”)."""
    part = part.strip()
    tied = r"[\w'’.-]*"
    return re.search(rf"(?<!\S){tied}(?<!\w){re.escape(part)}(?!\w){tied}", name) if part else None
