"""Uploaded files that nothing uses any more: which they are, and taking them away."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import FileSystemStorage, storages
from django.db.models import FileField, Model

from common import patterns
from institute.content import marks
from institute.content.identity import Institute
from photos import renditions
from photos.models import Photo
from publications.models import imports

PAGE = 1000  # names asked about at once; S3 gives no more
OWNER = re.compile(rf"{patterns.UUID}(?=/)")  # a photo's files lie in a folder of its UUID


@dataclass(frozen=True)
class Stored:
    name: str
    size: int  # bytes
    written_at: datetime


# Who uses a file


def file_fields() -> Iterator[tuple[type[Model], str]]:
    """Every FileField of every model whose files lie with the originals."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, FileField) and field.storage == storages["default"]:
                yield model, field.name


def of_fields(names: Iterable[str]) -> set[str]:
    """Those that a row names."""
    return {
        str(found)
        for model, field in file_fields()
        for found in model._base_manager.filter(**{f"{field}__in": names}).values_list(field, flat=True)
    }


def are_any() -> bool:
    """Whether a row names a file at all."""
    return any(model._base_manager.exclude(**{field: ""}).exists() for model, field in file_fields())


def of_photos(names: Iterable[str]) -> set[str]:
    """The renditions that photos have now."""
    photos = Photo.objects.filter(uuid__in=owners(names))
    return {name for photo in photos for name in renditions.files(photo)}


def of_marks(names: Iterable[str]) -> set[str]:
    kept = (marks.read(name) for row in Institute.objects.values_list("mark", "mark_on_dark") for name in row)
    return {name for mark in kept if mark for name in (mark.name, mark.icon)}


USERS: dict[str, tuple[Callable[[Iterable[str]], set[str]], ...]] = {
    "default": (of_fields, imports.with_rows),
    "renditions": (of_photos, of_marks),
}


def owners(names: Iterable[str]) -> set[str]:
    return {match[0] for name in names if (match := OWNER.match(name))}


def unused(alias: str, files: list[Stored], before: datetime) -> list[Stored]:
    """Those of some files that nothing uses, that were written before a moment, and whose photo is as it was then.

    A file says when it was written, not since when it is unused; a photo that was changed lately may want its former
    file back, so all of its files are left.
    """
    old = [file for file in files if file.written_at < before]
    names = [file.name for file in old]
    if not names:
        return []
    used = {name for users in USERS[alias] for name in users(names)}
    changed = Photo.objects.filter(uuid__in=owners(names), updated_at__gte=before).values_list("uuid", flat=True)
    lately = {str(uuid) for uuid in changed}
    return [file for file in old if file.name not in used and not owners([file.name]) & lately]


# Looking, and taking away


def search(alias: str, before: datetime) -> Iterator[Stored]:
    """The unused files of a storage; memory is bounded by a page, or a folder's names. Raises OSError."""
    for page in pages(storages[alias]):
        yield from unused(alias, page, before)


def remove(alias: str, file: Stored, before: datetime) -> bool:
    """Deletes a file, unless it was used or written since it was listed. Raises OSError.

    What remains: an editor who sets a focal point back, or brings a file again, in the instant between this look and
    the deletion, on a photo nobody had touched for as long as `before` says. Its renditions then are made anew. No
    original can be lost so: each upload of one gets a name that no file has.
    """
    storage: Any = storages[alias]
    try:
        now = Stored(file.name, file.size, storage.get_modified_time(file.name))
    except FileNotFoundError:
        return False
    if not unused(alias, [now], before):
        return False
    storage.delete(file.name)
    if isinstance(storage, FileSystemStorage):
        prune(Path(storage.path(file.name)).parent, alias)
    return True


def pages(storage: Any) -> Iterator[list[Stored]]:
    if not isinstance(storage, FileSystemStorage):
        for page in storage.pages(PAGE):
            yield [Stored(*found) for found in page]
        return
    waiting = []
    for file in walk(Path(storage.location), Path(storage.location)):
        waiting.append(file)
        if len(waiting) == PAGE:
            yield waiting
            waiting = []
    yield waiting


def walk(folder: Path, root: Path) -> Iterator[Stored]:
    """The files below a folder. What a link leads to is none of them."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return
    for name in names:
        path = folder / name
        with suppress(FileNotFoundError):  # gone since
            if path.is_symlink():
                continue
            if path.is_dir():
                yield from walk(path, root)
            elif path.is_file():
                found = path.stat()
                written_at = datetime.fromtimestamp(found.st_mtime, UTC)
                yield Stored(path.relative_to(root).as_posix(), found.st_size, written_at)


def empty_folders(alias: str, before: datetime) -> Iterator[Path]:
    """Folders of a local storage that hold nothing and were not touched since a moment."""
    storage = storages[alias]
    if isinstance(storage, FileSystemStorage):
        for folder, inner, names in os.walk(storage.location, topdown=False):
            path = Path(folder)
            if inner or names or path == Path(storage.location):
                continue
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    yield path


def prune(folder: Path, alias: str) -> None:
    """Takes a folder away if it is empty, and those it leaves empty."""
    storage: Any = storages[alias]
    root = Path(storage.location)
    while folder != root:
        try:
            folder.rmdir()
        except OSError:  # it holds something, as it mostly does
            return
        folder = folder.parent
