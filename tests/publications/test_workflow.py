"""The verbs, and the rule of what is live, against a timeline kept by hand."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from publications import workflow
from publications.models import Edition, Listing, Publication, Turn, free_slug
from tests import factories
from tests.factories import HOUR

pytestmark = pytest.mark.django_db
# Ahead of the clock: the database refuses moments more than a minute past, and a suite runs longer.
NOW = factories.timezone.now() + 1000 * HOUR
LATER = NOW + 10 * HOUR


def live_at(publication, moment):
    return Edition.objects.live(moment).filter(publication=publication).first()


def test_a_draft_is_not_live():
    draft = factories.draft()
    assert live_at(draft.publication, LATER) is None


def test_publishing_now_makes_a_draft_live_from_now_and_not_before():
    edition = workflow.publish(factories.draft(), actor=None, now=LATER)
    assert edition.live_from == LATER
    assert live_at(edition.publication, LATER) == edition
    assert live_at(edition.publication, LATER - timedelta(microseconds=1)) is None


def test_a_first_publication_prints_the_day_in_the_sites_time_zone():
    midnight_in_brussels = LATER.replace(month=6, day=1, year=LATER.year + 1, hour=22, minute=30)
    edition = workflow.publish(factories.draft(), actor=None, at=midnight_in_brussels)
    assert str(edition.published_on) == f"{LATER.year + 1}-06-02"


def test_a_scheduled_edition_replaces_the_live_one_at_its_moment():
    first = workflow.publish(factories.draft(), actor=None)
    second = workflow.publish(factories.revised(first.publication), actor=None, at=LATER)
    assert live_at(first.publication, LATER - timedelta(microseconds=1)) == first
    assert live_at(first.publication, LATER) == second


def test_cancelling_a_scheduled_edition_leaves_the_live_one_untouched():
    first = workflow.publish(factories.draft(), actor=None)
    second = workflow.publish(factories.revised(first.publication), actor=None, at=LATER)
    workflow.unschedule(second, actor=None)
    assert live_at(first.publication, LATER + HOUR) == first
    assert first.publication.editions.drafts().get() == second


def test_unscheduling_beside_an_open_draft_offers_to_discard_one():
    first = workflow.publish(factories.draft(), actor=None)
    second = workflow.publish(factories.revised(first.publication), actor=None, at=LATER)
    third = factories.revised(first.publication)
    assert third.based_on == second
    with pytest.raises(workflow.Refused, match="Discard one of the two"):
        workflow.unschedule(second, actor=None)
    workflow.unschedule(second, actor=None, discard_it=True)
    third.refresh_from_db()
    assert third.based_on == first
    assert live_at(first.publication, LATER) == first


def test_publishing_over_a_newer_edition_is_refused_with_the_way_out():
    first = workflow.publish(factories.draft(), actor=None)
    stale = factories.revised(first.publication)
    Edition.objects.filter(pk=stale.pk).update(discarded_at=NOW)  # another draft takes its place, and goes live
    workflow.publish(factories.revised(first.publication), actor=None)
    Edition.objects.filter(pk=stale.pk).update(discarded_at=None)
    with pytest.raises(workflow.Refused, match="Discard this draft, revise the piece anew"):
        workflow.publish(stale, actor=None)


def test_a_correction_that_a_scheduled_edition_would_undo_is_refused():
    first = workflow.publish(factories.draft(), actor=None)
    workflow.publish(factories.revised(first.publication), actor=None, at=LATER)
    correction = factories.revised(first.publication)
    with pytest.raises(workflow.Refused):
        workflow.publish(correction, actor=None)


def test_nothing_is_scheduled_in_the_past():
    with pytest.raises(workflow.Refused, match="past"):
        workflow.publish(factories.draft(), actor=None, at=factories.timezone.now() - HOUR)


def test_two_editions_published_at_the_same_instant_keep_their_order():
    first = workflow.publish(factories.draft(), actor=None, now=LATER)
    second = workflow.publish(factories.revised(first.publication), actor=None, now=LATER)
    assert second.live_from == LATER + timedelta(microseconds=1)


def test_a_second_open_draft_is_refused_by_the_verb_and_by_the_database():
    draft = factories.draft()
    with pytest.raises(workflow.Refused, match="open draft"):
        workflow.revise(draft.publication, actor=None)
    with pytest.raises(IntegrityError, match="edition_one_open_draft"), transaction.atomic():
        Edition.objects.create(publication=draft.publication)


def test_a_revision_has_the_words_the_byline_and_the_turns_with_their_keys():
    first = workflow.publish(factories.draft("interview"), actor=None)
    second = workflow.revise(first.publication, actor=None)
    assert (second.title, second.summary, second.body) == (first.title, first.summary, first.body)
    assert [c.expert for c in second.contributions.all()] == [c.expert for c in first.contributions.all()]
    told = [[(t.key, t.html, [s.expert_id for s in t.speaking.all()]) for t in e.turns.all()] for e in (first, second)]
    assert told[0] == told[1]


def test_withdrawing_takes_the_piece_away_for_good_until_a_new_edition():
    edition = workflow.publish(factories.draft(), actor=None, now=NOW)
    workflow.withdraw(edition.publication, actor=None, note="The data were wrong.", now=LATER)
    assert live_at(edition.publication, LATER - timedelta(microseconds=1)) == edition
    assert live_at(edition.publication, LATER) is None
    again = workflow.publish(factories.revised(edition.publication), actor=None, at=LATER + HOUR)
    assert live_at(edition.publication, LATER + HOUR) == again


def test_withdrawing_needs_a_notice_and_something_live():
    edition = workflow.publish(factories.draft(), actor=None)
    with pytest.raises(workflow.Refused, match="notice"):
        workflow.withdraw(edition.publication, actor=None, note=" ")
    with pytest.raises(workflow.Refused, match="Nothing of this piece is live"):
        workflow.withdraw(factories.draft().publication, actor=None, note="No.")


def test_withdrawing_is_refused_while_a_scheduled_edition_would_bring_the_piece_back():
    edition = workflow.publish(factories.draft(), actor=None)
    workflow.publish(factories.revised(edition.publication), actor=None, at=LATER)
    with pytest.raises(workflow.Refused, match="Unschedule it first"):
        workflow.withdraw(edition.publication, actor=None, note="No.")


def test_a_discarded_draft_keeps_its_text_and_frees_its_place_and_address():
    draft = factories.draft(slug="wanted")
    workflow.discard(draft, actor=None)
    draft.refresh_from_db()
    assert draft.title
    assert draft.status(LATER) == "discarded"
    assert factories.draft(slug="wanted").publication.slug == "wanted"


def test_a_slug_once_live_never_passes_to_another_piece():
    edition = factories.live(slug="taken")
    workflow.refile(edition.publication, actor=None, slug="other", topics=[factories.topic()])
    with pytest.raises(IntegrityError, match="belongs to another record for ever"), transaction.atomic():
        Publication.objects.create(kind="analysis", slug="taken")
    with pytest.raises(workflow.Refused, match="belongs to another piece"):
        workflow.refile(factories.live().publication, actor=None, slug="taken", topics=[factories.topic()])
    workflow.refile(edition.publication, actor=None, slug="taken", topics=[factories.topic()])


def test_the_address_that_is_offered_is_nobodys_and_was_nobodys():
    assert free_slug("A dry year") == "a-dry-year"
    piece = factories.live(slug="a-dry-year").publication
    assert free_slug("A dry year") == "a-dry-year-2"
    factories.draft(slug="a-dry-year-3")
    workflow.refile(piece, actor=None, slug="a-dry-year-2", topics=[factories.topic()])
    assert free_slug("A dry year") == "a-dry-year-4", "a former address leads to the piece that had it"
    workflow.refile(piece, actor=None, slug="elsewhere", topics=[factories.topic()])
    assert free_slug("A dry year") == "a-dry-year-4"
    factories.draft(slug=free_slug("A dry year"))
    assert free_slug("A dry year") == "a-dry-year-5"
    assert free_slug("A dry") == "a-dry", "what only begins so is another"
    assert free_slug("日本") == ""


def test_what_readers_never_saw_gives_its_address_back_to_be_offered_again():
    draft = factories.draft(slug="a-dry-year")
    workflow.discard(draft, actor=None)
    assert free_slug("A dry year") == "a-dry-year"


def test_speakers_join_the_participants_when_published():
    draft = factories.draft("interview")
    guest = factories.expert()
    factories.say(draft, "answer", "<p>More.</p>", [guest])
    edition = workflow.publish(draft, actor=None)
    assert guest in [c.expert for c in edition.contributions.all()]


def test_the_affiliation_is_frozen_when_published():
    author = factories.expert(position="Fellow")
    edition = workflow.publish(factories.draft(authors=[author]), actor=None)
    author.position = "Director"
    author.save()
    assert edition.contributions.get().affiliation == "Fellow"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": ""}, "title"),
        ({"summary": " "}, "summary"),
        ({"body": ""}, "text is empty"),
        ({"topics": []}, "topic"),
        ({"authors": []}, "whose work"),
    ],
)
def test_what_is_not_whole_is_refused_with_the_reason(change, reason):
    with pytest.raises(workflow.Refused, match=reason):
        workflow.publish(factories.draft(**change), actor=None)


def test_a_change_to_what_was_live_says_of_what_kind_it_is():
    first = workflow.publish(factories.draft(), actor=None)
    with pytest.raises(workflow.Refused, match="what kind of change"):
        workflow.publish(workflow.revise(first.publication, actor=None), actor=None)
    draft = first.publication.editions.drafts().get()
    draft.change_kind = "correction"
    draft.save()
    with pytest.raises(workflow.Refused, match="change note"):
        workflow.publish(draft, actor=None)


def test_an_answer_without_a_speaker_is_refused_by_the_verb_and_by_the_database():
    draft = factories.draft("interview")
    factories.say(draft, "answer", "<p>Who says so?</p>")
    with pytest.raises(workflow.Refused, match="no speaker"):
        workflow.publish(draft, actor=None)
    with pytest.raises(IntegrityError, match="An answer has no speaker"), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(live_from=LATER, published_on=LATER.date())
        force_deferred_checks()


def test_a_colleague_without_a_public_profile_is_no_author_yet():
    with pytest.raises(workflow.Refused, match="public profile"):
        workflow.publish(factories.draft(authors=[factories.expert(public_from=None)]), actor=None)


def force_deferred_checks():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "change",
    [
        lambda e: Edition.objects.filter(pk=e.pk).update(title="Rewritten"),
        lambda e: Edition.objects.filter(pk=e.pk).update(live_from=LATER),
        lambda e: Edition.objects.filter(pk=e.pk).update(live_from=None),
        lambda e: Edition.objects.filter(pk=e.pk).delete(),
        lambda e: e.contributions.update(affiliation="Rewritten"),
        lambda e: e.contributions.all().delete(),
        lambda e: e.turns.update(html="<p>Rewritten</p>"),
        lambda e: e.turns.first().delete(),
        lambda e: factories.say(e, "remark", "<p>Added</p>"),
        lambda e: e.turns.last().speaking.all().delete(),
    ],
)
def test_the_past_is_read_only_in_the_database(change):
    edition = factories.live("interview")
    with pytest.raises(IntegrityError, match="live"), transaction.atomic():
        change(edition)


def test_a_withdrawal_cannot_be_undone_by_hand():
    edition = factories.withdrawn()
    with pytest.raises(IntegrityError, match="withdrawn"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(withdrawn_at=None)


def test_nothing_goes_live_in_the_past_by_hand():
    draft = factories.draft(published_on=NOW.date())
    with pytest.raises(IntegrityError, match="in the past"), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(live_from=factories.timezone.now() - 3 * HOUR)


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.contributions.all().delete(),
        lambda e: e.turns.filter(kind="answer").delete(),
        lambda e: e.turns.last().speaking.all().delete(),
        lambda e: factories.say(e, "answer", "<p>Who says so?</p>"),
    ],
)
def test_what_is_scheduled_stays_whole(change):
    edition = factories.scheduled("interview")
    with (
        pytest.raises(IntegrityError, match=r"needs|speaker|author|participants"),
        transaction.atomic(),
    ):
        change(edition)
        force_deferred_checks()


def test_a_piece_keeps_its_identity_and_once_it_was_live_its_kind_and_addresses():
    piece = factories.live(slug="kept").publication
    for change in (
        lambda: Publication.objects.filter(pk=piece.pk).update(uuid=uuid.uuid4()),
        lambda: Publication.objects.filter(pk=piece.pk).update(kind="interview"),
        lambda: piece.addresses.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize("slug", ["new\nline\n", "a b", "é", "", "a/b"])
def test_an_address_that_no_link_can_name_is_refused_by_the_database(slug):
    with pytest.raises(IntegrityError, match="slug_is_plain"), transaction.atomic():
        Publication.objects.create(kind="analysis", slug=slug)


def test_a_deleted_topic_leaves_its_address_to_nobody():
    factories.topic(slug="gone").delete()
    with pytest.raises(IntegrityError, match="another record"), transaction.atomic():
        factories.topic(slug="gone")


def test_whoever_wrote_a_live_piece_can_leave(django_user_model):
    writer = django_user_model.objects.create_user("writer")
    edition = factories.live(created_by=writer)
    writer.delete()
    edition.refresh_from_db()
    assert edition.created_by is None


def test_a_draft_and_a_scheduled_edition_can_be_changed_in_the_database():
    edition = factories.scheduled("interview")
    edition.turns.update(html="<p>Better</p>")
    Edition.objects.filter(pk=edition.pk).update(title="Better")
    assert Turn.objects.filter(edition=edition, html="<p>Better</p>").count() == 2


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["publish", "schedule", "unschedule", "unschedule and discard", "withdraw", "discard", "revise"]
        ),
        st.integers(1, 5),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(steps=STEPS)
def test_live_agrees_with_a_timeline_kept_by_hand(steps):
    """Random histories of verbs; a list of (start, end decided by a person) tells who is live at each moment."""
    with transaction.atomic():
        draft = factories.draft()
        publication, now = draft.publication, NOW
        timeline: dict[int, tuple] = {}  # edition: (from, withdrawn)
        for verb, hours in steps:
            now += timedelta(minutes=20)
            draft = publication.editions.drafts().first()
            waiting = publication.editions.scheduled(now).order_by("-live_from").first()
            try:
                if verb == "publish" and draft:
                    edition = workflow.publish(draft, actor=None, now=now)
                    timeline[edition.pk] = (edition.live_from, None)
                elif verb == "schedule" and draft:
                    edition = workflow.publish(draft, actor=None, at=now + hours * HOUR, now=now)
                    timeline[edition.pk] = (edition.live_from, None)
                elif verb.startswith("unschedule") and waiting:
                    workflow.unschedule(waiting, actor=None, discard_it=verb.endswith("discard"), now=now)
                    del timeline[waiting.pk]
                elif verb == "withdraw":
                    edition = workflow.withdraw(publication, actor=None, note="Wrong.", now=now)
                    timeline[edition.pk] = (timeline[edition.pk][0], edition.withdrawn_at)
                elif verb == "discard" and draft:
                    workflow.discard(draft, actor=None, now=now)
                elif verb == "revise":
                    factories.revised(publication)
            except workflow.Refused:
                pass  # a refusal changes nothing, and that is what the comparison shows
        moments = {m for period in timeline.values() for m in period if m}
        instant = timedelta(microseconds=1)
        for moment in {NOW, now, *moments, *(m - instant for m in moments), *(m + instant for m in moments)}:
            begun = [(start, pk) for pk, (start, _end) in timeline.items() if start <= moment]
            expected = max(begun)[1] if begun else None
            if expected and (end := timeline[expected][1]) and end <= moment:
                expected = None
            found = list(Edition.objects.live(moment).filter(publication=publication).values_list("pk", flat=True))
            assert found == ([expected] if expected else [])
            assert found == list(
                Listing.objects.live(moment).filter(publication=publication).values_list("pk", flat=True)
            )
        transaction.set_rollback(True)
