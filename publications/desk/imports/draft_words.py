"""The words of a draft, as a reviewed import says them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from experts.models import Expert
from ingest.structure import TURNS, Kind, Segment, Structure
from publications import kinds, workflow
from publications.desk.fields import check_address
from publications.desk.imports.choices import Choices
from publications.desk.imports.receipt import words_of
from publications.models import Contribution, Edition, free_slug, site_language
from texts import richtext

LONGEST_TITLE = Edition._meta.get_field("title").max_length or 0


def html_of(segment: Segment) -> str:
    return richtext.clean("".join(passage.html for passage in segment.passages), photos=True)


def plain(structure: Structure, kind: Kind) -> str:
    return " ".join(words_of(structure.of_kind(kind)).split())


def title_of(structure: Structure, choices: Choices) -> str:
    title = plain(structure, Kind.TITLE) or " ".join(choices.title.split())
    if not title:
        raise workflow.Refused(_("Give it a title, above the structure. You can change it later."))
    if len(title) > LONGEST_TITLE:
        raise workflow.Refused(
            _("The title has %(letters)d letters; %(most)d is the most. Split it, or make a part of it something else.")
            % {"letters": len(title), "most": LONGEST_TITLE}
        )
    return title


def address_of(title: str, choices: Choices) -> str:
    """The address typed, else one from the title."""
    slug = choices.slug.strip().lower() or free_slug(title)
    if not slug:
        raise workflow.Refused(
            _("No address can be made from this title. Write one under the title: Latin letters, digits, hyphens.")
        )
    try:
        validate_slug(slug)
        check_address(slug, None)
    except ValidationError as error:
        raise workflow.Refused(*error.messages) from error
    if len(slug) > 200:
        raise workflow.Refused(_("The address is too long. A few words are enough."))
    return slug


def body_of(structure: Structure, kind: kinds.Kind) -> str:
    """An interview's introduction, or an analysis's text."""
    parts = [Kind.INTRODUCTION, Kind.TEXT]
    if not kind.has_turns:
        parts += TURNS  # an analysis has no conversation: words marked as one still are its words
    whole = [passage for segment in structure.of_kind(*parts) for passage in segment.passages]
    return html_of(Segment(Kind.TEXT, whole))


def turns(structure: Structure, kind: kinds.Kind, experts: dict[str, Expert]) -> list[dict[str, Any]]:
    if not kind.has_turns:
        return []
    return [
        {
            "key": "",
            "kind": str(segment.kind),
            "html": html,
            "speakers": [str(experts[key].uuid) for key in segment.speakers if key in experts],
        }
        for segment in structure.of_kind(*TURNS)
        if (html := html_of(segment))
    ]


def byline(structure: Structure, kind: kinds.Kind, experts: dict[str, Expert]) -> list[dict[str, Any]]:
    """Whoever speaks or signs and is an expert, once each, in order."""
    found: dict[int, dict[str, Any]] = {}
    for person in structure.people:
        if expert := experts.get(person.key):
            role = person.role if kind.has_turns else kind.roles[0]
            line = {"expert": str(expert.uuid), "role": str(role), "affiliation": expert.position}
            found.setdefault(expert.pk, line)
    return list(found.values())


def language(said: str) -> str:
    """The language of ours that a source's is, or the site's."""
    codes = [code for code, _name in settings.LANGUAGES]
    said = said.lower().replace("_", "-")
    short = said.partition("-")[0]
    near = (code for code in codes if short and code.partition("-")[0] == short)
    return said if said in codes else next(near, site_language())


def nameless(structure: Structure, experts: dict[str, Expert]) -> list[str]:
    """Who speaks in the source, and is no expert: these turns name nobody yet."""
    speaking = {key for segment in structure.of_kind(Kind.ANSWER) for key in segment.speakers}
    speaking |= {person.key for person in structure.people if person.role == Contribution.Role.AUTHOR}
    names = [person.name for person in structure.people if person.key in speaking and person.key not in experts]
    if not names:
        return []
    said = get_text_list(names, _("and"))
    return [_("%(names)s: not among our experts, so not named in the draft yet.") % {"names": said}]
