"""What publications are about and by: the topics, experts and photos of an archive, each found, compared and stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import models

from common.records import ALWAYS, Record
from experts.models import Expert
from experts.names import sorted_name
from photos import library
from photos.models import Photo
from publications.archive.values import Bad, get, moment, slug_of, slugs, uuid_of, words
from publications.finding import derived
from publications.models import Expertise, Topic
from texts import richtext

PHOTO_WORDS = ("alt", "caption", "credit", "licence", "source", "territory", "contact")
Reader = Callable[[dict[str, Any], Path], str]


def by_slug(model: type[Any], wanted: set[str], records: models.QuerySet | None = None) -> dict[str, Any]:
    """Records by the slugs asked for, former ones included."""
    records = model._default_manager.all() if records is None else records
    found = {record.slug: record for record in records.filter(slug__in=wanted)}
    if missing := wanted - set(found):
        moved = records.filter(addresses__slug__in=missing).distinct().prefetch_related("addresses")
        for record in moved:
            found |= {address.slug: record for address in record.addresses.all() if address.slug in missing}
    return found


def add_aliases(record: Any, aliases: tuple[str, ...]) -> None:
    if not aliases:
        return
    model = record.addresses.model
    owner = record.addresses.field.name
    model.objects.bulk_create([model(slug=slug, **{owner: record}) for slug in aliases], ignore_conflicts=True)
    if record.addresses.filter(slug__in=aliases).count() < len(aliases):
        raise Bad("one of its aliases belongs to another record")


def find(model: type[Any], record: dict[str, Any]) -> tuple[Any, bool]:
    """The row a record is about, and whether it is new. By UUID where it names one, else by slug."""
    slug, uuid = slug_of(record), uuid_of(record)
    found = model._default_manager.filter(uuid=uuid).first() if uuid else None
    if found is None:
        found = model._default_manager.filter(slug=slug).first()
        if found is not None and uuid and found.uuid != uuid:
            raise Bad(f"the slug “{slug}” belongs to another record")
    if found is not None:
        return found, False
    return model(**({"uuid": uuid} if uuid else {})), True


def keep(row: Any, new: bool, values: dict[str, Any], updated_at: datetime | None) -> str:
    """Sets what differs and saves; says what became of the row."""
    differs = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not differs and not new:
        return "unchanged"
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=["portrait"])
    row.save()
    if updated_at:
        type(row)._default_manager.filter(pk=row.pk).update(updated_at=updated_at)
    return "added" if new else "changed"


def public_values(record: dict[str, Any], row: Record, new: bool) -> dict[str, Any]:
    """The public period: as said, else as it is, else always."""
    return {
        "public_from": moment(
            record, "public_from", None if "public_from" in record else ALWAYS if new else row.public_from
        ),
        "public_until": moment(record, "public_until", None if "public_until" in record else row.public_until),
    }


def read_topic(record: dict[str, Any], folder: Path) -> str:
    row, new = find(Topic, record)
    values = {
        "slug": slug_of(record),
        "name": words(record, "name", 100),
        "description": get(record, "description", str, ""),
        **public_values(record, row, new),
    }
    outcome = keep(row, new, values, moment(record, "updated_at"))
    add_aliases(row, slugs(record.get("aliases")))
    return outcome


def read_expert(record: dict[str, Any], folder: Path) -> str:
    row, new = find(Expert, record)
    name = words(record, "name", 200)
    wanted = slugs(record.get("topics"))
    topics = by_slug(Topic, set(wanted))
    if missing := sorted(set(wanted) - set(topics)):
        raise Bad(f"unknown topic: {', '.join(missing)}")
    values: dict[str, Any] = {
        "slug": slug_of(record),
        "name": name,
        "position": get(record, "position", str, ""),
        "bio": richtext.clean(get(record, "bio_html", str, "")),
        "sort_name": get(record, "sort_name", str, None) or (row.sort_name if not new else sorted_name(name)),
        **{
            key: get(record, key, str, None) or ""
            for key in ("native_name", "native_language", "email")
            if key in record
        },
        **public_values(record, row, new),
    }
    if "portrait" in record:
        portrait = get(record, "portrait", str, None)
        values["portrait"] = Photo.objects.filter(slug=portrait).first() if portrait else None
        if portrait and values["portrait"] is None:
            raise Bad(f"unknown photo: {portrait}")
    renamed = not new and (row.name, row.native_name) != (name, values.get("native_name", row.native_name))
    outcome = keep(row, new, values, moment(record, "updated_at"))
    if renamed:
        derived.reshelve_expert(row.pk)
    add_aliases(row, slugs(record.get("aliases")))
    if [link.topic.slug for link in row.expertise.select_related("topic")] != [topics[slug].slug for slug in wanted]:
        row.expertise.all().delete()
        Expertise.objects.bulk_create(
            Expertise(expert=row, topic=topics[slug], position=place) for place, slug in enumerate(wanted)
        )
        outcome = "changed" if outcome == "unchanged" else outcome
    return outcome


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


READERS: dict[str, Reader] = {
    "topic": read_topic,
    "expert": read_expert,
    "photo": read_photo,
}
