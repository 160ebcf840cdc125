"""The institute's mark: a picture of its own, made small and plain, beside its name on every page."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from photos import library

HEIGHT, MOST_WIDTH = 96, 480  # pixels; shown at a third of it
ICON = 96
MOST_BYTES = 2 * 2**20
MOST_PIXELS = 16_000_000
NAME = re.compile(r"mark-(?P<digest>[0-9a-f]{16})-(?P<width>\d{1,3})x(?P<height>\d{1,3})\.png")


@dataclass(frozen=True)
class Mark:
    name: str
    width: int  # as shown, in CSS pixels
    height: int

    @property
    def address(self) -> str:
        return reverse("rendition", args=[self.name])

    @property
    def icon(self) -> str:
        """The file of its square version, for tabs and bookmarks."""
        return self.name.replace("mark-", "icon-", 1)

    @property
    def icon_address(self) -> str:
        return reverse("rendition", args=[self.icon])


def read(name: str) -> Mark | None:
    """A stored name as a mark; None for none."""
    match = NAME.fullmatch(name)
    return Mark(name, int(match["width"]) // 3, int(match["height"]) // 3) if match else None


def keep(file: File) -> str:
    """Stores a picture as a mark and as an icon, transparent where it is; gives the name to keep.

    The name is the digest of the bytes, so that another picture is another address.

    Raises ValidationError, with words for an editor.
    """
    check(file)
    picture = cropped(file)
    icon = squared(picture)
    picture.thumbnail((MOST_WIDTH, HEIGHT))
    packed = png(picture)
    name = f"mark-{hashlib.sha256(packed).hexdigest()[:16]}-{picture.width}x{picture.height}.png"
    storage = storages["renditions"]
    with library.stored():
        storage.save(name, ContentFile(packed))
        storage.save(name.replace("mark-", "icon-", 1), ContentFile(png(icon)))
    return name


def check(file: File) -> None:
    """Refuses what should not even be unpacked here. Raises ValidationError."""
    if file.size is not None and file.size > MOST_BYTES:
        raise ValidationError(_("This file is larger than 2 MB. Save the mark smaller, about 200 pixels high."))
    if file.name and str(file.name).lower().endswith(".svg"):
        raise ValidationError(_("An SVG can carry a script. Export the mark as a PNG about 200 pixels high."))
    extension, width, height = library.check(file)
    if extension == "heic":
        raise ValidationError(_("This is a HEIC photo. Export the mark as a PNG about 200 pixels high."))
    if width * height > MOST_PIXELS:
        raise ValidationError(_("This picture has more than 16 million pixels. Save the mark about 200 pixels high."))


def cropped(file: File) -> Image.Image:
    """The picture upright, without what is transparent around it. Raises ValidationError for one of no mark's shape."""
    with Image.open(file) as opened:
        upright = ImageOps.exif_transpose(opened)
        if upright.mode.startswith(("I", "F")):
            raise ValidationError(_("This picture has 16 bits a colour. Save it with 8."))
        picture = Image.new("RGBA", upright.size)
        picture.paste(upright.convert("RGBA"))
    if box := picture.getchannel("A").getbbox():
        picture = picture.crop(box)
    else:
        raise ValidationError(_("This picture is wholly transparent."))
    if picture.height < HEIGHT // 3:
        raise ValidationError(_("This picture is too small. A mark is at least 96 pixels high."))
    if picture.width < picture.height / 3:
        raise ValidationError(_("This picture is more than three times as high as wide. Use a mark that is wider."))
    if picture.width > picture.height * MOST_WIDTH / HEIGHT:
        raise ValidationError(_("This picture is more than five times as wide as high. Use the mark without the name."))
    return picture


def squared(picture: Image.Image) -> Image.Image:
    """The icon: the whole mark in the middle of a transparent square."""
    icon = picture.copy()
    icon.thumbnail((ICON, ICON))
    square = Image.new("RGBA", (ICON, ICON))
    square.paste(icon, ((ICON - icon.width) // 2, (ICON - icon.height) // 2))
    return square


def png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()
