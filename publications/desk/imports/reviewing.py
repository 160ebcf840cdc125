"""The review of an import: what its editor's browser sends is checked, kept, and answered with the receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import Expert
from ingest import analysis, interview, receipt
from ingest.document import Document
from ingest.structure import Kind, Photo, Segment, Structure
from photos import library
from photos.models import Photo as LibraryPhoto
from publications.desk.imports import matching
from publications.models import Contribution
from publications.models.imports import Import
from texts import richtext

if TYPE_CHECKING:
    from django.contrib.auth.models import User

READERS = {Import.Kind.INTERVIEW: interview.read, Import.Kind.ANALYSIS: analysis.read}
# Where a segment's words go, for the receipt.
PLACES = {
    "conversation": (Kind.QUESTION, Kind.ANSWER, Kind.REMARK),
    "text": (Kind.TEXT,),
    "head": (Kind.TITLE, Kind.SUMMARY, Kind.INTRODUCTION),
    "apart": (Kind.BYLINE, Kind.CAPTION, Kind.RELATED, Kind.APART),
}
LEAD_PHOTO = ("file", "picture", "library", "")  # the source's, one brought since, one of the library, none
LICENCES = LibraryPhoto.Licence.values
NOBODY = 0  # chosen to be no expert


class Stale(Exception):
    """Somebody else has changed the import since it was shown."""


@dataclass
class Choices:
    """What the review decides beside the structure.

    experts: primary keys by a person's key, or NOBODY; of people it doesn't name, whoever has exactly their name.
    title, slug: typed, where the source or the title give none.
    photo: one of LEAD_PHOTO. library: the primary key of a photo there. licence: of one that is new to it.
    """

    experts: dict[str, int] = field(default_factory=dict)
    title: str = ""
    slug: str = ""
    photo: str = ""
    library: int | None = None
    licence: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Raises ValueError, KeyError or TypeError for anything of another shape."""
        photo = str(value["photo"])
        if photo not in LEAD_PHOTO:
            raise ValueError(photo)
        licence = str(value.get("licence", ""))
        if licence not in ["", *LICENCES]:
            raise ValueError(licence)
        experts = {str(key): int(pk) for key, pk in value["experts"].items()}
        key = None if value["library"] is None else int(value["library"])
        return cls(experts, str(value["title"]), str(value["slug"]), photo, key, licence)


def begin(document: Document, *, kind: str, name: str, data: bytes, actor: User) -> Import:
    """Reads a structure in a document and keeps both, with all that came.

    name: the file's; empty for what was pasted, text or HTML, which `data` then is as UTF-8.

    Raises library.NotStored.
    """
    for block in document.blocks:
        block.html = richtext.clean(block.html)
    structure = READERS[Import.Kind(kind)](document)
    choices = Choices()
    if document.images:
        structure.photo = structure.photo or Photo()
        if structure.photo.image is None:
            structure.photo.image = 0
        structure.photo.alt = structure.photo.alt or document.images[structure.photo.image].alt
        choices.photo = "file"
    imported = Import(
        kind=kind, name=name[:255], digest=hashlib.sha256(data).hexdigest(), document=document.as_json(),
        read=structure.as_json(), reviewed=structure.as_json(), choices=choices.as_json(),
        created_by=actor, updated_by=actor,
    )  # fmt: skip
    with library.stored():
        try:
            imported.keep_original(name or ("pasted.html" if data.lstrip().startswith(b"<") else "pasted.txt"), data)
            imported.keep_images(document.images)
        except OSError:
            with suppress(OSError):
                imported.delete_files()
            raise
    imported.save()
    return imported


def checked(imported: Import, value: dict[str, Any]) -> Structure:
    """What a browser says the structure is, its HTML cleaned. What was read beside the segments stays as it was read.

    Raises ValueError, KeyError or TypeError for anything that can't be this import's.
    """
    told = value | {"related": imported.read["related"], "dropped": imported.read["dropped"]}
    structure = Structure.from_json(told)
    keys = [person.key for person in structure.people]
    blocks, images = len(imported.document["blocks"]), len(imported.document["images"])
    known = {part["html"] for segment in imported.reviewed["segments"] for part in segment["passages"]}
    for segment in structure.segments:
        for passage in segment.passages:
            if not 0 <= passage.block < blocks:
                raise ValueError(passage.block)
            if passage.html not in known:  # what is kept was cleaned before
                passage.html = richtext.clean(passage.html)
        if not 0 <= segment.confidence <= 1 or not set(segment.speakers) <= set(keys):
            raise ValueError(segment)
        segment.speakers = list(dict.fromkeys(segment.speakers))
    if structure.kind != imported.kind or len(set(keys)) != len(keys):
        raise ValueError(keys)
    for person in structure.people:
        words = [person.key, person.name, person.role, person.description, *person.labels]
        if not all(isinstance(word, str) for word in words) or person.role not in Contribution.Role.values:
            raise ValueError(person)
    if photo := structure.photo:
        if not all(isinstance(word, str) for word in (photo.caption, photo.credit, photo.alt)):
            raise TypeError(photo)
        if photo.image is not None and not 0 <= int(photo.image) < images:
            raise ValueError(photo.image)
    return structure


