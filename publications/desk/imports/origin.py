"""What a draft came from, to be read: the original, what was kept apart or uncertain, the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from ingest.structure import Kind
from publications.desk.common import piece_address
from publications.desk.imports.receipt import account, words_of
from publications.desk.imports.words import NAMES, shown_words
from publications.models import Edition
from publications.models.imports import Import
from publications.workflow import roles

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def origin(imported: Import, edition: Edition, reader: User) -> dict[str, Any]:
    """For its page. edition: what became of it."""
    structure = imported.structure
    names = {one.key: one.name for one in structure.people}
    apart = structure.of_kind(Kind.APART, Kind.RELATED, Kind.CAPTION, Kind.BYLINE)
    return {
        "title": imported,
        "imported": imported,
        "edition": edition,
        "back": piece_address("change", edition),
        "apart": [(NAMES[segment.kind], [shown_words(part.html) for part in segment.passages]) for segment in apart],
        "doubtful": [
            {
                "kind": NAMES.get(segment.kind, segment.kind),
                "who": get_text_list([names.get(key, key) for key in segment.speakers], _("and")),
                "words": words_of([segment]),
                "reason": segment.reason,
            }
            for segment in structure.doubtful
        ],
        "may_check": imported.open_doubts and roles.may(reader, "save", edition.publication),
        "receipt": account(imported, structure),
    }
