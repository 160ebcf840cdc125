"""The institute's own rows in an archive: written, and read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import storages
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from experts.models import Expert
from institute.content import marks
from institute.content.front_page import FrontPage
from institute.content.identity import Institute
from institute.content.plain_pages import WORDS, Page, PageText
from publications import workflow
from publications.archive import photos
from publications.archive.rows import add_aliases, by_slug, find, keep, named, public, public_values
from publications.archive.values import Bad, get, iso, moment, slug_of, slugs, words
from publications.models import Publication, Topic
from texts import richtext

SETTINGS = ("name", "tagline", "licence", "time_zone", "email", "phone", "address", "foot")
MARKS = ("mark", "mark_on_dark")
FOLDER = "institute"  # of the marks, beside the archive


# Writing


def institute_record(folder: Path) -> dict[str, Any]:
    institute = Institute.objects.get(pk=1)
    return {
        "type": "institute",
        **{name: getattr(institute, name) for name in SETTINGS},
        "links": list(institute.links.values("label", "address")),
        **{name: mark_file(getattr(institute, name), folder) for name in MARKS},
    }


def pages_seen(at: datetime) -> QuerySet[Page]:
    """Those that readers have had a text of."""
    return Page.objects.filter(texts__live_from__lte=at).distinct()


def page_records(at: datetime) -> Iterator[dict[str, Any]]:
    public_texts = Prefetch("texts", PageText.objects.filter(live_from__lte=at).order_by("live_from"), "public_texts")
    for page in pages_seen(at).order_by("pk").prefetch_related("addresses", public_texts):
        *earlier, newest = [text_record(text) for text in page.public_texts]
        filed = {"in_foot": page.in_foot, "position": page.position}
        record = {"type": "page", **named(page), **newest, **filed, **public(page)}
        yield record | ({"editions": earlier} if earlier else {})


def text_record(text: PageText) -> dict[str, Any]:
    return {"title": text.title, "summary": text.summary, "body_html": text.body, "live_from": iso(text.live_from)}


def mark_file(name: str, folder: Path) -> str | None:
    if not name:
        return None
    (folder / FOLDER).mkdir(exist_ok=True)
    with storages["renditions"].open(name) as source:
        (folder / FOLDER / name).write_bytes(source.read())
    return f"{FOLDER}/{name}"


def front_page_record(at: datetime) -> dict[str, Any]:
    """Pieces that readers have not seen yet are not in an archive, so they can't be named here."""
    front = FrontPage.objects.get(pk=1)
    seen = Publication.objects.filter(editions__live_from__lte=at).values("pk")
    return {
        "type": "front_page",
        "lead_until": iso(front.lead_until),
        "stories": list(front.story_set.filter(publication__in=seen).values_list("publication__slug", flat=True)),
        "quotes": [
            {"publication": slug, "id": key}
            for slug, key in front.quote_set.filter(publication__in=seen).values_list("publication__slug", "key")
        ],
        "topics": list(front.fronttopic_set.values_list("topic__slug", flat=True)),
        "experts": list(front.frontexpert_set.values_list("expert__slug", flat=True)),
    }


# Reading


def read_institute(record: dict[str, Any], folder: Path) -> str:
    """Its settings; the rest of the archive is then read in its time zone."""
    row, _new = Institute.objects.get_or_create(pk=1)
    values = {name: get(record, name, str, "") for name in SETTINGS if name in record}
    for name in MARKS:
        if name in record:
            file = get(record, name, str, None)
            values[name] = keep_mark(file, folder) if file else ""
    outcome = keep(row, False, values, None)
    if "links" in record:
        links = [(words(link, "label", 60), words(link, "address", 300)) for link in get(record, "links", list)]
        if links != list(row.links.values_list("label", "address")):
            row.links.all().delete()
            for place, (label, address) in enumerate(links):
                link = row.links.model(institute=row, label=label, address=address, position=place)
                link.full_clean()
                link.save()
            outcome = "changed"
    timezone.activate(row.zone)
    return outcome


def keep_mark(name: str, folder: Path) -> str:
    with photos.beside(folder, name).open("rb") as opened:
        return marks.keep(File(opened, name=name))


def read_page(record: dict[str, Any], folder: Path) -> str:
    """A page with its public texts. One that is known gets a new text, live now, where its newest one differs."""
    row, new = find(Page, record)
    values: dict[str, Any] = {
        "slug": slug_of(record),
        **{name: get(record, name, kind) for name, kind in (("in_foot", bool), ("position", int)) if name in record},
        **public_values(record, row, new),
    }
    texts = [read_text(text) for text in [*get(record, "editions", list, []), record]]
    outcome = keep(row, new, values, moment(record, "updated_at"))
    add_aliases(row, slugs(record.get("aliases")))
    now = timezone.now()
    if new:
        with workflow.backdating():
            for text in texts:
                PageText.objects.create(page=row, **{"live_from": now} | text)
        return "added"
    shown = row.texts.filter(live_from__lte=now).first()
    newest = {name: texts[-1][name] for name in WORDS}
    if shown is None or any(getattr(shown, name) != value for name, value in newest.items()):
        if row.texts.pending(now).exists():
            raise Bad(f"the page at “{row.slug}” has a draft here; publish it first")
        PageText.objects.create(page=row, live_from=now, **newest)
        return "changed"
    return outcome


def read_text(record: Any) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise Bad("one of its editions is no object")
    text = {
        "title": words(record, "title", 200),
        "summary": get(record, "summary", str, ""),
        "body": richtext.clean(get(record, "body_html", str)),
    }
    return text | ({"live_from": live_from} if (live_from := moment(record, "live_from")) else {})


def read_front_page(record: dict[str, Any], folder: Path) -> str:
    front, _new = FrontPage.objects.get_or_create(pk=1)
    outcome = keep(front, False, {"lead_until": moment(record, "lead_until")}, None)
    quotes = get(record, "quotes", list, [])
    pieces = by_slug(Publication, {*slugs(record.get("stories")), *(slug_of(q, "publication") for q in quotes)})
    topics = by_slug(Topic, set(slugs(record.get("topics"))))
    experts = by_slug(Expert, set(slugs(record.get("experts"))))
    try:
        wanted: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
            (front.story_set, [{"publication": pieces[slug]} for slug in slugs(record.get("stories"))]),
            (front.quote_set, [{"publication": pieces[q["publication"]], "key": words(q, "id", 60)} for q in quotes]),
            (front.fronttopic_set, [{"topic": topics[slug]} for slug in slugs(record.get("topics"))]),
            (front.frontexpert_set, [{"expert": experts[slug]} for slug in slugs(record.get("experts"))]),
        )
    except KeyError as error:
        raise Bad(f"it names “{error.args[0]}”, which is not here") from error
    for rows, values in wanted:
        there = [{name: getattr(row, name) for name in value} for row, value in zip(rows.all(), values, strict=False)]
        if there != values or rows.count() != len(values):
            rows.all().delete()
            rows.bulk_create(
                rows.model(front_page=front, position=place, **value) for place, value in enumerate(values)
            )
            outcome = "changed"
    return outcome


READERS = {"institute": read_institute, "page": read_page, "front_page": read_front_page}
