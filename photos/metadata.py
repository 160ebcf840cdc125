"""What a file says of itself: caption, creator and rights, as a first guess for the editor.

Exif 2.32; IPTC IIM 4.2 (record 2); XMP with the IPTC Photo Metadata Standard's fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from lxml import etree
from PIL import ImageFile, IptcImagePlugin, TiffImagePlugin

SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "iptc": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}
# For each of our fields, where it stands, the best first: an XMP property, an IPTC dataset or an Exif tag.
PLACES: dict[str, list[str | tuple[int, int] | int]] = {
    "caption": ["dc:description", (2, 120), 0x010E],
    "alt": ["iptc:AltTextAccessibility"],
    "creator": ["dc:creator", (2, 80), 0x013B],
    "credit": ["photoshop:Credit", (2, 110)],
    "source": ["photoshop:Source", (2, 115)],
    "rights": ["xmpRights:UsageTerms", "dc:rights", (2, 116), 0x8298],
    "licence_url": ["plus:LicensorURL", "xmpRights:WebStatement"],
}
LONGEST = 2000  # characters of each
MOST_XMP = 2**20  # bytes


def read(picture: ImageFile.ImageFile) -> dict[str, str]:
    """The fields of PLACES that a picture has something to say for, as plain text. What is broken is passed over."""
    found: dict[str, str] = {}
    xmp, iptc, exif = _xmp(picture), _iptc(picture), _exif(picture)
    for field, places in PLACES.items():
        for place in places:
            if isinstance(place, str):
                value = _property(xmp, place)
            elif isinstance(place, tuple):
                value = _text(iptc.get(place))
            else:
                value = _text(exif.get(place))
            if value:
                found[field] = value
                break
    return found


def _xmp(picture: ImageFile.ImageFile) -> etree._Element | None:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
    if packet is None and isinstance(picture, TiffImagePlugin.TiffImageFile):
        packet = picture.tag_v2.get(700)  # TIFF's own tag for it
    if isinstance(packet, str):
        packet = packet.encode()
    if not isinstance(packet, bytes) or len(packet) > MOST_XMP:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with suppress(etree.XMLSyntaxError, ValueError):
        return etree.fromstring(packet.strip(b"\x00 \r\n\t"), parser)
    return None


def _property(xmp: etree._Element | None, name: str) -> str:
    if xmp is None:
        return ""
    # Alternatives by language: the default one first, which stands first; several creators: all of them.
    items = xmp.xpath(f"//{name}//rdf:li", namespaces=SPACES)
    if items:
        joined = ", ".join if name == "dc:creator" else (lambda texts: next(iter(texts), ""))
        return _text(joined([item.text for item in items if item.text]))
    prefix, _colon, local = name.partition(":")
    for element in xmp.xpath(f"//{name}", namespaces=SPACES):
        return _text(element.text)
    said = "//rdf:Description/@*[local-name()=$local and namespace-uri()=$space]"
    values = xmp.xpath(said, namespaces=SPACES, local=local, space=SPACES[prefix])
    return _text(next(iter(values), ""))


def _iptc(picture: ImageFile.ImageFile) -> Mapping[tuple[int, int], object]:
    with suppress(Exception):  # a reader of old binary records, with errors of every kind on broken ones
        return IptcImagePlugin.getiptcinfo(picture) or {}
    return {}


def _exif(picture: ImageFile.ImageFile) -> Mapping[int, object]:
    with suppress(Exception):  # as above
        return dict(picture.getexif())
    return {}


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    text = decoded(value) if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return ""
    printable = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
    lines = (" ".join(line.split()) for line in printable.splitlines())
    return "\n".join(filter(None, lines))[:LONGEST]


def decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")
