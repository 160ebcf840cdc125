"""What is done to a picture: told from its bytes, set upright, to sRGB, cropped and packed. Knows no Django."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pi_heif
from PIL import (  # each plugin makes its format known by being imported
    AvifImagePlugin,  # noqa: F401
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401
)

from photos import metadata, renditions

# MPO is a JPEG with a second picture behind the first (depth, brightness), as many phones write it.
EXTENSIONS = {
    "JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "TIFF": "tif", "HEIF": "heic",
}  # fmt: skip
MOST_PIXELS = 50_000_000
MOST_PACKED = 25_000_000  # of WebP and AVIF, whose decoders hold several copies of the whole
LARGE = 16_000_000  # pixels
SCAN, MOST_SCANS = b"\xff\xda", 100  # a JPEG may be written over itself as often as it likes; cameras do it ten times
SHORTEST = 10  # pixels of a side
UPRIGHT = {"HEIF", "TIFF"}  # what Pillow and pi-heif turn by themselves
LIES = range(5, 9)  # Exif orientations that turn a picture by a quarter
# What Pillow and its plugins raise on broken files; it has no common base.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, ArithmeticError, RuntimeError)
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
SRGB = ImageCms.createProfile("sRGB")
STRIP = 4_000_000  # pixels worked on at a time
SPARE = 1.25  # how much larger than its largest rendition a crop is kept before the last, finest shrinking

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Refused(Exception):
    """The reason, a key of `library.REASONS`."""


@dataclass
class Facts:
    """What is told of a picture. Width and height in pixels, upright; colour as #rrggbb, its average."""

    extension: str
    width: int
    height: int
    colour: str = ""
    words: dict[str, str] = field(default_factory=dict)  # see `metadata.read`


