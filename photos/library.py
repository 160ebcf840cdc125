"""How a picture gets into the library: checked, kept privately, its renditions made."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.utils.text import slugify
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from photos import renditions
from photos.models import Photo

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "TIFF": "tif"}
SUFFIXES = {*FORMATS.values(), "jpeg", "tiff"}
MOST_BYTES = 40 * 2**20
MOST_PIXELS = 50_000_000


def check(file: File) -> tuple[str, int, int]:
    """The extension, width and height of an uploaded picture, upright.

    Raises ValidationError, with words for an editor, for what is not a picture we can use.
    """
    if file.size is not None and file.size > MOST_BYTES:
        raise ValidationError(_("This file is larger than 40 MB. Save the photo smaller and upload it again."))
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                if picture.format not in FORMATS:
                    raise ValidationError(_("Photos are JPEG, PNG, WebP, AVIF or TIFF. Save it as one of these."))
                if picture.width * picture.height > MOST_PIXELS:
                    raise ValidationError(_("This photo has more than 50 million pixels. Save it smaller."))
                if getattr(picture, "n_frames", 1) > 1:
                    raise ValidationError(_("This picture moves or has several pages. Save one of them as a photo."))
                picture.load()
                turned = picture.getexif().get(0x0112, 1) >= 5  # Exif orientation: 5 to 8 lie on their side
                width, height = (picture.height, picture.width) if turned else picture.size
                return FORMATS[picture.format], width, height
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("This file is not a photo, or far too large a one.")) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(_("This photo is damaged: it ends early or breaks off. Export it again.")) from error
    finally:
        file.seek(0)


def digest(file: File) -> str:
    """SHA-256 of a file's bytes, in hex; leaves it rewound."""
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


def keep(photo: Photo, file: File) -> Photo:
    """Takes a file as a photo's original, makes the renditions, and saves the photo.

    Files come first: they have names that nothing else uses, so a failure leaves no row without its files.

    Raises ValidationError as `check` does.
    """
    extension, photo.width, photo.height = check(file)
    photo.digest = digest(file)
    photo.original.save(f"{photo.uuid}/{photo.digest[:8]}.{extension}", ContentFile(file.read()), save=False)
    renditions.make(photo)
    photo.save()
    return photo


def add(file: File, **fields: Any) -> Photo:
    """A new photo from a file and its words."""
    return keep(Photo(**fields), file)


def take_back(photo: Photo) -> None:
    """Deletes the files of a photo whose row was never stored after all."""
    if photo.original:
        photo.original.storage.delete(str(photo.original.name))
    if photo.digest and photo.width:
        for name in renditions.names(photo):
            storages["renditions"].delete(name)


def free_slug(name: str) -> str:
    """A short name that no photo has, after a title or a file's name."""
    base = slugify(PurePath(name).stem if PurePath(name).suffix.lower().strip(".") in SUFFIXES else name)
    base = base[:180].strip("-") or "photo"
    taken = set(Photo.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
