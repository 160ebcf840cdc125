"""The photos of an import: taken into the library, and put into the text where they stood."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ingest.signs import photo_credits
from ingest.signs.captions import CAPTION_LABEL
from ingest.structure import TURNS, Kind, Passage, Segment, Structure
from photos import library
from photos.models import Photo
from publications import workflow
from publications.desk.imports.choices import Choices
from publications.desk.imports.draft_words import title_of
from publications.models.imports import Import
from texts import richtext

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_SECONDS = 45  # for taking in a file's further pictures, which a browser waits for


def lead_photo(
    imported: Import, structure: Structure, choices: Choices, actor: User, photos: list[Photo]
) -> Photo | None:
    told = structure.photo
    if choices.photo == "library":
        photo = Photo.objects.filter(pk=choices.library or 0).first()
        if photo is None:
            raise workflow.Refused(_("The lead photo you chose is no longer in the library. Choose another one."))
        return photo
    if not choices.photo or told is None:
        return None
    if not actor.has_perm("photos.add_photo"):
        raise workflow.Refused(_("You may not add photos to the library. Choose one that is there, or none."))
    if choices.photo == "file":
        if told.image is None:
            return None
        name, data = imported.document["images"][told.image]["name"], imported.image(told.image)
    else:
        if not imported.picture:
            return None
        name = imported.picture.name
        with imported.picture.open("rb") as file:
            data = file.read()
    title = title_of(structure, choices)
    try:
        return added(photos, actor, data, name, slug=library.free_slug(title) or library.free_slug(name), alt=told.alt,
                     caption=told.caption, credit=told.credit, licence=choices.licence)  # fmt: skip
    except library.NotStored:
        raise
    except ValidationError as error:
        said = " ".join(error.messages)
        raise workflow.Refused(_("The lead photo: %(said)s") % {"said": said}) from error


def added(photos: list[Photo], actor: User, data: bytes, name: str, **words: str) -> Photo:
    """A new photo in the library, and who brought it: she may complete its words. Raises ValidationError."""
    photo = Photo(**words)
    photo.clean_fields(exclude=["original", "digest", "width", "height"])
    photo.validate_constraints()
    photos.append(photo)  # first: its files are written before its row
    library.keep(photo, ContentFile(data, name=name))
    LogEntry.objects.log_actions(actor.pk, [photo], ADDITION, change_message=[{"added": {}}], single_object=True)
    return photo


def further_images(
    imported: Import, structure: Structure, choices: Choices, actor: User, photos: list[Photo]
) -> tuple[dict[int, str], list[str]]:
    """Takes the source's other pictures into the library, with the words below them.

    Returns the figures of those the library has now, by their place among the images, and notes.
    """
    lead = structure.photo.image if choices.photo == "file" and structure.photo else None
    others = [place for place in range(len(imported.document["images"])) if place != lead]
    if not others or not actor.has_perm("photos.add_photo"):
        return {}, []
    beneath = captions(imported, structure)
    figures: dict[int, str] = {}
    taken, left, late = 0, [], []
    until = time.monotonic() + MOST_SECONDS
    for place in others:
        image, data = imported.document["images"][place], imported.image(place)
        caption, credit = beneath.get(place, ("", ""))
        photo = Photo.objects.filter(digest=library.digest(ContentFile(data))).first()
        if photo is not None:  # it is there already, perhaps with other words
            figures[place] = figure(photo, caption if caption != photo.caption else "")
            continue
        if time.monotonic() > until:
            late.append(image["name"])
            continue
        alt = image["alt"][: Photo._meta.get_field("alt").max_length]
        try:
            photo = added(photos, actor, data, image["name"], slug=library.free_slug(image["name"]), alt=alt,
                          caption=caption, credit=credit)  # fmt: skip
            figures[place] = figure(photo)
            taken += 1
        except library.NotStored:
            raise
        except ValidationError:
            if photos and photos[-1].pk is None:
                photos.pop()
            left.append(image["name"])
    return figures, told(taken, left, late)


def told(taken: int, left: list[str], late: list[str]) -> list[str]:
    """What became of further images, in sentences: how many the library has now, and the names of the others."""
    notes = []
    if taken:
        sentence = ngettext(
            "%(count)d further image of the file is in the photo library.",
            "%(count)d further images of the file are in the photo library.",
            taken,
        )
        notes.append(sentence % {"count": taken})
    if left:
        notes.append(_("No photos, so left in the file: %(names)s.") % {"names": ", ".join(left)})
    if late:
        sentence = _("Left in the file, since there was no more time: %(names)s. Add them to the photo library.")
        notes.append(sentence % {"names": ", ".join(late)})
    return notes


def figure(photo: Photo, caption: str = "") -> str:
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure data-photo="{photo.uuid}">{below}</figure>'


def captions(imported: Import, structure: Structure) -> dict[int, tuple[str, str]]:
    """By an image's place, the caption and the credit that were read right below it, or around it."""
    blocks = imported.document["blocks"]
    found: dict[int, tuple[str, str]] = {}
    for segment in structure.of_kind(Kind.CAPTION, Kind.APART):
        places = [passage.block for passage in segment.passages]
        shown = [blocks[at]["image"] for at in places if blocks[at]["image"] is not None]
        first = min(places, default=0)
        if not shown and first and segment.kind == Kind.CAPTION and blocks[first - 1]["image"] is not None:
            shown = [blocks[first - 1]["image"]]
        if shown:
            found.setdefault(shown[0], caption_and_credit(segment))
    return found


def caption_and_credit(segment: Segment) -> tuple[str, str]:
    said: list[str] = []
    credit = ""
    for passage in segment.passages:
        words, by = photo_credits.split_credit(richtext.plain(passage.html))
        said, credit = [*said, *([words] if words else [])], credit or by
    return CAPTION_LABEL.sub("", " ".join(said), count=1), credit


def put_in(imported: Import, structure: Structure, figures: dict[int, str]) -> list[str]:
    """Puts figures into the text where their pictures stood in it. One before, behind or beside the text stays out."""
    segments = structure.of_kind(Kind.INTRODUCTION, Kind.TEXT, *TURNS)
    beneath = captions(imported, structure)
    blocks = imported.document["blocks"]
    others = structure.of_kind(Kind.APART, Kind.RELATED, Kind.BYLINE)
    beside = [segment for segment in others if not any(blocks[p.block]["image"] is not None for p in segment.passages)]
    count = 0
    for at, block in enumerate(blocks):
        place = block["image"]
        if place not in figures:
            continue
        before = [(p.block, n, m) for n, s in enumerate(segments) for m, p in enumerate(s.passages) if p.block < at]
        if not before:
            continue
        last, n, m = max(before)
        follows = any(passage.block > at for segment in segments for passage in segment.passages)
        ended = any(last < passage.block < at for segment in beside for passage in segment.passages)
        if (follows and not within(beside, at)) or (not ended and any(beneath.get(place, ()))):
            segments[n].passages.insert(m + 1, Passage(at, figures[place]))
            count += 1
    if not count:
        return []
    sentence = ngettext(
        "%(count)d photo stands in the text where it stood in the file. Say in the library by what right it is shown.",
        "%(count)d photos stand in the text where they stood in the file. Say in the library by what right each is "
        "shown.",
        count,
    )
    return [sentence % {"count": count}]


def within(segments: list[Segment], at: int) -> bool:
    """Whether a block stands in the midst of what is kept apart, such as a list with pictures."""
    spans = [[passage.block for passage in segment.passages] for segment in segments if segment.passages]
    return any(min(span) <= at <= max(span) for span in spans)
