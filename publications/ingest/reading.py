"""STAND-IN, to be dropped at the merge: just good enough to try the screens with."""

from __future__ import annotations

import base64
import io
import re

import lxml.html
import mammoth

from experts import richtext
from publications.ingest.document import Block, Document, Image, Unreadable


def read(name: str, data: bytes) -> Document:
    if name.lower().endswith(".docx"):
        try:
            found = read_html(mammoth.convert_to_html(io.BytesIO(data)).value)
        except Exception as error:
            raise Unreadable("This is no Word file, or a damaged one. Open it in Word and save it anew.") from error
    elif name.lower().endswith((".html", ".htm")):
        found = read_html(data.decode("utf-8", "replace"))
    elif name.lower().endswith((".txt", ".md")):
        found = read_text(data.decode("utf-8", "replace"))
    else:
        raise Unreadable(f"“{name}” can’t be read. Bring a Word file (.docx), a web page, or plain text.")
    found.name = name
    return found


def read_text(text: str) -> Document:
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    if not parts:
        raise Unreadable("There are no words in it.")
    return Document(
        [Block("paragraph", richtext.clean(part.replace("&", "&amp;").replace("<", "&lt;"))) for part in parts]
    )


def read_html(html: str) -> Document:
    found = Document()
    for element in lxml.html.fragment_fromstring(html, create_parent="div"):
        for picture in element.iter("img"):
            head, _comma, packed = picture.get("src", "").partition(",")
            if head.startswith("data:"):
                kind = head[5:].partition(";")[0]
                found.blocks.append(Block("image", image=len(found.images)))
                data = base64.b64decode(packed)
                name = f"image{len(found.images) + 1}.{kind.partition('/')[2]}"
                found.images.append(Image(name, kind, data, picture.get("alt", "")))
        whole = richtext.clean(lxml.html.tostring(element, encoding="unicode"))
        inside = re.sub(r"^<(p|h\d)[^>]*>|</(p|h\d)>$", "", whole)
        if not richtext.plain(inside):
            continue
        match element.tag:
            case "ul" | "ol":
                found.blocks.append(Block("list", whole))
            case "table":
                found.blocks.append(Block("table", whole))
            case "h1" | "h2" | "h3" | "h4":
                found.blocks.append(Block("heading", inside, int(element.tag[1])))
            case _:
                found.blocks.append(Block("paragraph", inside))
    if not found.blocks:
        raise Unreadable("There are no words in it.")
    return found
