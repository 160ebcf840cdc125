"""What a piece says of its lead photo in its own words: printed, compared, merged and approved with it."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.utils import timezone

from publications import content, workflow
from publications.archive.text import Text
from publications.kinds import ANALYSIS
from publications.merge import EMPTY, merge
from publications.models import Edition
from publications.public.comparison import comparison
from publications.workflow.checks import findings
from tests import factories
from tests.factories import HOUR
from tests.publications.test_admin import address, messages
from tests.publications.test_merging import answered, desk_of, is_asked, opened, send

pytestmark = pytest.mark.django_db
OWN = {"lead_alt": "A weir <in> July", "lead_caption": "The weir, as “we” found it"}
NAMES = tuple(OWN)


@pytest.fixture
def photo():
    return factories.photo(alt="A weir", caption="Weir at Hasle", credit="Ada Lund")


@pytest.fixture
def ingrid(django_user_model):
    return desk_of(django_user_model, "ingrid", "edit_draft", "publish_edition", "view_photo")


@pytest.fixture
def jonas(django_user_model):
    return desk_of(django_user_model, "jonas")


def words_of(edition):
    return tuple(getattr(Edition.objects.get(pk=edition.pk), name) for name in NAMES)


# The public hash


def test_the_hash_of_a_text_without_words_of_its_own_is_what_it_was_before_there_were_any():
    ada = factories.expert(uuid=UUID("00000000-0000-4000-8000-000000000002"))
    photo = factories.photo(uuid=UUID("00000000-0000-4000-8000-000000000001"))
    talk = factories.draft(
        "interview", authors=[ada], title="Wells", summary="Short.", body="<p>Deep.</p>", lead_photo=photo,
        published_on="2020-06-01",
    )  # fmt: skip
    talk.turns.all().delete()
    factories.say(talk, "question", "<p>Why?</p>", key="q1")
    factories.say(talk, "answer", "<p>So.</p>", [ada], key="a1")
    talk = Edition.objects.with_content().get(pk=talk.pk)
    before = "c238b26e272abaf58753953deeadf756a5ec0bc5118c167be1e0b3639ec733c2"  # stored: what an edition had before
    assert content.digest(content.public(talk)) == before
    talk.lead_caption = "Its own"
    assert content.public(talk)["lead_caption"] == "Its own"
    assert "lead_alt" not in content.public(talk)
    assert content.digest(content.public(talk)) != before


def test_an_approval_given_before_there_were_such_words_holds_and_ends_with_the_first(photo):
    edition = factories.draft(lead_photo=photo)
    workflow.submit(edition, actor=None)
    approved = workflow.approve(edition, actor=None)
    assert not set(NAMES) & set(content.of(approved))
    assert workflow.is_approved(approved)
    approved.lead_alt = "Something else"
    assert not workflow.is_approved(approved)


# Printed


def test_pages_lists_and_feeds_print_a_pieces_own_words_else_the_photos(client, photo):
    factories.live(slug="own", lead_photo=photo, **OWN)
    factories.live(slug="plain", lead_photo=photo)
    own = client.get("/publications/own/").content.decode()
    assert 'alt="A weir &lt;in&gt; July"' in own
    assert "The weir, as “we” found it" in own
    assert "Weir at Hasle" not in re.search(r"<figure.*?</figure>", own, re.DOTALL)[0]
    plain = client.get("/publications/plain/").content.decode()
    assert 'alt="A weir"' in plain
    assert "Weir at Hasle" in plain
    home = client.get("/").content.decode()
    for format in ("rss", "atom", "json"):
        feed = client.get(f"/publications/feed.{format}").content.decode()
        assert "The weir, as “we” found it" in feed or "The weir, as \\u201cwe" in feed
        assert "Weir at Hasle" in feed
    assert home.count('alt="A weir &lt;in&gt; July"') == home.count('alt="A weir"') == 1


def test_a_decorative_photo_may_say_something_in_a_piece(client):
    photo = factories.photo(alt="Not read out", is_decorative=True, caption="")
    factories.live(slug="own", lead_photo=photo, lead_alt="A weir")
    factories.live(slug="plain", lead_photo=photo)
    assert 'alt="A weir"' in client.get("/publications/own/").content.decode()
    assert "Not read out" not in client.get("/publications/plain/").content.decode()


def test_a_comparison_tells_what_was_said_of_the_photo_while_it_may_be_shown(photo):
    now = timezone.now()
    first = factories.live(lead_photo=photo, since=now - 2 * HOUR)
    second = factories.corrected(first, since=now - HOUR, **OWN)
    old, new = (Edition.objects.with_content().numbered().get(pk=edition.pk) for edition in (first, second))
    told = "".join(stretch.html for stretch in comparison(old, new, now).stretches if stretch.name)
    assert "A weir &lt;in&gt; July" in re.sub(r"</?(?:ins|del)>", "", told)
    for edition in (old, new):
        edition.lead_photo.rights_until = now
    assert "weir" not in "".join(stretch.html for stretch in comparison(old, new, now).stretches)


def test_a_revision_begins_with_the_words_of_the_text_before_it(photo):
    live = factories.live(lead_photo=photo, **OWN)
    assert words_of(workflow.revise(live.publication, actor=None)) == tuple(OWN.values())


# At the desk


def test_the_form_shows_the_photos_own_words_where_the_pieces_would_stand(ingrid, photo):
    page = ingrid.get(address(factories.draft(lead_photo=photo)))
    for name, own in (("lead_alt", "A weir"), ("lead_caption", "Weir at Hasle")):
        field = page.context["adminform"].form[name]
        assert f'placeholder="{own}"' in str(field)
        assert field.value() == ""


def test_a_save_keeps_the_words_and_brings_them_back(ingrid, photo):
    edition = factories.draft(lead_photo=photo)
    send(ingrid, edition, opened(ingrid, edition), **OWN)
    assert words_of(edition) == tuple(OWN.values())
    save = edition.saves.exclude(saved_by=None).get()
    send(ingrid, edition, opened(ingrid, edition), lead_alt="", lead_caption="")
    assert words_of(edition) == ("", "")
    page = ingrid.get(f"{address(edition, 'saves')}{save.pk}/").content.decode()
    assert "Lead photo’s caption" in page
    assert "The weir, as “we” found it" in page
    ingrid.post(f"{address(edition, 'saves')}{save.pk}/")
    assert words_of(edition) == tuple(OWN.values())


def test_a_save_of_the_time_before_there_were_such_words_can_be_read_and_brought_back(ingrid, photo):
    edition = factories.draft(lead_photo=photo)
    save = workflow.keep_save(edition, actor=None)
    assert not set(NAMES) & set(save.content)
    send(ingrid, edition, opened(ingrid, edition), **OWN)
    assert ingrid.get(f"{address(edition, 'saves')}{save.pk}/").status_code == 200
    ingrid.post(f"{address(edition, 'saves')}{save.pk}/")
    assert words_of(edition) == ("", "")


def test_words_are_not_kept_for_another_photo_unless_somebody_says_so(ingrid, photo):
    edition, other = factories.draft(lead_photo=photo, **OWN), factories.photo()
    form = opened(ingrid, edition)
    page = ingrid.post(address(edition), form | {"lead_photo": other.pk})
    assert "about another photo" in page.content.decode()
    assert Edition.objects.get(pk=edition.pk).lead_photo == photo
    send(ingrid, edition, form, lead_photo=other.pk, words_about=other.pk)
    assert words_of(edition) == tuple(OWN.values())
    assert Edition.objects.get(pk=edition.pk).lead_photo == other
    send(ingrid, edition, opened(ingrid, edition), lead_photo=photo.pk, lead_alt="New", lead_caption="")
    assert words_of(edition) == ("New", "")


def test_what_is_wrong_with_a_photos_words_is_found(photo):
    def found(**given):
        edition = factories.draft(**given)
        edition = Edition.objects.select_related("publication", "lead_photo").get(pk=edition.pk)
        return {(f.field, f.blocks) for f in findings(edition, timezone.now())}

    assert ("id_lead_caption", True) in found(lead_photo=photo, lead_caption="TK")
    assert ("id_lead_alt", False) in found(lead_alt="Of nothing")
    assert ("id_lead_alt", True) in found(lead_photo=factories.photo(alt=""))
    assert ("id_lead_alt", True) not in found(lead_photo=factories.photo(alt=""), lead_alt="A weir")


# Two at once


def a_content(photo, alt=""):
    return EMPTY | {"lead_photo": photo} | ({"lead_alt": alt} if alt else {})


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "alt"),
    [
        (("a", ""), ("a", "Mine"), ("a", ""), "Mine"),
        (("a", "Old"), ("a", "Old"), ("a", ""), ""),
        (("a", "Old"), ("b", ""), ("a", "Old"), ""),  # one changed the photo and took its words out
        (("a", "Old"), ("a", "Old"), ("b", "New"), "New"),
        (("a", "Old"), ("b", "New"), ("b", "New"), "New"),
    ],
)
def test_words_of_a_photo_merge_with_their_photo(base, mine, theirs, alt):
    found = merge(*(a_content(*side) for side in (base, mine, theirs)))
    assert [clash.name for clash in found.clashes] == []
    assert found.content.get("lead_alt", "") == alt
    assert ("lead_alt" in found.content) is bool(alt)


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        (("a", ""), ("b", ""), ("a", "Of a")),  # else words of a would stand under b
        (("a", ""), ("a", "Of a"), ("b", "")),
        (("a", "Old"), ("b", "Of b"), ("c", "Of c")),
        (("a", "Old"), ("a", "Mine"), ("a", "Theirs")),
    ],
)
def test_words_that_may_be_about_another_photo_are_asked(base, mine, theirs):
    contents = [a_content(*side) for side in (base, mine, theirs)]
    assert "lead_alt" in [clash.name for clash in merge(*contents).clashes]
    done = merge(*contents, {"lead_alt": "Answered", "lead_photo": "b"})
    assert done.clashes == []
    assert done.content["lead_alt"] == "Answered"


def test_two_editors_words_of_a_photo_are_merged_told_and_asked(ingrid, jonas, photo):
    edition = factories.draft(lead_photo=photo)
    mine, theirs = opened(ingrid, edition), opened(jonas, edition)
    send(jonas, edition, theirs, lead_alt="His")
    page = send(ingrid, edition, mine, title="Hers")
    assert messages(page) == ["Jonas changed the lead photo’s alternative text meanwhile; both are in."]
    mine, theirs = opened(ingrid, edition), opened(jonas, edition)
    send(jonas, edition, theirs, lead_alt="His again")
    page = send(ingrid, edition, mine, lead_alt="Hers")
    assert is_asked(page)
    answered(ingrid, page, "own", own_0="Both\nof theirs")
    assert words_of(edition) == ("Both of theirs", "")


def test_the_form_asks_when_one_changed_the_photo_and_the_other_its_words(ingrid, jonas, photo):
    edition, other = factories.draft(lead_photo=photo), factories.photo()
    mine, theirs = opened(ingrid, edition), opened(jonas, edition)
    send(jonas, edition, theirs, lead_alt="A weir in July")
    page = send(ingrid, edition, mine, lead_photo=other.pk)
    assert is_asked(page)
    answered(ingrid, page, "mine")
    assert words_of(edition) == ("", "")
    assert Edition.objects.get(pk=edition.pk).lead_photo == other


# Archives


def test_an_archive_carries_the_words_and_one_that_says_nothing_leaves_them(photo):
    text = Text.of(factories.live(lead_photo=photo, **OWN))
    record = text.write(ANALYSIS)
    assert (record["photo_alt"], record["photo_caption"]) == tuple(OWN.values())
    assert Text.read(record, ANALYSIS).over(None).is_same_text(text)
    silent = Text.read({k: v for k, v in record.items() if k not in {"photo_alt", "photo_caption"}}, ANALYSIS)
    assert silent.over(text).is_same_text(text)
    emptied = Text.read(record | {"photo_alt": "", "photo_caption": ""}, ANALYSIS)
    assert not emptied.over(text).is_same_text(text)
    with_another = Text.read(silent.write(ANALYSIS) | {"photo": "another"}, ANALYSIS)
    assert with_another.over(text).values["lead_alt"] == ""
