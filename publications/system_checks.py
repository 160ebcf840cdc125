"""What `manage.py check` asks of the declarations: that every kind has everything, and every column is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from publications import kinds, printed
from publications.models import OF_KIND, Contribution, Edition

# What people decide about an edition, and what follows from its words: never printed by itself.
NOT_PRINTED = {
    "id", "publication", "words", "based_on", "submitted_at", "submitted_by", "approved_at", "approved_by",
    "approved_digest", "returned_at", "returned_by", "return_note", "live_from", "withdrawn_at", "withdrawal_note",
    "withdrawn_to", "discarded_at", "created_by", "created_at", "updated_at",
}  # fmt: skip


@register
def declarations(**_kwargs: Any) -> list[CheckMessage]:
    """Runs with every `manage.py check`, and before every other command."""
    return [*of_kinds(kinds.KINDS), *of_printed()]


def of_kinds(declared: tuple[kinds.Kind, ...]) -> Iterator[CheckMessage]:
    """What the kinds lack, each told by its name."""
    names = [kind.name for kind in declared]
    if len(set(names)) < len(names):
        yield Error("Two kinds have the same name.", hint="Give one of them another.", id="publications.E001")
    for kind in declared:
        yield from of_kind(kind)


def of_kind(kind: kinds.Kind) -> Iterator[CheckMessage]:
    def lacks(what: str, way_out: str, number: int) -> CheckMessage:
        return Error(f"The kind “{kind.name}” {what}.", hint=way_out, obj=kind, id=f"publications.E{number:03}")

    if not re.fullmatch(r"[a-z]{1,20}", kind.name):
        yield lacks("has a name that no address can hold", "One to twenty small Latin letters.", 2)
    try:
        get_template(kind.template)
    except TemplateDoesNotExist:
        yield lacks(f"has no template: {kind.template}", "Write it, or name one that is there.", 3)
    if not kind.roles or not set(kind.roles) <= set(Contribution.Role.values):
        yield lacks("has no role for its people, or one that is unknown", "See `Contribution.Role`.", 4)
    if not kind.wrong_turns:
        yield lacks("doesn’t say what is wrong with turns in it", "Fill in `wrong_turns`.", 5)
    if OF_KIND.get(kind.name) not in admin.site._registry:
        yield lacks("has no screen at the desk", "Register it in `publications.desk`.", 6)
    keys = {field.archived for field in printed.FIELDS}
    if {kind.archive_people, kind.archive_text} & keys or kind.archive_people == kind.archive_text:
        yield lacks("uses a key of archives that says something else", "Choose another key.", 7)
    if missing := [name for name, value in vars(kind).items() if value == "" and name != "wrong_turns"]:
        yield lacks(f"leaves something empty: {', '.join(missing)}", "Fill it in.", 8)


def of_printed() -> Iterator[CheckMessage]:
    """Columns of `Edition` that nobody has declared, as printed or as not."""
    columns = {field.name for field in Edition._meta.concrete_fields}
    for name in sorted(columns - NOT_PRINTED - set(printed.NAMES)):
        yield Error(
            f"The column “{name}” of Edition isn’t declared.",
            hint="Declare it in publications/printed.py, or name it in NOT_PRINTED if readers never see it.",
            id="publications.E010",
        )
    for name in sorted(set(printed.NAMES) - columns):
        yield Error(f"Edition has no column “{name}”.", hint="Add it to the model.", id="publications.E011")
