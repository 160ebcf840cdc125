"""Who shows a photo: rows the database keeps, and what the library is told."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, Value
from django.utils import timezone

from photos import uses
from photos.models import Photo
from publications.models import Edition, PhotoUse, Turn
from tests import factories

pytestmark = pytest.mark.django_db


def figure(photo):
    return f'<figure data-photo="{photo.uuid}"></figure>'


def shown(edition):
    return set(PhotoUse.objects.filter(edition=edition).values_list("photo", flat=True))


def test_an_edition_uses_the_photos_of_its_lead_its_text_and_its_turns_whichever_way_they_are_written():
    lead, body, turn = factories.photo(), factories.photo(), factories.photo()
    edition = factories.draft("interview", lead_photo=lead)
    assert shown(edition) == {lead.pk}
    Edition.objects.filter(pk=edition.pk).update(body=Value(figure(body)))
    said = edition.turns.last()
    Turn.objects.filter(pk=said.pk).update(html=Value(figure(turn)))
    assert shown(edition) == {lead.pk, body.pk, turn.pk}
    Turn.objects.filter(pk=said.pk).update(html="<p>Ah.</p>")
    Edition.objects.filter(pk=edition.pk).update(lead_photo=None)
    assert shown(edition) == {body.pk}


def test_a_use_goes_with_its_turn_and_with_its_edition():
    lead, turn = factories.photo(), factories.photo()
    edition = factories.draft("interview", lead_photo=lead)
    first, second = edition.turns.all()
    Turn.objects.update(html=Value(figure(turn)))
    first.delete()
    assert shown(edition) == {lead.pk, turn.pk}
    second.delete()
    assert shown(edition) == {lead.pk}
    edition.delete()
    assert not PhotoUse.objects.exists()


def test_a_photo_that_an_edition_shows_cannot_be_deleted():
    photo = factories.photo()
    factories.draft(lead_photo=photo)
    with pytest.raises(ProtectedError):
        photo.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=photo.pk)._raw_delete("default")
        connection.check_constraints()


def test_the_library_is_told_each_piece_once_with_where_it_stands(django_assert_num_queries):
    photo, other = factories.photo(), factories.photo()
    live = factories.live(lead_photo=photo, title="The live one")
    factories.corrected(live, since=timezone.now() - factories.HOUR / 2)
    factories.draft("interview", lead_photo=photo, title="The draft")
    expert = factories.expert(portrait=photo)
    factories.live(lead_photo=other)
    with django_assert_num_queries(8):
        found = uses.of([photo.pk, other.pk], timezone.now())
    assert {(use.name, use.kind, use.state, use.is_public) for use in found[photo.pk]} == {
        ("The live one", "Analysis", "Live", True),
        ("The draft", "Q&A interview", "Draft", False),
        (expert.name, "Expert", "Public", True),
    }
    assert len(found[other.pk]) == 1


def test_the_library_finds_a_photo_by_who_shows_it():
    photo = factories.photo()
    unused = factories.photo()
    factories.draft(lead_photo=photo, title="A grid too long")
    portrait = factories.photo()
    factories.expert("Ada Grid", portrait=portrait)
    assert set(Photo.objects.filter(uses.naming("grid"))) == {photo, portrait}
    assert set(Photo.objects.exclude(uses.used())) == {unused}


def test_a_former_version_is_told_as_what_readers_can_still_read():
    photo = factories.photo()
    first = factories.live(lead_photo=photo)
    factories.corrected(first, since=timezone.now() - factories.HOUR / 2, lead_photo=None)
    factories.scheduled(lead_photo=photo)
    told = {use.state: (use.is_public, use.is_draft) for use in uses.of([photo.pk], timezone.now())[photo.pk]}
    assert told == {"Earlier version": (True, False), "Scheduled": (False, False)}


def test_the_photos_that_readers_may_see_are_those_whose_uses_are_public():
    former, portrait = factories.photo(), factories.photo()
    first = factories.live("interview", lead_photo=former)
    factories.corrected(first, since=timezone.now() - factories.HOUR / 2, lead_photo=None)
    factories.expert("Ada Grid", portrait=portrait)
    for made in (factories.draft, factories.scheduled, factories.withdrawn):
        made(lead_photo=factories.photo())
    factories.photo()
    now = timezone.now()
    told = uses.of(Photo.objects.values_list("pk", flat=True), now)
    public = {photo for photo, found in told.items() if any(use.is_public for use in found)}
    assert public == {former.pk, portrait.pk}
    assert set(Photo.objects.filter(uses.public(now)).values_list("pk", flat=True)) == public
