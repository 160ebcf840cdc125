"""How a picture gets into the library: told and developed by the worker, kept privately, its renditions stored."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy

from common import slugs
from photos import renditions
from photos.models import Photo

logger = logging.getLogger(__name__)
SUFFIXES = {"jpg", "jpeg", "png", "webp", "avif", "tif", "tiff", "heic", "heif"}
ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/tiff,image/heic,image/heif"
KINDS = gettext_lazy("JPEG, PNG, WebP, AVIF, TIFF or HEIC, up to 40 MB and 50 million pixels.")
MOST_BYTES = 40 * 2**20
MOST_SECONDS = 60  # by the clock; the worker's own bound is less, but a busy machine is slow
one_at_a_time = threading.Lock()  # of each server process: so many workers' memory is all that uploads can take
REASONS = {
    "kind": gettext_lazy(
        "This file is not a photo we can read. Photos are JPEG, PNG, WebP, AVIF, TIFF or HEIC. Save it as one of these."
    ),
    "svg": gettext_lazy("This is an SVG drawing, which can carry a script. Export it as a PNG."),
    "pixels": gettext_lazy("This photo has more than 50 million pixels. Save it smaller."),
    "packed": gettext_lazy("A WebP or AVIF photo may have 25 million pixels at most. Save this one as JPEG."),
    "small": gettext_lazy("This picture is smaller than 10 pixels. Upload the photo itself."),
    "moves": gettext_lazy("This picture moves or has several pages. Save one of them as a photo."),
    "damaged": gettext_lazy("This photo is damaged: it ends early or breaks off. Export it again."),
    "memory": gettext_lazy(
        "This photo is damaged, or takes too much memory or time to unpack. Save it as a JPEG of less than 24 million "
        "pixels."
    ),
    "bytes": gettext_lazy("This file is larger than 40 MB. Save the photo smaller and upload it again."),
    "empty": gettext_lazy("This file is empty. Export the photo again."),
    "storage": gettext_lazy(
        "The place where files are kept doesn’t answer, or is full. Nothing was changed. Try again in a few minutes; "
        "if it stays so, tell whoever runs the site."
    ),
}


@dataclass
class Developed:
    """What the worker has made of a file: what it is, and, if they were wanted, its renditions."""

    extension: str
    width: int  # pixels, upright, as is height
    height: int
    colour: str
    words: dict[str, str]  # see `metadata.read`
    digest: str
    packed: dict[str, bytes] = field(default_factory=dict)  # by CROP-WIDTH.FORMAT

    def files(self, photo: Photo) -> Iterator[tuple[str, bytes]]:
        """Every rendition's name and bytes."""
        for crop, width, extension in renditions.listed(self.width, self.height):
            yield renditions.name(photo, crop, width, extension), self.packed[f"{crop}-{width}.{extension}"]
        yield renditions.whole_name(photo), self.packed["whole.jpg"]


def check(file: File) -> tuple[str, int, int]:
    """The extension, width and height of an uploaded picture, upright.

    Raises ValidationError, with words for an editor, for what is not a picture we can use.
    """
    found = _work(file, None)
    return found.extension, found.width, found.height


def develop(file: File, focal: tuple[float, float] = (0.5, 0.5)) -> Developed:
    """All that is made of a file, nothing stored yet. focal: across and down, from 0 to 1; to the hundredth, as names
    have it, so that one name is one picture.

    Raises ValidationError as `check` does.
    """
    return _work(file, (round(focal[0], 2), round(focal[1], 2)))


def _work(file: File, focal: tuple[float, float] | None) -> Developed:
    if file.size is not None and file.size > MOST_BYTES:
        raise ValidationError(REASONS["bytes"], "bytes")
    if not file.size:
        raise ValidationError(REASONS["empty"], "empty")
    with TemporaryDirectory() as place:
        source, folder, digest = Path(place, "source"), Path(place, "renditions"), hashlib.sha256()
        folder.mkdir()
        file.seek(0)
        with source.open("wb") as copy:
            for chunk in file.chunks():
                digest.update(chunk)
                copy.write(chunk)
        file.seek(0)
        facts = _run([str(source), *([str(folder), *map(str, focal)] if focal else [])])
        if "refused" in facts:
            raise ValidationError(REASONS[facts["refused"]], facts["refused"])
        packed = {each.name: each.read_bytes() for each in folder.iterdir()}
    return Developed(**facts, digest=digest.hexdigest(), packed=packed)


