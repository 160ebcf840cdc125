"""The review of an import: what its editor's browser sends is checked and kept."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from ingest import reading
from ingest.document import Document
from ingest.structure import Photo, Structure
from photos import library
from publications import kinds
from publications.desk.imports.choices import Choices
from publications.models import Contribution
from publications.models.imports import Import
from texts import richtext

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Stale(Exception):
    """Somebody else has changed the import since it was shown."""


def begin(document: Document, *, kind: str, name: str, data: bytes, actor: User) -> Import:
    """Reads a structure in a document and keeps both, with all that came.

    name: the file's; empty for what was pasted, text or HTML, which `data` then is as UTF-8.

    Raises library.NotStored.
    """
    for block in document.blocks:
        block.html = richtext.clean(block.html)
    structure = reading.KINDS[kinds.of(kind).read_as](document)
    choices = Choices()
    if document.images:
        structure.photo = structure.photo or Photo()
        if structure.photo.image is None:
            structure.photo.image = 0
        structure.photo.alt = structure.photo.alt or document.images[structure.photo.image].alt
        choices.photo = "file"
    imported = Import(
        kind=kind, name=name[:255], digest=hashlib.sha256(data).hexdigest(), document=document.as_json(),
        read=structure.as_json(), reviewed=structure.as_json(), choices=choices.as_json(),
        created_by=actor, updated_by=actor,
    )  # fmt: skip
    with library.stored():
        try:
            imported.keep_original(name or ("pasted.html" if data.lstrip().startswith(b"<") else "pasted.txt"), data)
            imported.keep_images(document.images)
        except OSError:
            with suppress(OSError):
                imported.delete_files()
            raise
    imported.save()
    return imported


def checked(imported: Import, value: dict[str, Any]) -> Structure:
    """What a browser says the structure is, its HTML cleaned. What was read beside the segments stays as it was read.

    Raises ValueError, KeyError or TypeError for anything that can't be this import's.
    """
    told = value | {"related": imported.read["related"], "dropped": imported.read["dropped"]}
    structure = Structure.from_json(told)
    keys = [person.key for person in structure.people]
    blocks, images = len(imported.document["blocks"]), len(imported.document["images"])
    known = {part["html"] for segment in imported.reviewed["segments"] for part in segment["passages"]}
    for segment in structure.segments:
        for passage in segment.passages:
            if not 0 <= passage.block < blocks:
                raise ValueError(passage.block)
            if passage.html not in known:  # what is kept was cleaned before
                passage.html = richtext.clean(passage.html)
        if not 0 <= segment.confidence <= 1 or not set(segment.speakers) <= set(keys):
            raise ValueError(segment)
        segment.speakers = list(dict.fromkeys(segment.speakers))
    if structure.kind != kinds.of(imported.kind).read_as or len(set(keys)) != len(keys):
        raise ValueError(keys)
    for person in structure.people:
        words = [person.key, person.name, person.role, person.description, *person.labels]
        if not all(isinstance(word, str) for word in words) or person.role not in Contribution.Role.values:
            raise ValueError(person)
    if photo := structure.photo:
        if not all(isinstance(word, str) for word in (photo.caption, photo.credit, photo.alt)):
            raise TypeError(photo)
        if photo.image is not None and not 0 <= int(photo.image) < images:
            raise ValueError(photo.image)
    return structure


def parsed(body: bytes) -> dict[str, Any]:
    """A review as it was sent. Raises ValueError for what is no JSON object, or holds what no database takes."""
    try:
        value = json.loads(body)
        packed = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except RecursionError as error:
        raise ValueError from error
    packed.encode()  # half a surrogate pair can't be
    if not isinstance(value, dict) or "\\u0000" in packed:
        raise ValueError
    return value


def keep(imported: Import, sent: dict[str, Any], *, actor: User) -> Import:
    """Keeps a review. What is kept already in just these words is no change: an answer may have been lost on its way.

    Raises Stale when somebody has changed it since `sent["seen"]`, and as `checked` does.
    """
    with transaction.atomic():
        imported = Import.objects.select_for_update().get(pk=imported.pk)
        structure = checked(imported, sent["structure"]).as_json()
        choices = Choices.from_json(sent["choices"]).as_json()
        if (structure, choices) == (imported.reviewed, imported.choices):
            return imported
        if imported.edition_id or sent["seen"] != imported.updated_at.isoformat():
            raise Stale
        imported.reviewed, imported.choices = structure, choices
        touch(imported, actor, "reviewed", "choices")
        return imported


def touch(imported: Import, actor: User, *fields: str) -> None:
    imported.updated_at, imported.updated_by = timezone.now(), actor
    imported.save(update_fields=[*fields, "updated_at", "updated_by"])
