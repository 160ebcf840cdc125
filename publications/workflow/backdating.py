"""The one way to write the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def backdating() -> Iterator[None]:
    """Lets this transaction write the past: for importing an archive into pieces that have no editions yet."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT is_backdating()")
        already = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('institute.backdating', 'on', true)")
        yield
        if not already:  # the outer one closes the door
            cursor.execute("SELECT set_config('institute.backdating', 'off', true)")
