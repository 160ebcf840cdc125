"""A piece or its draft locked for a step, and seen to be still what the step was decided over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from publications import content
from publications.models import Edition, Publication
from publications.workflow.errors import Refused


def lock(publication: Publication) -> Publication:
    return Publication.objects.select_for_update().get(pk=publication.pk)


def open_draft(edition: Edition) -> Edition:
    """The draft, locked together with its piece.

    Raises Refused when it is no open draft any more.
    """
    lock(edition.publication)
    edition = locked(edition)
    if edition.live_from:
        raise Refused(_("This edition is live or scheduled already."))
    if edition.discarded_at:
        raise Refused(_("This draft was discarded. Start a new one."))
    return edition


def locked(edition: Edition) -> Edition:
    """An edition with what its checks read. Ask for the piece's lock first."""
    found = Edition.objects.select_for_update(of=("self",)).select_related("publication", "lead_photo")
    return found.get(pk=edition.pk)


def refuse_unseen(edition: Edition, seen: str | None) -> None:
    """Raises Refused when a step was decided over other words than are stored now."""
    if seen is not None and seen != content.digest(content.of(edition)):
        raise Refused(_("Somebody changed the words while you were looking. Read them once more, then decide."))
