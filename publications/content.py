"""The words of an edition as plain data: to compare, to merge, to approve, and to name by a digest."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from publications.models import Edition

# A text's single values; what else there is of it are its byline and its turns.
FIELDS = ("title", "summary", "body", "language", "change_kind", "change_note")


def of(edition: Edition) -> dict[str, Any]:
    """Title, summary, body, language, lead photo, printed date, change, byline and turns of an edition.

    Experts and photos are named by their UUIDs, turns by their public keys, so that the same words give the same
    data on every site. Fetches what isn't fetched: photo, contributions with experts, turns with speakers.
    """
    return {name: getattr(edition, name) for name in FIELDS} | {
        "lead_photo": str(edition.lead_photo.uuid) if edition.lead_photo else None,
        "published_on": edition.published_on.isoformat() if edition.published_on else None,
        "byline": [
            {"expert": str(c.expert.uuid), "role": c.role, "affiliation": c.affiliation}
            for c in edition.contributions.select_related("expert")
        ],
        "turns": [
            {
                "key": turn.key,
                "kind": turn.kind,
                "html": turn.html,
                "speakers": [str(speaker.expert.uuid) for speaker in turn.speaking.all()],
            }
            for turn in edition.turns.prefetch_related("speaking__expert")
        ],
    }


def digest(content: dict[str, Any]) -> str:
    """SHA-256, in hex, of the content as JSON: UTF-8, keys sorted, no spaces (as RFC 8785 writes such values)."""
    packed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()
