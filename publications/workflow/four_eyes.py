"""The rule of four eyes: who wrote a text, and whether somebody else approved exactly its words."""

from __future__ import annotations

from django.db.models import Q

from publications import content
from publications.models import Edition
from publications.models.editorial import EditorialRules, Save


def is_in_force() -> bool:
    return EditorialRules.current().four_eyes


def is_approved(edition: Edition) -> bool:
    """Whether exactly these words were approved."""
    return bool(edition.approved_at) and edition.approved_digest == content.digest(content.of(edition))


def is_seen_by_four_eyes(edition: Edition) -> bool:
    return is_approved(edition) and edition.approved_by_id not in writers(edition)


def writers(edition: Edition) -> set[int]:
    """Who wrote any of a text, by primary key: of this draft, or of one that was discarded and may live on in it."""
    unseen = edition.publication.editions.filter(Q(live_from=None) | Q(pk=edition.pk))
    found = set(unseen.values_list("created_by", flat=True))
    found |= set(Save.objects.filter(edition__in=unseen).values_list("saved_by", flat=True))
    return {pk for pk in found if pk}
