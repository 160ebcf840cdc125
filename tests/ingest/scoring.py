"""How well a printed structure agrees with the one a careful human read: F1 over turns, and what else differs."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

from ingest import reading, worker

TEXTS = Path(__file__).resolve().parent / "texts"


def plain(text):
    return " ".join(str(text or "").split())


def same_speaker(read, wanted, people):
    """Labels are compared; where a text has none, or one like “A”, the person's name is as right."""
    if read == wanted:
        return True
    if isinstance(read, list) or isinstance(wanted, list):
        as_list = [x if isinstance(x, list) else [x] for x in (read, wanted)]
        return [person_of(x, people) for x in as_list[0]] == [person_of(x, people) for x in as_list[1]]
    return person_of(read, people) == person_of(wanted, people)


def person_of(label, people):
    label = label and plain(label)
    names = [p["name"] for p in people if label in (list(map(plain, p["labels"])) or [None]) or label == p["name"]]
    if not names and label is None and len(people) == 1:
        return people[0]["name"]
    return names[0] if names else label


def turns(structure, people):
    """Every turn as something that can be counted: its kind, its words, how many paragraphs, who says it."""
    found = []
    for exchange in structure["exchanges"]:
        if exchange["question"] is not None:
            found.append(("question", plain(exchange["question"])[:60].strip(), 0, None))
        for answer in exchange["answers"]:
            remark = answer.get("role") == "interviewer"
            speaker = answer["speaker"]
            who = tuple(
                sorted(str(person_of(x, people)) for x in (speaker if isinstance(speaker, list) else [speaker]))
            )
            kind = "remark" if remark else "answer"
            found.append((kind, plain(answer["starts"])[:60].strip(), answer["paragraphs"], () if remark else who))
    return found


def f1(read, wanted):
    """Of turns, with their words, paragraphs and speakers."""
    people = wanted["speakers"]
    ours, theirs = Counter(turns(read, people)), Counter(turns(wanted, people))
    both = sum((ours & theirs).values())
    total = sum(ours.values()) + sum(theirs.values())
    return 2 * both / total if total else 1.0


def differences(read, wanted):
    """What differs, in words."""
    people = wanted["speakers"]
    ours, theirs = Counter(turns(read, people)), Counter(turns(wanted, people))
    found = [f"+ {t}" for t in (ours - theirs).elements()] + [f"- {t}" for t in (theirs - ours).elements()]
    if plain(read["title"]) != plain(wanted["title"]):
        found.append(f"title {read['title']!r} is not {wanted['title']!r}")
    starts = [plain(t)[:50] for t in read["introduction"]], [plain(t)[:50] for t in wanted["introduction"]]
    if starts[0] != starts[1]:
        found.append(f"introduction {starts[0]} is not {starts[1]}")
    if bool(read["photo"]) != bool(wanted["photo"]):
        found.append(f"photo {read['photo']} is not {wanted['photo']}")
    elif wanted["photo"]:
        ours, theirs = read["photo"], wanted["photo"]
        if not plain(ours["caption_starts"]).startswith(plain(theirs["caption_starts"])[:50]):
            found.append(f"caption {ours['caption_starts']!r} is not {theirs['caption_starts']!r}")
        if plain(ours["credit"]) != plain(theirs["credit"]):
            found.append(f"credit {ours['credit']!r} is not {theirs['credit']!r}")
    if read["related"] != wanted["related"]:
        found.append(f"related {read['related']} is not {wanted['related']}")
    names = [p["name"] for p in read["speakers"]], [p["name"] for p in people]
    if sorted(names[0]) != sorted(names[1]):
        found.append(f"speakers {names[0]} are not {names[1]}")
    if "apart" in wanted:
        apart = [plain(t)[:50] for t in read["apart"]], [plain(t)[:50] for t in wanted["apart"]]
        if apart[0] != apart[1]:
            found.append(f"apart {apart[0]} is not {apart[1]}")
    return found


@cache
def document(source):
    """A collected text as it is read, in this process: its own worker has tests of its own."""
    return reading.finished(worker.parse("file", source.name, source.read_bytes()), source.name)


def texts():
    """Each text with the structure wanted of it."""
    for path in sorted(TEXTS.glob("*.json")):
        source = next(p for p in sorted(TEXTS.glob(f"{path.stem}.*")) if p.suffix != ".json")
        yield source, json.loads(path.read_text())
