"""The verbs: start, revise, submit, send back, approve, publish (now or at a moment), reschedule, unschedule,
withdraw, republish, refile, discard.

Each takes the actor, asks `roles` whether she may, locks the publication, and either happens whole or is refused with
the reason and the way out; then it is noted (`audit`) and told (`letters`). The actor None is the system itself.
Nothing else sets `live_from`, `withdrawn_at`, `discarded_at` or what a review decides, save the archive's import.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from experts.models import Expert
from publications import content
from publications.finding import shelves
from publications.models import Address, Contribution, Edition, Filing, Publication, Speaker, Topic, Turn
from publications.models.editorial import EditorialRules, Save
from publications.workflow import audit, letters, roles
from publications.workflow.checks import faults

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What `obstacles` says of a step before it is tried, in the words that refuse it here.
HAS_DRAFT = gettext_lazy("This piece has an open draft. Go on with that one, or discard it first.")
HAS_OTHER_DRAFT = gettext_lazy("Another draft of this piece is open. Discard one of the two: a piece has one draft.")
IN_REVIEW = gettext_lazy("This draft is in review already.")
NOT_TO_SEND_BACK = gettext_lazy("This draft isn’t in review. It can be sent back once it was submitted.")
NOT_TO_APPROVE = gettext_lazy("This draft isn’t in review. Whoever writes it submits it first.")
OWN_WORDS = gettext_lazy("You wrote some of this. Somebody else has to approve it.")
NOT_SEEN = gettext_lazy(
    "Somebody who didn’t write it has to approve these very words first. Submit the draft, and ask for it."
)
NOTHING_LIVE = gettext_lazy("Nothing of this piece is live.")
NOT_WITHDRAWN = gettext_lazy("This piece isn’t withdrawn.")
DRAFT_STANDS = gettext_lazy("This piece has an open draft. Publish that one, or discard it first.")
THROUGH_REVIEW = gettext_lazy(
    "Under the rule of four eyes it comes back through a review: revise it, and submit the draft."
)

INSTANT = timedelta(microseconds=1)  # PostgreSQL's clock ticks in these
PRINTED = (
    "title", "summary", "body", "language", "lead_photo_id", "lead_alt", "lead_caption", "published_on", "words",
)  # fmt: skip


class Refused(Exception):
    """A step that can't be taken; says why, and what to do instead, in words for the person who tried.

    reasons: one sentence or more each.
    """

    def __init__(self, *reasons: Any) -> None:
        self.reasons = tuple(str(reason) for reason in reasons)
        super().__init__(" ".join(self.reasons))


class Forbidden(Refused):
    """A step that this person may not take."""


def allow(actor: User | None, step: str, publication: Publication | None = None) -> None:
    """Raises Forbidden, saying whose step it is."""
    if roles.may(actor, step, publication):
        return
    if roles.STEPS[step] == roles.PUBLISH:
        raise Forbidden(_("This is a publisher’s step. Ask one of them to take it."))
    if roles.STEPS[step] == roles.EDIT:
        raise Forbidden(_("This is an editor’s step. Submit the piece, and one of them will look at it."))
    raise Forbidden(_("This piece is somebody else’s. Ask an editor to change it."))


@contextmanager
def backdating() -> Iterator[None]:
    """Lets this transaction write the past: for importing an archive into pieces that have no editions yet."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT is_backdating()")
        already = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('institute.backdating', 'on', true)")
        yield
        if not already:  # the outer one closes the door
            cursor.execute("SELECT set_config('institute.backdating', 'off', true)")


