"""Where a piece is filed: its address, and its topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from publications.finding import derived_rows
from publications.models import Address, Filing, Publication, Topic
from publications.workflow import audit
from publications.workflow.errors import Refused
from publications.workflow.locking import lock
from publications.workflow.roles import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def refile(publication: Publication, *, actor: User | None, slug: str, topics: list[Topic]) -> Publication:
    """Moves a piece to another address or under other topics; readers see it at once. A former address redirects.

    Raises Refused without a topic, and when the address belongs to another piece.
    """
    allow(actor, "refile")
    publication = lock(publication)
    if not topics:
        raise Refused(_("Choose a topic."))
    if Address.objects.filter(slug=slug).exclude(publication=publication).exists():
        raise Refused(
            _("The address “%(slug)s” belongs to another piece for ever. Choose another one.") % {"slug": slug}
        )
    publication.slug = slug
    publication.save(update_fields=["slug"])
    set_topics(publication, topics)
    free_addresses(publication)
    audit.record(publication, actor, _("Refiled"), f"{slug}: {', '.join(topic.name for topic in topics)}")
    return publication


def set_topics(publication: Publication, topics: list[Topic]) -> None:
    """Files a piece under topics, in this order. Only through `Filing`: taggit's own `set` knows no order."""
    with transaction.atomic():
        lock(publication)
        wanted = [topic.pk for topic in topics]
        current = list(publication.filings.values_list("tag_id", flat=True))
        if wanted != current:
            publication.filings.all().delete()
            Filing.objects.bulk_create(
                Filing(content_object=publication, tag=topic, position=place) for place, topic in enumerate(topics)
            )
            derived_rows.reshelve([publication.pk])


def free_addresses(publication: Publication) -> None:
    """Frees the former slugs of a piece that readers never saw; what they may have seen is kept for ever."""
    if not publication.editions.exclude(live_from=None).exists():
        publication.addresses.exclude(slug=publication.slug).delete()
