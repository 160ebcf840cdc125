"""What a source holds, whatever it came as: its blocks in their order, and its images."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, Self

from texts import richtext

# A word is a run of letters, digits and what joins them: marks around it, dashes and brackets don't count.
WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


class Unreadable(Exception):
    """A source that can't be taken; says why, and the way out, in words for whoever brought it."""


@dataclass
class Block:
    """A paragraph, heading, list, quote, table or image, as it came.

    html: cleaned by `richtext`. Of a paragraph or heading what stands inside it; of everything else the whole element.
    A line break in the source is a <br>; in plain text, where lines may only be wrapped, it is a newline.
    image: the place in `Document.images` of the one this block shows.
    style: what the source itself says the block is, beyond its kind: title, subtitle, caption, author, date; mostly
    nothing.
    """

    kind: str  # paragraph, heading, list, quote, table, image
    html: str = ""
    level: int = 0  # of a heading: 1 to 6
    image: int | None = None
    style: str = ""

    @property
    def text(self) -> str:
        """Its words; lines stay lines, and footnotes are left out."""
        return _text(self.html)

    @property
    def is_bold(self) -> bool:
        """Whether every word of it is bold."""
        return is_all_in(self.html, "strong")

    @property
    def is_italic(self) -> bool:
        return is_all_in(self.html, "em")

    @property
    def element(self) -> str:
        """Its HTML as a whole element, as a passage holds it; of an image nothing."""
        if self.kind == "paragraph":
            return f"<p>{self.html}</p>"
        return f"<h{self.level}>{self.html}</h{self.level}>" if self.kind == "heading" else self.html


@dataclass
class Image:
    """A picture in a source. alt: the words the file gives for it, if any."""

    name: str  # "image1.png"
    content_type: str
    data: bytes
    alt: str = ""


@dataclass
class Document:
    """A source. `losses` are what reading it could not keep, in words for an editor: "A text box on page 2"."""

    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    name: str = ""  # the file's, if it was one
    language: str = ""  # as the source says it: "fr"

    def as_json(self) -> dict[str, Any]:
        """Without the images' bytes."""
        return {
            "blocks": [asdict(block) for block in self.blocks],
            "images": [{"name": i.name, "content_type": i.content_type, "alt": i.alt} for i in self.images],
            "losses": self.losses,
            "name": self.name,
            "language": self.language,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        images = [Image(data=b"", **image) for image in value["images"]]
        blocks = [Block(**block) for block in value["blocks"]]
        return cls(blocks, images, value["losses"], value["name"], value["language"])


def words(text: str) -> list[str]:
    """The words of plain text, as receipts count them."""
    return WORD.findall(text)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their case and marks. Texts without words say nothing alike."""
    left = [word.casefold() for word in words(one)]
    return bool(left) and left == [word.casefold() for word in words(other)]


NOTE = re.compile(r"<foot-note>.*?</foot-note>", re.DOTALL)
LINE_END = re.compile(r"<br ?/?>|</?(?:p|li|ul|ol|tr|h[1-6]|blockquote|figcaption)(?: [^>]*)?>|\n")


def lines(html: str) -> Iterator[str]:
    """The lines of an HTML text, plain, empty ones left out."""
    for part in LINE_END.split(NOTE.sub("", html)):
        if line := richtext.plain(part):
            yield line


def words_of(html: str) -> list[str]:
    """Every word of an HTML text in its order, those of footnotes where their marks stand."""
    return words(" ".join(lines(re.sub(r"</?foot-note>", "\n", html))))


@lru_cache(maxsize=64)  # readers ask for a block's words a dozen times in a row
def _text(html: str) -> str:
    return "\n".join(" ".join(line.split()) for line in lines(html))


def is_all_in(html: str, element: str) -> bool:
    """Whether every word of an inline text stands inside an element; footnotes don't count."""
    depth, found = 0, False
    for tag, text in pieces(NOTE.sub("", html)):
        if tag in (f"<{element}>", f"</{element}>"):
            depth += -1 if tag[1] == "/" else 1
        elif text and WORD.search(text):
            if not depth:
                return False
            found = True
    return found


PIECE = re.compile(r"(<[^>]*>)|([^<]+)")


def pieces(html: str) -> Iterable[tuple[str, str]]:
    """The tags and the texts of cleaned HTML, in turn: one of each pair is empty."""
    return PIECE.findall(html)
