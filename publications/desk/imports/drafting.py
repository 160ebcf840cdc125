"""From a reviewed import to a draft: whole, or not at all."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.html import escape
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from experts.models import Expert
from ingest import asides
from ingest.around import CAPTION_LABEL
from ingest.structure import TURNS, Kind, Passage, Segment, Structure
from photos import library
from photos.models import Photo
from publications import content, workflow
from publications.desk import rows as forms
from publications.desk.imports import reviewing
from publications.desk.imports.reviewing import Choices
from publications.models import Contribution, Edition, free_slug, site_language
from publications.models.imports import Import
from publications.workflow import audit
from texts import richtext

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_SECONDS = 45  # for taking in a file's further pictures, which a browser waits for
LONGEST_TITLE = Edition._meta.get_field("title").max_length or 0


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
    title = title_of(structure, choices)
    slug = address_of(title, choices)
    experts = reviewing.experts(structure, choices)
    notes = nameless(structure, experts)
    lead = lead_photo(imported, structure, choices, actor, photos)
    figures, told = further_images(imported, structure, choices, actor, photos)
    notes += [*told, *put_in(imported, structure, figures)]
    edition = workflow.start(imported.kind, slug, actor=actor)
    words = {
        "title": title,
        "summary": plain(structure, Kind.SUMMARY),
        "body": body_of(structure),
        "language": language(imported.document["language"]),
        "change_kind": "",
        "change_note": "",
        "lead_photo": str(lead.uuid) if lead else None,
        "published_on": None,
        "byline": byline(structure, experts),
        "turns": turns(structure, experts),
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


# Words


def html_of(segment: Segment) -> str:
    return richtext.clean("".join(passage.html for passage in segment.passages), photos=True)


def plain(structure: Structure, kind: Kind) -> str:
    return " ".join(reviewing.words_of(structure.of_kind(kind)).split())


def title_of(structure: Structure, choices: Choices) -> str:
    title = plain(structure, Kind.TITLE) or " ".join(choices.title.split())
    if not title:
        raise workflow.Refused(_("Give it a title, above the structure. You can change it later."))
    if len(title) > LONGEST_TITLE:
        raise workflow.Refused(
            _("The title has %(letters)d letters; %(most)d is the most. Split it, or make a part of it something else.")
            % {"letters": len(title), "most": LONGEST_TITLE}
        )
    return title


def address_of(title: str, choices: Choices) -> str:
    """The address typed, else one from the title."""
    slug = choices.slug.strip().lower() or free_slug(title)
    if not slug:
        raise workflow.Refused(
            _("No address can be made from this title. Write one under the title: Latin letters, digits, hyphens.")
        )
    try:
        validate_slug(slug)
        forms.check_address(slug, None)
    except ValidationError as error:
        raise workflow.Refused(*error.messages) from error
    if len(slug) > 200:
        raise workflow.Refused(_("The address is too long. A few words are enough."))
    return slug


def body_of(structure: Structure) -> str:
    """An interview's introduction, or an analysis's text."""
    kinds = [Kind.INTRODUCTION, Kind.TEXT]
    if structure.kind == Import.Kind.ANALYSIS:
        kinds += TURNS  # an analysis has no conversation: words marked as one still are its words
    whole = [passage for segment in structure.of_kind(*kinds) for passage in segment.passages]
    return html_of(Segment(Kind.TEXT, whole))


def turns(structure: Structure, experts: dict[str, Expert]) -> list[dict[str, Any]]:
    if structure.kind == Import.Kind.ANALYSIS:
        return []
    return [
        {
            "key": "",
            "kind": str(segment.kind),
            "html": html,
            "speakers": [str(experts[key].uuid) for key in segment.speakers if key in experts],
        }
        for segment in structure.of_kind(*TURNS)
        if (html := html_of(segment))
    ]


def byline(structure: Structure, experts: dict[str, Expert]) -> list[dict[str, Any]]:
    """Whoever speaks or signs and is an expert, once each, in order."""
    found: dict[int, dict[str, Any]] = {}
    for person in structure.people:
        if expert := experts.get(person.key):
            role = person.role if structure.kind == Import.Kind.INTERVIEW else Contribution.Role.AUTHOR
            line = {"expert": str(expert.uuid), "role": str(role), "affiliation": expert.position}
            found.setdefault(expert.pk, line)
    return list(found.values())


def language(said: str) -> str:
    """The language of ours that a source's is, or the site's."""
    codes = [code for code, _name in settings.LANGUAGES]
    said = said.lower().replace("_", "-")
    short = said.partition("-")[0]
    near = (code for code in codes if short and code.partition("-")[0] == short)
    return said if said in codes else next(near, site_language())


def nameless(structure: Structure, experts: dict[str, Expert]) -> list[str]:
    """Who speaks in the source, and is no expert: these turns name nobody yet."""
    speaking = {key for segment in structure.of_kind(Kind.ANSWER) for key in segment.speakers}
    speaking |= {person.key for person in structure.people if person.role == Contribution.Role.AUTHOR}
    names = [person.name for person in structure.people if person.key in speaking and person.key not in experts]
    if not names:
        return []
    said = get_text_list(names, _("and"))
    return [_("%(names)s: not among our experts, so not named in the draft yet.") % {"names": said}]


# Photos


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
    return figures, notes


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
        words, by = asides.split_credit(richtext.plain(passage.html))
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
