"""The words of an edition as plain data: to compare, to merge, to approve, and to name by a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from experts.models import Expert
from publications.models import Contribution, Edition, Speaker, Turn, new_key
from publications.printed import FIELDS
from texts import richtext


def of(edition: Edition) -> dict[str, Any]:
    """Every printed field, byline and turns; a field that came later only where it says something.

    Experts and photos are named by their UUIDs, turns by their public keys, so that the same words give the same
    data on every site. Fetches byline and turns anew.
    """
    return _of(
        edition, edition.contributions.select_related("expert"), edition.turns.prefetch_related("speaking__expert")
    )


def public(edition: Edition) -> dict[str, Any]:
    """What of it readers may have as data: without positions, which stand and fall with a person's public profile.

    Its digest is an edition's public hash, for ever. Needs `with_content`.
    """
    found = _of(edition, edition.contributions.all(), edition.turns.all())
    found["byline"] = [{"expert": line["expert"], "role": line["role"]} for line in found["byline"]]
    return found


def fields(edition: Edition) -> dict[str, Any]:
    """The values of an edition's printed fields."""
    values = ((printed, printed.data(edition)) for printed in FIELDS)
    return {printed.name: value for printed, value in values if value or printed.is_hashed_empty}


def _of(edition: Edition, contributions: Iterable[Contribution], turns: Iterable[Turn]) -> dict[str, Any]:
    return fields(edition) | {
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
    for printed in FIELDS:
        setattr(edition, printed.name, printed.holds.row(words.get(printed.name, printed.holds.empty)))
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
