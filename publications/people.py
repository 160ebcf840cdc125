"""Who may be named of a byline, and how: whole, short, linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from experts.models import Expert, words_in
from publications.models import Contribution


def named(contributions: Iterable[Contribution], at: datetime) -> list[Contribution]:
    """Those whose names a reader may know by then; one who left since stays named."""
    return [contribution for contribution in contributions if contribution.expert.has_been_public(at)]


def family_names(contributions: Iterable[Contribution]) -> dict[int, str]:
    """By their primary keys, the experts who can be told from all the others by the family's name, and that name."""
    experts = [contribution.expert for contribution in contributions]
    return {
        expert.pk: family
        for expert in experts
        if (family := expert.family_name)
        and not any(words_in(o.name.casefold(), family.casefold()) for o in experts if o.pk != expert.pk)
    }


def names(
    contributions: Iterable[Contribution], at: datetime, *, link: bool = True, short: Mapping[int, str] | None = None
) -> SafeString:
    """“A, B and C”, each linked to the profile while there is one.

    short: as `family_names` gives it; whoever stands there is called so, and whole to a screen reader.
    """
    found = [
        format_html('<a href="{}">{}</a>', c.expert.get_absolute_url(), called(c.expert, short))
        if link and c.expert.is_public(at)
        else called(c.expert, short)
        for c in named(contributions, at)
    ]
    if len(found) < 2:
        return found[0] if found else SafeString("")
    head = format_html(", ".join("{}" for _name in found[:-1]), *found[:-1])
    return format_html(_("{} and {}"), head, found[-1])


def called(expert: Expert, short: Mapping[int, str] | None) -> SafeString:
    """A name, or the part of it that shows."""
    shown = words_in(expert.name, (short or {}).get(expert.pk, ""))
    if shown is None:
        return format_html("{}", expert.name)
    parts = (expert.name[: shown.start()], expert.name[shown.end() :])
    before, after = (format_html('<span class="visually-hidden">{}</span>', part) if part else "" for part in parts)
    return format_html("{}{}{}", before, shown[0], after)
