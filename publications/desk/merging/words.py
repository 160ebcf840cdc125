"""What a merge asks of a draft's saves: the words at a moment, and who has written since."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publications import merge
from publications.desk.common import called
from publications.models import Edition

if TYPE_CHECKING:
    from django.contrib.auth.models import User

YOUR_OTHER_WINDOW, SOMEBODY = gettext_lazy("Your other window"), gettext_lazy("Somebody else")


def moment_of(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def stored(edition: Edition) -> Edition:
    return Edition.objects.select_related("lead_photo", "publication").get(pk=edition.pk)


def words_at(edition: Edition, moment: str) -> merge.Content:
    """A save's words. Of a moment nobody knows, none at all: then everything that differs is asked."""
    at = moment_of(moment)
    save = edition.saves.filter(saved_at=at).first() if at and timezone.is_aware(at) else None
    return save.content if save else merge.EMPTY


def writers(edition: Edition, since: str, reader: User) -> str:
    """Who has saved since a moment, in words for one of them."""
    at = moment_of(since)
    saves = edition.saves.exclude(saved_by=None).select_related("saved_by").defer("content").order_by("saved_at")
    later = saves.filter(saved_at__gt=at) if at and timezone.is_aware(at) else saves
    people = {save.saved_by_id: save.saved_by for save in later}
    me = people.pop(reader.pk, None)
    names = [called(user) for user in people.values() if user]
    if not names:
        return str(YOUR_OTHER_WINDOW if me else SOMEBODY)
    return names[0] if len(names) == 1 else _("%(names)s and %(last)s") % {
        "names": ", ".join(names[:-1]), "last": names[-1],
    }  # fmt: skip
