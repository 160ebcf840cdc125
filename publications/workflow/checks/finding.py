"""What a check finds, and where in the form it is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass

Texts = list[tuple[str, str]]  # each HTML text after the place it stands at in the form
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')  # what a link of a cleaned text leads to


@dataclass(frozen=True)
class Finding:
    field: str  # the id of what to go to in the form
    words: str
    blocks: bool
    by_script: bool = False  # the form's own script tells it too, at every keystroke
    address: str = ""  # of the desk's page where it is mended, if that isn't this form


def block(field: str, words: str, *, by_script: bool = False) -> Finding:
    return Finding(field, words, True, by_script)


def warn(field: str, words: str, *, by_script: bool = False) -> Finding:
    return Finding(field, words, False, by_script)
