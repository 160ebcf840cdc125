"""The kinds of pieces as the database knows them: a table that its rules read and that the program fills.

Every piece and every import has one of its rows, by a foreign key. It has no model: nobody edits it, and a
test that empties all models' tables leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core import checks
from django.core.management.base import CommandError
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext, override


class Kind(NamedTuple):
    """What the database asks of a kind before a piece of it goes live. The sentences are what its rules answer."""

    name: str
    needs_body: bool
    no_turns: str | None  # where it has questions and answers; None: it may have some
    too_few_turns: str | None  # where it has no question or no answer; None: it needs none


KINDS = (
    Kind("analysis", True, "An analysis has no questions and answers.", None),
    Kind("interview", False, None, "An interview needs a question and an answer."),
)

COLUMNS = ", ".join(Kind._fields)
UPSERT = f"""
INSERT INTO publications_kind ({COLUMNS}) VALUES (%s, %s, %s, %s)
ON CONFLICT (name) DO UPDATE SET needs_body = excluded.needs_body, no_turns = excluded.no_turns,
    too_few_turns = excluded.too_few_turns
"""  # noqa: S608
IN_USE = "SELECT kind FROM publications_publication UNION SELECT kind FROM publications_import"


class KindInUse(CommandError):
    """A kind that rows have would go. Commands show it without a traceback."""


def write(kinds: Iterable[Kind], using: str = "default") -> None:
    """Makes the table's rows these and no others; does nothing where a migration hasn't made the table yet.

    Raises KindInUse, with nothing written, if pieces or imports have a kind that isn't among them.
    """
    wanted = [_stored(kind) for kind in kinds]
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        there = _read(cursor)
        if there is None or there == sorted(wanted):
            return
        if orphaned := _in_use(cursor) - {kind.name for kind in wanted}:
            raise KindInUse(_in_use_sentence(orphaned))
        cursor.executemany(UPSERT, wanted)
        cursor.execute("DELETE FROM publications_kind WHERE name <> ALL(%s)", [[kind.name for kind in wanted]])


def compare(kinds: Iterable[Kind], using: str) -> list[checks.CheckMessage]:
    """What the table says otherwise. An error only where `migrate`, which runs these checks first, couldn't mend it."""
    wanted = sorted(_stored(kind) for kind in kinds)
    with connections[using].cursor() as cursor:
        there = _read(cursor)
        if there is None or there == wanted:
            return []
        if orphaned := _in_use(cursor) - {kind.name for kind in wanted}:
            return [checks.Error(_in_use_sentence(orphaned), id="publications.E001")]
    differing = sorted({kind.name for kind in set(there) ^ set(wanted)})
    return [
        checks.Warning(
            gettext("The database has other rules for these kinds than the program: %(kinds)s.")
            % {"kinds": ", ".join(differing)},
            hint=gettext("Run “manage.py migrate”: it writes them."),
            id="publications.W001",
        )
    ]


def write_after_migrate(using: str, **_signal: Any) -> None:
    write(KINDS, using)


def check(databases: Iterable[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    return [message for using in databases or () for message in compare(KINDS, using)]


def _stored(kind: Kind) -> Kind:
    """With its sentences in the language they are written in: the desk translates them."""
    with override(None):
        return kind._replace(
            no_turns=kind.no_turns and str(kind.no_turns), too_few_turns=kind.too_few_turns and str(kind.too_few_turns)
        )


def _read(cursor: CursorWrapper) -> list[Kind] | None:
    """The rows by name; None without the table."""
    cursor.execute("SELECT to_regclass('publications_kind') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return None
    cursor.execute(f"SELECT {COLUMNS} FROM publications_kind")  # noqa: S608
    return sorted(Kind(*row) for row in cursor.fetchall())


def _in_use(cursor: CursorWrapper) -> set[str]:
    cursor.execute(IN_USE)
    return {kind for (kind,) in cursor.fetchall()}


def _in_use_sentence(kinds: set[str]) -> str:
    return gettext(
        "There are pieces or imports of kinds that the program doesn’t know: %(kinds)s. "
        "Give it these kinds back, or delete what is of them first."
    ) % {"kinds": ", ".join(sorted(kinds))}
