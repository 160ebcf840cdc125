"""Derived rows of each edition that is or will be live: written here and nowhere else.

The truth is `Edition.objects.live(at)`. A listing repeats it with an end written down, beside the words to
search, so that lists, counts and search stay quick at any size; passages are what search shows of a text.
`manage.py reshelve` rebuilds them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from texts import richtext

# What is no letter anywhere but may be taken for one where the database's ctype is C: quotes, dashes, hard spaces.
FROM = "“”„«»‹›—–…·،؛؟\u00a0‘’"
TO = " " * (len(FROM) - 2) + "''"
TO_QUOTED = TO.replace("'", "''")

# PostgreSQL's parser knows tags and entities for what they are, so HTML goes in as it stands; plain text loses its
# angle brackets first. A tsvector holds a
# megabyte at most; a text of this many characters stays below it.
MOST_CHARACTERS = 400_000
PASSAGE_CHARACTERS = 600  # paragraphs are put together up to here; one paragraph is never cut


def without_notes(html: str) -> str:
    """SQL of an HTML text without its footnotes."""
    return f"regexp_replace({html}, '{richtext.NOTE.pattern}', '', 'g')"


def without_photos(html: str) -> str:
    """SQL of an HTML text without its photos and what stands below them, which readers see with a photo only."""
    return f"regexp_replace({html}, '<figure.*?</figure>', '', 'g')"


def apart(html: str) -> str:
    """SQL of an HTML text with its notes behind it, so that they part no words that stand together in it."""
    found = f"regexp_matches({html}, '{richtext.NOTE.pattern}', 'g') AS found (note)"
    notes = f"coalesce((SELECT string_agg('<hr>' || note[1], '') FROM {found}), '')"  # noqa: S608
    return f"{without_notes(html)} || {notes}"


LISTINGS = f"""
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
        {apart("e.body")} || coalesce((SELECT string_agg({apart("t.html")}, ' ' ORDER BY t.position, t.id)
            FROM publications_turn t WHERE t.edition_id = e.id), '') AS text
    FROM publications_edition e JOIN publications_publication p ON p.id = e.publication_id
    WHERE e.live_from IS NOT NULL {{only}}
) editions
"""  # noqa: S608


def lines(html: str) -> str:
    """SQL of an HTML text without its tags, every block a line; entities stay."""
    spaced = f"translate({html}, E'\\n\\r\\t', '   ')"
    return f"regexp_replace(regexp_replace({spaced}, '{richtext.BLOCK_END.pattern}', E'\\n', 'g'), '<[^>]*>', '', 'g')"


def words(text: str) -> str:
    """SQL of a text's vector."""
    return f"to_tsvector('institute', translate(left({text}, {MOST_CHARACTERS}), '{FROM}', '{TO_QUOTED}'))"


# The summary, the text in pieces of some lines, and each answer with its question and who speaks.
PASSAGES = f"""
INSERT INTO publications_passage (edition_id, position, key, question, speaker_ids, text, vector)
WITH shown AS MATERIALIZED (
    SELECT e.id, e.summary, e.body FROM publications_edition e WHERE e.live_from IS NOT NULL {{only}}
)
SELECT id, 0, '', '', '{{{{}}}}'::bigint[], text, {words("text")}
FROM (SELECT id, replace(replace(replace(summary, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') AS text FROM shown) s
UNION ALL
SELECT id, 1 + place, '', '', '{{{{}}}}'::bigint[], text, {words("text")}
FROM (
    SELECT id, place, string_agg(line, E'\n' ORDER BY n) AS text
    FROM (
        SELECT id, n, line,
            (sum(length(line)) OVER (PARTITION BY id ORDER BY n) - length(line)) / {PASSAGE_CHARACTERS} AS place
        FROM shown, string_to_table({lines(apart(without_photos("body")))}, E'\n') WITH ORDINALITY AS t (line, n)
        WHERE line <> ''
    ) l
    GROUP BY id, place
) b
UNION ALL
SELECT id, position, key, question, speaker_ids, text,
    setweight({words("question")}, 'B') || setweight({words("text")}, 'A')
FROM (
    SELECT t.edition_id AS id, t.position, t.key, {lines(apart(without_photos("t.html")))} AS text,
        ARRAY(SELECT s.expert_id FROM publications_speaker s WHERE s.turn_id = t.id ORDER BY s.position, s.id)
            AS speaker_ids,
        coalesce((
            SELECT {lines(without_notes(without_photos("asked.html")))} FROM publications_turn asked
            WHERE asked.edition_id = t.edition_id AND asked.kind = 'question' AND asked.position < t.position
            ORDER BY asked.position DESC, asked.id DESC LIMIT 1), '') AS question
    FROM shown JOIN publications_turn t ON t.edition_id = shown.id WHERE t.kind = 'answer'
) a
"""  # noqa: S608

DELETE = "DELETE FROM {table} USING publications_edition e WHERE e.id = edition_id {only}"


@transaction.atomic
def reshelve(publications: Iterable[int] | None = None) -> None:
    """Writes the rows of some publications anew, by primary key, or of all."""
    only, ids = ("", []) if publications is None else ("AND e.publication_id = ANY(%s)", [list(publications)])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # compiling these takes longer than running them
        for table, rows in (("publications_listing", LISTINGS), ("publications_passage", PASSAGES)):
            cursor.execute(DELETE.format(table=table, only=only), ids)
            cursor.execute(rows.format(only=only), ids)


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
