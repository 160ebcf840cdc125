"""The lines of a list of related publications, parted into publications with title, date, type and topic."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.document import Block, same_words, words
from ingest.signs.dates import is_date
from ingest.signs.publication_types import TYPE_LABEL, is_type
from ingest.structure import Related

LONG = 14  # words make a summary of what without a full stop may be a title
TOPIC_LABEL = re.compile(
    r"(?:topics?|tema|temas|thema|thème|sujet|temat|argomento|onderwerp|themes?|issues?|subjects?|tags?|programmes?"
    r"|programs?)\s*:\s*",
    re.IGNORECASE,
)
WHOLE_LINK = re.compile(r"\s*(?:<(?:strong|em)>)*<a [^>]*>(?:(?!</a>).)*</a>(?:</(?:strong|em)>)*\s*", re.DOTALL)
ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)


@dataclass
class Line:
    """A line of a list of related publications. what: type, topic, date, long (a summary), short (a title or topic)."""

    text: str
    block: int
    what: str
    strong: bool = False  # a title for sure: it stands twice, is a heading, a link or bold


@dataclass
class Item:
    lines: list[Line] = field(default_factory=list)

    def holds(self, *kinds: str) -> bool:
        return any(line.what in kinds for line in self.lines)


def texts_of(block: Block) -> list[tuple[str, bool]]:
    """The lines of a block, and whether each looks like a title by its form."""
    if block.kind == "image":
        return []
    if block.kind == "list":
        items = ITEM.findall(block.html) or [block.html]
        return [
            (text, number == 0)
            for item in items
            for number, text in enumerate(Block("paragraph", item.replace("</p>", "<br>")).text.split("\n"))
            if text.strip()
        ]
    strong = block.kind == "heading" or bool(WHOLE_LINK.fullmatch(block.html)) or block.is_bold
    return [(text, strong and not number) for number, text in enumerate(block.text.split("\n")) if text.strip()]


FIELDS = re.compile(r"\s+[|·•–—-]\s+|\s*[|·•]\s*|,\s+")
IN_BRACKETS = re.compile(r"(?P<title>.+?)\s*[(\[](?P<inside>[^()\[\]]{2,40})[)\]]\s*,?\s*(?P<rest>.*)")


def lines_of(text: str, block: int, strong: bool) -> list[Line]:
    """A line that holds several fields as one each: "Policy Brief | April 2024", "Podcast: The Lottery Next Door"."""
    text = text.strip()
    if is_date(text) or TOPIC_LABEL.match(text) or TYPE_LABEL.match(text):
        return [_line(text, block, strong)]
    head, colon, rest = text.partition(": ")
    if colon and is_type(head) and words(rest):
        return [Line(head, block, "type"), Line(rest, block, "short", True)]
    if (
        (match := IN_BRACKETS.fullmatch(text))
        and is_type(match["inside"])
        and (not match["rest"] or is_date(match["rest"]))
    ):
        found = [Line(match["title"], block, "short", True), Line(match["inside"], block, "type")]
        return [*found, Line(match["rest"], block, "date")] if match["rest"] else found
    parts = [part for part in FIELDS.split(text) if words(part)]
    dates = sum(is_date(part) for part in parts)
    if len(parts) > 1 and (dates or is_type(parts[0])) and (dates + sum(map(is_type, parts)) > 1 or len(parts) < 4):
        return [_line(part, block, strong and not number) for number, part in enumerate(parts)]
    return [_line(text, block, strong)]


def _line(text: str, block: int, strong: bool) -> Line:
    text = text.strip()
    if is_date(text):
        return Line(text, block, "date")
    if TOPIC_LABEL.match(text):
        return Line(text, block, "topic")
    if is_type(text):
        return Line(text, block, "type")
    size = len(words(text))
    if not strong and (size > LONG or (size > 5 and text.endswith("."))):
        return Line(text, block, "long")
    return Line(text, block, "short", strong)


def items_of(lines: list[Line]) -> list[Item]:
    """Lines parted into publications."""
    once: list[Line] = []
    for line in lines:
        if once and same_words(once[-1].text, line.text):
            once[-1] = replace(once[-1], what="short", strong=True)  # titles stand twice on cards: picture, then words
        else:
            once.append(line)
    titles = [place for place, line in enumerate(once) if line.strong]
    if titles:
        # What stands before the first title stands before each: a topic, a type.
        before = titles[0] if all(line.what != "long" for line in once[: titles[0]]) else 0
        starts = [titles[0] - before]
        for earlier, place in pairwise(titles):
            starts.append(max(earlier + 1, place - before))
        bounds = [*starts, len(once)]
        return [Item(once[one:other]) for one, other in pairwise(bounds)]
    if all(line.what == "short" for line in once):
        return [Item([line]) for line in once]  # titles alone
    return _items_by_order(once)


def _items_by_order(lines: list[Line]) -> list[Item]:
    """By the order in which the fields come back: two short lines in a row end one publication and begin the next."""
    topic_first = len(lines) > 2 and lines[0].what == lines[1].what == "short"
    items: list[Item] = []
    for place, line in enumerate(lines):
        following = lines[place + 1].what if place + 1 < len(lines) else ""
        full = bool(items) and items[-1].holds("short") and items[-1].holds("date", "type", "long", "topic")
        first = not items
        if line.what == "short" and not first:
            paired = following == "short"
            previous = lines[place - 1].what
            if topic_first:
                first = full and (paired or (previous != "short" and following in ("date", "type", "long")))
            else:
                # The last field of a publication may be a topic without a label: a title or the end follows it.
                first = (previous == "short" and len(items[-1].lines) > 1) or (full and not paired and following != "")
        elif not first and line.what in ("date", "type") and items[-1].holds(line.what):
            first = items[-1].holds("short")
        if first:
            items.append(Item())
        items[-1].lines.append(line)
    return items


def entry_of(item: Item) -> Related:
    found = Related("")
    shorts = [line for line in item.lines if line.what == "short"]
    title = next((line for line in shorts if line.strong), None)
    if title is None and shorts:
        # Of a topic and a title at the beginning the title is the second, of a title and a topic later the first.
        leading = [line for line in item.lines[:2] if line.what == "short"]
        title = leading[1] if len(leading) == 2 and len(item.lines) > 2 else shorts[0]
    for line in item.lines:
        if line is title:
            found.title = line.text
        elif line.what == "date":
            found.date = found.date or line.text
        elif line.what == "type":
            found.type = found.type or TYPE_LABEL.sub("", line.text, count=1)
        elif line.what == "topic":
            found.topic = found.topic or TOPIC_LABEL.sub("", line.text, count=1)
        elif line.what == "short" and not found.topic and len(words(line.text)) <= 8:
            found.topic = line.text
        else:
            found.summary = f"{found.summary} {line.text}".strip()
    if not found.title:
        found.title, found.summary = found.summary, ""
    return found
