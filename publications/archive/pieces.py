"""Publications on their way in: read and checked by themselves, then stored in batches with all they refer to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from common import patterns
from experts.models import Expert
from photos.models import Photo
from publications import kinds, workflow
from publications.archive.conversation import Byline
from publications.archive.rows import add_aliases, by_slug
from publications.archive.text import FIELDS_ARCHIVED, Text
from publications.archive.values import Bad, get, slug_of, slugs, topics_of, uuid_of
from publications.archive.writing import for_archive
from publications.finding import derived_rows
from publications.models import Contribution, Edition, Filing, Publication, Speaker, Topic, Turn, role_of
from publications.printed import PHOTO
from texts import richtext

# A figure that names its photo by slug: what looks like a UUID is one.
FIGURE = re.compile(
    r"""(?P<before><figure\b[^<>]{0,2000}?\bdata-photo\s*=\s*)(?P<quote>["']?)"""
    rf"""(?!{patterns.UUID}\b)(?P<name>[-a-zA-Z0-9_]{{1,200}})(?P=quote)(?=[\s>/])""",
    re.IGNORECASE,
)


class Lead(NamedTuple):
    """Where a withdrawn edition leads its readers. The piece may stand later in the archive."""

    line: int
    edition: int  # primary key
    slug: str
    alone: bool  # whether nothing else of the record is new


@dataclass
class Piece:
    """A publication's record, read and checked by itself; references are still slugs."""

    line: int
    kind: str
    slug: str
    uuid: UUID | None
    topics: tuple[str, ...]
    aliases: tuple[str, ...]
    texts: list[Text]  # oldest first; the last is the newest

    @property
    def experts(self) -> set[str]:
        return {slug for text in self.texts for slug in text.experts}

    @property
    def photos(self) -> set[str]:
        return {text.photo for text in self.texts if text.photo}

    @property
    def photos_in_texts(self) -> set[str]:
        """By UUID."""
        return {uuid for text in self.texts for uuid in text.photos}


def read_piece(record: dict[str, Any], kind: kinds.Kind, line: int) -> Piece:
    earlier = get(record, "editions", list, [])
    if not all(isinstance(edition, dict) for edition in earlier):
        raise Bad("one of its editions is no object")
    record, *earlier = with_photos_by_uuid([record, *earlier])
    texts = [Text.read(edition, kind) for edition in earlier]
    texts.append(Text.read(record, kind))
    if len(texts) > 1:
        starts = [text.live_from for text in texts]
        if None in starts or starts != sorted(set(starts)):  # type: ignore[type-var]
            raise Bad("its editions don't each have a “live_from”, the oldest first")
    return Piece(
        line, kind.name, slug_of(record), uuid_of(record), topics_of(record), slugs(record.get("aliases")), texts
    )


def with_photos_by_uuid(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records whose HTML names its photos as texts do: an archive may name them by slug, as it names all else."""
    slugs: set[str] = set()

    def collect(html: str) -> str:
        slugs.update(figure["name"] for figure in FIGURE.finditer(html))
        return html

    in_html(records, collect)
    uuids = dict(Photo.objects.filter(slug__in=slugs).values_list("slug", "uuid")) if slugs else {}
    if missing := sorted(slugs - set(uuids)):
        raise Bad(f"unknown photo: {', '.join(missing)}")
    return in_html(records, lambda html: FIGURE.sub(lambda f: f'{f["before"]}"{uuids[f["name"]]}"', html))


def in_html(value: Any, change: Callable[[str], str], key: str = "") -> Any:
    """The same record with its HTML changed."""
    if isinstance(value, dict):
        return {name: in_html(part, change, name) for name, part in value.items()}
    if isinstance(value, list):
        return [in_html(part, change, key) for part in value]
    return change(value) if isinstance(value, str) and key.endswith("html") else value


class Batch:
    """Some publications on their way in, with what they refer to, fetched together."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.counts: Counter[str] = Counter()
        self.complaints: list[tuple[int, str]] = []
        self.leads: list[Lead] = []
        self.topics = by_slug(Topic, {slug for piece in pieces for slug in piece.topics})
        self.experts = by_slug(Expert, {slug for piece in pieces for slug in piece.experts})
        self.photos = {
            photo.slug: photo for photo in Photo.objects.filter(slug__in={s for p in pieces for s in p.photos})
        }
        within = Photo.objects.filter(uuid__in={uuid for piece in pieces for uuid in piece.photos_in_texts})
        self.photos_in_texts = {str(uuid): uuid for uuid in within.values_list("uuid", flat=True)}
        known = Publication.objects.prefetch_related("filings__tag")
        self.by_uuid = known.in_bulk([piece.uuid for piece in pieces if piece.uuid], field_name="uuid")
        self.by_slug = by_slug(Publication, {piece.slug for piece in pieces}, known)
        known_here = {p.pk for p in (*self.by_uuid.values(), *self.by_slug.values())}
        newest = Edition.objects.filter(publication__in=known_here).exclude(live_from=None)
        newest = newest.order_by("publication", "-live_from").distinct("publication")
        self.newest = {edition.publication_id: edition for edition in for_archive(newest)}

    def store(self) -> Batch:
        new: list[Piece] = []
        for piece in self.pieces:
            try:
                self.check(piece)
                existing = self.existing(piece)
                if existing is None:
                    new.append(piece)
                else:
                    self.counts[self.update(piece, existing)] += 1
            except Bad as error:
                self.complaints.append((piece.line, str(error)))
        if new:
            self.add(new)
            self.counts["added"] += len(new)
        return self

    def check(self, piece: Piece) -> None:
        for kind, wanted, known in (
            ("topic", piece.topics, self.topics),
            ("expert", piece.experts, self.experts),
            ("photo", piece.photos, self.photos),
            ("photo", piece.photos_in_texts, self.photos_in_texts),
        ):
            if missing := sorted(set(wanted) - set(known)):
                raise Bad(f"unknown {kind}: {', '.join(missing)}")

    def existing(self, piece: Piece) -> Publication | None:
        found = self.by_uuid.get(piece.uuid) if piece.uuid else None
        at_address = self.by_slug.get(piece.slug)
        if found is None and at_address is not None and piece.uuid:
            raise Bad(f"the address “{piece.slug}” belongs to another piece")
        found = found or at_address
        if found is not None and found.kind != piece.kind:
            raise Bad(f"the piece at “{piece.slug}” is of another kind")
        return found

    def add(self, pieces: list[Piece]) -> None:
        """New publications with all their editions, in a handful of statements."""
        publications = Publication.objects.bulk_create(
            Publication(kind=p.kind, slug=p.slug, **({"uuid": p.uuid} if p.uuid else {})) for p in pieces
        )
        Filing.objects.bulk_create(
            Filing(content_object=publication, tag=self.topics[slug], position=place)
            for publication, piece in zip(publications, pieces, strict=True)
            for place, slug in enumerate(piece.topics)
        )
        for publication, piece in zip(publications, pieces, strict=True):
            add_aliases(publication, piece.aliases)
        with workflow.backdating():
            # The first editions of all, then the second ones of those that have them, and so on.
            last: dict[int, Edition] = {}
            texts: dict[int, Text] = {}
            for depth in range(max(len(piece.texts) for piece in pieces)):
                level = []
                lines = []
                for publication, piece in zip(publications, pieces, strict=True):
                    if depth < len(piece.texts):
                        text = piece.texts[depth].over(texts.get(publication.pk))
                        texts[publication.pk] = text
                        level.append((publication, text))
                        lines.append(piece.line)
                for edition, (_piece, text), line in zip(self.write(level, last), level, lines, strict=True):
                    last[edition.publication_id] = edition
                    if text.withdrawn_to:
                        self.leads.append(Lead(line, edition.pk, text.withdrawn_to, alone=False))
        derived_rows.reshelve(publication.pk for publication in publications)

    def update(self, piece: Piece, publication: Publication) -> str:
        """What is known already: nothing where nothing changed, else a new minor edition, live now."""
        current = self.newest.get(publication.pk)
        if current is None:
            raise Bad(f"the piece at “{publication.slug}” is a draft here; publish or discard it first")
        old = Text.of(current)
        text = self.today(piece.texts[-1]).over(old)
        now = timezone.now()
        rewritten = not text.is_same_text(old)
        if rewritten and current.withdrawn_at:
            raise Bad(f"the piece at “{publication.slug}” was withdrawn here; revise and publish it at the desk")
        if rewritten and current.live_from > now:
            raise Bad(f"the piece at “{publication.slug}” has a scheduled edition; unschedule it first")
        renamed = bool(piece.uuid) and piece.slug != publication.slug
        if renamed:
            publication.slug = piece.slug
            publication.save(update_fields=["slug"])
        add_aliases(publication, piece.aliases)
        topics = [self.topics[slug] for slug in piece.topics]
        refiled = [filing.tag for filing in publication.filings.all()] != topics
        if refiled:
            workflow.set_topics(publication, topics)
        withdrawn = bool(text.withdrawn_at) and current.withdrawn_at is None and current.live_from <= now
        if rewritten:
            edition = Edition(
                live_from=max(now, current.live_from + workflow.INSTANT), change_kind=Edition.Change.MINOR
            )
            with workflow.backdating():  # its parts are written a moment after it
                self.write([(publication, text)], {publication.pk: current}, edition)
            derived_rows.reshelve([publication.pk])
        if withdrawn:
            current = workflow.withdraw(publication, actor=None, note=text.withdrawal_note or "—")
        is_new = rewritten or renamed or refiled or withdrawn
        if text.withdrawn_to and current.withdrawn_at and current.withdrawn_to is None:
            self.leads.append(Lead(piece.line, current.pk, text.withdrawn_to, alone=not is_new))
        return "changed" if is_new else "unchanged"

    def today(self, text: Text) -> Text:
        """The text with every expert under the slug of today: an archive may name one by a former slug."""
        return replace(
            text,
            bylines=tuple(replace(b, expert=self.experts[b.expert].slug) for b in text.bylines),
            turns=tuple(replace(t, speakers=tuple(self.experts[s].slug for s in t.speakers)) for t in text.turns),
        )

    def columns(self, text: Text) -> dict[str, Any]:
        """The printed fields of an edition, its photo from those fetched."""
        found = dict(text.values)
        for printed in FIELDS_ARCHIVED:
            if printed.holds is PHOTO:
                found[printed.name] = self.photos[found[printed.name]] if found[printed.name] else None
        return found

    def write(
        self, level: list[tuple[Publication, Text]], last: dict[int, Edition], template: Edition | None = None
    ) -> list[Edition]:
        editions = []
        for publication, text in level:
            edition = Edition(
                publication=publication,
                **self.columns(text),
                live_from=template.live_from if template else text.live_from or midnight(text),
                change_kind=template.change_kind if template else text.change_kind,
                change_note="" if template else text.change_note,
                withdrawn_at=None if template else text.withdrawn_at,
                withdrawal_note="" if template else text.withdrawal_note,
                based_on=last.get(publication.pk),
            )
            if edition.based_on and not edition.change_kind:
                edition.change_kind = Edition.Change.MINOR
            edition.words = richtext.count_words(text.body, *(turn.html for turn in text.turns))
            editions.append(edition)
        Edition.objects.bulk_create(editions)
        self.write_parts(editions, [text for _publication, text in level])
        return editions

    def write_parts(self, editions: list[Edition], texts: list[Text]) -> None:
        """The bylines and turns of some editions."""
        bylines = [(e, b, n) for e, t in zip(editions, texts, strict=True) for n, b in enumerate(everybody(t))]
        Contribution.objects.bulk_create(
            Contribution(
                edition=edition,
                expert=self.experts[byline.expert],
                role=byline.role,
                position=place,
                affiliation=self.experts[byline.expert].position if byline.affiliation is None else byline.affiliation,
            )
            for edition, byline, place in bylines
        )
        said = [(e, s, n) for e, t in zip(editions, texts, strict=True) for n, s in enumerate(t.turns)]
        turns = Turn.objects.bulk_create(
            Turn(edition=e, position=place, kind=s.kind, html=s.html, key=s.key) for e, s, place in said
        )
        Speaker.objects.bulk_create(
            Speaker(turn=turn, expert=self.experts[slug], position=place)
            for turn, (_e, spoken, _n) in zip(turns, said, strict=True)
            for place, slug in enumerate(spoken.speakers)
        )


def draft(record: dict[str, Any]) -> Edition:
    """A publication's record as a new piece with one open draft, its printed date left to the day it goes live.

    Raises Bad.
    """
    piece = read_piece(record, kinds.of(get(record, "type", str)), 1)
    batch = Batch([piece])
    batch.check(piece)
    with transaction.atomic():
        publication = Publication.objects.create(kind=piece.kind, slug=piece.slug)
        workflow.set_topics(publication, [batch.topics[slug] for slug in piece.topics])
        [edition] = batch.write([(publication, piece.texts[-1].over(None))], {}, Edition())
        Edition.objects.filter(pk=edition.pk).update(published_on=None)
    return edition


def everybody(text: Text) -> list[Byline]:
    """The byline, and after it whoever speaks without standing there."""
    found = list(text.bylines)
    known = {byline.expert for byline in found}
    for turn in text.turns:
        for slug in turn.speakers:
            if slug not in known:
                known.add(slug)
                found.append(Byline(slug, role_of(turn.kind), None))
    return found


def midnight(text: Text) -> datetime:
    """Where an archive doesn't say since when: the beginning of its printed day, in the site's time zone."""
    return datetime.combine(text.date, time.min, tzinfo=timezone.get_current_timezone())
