"""What a file is, told from its bytes, and what to do with one that can't be taken. Its name is never asked."""

from __future__ import annotations

import io
import re
import zipfile

from ingest.document import Unreadable
from ingest.sources import pictures

DOCX, HTML, TEXT = "docx", "html", "text"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WAY_OUT = "Bring a Word file (.docx), a web page or plain text."
# What a file begins with, and its name with the way out.
STARTS = {
    b"{\\rtf": "is a rich text file (RTF). Open it in Word and save it as .docx.",
    b"Rar!": "is a RAR archive. Unpack it and bring the text itself.",
    b"7z\xbc\xaf": "is a 7-Zip archive. Unpack it and bring the text itself.",
    b"\x1f\x8b": "is a packed file. Unpack it and bring the text itself.",
    b"BZh": "is a packed file. Unpack it and bring the text itself.",
    b"\xfd7zXZ": "is a packed file. Unpack it and bring the text itself.",
    b"bplist00": "is a web archive of Safari. Save the page as “Page Source”, or copy its text and paste it.",
    b"ID3": f"is a recording. {WAY_OUT}",
    b"OggS": f"is a recording. {WAY_OUT}",
    b"\x1aE\xdf\xa3": f"is a video. {WAY_OUT}",
    b"MZ": f"is a program. {WAY_OUT}",
    b"\x7fELF": f"is a program. {WAY_OUT}",
    b"SQLite format 3": f"is a database. {WAY_OUT}",
    b"%!PS": "is a PostScript file. Ask for the Word file that it was made from.",
}
MHTML = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?content-type:\s*multipart/related", re.IGNORECASE)
XML_KINDS = {
    b"microsoft.com/office/2006/xmlPackage": "is a Word file in XML. Open it in Word and save it as .docx.",
    b"microsoft.com/office/word/2003/wordml": "is a Word file in XML. Open it in Word and save it as .docx.",
    b"urn:oasis:names:tc:opendocument": "is a flat OpenDocument file. Open it in LibreOffice and save it as .docx.",
    b"http://www.w3.org/2005/Atom": "is a feed. Open one of its pages and save that.",
    b"<rss": "is a feed. Open one of its pages and save that.",
}  # fmt: skip
TAGS = "html|head|body|article|main|section|div|p|h[1-6]|ul|ol|table|blockquote|span|meta|title|style|b|i|a|header|pre"
HTML_START = re.compile(
    rf"(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|(?:{TAGS})(?:\s[^<>]*)?>)", re.IGNORECASE | re.DOTALL
)
HTML_ENDS = re.compile(
    r"</(?:html|body|p|div|h[1-6]|li|td|blockquote|span|b|i|a|font|strong|em|pre)>|<(?:br|p)\s*/?>", re.I
)


def kind(data: bytes) -> str:
    """DOCX or TEXT (which may be HTML: `is_html` tells, once it is decoded).

    Raises Unreadable for everything else; its words go on from the file's name.
    """
    head = data[:1024]
    if not data.strip():
        raise Unreadable(f"is empty. {WAY_OUT}")
    if data.startswith(OLE):
        raise Unreadable(_ole(data))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    if re.search(rb"(?:\A|\n)%PDF-\d", head):
        raise Unreadable(
            "is a PDF, which has no paragraphs to read. Ask for the Word file that it was made from, or copy its text "
            "and paste it."
        )
    for start, words in STARTS.items():
        # "MZ: …" may begin an interview: a program has empty bytes, a text has none.
        if data.startswith(start) and (b"\x00" in head or not start.isalnum()):
            raise Unreadable(words)
    if data[4:8] == b"ftyp" and not pictures.kind(data):
        raise Unreadable(f"is a video or a recording. {WAY_OUT}")
    if (image := pictures.kind(data)) and not (image == "image/svg+xml" and b"<html" in data[:2000].lower()):
        raise Unreadable(
            "is a picture. Add it to the photos, and bring the text as a Word file, a web page or plain text."
        )
    if MHTML.match(data[:4000]):
        raise Unreadable(
            "is a web archive (MHTML). Save the page as “Web page, HTML only”, or copy its text and paste it."
        )
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        for name, words in XML_KINDS.items():
            if name in data[:4000]:
                raise Unreadable(words)
    return TEXT


def is_html(text: str) -> bool:
    """Whether a text is HTML: it begins as such, and closes what it opens. A plain text may speak of <b>."""
    return bool(HTML_START.match(text[:20_000])) and (
        len(HTML_ENDS.findall(text[:200_000])) > 0 or "<!doctype" in text[:2000].lower()
    )


def check_text(text: str) -> None:
    """Raises Unreadable if what was decoded is no text after all."""
    sample = text[:100_000]
    odd = sum(
        1 for sign in sample if (sign < " " and sign not in "\t\n\r\f\v\x1c\x1d\x1e\x1f\x1b") or "\x7f" <= sign < "\x85"
    )
    if odd > 8 + len(sample) / 200 or sample.count("\ufffd") > 8 + len(sample) / 200:
        raise Unreadable(f"is no text that can be read. {WAY_OUT}")


def _ole(data: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return "is protected by a password. Open it in Word, take the password away (File, Info), and save it anew."
    if holds("WordDocument"):
        return "is a Word file of the old kind (.doc). Open it in Word and save it as .docx."
    if holds("Workbook") or holds("Book"):
        return "is an Excel workbook. Copy what belongs in the text into a Word file, and bring that."
    if holds("PowerPoint Document"):
        return "is a PowerPoint presentation. Copy its text into a Word file, and bring that."
    return "is a file of an old Office program. Open it there and save it as a Word file (.docx)."


def _zip(data: bytes) -> str:
    """What kind of package a ZIP file is. Nothing in it but a few bytes is unpacked."""
    damaged = Unreadable(
        "is damaged: it ends too early, or a part of it is missing. Open it in Word, save it anew, and bring it again."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            mimetype = b""
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                mimetype = package.read("mimetype")
    except Exception:  # noqa: BLE001  zipfile raises whatever a damaged file brings it to
        raise damaged from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("holds macros, which are programs. Open it in Word and save it as .docx, without macros.")
    if "EncryptedPackage" in names or "encryption.xml" in names:
        raise Unreadable("is protected by a password. Open it, take the password away, and save it anew.")
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        raise Unreadable("is an OpenDocument text (.odt). Open it in Word or LibreOffice and save it as .docx.")
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise Unreadable(f"is an OpenDocument file, but no text. {WAY_OUT}")
    if mimetype.startswith(b"application/epub"):
        raise Unreadable(f"is an e-book (EPUB). {WAY_OUT}")
    if any(name.endswith(".iwa") or name in ("index.xml", "index.apxl") for name in names):
        raise Unreadable("is a Pages document. Open it in Pages and export it as Word (.docx).")
    if any(name.startswith("xl/") for name in names):
        raise Unreadable("is an Excel workbook. Copy what belongs in the text into a Word file, and bring that.")
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("is a PowerPoint presentation. Copy its text into a Word file, and bring that.")
    if "[Content_Types].xml" in names or any(name.startswith("word/") for name in names):
        return DOCX
    raise Unreadable("is a ZIP archive. Unpack it and bring the text itself.")
