"""What is looked at before a text goes live: rules that block and rules that warn, each with its place in the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from experts.models import Expert
from photos import renditions
from photos.models import RIGHTS_WARNING, Photo
from publications.models import Contribution, Edition, PhotoUse, Publication, Topic, Turn
from publications.models.imports import Import
from texts import richtext

LEAD_RATIO = renditions.CROPS["lead"].ratio
SHARP = 1200  # pixels of a lead photo's crop; a wide screen shows it so wide
LONGEST_TITLE = 90  # characters; search engines cut after about 65, lists after this
# What writers leave for later. In capitals only: in small letters these are words of some language. XX is a number,
# and […] an omission in a quotation.
PLACEHOLDER = re.compile(
    r"\b(?:TK)+\b|\bTODO\b|\bTB[CD]\b|\bX{3,}\b|\?{3,}"
    r"|\[(?i:\s*|\?+|x+|link|source|number|date|check[^\]]*)\]|(?i:lorem ipsum)"
)
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
IDENTIFIED = re.compile(r'\bid="([^"]*)"')
HEADING = re.compile(r"<h([2-4])\b")
EMBED = re.compile(r'<p class="embed">(.*?)</p>', re.DOTALL)


@dataclass(frozen=True)
class Finding:
    field: str  # the id of what to go to in the form
    words: str
    blocks: bool
    by_script: bool = False  # the form's own script tells it too, at every keystroke
    address: str = ""  # of the desk's page where it is mended, if that isn't this form


def findings(edition: Edition, at: datetime) -> list[Finding]:
    """All that speaks against a text's going live at a moment, what blocks first. A constant number of queries."""
    turns = list(edition.turns.prefetch_related("speaking"))
    texts: Texts = [("id_body", str(edition.body)), *(("turns-group", str(turn.html)) for turn in turns)]
    anchors = {turn.anchor for turn in turns}
    found = [*shape(edition, turns, at), *photo(edition, at), *words(edition, texts), *imported(edition)]
    found += [*photos_in_texts(edition, texts, at), *links(edition, texts, anchors, at)]
    return sorted(found, key=lambda finding: not finding.blocks)  # sorted is stable


def faults(edition: Edition, at: datetime) -> list[str]:
    """What blocks, in words for the editor. The database has the rules of shape as well."""
    return [finding.words for finding in findings(edition, at) if finding.blocks]


def block(field: str, words: str, *, by_script: bool = False) -> Finding:
    return Finding(field, words, True, by_script)


def warn(field: str, words: str, *, by_script: bool = False) -> Finding:
    return Finding(field, words, False, by_script)


Texts = list[tuple[str, str]]  # each HTML text after the place it stands at in the form


def shape(edition: Edition, turns: list[Turn], at: datetime) -> Iterator[Finding]:
    if not edition.title.strip():
        yield block("id_title", _("Give it a title."), by_script=True)
    elif len(edition.title) > LONGEST_TITLE:
        yield warn("id_title", _("Title is long: search engines cut it after about 65 letters."), by_script=True)
    if not edition.summary.strip():
        yield block("id_summary", _("Write the summary."), by_script=True)
    if edition.publication.slug == f"discarded-{edition.publication.uuid}":
        yield block("id_slug", _("It gave its address back when it was discarded. Give it one."))
    if not edition.publication.filings.exists():
        yield block("id_topics", _("Choose a topic."), by_script=True)
    bylines = list(edition.contributions.select_related("expert"))
    if not any(c.role != Contribution.Role.INTERVIEWER for c in bylines):
        yield block("contributions-group", _("Say whose work it is: add an author or interviewee."), by_script=True)
    for c in bylines:
        if not c.expert.has_been_public(at):
            sentence = _("%(name)s has no public profile at that moment: set “public from” on the expert first.")
            yield block("contributions-group", sentence % {"name": c.expert})
    if edition.is_interview:
        kinds = {turn.kind for turn in turns if turn.words}
        if not {Turn.Kind.QUESTION, Turn.Kind.ANSWER} <= kinds:
            yield block("turns-group", _("An interview needs a question and an answer."), by_script=True)
        if any(turn.kind == Turn.Kind.ANSWER and not turn.speaking.all() for turn in turns):
            yield block("turns-group", _("An answer has no speaker. Choose who says it."), by_script=True)
    elif not edition.body:
        yield block("id_body", _("The text is empty."), by_script=True)
    if edition.based_on_id and not edition.change_kind:
        yield block(
            "id_change_kind",
            _("Say what kind of change this is: minor, update, clarification, correction or retraction."),
            by_script=True,
        )
    if edition.based_on_id and edition.change_kind not in {"", Edition.Change.MINOR} and not edition.change_note:
        yield block(
            "id_change_note", _("Say in the change note what changed, or call the change minor."), by_script=True
        )


