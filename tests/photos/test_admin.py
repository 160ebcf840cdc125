"""The desk's photo library: upload, replacement, focal point, and pictures that only staff see."""

import io

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from photos import renditions
from photos.models import Photo
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "/admin/photos/photo/add/"


def upload(name="Hills at dawn.jpg", data=None):
    return SimpleUploadedFile(name, data or factories.picture().read(), "image/jpeg")


def words(**more):
    dates = {f"rights_{end}_{part}": "" for end in ("from", "until") for part in (0, 1)}
    return {"alt": "Hills", "caption": "", "credit": "", "slug": "", "focal_x": 0.5, "focal_y": 0.5} | dates | more


def kept(photo):
    return {name for name in renditions.names(photo) if storages["renditions"].exists(name)}


def test_an_upload_is_named_after_its_file_and_gets_its_renditions(admin_client):
    for _ in range(2):
        admin_client.post(ADD, words(file=upload()))
    first, second = Photo.objects.order_by("id")
    assert (first.slug, second.slug) == ("hills-at-dawn", "hills-at-dawn-2")
    assert kept(first) == renditions.names(first)


def test_a_file_that_is_no_photo_is_refused_in_words(admin_client):
    response = admin_client.post(ADD, words(file=upload("x.jpg", b"<svg/>")))
    assert "SVG drawing" in str(response.context["adminform"].form.errors["file"])
    assert not Photo.objects.exists()


def test_a_new_photo_needs_a_file(admin_client):
    response = admin_client.post(ADD, words())
    assert "file" in response.context["adminform"].form.errors


def test_another_focal_point_makes_the_renditions_anew(admin_client):
    photo = factories.photo(factories.picture())
    before = renditions.names(photo)
    change = reverse("admin:photos_photo_change", args=[photo.pk])
    admin_client.post(change, words(slug=photo.slug, focal_x=0.1))
    photo.refresh_from_db()
    assert renditions.names(photo) != before
    assert kept(photo) == renditions.names(photo)


def test_replacing_the_file_keeps_the_row_and_its_name(admin_client):
    photo = factories.photo(factories.picture())
    change = reverse("admin:photos_photo_change", args=[photo.pk])
    other = factories.picture(colour="salmon").read()
    admin_client.post(change, words(file=upload("other.jpg", other), alt="New words"))
    after = Photo.objects.get()
    assert (after.pk, after.uuid, after.slug, after.alt) == (photo.pk, photo.uuid, photo.slug, "New words")
    assert after.digest != photo.digest
    assert kept(after) == renditions.names(after)


@pytest.mark.parametrize("name", ["card", "whole"])
def test_staff_see_a_photo_that_readers_may_not(admin_client, client, name):
    photo = factories.photo(factories.picture(), rights_until=factories.NOON)
    address = reverse("admin:photos_photo_file", args=[photo.pk, name])
    response = admin_client.get(address)
    data = b"".join(response.streaming_content) if response.streaming else response.content
    assert Image.open(io.BytesIO(data)).format == "JPEG"
    assert "private" in response.headers["Cache-Control"]
    assert client.get(address).status_code == 302


def test_the_list_costs_the_same_queries_for_3_and_30_photos(admin_client, django_assert_max_num_queries):
    for _ in range(3):
        factories.photo()
    with django_assert_max_num_queries(20) as few:
        admin_client.get("/admin/photos/photo/")
    for _ in range(27):
        factories.photo()
    with django_assert_max_num_queries(len(few)):
        admin_client.get("/admin/photos/photo/")


@pytest.mark.parametrize(("rights", "found"), [("usable", 1), ("not", 1), ("alt", 1), ("", 2)])
def test_the_list_filters_by_rights_and_description(admin_client, rights, found):
    factories.photo()
    factories.photo(rights_until=factories.NOON, alt="")
    assert len(admin_client.get("/admin/photos/photo/", {"rights": rights}).context["cl"].result_list) == found


def test_a_lead_photo_is_chosen_from_the_newest_with_portraits_last(admin_client):
    old, new = factories.photo(), factories.photo()
    portrait = factories.photo(width=800, height=800)
    query = {"app_label": "publications", "model_name": "edition", "field_name": "lead_photo"}
    found = admin_client.get("/admin/autocomplete/", query).json()["results"]
    assert [int(photo["id"]) for photo in found] == [new.pk, old.pk, portrait.pk]


def test_a_photo_in_use_is_not_deleted(admin_client):
    photo = factories.photo()
    factories.expert(portrait=photo)
    address = reverse("admin:photos_photo_delete", args=[photo.pk])
    assert "would require deleting the following protected" in admin_client.get(address).content.decode()
    admin_client.post(address, {"post": "yes"})
    assert Photo.objects.exists()
