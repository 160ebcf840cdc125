"""Which experts the people of a source are: by name, by the name in its own script, by a former one, or nearly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

# pg_trgm's similarity from which on a name may be another spelling of one, and from which on it very likely is.
PERHAPS, NEARLY = 0.35, 0.5
MOST = 4  # offered for one name

HOW = {
    "name": gettext_lazy("The same name"),
    "script": gettext_lazy("The name in its own script"),
    "former": gettext_lazy("A former name"),
    "nearly": gettext_lazy("Spelled a little differently"),
    "part": gettext_lazy("A part of the name"),
    "perhaps": gettext_lazy("A similar name"),
}
CERTAIN = ("name", "script")

# One query for all names: each against every expert, the nearest few. A former name is one that left an address.
NEAREST = """
SELECT wanted.place, found.id, found.name, found.position, found.how, found.likeness
FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS wanted(name, slug, place)
CROSS JOIN LATERAL (
    SELECT e.id, e.name, e.position, likeness,
        CASE WHEN lower(e.name) = lower(wanted.name) THEN 'name'
             WHEN lower(e.native_name) = lower(wanted.name) THEN 'script'
             WHEN unaccent(lower(e.name)) = unaccent(lower(wanted.name)) THEN 'nearly'
             WHEN is_former THEN 'former'
             WHEN part >= 0.99 THEN 'part'
             WHEN likeness >= %s THEN 'nearly'
             ELSE 'perhaps' END AS how
    FROM experts_expert e
    CROSS JOIN LATERAL (SELECT
        greatest(similarity(unaccent(lower(e.name)), unaccent(lower(wanted.name))),
                 similarity(lower(e.native_name), lower(wanted.name))) AS likeness,
        strict_word_similarity(unaccent(lower(wanted.name)), unaccent(lower(e.name))) AS part,
        EXISTS (SELECT 1 FROM experts_address a WHERE a.expert_id = e.id AND a.slug = wanted.slug
                AND wanted.slug <> '') AS is_former) AS measured
    WHERE likeness >= %s OR part >= 0.99 OR is_former OR lower(e.native_name) = lower(wanted.name)
    ORDER BY array_position(ARRAY['name', 'script', 'former'], CASE
             WHEN lower(e.name) = lower(wanted.name) THEN 'name'
             WHEN lower(e.native_name) = lower(wanted.name) THEN 'script'
             WHEN is_former THEN 'former' END) NULLS LAST, likeness DESC, part DESC, e.id
    LIMIT %s
) AS found
ORDER BY wanted.place
"""


@dataclass
class Candidate:
    """An expert who may be meant. how: a key of HOW."""

    expert: int
    name: str
    position: str
    how: str

    @property
    def is_certain(self) -> bool:
        return self.how in CERTAIN

    def as_json(self) -> dict[str, object]:
        return {**vars(self), "words": str(HOW[self.how]), "certain": self.is_certain}


@dataclass
class Match:
    """Whom a name may mean, the likeliest first."""

    name: str
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def certain(self) -> Candidate | None:
        """The one expert of this very name, if there is just one."""
        found = [candidate for candidate in self.candidates if candidate.is_certain]
        return found[0] if len(found) == 1 else None


def match(names: Sequence[str]) -> list[Match]:
    """The experts that names may mean, in one query."""
    matches = [Match(name) for name in names]
    if not matches:
        return []
    plain = [" ".join(name.replace("\x00", "").split()) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [plain, [slugify(name) for name in plain], NEARLY, PERHAPS, MOST])
        for place, expert, name, position, how, _likeness in cursor.fetchall():
            matches[place - 1].candidates.append(Candidate(expert, name, position, how))
    return matches
