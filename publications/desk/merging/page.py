"""The page of clashes: each with both sides, and what else changed beside them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from publications import merge
from publications.desk import differences
from publications.desk.merging.form import ClashForm
from publications.desk.merging.words import SOMEBODY, YOUR_OTHER_WINDOW
from publications.models import Edition
from publications.models.editorial import Save
from texts.merge import touches


def clashes(
    edition: Edition, base: merge.Content, mine: merge.Content, save: Save, form: ClashForm | None, *, they: str
) -> dict[str, Any]:
    """What its template shows.

    save: with whose words `mine` clash. form: as it was sent, if it was. they: who wrote the save, in words.
    """
    found = merge.merge(base, mine, save.content)
    form = form or ClashForm(found.clashes)
    shown = differences.Shown(edition, base, mine, save.content)
    asked = {clash.where for clash in found.clashes}
    also = [
        (who, shown.change(change, side))
        for who, side, words in ((_("You"), "mine", mine), (they, "theirs", save.content))
        for change in merge.changes(base, words, side)
        if not any(touches(change.where, where) for where in asked)
    ]
    return {
        "form": form,
        "clashes": [(shown.clash(clash), fields) for clash, fields in zip(found.clashes, form.rows(), strict=True)],
        "also": also,
        "they": they,
        "they_within": they[0].lower() + they[1:] if they in (YOUR_OTHER_WINDOW, SOMEBODY) else they,
        "now": timezone.localtime(),
        "saved_at": save.saved_at,
    }
