"""Lists, as HTML has them, as Google Docs parts them by depth, and as Word writes them in paragraphs."""

from __future__ import annotations

import re
from html import escape

from ingest.document import Block, words
from ingest.sources.html.elements import NOT_WORDS
from ingest.sources.html.nesting import compose
from ingest.sources.html.reader import Reader
from ingest.sources.html.runs import INVISIBLE, SPACES, Run, serialise
from ingest.sources.html.styles import classes_of
from ingest.sources.trees import Element

WORD_LIST = re.compile(r"mso-list:\s*l\d+ level(\d)")
DOCS_LIST = re.compile(r"lst-kix_\S+-(\d)\b")
BULLET = re.compile(r"\s*([·•▪●○■□◦‣⁃§§oØ–-])(?:\s+|$)")
NUMBER = re.compile(r"\s*\(?(\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)](?:\s+|$)")


def read_list(reader: Reader, element: Element, css: dict[str, str]) -> None:
    reader.paragraph()
    if found := DOCS_LIST.search(element.get("class") or ""):
        _docs_list(reader, element, int(found[1]))
        return
    html, others = list_html(reader, element)
    if html:
        reader.add(Block("list", html))
    for block in others:
        reader.add(block)


def list_html(reader: Reader, element: Element) -> tuple[str, list[Block]]:
    tag = "ol" if element.tag == "ol" else "ul"
    items: list[str] = []
    others: list[Block] = []
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag in ("ul", "ol"):  # a list in a list, not in an item: it belongs to the item before
            html, more = list_html(reader, child)
            if items and html:
                items[-1] += html
            elif html:
                items.append(html)
        else:
            html, more = compose(reader.within(child) if child.tag not in NOT_WORDS else [])
            if html:
                items.append(html)
        others += more
        if words(child.tail or ""):
            items.append(escape(" ".join((child.tail or "").split()), quote=False))
    start = element.get("start", "")
    first = f' start="{start}"' if tag == "ol" and start.isdigit() and start not in ("", "1") else ""
    return (f"<{tag}{first}>" + "".join(f"<li>{i}</li>" for i in items) + f"</{tag}>" if items else ""), others


def _docs_list(reader: Reader, element: Element, depth: int) -> None:
    """A list of Google Docs: each run of items of one depth is a list of its own, beside the others."""
    for child in element:
        if isinstance(child.tag, str):
            html, others = compose(reader.within(child))
            if html:
                reader.items.append((depth, element.tag == "ol", html))
            for block in others:
                reader.add(block)


def is_word_list(reader: Reader, element: Element, css: dict[str, str]) -> bool:
    """Takes a paragraph that Word wrote for an item of a list: "·  text". Whether it was one."""
    level = WORD_LIST.search(element.get("style") or "")
    if not level and not any(name.startswith("msolist") for name in classes_of(element)):
        return False
    said = SPACES.sub(" ", INVISIBLE.sub("", "".join(element.itertext())))
    number = NUMBER.match(said)
    sign = number or BULLET.match(said)
    if not sign:
        return False
    reader.paragraph()
    inner = reader.inner()
    inner.inline(element, element.tag, css)
    # Both may stand in runs of their own: the sign, then the space.
    left = len(sign[0].strip())
    runs: list[Run] = []
    for run in inner.runs:
        text = run.text
        while left and text and not run.is_html:
            left -= not text[0].isspace()
            text = text[1:]
        runs.append(run._replace(text=text))
    html = serialise(runs, reader.losses)
    for block in inner.blocks:
        reader.add(block)
    if html:
        indent = re.match(r"([\d.]+)(in|pt|cm|px)", css.get("margin-left", ""))
        unit = {"in": 1.0, "pt": 1 / 72, "cm": 1 / 2.54, "px": 1 / 96}
        depth = (
            int(level[1]) - 1 if level else max(0, round(float(indent[1]) * unit[indent[2]] / 0.5) - 1 if indent else 0)
        )
        reader.items.append((min(depth, 8), bool(number), html))
    return True
