"""Writing an archive, every topic, photo, expert and publication in the order of their creation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Prefetch

from experts.models import Expert
from photos.models import Photo
from publications import kinds
from publications.archive.experts import expert_record
from publications.archive.photos import photo_record
from publications.archive.rows import named
from publications.archive.text import Text
from publications.archive.topics import topic_record
from publications.models import Contribution, Edition, EditionQuerySet, Publication, Speaker, Topic, Turn

BATCH = 500


def write(path: Path, records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Writes records as an archive; yields each one's type as it goes.

    The file appears whole or not at all. Memory doesn't grow with the number of records.
    """
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            yield record["type"]
    unfinished.replace(path)


def count(at: datetime) -> int:
    pieces = Edition.objects.started(at).values("publication").distinct().count()
    return pieces + Topic.objects.count() + Photo.objects.count() + Expert.objects.count()


def records(folder: Path, at: datetime) -> Iterator[dict[str, Any]]:
    """Every topic, photo, expert and publication; the photos' originals are written into a folder beside them."""
    for topic in Topic.objects.order_by("pk").prefetch_related("addresses").iterator(BATCH):
        yield topic_record(topic)
    for photo in Photo.objects.order_by("pk").iterator(BATCH):
        yield photo_record(photo, folder)
    experts = Expert.objects.order_by("pk").select_related("portrait")
    for expert in experts.prefetch_related("addresses", "expertise__topic").iterator(BATCH):
        yield expert_record(expert)
    started = for_archive(Edition.objects.started(at).order_by("live_from"))
    publications = Publication.objects.filter(editions__live_from__lte=at).distinct().order_by("pk")
    publications = publications.prefetch_related(
        "addresses", "filings__tag", Prefetch("editions", started, to_attr="public_editions")
    )
    for publication in publications.iterator(BATCH):
        yield publication_record(publication)


def for_archive(editions: EditionQuerySet) -> EditionQuerySet:
    """With all that an archive says of an edition, in a constant number of queries."""
    spoken = Turn.objects.prefetch_related(Prefetch("speaking", Speaker.objects.select_related("expert")))
    return editions.select_related("lead_photo", "withdrawn_to").prefetch_related(
        Prefetch("contributions", Contribution.objects.select_related("expert")), Prefetch("turns", spoken)
    )


def publication_record(publication: Any) -> dict[str, Any]:
    *earlier, newest = (Text.of(edition).write(kinds.of(publication.kind)) for edition in publication.public_editions)
    record = {
        "type": publication.kind,
        **named(publication),
        "topics": [filing.tag.slug for filing in publication.filings.all()],
        **newest,
    }
    return record | ({"editions": earlier} if earlier else {})
