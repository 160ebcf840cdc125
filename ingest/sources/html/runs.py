"""Words in one form each, and their HTML: spaces collapsed, marks nested in one order, nothing left open."""

from __future__ import annotations

import re
from html import escape
from itertools import takewhile
from typing import NamedTuple

from ingest.document import words
from ingest.sources.losses import Losses, quoted

# In this order, outermost first. A mark and a stroke are listed, not kept.
NESTING = ("a", "strong", "em", "sub", "sup")
LISTED = {"mark": "Highlighted", "s": "Struck through, and now plain"}
# Joiners and direction marks mean something in Persian, Hindi or Hebrew, and stay.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
SPACES = re.compile(r"[\s\xa0\u2007\u202f]+")


class Run(NamedTuple):
    """Some words in one form, a line break ("<br>") or a footnote, whole."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""
    is_html: bool = False


def ends_in_break(runs: list[Run]) -> bool:
    for run in reversed(runs):
        if run.text == "<br>" and run.is_html:
            return True
        if run.is_html or run.text.strip():
            return False
    return False


def without_last_break(runs: list[Run]) -> list[Run]:
    last = max(place for place, run in enumerate(runs) if run.text == "<br>" and run.is_html)
    return runs[:last]


def serialise(runs: list[Run], losses: Losses) -> str:
    """Runs as HTML: spaces collapsed, like runs joined, nothing left open, no space or break at either end."""
    _list_unkept(runs, losses)
    clean = _collapsed(runs)
    html = ""
    opened: list[str] = []
    for place, run in enumerate(clean):
        tags = _tags(run)
        if run.text in ("<br>", " "):
            # A break or a space parts nothing: it stands within whatever goes on behind it.
            ahead = (clean[at] for at in range(place + 1, len(clean)))
            tags = _shared(opened, next((_tags(r) for r in ahead if r.text not in ("<br>", " ")), []))
        shared = len(_shared(opened, tags))
        html += _closing(opened[shared:]) + "".join(tags[shared:])
        opened = tags
        html += run.text if run.is_html else escape(run.text, quote=False)
    return html + _closing(opened)


def _list_unkept(runs: list[Run], losses: Losses) -> None:
    """Lists the words whose marks a text doesn't keep: what is highlighted or struck through."""
    for mark, what in LISTED.items():
        said = ""
        for run in [*runs, Run("")]:
            if mark in run.marks:
                said += run.text
            elif said and not (run.text and run.text.isspace()):
                if words(said):
                    losses.add(f"{what}: {quoted(said, 40)}")
                said = ""


def _collapsed(runs: list[Run]) -> list[Run]:
    """Runs with spaces collapsed and outside of marks, like ones joined, no space or break at either end."""
    clean: list[Run] = []
    space = True  # at the beginning and after a break a space is none
    for run in runs:
        if run.is_html:
            if run.text == "<br>":
                _strip(clean)
                if not clean:
                    continue
            clean.append(run)
            space = run.text == "<br>"
            continue
        text = SPACES.sub(" ", run.text)
        if space:
            text = text.lstrip(" ")
        if not text:
            continue
        space = text.endswith(" ")
        if run.marks or run.href:
            # Spaces around marked words are outside of the mark.
            core = text.strip(" ")
            if text != core:
                before, _, behind = text.partition(core) if core else (text, "", "")
                clean += [part for part in (Run(before), run._replace(text=core), Run(behind)) if part.text]
                continue
        if clean and not clean[-1].is_html and (clean[-1].marks, clean[-1].href) == (run.marks, run.href):
            clean[-1] = clean[-1]._replace(text=clean[-1].text + text)
        else:
            clean.append(run._replace(text=text))
    _strip(clean)
    while clean and clean[-1].text == "<br>" and clean[-1].is_html:
        clean.pop()
        _strip(clean)
    return clean


def _tags(run: Run) -> list[str]:
    wanted = [] if run.is_html else [m for m in NESTING if m in run.marks or (m == "a" and run.href)]
    return [f'<a href="{escape(run.href)}">' if mark == "a" else f"<{mark}>" for mark in wanted]


def _shared(one: list[str], other: list[str]) -> list[str]:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return [tag for tag, _ in pairs]


def _closing(tags: list[str]) -> str:
    return "".join(f"</{tag[1:-1].partition(' ')[0]}>" for tag in reversed(tags))


def _strip(runs: list[Run]) -> None:
    """Takes away the spaces at the end."""
    while runs and not runs[-1].is_html:
        last = runs.pop()
        if text := last.text.rstrip(" "):
            runs.append(last._replace(text=text))
            return
