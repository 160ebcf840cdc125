"""An HTML page, or a part of one, as a Document. Nothing is fetched, nothing is run, and no style survives
but what it means: bold, italic, raised, lowered."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from ingest.document import Document, Image, Unreadable
from ingest.sources.html import footnotes
from ingest.sources.html.handlers import HANDLERS
from ingest.sources.html.main_text import text_root
from ingest.sources.html.reader import Reader
from ingest.sources.losses import Losses, quoted
from ingest.sources.trees import depth_of

DEEPEST = 150  # elements within each other; pages have some thirty, and Python's stack an end
NOTES_HEADING = re.compile(
    r"(?:(?:foot|end)?notes?|fußnoten|anmerkungen|notes de bas de page|notas)\s*:?", re.IGNORECASE
)


def read(source: str, name: str = "", losses: Losses | None = None, images: list[Image] | None = None) -> Document:
    """An HTML page or a part of one. images: those already known, that <img src="image:3"> names.

    Raises Unreadable for nesting that nobody wrote.
    """
    losses = Losses() if losses is None else losses
    images = [] if images is None else images
    parser = lxml_html.HTMLParser(huge_tree=True, remove_pis=True, remove_comments=True, encoding="utf-8")
    data = source.encode("utf-8", "replace")
    try:
        # A root of our own: without one lxml wraps a text that begins with words, or doesn't, as it likes.
        page = lxml_html.document_fromstring(b"<!DOCTYPE html>" + data if data.strip() else b"<p></p>", parser=parser)
    except (etree.ParserError, ValueError):
        return Document(losses=losses, images=images)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log) or depth_of(page) > DEEPEST:
        raise Unreadable("is nested too deeply to be a text. Save it anew from the program it comes from.")
    root, before = text_root(page, losses)
    reader = Reader(page, losses, images, HANDLERS)
    reader.is_whole_page = root.tag in ("body", "html")
    reader.notes = footnotes.extract(page)
    for heading in before:
        reader.node(heading)
    reader.flow(root)
    blocks = reader.end()
    if reader.notes and blocks and NOTES_HEADING.fullmatch(blocks[-1].text):
        losses.add(f"The heading over the footnotes: {quoted(blocks.pop().text)}")
    language = page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return Document(blocks, images, losses, name, language.strip()[:20])
