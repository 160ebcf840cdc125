"""Reading an archive: line by line, in batches, each batch one transaction; what is bad is named and passed over."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from common.records import ALWAYS, Record
from experts.models import Expert, sorted_name
from photos import library
from photos.models import Photo
from publications import workflow
from publications.archive.shape import Bad, Byline, Text, get, moment, slug_of, slugs, topics_of, uuid_of, words
from publications.archive.writing import for_archive
from publications.finding import derived
from publications.models import Contribution, Edition, Expertise, Filing, Publication, Speaker, Topic, Turn
from texts import richtext

BATCH = 250
LONGEST_LINE = 20 * 2**20  # bytes
# A figure that names its photo by slug: what looks like a UUID is one.
FIGURE = re.compile(
    r"""(?P<before><figure\b[^<>]{0,2000}?\bdata-photo\s*=\s*)(?P<quote>["']?)"""
    rf"""(?!{richtext.UUID.pattern}\b)(?P<name>[-a-zA-Z0-9_]{{1,200}})(?P=quote)(?=[\s>/])""",
    re.IGNORECASE,
)
PHOTO_WORDS = ("alt", "caption", "credit", "licence", "source", "territory", "contact")


class Lead(NamedTuple):
    """Where a withdrawn edition leads its readers. The piece may stand later in the archive."""

    line: int
    edition: int  # primary key
    slug: str
    alone: bool  # whether nothing else of the record is new


@dataclass
class Report:
    """What became of the records: added, changed, unchanged or bad, and why bad ones are."""

    counts: Counter[str] = field(default_factory=Counter)
    leads: list[Lead] = field(default_factory=list)  # to be followed once every record is in
    complain: Callable[[int, str], None] = lambda line, reason: None

    def bad(self, line: int, reason: str) -> None:
        self.counts["bad"] += 1
        self.complain(line, reason)


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


Reader = Callable[[dict[str, Any], Path], str]


def read(path: Path, report: Report, readers: Mapping[str, Reader] | None = None) -> Iterator[int]:
    """Imports an archive; yields the number of bytes read as it goes.

    Memory is bounded by the longest line, and by the number of withdrawn editions that lead elsewhere.

    readers: of the records that are no publications, by their type; each takes the record and the archive's folder,
    and says what became of it.
    """
    readers = READERS if readers is None else readers
    waiting: list[Piece] = []

    def flush() -> None:
        if waiting:
            store(waiting, report)
            waiting.clear()

    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                report.bad(number, "the line is longer than 20 MB")
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
            elif line.strip():
                try:
                    record = json.loads(line.decode())
                    if b"\\ud" in line.lower():
                        json.dumps(record, ensure_ascii=False).encode()  # half a character is none
                    if not isinstance(record, dict):
                        raise Bad("it is no object")
                    kind = get(record, "type", str)
                    if kind in Publication.Kind.values:
                        piece = read_piece(record, kind, number)
                        if any(piece.slug == w.slug or (piece.uuid and piece.uuid == w.uuid) for w in waiting):
                            flush()  # the same piece twice: the second sees what the first made of it
                        waiting.append(piece)
                        if len(waiting) == BATCH:
                            flush()
                    elif kind in readers:
                        flush()
                        with transaction.atomic():
                            report.counts[readers[kind](record, path.parent)] += 1
                    else:
                        raise Bad(f"“type” is {kind!r}, not one of {', '.join([*readers, *Publication.Kind.values])}")
                except (UnicodeError, RecursionError) as error:
                    report.bad(number, f"it is no JSON in UTF-8: {error}")
                except ValueError as error:  # not only a JSONDecodeError: a number can be too long to read
                    report.bad(number, f"it is no JSON: {error}")
                except Bad as error:
                    report.bad(number, str(error))
                except ValidationError as error:
                    report.bad(number, " ".join(error.messages))
                except DatabaseError as error:
                    report.bad(number, first_line(error))
            yield file.tell()
        flush()
    follow(report)


@transaction.atomic
def follow(report: Report) -> None:
    """Leads the readers of withdrawn editions to the pieces that their records name."""
    pieces = by_slug(Publication, {lead.slug for lead in report.leads})
    for lead in report.leads:
        piece = pieces.get(lead.slug)
        edition = Edition.objects.filter(pk=lead.edition)
        if piece is None:
            report.bad(lead.line, f"unknown piece in “withdrawn_to”: {lead.slug}; all else of the record is in")
        elif not edition.exclude(publication=piece).update(withdrawn_to=piece):
            report.bad(lead.line, "“withdrawn_to” names the piece itself; all else of the record is in")
        elif lead.alone:
            report.counts.update(changed=1, unchanged=-1)
    report.leads.clear()


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def read_piece(record: dict[str, Any], kind: str, line: int) -> Piece:
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
    return Piece(line, kind, slug_of(record), uuid_of(record), topics_of(record), slugs(record.get("aliases")), texts)


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


def store(pieces: list[Piece], report: Report) -> None:
    """A batch of publications: all at once, or, when one of them breaks it, one by one."""
    try:
        with transaction.atomic():
            outcome = Batch(pieces).store()
    except (Bad, DatabaseError, workflow.Refused) as error:
        if len(pieces) == 1:
            report.bad(pieces[0].line, first_line(error))
            return
        for piece in pieces:
            store([piece], report)
        return
    for line, reason in outcome.complaints:
        report.bad(line, reason)
    report.counts.update(outcome.counts)
    report.leads += outcome.leads


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
        derived.reshelve(publication.pk for publication in publications)

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
            derived.reshelve([publication.pk])
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

    def write(
        self, level: list[tuple[Publication, Text]], last: dict[int, Edition], template: Edition | None = None
    ) -> list[Edition]:
        editions = []
        for publication, text in level:
            edition = Edition(
                publication=publication,
                title=text.title,
                summary=text.summary,
                body=text.body,
                language=text.language or settings.LANGUAGE_CODE,
                lead_photo=self.photos[text.photo] if text.photo else None,
                lead_alt=text.photo_alt or "",
                lead_caption=text.photo_caption or "",
                published_on=text.date,
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
        bylines = [(e, b, n) for e, (_p, t) in zip(editions, level, strict=True) for n, b in enumerate(everybody(t))]
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
        said = [(e, s, n) for e, (_p, t) in zip(editions, level, strict=True) for n, s in enumerate(t.turns)]
        turns = Turn.objects.bulk_create(
            Turn(edition=e, position=place, kind=s.kind, html=s.html, key=s.key) for e, s, place in said
        )
        Speaker.objects.bulk_create(
            Speaker(turn=turn, expert=self.experts[slug], position=place)
            for turn, (_e, spoken, _n) in zip(turns, said, strict=True)
            for place, slug in enumerate(spoken.speakers)
        )
        return editions


def draft(record: dict[str, Any]) -> Edition:
    """A publication's record as a new piece with one open draft, its printed date left to the day it goes live.

    Raises Bad.
    """
    piece = read_piece(record, get(record, "type", str), 1)
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
                found.append(Byline(slug, "interviewee" if turn.kind == "answer" else "interviewer", None))
    return found


def midnight(text: Text) -> datetime:
    """Where an archive doesn't say since when: the beginning of its printed day, in the site's time zone."""
    return datetime.combine(text.date, time.min, tzinfo=timezone.get_current_timezone())


def by_slug(model: type[Any], wanted: set[str], records: models.QuerySet | None = None) -> dict[str, Any]:
    """Records by the slugs asked for, former ones included."""
    records = model._default_manager.all() if records is None else records
    found = {record.slug: record for record in records.filter(slug__in=wanted)}
    if missing := wanted - set(found):
        moved = records.filter(addresses__slug__in=missing).distinct().prefetch_related("addresses")
        for record in moved:
            found |= {address.slug: record for address in record.addresses.all() if address.slug in missing}
    return found


def add_aliases(record: Any, aliases: tuple[str, ...]) -> None:
    if not aliases:
        return
    model = record.addresses.model
    owner = record.addresses.field.name
    model.objects.bulk_create([model(slug=slug, **{owner: record}) for slug in aliases], ignore_conflicts=True)
    if record.addresses.filter(slug__in=aliases).count() < len(aliases):
        raise Bad("one of its aliases belongs to another record")


def find(model: type[Any], record: dict[str, Any]) -> tuple[Any, bool]:
    """The row a record is about, and whether it is new. By UUID where it names one, else by slug."""
    slug, uuid = slug_of(record), uuid_of(record)
    found = model._default_manager.filter(uuid=uuid).first() if uuid else None
    if found is None:
        found = model._default_manager.filter(slug=slug).first()
        if found is not None and uuid and found.uuid != uuid:
            raise Bad(f"the slug “{slug}” belongs to another record")
    if found is not None:
        return found, False
    return model(**({"uuid": uuid} if uuid else {})), True


def keep(row: Any, new: bool, values: dict[str, Any], updated_at: datetime | None) -> str:
    """Sets what differs and saves; says what became of the row."""
    differs = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not differs and not new:
        return "unchanged"
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=["portrait"])
    row.save()
    if updated_at:
        type(row)._default_manager.filter(pk=row.pk).update(updated_at=updated_at)
    return "added" if new else "changed"


def public_values(record: dict[str, Any], row: Record, new: bool) -> dict[str, Any]:
    """The public period: as said, else as it is, else always."""
    return {
        "public_from": moment(
            record, "public_from", None if "public_from" in record else ALWAYS if new else row.public_from
        ),
        "public_until": moment(record, "public_until", None if "public_until" in record else row.public_until),
    }


def read_topic(record: dict[str, Any], folder: Path) -> str:
    row, new = find(Topic, record)
    values = {
        "slug": slug_of(record),
        "name": words(record, "name", 100),
        "description": get(record, "description", str, ""),
        **public_values(record, row, new),
    }
    outcome = keep(row, new, values, moment(record, "updated_at"))
    add_aliases(row, slugs(record.get("aliases")))
    return outcome


def read_expert(record: dict[str, Any], folder: Path) -> str:
    row, new = find(Expert, record)
    name = words(record, "name", 200)
    wanted = slugs(record.get("topics"))
    topics = by_slug(Topic, set(wanted))
    if missing := sorted(set(wanted) - set(topics)):
        raise Bad(f"unknown topic: {', '.join(missing)}")
    values: dict[str, Any] = {
        "slug": slug_of(record),
        "name": name,
        "position": get(record, "position", str, ""),
        "bio": richtext.clean(get(record, "bio_html", str, "")),
        "sort_name": get(record, "sort_name", str, None) or (row.sort_name if not new else sorted_name(name)),
        **{
            key: get(record, key, str, None) or ""
            for key in ("native_name", "native_language", "email")
            if key in record
        },
        **public_values(record, row, new),
    }
    if "portrait" in record:
        portrait = get(record, "portrait", str, None)
        values["portrait"] = Photo.objects.filter(slug=portrait).first() if portrait else None
        if portrait and values["portrait"] is None:
            raise Bad(f"unknown photo: {portrait}")
    renamed = not new and (row.name, row.native_name) != (name, values.get("native_name", row.native_name))
    outcome = keep(row, new, values, moment(record, "updated_at"))
    if renamed:
        derived.reshelve_expert(row.pk)
    add_aliases(row, slugs(record.get("aliases")))
    if [link.topic.slug for link in row.expertise.select_related("topic")] != [topics[slug].slug for slug in wanted]:
        row.expertise.all().delete()
        Expertise.objects.bulk_create(
            Expertise(expert=row, topic=topics[slug], position=place) for place, slug in enumerate(wanted)
        )
        outcome = "changed" if outcome == "unchanged" else outcome
    return outcome


def beside(folder: Path, name: str) -> Path:
    """The file of that name beside the archive.

    Raises Bad.
    """
    try:
        source = (folder / name).resolve()
        there = source.is_file()
    except OSError as error:
        raise Bad(f"{name!r} is no path") from error
    if not source.is_relative_to(folder.resolve()):
        raise Bad(f"{name!r} lies outside the archive's folder")
    if not there:
        raise Bad(f"there is no file {name!r} beside the archive")
    return source


def read_photo(record: dict[str, Any], folder: Path) -> str:
    row, new = find(Photo, record)
    values: dict[str, Any] = {
        "slug": slug_of(record),
        **{key: get(record, key, str, None) or "" for key in PHOTO_WORDS if key in record},
        **{key: moment(record, key) for key in ("rights_from", "rights_until") if key in record},
    }
    if "decorative" in record:
        values["is_decorative"] = get(record, "decorative", bool)
    if "focal" in record:
        focal = get(record, "focal", list)
        if len(focal) != 2 or not all(isinstance(n, int | float) and 0 <= n <= 1 for n in focal):
            raise Bad("“focal” should be two numbers between 0 and 1")
        values |= {"focal_x": float(focal[0]), "focal_y": float(focal[1])}
    source = beside(folder, get(record, "file", str))
    moved = any(getattr(row, name) != values.get(name, getattr(row, name)) for name in ("focal_x", "focal_y"))
    with source.open("rb") as opened:
        file = File(opened, name=source.name)
        if new or library.digest(file) != row.digest:
            for name, value in values.items():
                setattr(row, name, value)
            row.clean_fields(exclude=["original", "digest", "width", "height"])
            row.validate_constraints()
            library.keep(row, file)
            return "added" if new else "changed"
    outcome = keep(row, new, values, None)
    if moved:
        library.renew(row)
        row.save()
    return outcome


READERS: dict[str, Reader] = {
    "topic": read_topic,
    "expert": read_expert,
    "photo": read_photo,
}
