"""Pictures and the captions in the elements around them."""

from __future__ import annotations

import base64
import binascii
import re

from ingest.document import Block, words
from ingest.sources import pictures
from ingest.sources.html.reader import Reader
from ingest.sources.losses import quoted
from ingest.sources.trees import Element


def read_figure(reader: Reader, element: Element, css: dict[str, str]) -> None:
    reader.paragraph()
    reader.flow(element)
    reader.paragraph()


def read_caption(reader: Reader, element: Element, css: dict[str, str]) -> None:
    reader.paragraph()
    start = len(reader.blocks)
    reader.flow(element)
    reader.paragraph(style="caption")
    for block in reader.blocks[start:]:
        if block.kind in ("paragraph", "heading"):
            block.kind, block.style = "paragraph", "caption"


def read_picture(reader: Reader, element: Element, css: dict[str, str]) -> None:
    src, alt = (element.get("src") or "").strip(), " ".join((element.get("alt") or "").split())
    number = place_of(reader, src, alt)
    if number is not None:
        runs, reader.runs = reader.runs, []
        reader.add(Block("image", image=number))
        reader.runs = runs


def place_of(reader: Reader, src: str, alt: str) -> int | None:
    """The place of a picture among the document's; None, and a line in the losses, if it can't be had."""
    if src.startswith("image:"):
        number = src.removeprefix("image:")
        return int(number) if number.isdigit() and int(number) < len(reader.images) else None
    described = f" ({quoted(alt)})" if words(alt) else ""
    if src.startswith("data:"):
        head, _, body = src.partition(",")
        try:
            data = base64.b64decode(re.sub(r"\s|%0[aAdD]", "", body), validate=True) if "base64" in head else b""
        except (binascii.Error, ValueError):
            data = b""
        if len(data) < pictures.SMALLEST:
            return None  # a spacer or a counter
        return pictures.add(reader.images, data, alt, reader.losses, reader.where)
    if src and not is_counter(src):
        reader.losses.add(f"A picture {reader.where}{described}, which is not in the file but at {src[:200]}")
    return None


def is_counter(src: str) -> bool:
    return bool(re.search(r"(?:pixel|spacer|blank|beacon|tracking|1x1)", src[-120:], re.IGNORECASE))
