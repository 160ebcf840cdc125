"""From a reviewed import to a draft: whole, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ingest.structure import Kind
from photos import library
from photos.models import Photo
from publications import content, kinds, merge, workflow
from publications.desk.imports import draft_words, people, reviewing
from publications.desk.imports.choices import Choices
from publications.desk.imports.draft_photos import further_images, lead_photo, put_in
from publications.models import Edition
from publications.models.imports import Import
from publications.workflow import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass
class Made:
    """A draft, and what its editor should know of how it was made, in sentences."""

    edition: Edition
    notes: list[str] = field(default_factory=list)


def make(imported: Import, *, actor: User) -> Made:
    """The draft that a reviewed import says: its words, byline and turns, and its photos in the library.

    Raises workflow.Refused, with nothing stored, when it can't be made as it stands.
    """
    photos: list[Photo] = []
    try:
        with library.stored(), transaction.atomic():
            return _make(Import.objects.select_for_update().get(pk=imported.pk), actor, photos)
    except BaseException as error:
        for photo in photos:
            library.take_back(photo)
        if isinstance(error, library.NotStored):
            raise workflow.Refused(*error.messages) from error
        raise


def _make(imported: Import, actor: User, photos: list[Photo]) -> Made:
    if imported.edition_id:
        raise workflow.Refused(_("A draft was made from this import already. Go on with that one."))
    structure, choices = imported.structure, Choices.from_json(imported.choices)
    title = draft_words.title_of(structure, choices)
    slug = draft_words.address_of(title, choices)
    experts = people.experts(structure, choices)
    notes = draft_words.nameless(structure, experts)
    lead = lead_photo(imported, structure, choices, actor, photos)
    figures, told = further_images(imported, structure, choices, actor, photos)
    notes += [*told, *put_in(imported, structure, figures)]
    edition = workflow.start(imported.kind, slug, actor=actor)
    kind = kinds.of(imported.kind)
    words = merge.EMPTY | {
        "title": title,
        "summary": draft_words.plain(structure, Kind.SUMMARY),
        "body": draft_words.body_of(structure, kind),
        "language": draft_words.language(imported.document["language"]),
        "lead_photo": str(lead.uuid) if lead else None,
        "byline": draft_words.byline(structure, kind, experts),
        "turns": draft_words.turns(structure, kind, experts),
    }
    try:
        content.put(edition, words)
    except ValidationError as error:
        raise workflow.Refused(*error.messages) from error
    workflow.keep_save(edition, actor=actor)
    imported.edition, imported.doubts = edition, len(structure.doubtful)
    reviewing.touch(imported, actor, "edition", "doubts")
    note = _("From %(source)s.") % {"source": imported.quoted}
    audit.record(edition.publication, actor, _("Draft made"), note, title=title, added=True)
    return Made(edition, notes)
