"""The words of an edition as plain data: to compare, to merge, to approve, and to name by a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from experts.models import Expert
from photos.models import Photo
from publications.models import Contribution, Edition, Speaker, Turn, new_key
from texts import merge, richtext

# A text's single values; what else there is of it are its byline and its turns.
FIELDS = ("title", "summary", "body", "language", "change_kind", "change_note")
# What came later. A content names them only where they say something: so every save, approval and public hash of a
# text without them is what it was before they were there.
OPTIONAL = merge.OF_PHOTO


# What the public hash covers, for ever: to add to it would change the hash of every edition there is.
PUBLIC = (*FIELDS, "lead_photo", "published_on", "byline", "turns", *OPTIONAL)


def of(edition: Edition) -> dict[str, Any]:
    """Title, summary, body, language, lead photo and what is said of it, printed date, change, byline and turns.

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
    return {name: found[name] for name in PUBLIC if name in found}


def fields(edition: Edition) -> dict[str, Any]:
    """An edition's single values, but for what isn't said."""
    optional = {name: value for name in OPTIONAL if (value := getattr(edition, name))}
    return {name: getattr(edition, name) for name in FIELDS} | optional


def _of(edition: Edition, contributions: Iterable[Contribution], turns: Iterable[Turn]) -> dict[str, Any]:
    return fields(edition) | {
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


def put(edition: Edition, words: dict[str, Any]) -> list[str]:
    """Stores a content as an open draft's words: the opposite of `of`. Ask for the piece's lock first.

    A turn keeps its row by its key; one without a key gets one. Returns the UUIDs of experts and photos that are
    no more: they are left out.

    Raises ValidationError when a value is none that an edition can hold.
    """
    named = {entry["expert"] for entry in words["byline"]} | {pk for turn in words["turns"] for pk in turn["speakers"]}
    experts = {str(expert.uuid): expert for expert in Expert.objects.filter(uuid__in=named)}
    for name in FIELDS:
        setattr(edition, name, words[name])
    for name in OPTIONAL:
        setattr(edition, name, words.get(name, ""))
    edition.lead_photo = Photo.objects.filter(uuid=words["lead_photo"]).first() if words["lead_photo"] else None
    edition.published_on = date.fromisoformat(words["published_on"]) if words["published_on"] else None
    edition.words = richtext.count_words(words["body"], *(turn["html"] for turn in words["turns"]))
    edition.full_clean(exclude=["publication"])
    edition.save()
    byline = [entry for entry in words["byline"] if entry["expert"] in experts]
    edition.contributions.exclude(expert__uuid__in=[entry["expert"] for entry in byline]).delete()
    Contribution.objects.bulk_create(
        [
            Contribution(
                edition=edition, expert=experts[entry["expert"]], role=entry["role"], affiliation=entry["affiliation"],
                position=place,
            )
            for place, entry in enumerate(byline, 1)
        ],
        update_conflicts=True, unique_fields=["edition", "expert"], update_fields=["role", "affiliation", "position"],
    )  # fmt: skip
    turns = [
        Turn(edition=edition, key=turn["key"] or new_key(), kind=turn["kind"], html=turn["html"], position=place)
        for place, turn in enumerate(words["turns"], 1)
    ]
    edition.turns.exclude(key__in=[turn.key for turn in turns]).delete()
    turns = Turn.objects.bulk_create(
        turns, update_conflicts=True, unique_fields=["edition", "key"], update_fields=["kind", "html", "position"]
    )
    Speaker.objects.filter(turn__edition=edition).delete()
    Speaker.objects.bulk_create(
        Speaker(turn=turn, expert=experts[pk], position=place)
        for turn, said in zip(turns, words["turns"], strict=True)
        for place, pk in enumerate(dict.fromkeys(said["speakers"]))
        if pk in experts
    )
    gone = [words["lead_photo"]] if words["lead_photo"] and not edition.lead_photo else []
    return gone + sorted(named - set(experts))
