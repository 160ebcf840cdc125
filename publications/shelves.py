"""Derived rows, one for each edition that is or will be live: written here and nowhere else.

The truth is `Edition.objects.live(at)`. These rows repeat it with an end written down, beside the words to
search, so that lists, counts and search stay quick at any size. `manage.py reshelve` rebuilds them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION institute (COPY = english);
ALTER TEXT SEARCH CONFIGURATION institute
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""

# The vectors are long and read by the index alone: out of the row they go, uncompressed, and are well sampled.
TUNING = """
ALTER TABLE publications_listing ALTER vector SET STORAGE EXTERNAL, ALTER vector SET STATISTICS 1000;
ALTER TABLE publications_listing SET (toast_tuple_target = 128);
"""

# What is no letter anywhere but may be taken for one where the database's ctype is C: quotes, dashes, hard spaces.
FROM = "“”„«»‹›—–…·،؛؟\u00a0‘’"
TO = " " * (len(FROM) - 2) + "''"
TO_QUOTED = TO.replace("'", "''")

# PostgreSQL's parser knows tags and entities for what they are, so HTML goes in as it stands; plain text loses its
# angle brackets first. A tsvector holds a
# megabyte at most; a text of this many characters stays below it.
MOST_CHARACTERS = 400_000

ROWS = f"""
INSERT INTO publications_listing
    (edition_id, publication_id, kind, published_on, live_from, live_until, topic_ids, expert_ids, head, vector)
SELECT id, publication_id, kind, published_on, live_from, live_until, topic_ids, expert_ids, head,
    head || setweight(to_tsvector('institute', translate(left(text, {MOST_CHARACTERS}), '{FROM}', '{TO_QUOTED}')), 'D')
        || array_to_tsvector(ARRAY['kind:' || kind, 'year:' || extract(year FROM published_on)]
        || ARRAY(SELECT 'topic:' || topic FROM unnest(topic_ids) AS topic)
        || ARRAY(SELECT 'expert:' || expert FROM unnest(expert_ids) AS expert))
FROM (
    SELECT e.id, e.publication_id, p.kind, e.published_on, e.live_from,
        least(e.withdrawn_at, lead(e.live_from) OVER (PARTITION BY e.publication_id ORDER BY e.live_from))
            AS live_until,
        ARRAY(SELECT f.tag_id FROM publications_filing f WHERE f.content_object_id = p.id ORDER BY f.position)
            AS topic_ids,
        ARRAY(SELECT c.expert_id FROM publications_contribution c WHERE c.edition_id = e.id ORDER BY c.expert_id)
            AS expert_ids,
        setweight(to_tsvector('institute', translate(e.title, '<>{FROM}', '  {TO_QUOTED}')), 'A')
            || setweight(to_tsvector('institute', coalesce((
                SELECT string_agg(x.name || ' ' || x.native_name, ' ') FROM publications_contribution c
                JOIN experts_expert x ON x.id = c.expert_id WHERE c.edition_id = e.id), '')), 'B')
            || setweight(to_tsvector('institute', translate(e.summary, '<>{FROM}', '  {TO_QUOTED}')), 'C') AS head,
        e.body || coalesce((SELECT string_agg(t.html, ' ' ORDER BY t.position, t.id)
            FROM publications_turn t WHERE t.edition_id = e.id), '') AS text
    FROM publications_edition e JOIN publications_publication p ON p.id = e.publication_id
    WHERE e.live_from IS NOT NULL {{only}}
) editions
"""  # noqa: S608


@transaction.atomic
def reshelve(publications: Iterable[int] | None = None) -> None:
    """Writes the rows of some publications anew, by primary key, or of all."""
    with connection.cursor() as cursor:
        if publications is None:
            cursor.execute("DELETE FROM publications_listing")
            cursor.execute(ROWS.format(only=""))
        else:
            ids = list(publications)
            cursor.execute("DELETE FROM publications_listing WHERE publication_id = ANY(%s)", [ids])
            cursor.execute(ROWS.format(only="AND e.publication_id = ANY(%s)"), [ids])


def straight(q: str) -> str:
    """Words to search with the quotes and dashes that the rows have: curly quotes keep words together too."""
    return q.translate(str.maketrans("“”„«»", '"' * 5)).translate(str.maketrans(FROM, TO))


def reshelve_expert(expert: int) -> None:
    """Writes the rows of everything an expert has a part in: her name stands in the words to search."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT e.publication_id FROM publications_edition e "
            "JOIN publications_contribution c ON c.edition_id = e.id WHERE c.expert_id = %s",
            [expert],
        )
        reshelve(pk for (pk,) in cursor.fetchall())


def reshelve_all(*_migration: object) -> None:
    reshelve()
