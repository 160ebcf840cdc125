"""Whether the photos of a text may be shown, are described, and look well: the lead photo, and those inside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from photos import renditions
from photos.models import RIGHTS_WARNING, Photo
from publications.models import Edition, PhotoUse
from publications.workflow.checks.finding import Finding, Texts, block, warn
from texts import richtext

LEAD_RATIO = renditions.CROPS["lead"].ratio
SHARP = 1200  # pixels of a lead photo's crop; a wide screen shows it so wide


def of_lead_photo(edition: Edition, at: datetime) -> Iterator[Finding]:
    picture = edition.lead_photo
    if picture is None:
        yield warn("id_lead_photo", _("No photo: lists will show it without one."), by_script=True)
        if edition.lead_alt or edition.lead_caption:
            yield warn("id_lead_alt", _("What is said of the lead photo is printed nowhere: there is no photo."))
        return
    if not picture.licence:
        sentence = _("Nobody has said by what right the lead photo is shown. Choose its licence in the photo library.")
        yield in_library(picture, sentence)
    if not picture.is_described and not edition.lead_alt:
        sentence = _("The lead photo has no alternative text. Describe it here, or for all its uses in the library.")
        yield block("id_lead_alt", sentence)
    if min(picture.width, picture.height * LEAD_RATIO) < SHARP:
        sentence = _("The lead photo is only %(width)d × %(height)d pixels: on a wide screen it looks blurred.")
        yield warn("id_lead_photo", sentence % {"width": picture.width, "height": picture.height})
    if not picture.is_usable(at):
        yield unusable(edition, picture, at)
    elif picture.rights_until and picture.rights_until <= at + RIGHTS_WARNING:
        days = max(0, (picture.rights_until - at).days)
        sentence = ngettext(
            "The lead photo’s rights end %(days)d day after it goes live: from then on it is left out.",
            "The lead photo’s rights end %(days)d days after it goes live: from then on it is left out.",
            days,
        )
        yield warn("id_lead_photo", sentence % {"days": days})


def unusable(edition: Edition, picture: Photo, at: datetime) -> Finding:
    """A photo that may not be shown at a moment.

    Chosen anew, it is a mistake that readers would miss something by. One that the text before it has already lapsed
    with nothing to run, and readers miss it today: that must not hold up the correction of a figure.
    """
    if edition.based_on_id and Edition.objects.filter(pk=edition.based_on_id, lead_photo=picture).exists():
        return warn("id_lead_photo", _("The lead photo’s rights don’t cover that moment: readers won’t see it."))
    return block("id_lead_photo", _("The lead photo’s rights don’t cover that moment. Choose another photo."))


def in_library(picture: Photo, words: str) -> Finding:
    address = reverse("admin:photos_photo_change", args=[picture.pk])
    return Finding("id_lead_photo", words, blocks=True, address=address)


def in_texts(edition: Edition, texts: Texts, at: datetime) -> Iterator[Finding]:
    """Each photo once: one that stands several times has to be described in each place."""
    named = {uuid for _field, html in texts for uuid in richtext.photos_in(html)}
    photos = Photo.objects.in_bulk(named, field_name="uuid") if named else {}
    shown_before = set(PhotoUse.objects.filter(edition=edition.based_on_id or 0).values_list("photo", flat=True))
    told: set[tuple[str, str]] = set()
    for field, html in texts:
        for figure in richtext.FIGURE.finditer(html):
            photo = photos.get(UUID(figure["photo"]))
            is_new = photo is None or photo.pk not in shown_before
            for finding in of_photo(field, photo, has_own_alt=bool(figure["alt"]), is_new=is_new, at=at):
                if (figure["photo"], finding.words) not in told:
                    told.add((figure["photo"], finding.words))
                    yield finding


def of_photo(field: str, photo: Photo | None, *, has_own_alt: bool, is_new: bool, at: datetime) -> Iterator[Finding]:
    if photo is None:
        yield block(field, _("A photo in the text is no more in the library. Remove it, or choose another."))
        return
    name = {"photo": str(photo)[:80]}
    if not has_own_alt and not photo.is_described:
        yield block(field, _("The photo “%(photo)s” in the text has no alternative text. Describe it.") % name)
    if not photo.licence:
        sentence = _("The photo “%(photo)s” in the text has no licence. Say in the library by what right it is shown.")
        yield block(field, sentence % name)
    if not photo.is_usable(at):
        sentence = _("The rights of the photo “%(photo)s” in the text don’t cover that moment. Choose another photo.")
        if is_new:
            yield block(field, sentence % name)
        else:  # see `unusable`
            sentence = _(
                "The rights of the photo “%(photo)s” in the text don’t cover that moment: readers won’t see it."
            )
            yield warn(field, sentence % name)
    elif photo.rights_until and photo.rights_until <= at + RIGHTS_WARNING:
        sentence = _("The rights of the photo “%(photo)s” in the text end %(days)d days after it goes live.")
        yield warn(field, sentence % (name | {"days": max(0, (photo.rights_until - at).days)}))
