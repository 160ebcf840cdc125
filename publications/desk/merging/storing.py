"""What a merge stores: words as a save, and how the piece is filed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from publications import content, merge, workflow
from publications.desk.common import person
from publications.desk.fields import check_address
from publications.desk.merging.words import stored
from publications.models import MOST_TOPICS, Edition, Publication, Topic
from texts.merge import merge_names


def store(request: HttpRequest, edition: Edition, words: merge.Content) -> None:
    if content.put(edition, words):
        messages.warning(request, _("Somebody or a photo in it is no longer in the library, and was left out."))
    workflow.keep_save(stored(edition), actor=person(request))


def refile(request: HttpRequest, edition: Edition, filing: dict[str, Any]) -> None:
    """Address and topics of a piece that readers never saw: topics are merged, of two addresses the last one stands."""
    publication = edition.publication
    if not filing or publication.editions.started(timezone.now()).exists():
        return
    current = [str(pk) for pk in publication.filings.values_list("tag", flat=True)]
    was_slug, *was = filing["filed"] or [publication.slug, *current]
    set_topics(request, publication, merge_names(was, filing["topics"], current))
    if filing["slug"] not in (was_slug, publication.slug):
        move(request, publication, filing["slug"], was_slug)


def set_topics(request: HttpRequest, publication: Publication, wanted: list[str]) -> None:
    topics = {str(topic.pk): topic for topic in Topic.objects.filter(pk__in=wanted)}
    chosen = [topics[pk] for pk in wanted if pk in topics]
    if left_out := chosen[MOST_TOPICS:]:
        names = ", ".join(topic.name for topic in left_out)
        messages.warning(request, _("More than five topics came together. Left out: %(names)s") % {"names": names})
    workflow.set_topics(publication, chosen[:MOST_TOPICS])


def move(request: HttpRequest, publication: Publication, slug: str, was: str) -> None:
    """Gives the piece another address. was: the one that was changed to it."""
    try:
        check_address(slug, publication)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return
    if publication.slug != was:
        messages.warning(
            request,
            _("The address is now yours, “%(mine)s”; meanwhile it was “%(theirs)s”.")
            % {"mine": slug, "theirs": publication.slug},
        )
    publication.slug = slug
    publication.save(update_fields=["slug"])
    workflow.free_addresses(publication)
