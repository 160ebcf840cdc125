"""Related publications: which, in what order, and never what isn't live."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from publications.finding.related import related
from publications.models import Topic
from tests import factories

pytestmark = pytest.mark.django_db


def near(edition, at=None):
    at = at or timezone.now()
    return related(edition, at, Topic.objects.public(at).values_list("pk", flat=True))


def test_a_rare_topic_weighs_more_than_a_common_one():
    rare, common = factories.topic(), factories.topic()
    for _ in range(8):
        factories.live(topics=[common], published_on="2026-01-01")
    piece = factories.live(topics=[rare, common])
    kin = factories.live(topics=[rare], published_on="2001-01-01")
    assert near(piece)[0] == kin


def test_more_shared_topics_come_first_and_ties_go_to_the_newer():
    a, b = factories.topic(), factories.topic()
    piece = factories.live(topics=[a, b])
    old = factories.live(topics=[a], published_on="2010-01-01")
    new = factories.live(topics=[a], published_on="2020-01-01")
    both = factories.live(topics=[a, b], published_on="2000-01-01")
    assert near(piece) == [both, new, old]


def test_at_most_four_and_never_itself_in_any_edition():
    topic = factories.topic()
    piece = factories.live(topics=[topic])
    corrected = factories.corrected(piece, since=timezone.now() - timedelta(minutes=1))
    others = [factories.live(topics=[topic]) for _ in range(6)]
    found = near(corrected)
    assert len(found) == 4
    assert set(found) <= set(others)


def test_only_what_is_live_and_only_by_topics_that_are_public():
    topic, hidden = factories.topic(), factories.topic(public_from=None)
    piece = factories.live(topics=[topic, hidden])
    factories.draft(topics=[topic])
    factories.scheduled(topics=[topic])
    factories.withdrawn(topics=[topic])
    factories.live(topics=[hidden])
    old = factories.live(topics=[topic], title="Old words")
    new = factories.corrected(old, since=timezone.now() - timedelta(minutes=1), title="New words")
    assert near(piece) == [new]


def test_a_piece_without_topics_has_none():
    factories.live()
    assert near(factories.live(topics=[])) == []


def test_two_queries_whatever_the_number(django_assert_num_queries):
    topic = factories.topic()
    piece = factories.live(topics=[topic])
    for _ in range(9):
        factories.live(topics=[topic])
    with django_assert_num_queries(2):
        related(piece, timezone.now(), [topic.pk])


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.frozensets(st.integers(0, 4), min_size=1, max_size=3), st.integers(2001, 2026)),
        min_size=2,
        max_size=9,
    )
)
def test_the_ranking_agrees_with_one_computed_by_hand(pieces):
    from math import log

    from django.db import transaction

    with transaction.atomic():
        topics = [factories.topic() for _ in range(5)]
        made = [
            (factories.live(topics=[topics[n] for n in sorted(t)], published_on=f"{y}-01-01"), t, y) for t, y in pieces
        ]
        uses = [sum(n in t for _e, t, _y in made) for n in range(5)]
        piece, own, _year = made[0]
        scored = [
            (round(sum(1 / log(2 + uses[n]) for n in t & own), 9), y, e.publication_id, e)
            for e, t, y in made[1:]
            if t & own
        ]
        expected = [row[-1] for row in sorted(scored, key=lambda row: row[:3], reverse=True)[:4]]
        assert near(piece) == expected
        transaction.set_rollback(True)
