"""What readers get of a photo: a closed list of crops and widths, made at upload, named without a database row."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from PIL import Image, ImageCms, ImageOps

if TYPE_CHECKING:
    from photos.models import Photo


@dataclass(frozen=True)
class Crop:
    ratio: float  # width by height
    widths: tuple[int, ...]  # pixels, smallest first


CROPS = {
    "lead": Crop(3 / 2, (480, 960, 1440)),
    "card": Crop(3 / 2, (320, 480, 960)),
    "portrait": Crop(1, (96, 192, 384)),
}
FORMATS = {
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", {"quality": 80, "progressive": True, "optimize": True}),
}
CONTENT_TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}
NAME = re.compile(
    r"^(?P<uuid>[0-9a-f-]{36})/(?P<crop>[a-z]+)-(?P<width>\d{2,4})-(?P<focal>\d{1,3}x\d{1,3})-"
    r"(?P<digest>[0-9a-f]{8})\.(?P<format>webp|jpg)$"
)


def name(photo: Photo, crop: str, width: int, extension: str) -> str:
    """Where a rendition is kept and, under /media/, read.

    Focal point and the original's digest are part of it: another crop or another file is another
    address, so that no cache anywhere can show a stale one.
    """
    focal = f"{round(photo.focal_x * 100)}x{round(photo.focal_y * 100)}"
    return f"{photo.uuid}/{crop}-{width}-{focal}-{photo.digest[:8]}.{extension}"


def box(width: int, height: int, ratio: float, focal_x: float, focal_y: float) -> tuple[int, int, int, int]:
    """The largest rectangle of a ratio inside a picture, as near to centred on the focal point as fits.

    Left, top, right, bottom in pixels.
    """
    crop_width, crop_height = min(width, round(height * ratio)), min(height, round(width / ratio))
    crop_width, crop_height = max(crop_width, 1), max(crop_height, 1)
    left = min(max(round(focal_x * width - crop_width / 2), 0), width - crop_width)
    top = min(max(round(focal_y * height - crop_height / 2), 0), height - crop_height)
    return left, top, left + crop_width, top + crop_height


def widths(photo: Photo, crop: str) -> list[int]:
    """The widths that exist of a crop: never larger than the original gives, but always one."""
    left, _, right, _ = box(photo.width, photo.height, CROPS[crop].ratio, photo.focal_x, photo.focal_y)
    smallest, *larger = CROPS[crop].widths
    return [smallest, *(width for width in larger if width <= right - left)]


def names(photo: Photo) -> set[str]:
    """Every rendition a photo has now."""
    return {
        name(photo, crop, width, extension) for crop in CROPS for width in widths(photo, crop) for extension in FORMATS
    }


def served(name: str, content_type: str = "") -> HttpResponse:
    """A stored file as an answer. Whether it may be shown, and how long it may be kept, is the view's to say.

    Raises Http404.
    """
    try:
        with storages["renditions"].open(name) as file:
            return HttpResponse(file.read(), content_type=content_type or CONTENT_TYPES[name.rpartition(".")[2]])
    except FileNotFoundError as error:
        raise Http404 from error


def make(photo: Photo) -> None:
    """Writes every rendition of a photo from its original."""
    with photo.original.open("rb") as file, Image.open(file) as opened:
        picture = clean(opened)
    storage = storages["renditions"]
    for crop, spec in CROPS.items():
        cut = picture.crop(box(*picture.size, spec.ratio, photo.focal_x, photo.focal_y))
        for width in widths(photo, crop):
            scaled = cut.resize((width, round(width / spec.ratio)), Image.Resampling.LANCZOS)
            for extension, (kind, options) in FORMATS.items():
                target = io.BytesIO()
                scaled.save(target, kind, **options)
                storage.save(name(photo, crop, width, extension), ContentFile(target.getvalue()))


def clean(opened: Image.Image) -> Image.Image:
    """Upright, in sRGB, on white, and without any metadata: pixels pasted into an empty picture."""
    turned = ImageOps.exif_transpose(opened)
    profile = turned.info.get("icc_profile")
    if profile and turned.mode in {"RGB", "CMYK", "L"}:
        # A broken or foreign profile: the plain conversion below is then the best there is.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(turned, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            turned = converted or turned
    picture = Image.new("RGB", turned.size, "white")
    if turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        picture.paste(turned, mask=turned.getchannel("A"))
    else:
        picture.paste(turned.convert("RGB"))
    return picture
