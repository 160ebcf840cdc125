"""Every range at both of its ends: the instant before it begins, its first, its last, and the instant after."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.utils import timezone

from common.moments import FIRST, LAST
from experts.models import Expert
from institute.models import FrontPage, Page, PageText
from institute.page_cache.site import Site
from institute.page_cache.version import site_version
from photos.models import RIGHTS_WARNING, Photo
from publications import previews, workflow
from publications.finding import facets
from publications.finding import filters as listing
from publications.models import Edition, Topic
from publications.models.editorial import PreviewLink
from tests import factories

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)
START = timezone.now() + timedelta(days=1)  # ahead of the database's clock, whose past is closed
END = START + timedelta(days=2)
AROUND = (START - INSTANT, START, END - INSTANT, END)
INSIDE = [False, True, True, False]


@pytest.mark.parametrize("model", [Expert, Topic, Page])
def test_a_record_is_public_from_its_first_instant_until_the_one_before_its_end(model):
    make = {Expert: factories.expert, Topic: factories.topic, Page: lambda **period: Page.objects.create(**period)}
    row = make[model](slug="row", public_from=START, public_until=END)
    assert [model.objects.public(at).contains(row) for at in AROUND] == INSIDE
    assert [row.is_public(at) for at in AROUND] == INSIDE
    assert [row.has_been_public(at) for at in AROUND] == [False, True, True, True]
    row.public_until = None
    row.save()
    assert [model.objects.public(at).contains(row) for at in AROUND] == [False, True, True, True]
    row.public_from = None
    row.save()
    assert not any(model.objects.public(at).contains(row) or row.is_public(at) for at in AROUND)


@pytest.mark.parametrize(
    ("period", "usable"),
    [
        ({"rights_from": START, "rights_until": END}, INSIDE),
        ({"rights_from": START}, [False, True, True, True]),
        ({"rights_until": END}, [True, True, True, False]),
        ({}, [True, True, True, True]),
    ],
)
def test_a_photo_is_shown_while_its_rights_hold(period, usable):
    photo = factories.photo(**period)
    assert [Photo.objects.usable(at).contains(photo) for at in AROUND] == usable
    assert [photo.is_usable(at) for at in AROUND] == usable


def test_the_end_of_a_photos_rights_is_told_from_thirty_days_before_it_until_it_is_there():
    photo = factories.photo(rights_until=END)
    moments = (END - RIGHTS_WARNING - INSTANT, END - RIGHTS_WARNING, END - INSTANT, END)
    assert [Photo.objects.ending(at).contains(photo) for at in moments] == INSIDE


def test_an_edition_is_live_from_its_first_instant_until_the_one_before_its_withdrawal():
    edition = factories.scheduled(at=START)
    Edition.objects.filter(pk=edition.pk).update(withdrawn_at=END)
    assert [Edition.objects.live(at).contains(edition) for at in AROUND] == INSIDE
    assert [Edition.objects.public(at).contains(edition) for at in AROUND] == INSIDE
    assert [Edition.objects.started(at).contains(edition) for at in AROUND] == [False, True, True, True]
    assert [Edition.objects.scheduled(at).contains(edition) for at in AROUND] == [True, False, False, False]


def test_an_edition_gives_way_to_the_next_at_its_very_moment():
    first = factories.scheduled(at=START)
    second = workflow.publish(factories.revised(first.publication), actor=None, at=END)
    live = [set(Edition.objects.live(at).filter(publication=first.publication)) for at in AROUND]
    assert live == [set(), {first}, {first}, {second}]


def test_a_text_of_a_page_is_live_from_its_moment_until_the_next_ones():
    first = factories.page_text(live_from=START)
    second = factories.page_text(page=first.page, live_from=END)
    assert [list(PageText.objects.live(at)) for at in AROUND] == [[], [first], [first], [second]]
    assert [PageText.objects.pending(at).count() for at in AROUND] == [2, 1, 1, 0]


def test_the_lead_steps_back_at_its_moment_and_the_story_after_it_stays():
    lead, second = factories.live().publication, factories.live().publication
    front = FrontPage.objects.get()
    front.lead_until = END
    front.save()
    for position, piece in enumerate((lead, second)):
        front.story_set.create(publication=piece, position=position)

    def stories(at):
        site: Site = site_version(at, keep=False).site
        return site.stories

    assert [stories(at) for at in (END - INSTANT, END)] == [(lead.pk, second.pk), (second.pk,)]


def test_a_preview_link_opens_until_the_instant_before_it_expires():
    edition = factories.draft()
    link = previews.offer(edition, actor=None, label="A", expires_at=END)
    assert [PreviewLink.objects.valid(at).contains(link) for at in (END - INSTANT, END)] == [True, False]


DAYS = [date(2018, 12, 31), date(2019, 1, 1), date(2019, 12, 30), date(2019, 12, 31), date(2020, 1, 1)]


def test_a_year_is_filtered_from_its_first_day_to_its_last_in_list_counts_and_feed(client):
    for day in DAYS:
        factories.live(title=f"Of {day}", published_on=day)
    for year, days in ((2018, DAYS[:1]), (2019, DAYS[1:4]), (2020, DAYS[4:])):
        filters, now = listing.Filters(year=year), timezone.now()
        wanted = {f"Of {day}" for day in days}
        assert set(filters.apply(Edition.objects.live(now)).values_list("title", flat=True)) == wanted
        assert filters.listed(now).count() == len(days)
        assert facets.counted(listing.Filters(), now)["year", str(year)] == len(days)
        assert sum(facets.counted(filters, now)["kind", kind] for kind in ("analysis",)) == len(days)
        for address in ("/publications/", "/publications/feed.rss"):
            page = client.get(f"{address}?year={year}").content.decode()
            assert {f"Of {day}" for day in DAYS if f"Of {day}" in page} == wanted, address


@pytest.mark.parametrize(
    ("text", "year"),
    [("", None), ("0001", 1), ("9999", 9999), ("2019", 2019)]
    + [(text, Http404) for text in ("0000", "10000", "999", "-001", "201٩", "²019", " 2019")],
)
def test_a_year_has_four_figures_and_is_not_nought(text, year):
    if year is Http404:
        with pytest.raises(Http404):
            listing.read_year(text)
    else:
        assert listing.read_year(text) == year


@pytest.mark.parametrize(("count", "status"), [(listing.MOST_TOPICS, 200), (listing.MOST_TOPICS + 1, 404)])
def test_an_address_names_twenty_topics_and_no_more(client, count, status):
    slugs = [factories.topic().slug for _ in range(count)]
    assert client.get("/publications/?" + "&".join(f"topic={slug}" for slug in slugs)).status_code == status


@pytest.mark.parametrize(
    ("moment", "is_taken"), [(FIRST, True), (FIRST - INSTANT, False), (LAST, True), (LAST + INSTANT, False)]
)
def test_a_moment_that_is_stored_lies_within_its_bounds(moment, is_taken):
    field = "rights_from" if moment <= FIRST else "rights_until"
    photo = Photo(**{"slug": "x", field: moment})
    if is_taken:
        photo.validate_constraints()
        factories.photo(**{field: moment})
    else:
        with pytest.raises(ValidationError, match="between the years 1500 and 9000"):
            photo.validate_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.photo(**{field: moment})


@pytest.mark.parametrize(("row", "least"), [(Expert, "public"), (Topic, "public"), (Photo, "rights")])
def test_a_period_ends_after_it_began_by_an_instant_at_least(row, least):
    make = {Expert: factories.expert, Topic: factories.topic, Photo: factories.photo}[row]
    make(**{f"{least}_from": START, f"{least}_until": START + INSTANT})
    for end in (START, START - INSTANT):
        with pytest.raises(IntegrityError), transaction.atomic():
            make(**{f"{least}_from": START, f"{least}_until": end})


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("axis", ["focal_x", "focal_y"])
def test_a_focal_point_lies_on_the_photo_its_edges_included(axis, place):
    factories.photo(**{axis: place})
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.photo(**{axis: place + (0.001 if place else -0.001)})


@pytest.mark.parametrize(("ago", "is_taken"), [("0", True), ("59 seconds", True), ("61 seconds", False)])
def test_what_starts_within_a_minute_of_the_databases_clock_counts_as_now_and_before_that_as_past(ago, is_taken):
    edition = factories.draft(published_on=date(2019, 1, 1))
    moment = RawSQL("clock_timestamp() - %s::interval", [ago])
    refusal = nullcontext() if is_taken else pytest.raises(IntegrityError, match="in the past")
    with refusal, transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(live_from=moment)
        transaction.set_rollback(True)
