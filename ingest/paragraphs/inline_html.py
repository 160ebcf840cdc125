"""Inline HTML by the characters of its text: cut, shortened, and as plain text."""

from __future__ import annotations

import html as html_entities
import re

from ingest.document import pieces

VOID = {"br", "hr", "img"}


def split_html(html: str, where: re.Pattern[str]) -> list[str]:
    """Inline HTML cut at each match of a pattern, what is open at a cut closed before it and opened after it."""
    parts, opened = [], list[str]()
    for part in where.split(html):
        start = "".join(opened)
        for tag, _text in pieces(part):
            track(tag, opened)
        parts.append(start + part + "".join(f"</{name_of(tag)}>" for tag in reversed(opened)))
    return parts


def without_start(html: str, count: int) -> str:
    """Inline HTML without its first characters, `count` of its text as parsed; elements left empty go too."""
    kept, opened, left = list[str](), list[str](), count
    for tag, text in pieces(html):
        if tag:
            track(tag, opened)
        if not left:
            kept.append(tag or text)
        elif text:
            here = min(left, text_length(text))
            left -= here
            if not left:
                kept = [*opened, cut_text(text, here)]
    joined = "".join(kept)
    while (emptied := EMPTY.sub("", joined)) != joined:
        joined = emptied
    return joined.strip()


EMPTY = re.compile(r"<(strong|em|a|sub|sup)(?: [^>]*)?>\s*</\1>")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
CHARACTER = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", re.DOTALL)


def text_length(text: str) -> int:
    return len(ENTITY.sub("x", text))


def cut_text(text: str, count: int) -> str:
    """Escaped text without its first characters, an entity being one."""
    matches = list(CHARACTER.finditer(text))
    return text[matches[count].start() :] if count < len(matches) else ""


def track(tag: str, opened: list[str]) -> None:
    """Notes a tag in the list of those open."""
    if not tag or name_of(tag) in VOID:
        return
    if tag.startswith("</"):
        if opened and name_of(opened[-1]) == name_of(tag):
            opened.pop()
    else:
        opened.append(tag)


def name_of(tag: str) -> str:
    return tag.strip("</>").split(" ", 1)[0]


def first_part(html: str, count: int) -> str:
    """Inline HTML of no more than its first characters, `count` of its text as parsed."""
    kept, opened, left = list[str](), list[str](), count
    for tag, text in pieces(html):
        if not left:
            break
        if tag:
            track(tag, opened)
            kept.append(tag)
            continue
        characters = CHARACTER.findall(text)
        kept.append("".join(characters[:left]))
        left -= min(left, len(characters))
    return "".join(kept).rstrip() + "".join(f"</{name_of(tag)}>" for tag in reversed(opened))


def raw(value: str) -> str:
    """The text of inline HTML, character for character."""
    return html_entities.unescape("".join(text for _tag, text in pieces(value)))
