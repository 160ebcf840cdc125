"""What readers get of a photo: a closed list of crops, widths and formats, and names that need no database row."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from photos.models import Photo


@dataclass(frozen=True)
class Crop:
    ratio: float  # width by height
    widths: tuple[int, ...]  # pixels, smallest first
    formats: tuple[str, ...] = ("avif", "webp", "jpg")

    def height(self, width: int) -> int:
        return round(width / self.ratio)


CROPS = {
    "lead": Crop(21 / 10, (960, 1200, 1440, 1920)),
    "card": Crop(3 / 2, (320, 480, 720, 960, 1280)),
    "portrait": Crop(4 / 5, (240, 480)),
    "square": Crop(1, (96, 192, 384)),
    "social": Crop(1.91, (1200,), ("jpg",)),  # the ratio that networks and messengers cut to
}
# What each is saved with. AVIF of quality 50 looks like WebP of 78 and is half to two thirds of it; speed 9 takes a
# fourth of the time of 8 for the same bytes (measured on the demo's photos). One thread each, since two work at once.
OPTIONS: dict[str, dict[str, int]] = {
    "avif": {"quality": 50, "speed": 9, "max_threads": 1},
    "webp": {"quality": 78, "method": 4},
    "jpg": {"quality": 80, "progressive": True, "optimize": True},
}
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# A phone's share of a lead photo: a grainy one gives up quality before it goes over.
BUDGET_WIDTH, BUDGET = 720, 60_000  # pixels, bytes
WHOLE = 960  # pixels: the longer side of the uncropped picture, which only the desk sees
RECIPE = hashlib.sha256(repr((CROPS, OPTIONS, BUDGET_WIDTH, BUDGET, WHOLE)).encode()).hexdigest()[:12]

NAME = re.compile(
    rf"^(?P<uuid>{patterns.UUID})/(?P<crop>{'|'.join(CROPS)})-(?P<width>\d{{2,4}})-(?P<focal>\d{{1,3}}x\d{{1,3}})-"
    r"(?P<digest>[0-9a-f]{8})\.(?P<format>avif|webp|jpg)$"
)


def name(photo: Photo, crop: str, width: int, extension: str) -> str:
    """Where a rendition is kept and, under /media/, read.

    Focal point and the original's digest are part of it: another crop or another file is another
    address, so that no cache anywhere can show a stale one.
    """
    focal = f"{round(photo.focal_x * 100)}x{round(photo.focal_y * 100)}"
    return f"{photo.uuid}/{crop}-{width}-{focal}-{photo.digest[:8]}.{extension}"


def whole_name(photo: Photo) -> str:
    """Where the uncropped picture is kept. No reader's address: `NAME` doesn't match it."""
    return f"{photo.uuid}/whole-{photo.digest[:8]}.jpg"


def box(width: int, height: int, ratio: float, focal_x: float, focal_y: float) -> tuple[int, int, int, int]:
    """The largest rectangle of a ratio inside a picture, as near to centred on the focal point as fits.

    Left, top, right, bottom in pixels.
    """
    crop_width, crop_height = min(width, round(height * ratio)), min(height, round(width / ratio))
    crop_width, crop_height = max(crop_width, 1), max(crop_height, 1)
    left = min(max(round(focal_x * width - crop_width / 2), 0), width - crop_width)
    top = min(max(round(focal_y * height - crop_height / 2), 0), height - crop_height)
    return left, top, left + crop_width, top + crop_height


def widths_of(width: int, height: int, crop: str) -> list[int]:
    """The widths that exist of a crop of a picture: never larger than the picture gives, but always one."""
    available = min(width, round(height * CROPS[crop].ratio))
    smallest, *larger = CROPS[crop].widths
    return [smallest, *(each for each in larger if each <= available)]


def widths(photo: Photo, crop: str) -> list[int]:
    return widths_of(photo.width, photo.height, crop)


def listed(width: int, height: int) -> Iterator[tuple[str, int, str]]:
    """Crop, width and format of every rendition of a picture of this size.

    JPEG is for what knows nothing newer: one width of each crop will do, `fallback`.
    """
    for crop, spec in CROPS.items():
        available = widths_of(width, height, crop)
        for extension in spec.formats:
            for each in [fallback(available)] if extension == "jpg" else available:
                yield crop, each, extension


def fallback(available: list[int]) -> int:
    """The width of a crop's JPEG: the largest up to 960 pixels, or the smallest there is."""
    return max((width for width in available if width <= 960), default=available[0])


def names(photo: Photo) -> set[str]:
    """Every rendition a photo has now."""
    return {name(photo, *each) for each in listed(photo.width, photo.height)}


def files(photo: Photo) -> set[str]:
    """All that is kept of a photo beside its original: the renditions, and what only the desk sees."""
    return {*names(photo), whole_name(photo)}


def current(photo: Photo, asked: re.Match[str]) -> str:
    """The rendition that stands today for one that was asked for: of the same crop, nearest in width.

    Pages and feeds that others keep may name one of an earlier focal point, file or list.
    """
    crop, extension = asked["crop"], asked["format"]
    if extension not in CROPS[crop].formats:
        extension = "jpg"
    available = [width for c, width, e in listed(photo.width, photo.height) if (c, e) == (crop, extension)]
    return name(photo, crop, min(available, key=lambda width: abs(width - int(asked["width"]))), extension)
