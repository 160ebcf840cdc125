"""Uploads: one file a request, or many from a plain form; each wholly in the library, or not at all."""

import io
import pathlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from photos import renditions
from photos.desk import bringing, first_guess
from photos.models import Photo
from tests import factories

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
RIGHTS = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
photoshop:Credit="Reed Agency"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">Reeds
at dawn</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"""


def upload(name="Hills at dawn.jpg", data=None):
    return SimpleUploadedFile(name, data or factories.picture().read(), "image/jpeg")


def post(client, *files, headers=JSON, **more):
    return client.post(reverse("admin:photos_photo_upload"), {"file": list(files)} | more, headers=headers)


def stored():
    """Every file below both places."""
    found = set()
    for place in ("default", "renditions"):
        root = storages[place].location
        found |= {str(path) for path in pathlib.Path(root).rglob("*") if path.is_file()}
    return found


def test_an_upload_is_answered_with_the_photo_and_what_it_lacks(admin_client):
    response = post(admin_client, upload())
    photo = Photo.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": photo.pk,
        "uuid": str(photo.uuid),
        "name": "hills-at-dawn",
        "address": f"/admin/photos/photo/{photo.pk}/change/",
        "thumbnail": response.json()["thumbnail"],
        "lacks": ["Rights missing", "Alternative text missing"],
        "read": [],
    }
    assert admin_client.get(response.json()["thumbnail"]).headers["Content-Type"] == "image/webp"
    assert all(storages["renditions"].exists(name) for name in renditions.names(photo))


def test_the_files_own_words_are_a_first_guess_and_the_history_says_so(admin_client):
    response = post(admin_client, upload(data=factories.picture(xmp=RIGHTS.encode()).read()))
    photo = Photo.objects.get()
    assert (photo.caption, photo.credit) == ("Reeds\nat dawn", "Reed Agency")
    assert response.json()["read"] == ["caption", "credit"]
    history = admin_client.get(reverse("admin:photos_photo_history", args=[photo.pk])).content.decode()
    assert "Created. Read from the file: caption, credit" in history


def test_the_same_file_is_named_and_taken_only_when_asked_again(admin_client):
    first = post(admin_client, upload()).json()
    known = post(admin_client, upload("Another name.jpg"))
    assert known.status_code == 409
    assert known.json()["existing"] == {name: value for name, value in first.items() if name != "read"}
    assert "hills-at-dawn" in known.json()["error"]
    assert post(admin_client, upload("Another name.jpg"), again="1").status_code == 201
    assert Photo.objects.count() == 2


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (upload("x.jpg", b"<svg/>"), "SVG drawing"),
        (upload("x.jpg", factories.picture().read()[:600]), "damaged"),
        (SimpleUploadedFile("x.jpg", b"", "image/jpeg"), "empty"),
        (upload("x.exe", b"MZ" * 300), "not a photo"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_leaves_nothing(admin_client, file, reason):
    before = stored()
    response = post(admin_client, file)
    assert response.status_code == 400
    assert reason in response.json()["error"]
    assert not Photo.objects.exists()
    assert stored() == before


def test_a_request_with_no_file_or_two_is_told_so(admin_client):
    assert post(admin_client).json()["error"] == "Choose the photo."
    assert post(admin_client, upload(), upload("b.jpg")).status_code == 400


def test_a_body_that_is_too_large_is_refused_before_it_is_read(admin_client):
    class Unread(io.BytesIO):
        def read(self, *_):
            raise AssertionError

    address = reverse("admin:photos_photo_upload")
    sent = {
        "CONTENT_LENGTH": str(200 * 2**20),
        "wsgi.input": Unread(),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    response = admin_client.post(address, headers=JSON, **sent)
    assert (response.status_code, "40 MB" in response.json()["error"]) == (413, True)
    assert admin_client.post(address, headers={"accept": "text/html"}, **sent).status_code == 302


def test_a_token_is_asked_for(admin_user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert post(strict, upload()).status_code == 403
    assert not Photo.objects.exists()


def test_who_may_not_add_photos_is_told_so(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("jonas", is_staff=True))
    response = post(client, upload())
    assert (response.status_code, "may not add" in response.json()["error"]) == (403, True)


def test_a_visitor_is_sent_to_sign_in(client):
    assert post(client, upload()).status_code == 302


def test_a_form_without_script_sends_many_and_one_bad_file_stops_no_other(admin_client):
    files = [upload("a.jpg"), upload("b.jpg", b"<svg/>"), upload("c.png", factories.picture(kind="PNG").read())]
    response = post(admin_client, *files, upload("d.jpg"), headers={"accept": "text/html"})
    assert response.status_code == 302
    said = [str(message) for message in admin_client.get(response["Location"]).context["messages"]]
    assert len(said) == 4
    assert set(Photo.objects.values_list("slug", flat=True)) == {"a", "c"}
    assert "“b.jpg” was not taken" in said[1]
    assert "in the library already" in said[3]


def test_an_upload_that_fails_after_its_files_were_stored_takes_them_back(admin_client, monkeypatch):
    before = stored()

    def fail(*_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        bringing.bring(factories.picture(), "a.jpg", then=fail)
    assert stored() == before
    assert not Photo.objects.exists()


def test_who_uploaded_a_photo_is_on_record(admin_client, admin_user):
    post(admin_client, upload())
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.is_addition()) == (admin_user, str(Photo.objects.get().pk), True)


@pytest.mark.django_db(transaction=True)
def test_uploads_of_one_name_at_once_all_succeed_and_of_one_file_one_does():
    start = threading.Barrier(4)
    pictures = [factories.picture(colour=colour).read() for colour in ("red", "blue", "green", "green")]

    def bring(data):
        try:
            start.wait()
            return bringing.bring(ContentFile(data), "same.jpg").slug
        except bringing.Known as known:
            return known.photo.digest
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(bring, pictures))
    assert set(Photo.objects.values_list("slug", flat=True)) == {"same", "same-2", "same-3"}
    assert len({*answers}) == 4
    for photo in Photo.objects.all():
        assert all(storages["renditions"].exists(name) for name in renditions.names(photo))


GUESSES = [
    ({"creator": "Jane Doe", "credit": "Agency"}, {"credit": "Jane Doe / Agency"}),
    ({"creator": "Jane Doe", "credit": "Jane Doe/Agency"}, {"credit": "Jane Doe/Agency"}),
    ({"creator": "Jane Doe"}, {"credit": "Jane Doe"}),
    (
        {"creator": "J", "licence_url": "https://creativecommons.org/licenses/by-sa/3.0/"},
        {"credit": "J", "licence": "cc-by-sa-3.0"},
    ),
    ({"creator": "J", "rights": "CC BY 4.0"}, {"credit": "J", "licence": "cc-by-4.0"}),
    (
        {"creator": "J", "rights": "Creative Commons Attribution-ShareAlike 4.0 International"},
        {"credit": "J", "licence": "cc-by-sa-4.0"},
    ),
    ({"rights": "Licensed under CC0"}, {"licence": "cc0-1.0"}),
    ({"rights": "Public domain."}, {"licence": "public-domain"}),
    ({"rights": "Not in the public domain"}, {"source": "Not in the public domain"}),
    ({"rights": "CC BY 4.0"}, {"source": "CC BY 4.0"}),  # it asks for a name, and there is none
    ({"creator": "J", "rights": "CC BY-NC-ND 4.0"}, {"credit": "J", "source": "CC BY-NC-ND 4.0"}),
    (
        {"creator": "J", "rights": "CC BY 4.0. All rights reserved"},
        {"credit": "J", "source": "CC BY 4.0. All rights reserved"},
    ),
    (
        {"source": "Archive", "rights": "© Jane Doe 2020", "licence_url": "https://example.org/terms"},
        {"source": "Archive; © Jane Doe 2020; https://example.org/terms"},
    ),
]


@pytest.mark.parametrize(("words", "fields"), GUESSES)
def test_a_files_words_fill_the_fields_they_belong_to(words, fields):
    assert first_guess.fields(words) == fields


words = st.fixed_dictionaries(
    {},
    optional={
        name: st.text(max_size=2000)
        | st.sampled_from(["CC BY 4.0", "CC0", "https://creativecommons.org/licenses/by/4.0/"])
        for name in ("caption", "alt", "creator", "credit", "source", "rights", "licence_url")
    },
)


@given(words)
@settings(max_examples=50)
def test_whatever_a_file_says_makes_a_photo_that_the_database_takes(words):
    photo = Photo(slug="x", digest="d" * 64, width=10, height=10, original="x", **first_guess.fields(words))
    photo.full_clean(exclude=["slug"])


@given(st.binary(max_size=200), st.integers(0, 3000), st.text(max_size=60))
@settings(max_examples=8)
def test_a_file_with_any_bytes_and_name_is_taken_or_refused_never_an_error(admin_client, noise, place, name):
    data = bytearray(factories.picture(60, 40).read())
    data[place : place + len(noise)] = noise
    file = SimpleUploadedFile(name or "x", bytes(data), "image/jpeg")
    assert post(admin_client, file).status_code in {201, 400, 409}
