"""Who speaks in an interview: the people behind the labels, a full name and its short forms being one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.signs import names
from ingest.signs.label_words import EVERYONE
from ingest.signs.labels import bare_of, said, split_joint
from ingest.signs.mentions import Mention
from ingest.structure import Person


@dataclass
class Cast:
    """Who speaks in a text: by label as compared, the people; and who of them asks."""

    people: list[Person] = field(default_factory=list)
    spoken_by: dict[str, list[Person]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)  # of markers
    doubt: str = ""  # why it isn't sure who of them asks

    @property
    def interviewees(self) -> list[Person]:
        return [person for person in self.people if person.role == "interviewee"]

    @property
    def interviewers(self) -> list[Person]:
        return [person for person in self.people if person.role == "interviewer"]

    def add(self, name: str, description: str = "", role: str = "interviewee") -> Person:
        base = "-".join(names.parts(name)) or "person"
        taken = {person.key for person in self.people}
        key = next(k for k in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if k not in taken)
        person = Person(key, name, role=role, description=description)
        self.people.append(person)
        return person


def cast_of(labels: Iterable[str], mentions: Sequence[Mention]) -> Cast:
    """The people behind labels, as written. A full name and its short forms are one person."""
    cast = Cast()
    singles = list(dict.fromkeys(part for label in labels for part in split_joint(label)))
    everyone = [label for label in labels if said(label) in EVERYONE]
    singles = [label for label in singles if said(label) not in EVERYONE]
    for label in sorted(singles, key=lambda label: (-len(names.parts(label)), singles.index(label))):
        person = names.best(label, cast.people)
        tied = [other for other in cast.people if names.fits(label, other.name) >= 3]
        if person is None and len(tied) > 1:  # two of one family
            cast.spoken_by[said(label)] = []
            continue
        if person is None:
            person = introduced(label, mentions, cast)
        cast.spoken_by[said(label)] = [person]
        if label not in person.labels:
            person.labels.append(label)
    cast.people.sort(key=lambda person: min(singles.index(label) for label in person.labels))
    for person in cast.people:
        person.labels.sort(key=singles.index)
    for label in labels:
        if (parts := split_joint(label)) and len(parts) > 1:
            people = [cast.spoken_by[said(part)][0] for part in parts if said(part) in cast.spoken_by]
            cast.spoken_by[said(label)] = list({person.key: person for person in people}.values())
    for label in everyone:
        cast.spoken_by[said(label)] = []  # all who answer: known once it is known who asks
    return cast


def introduced(label: str, mentions: Sequence[Mention], cast: Cast) -> Person:
    """A new person of a cast, by the name under which the text introduces whoever a label names."""
    # A name that is no more than the label again explains nothing.
    others = [m for m in mentions if names.parts(m.name) != names.parts(label)] or list(mentions)
    fitting = sorted(others, key=lambda m: (-names.fits(label, m.name), not m.description, m.start))
    if fitting and names.fits(label, fitting[0].name) >= 2 and not (same := names.best(fitting[0].name, cast.people)):
        return cast.add(fitting[0].name, fitting[0].description)
    if fitting and names.fits(label, fitting[0].name) >= 2 and same:
        return same
    bare = names.without_titles(bare_of(label))
    bracketed = re.search(r"[(\[]([^()\[\]]{3,100})[)\]]", label)
    name = " ".join(word.capitalize() if word.isupper() and len(word) > 3 else word for word in bare.split())
    return cast.add(name or label, bracketed[1] if bracketed else "")
