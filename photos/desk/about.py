"""What every screen of a photo says of it: where its pictures are, what it lacks, how its rights stand."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from photos.models import RIGHTS_WARNING, Photo


def address(photo: Photo) -> str:
    return reverse("admin:photos_photo_change", args=[photo.pk])


def label(name: str) -> str:
    """What a field of a photo is called."""
    return str(getattr(Photo._meta.get_field(name), "verbose_name", name))


def staff_address(photo: Photo, name: str) -> str:
    """A picture for the desk: the smallest "card", or the "whole" photo. Changes with what the picture depends on."""
    focal = f"{photo.focal_x:.2f}x{photo.focal_y:.2f}"
    return f"{reverse('admin:photos_photo_file', args=[photo.pk, name])}?{photo.digest[:8]}-{focal}"


def rendition_address(name: str) -> str:
    """Where the desk gets a rendition by its name, whether or not readers may see it."""
    return reverse("admin:photos_photo_rendition", args=[name])


def own_words(photo: Photo) -> dict[str, str]:
    """A photo's words as a form shows them where it may be given others."""
    if photo.is_decorative:
        spoken = _("Decorative: screen readers pass over it.")
    else:
        spoken = photo.alt or _("Not described in the photo library yet.")
    return {"alt": spoken, "caption": photo.caption}


def lacks(photo: Photo) -> list[str]:
    """What stands in the way of going live with a photo, in words."""
    return [
        *([] if photo.licence else [_("Rights missing")]),
        *([] if photo.is_described else [_("Alternative text missing")]),
    ]


def rights(photo: Photo, at: datetime) -> tuple[str, str]:
    """How its rights stand at a moment: the mark (`data-status`), and the words."""
    begins, ends = photo.rights_from, photo.rights_until
    if ends and ends <= at:
        return "withdrawn", _("Licence ended %(day)s") % {"day": date_format(last_day(ends), "j F Y")}
    if not photo.licence:
        return "returned", _("Rights missing")
    if begins and begins > at:
        return "scheduled", _("May be shown from %(day)s") % {"day": date_format(localtime(begins), "j F Y")}
    if ends and ends <= at + RIGHTS_WARNING:
        days = (last_day(ends).date() - localdate(at)).days
        if days <= 0:
            return "stale", _("Licence ends today")
        return "stale", ngettext("Licence ends in %(days)d day", "Licence ends in %(days)d days", days) % {"days": days}
    return "live", _("Cleared")


def standing(photo: Photo, at: datetime) -> tuple[str, str]:
    """As `rights`, but what a photo lacks comes before rights that hold for now."""
    mark, words = rights(photo, at)
    if mark in {"live", "scheduled", "stale"} and not photo.is_described:
        return "returned", _("Alternative text missing")
    return mark, words


def last_day(moment: datetime) -> datetime:
    """The local day on which a period that ends at a moment was last true: midnight belongs to the day before."""
    return localtime(moment - timedelta(microseconds=1))
