"""Mail about a piece: written in the step's transaction, sent once it stands, tried again by `send_letters`."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from publications.models import Edition
from publications.models.editorial import Letter

if TYPE_CHECKING:
    from django.contrib.auth.models import User

log = logging.getLogger(__name__)
MOST_TRIES = 20


def write(
    edition: Edition, people: Iterable[User | None], *, actor: User | None, subject: str, words: str, note: str = ""
) -> None:
    """A letter to each of some people who have an address, but for the one who took the step."""
    kind = edition.publication.kind
    context: dict[str, Any] = {
        "title": str(edition),
        "words": words,
        "note": note,
        "actor": actor and (actor.get_full_name() or actor.get_username()),
        "address": settings.SITE_URL + reverse(f"admin:publications_{kind}_change", args=[edition.publication.uuid]),
    }
    html = render_to_string("mail/step.html", context)
    text = render_to_string("mail/step.txt", context)
    letters = [
        Letter(to=person.email, subject=" ".join(subject.split()), text=text, html=html)
        for person in {p.pk: p for p in people if p}.values()
        if person.email and person != actor and person.is_active
    ]
    Letter.objects.bulk_create(letters)
    if letters:
        transaction.on_commit(lambda: send([letter.pk for letter in letters]), robust=True)


def send(ids: Iterable[int] | None = None) -> tuple[int, int]:
    """Sends what has not gone yet, of all letters or of those a step has just written. How many went, and did not.

    A letter is locked while it goes, so that two senders never send it twice. A fault is kept with it, and raised
    to nobody: the step it tells of stands.
    """
    waiting = Letter.objects.unsent().filter(tries__lt=MOST_TRIES)
    waiting = waiting if ids is None else waiting.filter(pk__in=list(ids))
    gone, failed = 0, 0
    connection = get_connection()
    for pk in list(waiting.order_by("written_at").values_list("pk", flat=True)):
        with transaction.atomic():
            letter = Letter.objects.unsent().select_for_update(skip_locked=True).filter(pk=pk).first()
            if letter is None:
                continue
            try:
                post(letter, connection)
            except OSError as error:  # what smtplib raises, and sockets
                letter.fault, failed = str(error), failed + 1
                log.warning("A letter to %s did not go: %s", letter.to, error)
            else:
                letter.sent_at, letter.fault, gone = timezone.now(), "", gone + 1
            letter.tries += 1
            letter.save(update_fields=["sent_at", "fault", "tries"])
        if letter.fault and ids is not None:
            break  # somebody waits for the step: the command sends the rest
    return gone, failed


def post(letter: Letter, connection: BaseEmailBackend) -> None:
    message = EmailMultiAlternatives(letter.subject, letter.text, None, [letter.to], connection=connection)
    message.attach_alternative(letter.html, "text/html")
    message.send()
