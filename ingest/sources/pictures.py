"""Pictures in a source: which kinds can be used, told from their bytes."""

from __future__ import annotations

from ingest.document import Image, words
from ingest.sources.losses import Losses, quoted

LARGEST = 15 * 2**20  # bytes of one picture
MOST_BYTES = 60 * 2**20  # of all of a source's pictures
SMALLEST = 100  # bytes; less is a spacer or a counter
# What the photo library takes, and what else is met.
USABLE = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif", "image/tiff": "tif"}
NAMES = {"image/gif": "GIF", "image/bmp": "BMP", "image/svg+xml": "SVG", "image/emf": "EMF", "image/wmf": "WMF",
         "image/heic": "HEIC", "image/jxl": "JPEG XL", "image/vnd.adobe.photoshop": "Photoshop"}  # fmt: skip


def kind(data: bytes) -> str:
    """The content type of a picture by its bytes, or ""."""
    head = data[:64]
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return (
            "image/avif" if head[8:12] in (b"avif", b"avis") else "image/heic" if head[8:11] in (b"hei", b"mif") else ""
        )
    if head.startswith(b"\x01\x00\x00\x00") and head[40:44] == b" EMF":
        return "image/emf"
    starts = {
        b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif",
        b"II*\x00": "image/tiff",
        b"MM\x00*": "image/tiff", b"\xd7\xcd\xc6\x9a": "image/wmf", b"8BPS\x00\x01": "image/vnd.adobe.photoshop",
        b"\x00\x00\x00\x0cJXL ": "image/jxl",
    }  # fmt: skip
    for start, name in starts.items():
        if head.startswith(start):
            return name
    if head.startswith(b"BM") and head[6:10] == bytes(4) and len(data) > 26:
        return "image/bmp"
    return "image/svg+xml" if b"<svg" in data[:1000] else ""


def add(images: list[Image], data: bytes, alt: str, losses: Losses, where: str, name: str = "") -> int | None:
    """The place of a picture among the images; None, and a line in the losses, if it is of no use.

    A picture that stands twice in a source is kept once.
    """
    for place, image in enumerate(images):
        if image.data == data and image.alt == alt:
            return place
    content_type = kind(data)
    described = f" ({quoted(alt)})" if words(alt) else ""
    if content_type not in USABLE:
        what = f"in the format {NAMES[content_type]}" if content_type in NAMES else "in a format that is not known"
        losses.add(f"A picture {where}{described}, {what}: save it as PNG or JPEG and add it to the photos")
        return None
    if len(data) > LARGEST or sum(len(image.data) for image in images) + len(data) > MOST_BYTES:
        losses.add(f"A picture {where}{described}, which is too large ({len(data) // 2**20} MB): add it to the photos")
        return None
    images.append(Image(name or f"image{len(images) + 1}.{USABLE[content_type]}", content_type, data, alt))
    return len(images) - 1
