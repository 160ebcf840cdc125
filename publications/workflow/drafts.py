"""Drafts: started, revised from what is live, completed, kept with every save, discarded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from experts.models import Expert
from publications import content
from publications.models import Contribution, Edition, Publication, Speaker, Turn
from publications.models.editorial import Save
from publications.printed import copied
from publications.workflow import audit, steps
from publications.workflow.errors import Refused
from publications.workflow.filing import free_addresses
from publications.workflow.locking import lock
from publications.workflow.refusals import Case
from publications.workflow.roles import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def start(kind: str, slug: str, *, actor: User | None, **printed: object) -> Edition:
    """A new piece, with its first draft."""
    allow(actor, "start")
    publication = Publication.objects.create(kind=kind, slug=slug)
    return Edition.objects.create(publication=publication, created_by=actor, **printed)


@transaction.atomic
def revise(publication: Publication, *, actor: User | None) -> Edition:
    """A new draft with the words of the newest edition, scheduled ones included. Readers see nothing of it.

    Raises Refused when a draft is open already.
    """
    allow(actor, "revise", publication)
    publication = lock(publication)
    steps.refuse("revise", Case(publication, actor, timezone.now()))
    base = publication.editions.exclude(live_from=None).order_by("-live_from").first()
    if base is None:
        base = publication.editions.order_by("-discarded_at").first()
    if base is None:
        raise Refused(_("This piece has no text to start from."))
    draft = Edition.objects.create(
        publication=publication,
        based_on=base if base.live_from else None,
        created_by=actor,
        **copied(base),
    )
    copy_parts(base, draft)
    audit.record(publication, actor, _("Draft opened"), title=str(draft))
    return draft


def copy_parts(source: Edition, target: Edition) -> None:
    """Byline and turns of one edition, copied to another; turns keep their public keys."""
    Contribution.objects.bulk_create(
        Contribution(edition=target, expert_id=c.expert_id, role=c.role, position=c.position, affiliation=c.affiliation)
        for c in source.contributions.all()
    )
    old = list(source.turns.prefetch_related("speaking"))
    new = Turn.objects.bulk_create(
        Turn(edition=target, position=t.position, kind=t.kind, html=t.html, key=t.key) for t in old
    )
    Speaker.objects.bulk_create(
        Speaker(turn=after, expert_id=speaker.expert_id, position=speaker.position)
        for before, after in zip(old, new, strict=True)
        for speaker in before.speaking.all()
    )


def set_speakers(turn: Turn, experts: list[Expert]) -> None:
    """Who says a turn, in this order."""
    if [speaker.expert_id for speaker in turn.speaking.all()] != [expert.pk for expert in experts]:
        turn.speaking.all().delete()
        Speaker.objects.bulk_create(
            Speaker(turn=turn, expert=expert, position=place) for place, expert in enumerate(experts)
        )


def complete(edition: Edition) -> None:
    """Fills what follows from the rest: speakers join the participants, affiliations as of now, words counted."""
    known = set(edition.contributions.values_list("expert", flat=True))
    joining: list[Contribution] = []
    for turn in edition.turns.prefetch_related("speaking__expert"):
        for speaker in turn.speaking.all():
            if speaker.expert_id not in known:
                role = Contribution.Role.INTERVIEWEE if turn.kind == Turn.Kind.ANSWER else Contribution.Role.INTERVIEWER
                joining.append(Contribution(edition=edition, expert=speaker.expert, role=role, position=len(known)))
                known.add(speaker.expert_id)
    Contribution.objects.bulk_create(joining)
    unaffiliated = list(edition.contributions.filter(affiliation="").select_related("expert"))
    for contribution in unaffiliated:
        contribution.affiliation = contribution.expert.position
    Contribution.objects.bulk_update(unaffiliated, ["affiliation"])
    edition.words = edition.count_words()


def keep_save(edition: Edition, *, actor: User | None) -> Save:
    """Keeps a draft's words as they are stored now, unless they are kept already.

    actor: who wrote them. An approval of other words ends with them.
    """
    if kept := edition.saves.filter(saved_at=edition.updated_at).first():
        return kept
    words = content.of(edition)
    approved = Edition.objects.filter(pk=edition.pk, approved_at__isnull=False)
    if approved.exclude(approved_digest=content.digest(words)).update(
        approved_at=None, approved_by=None, approved_digest=""
    ):
        audit.record(edition.publication, actor, _("Approval ended: other words"), title=str(edition))
    return Save.objects.create(
        edition=edition,
        saved_at=edition.updated_at,
        saved_by=actor,
        content=words,
        digest=content.digest(words),
    )


@transaction.atomic
def discard(edition: Edition, *, actor: User | None, now: datetime | None = None) -> Edition:
    """Puts a draft aside: its text is kept, its place is free for another.

    A piece that readers never saw gives its address back.
    """
    allow(actor, "discard", edition.publication)
    publication = lock(edition.publication)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.live_from or edition.discarded_at:
        raise Refused(_("Only an open draft can be discarded."))
    edition.discarded_at = now or timezone.now()
    edition.save(update_fields=["discarded_at", "updated_at"])
    audit.record(publication, actor, _("Draft discarded"), title=str(edition))
    if not publication.editions.exclude(live_from=None).exists():
        publication.slug = f"discarded-{publication.uuid}"
        publication.save(update_fields=["slug"])
        free_addresses(publication)
    return edition
