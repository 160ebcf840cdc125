"""Experts in an archive, read and written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experts.models import Expert
from experts.names import sorted_name
from photos.models import Photo
from publications.archive.rows import add_aliases, by_slug, find, keep, named, public, public_values
from publications.archive.values import Bad, get, moment, slug_of, slugs, words
from publications.finding import derived_rows
from publications.models import Expertise, Topic
from texts import richtext


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
        derived_rows.reshelve_expert(row.pk)
    add_aliases(row, slugs(record.get("aliases")))
    if [link.topic.slug for link in row.expertise.select_related("topic")] != [topics[slug].slug for slug in wanted]:
        row.expertise.all().delete()
        Expertise.objects.bulk_create(
            Expertise(expert=row, topic=topics[slug], position=place) for place, slug in enumerate(wanted)
        )
        outcome = "changed" if outcome == "unchanged" else outcome
    return outcome


def expert_record(expert: Expert) -> dict[str, Any]:
    """Needs addresses, topics and portrait fetched."""
    return {
        "type": "expert",
        **named(expert),
        "name": expert.name,
        "sort_name": expert.sort_name,
        "native_name": expert.native_name,
        "native_language": expert.native_language,
        "position": expert.position,
        "bio_html": expert.bio,
        "email": expert.email,
        "topics": [link.topic.slug for link in expert.expertise.all()],
        "portrait": expert.portrait.slug if expert.portrait else None,
        **public(expert),
    }
