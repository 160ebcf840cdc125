"""Topics in an archive, read and written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from publications.archive.rows import add_aliases, find, keep, named, public, public_values
from publications.archive.values import get, moment, slug_of, slugs, words
from publications.models import Topic


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


def topic_record(topic: Topic) -> dict[str, Any]:
    return {"type": "topic", **named(topic), "name": topic.name, "description": topic.description, **public(topic)}