def photo(edition: Edition, at: datetime) -> Iterator[Finding]:
    picture = edition.lead_photo
    if picture is None:
        yield warn("id_lead_photo", _("No photo: lists will show it without one."), by_script=True)
        if edition.lead_alt or edition.lead_caption:
            yield warn("id_lead_alt", _("What is said of the lead photo is printed nowhere: there is no photo."))
        return
    if not picture.licence:
        sentence = _("Nobody has said by what right the lead photo is shown. Choose its licence in the photo library.")
        yield in_library(picture, sentence)
    if not picture.is_described and not edition.lead_alt:
        sentence = _("The lead photo has no alternative text. Describe it here, or for all its uses in the library.")
        yield block("id_lead_alt", sentence)
    if min(picture.width, picture.height * LEAD_RATIO) < SHARP:
        sentence = _("The lead photo is only %(width)d × %(height)d pixels: on a wide screen it looks blurred.")
        yield warn("id_lead_photo", sentence % {"width": picture.width, "height": picture.height})
    if not picture.is_usable(at):
        yield unusable(edition, picture, at)
    elif picture.rights_until and picture.rights_until <= at + RIGHTS_WARNING:
        days = max(0, (picture.rights_until - at).days)
        sentence = ngettext(
            "The lead photo’s rights end %(days)d day after it goes live: from then on it is left out.",
            "The lead photo’s rights end %(days)d days after it goes live: from then on it is left out.",
            days,
        )
        yield warn("id_lead_photo", sentence % {"days": days})


def unusable(edition: Edition, picture: Photo, at: datetime) -> Finding:
    """A photo that may not be shown at a moment.

    Chosen anew, it is a mistake that readers would miss something by. One that the text before it has already lapsed
    with nothing to run, and readers miss it today: that must not hold up the correction of a figure.
    """
    if edition.based_on_id and Edition.objects.filter(pk=edition.based_on_id, lead_photo=picture).exists():
        return warn("id_lead_photo", _("The lead photo’s rights don’t cover that moment: readers won’t see it."))
    return block("id_lead_photo", _("The lead photo’s rights don’t cover that moment. Choose another photo."))


def in_library(picture: Photo, words: str) -> Finding:
    address = reverse("admin:photos_photo_change", args=[picture.pk])
    return Finding("id_lead_photo", words, blocks=True, address=address)


def photos_in_texts(edition: Edition, texts: Texts, at: datetime) -> Iterator[Finding]:
    """Each photo once: one that stands several times has to be described in each place."""
    named = {uuid for _field, html in texts for uuid in richtext.photos_in(html)}
    photos = Photo.objects.in_bulk(named, field_name="uuid") if named else {}
    shown_before = set(PhotoUse.objects.filter(edition=edition.based_on_id or 0).values_list("photo", flat=True))
    told: set[tuple[str, str]] = set()
    for field, html in texts:
        for figure in richtext.FIGURE.finditer(html):
            photo = photos.get(UUID(figure["photo"]))
            is_new = photo is None or photo.pk not in shown_before
            for finding in of_photo(field, photo, has_own_alt=bool(figure["alt"]), is_new=is_new, at=at):
                if (figure["photo"], finding.words) not in told:
                    told.add((figure["photo"], finding.words))
                    yield finding


def of_photo(field: str, photo: Photo | None, *, has_own_alt: bool, is_new: bool, at: datetime) -> Iterator[Finding]:
    if photo is None:
        yield block(field, _("A photo in the text is no more in the library. Remove it, or choose another."))
        return
    name = {"photo": str(photo)[:80]}
    if not has_own_alt and not photo.is_described:
        yield block(field, _("The photo “%(photo)s” in the text has no alternative text. Describe it.") % name)
    if not photo.licence:
        sentence = _("The photo “%(photo)s” in the text has no licence. Say in the library by what right it is shown.")
        yield block(field, sentence % name)
    if not photo.is_usable(at):
        sentence = _("The rights of the photo “%(photo)s” in the text don’t cover that moment. Choose another photo.")
        if is_new:
            yield block(field, sentence % name)
        else:  # see `unusable`
            sentence = _(
                "The rights of the photo “%(photo)s” in the text don’t cover that moment: readers won’t see it."
            )
            yield warn(field, sentence % name)
    elif photo.rights_until and photo.rights_until <= at + RIGHTS_WARNING:
        sentence = _("The rights of the photo “%(photo)s” in the text end %(days)d days after it goes live.")
        yield warn(field, sentence % (name | {"days": max(0, (photo.rights_until - at).days)}))