def _run(arguments: list[str]) -> dict[str, Any]:
    # No secret of the server's goes along, and no Django: only what Python needs to find itself.
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    command = [sys.executable, "-m", "photos.worker", *arguments]
    try:
        with one_at_a_time:
            done = subprocess.run(  # noqa: S603  our own module; the arguments are names we made
                command, cwd=settings.BASE_DIR, env=environment, capture_output=True, timeout=MOST_SECONDS, check=False
            )
        return dict(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return {"refused": "memory"}
    except ValueError:
        # Killed at one of its bounds, or brought down: the log says which.
        logger.warning("The photo worker ended with %d: %s", done.returncode, done.stderr.decode(errors="replace"))
        return {"refused": "memory"}


def digest(file: File) -> str:
    """SHA-256 of a file's bytes, in hex; leaves it rewound."""
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


def keep(photo: Photo, file: File, developed: Developed | None = None) -> Photo:
    """Takes a file as a photo's original, stores the renditions, and saves the photo.

    developed: what `develop` has made of this very file with this photo's focal point, if it has. Files come first:
    they have names that nothing else uses, so a failure leaves no row without its files.

    Raises ValidationError as `check` does, and NotStored; then nothing is changed, the photo's fields neither.
    """
    developed = developed or develop(file, (photo.focal_x, photo.focal_y))
    former = {name: getattr(photo, name) for name in ("width", "height", "digest", "colour", "recipe")}
    former["original"] = photo.original.name
    photo.width, photo.height, photo.digest = developed.width, developed.height, developed.digest
    file.seek(0)
    try:
        with stored():
            photo.original.save(f"{photo.uuid}/{photo.digest[:8]}.{developed.extension}", File(file), save=False)
        store(photo, developed)
    except BaseException:
        take_back(photo)
        for name, value in former.items():
            setattr(photo, name, value)
        raise
    photo.save()
    return photo


class NotStored(ValidationError):
    """The storage failed, in words for an editor; the file may be good."""


@contextmanager
def stored() -> Iterator[None]:
    """Around what writes or reads files: a storage that fails is logged, and raised as NotStored."""
    try:
        yield
    except OSError as error:
        logger.exception("The storage of files failed.")
        raise NotStored(REASONS["storage"], "storage") from error


def store(photo: Photo, developed: Developed) -> None:
    """Stores renditions, and tells the photo what they were made with; saving it is the caller's. Raises NotStored."""
    storage = storages["renditions"]
    with stored():
        for name, packed in developed.files(photo):
            storage.save(name, ContentFile(packed))
    photo.colour, photo.recipe = developed.colour, renditions.RECIPE


def renew(photo: Photo) -> None:
    """Makes every rendition anew from the original, after another focal point or recipe; saving is the caller's.

    Raises NotStored.
    """
    with stored(), photo.original.open("rb") as file:
        store(photo, develop(file, (photo.focal_x, photo.focal_y)))


def add(file: File, **fields: Any) -> Photo:
    """A new photo from a file and its words."""
    return keep(Photo(**fields), file)


def take_back(photo: Photo) -> None:
    """Deletes the files of a photo that were never stored with its row after all; not those its row has.

    Up to the first that can't be deleted: a storage that failed may fail again, and slowly. `clean_uploads` finds them.
    """
    row = Photo.objects.filter(pk=photo.pk).first()
    with suppress(OSError):
        if photo.original and (row is None or row.original.name != photo.original.name):
            photo.original.storage.delete(str(photo.original.name))
        if photo.digest and photo.width:
            for name in renditions.files(photo) - (renditions.files(row) if row else set()):
                storages["renditions"].delete(name)


def drop(photo: Photo, names: Collection[str]) -> None:
    """Deletes renditions that a photo had, once the save that gave it others is committed.

    Not those it has now: somebody may have gone back to the former focal point meanwhile, and holds its row while the
    files are written. What can't be deleted, `clean_uploads` finds.
    """
    with transaction.atomic(), suppress(OSError):
        row = Photo.objects.select_for_update(no_key=True).filter(pk=photo.pk).first()
        for name in set(names) - (renditions.files(row) if row else set()):
            storages["renditions"].delete(name)


def served(name: str) -> bytes:
    """A stored rendition. Raises FileNotFoundError."""
    with storages["renditions"].open(name) as file:
        return bytes(file.read())


def free_slug(name: str) -> str:
    """A short name that no photo has, after a title or a file's name."""
    words = PurePath(name).stem if PurePath(name).suffix.lower().strip(".") in SUFFIXES else name
    return slugs.free_slug(words, Photo.objects.all(), most=180, otherwise="photo")
