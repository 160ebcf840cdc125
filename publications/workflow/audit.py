"""Who did what when: one entry for every step, in Django's own log, which a trigger makes unchangeable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from publications.models import OF_KIND, Publication

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def record(
    publication: Publication, actor: User | None, words: str, note: str = "", *, title: str = "", added: bool = False
) -> None:
    """Notes a step. None is the system itself, which writes no log: imports say on the console what they did.

    title: of the text the step was about.
    """
    if actor is None:
        return
    LogEntry.objects.create(
        user_id=actor.pk,
        content_type=ContentType.objects.get_for_model(OF_KIND[publication.kind], for_concrete_model=False),
        object_id=str(publication.uuid),
        object_repr=(title or str(publication))[:200],
        action_flag=ADDITION if added else CHANGE,
        change_message=f"{words}. {note}".strip() if note else f"{words}.",
    )