def words(edition: Edition, texts: Texts) -> Iterator[Finding]:
    fields = ("title", "summary", "lead_alt", "lead_caption", "change_note")
    plain = [(f"id_{name}", getattr(edition, name)) for name in fields]
    plain += [
        (field, richtext.plain(part))
        for field, html in texts
        for part in (html, *richtext.notes(html), *richtext.captions(html))
    ]
    for field, text in plain:
        for match in PLACEHOLDER.finditer(text):
            around = text[max(0, match.start() - 30) : match.end() + 30].strip()
            yield block(field, _("Something is still to be filled in: “…%(around)s…”.") % {"around": around})
            break
    for field, html in texts:
        for embed in EMBED.findall(html):
            if not richtext.plain(embed):
                yield block(field, _("An embed has no words to follow. Write what it shows, or remove it."))
            elif len(HREF.findall(embed)) != 1:
                sentence = _("The embed “%(words)s” needs one link, around its title. Other links belong in the text.")
                yield block(field, sentence % {"words": richtext.plain(embed)[:80]})
        last = 1
        for level in map(int, HEADING.findall(html)):
            if level > last + 1:
                yield warn(field, _("A heading skips a level: who jumps from heading to heading loses the thread."))
                break
            last = level


def imported(edition: Edition) -> Iterator[Finding]:
    """What was uncertain when the draft was made from a file, until somebody has looked at it."""
    unchecked = Import.objects.filter(edition=edition, doubts__gt=0, checked_at=None).values_list("doubts", flat=True)
    for doubts in unchecked:
        sentence = ngettext(
            "%(count)d place was uncertain at the import. Look at it, then mark it as checked.",
            "%(count)d places were uncertain at the import. Look at them, then mark them as checked.",
            doubts,
        )
        yield warn("from-import", sentence % {"count": doubts})


def links(edition: Edition, texts: Texts, anchors: set[str], at: datetime) -> Iterator[Finding]:
    """Links that lead nowhere on this site at that moment block; links to other sites can't be vouched for."""
    inner: list[tuple[str, str]] = []  # field, path
    outside: set[str] = set()
    own_ids = {name for _field, html in texts for name in IDENTIFIED.findall(html)}
    own_ids |= anchors
    home = urlsplit(settings.SITE_URL)
    for field, html in texts:
        for href in map(unescape, HREF.findall(html)):
            try:
                parts = urlsplit(href)
            except ValueError:
                yield block(field, _("“%(link)s” is no address. Mend or remove the link.") % {"link": href[:80]})
                continue
            if parts.scheme in {"http", "https"} and parts.netloc != home.netloc:
                outside.add(href)
            elif parts.scheme in {"", "http", "https"} and not parts.path and parts.fragment:
                if parts.fragment not in own_ids:
                    yield broken(field, href)
            elif parts.scheme in {"", "http", "https"}:
                inner.append((field, parts.path))
    there = reachable({path for _field, path in inner}, edition, at)
    for field, path in inner:
        if path not in there:
            yield broken(field, path)
    if outside:
        sentence = _("%(count)d links lead to other sites. Nobody but you has checked them.")
        yield warn("id_body", sentence % {"count": len(outside)})


def broken(field: str, link: str) -> Finding:
    sentence = _("The link to “%(link)s” leads nowhere on this site. Mend or remove it.")
    return block(field, sentence % {"link": link[:80]})


def reachable(paths: set[str], edition: Edition, at: datetime) -> set[str]:
    """Those paths that readers can open at a moment, the text's own among them."""
    found, wanted = set(), dict[tuple[str, str], list[str]]()
    for path in paths:
        try:
            match = resolve(path)
        except Resolver404:
            continue
        if match.namespace == "admin" or path.startswith("/admin/"):
            continue  # the desk, which no reader can open
        namespace, slug = match.namespace, match.kwargs.get("slug")
        if slug and namespace in {"publications", "topics", "experts"}:
            wanted.setdefault((namespace, slug), []).append(path)
        else:
            found.add(path)
    slugs = {name: {slug for kind, slug in wanted if kind == name} for name in ("publications", "topics", "experts")}
    live = Edition.objects.live(at).values("publication")
    pieces = Publication.objects.filter(addresses__slug__in=slugs["publications"], pk__in=live)
    alive = {("publications", slug) for slug in pieces.values_list("addresses__slug", flat=True)}
    alive.add(("publications", edition.publication.slug))
    for name, model in (("topics", Topic), ("experts", Expert)):
        records = model.objects.public(at).filter(addresses__slug__in=slugs[name])
        alive |= {(name, slug) for slug in records.values_list("addresses__slug", flat=True)}
    return found | {path for key, paths in wanted.items() if key in alive for path in paths}
