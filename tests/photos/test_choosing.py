"""The chooser's data: photos found page by page, and told by their keys."""

import uuid

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from photos.desk import choosing
from tests import factories

pytestmark = pytest.mark.django_db


def ask(client, **query):
    return client.get(reverse("admin:photos_photo_choose"), query)


def names(client, **query):
    return [photo["name"] for photo in ask(client, **query).json()["photos"]]


@pytest.fixture
def person(client, django_user_model):
    """Signs in somebody with some permissions of photos."""

    def person(*codenames):
        user = django_user_model.objects.create_user("someone", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return person


def test_a_photo_is_told_with_its_words_and_how_its_rights_stand(admin_client):
    photo = factories.photo(alt="", licence="")
    (told,) = ask(admin_client).json()["photos"]
    assert told == {
        "id": photo.pk,
        "uuid": str(photo.uuid),
        "name": photo.caption,
        "address": reverse("admin:photos_photo_change", args=[photo.pk]),
        "thumbnail": told["thumbnail"],
        "lacks": ["Rights missing", "Alternative text missing"],
        "alt": "",
        "is_decorative": False,
        "caption": photo.caption,
        "credit": photo.credit,
        "own": {"alt": "Not described in the photo library yet.", "caption": photo.caption},
        "rights": {"mark": "returned", "words": "Rights missing"},
    }


def test_photos_whose_rights_have_ended_are_offered_and_marked(admin_client):
    factories.photo(rights_until=factories.NOON)
    (told,) = ask(admin_client).json()["photos"]
    assert told["rights"] == {"mark": "withdrawn", "words": "Licence ended 1 June 2020"}


@pytest.mark.parametrize("field", ["caption", "alt", "credit"])
def test_photos_are_found_by_their_words(admin_client, field):
    factories.photo()
    found = factories.photo(**{field: "A heron in the reeds"})
    assert names(admin_client, q="heron") == [str(found)]
    assert names(admin_client, q=" reeds heron ") == [str(found)]


def test_photos_are_found_by_what_shows_them(admin_client):
    lead, inside, portrait, _other = (factories.photo() for _each in range(4))
    figure = f'<figure data-photo="{inside.uuid}"></figure>'
    factories.live(title="A year of the Zambezi", lead_photo=lead, body=f"<p>a</p>{figure}")
    factories.expert("Zambezi Expert", portrait=portrait)
    assert names(admin_client, q="zambezi") == [str(photo) for photo in (portrait, inside, lead)]


def test_the_newest_come_first_page_by_page(admin_client):
    photos = [str(factories.photo()) for _each in range(choosing.PAGE + 3)][::-1]
    first, second = (ask(admin_client, page=page).json() for page in (1, 2))
    assert [[photo["name"] for photo in page["photos"]] for page in (first, second)] == [
        photos[: choosing.PAGE],
        photos[choosing.PAGE :],
    ]
    assert (first["more"], second["more"]) == (True, False)


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "²", "9" * 40])
def test_a_page_that_makes_no_sense_is_the_first(admin_client, page):
    photo = factories.photo()
    assert names(admin_client, page=page) == [str(photo)]


def test_beyond_the_last_page_there_is_none(admin_client):
    factories.photo()
    assert names(admin_client, page=999_999_999) == []


def test_photos_are_told_by_either_key_and_what_is_none_is_left_out(admin_client):
    one, other, _third = (factories.photo() for _each in range(3))
    keys = [str(one.uuid), str(other.pk), str(uuid.uuid4()), "9" * 30, "²", "harbour", ""]
    assert sorted(names(admin_client, photo=keys)) == sorted(map(str, (one, other)))


def test_it_costs_the_same_queries_for_3_and_20_photos(admin_client, django_assert_num_queries):
    for _each in range(3):
        factories.photo()
    with django_assert_num_queries(4) as few:
        ask(admin_client, q="photo")
    for _each in range(17):
        factories.photo()
    with django_assert_num_queries(len(few)):
        ask(admin_client, q="photo")


def test_only_who_may_see_photos_is_told_and_only_who_may_add_them_where_to(person, client):
    assert ask(client).status_code == 302
    may_see = person("view_photo")
    assert ask(may_see).json()["upload"] is None
    client.logout()


def test_who_may_add_photos_is_told_where_to(person):
    assert ask(person("view_photo", "add_photo")).json()["upload"]["address"] == reverse("admin:photos_photo_upload")


def test_who_may_not_see_photos_is_refused(person):
    assert ask(person("add_expert")).status_code == 403
