"""Lists of related publications: where one begins and ends among the blocks of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Block, words
from ingest.signs.closing_notes import is_closing_heading, is_closing_note
from ingest.signs.dates import is_date
from ingest.signs.related_entries import LONG, entry_of, items_of, lines_of, texts_of
from ingest.structure import Related

MOST_RELATED = 300  # blocks of one list
RELATED_HEADING = re.compile(
    r"(?:(?:other |more |most )?(?:related|recommended|suggested|further)(?: (?:to this|from|and))?"
    r"(?: (?:publications?|articles?|content|reading|reads|resources|research|work|posts?|stories|analys[ei]s|items"
    r"|news|reports?|insights?|commentary|coverage|interviews?|podcasts?|material|links|pieces|topics))?"
    r"|(?:see also|read (?:more|next|also)|you (?:may|might) also (?:like|be interested in)|also (?:read|of interest)"
    r"|more from [\w &.'’-]{3,40}"
    r"|more (?:stories|articles|news|research|reading|interviews)"
    r"|more (?:on this(?: topic| subject| issue)?|from (?:the|this) (?:series|author"
    r"|authors|issue)|to read|like this)"
    r"|what to read next|keep reading|in this series|latest publications|recent publications)"
    r"|(?:à lire aussi|publications liées|sur le même sujet|pour aller plus loin|verwandte (?:publikationen|artikel)"
    r"|weiterführende (?:literatur|artikel)|mehr zum thema|publicaciones relacionadas|lea también|leia também"
    r"|gerelateerde publicaties|lees ook|publicações relacionadas|leia mais|veja também|pubblicazioni correlate"
    r"|leggi anche"
    r"|approfondimenti|zobacz także|czytaj także|powiązane publikacje|zum thema|lesen sie auch|à lire|lire aussi"
    r"|artículos relacionados|lea más|منشورات ذات صلة|اقرأ أيضا|فرסומים קשורים))\s*:?",
    re.IGNORECASE,
)
VIEW_ALL = re.compile(
    r"(?:(?:view|see|show|browse|load|explore|discover)(?: (?:all|more))|all|more|load more|read more|learn more"
    r"|voir toute?s?|toutes les|alle anzeigen|ver tod[oa]s)"
    r"(?: (?:the |our |related |les |las |los )?(?:publications?|articles?|related|content|posts?|research|work|results"
    r"|analys[ei]s|reports?|stories|publikationen|publicaciones))*\s*[>»→›]*",
    re.IGNORECASE,
)


def is_related_heading(text: str) -> bool:
    return bool(RELATED_HEADING.fullmatch(text.strip(" .…\n")))


def related(blocks: Sequence[Block], start: int) -> tuple[list[Related], int]:
    """The publications of the list whose heading is the block at `start`, and where the text goes on.

    ([], start) if no such list begins there. The list takes in its heading and a closing "View all".
    """
    if start >= len(blocks) or blocks[start].kind not in ("paragraph", "heading"):
        return [], start
    heading = blocks[start]
    head, _, rest = heading.text.partition("\n")
    if not is_related_heading(head):
        return _one_line(heading.text, start)
    lines = [line for text in rest.split("\n") if text.strip() for line in lines_of(text, start, False)]
    end = start + 1
    summaries = 0
    while end < min(len(blocks), start + MOST_RELATED):
        block = blocks[end]
        texts = texts_of(block)
        if block.kind == "heading" and heading.kind == "heading" and block.level <= heading.level:
            break
        if block.kind == "heading" and (is_closing_heading(block.text) or is_related_heading(block.text)):
            break
        if is_closing_note(block.text) and not is_date(block.text):
            break
        if texts and all(len(text) < 80 and VIEW_ALL.fullmatch(text) for text, _ in texts):
            end += 1
            break
        found = [line for text, strong in texts for line in lines_of(text, end, strong)]
        for line in found:
            summaries = summaries + 1 if line.what == "long" else 0
        if summaries > 1 and block.kind != "list":
            break  # two summaries in a row are the text going on
        lines += found
        end += 1
    items = items_of(lines)
    if not items:
        return [], start
    return [entry_of(item) for item in items], end


def _one_line(text: str, start: int) -> tuple[list[Related], int]:
    """A line in the midst of a text: "Related: Why the Delta Votes Last"."""
    label, colon, title = text.partition(":")
    title = title.strip()
    if colon and "\n" not in text and is_related_heading(label) and 0 < len(words(title)) <= 2 * LONG:
        return [Related(title)], start + 1
    return [], start