def lock(publication: Publication) -> Publication:
    return Publication.objects.select_for_update().get(pk=publication.pk)


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
    if publication.editions.drafts().exists():
        raise Refused(HAS_DRAFT)
    base = publication.editions.exclude(live_from=None).order_by("-live_from").first()
    if base is None:
        base = publication.editions.order_by("-discarded_at").first()
    if base is None:
        raise Refused(_("This piece has no text to start from."))
    draft = Edition.objects.create(
        publication=publication,
        based_on=base if base.live_from else None,
        created_by=actor,
        **{name: getattr(base, name) for name in PRINTED},
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


def is_approved(edition: Edition) -> bool:
    """Whether exactly these words were approved."""
    return bool(edition.approved_at) and edition.approved_digest == content.digest(content.of(edition))


def writers(edition: Edition) -> set[int]:
    """Who wrote any of a text, by primary key: of this draft, or of one that was discarded and may live on in it."""
    unseen = edition.publication.editions.filter(Q(live_from=None) | Q(pk=edition.pk))
    found = set(unseen.values_list("created_by", flat=True))
    found |= set(Save.objects.filter(edition__in=unseen).values_list("saved_by", flat=True))
    return {pk for pk in found if pk}


def open_draft(edition: Edition) -> Edition:
    """The draft, locked together with its piece.

    Raises Refused when it is no open draft any more.
    """
    lock(edition.publication)
    edition = (
        Edition.objects.select_for_update(of=("self",)).select_related("publication", "lead_photo").get(pk=edition.pk)
    )
    if edition.live_from:
        raise Refused(_("This edition is live or scheduled already."))
    if edition.discarded_at:
        raise Refused(_("This draft was discarded. Start a new one."))
    return edition


@transaction.atomic
def submit(edition: Edition, *, actor: User | None, now: datetime | None = None) -> Edition:
    """Asks for a review. The draft can still be written; whoever reviews sees its newest words.

    Raises Refused when the text isn't whole, or is in review already.
    """
    allow(actor, "submit", edition.publication)
    edition = open_draft(edition)
    now = now or timezone.now()
    if edition.submitted_at:
        raise Refused(IN_REVIEW)
    complete(edition)
    if reasons := faults(edition, now):
        raise Refused(*reasons)
    edition.submitted_at, edition.submitted_by = now, actor
    edition.returned_at = edition.returned_by = None
    edition.return_note = ""
    edition.save(
        update_fields=[
            "submitted_at", "submitted_by", "returned_at", "returned_by", "return_note", "words",
            "updated_at",  # `complete` may have changed the byline: a form opened before has to notice
        ]
    )  # fmt: skip
    audit.record(edition.publication, actor, _("Submitted for review"), title=str(edition))
    letters.write(
        edition, roles.with_permission(roles.EDIT), actor=actor,
        subject=_("For review: %(title)s") % {"title": edition}, words=_("asks you to review"),
    )  # fmt: skip
    return edition


@transaction.atomic
def send_back(edition: Edition, *, actor: User | None, note: str, now: datetime | None = None) -> Edition:
    """Gives a submitted draft back to who wrote it, with what is to be done.

    Raises Refused without a note, and when the draft isn't in review.
    """
    allow(actor, "send_back")
    edition = open_draft(edition)
    if not note.strip():
        raise Refused(_("Write what is to be done: whoever wrote it reads only your note."))
    if not edition.submitted_at:
        raise Refused(NOT_TO_SEND_BACK)
    edition.returned_at, edition.returned_by, edition.return_note = now or timezone.now(), actor, note
    submitted_by = edition.submitted_by
    edition.submitted_at = edition.submitted_by = edition.approved_at = edition.approved_by = None
    edition.approved_digest = ""
    edition.save(update_fields=REVIEWED)
    audit.record(edition.publication, actor, _("Sent back"), note, title=str(edition))
    letters.write(
        edition, [edition.created_by, submitted_by], actor=actor,
        subject=_("Sent back: %(title)s") % {"title": edition}, words=_("sent back"), note=note,
    )  # fmt: skip
    return edition


@transaction.atomic
def approve(edition: Edition, *, actor: User | None, seen: str | None = None, now: datetime | None = None) -> Edition:
    """Approves exactly the words that are stored now: with one changed, the approval is gone.

    seen: the digest of the words that whoever approves was shown.

    Raises Refused when these are others by now, when the draft isn't in review, when it isn't whole, and, under the
    rule of four eyes, to whoever wrote any of it.
    """
    allow(actor, "approve")
    edition = open_draft(edition)
    refuse_unseen(edition, seen)
    now = now or timezone.now()
    if not edition.submitted_at:
        raise Refused(NOT_TO_APPROVE)
    if actor and EditorialRules.current().four_eyes and actor.pk in writers(edition):
        raise Refused(OWN_WORDS)
    if reasons := faults(edition, now):
        raise Refused(*reasons)
    edition.approved_at, edition.approved_by = now, actor
    edition.approved_digest = content.digest(content.of(edition))
    edition.save(update_fields=REVIEWED)
    audit.record(edition.publication, actor, _("Approved"), title=str(edition))
    letters.write(
        edition, [edition.created_by, edition.submitted_by, *roles.with_permission(roles.PUBLISH)], actor=actor,
        subject=_("Approved: %(title)s") % {"title": edition}, words=_("approved"),
    )  # fmt: skip
    return edition


def refuse_unseen(edition: Edition, seen: str | None) -> None:
    """Raises Refused when a step was decided over other words than are stored now."""
    if seen is not None and seen != content.digest(content.of(edition)):
        raise Refused(_("Somebody changed the words while you were looking. Read them once more, then decide."))


REVIEWED = [
    "submitted_at", "submitted_by", "approved_at", "approved_by", "approved_digest", "returned_at", "returned_by",
    "return_note",
]  # fmt: skip


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


@transaction.atomic
def publish(
    edition: Edition,
    *,
    actor: User | None,
    at: datetime | None = None,
    seen: str | None = None,
    now: datetime | None = None,
) -> Edition:
    """Makes a draft live: now, or from a moment to come.

    at: when readers see it; None is now. seen: the digest of the words it was decided over.
    now: the present, for tests.
    Publishing now takes the later of now and just after the newest start, so that the order is never in doubt.

    Raises Refused when the text isn't whole, when the moment is past, when the text was written over an
    older edition than the one it would replace, or when a scheduled edition would undo it.
    """
    allow(actor, "schedule" if at else "publish")
    now = now or timezone.now()
    edition = open_draft(edition)
    refuse_unseen(edition, seen)
    publication = edition.publication
    others = publication.editions.exclude(live_from=None)
    live_from: datetime
    if at is None:
        newest_start = others.filter(live_from__lte=now).aggregate(moment=Max("live_from"))["moment"]
        live_from = max(now, newest_start + INSTANT) if newest_start else now
    elif at <= now:
        raise Refused(_("That moment is past. Choose a later one, or publish now."))
    else:
        live_from = at
    refuse_to_undo(edition, live_from)
    complete(edition)
    if reasons := faults(edition, live_from):
        raise Refused(*reasons)
    # The system's own publishing is an import of what was published elsewhere.
    if actor and EditorialRules.current().four_eyes and not is_seen_by_four_eyes(edition):
        raise Refused(NOT_SEEN)
    edition.live_from = live_from
    if not edition.published_on:
        edition.published_on = timezone.localtime(live_from).date()
    try:
        edition.full_clean(exclude=["publication"])
    except ValidationError as error:
        raise Refused(*error.messages) from error
    edition.save()
    shelves.reshelve([publication.pk])
    if at is None:
        audit.record(publication, actor, _("Published"), title=str(edition))
    else:
        audit.record(publication, actor, _("Scheduled"), said(live_from), title=str(edition))
    return edition


def is_seen_by_four_eyes(edition: Edition) -> bool:
    return is_approved(edition) and edition.approved_by_id not in writers(edition)


def refuse_to_undo(edition: Edition, live_from: datetime) -> None:
    """Raises Refused when an edition, live from a moment, would undo another one, or be undone by it."""
    others = edition.publication.editions.exclude(live_from=None).exclude(pk=edition.pk)
    replaced = others.filter(live_from__lt=live_from).order_by("-live_from").first()
    if replaced and replaced.pk != edition.based_on_id:
        raise Refused(
            _(
                "This draft was written over an older edition: “%(title)s” went live or was scheduled since, and "
                "publishing would undo it. Discard this draft, revise the piece anew and bring your changes over."
            )
            % {"title": replaced}
        )
    later = others.filter(live_from__gte=live_from).order_by("live_from").first()
    if later:
        raise Refused(
            _("“%(title)s” is scheduled for %(moment)s and would undo this. Unschedule it first.")
            % {"title": later, "moment": said(later.live_from)}
        )


@transaction.atomic
def reschedule(edition: Edition, *, actor: User | None, at: datetime, now: datetime | None = None) -> Edition:
    """Moves a scheduled edition to another moment. Its words stay as they are, and are checked for that moment.

    Raises Refused when it has begun, when the moment is past, or when another scheduled edition lies between.
    """
    allow(actor, "reschedule")
    now = now or timezone.now()
    publication = lock(edition.publication)
    edition = (
        Edition.objects.select_for_update(of=("self",)).select_related("publication", "lead_photo").get(pk=edition.pk)
    )
    if edition.live_from is None or edition.live_from <= now:
        raise Refused(_("This edition isn’t waiting for its moment."))
    if at <= now:
        raise Refused(_("That moment is past. Choose a later one, or publish now."))
    on_top = publication.editions.filter(based_on=edition, live_from__lte=at).first()
    if on_top:
        raise Refused(_("“%(title)s” is scheduled on top of this one. Move that one first.") % {"title": on_top})
    before = edition.live_from
    if edition.published_on == timezone.localtime(before).date():
        edition.published_on = timezone.localtime(at).date()  # nobody chose another
    edition.live_from = at
    if edition.based_on and edition.based_on.live_from and edition.based_on.live_from >= at:
        raise Refused(
            _("It was written over “%(title)s”, which goes live %(moment)s. Choose a later moment.")
            % {"title": edition.based_on, "moment": said(edition.based_on.live_from)}
        )
    if reasons := faults(edition, at):
        raise Refused(*reasons)
    edition.save(update_fields=["live_from", "published_on"])
    shelves.reshelve([publication.pk])
    audit.record(publication, actor, _("Rescheduled"), f"{said(before)} → {said(at)}", title=str(edition))
    return edition


@transaction.atomic
def unschedule(
    edition: Edition, *, actor: User | None, discard_it: bool = False, now: datetime | None = None
) -> Edition:
    """Makes a scheduled edition a draft again, or discards it at once. The live text is untouched.

    Raises Refused when it has begun, or when another draft is open and this one isn't to be discarded.
    """
    allow(actor, "unschedule")
    now = now or timezone.now()
    publication = lock(edition.publication)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.live_from is None:
        raise Refused(_("This edition isn't scheduled."))
    if edition.live_from <= now:
        raise Refused(_("This edition is live already. Revise or withdraw it instead."))
    if not discard_it and publication.editions.drafts().exists():
        raise Refused(HAS_OTHER_DRAFT)
    if publication.editions.filter(based_on=edition, live_from__isnull=False).exists():
        raise Refused(_("A later edition is scheduled on top of this one. Unschedule that one first."))
    given = edition.based_on.published_on if edition.based_on else None
    if edition.published_on == timezone.localtime(edition.live_from).date() != given:
        edition.published_on = None  # it came with the schedule, and nobody chose it
    edition.live_from = None
    edition.discarded_at = now if discard_it else None
    edition.save()
    # A draft on top of it now stands on what it was itself based on, with its own words.
    publication.editions.drafts().filter(based_on=edition).update(based_on=edition.based_on)
    shelves.reshelve([publication.pk])
    audit.record(publication, actor, _("Schedule taken back"), title=str(edition))
    return edition


@transaction.atomic
def withdraw(
    publication: Publication,
    *,
    actor: User | None,
    note: str,
    instead: Publication | None = None,
    now: datetime | None = None,
) -> Edition:
    """Takes the live edition from readers; its address answers with the notice from now on.

    instead: the piece that the notice leads to.

    Raises Refused without a notice, when nothing is live, when a scheduled edition would bring it back, or when
    the other piece isn't live.
    """
    allow(actor, "withdraw")
    now = now or timezone.now()
    publication = lock(publication)
    if not note.strip():
        raise Refused(_("Write the notice that readers find in its place."))
    edition = publication.editions.live(now).select_for_update(of=("self",)).first()
    if edition is None or edition.live_from is None:
        raise Refused(NOTHING_LIVE)
    refuse_to_return(publication, now)
    if instead and (instead == publication or not instead.editions.live(now).exists()):
        raise Refused(_("Readers can’t be sent to that piece: it isn’t live. Choose another one, or none."))
    edition.withdrawn_at = max(now, edition.live_from + INSTANT)
    edition.withdrawal_note, edition.withdrawn_to = note, instead
    edition.save(update_fields=["withdrawn_at", "withdrawal_note", "withdrawn_to", "updated_at"])
    shelves.reshelve([publication.pk])
    audit.record(publication, actor, _("Withdrawn"), note, title=str(edition))
    return edition


def refuse_to_return(publication: Publication, now: datetime) -> None:
    """Raises Refused when a scheduled edition would bring back what is withdrawn."""
    if scheduled := publication.editions.scheduled(now).first():
        raise Refused(
            _("“%(title)s” is scheduled for %(moment)s and would bring the piece back. Unschedule it first.")
            % {"title": scheduled, "moment": said(scheduled.live_from)}
        )


@transaction.atomic
def republish(
    publication: Publication, *, actor: User | None, kind: str, note: str = "", now: datetime | None = None
) -> Edition:
    """Brings a withdrawn piece back with the words it had, as a new edition, live now.

    kind, note: of the change, as readers are told it.

    Raises Refused when it isn't withdrawn, and as `revise` and `publish` do.
    """
    allow(actor, "republish")
    publication = lock(publication)
    now = now or timezone.now()
    newest = publication.editions.started(now).order_by("-live_from").first()
    if newest is None or newest.withdrawn_at is None or newest.withdrawn_at > now:
        raise Refused(NOT_WITHDRAWN)
    if publication.editions.drafts().exists():
        raise Refused(DRAFT_STANDS)
    if actor and EditorialRules.current().four_eyes:
        raise Refused(THROUGH_REVIEW)
    draft = revise(publication, actor=actor)
    draft.change_kind, draft.change_note = kind, note
    draft.save()
    return publish(draft, actor=actor, now=now)


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


def free_addresses(publication: Publication) -> None:
    """Frees the former slugs of a piece that readers never saw; what they may have seen is kept for ever."""
    if not publication.editions.exclude(live_from=None).exists():
        publication.addresses.exclude(slug=publication.slug).delete()


def said(moment: datetime | None) -> str:
    """A moment in the site's time zone, with the zone."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'j F Y, H:i')} {local.tzname()}"


def left(span: timedelta) -> str:
    """How long until something: “in 3 h 12 min”, “in 5 days”."""
    minutes = max(1, round(span.total_seconds() / 60))
    days, rest = divmod(minutes, 24 * 60)
    if days:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    hours, rest = divmod(rest, 60)
    if hours:
        return _("in %(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return _("in %(minutes)d min") % {"minutes": rest}


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
            shelves.reshelve([publication.pk])


def set_speakers(turn: Turn, experts: list[Expert]) -> None:
    """Who says a turn, in this order."""
    if [speaker.expert_id for speaker in turn.speaking.all()] != [expert.pk for expert in experts]:
        turn.speaking.all().delete()
        Speaker.objects.bulk_create(
            Speaker(turn=turn, expert=expert, position=place) for place, expert in enumerate(experts)
        )
