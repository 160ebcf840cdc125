"""What every kind of record in an archive has: a row that it names by UUID or slug, former slugs, a public period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models

from common.records import ALWAYS, Record
from publications.archive.values import Bad, iso, moment, slug_of, uuid_of

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


def named(record: Any) -> dict[str, Any]:
    """What names a record for ever: its UUID, its slug, and the slugs it had."""
    former = sorted(address.slug for address in record.addresses.all() if address.slug != record.slug)
    return {"uuid": str(record.uuid), "slug": record.slug} | ({"aliases": former} if former else {})


def public(record: Record) -> dict[str, Any]:
    return {
        "public_from": iso(record.public_from),
        "public_until": iso(record.public_until),
        "updated_at": iso(record.updated_at),
    }
