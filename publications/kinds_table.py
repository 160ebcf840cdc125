"""The kinds of pieces as the database knows them: a table that its rules read and `migrate` fills.

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
from django.utils.translation import gettext

from publications import kinds


class Row(NamedTuple):
    """What the database asks of a kind before a piece of it goes live; see the columns in the migration."""

    name: str
    needs_body: bool
    has_turns: bool
    wrong_turns: str


COLUMNS = ", ".join(Row._fields)
UPSERT = f"""
INSERT INTO publications_kind ({COLUMNS}) VALUES (%s, %s, %s, %s)
ON CONFLICT (name) DO UPDATE SET needs_body = excluded.needs_body, has_turns = excluded.has_turns,
    wrong_turns = excluded.wrong_turns
"""  # noqa: S608
IN_USE = "SELECT kind FROM publications_publication UNION SELECT kind FROM publications_import"


def declared() -> list[Row]:
    """The rows of the program's own kinds."""
    return [Row(kind.name, kind.needs_text, kind.has_turns, kind.wrong_turns) for kind in kinds.KINDS]


class KindInUse(CommandError):
    """A kind that rows have would go. Commands show it without a traceback."""


def write(rows: Iterable[Row], using: str = "default") -> None:
    """Makes the table's rows these and no others; does nothing where a migration hasn't made the table yet.

    Raises KindInUse, with nothing written, if pieces or imports have a kind that isn't among them.
    """
    wanted = sorted(rows)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        there = _read(cursor)
        if there is None or there == wanted:
            return
        if orphaned := _in_use(cursor) - {row.name for row in wanted}:
            raise KindInUse(_in_use_sentence(orphaned))
        cursor.executemany(UPSERT, wanted)
        cursor.execute("DELETE FROM publications_kind WHERE name <> ALL(%s)", [[row.name for row in wanted]])


def compare(rows: Iterable[Row], using: str) -> list[checks.CheckMessage]:
    """What the table says otherwise. An error only where `migrate`, which runs these checks first, couldn't mend it."""
    wanted = sorted(rows)
    with connections[using].cursor() as cursor:
        there = _read(cursor)
        if there is None or there == wanted:
            return []
        if orphaned := _in_use(cursor) - {row.name for row in wanted}:
            return [checks.Error(_in_use_sentence(orphaned), id="publications.E020")]
    differing = sorted({row.name for row in set(there) ^ set(wanted)})
    return [
        checks.Warning(
            gettext("The database has other rules for these kinds than the program: %(kinds)s.")
            % {"kinds": ", ".join(differing)},
            hint=gettext("Run “manage.py migrate”: it writes them."),
            id="publications.W020",
        )
    ]


def write_after_migrate(using: str, **_signal: Any) -> None:
    write(declared(), using)


def check(databases: Iterable[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    return [message for using in databases or () for message in compare(declared(), using)]


def _read(cursor: CursorWrapper) -> list[Row] | None:
    """The rows by name; None without the table."""
    cursor.execute("SELECT to_regclass('publications_kind') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return None
    cursor.execute(f"SELECT {COLUMNS} FROM publications_kind")  # noqa: S608
    return sorted(Row(*row) for row in cursor.fetchall())


def _in_use(cursor: CursorWrapper) -> set[str]:
    cursor.execute(IN_USE)
    return {kind for (kind,) in cursor.fetchall()}


def _in_use_sentence(kinds: set[str]) -> str:
    return gettext(
        "There are pieces or imports of kinds that the program doesn’t know: %(kinds)s. "
        "Give it these kinds back, or delete what is of them first."
    ) % {"kinds": ", ".join(sorted(kinds))}
