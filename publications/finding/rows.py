"""Rows of queries that no queryset says, those for words within bounds of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

MOST_MILLISECONDS = 1000  # of a search; then the database gives up
# The planner doesn't know what it costs to read a long vector: of a common word it would read every one.
# Several statements in one string are one transaction; within a longer one, the settings go back.
BY_WORDS = f"""
SET LOCAL statement_timeout = {MOST_MILLISECONDS}; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;
{{sql}};
SET LOCAL statement_timeout TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT;
"""


def rows(sql: str, values: Sequence[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def rows_by_words(sql: str, values: Sequence[Any]) -> list[tuple]:
    """The rows of a query for words, which goes by the index and gives up when it takes too long."""
    with connection.cursor() as cursor:
        cursor.execute(BY_WORDS.format(sql=sql), values)
        for _setting in range(3):  # past the answers to SET
            cursor.nextset()
        return cursor.fetchall()
