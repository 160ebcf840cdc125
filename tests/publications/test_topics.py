"""Topics by the thousand: an index by letter, and a filter form that stays short."""

import re

import pytest

from publications.finding.facets import MOST_BOXES, Choice, offered
from publications.finding.topics import MANY, by_letter
from publications.models import Topic
from tests import factories

SOME = [Choice(f"t-{n}", f"Topic {n:02}", False, n) for n in range(30)]


def test_a_few_topics_need_no_index():
    assert by_letter([Topic(name=f"Topic {n}") for n in range(MANY)]) == []


def test_topics_stand_under_their_first_letters_accents_apart_and_figures_first():
    names = ["école", "Ebb", "2030 agenda", "الماء", "日本の水", "Élan", "Zinc"]
    filler = [f"Topic {n:02}" for n in range(MANY)]
    index = {
        letter: [topic.name for topic in topics]
        for letter, topics in by_letter([Topic(name=n) for n in names + filler])
    }
    assert list(index) == ["#", "E", "T", "Z", "ا", "日"]
    assert index["E"] == ["Ebb", "école", "Élan"]
    assert index["T"] == filler


def test_a_filter_form_offers_what_would_show_something():
    parts = offered(SOME[:5])
    assert [choice.count for choice in parts["boxes"]] == [1, 2, 3, 4]
    assert parts["more"] == []


def test_of_many_topics_the_most_used_have_boxes_and_the_rest_one_list_by_name():
    parts = offered(SOME)
    assert [choice.count for choice in parts["boxes"]] == list(range(29, 29 - MOST_BOXES, -1))
    assert [choice.count for choice in parts["more"]] == list(range(1, 30 - MOST_BOXES))


def test_a_chosen_topic_has_a_box_however_little_it_is_used():
    chosen = [Choice(f"c-{n}", f"Chosen {n}", True, 0) for n in range(MOST_BOXES + 2)]
    parts = offered(SOME + chosen)
    assert {choice.value for choice in parts["boxes"]} == {choice.value for choice in chosen}


@pytest.mark.django_db
def test_a_topic_from_the_list_beside_the_boxes_filters_like_a_box(client):
    topics = [factories.topic(f"Topic {n:02}") for n in range(MOST_BOXES + 3)]
    for topic in topics:
        factories.live(topics=[topic])
    page = client.get(f"/publications/?topic={topics[0].slug}&topic={topics[-1].slug}&topic=&year=").content.decode()
    assert "2 publications" in page
    assert len(re.findall(r'name="topic" value="[^"]*" checked', page)) == 2


@pytest.mark.django_db
def test_topics_are_listed_by_name(client):
    for name in ("Water", "Energy", "Trade"):
        factories.topic(name)
    page = client.get("/topics/").content.decode()
    assert page.index(">Energy <") < page.index(">Trade <") < page.index(">Water <")


@pytest.mark.django_db
def test_every_topic_of_many_is_on_the_index_and_every_feed_on_the_page_of_feeds(client):
    topics = [factories.topic(f"Topic {n:02}") for n in range(MANY + 1)]
    index, feeds = client.get("/topics/").content.decode(), client.get("/feeds/").content.decode()
    for topic in topics:
        assert f'href="{topic.get_absolute_url()}"' in index
        assert f'href="{topic.get_absolute_url()}feed.atom"' in feeds
