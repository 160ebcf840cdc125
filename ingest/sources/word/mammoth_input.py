"""The package that mammoth is given, and the pictures it asks for."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

from ingest.document import Image
from ingest.sources import pictures
from ingest.sources.word.file import WordFile


def simplified(word: WordFile) -> bytes:
    """A package of the parts that mammoth reads, with the name of each picture's part in place of its bytes."""
    out = io.BytesIO()
    written: dict[str, bytes] = {word.main: etree.tostring(word.document)}
    for target, part in word.notes.values():
        if part is not None:
            written[target] = etree.tostring(part)
    kinds = {"styles", "numbering"}
    kept = [target for kind, target in word.relations.values() if kind in kinds and target in word.package.parts]
    for target in kept:
        written[target] = etree.tostring(word.package.xml(target))
    for name in list(written):
        for kind, target in word.package.related(name).values():
            if kind == "image" and target in word.package.parts:
                written[target] = target.encode()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", etree.tostring(word.package.xml("[Content_Types].xml")))
        for name in ("", *list(written)):
            folder, _, base = name.rpartition("/")
            rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
            if rels in word.package.parts:
                package.writestr(rels, etree.tostring(word.package.xml(rels)))
        for name, data in written.items():
            package.writestr(name, data)
    return out.getvalue()


def keep_image(word: WordFile, image: Any, images: list[Image]) -> dict[str, str]:
    """Keeps a picture that mammoth met, and gives what stands for it in the HTML."""
    with image.open() as opened:
        name = opened.read().decode()
    if name not in word.images:
        part = word.package.parts[name]
        # One that is too large is not unpacked to say so.
        fits = part.file_size <= pictures.LARGEST
        word.images[name] = word.package.read(name, pictures.LARGEST) if fits else b""
        if not fits:
            word.losses.add(f"A picture of {part.file_size // 2**20} MB, which is too large: add it to the photos")
    alt = " ".join((image.alt_text or "").split())
    data = word.images[name]
    if not data:
        return {"src": ""}
    described = f"in the file {name.rpartition('/')[2]}"
    number = pictures.add(images, data, alt, word.losses, described, name.rpartition("/")[2])
    return {"src": "" if number is None else f"image:{number}", "alt": alt}
