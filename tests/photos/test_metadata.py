"""What a file says of itself, as a first guess."""

import io
import struct

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from photos import library
from tests import factories

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 photoshop:Credit="North Agency" xmpRights:WebStatement="https://creativecommons.org/licenses/by/4.0/">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The weir at low water.</rdf:li>
<rdf:li xml:lang="de">Das Wehr.</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Ada Lens</rdf:li><rdf:li>Bo Shutter</rdf:li></rdf:Seq></dc:creator>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">Water over stones</rdf:li></rdf:Alt>
</Iptc4xmpCore:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def words_of(data):
    return library.develop(ContentFile(data, name="photo.jpg")).words


def iptc(**datasets):
    """A JPEG with an IPTC record as cameras' and agencies' programs write it (Photoshop's resource 0x0404)."""
    numbers = {"caption": 120, "creator": 80, "credit": 110, "rights": 116}
    record = b"".join(
        struct.pack(">BBBH", 0x1C, 2, numbers[name], len(value)) + value for name, value in datasets.items()
    )
    block = b"8BIM" + struct.pack(">HH", 0x0404, 0) + struct.pack(">I", len(record)) + record
    segment = b"Photoshop 3.0\x00" + block + b"\x00" * (len(record) % 2)
    data = factories.picture(60, 40).read()
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + data[2:]


def test_xmp_says_caption_creators_credit_description_and_licence():
    assert words_of(factories.picture(60, 40, xmp=XMP.encode()).read()) == {
        "caption": "The weir at low water.",
        "alt": "Water over stones",
        "creator": "Ada Lens, Bo Shutter",
        "credit": "North Agency",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    }


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_xmp_is_read_in_every_kind_that_carries_it(kind):
    file = io.BytesIO()
    picture = Image.new("RGB", (60, 40))
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        notes = PngInfo()
        notes.add_itxt("XML:com.adobe.xmp", XMP)
        picture.save(file, kind, pnginfo=notes)
    elif kind == "TIFF":
        picture.save(file, kind, tiffinfo={700: XMP.encode()})
    else:
        picture.save(file, kind, xmp=XMP.encode())
    assert words_of(file.getvalue())["creator"] == "Ada Lens, Bo Shutter"


def test_iptc_is_read_in_utf_8_and_in_the_letters_of_older_programs():
    found = words_of(iptc(caption="Überschwemmung".encode("cp1252"), creator="Zoë".encode(), rights=b"(c) North"))
    assert found == {"caption": "Überschwemmung", "creator": "Zoë", "rights": "(c) North"}


def test_exif_is_read_where_nothing_better_is_said():
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = "Harbour\x00", "Ada Lens", "(c) Ada Lens"
    assert words_of(factories.picture(60, 40, exif=exif).read()) == {
        "caption": "Harbour", "creator": "Ada Lens", "rights": "(c) Ada Lens",
    }  # fmt: skip


@pytest.mark.parametrize("xmp", [b"<x", b"\xff\xfe\x00", b"<a>" * 9000, b"plain", b""])
def test_broken_metadata_is_passed_over(xmp):
    assert words_of(factories.picture(60, 40, xmp=xmp).read()) == {}
