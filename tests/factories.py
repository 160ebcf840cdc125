"""Rows for tests, in named states. Whatever isn't said is plausible and unique."""

import io
import itertools
from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from common.records import ALWAYS
from experts.models import Expert
from institute.models import Page, PageText
from photos import library, renditions
from photos.models import Photo
from publications import workflow
from publications.finding import derived_rows
from publications.models import Contribution, Edition, Publication, Speaker, Topic, Turn

NOON = datetime(2020, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
number = itertools.count(1)


def picture(width=1200, height=800, kind="JPEG", colour="steelblue", **options):
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind, **options)
    return ContentFile(file.getvalue(), name=f"picture.{kind.lower()}")


def photo(file=None, **fields):
    """With its renditions, when a file is given; else a row alone."""
    n = next(number)
    words = {"slug": f"photo-{n}", "alt": f"What photo {n} shows", "caption": f"Caption {n}", "credit": f"Credit {n}"}
    words["licence"] = "own"
    if file is not None:
        return library.add(file, **words | fields)
    return Photo.objects.create(
        **words
        | {"width": 1200, "height": 800, "digest": f"{n:064x}", "original": "x", "recipe": renditions.RECIPE}
        | fields
    )


def topic(name=None, **fields):
    n = next(number)
    name = name or f"Topic {n}"
    return Topic.objects.create(**{"name": name, "slug": f"topic-{n}", "public_from": ALWAYS} | fields)


def expert(name=None, **fields):
    n = next(number)
    name = name or f"Ada Expert{n}"
    given = {"name": name, "slug": f"expert-{n}", "position": f"Fellow {n}", "public_from": ALWAYS}
    return Expert.objects.create(**given | fields)


def draft(kind="analysis", *, publication=None, topics=None, authors=None, **fields):
    """A piece being written, whole enough to be published."""
    n = next(number)
    if publication is None:
        publication = Publication.objects.create(kind=kind, slug=fields.pop("slug", f"piece-{n}"))
        workflow.set_topics(publication, [topic()] if topics is None else topics)
    printed = {"title": f"Title {n}", "summary": f"Summary {n}", "body": f"<p>Body {n}</p>"}
    edition = Edition.objects.create(publication=publication, **printed | fields)
    interview = publication.kind == "interview"
    for place, author in enumerate([expert()] if authors is None else authors):
        role = "interviewee" if interview else "author"
        Contribution.objects.create(edition=edition, expert=author, role=role, position=place)
    if interview:
        say(edition, "question", f"<p>Question {n}?</p>")
        say(edition, "answer", f"<p>Answer {n}</p>", [c.expert for c in edition.contributions.all()][:1])
    return edition


def say(edition, kind, html, speakers=(), key=""):
    turn = Turn.objects.create(edition=edition, kind=kind, html=html, key=key, position=edition.turns.count())
    for place, speaker in enumerate(speakers):
        Speaker.objects.create(turn=turn, expert=speaker, position=place)
    return turn


def live(kind="analysis", *, since=None, **fields):
    """A piece that readers see, since an hour ago unless said."""
    since = since or timezone.now() - HOUR
    fields.setdefault("published_on", timezone.localtime(since).date())
    with workflow.backdating():
        edition = draft(kind, **fields)
        workflow.complete(edition)
        edition.live_from = since
        edition.save()
    derived_rows.reshelve([edition.publication_id])
    return edition


def revised(publication, kind="minor"):
    """A new draft of a piece, its kind of change chosen."""
    draft = workflow.revise(publication, actor=None)
    draft.change_kind = kind
    draft.save()
    return draft


def corrected(edition, *, since, kind="correction", note="A figure was wrong.", **fields):
    """A later edition of a piece, live."""
    with workflow.backdating():
        new = workflow.revise(edition.publication, actor=None)
        for name, value in ({"change_kind": kind, "change_note": note, "live_from": since} | fields).items():
            setattr(new, name, value)
        new.save()
    derived_rows.reshelve([new.publication_id])
    return new


def scheduled(kind="analysis", *, at=None, **fields):
    return workflow.publish(draft(kind, **fields), actor=None, at=at or timezone.now() + HOUR)


def withdrawn(kind="analysis", *, since=None, until=None, note="Withdrawn: the data were wrong.", **fields):
    edition = live(kind, since=since, **fields)
    with workflow.backdating():
        edition.withdrawn_at = until or timezone.now() - HOUR / 2
        edition.withdrawal_note = note
        edition.save()
    derived_rows.reshelve([edition.publication_id])
    return edition


def page_text(*, page=None, slug=None, live_from=None, **words):
    """A text of a plain page, a draft unless a moment is given."""
    n = next(number)
    page = page or Page.objects.create(slug=slug or f"page-{n}", public_from=ALWAYS)
    with workflow.backdating():
        return PageText.objects.create(
            page=page, live_from=live_from, **{"title": f"Page {n}", "body": f"<p>Page body {n}</p>"} | words
        )
