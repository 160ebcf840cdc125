"""Which expert each person of an import is, as it was chosen or matched."""

from __future__ import annotations

from typing import Any

from experts.models import Expert
from ingest.structure import Structure
from publications.desk.imports import matching
from publications.desk.imports.choices import NOBODY, Choices


def people(structure: Structure, choices: Choices) -> list[dict[str, Any]]:
    """Of each person, in order: which expert it is, why, and who else it may be. Two queries, however many they are."""
    found = matching.match([person.name for person in structure.people])
    chosen = Expert.objects.in_bulk([pk for pk in choices.experts.values() if pk])
    return [
        {
            "key": person.key,
            "expert": told(expert) if (expert := chosen.get(choices.experts.get(person.key, NOBODY))) else None,
            "sure": match.certain.as_json() if person.key not in choices.experts and match.certain else None,
            "candidates": [candidate.as_json() for candidate in match.candidates],
        }
        for person, match in zip(structure.people, found, strict=True)
    ]


def told(expert: Expert) -> dict[str, Any]:
    return {"expert": expert.pk, "name": expert.name, "position": expert.position}


def experts(structure: Structure, choices: Choices) -> dict[str, Expert]:
    """The experts that people of a structure are, by their keys; who is none is missing."""
    wanted = {
        entry["key"]: (entry["expert"] or entry["sure"])["expert"]
        for entry in people(structure, choices)
        if entry["expert"] or entry["sure"]
    }
    there = Expert.objects.in_bulk(set(wanted.values()))
    return {key: there[pk] for key, pk in wanted.items() if pk in there}
