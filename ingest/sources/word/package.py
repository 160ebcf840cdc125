"""The package a Word file is: its parts, unpacked within bounds, so that a small file can't become a large one."""

from __future__ import annotations

import io
import posixpath
import zipfile
from urllib.parse import unquote

from lxml import etree

from ingest.document import Unreadable
from ingest.sources.trees import Element

MOST_PARTS = 5_000
MOST_BYTES = 200 * 2**20  # unpacked, all parts together
MOST_XML = 20 * 2**20  # unpacked, of one XML part: a book of a thousand pages has some 5 MB
MOST_RATIO = 300  # how many times larger an honest part may be than when packed
LARGE = 4 * 2**20  # bytes; below, the ratio does no harm
# ISO 29500 Strict, which few programs write, has the same names in other namespaces.
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}  # fmt: skip
DAMAGED = "is damaged: a part of it is missing or broken. Open it in Word, save it anew, and bring it again."
BOMB = "unpacks to far more than a text can be, and was not opened. Copy its text into a new Word file, and bring that."
MACROS = "holds macros, which are programs. Open it in Word and save it as .docx, without macros."


class Package:
    """Raises Unreadable for whatever an honest Word file doesn't do."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.parts = {part.filename: part for part in self.zip.infolist()}
        except Exception:  # noqa: BLE001  zipfile raises whatever a damaged file brings it to
            raise Unreadable(DAMAGED) from None
        parts = self.zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise Unreadable(BOMB)
        # Parts that lie over each other are packed once and unpacked many times.
        if sum(part.compress_size for part in parts) > len(data):
            raise Unreadable(BOMB)
        for part in parts:
            if part.file_size > LARGE and part.file_size > MOST_RATIO * max(1, part.compress_size):
                raise Unreadable(BOMB)
            if part.flag_bits & 1:
                raise Unreadable(
                    "is protected by a password. Open it in Word, take the password away, and save it anew."
                )
        self.left = MOST_BYTES
        if b"macroEnabled" in self.read("[Content_Types].xml", MOST_XML):
            raise Unreadable(MACROS)

    def read(self, name: str, most: int) -> bytes:
        """A part's bytes. What the package says of its size isn't believed: no more than `most` is ever unpacked."""
        if name not in self.parts:
            raise Unreadable(DAMAGED)
        most = min(most, self.left)
        try:
            with self.zip.open(self.parts[name]) as part:
                data = part.read(most + 1)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  likewise
            raise Unreadable(DAMAGED) from None
        self.left -= len(data)
        if len(data) > most:
            raise Unreadable(BOMB)
        return data

    def xml(self, name: str) -> Element:
        """The root of an XML part. Entities, which can unfold without end, and which Word never writes, are refused."""
        data = self.read(name, MOST_XML)
        for strict, usual in STRICT.items():
            data = data.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise Unreadable(DAMAGED) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(DAMAGED)
        return root

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """The parts that a part names: by the name it gives them, the relation's last word and the part's own name, or
        its address if it lies outside of the package."""
        folder, base = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if rels not in self.parts:
            return {}
        found = {}
        for rel in self.xml(rels).iterchildren("{*}Relationship"):
            target = rel.get("Target") or ""
            if rel.get("TargetMode") != "External":
                target = unquote(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
            found[rel.get("Id") or ""] = ((rel.get("Type") or "").rpartition("/")[2], target)
        return found