def parsed(body: bytes) -> dict[str, Any]:
    """A review as it was sent. Raises ValueError for what is no JSON object, or holds what no database takes."""
    try:
        value = json.loads(body)
        packed = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except RecursionError as error:
        raise ValueError from error
    packed.encode()  # half a surrogate pair can't be
    if not isinstance(value, dict) or "\\u0000" in packed:
        raise ValueError
    return value


def keep(imported: Import, sent: dict[str, Any], *, actor: User) -> Import:
    """Keeps a review. What is kept already in just these words is no change: an answer may have been lost on its way.

    Raises Stale when somebody has changed it since `sent["seen"]`, and as `checked` does.
    """
    with transaction.atomic():
        imported = Import.objects.select_for_update().get(pk=imported.pk)
        structure = checked(imported, sent["structure"]).as_json()
        choices = Choices.from_json(sent["choices"]).as_json()
        if (structure, choices) == (imported.reviewed, imported.choices):
            return imported
        if imported.edition_id or sent["seen"] != imported.updated_at.isoformat():
            raise Stale
        imported.reviewed, imported.choices = structure, choices
        touch(imported, actor, "reviewed", "choices")
        return imported


def touch(imported: Import, actor: User, *fields: str) -> None:
    imported.updated_at, imported.updated_by = timezone.now(), actor
    imported.save(update_fields=[*fields, "updated_at", "updated_by"])


# Who is who


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


# The receipt


def words_of(segments: Iterable[Segment]) -> str:
    return " ".join(richtext.plain(passage.html) for segment in segments for passage in segment.passages)


def account(imported: Import, structure: Structure) -> dict[str, Any]:
    """The receipt as screens show it: figures that balance, then what is dropped, changed and added, in its words."""
    found = receipt.make(imported.source, structure).as_json()
    words = found["words"]
    kept = {name: sum(words["kept"].get(kind, 0) for kind in kinds) for name, kinds in PLACES.items()}
    is_interview = structure.kind == Import.Kind.INTERVIEW
    if is_interview:  # an analysis has no conversation, and an interview no other text than its introduction
        kept["head"] += kept.pop("text")
    else:
        kept["text"] += kept.pop("conversation")
    figures = [
        (_("Words in the source"), words["source"], ""),
        (_("In the conversation"), kept["conversation"], "") if is_interview else (_("In the text"), kept["text"], ""),
        (_("Title and introduction") if is_interview else _("Title and summary"), kept["head"], ""),
        (_("Kept apart"), kept["apart"], ""),
        (_("Became structure"), words["structure"], _("labels")),
        (_("Dropped"), words["dropped"], ""),
    ]
    if words["added"]:
        figures.append((_("Added"), words["added"], _("not in the source")))
    balance = f"{' + '.join(str(number) for _label, number, _note in figures[1:6])} = {words['source']}."
    pictures = {place for place, block in enumerate(imported.document["blocks"]) if block["kind"] == "image"}
    return {
        "figures": [{"label": label, "number": number, "note": note} for label, number, note in figures],
        "lines": [balance, *things(found)],
        # A picture that is not the lead photo goes into the library: it isn't dropped.
        "dropped": [entry for entry in found["dropped"] if entry["block"] not in pictures],
        "changed": found["changed"],
        "added": found["added"],
        "losses": imported.source.losses,
    }


THINGS = {
    "paragraphs": gettext_lazy("Paragraphs"), "headings": gettext_lazy("Headings"), "lists": gettext_lazy("Lists"),
    "tables": gettext_lazy("Tables"), "quotes": gettext_lazy("Quotations"), "links": gettext_lazy("Links"),
    "footnotes": gettext_lazy("Footnotes"),
}  # fmt: skip


def things(found: dict[str, Any]) -> Iterator[str]:
    """What there is beside words: of each how many there are, and what became of them."""
    missing = []
    for name, label in THINGS.items():
        count = found[name]
        if not count["source"]:
            missing.append(str(label))
            continue
        here = count["source"] - count["dropped"]
        sentence = _("%(things)s: %(here)d of %(all)d") % {"things": label, "here": here, "all": count["source"]}
        if count["changed"]:
            sentence += _(", %(count)d changed") % {"count": count["changed"]}
        yield f"{sentence}."
    if images := found["images"]["source"]:
        yield _("Images: %(count)d, each as the lead photo, in the text or in the photo library.") % {"count": images}
    else:
        missing.append(_("Images"))
    if missing:
        yield _("Not in the source: %(things)s.") % {"things": ", ".join(missing).lower()}
