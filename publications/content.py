"""The words of an edition as plain data: to compare, to merge, to approve, and to name by a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from publications.models import Contribution, Edition, Turn

# A text's single values; what else there is of it are its byline and its turns.
FIELDS = ("title", "summary", "body", "language", "change_kind", "change_note")


# What the public hash covers, for ever: to add to it would change the hash of every edition there is.
PUBLIC = (*FIELDS, "lead_photo", "published_on", "byline", "turns")


def of(edition: Edition) -> dict[str, Any]:
    """Title, summary, body, language, lead photo, printed date, change, byline and turns of an edition.

    Experts and photos are named by their UUIDs, turns by their public keys, so that the same words give the same
    data on every site. Fetches byline and turns anew.
    """
    return _of(
        edition, edition.contributions.select_related("expert"), edition.turns.prefetch_related("speaking__expert")
    )


def public(edition: Edition) -> dict[str, Any]:
    """What of it readers may have as data: without positions, which stand and fall with a person's public profile.

    Needs `with_content`.
    """
    found = _of(edition, edition.contributions.all(), edition.turns.all())
    found["byline"] = [{"expert": line["expert"], "role": line["role"]} for line in found["byline"]]
    return {name: found[name] for name in PUBLIC}


def _of(edition: Edition, contributions: Iterable[Contribution], turns: Iterable[Turn]) -> dict[str, Any]:
    return {name: getattr(edition, name) for name in FIELDS} | {
        "lead_photo": str(edition.lead_photo.uuid) if edition.lead_photo else None,
        "published_on": edition.published_on.isoformat() if edition.published_on else None,
        "byline": [{"expert": str(c.expert.uuid), "role": c.role, "affiliation": c.affiliation} for c in contributions],
        "turns": [
            {
                "key": turn.key,
                "kind": turn.kind,
                "html": turn.html,
                "speakers": [str(speaker.expert.uuid) for speaker in turn.speaking.all()],
            }
            for turn in turns
        ],
    }


def packed(content: dict[str, Any]) -> bytes:
    """Content as JSON: UTF-8, keys sorted, no spaces (as RFC 8785 writes such values)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: dict[str, Any]) -> str:
    """SHA-256, in hex, of the packed content."""
    return hashlib.sha256(packed(content)).hexdigest()