def opened(source: Path) -> ImageFile.ImageFile:
    """A picture of a kind we take, its size checked before a pixel is unpacked. Raises Refused."""
    with source.open("rb") as file:
        start = file.read(512).lstrip().lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")):
        raise Refused("svg")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(source, formats=[kind for kind in EXTENSIONS if kind != "MPO"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    except UnidentifiedImageError:
        raise Refused("kind") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("pixels")
    if picture.format in {"WEBP", "AVIF"} and picture.width * picture.height > MOST_PACKED:
        raise Refused("packed")
    if min(picture.size) < SHORTEST:
        raise Refused("small")
    if picture.mode == "F":
        raise Refused("kind")  # measurements: what is white in them, nobody has said
    if picture.format in {"JPEG", "MPO"} and source.read_bytes().count(SCAN) > MOST_SCANS:
        raise Refused("memory")
    if getattr(picture, "n_frames", 1) > 1 and picture.format not in {"MPO", "HEIF"}:
        raise Refused("moves")
    return picture


def develop(source: Path, target: Path | None, focal: tuple[float, float]) -> Facts:
    """Tells what a file is and, given a folder, puts every rendition into it as `CROP-WIDTH.FORMAT`, and `whole.jpg`.

    focal: across and down, each from 0 to 1.

    Raises Refused.
    """
    is_large = False
    try:
        with opened(source) as picture:
            is_large = picture.width * picture.height > LARGE
            kind, words = str(picture.format), metadata.read(picture)
            orientation = 1 if kind in UPRIGHT else picture.getexif().get(0x0112, 1)
            width, height = picture.size[::-1] if orientation in LIES else picture.size
            # JPEG can be unpacked at a half, a quarter or an eighth: memory and time saved where it is large.
            factor = needed(width, height)
            if target is not None and kind in {"JPEG", "MPO"} and factor < 1:
                picture.draft(None, (int(picture.width * factor), int(picture.height * factor)))
            picture.load()
            facts = Facts(EXTENSIONS[kind], width, height, words=words)
            if target is not None:
                plain = clean(shrunk(picture, needed(*picture.size)), picture.info.get("icc_profile"))
                plain = plain.transpose(TURNS[orientation]) if orientation in TURNS else plain
    except BROKEN:
        # A decoder that gets no memory says what it says of a broken file.
        raise Refused("memory" if is_large else "damaged") from None
    if target is not None:
        facts.colour = "#" + plain.resize((1, 1), Image.Resampling.BOX).tobytes().hex()
        pack(plain, facts, target, focal)
    return facts


def needed(width: int, height: int) -> float:
    """By how much a picture may be shrunk with enough left for the largest rendition of every crop. At most 1."""
    factors = []
    for spec in renditions.CROPS.values():
        crop_width = min(width, height * spec.ratio)
        factors.append(SPARE * spec.widths[-1] / crop_width)
    return min(1.0, max(factors))


def shrunk(picture: Image.Image, factor: float) -> Image.Image:
    """Smaller by a whole number, and of 8 bits a colour: by strips, so that nothing is held twice in full size."""
    by = max(1, int(1 / factor))
    if by == 1:
        return eight_bits(picture)
    rows = by * max(1, STRIP // (picture.width * by))
    tops = range(0, picture.height, rows)
    strips = [eight_bits(picture.crop((0, y, picture.width, min(y + rows, picture.height)))).reduce(by) for y in tops]
    whole = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for y, strip in zip(range(0, whole.height, rows // by), strips, strict=True):
        whole.paste(strip, (0, y))
    return whole


def eight_bits(picture: Image.Image) -> Image.Image:
    """As RGB, RGBA, CMYK, L or LAB. Grey of 16 bits is scaled: Pillow's own conversion cuts all above 255 to white."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if has_alpha(picture):
        return picture.convert("RGBA")
    return picture if picture.mode in {"RGB", "CMYK", "L", "LAB"} else picture.convert("RGB")


def has_alpha(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in picture.info


def clean(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB, on white, and without any metadata: pixels pasted into an empty picture."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    opaque = picture.convert("RGB") if alpha else picture
    if profile:
        # A broken or foreign profile: the plain conversion below is then the best there is.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            opaque = ImageCms.profileToProfile(opaque, source, SRGB, outputMode="RGB") or opaque
    plain = Image.new("RGB", opaque.size, "white")
    plain.paste(opaque.convert("RGB"), mask=alpha)
    return plain


def pack(plain: Image.Image, facts: Facts, target: Path, focal: tuple[float, float]) -> None:
    """Every rendition into a folder. The encoders leave Python's lock alone, so two work at once.

    Never on the same picture: Pillow keeps what a file is saved with on the picture, and one would take the other's.
    """
    whole = plain.copy()
    whole.thumbnail((renditions.WHOLE, renditions.WHOLE))
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(whole.save, target / "whole.jpg", "JPEG", **renditions.OPTIONS["jpg"])]
        for scaled, stem, extensions in crops(plain, facts, focal):
            jobs.append(pool.submit(save_all, scaled, target / stem, extensions))
        for job in jobs:
            job.result()


def crops(plain: Image.Image, facts: Facts, focal: tuple[float, float]) -> Iterator[tuple[Image.Image, str, list[str]]]:
    """Each picture that is wanted, its file's stem, and the formats it is wanted in."""
    wanted: dict[tuple[str, int], list[str]] = {}
    for crop, width, extension in renditions.listed(facts.width, facts.height):
        wanted.setdefault((crop, width), []).append(extension)
    for (crop, width), extensions in wanted.items():
        spec = renditions.CROPS[crop]
        area = renditions.box(*plain.size, spec.ratio, *focal)
        scaled = plain.resize((width, spec.height(width)), Image.Resampling.LANCZOS, box=area, reducing_gap=3)
        yield scaled, f"{crop}-{width}", extensions


def save_all(picture: Image.Image, stem: Path, extensions: list[str]) -> None:
    for extension in extensions:
        save(picture, stem.with_name(f"{stem.name}.{extension}"), extension)


def save(picture: Image.Image, target: Path, extension: str) -> None:
    kind = {"jpg": "JPEG"}.get(extension, extension.upper())
    options = dict(renditions.OPTIONS[extension])
    while True:
        packed = io.BytesIO()
        picture.save(packed, kind, **options)
        if extension != "avif" or picture.width > renditions.BUDGET_WIDTH or packed.tell() <= renditions.BUDGET:
            break
        options["quality"] -= 8
        if options["quality"] < 10:
            break
    target.write_bytes(packed.getvalue())
