"""Word files. mammoth gives their meaning as HTML; what it passes over is put into forms that it reads, or listed.

mammoth goes by what a run says of itself. Bold that a style gives, a heading whose style is the house's own, the words
of a text box, a field or an equation: all that is settled here, on the file's own XML, before mammoth sees it. Then the
words of the XML are counted against those of the blocks, so that nothing vanishes unlisted.
"""

from __future__ import annotations

import io
import logging
from collections import Counter

import mammoth

from ingest.document import Document, Image, Unreadable, words, words_of
from ingest.sources.html import page as html
from ingest.sources.losses import Losses, quoted
from ingest.sources.word.drawings import settle_drawings
from ingest.sources.word.equations import write_equations
from ingest.sources.word.file import WordFile
from ingest.sources.word.formatting import write_styles
from ingest.sources.word.mammoth_input import keep_image, simplified
from ingest.sources.word.margins import list_margins
from ingest.sources.word.note_marks import check_note_marks
from ingest.sources.word.package import DAMAGED, Package
from ingest.sources.word.style_map import STYLE_MAP
from ingest.sources.word.text_boxes import empty_text_boxes
from ingest.sources.word.tracked_changes import settle_changes
from ingest.sources.word.wrappers import choose_alternatives, unwrap
from ingest.sources.word.xml import W

logger = logging.getLogger(__name__)


def read(data: bytes, name: str = "") -> Document:
    """Raises Unreadable for a file that is damaged, or made to do harm."""
    package = Package(data)
    main = next(
        (target for kind, target in package.related("").values() if kind == "officeDocument"), "word/document.xml"
    )
    losses = Losses()
    images: list[Image] = []
    try:
        word = WordFile(package, main, losses)
        prepare(word)
        found = mammoth.convert_to_html(
            io.BytesIO(simplified(word)),
            style_map=STYLE_MAP,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda image: keep_image(word, image, images)),
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        # mammoth, and some of what stands here, takes for granted what the standard demands. Faults of ours show, too.
        logger.warning("A Word file is not as the standard has it.", exc_info=True)
        raise Unreadable(DAMAGED) from None
    symbols = sum("w:sym" in message.message for message in found.messages)
    if symbols:
        losses.add(f"{symbols} signs of a symbol font: look for them in the file itself")
    document = html.read(found.value, name, losses, images)
    document.language = word.styles.language
    account(word, document)
    return document


def prepare(word: WordFile) -> None:
    list_margins(word)
    for name, root in word.roots:
        word.here = word.package.related(name)
        choose_alternatives(root)
        settle_changes(word, root)
        unwrap(word, root)
        write_equations(word, root)
        settle_drawings(word, root)
        empty_text_boxes(word, root)
    check_note_marks(word)
    for _, root in word.roots:
        write_styles(word, root)
    for _, part in word.roots[1:]:
        for note in part:
            if note.get(W + "type") not in ("separator", "continuationSeparator"):
                word.said += [word.text(paragraph) for paragraph in note.iter(W + "p")]
    word.said += [word.text(paragraph) for paragraph in word.body.iter(W + "p")]


def account(file: WordFile, document: Document) -> None:
    """Lists the words of the file that are in no block."""
    there: Counter[str] = Counter()
    for block in document.blocks:
        there.update(words_of(block.html))
    missing = Counter(word for text in file.said for word in words(text))
    missing.subtract(there)
    for text in file.said:
        lost = []
        for word in words(text):
            if missing[word] > 0:
                missing[word] -= 1
                lost.append(word)
        if lost:
            file.losses.add(f"Words that could not be read: {quoted(' '.join(lost), 60)}")
