"""Related publications: which pieces stand under a piece, and why these.

Pieces that share topics, a rare topic weighing more than a common one (Adamic and Adar, "Friends and neighbors
on the Web", 2003: each shared topic counts 1/ln of how often it is used); ties go to the newer. For every topic
only the newest CANDIDATES are looked at, so the ranking costs the same for a topic of a thousand pieces as for
one of a million.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from publications.finding.rows import rows
from publications.models import Edition, Listing

MOST = 4
CANDIDATES = 200

RANKED = """
WITH shared AS MATERIALIZED (
    SELECT f.tag_id, 1 / ln(2 + (SELECT count(*) FROM publications_filing u WHERE u.tag_id = f.tag_id)) AS weight
    FROM publications_filing f WHERE f.content_object_id = %s AND f.tag_id = ANY(%s)
)
SELECT c.edition_id
FROM shared CROSS JOIN LATERAL (
    SELECT edition_id, published_on, publication_id FROM ({live}) l
    WHERE topic_ids @> ARRAY[shared.tag_id] AND publication_id <> %s
    ORDER BY published_on DESC, publication_id DESC LIMIT %s
) c
GROUP BY c.edition_id, c.published_on, c.publication_id
ORDER BY round(sum(weight)::numeric, 9) DESC, c.published_on DESC, c.publication_id DESC LIMIT %s
"""


def related(edition: Edition, at: datetime, topics: Iterable[int], most: int = MOST) -> list[Edition]:
    """Up to `most` live editions of other pieces, the nearest first, in two queries.

    topics: primary keys of those that are public; no other says that two pieces are related.
    They come with publication and photo; byline and topics are the caller's to fetch (`models.printed`),
    together with those of the piece itself.
    """
    listings = Listing.objects.live(at).values("edition_id", "publication_id", "published_on", "topic_ids")
    live, parameters = listings.query.sql_with_params()
    values = [edition.publication_id, list(topics), *parameters, edition.publication_id, CANDIDATES, most]
    order = {pk: place for place, (pk,) in enumerate(rows(RANKED.format(live=live), values))}
    found = Edition.objects.live(at).filter(pk__in=order).defer("body").with_filing().with_notable(at)
    return sorted(found, key=lambda candidate: order[candidate.pk])
