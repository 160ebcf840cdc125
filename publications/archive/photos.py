"""Photos in an archive, read and written; their files lie beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files import File

from photos import library
from photos.models import Photo
from publications.archive.rows import find, keep
from publications.archive.values import Bad, get, iso, moment, slug_of

FOLDER = "photos"  # the folder beside the archive
PHOTO_WORDS = ("alt", "caption", "credit", "licence", "source", "territory", "contact")


def beside(folder: Path, name: str) -> Path:
    """The file of that name beside the archive.

    Raises Bad.
    """
    try:
        source = (folder / name).resolve()
        there = source.is_file()
    except OSError as error:
        raise Bad(f"{name!r} is no path") from error
    if not source.is_relative_to(folder.resolve()):
        raise Bad(f"{name!r} lies outside the archive's folder")
    if not there:
        raise Bad(f"there is no file {name!r} beside the archive")
    return source


def read_photo(record: dict[str, Any], folder: Path) -> str:
    row, new = find(Photo, record)
    values: dict[str, Any] = {
        "slug": slug_of(record),
        **{key: get(record, key, str, None) or "" for key in PHOTO_WORDS if key in record},
        **{key: moment(record, key) for key in ("rights_from", "rights_until") if key in record},
    }
    if "decorative" in record:
        values["is_decorative"] = get(record, "decorative", bool)
    if "focal" in record:
        focal = get(record, "focal", list)
        if len(focal) != 2 or not all(isinstance(n, int | float) and 0 <= n <= 1 for n in focal):
            raise Bad("“focal” should be two numbers between 0 and 1")
        values |= {"focal_x": float(focal[0]), "focal_y": float(focal[1])}
    source = beside(folder, get(record, "file", str))
    moved = any(getattr(row, name) != values.get(name, getattr(row, name)) for name in ("focal_x", "focal_y"))
    with source.open("rb") as opened:
        file = File(opened, name=source.name)
        if new or library.digest(file) != row.digest:
            for name, value in values.items():
                setattr(row, name, value)
            row.clean_fields(exclude=["original", "digest", "width", "height"])
            row.validate_constraints()
            library.keep(row, file)
            return "added" if new else "changed"
    outcome = keep(row, new, values, None)
    if moved:
        library.renew(row)
        row.save()
    return outcome


def photo_record(photo: Photo, folder: Path) -> dict[str, Any]:
    file = f"{FOLDER}/{photo.slug}{Path(str(photo.original.name)).suffix}"
    (folder / FOLDER).mkdir(exist_ok=True)
    with photo.original.open("rb") as source:
        (folder / file).write_bytes(source.read())
    return {
        "type": "photo",
        "uuid": str(photo.uuid),
        "slug": photo.slug,
        "file": file,
        "alt": photo.alt,
        "caption": photo.caption,
        "decorative": photo.is_decorative,
        "credit": photo.credit,
        "licence": photo.licence,
        "focal": [photo.focal_x, photo.focal_y],
        "rights_from": iso(photo.rights_from),
        "rights_until": iso(photo.rights_until),
    }
