"""Pictures as nobody should upload them, made as they are asked for: each a name and its bytes."""

import io
import struct
import zlib

from PIL import Image

from tests import factories


def packed(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def truncated():
    return "cut.jpg", factories.picture(1200, 800, quality=95).read()[:4000]


def renamed():
    return "report.jpg", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 20


def drawing():
    return "logo.png", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def page():
    return "photo.jpg", b"<!doctype html><script>alert(1)</script>" * 50


def polyglot():
    """A JPEG that is a web page, a script and an archive as well."""
    script = b"<script>alert(document.domain)</script>"
    return "poly.jpg", factories.picture(600, 400, comment=script).read() + script + b"PK\x03\x04" + script


def bomb():
    """400 million pixels in a few kilobytes."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    row = zlib.compress(b"\x00" * (20_000 // 8 + 1) * 20_000, 9)
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    return "bomb.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


def lying_header():
    """A header that says 60,000 by 60,000 over the pixels of a small picture."""
    data = bytearray(packed(Image.new("RGB", (60, 40)), "PNG"))
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return "lies.png", bytes(data)


def animated(kind="WEBP"):
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    return "moving.webp", packed(frames[0], kind, save_all=True, append_images=frames[1:])


def gif():
    return "old.gif", packed(Image.new("P", (60, 40)), "GIF")


def tiny():
    return "pixel.png", packed(Image.new("RGB", (1, 1)), "PNG")


def many_text_chunks():
    """Metadata that unpacks to far more than the file: text chunks of zeros, packed."""
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    for number in range(64):
        notes.add_text(f"note{number}", "a" * 1_000_000, zip=True)
    return "notes.png", packed(Image.new("RGB", (600, 400)), "PNG", pnginfo=notes)


def deep_xmp():
    """XMP whose entities would unfold to gigabytes."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    xmp = f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><x:xmpmeta xmlns:x="adobe:ns:meta/">&e9;</x:xmpmeta>'
    return "xmp.jpg", factories.picture(600, 400, xmp=xmp.encode()).read()


def strip_of_pixels():
    """Half a million times as wide as high."""
    return "strip.png", packed(Image.new("1", (40_000, 12)), "PNG")


def many_scans():
    """A small progressive JPEG whose last scan is written over and over, each time for the decoder to unpack."""
    data = factories.picture(600, 400, progressive=True).read()
    last = data.rindex(b"\xff\xda")
    return "scans.jpg", data[:-2] + data[last:-2] * 500 + data[-2:]


def measurements():
    """Numbers with a point, as satellites send them: what is white among them, nobody has said."""
    return "height.tif", packed(Image.new("F", (600, 400), 0.5), "TIFF")


REFUSED = {
    many_scans: "too much memory or time",
    measurements: "not a photo",
    truncated: "damaged",
    renamed: "not a photo",
    drawing: "SVG drawing",
    page: "not a photo",
    bomb: "50 million pixels",
    lying_header: "50 million pixels",
    animated: "moves",
    gif: "not a photo",
    tiny: "smaller than 10",
}
MADE_SAFE = (polyglot, many_text_chunks, deep_xmp, strip_of_pixels)
