"""Uploads in an S3 bucket: a real server, real HTTP, and what an editor and a reader get of it."""

import io
import os
import socket
import subprocess
import sys
from datetime import timedelta

import boto3
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from institute.content import marks
from institute.models import Institute
from photos import library, renditions
from photos.models import Photo
from publications.models import Edition
from publications.models.imports import Import
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "/admin/photos/photo/add/"
SORRY = "where files are kept"


def keys(bucket):
    return {found.key for found in bucket.objects.all()}


def read(alias, name):
    with storages[alias].open(name) as file:
        return file.read()


def address(photo, crop="lead"):
    return reverse("rendition", args=[renditions.name(photo, crop, renditions.widths(photo, crop)[0], "webp")])


def words(**more):
    dates = {f"rights_{end}_{part}": "" for end in ("from", "until") for part in (0, 1)}
    return {"alt": "Hills", "caption": "", "credit": "", "slug": "", "focal_x": 0.5, "focal_y": 0.5} | dates | more


def upload(name="hills.jpg", **options):
    return SimpleUploadedFile(name, factories.picture(**options).read(), "image/jpeg")


@pytest.fixture
def gone(bucket):
    """The bucket, deleted: every write and read fails."""
    bucket.objects.delete()
    bucket.delete()


@pytest.fixture
def half(bucket, settings):
    """Originals can be written, renditions can't."""
    break_renditions(settings)
    return bucket


def break_renditions(settings):
    broken = settings.STORAGES["renditions"]
    settings.STORAGES = settings.STORAGES | {
        "renditions": broken | {"OPTIONS": broken["OPTIONS"] | {"bucket_name": "no-such-bucket"}}
    }


# What works


def test_an_upload_its_renditions_and_a_readers_request_work_over_a_bucket(bucket, admin_client, client):
    admin_client.post(ADD, words(file=upload()))
    photo = Photo.objects.get()
    assert keys(bucket) == {
        f"media/originals/{photo.original.name}",
        *(f"media/renditions/{name}" for name in renditions.files(photo)),
    }
    factories.live(lead_photo=photo)
    response = client.get(address(photo))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response.content[8:12] == b"WEBP"
    for name, start in (("card", b"RIFF"), ("whole", b"\xff\xd8")):
        staff = admin_client.get(reverse("admin:photos_photo_file", args=[photo.pk, name]))
        assert staff.getvalue().startswith(start)


def test_a_lapsed_photo_is_not_served_from_a_bucket(bucket, client):
    photo = factories.photo(factories.picture())
    factories.live(lead_photo=photo)
    assert client.get(address(photo)).status_code == 200
    Photo.objects.update(rights_until=timezone.now() - timedelta(seconds=1))
    assert client.get(address(photo)).status_code == 404


def test_a_file_that_is_not_in_the_bucket_is_not_found(bucket, admin_client, client):
    photo = factories.photo(factories.picture())
    factories.live(lead_photo=photo)
    bucket.objects.delete()
    assert client.get(address(photo)).status_code == 404
    for name in ("card", "whole"):
        assert admin_client.get(reverse("admin:photos_photo_file", args=[photo.pk, name])).status_code == 404
    for alias in ("default", "renditions"):
        with pytest.raises(FileNotFoundError):
            storages[alias].open("nothing/here.jpg")
        with pytest.raises(FileNotFoundError):
            storages[alias].get_modified_time("nothing/here.jpg")


def test_an_archive_with_photos_and_marks_leaves_a_bucket_and_comes_back(bucket, tmp_path):
    picture = factories.picture(colour="salmon").read()
    photo = factories.photo(ContentFile(picture, name="x.jpg"), slug="hills")
    factories.live(lead_photo=photo)
    Institute.objects.filter(pk=1).update(mark=marks.keep(factories.picture(300, 100, "PNG")))
    archive = tmp_path / "site.jsonl"
    call_command("export_archive", str(archive), stdout=io.StringIO())
    assert (tmp_path / "photos" / "hills.jpg").read_bytes() == picture
    bucket.objects.delete()
    # With the row as it is, its file would be known by its digest, and not stored again.
    Photo.objects.update(digest="0" * 64)
    call_command("import_archive", str(archive), stdout=io.StringIO())
    again = Photo.objects.get()
    assert {f"media/renditions/{name}" for name in renditions.files(again)} < keys(bucket)
    with again.original.open("rb") as file:
        assert file.read() == picture
    assert f"media/renditions/{Institute.objects.get().mark}" in keys(bucket)


def test_a_documents_source_is_kept_in_the_bucket_and_downloaded_byte_for_byte(
    bucket, admin_client, django_capture_on_commit_callbacks
):
    html = b"<h1>Rivers</h1><p>A text of one paragraph that says something.</p>"
    admin_client.post(
        "/admin/publications/import/add/", {"kind": "analysis", "file": SimpleUploadedFile("r.html", html), "text": ""}
    )
    imported = Import.objects.get()
    assert keys(bucket) == {f"media/originals/{imported.original.name}"}
    assert admin_client.get(imported.address("original")).getvalue() == html
    # Whoever gets at it some other way gets no page.
    assert bucket.Object(f"media/originals/{imported.original.name}").content_type == "application/octet-stream"
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(imported.address("throw_away"))
    assert not keys(bucket)


def test_originals_are_never_overwritten_and_renditions_are(bucket):
    for alias, expected in (("default", {b"first", b"second"}), ("renditions", {b"second"})):
        names = [storages[alias].save("a/b.jpg", ContentFile(data)) for data in (b"first", b"second")]
        assert {read(alias, name) for name in names} == expected


def test_a_large_file_comes_back_whole_and_can_be_opened_twice(bucket):
    data = os.urandom(9 * 2**20)
    file = storages["default"].open(storages["default"].save("large", ContentFile(data)))
    assert file.size == len(data)
    assert file.read() == data
    file.close()
    with file.open() as again:
        assert again.read() == data


def test_a_bucket_gives_no_addresses(bucket):
    with pytest.raises(ValueError, match="no address"):
        storages["default"].url("a/b.jpg")


def test_a_rendition_is_read_by_one_request(bucket, client):
    photo = factories.photo(factories.picture())
    factories.live(lead_photo=photo)
    asked = []
    events = storages["renditions"].connection.meta.client.meta.events
    events.register("before-send.s3", lambda request, **_: asked.append(request.method))
    client.get(address(photo))
    assert asked == ["GET"]


def test_a_folder_copied_as_it_is_into_a_bucket_is_the_same_to_readers(tmp_path, settings, client, request):
    settings.STORAGES = settings.STORAGES | {
        alias: storage | {"OPTIONS": storage["OPTIONS"] | {"location": tmp_path / folder}}
        for alias, folder in (("default", "originals"), ("renditions", "renditions"))
        for storage in [settings.STORAGES[alias]]
    }
    photo = factories.photo(factories.picture())
    factories.live(lead_photo=photo)
    before = client.get(address(photo)).content
    bucket = request.getfixturevalue("bucket")
    for path in tmp_path.rglob("*.*"):
        bucket.upload_file(str(path), f"media/{path.relative_to(tmp_path)}")
    assert client.get(address(photo)).content == before
    with Photo.objects.get().original.open() as file:
        assert library.digest(file) == photo.digest


# What fails


def test_a_photo_that_cannot_be_stored_comes_back_with_its_words_and_what_to_do(gone, admin_client):
    response = admin_client.post(ADD, words(file=upload(), alt="Hills at dawn"))
    assert response.status_code == 200
    assert SORRY in str(response.context["adminform"].form.errors["file"])
    assert "Hills at dawn" in response.content.decode()
    assert not Photo.objects.exists()


def test_a_photo_stored_by_half_leaves_no_row_and_no_file(half):
    with pytest.raises(ValidationError, match=SORRY):
        library.add(factories.picture(), slug="half")
    assert not Photo.objects.exists()
    assert not keys(half)


def test_a_replacement_that_fails_changes_nothing(bucket, admin_client, settings):
    photo = factories.photo(factories.picture(), slug="hills", alt="Old words")
    before, there = Photo.objects.values().get(), keys(bucket)
    break_renditions(settings)
    change = reverse("admin:photos_photo_change", args=[photo.pk])
    response = admin_client.post(change, words(slug="hills", alt="New words", file=upload(colour="red")))
    assert SORRY in str(response.context["adminform"].form.errors["file"])
    assert "New words" in response.content.decode()
    assert Photo.objects.values().get() == before
    assert keys(bucket) == there


def test_the_same_file_brought_again_in_vain_takes_none_of_the_photos_files_away(bucket, monkeypatch):
    photo = factories.photo(factories.picture())
    there = keys(bucket)

    def fail(photo, developed):
        with library.stored():
            raise OSError("full")

    monkeypatch.setattr(library, "store", fail)
    with pytest.raises(ValidationError, match=SORRY):
        library.keep(photo, factories.picture())
    assert keys(bucket) == there
    assert photo.original.name == Photo.objects.get().original.name


def test_a_focal_point_whose_crops_cannot_be_stored_stays_as_it_was(bucket, admin_client, settings):
    photo = factories.photo(factories.picture(), slug="hills")
    break_renditions(settings)
    change = reverse("admin:photos_photo_change", args=[photo.pk])
    response = admin_client.post(change, words(slug="hills", focal_x=0.1))
    assert SORRY in response.content.decode()
    assert Photo.objects.get().focal_x == 0.5


def test_a_document_that_cannot_be_kept_comes_back_with_what_to_do(gone, admin_client):
    brought = {"kind": "analysis", "text": "Rivers\n\nA text of one paragraph that says something."}
    response = admin_client.post("/admin/publications/import/add/", brought)
    assert SORRY in str(response.context["form"].errors["text"])
    assert "one paragraph that says" in response.content.decode()
    assert not Import.objects.exists()


def test_a_draft_whose_photo_cannot_be_stored_is_not_made_and_says_why(half, admin_client):
    html = b"<h1>Rivers</h1><p>A text of one paragraph that says something.</p>"
    admin_client.post(
        "/admin/publications/import/add/", {"kind": "analysis", "file": SimpleUploadedFile("r.html", html), "text": ""}
    )
    imported = Import.objects.get()
    seen = {"seen": imported.updated_at.isoformat()}
    assert admin_client.post(imported.address("picture"), seen | {"file": upload()}).status_code == 200
    there = keys(half)
    imported.refresh_from_db()
    imported.choices |= {"photo": "picture"}
    imported.reviewed |= {"photo": {"image": None, "caption": "", "credit": "", "alt": "Hills"}}
    imported.save()
    seen = {"seen": imported.updated_at.isoformat()}
    response = admin_client.post(imported.address("draft"), seen, follow=True)
    assert SORRY in response.content.decode()
    assert not Edition.objects.exists()
    assert not Photo.objects.exists()
    assert keys(half) == there


def test_a_picture_for_a_draft_that_cannot_be_stored_is_told(bucket, admin_client):
    admin_client.post("/admin/publications/import/add/", {"kind": "analysis", "text": "Rivers\n\nA text of one line."})
    imported = Import.objects.get()
    bucket.objects.delete()
    bucket.delete()
    sent = {"seen": imported.updated_at.isoformat(), "file": upload()}
    response = admin_client.post(imported.address("picture"), sent)
    assert response.status_code == 503
    assert SORRY in response.json()["words"]
    assert not Import.objects.get().picture


def test_a_mark_that_cannot_be_stored_is_told(gone):
    with pytest.raises(ValidationError, match=SORRY):
        marks.keep(factories.picture(300, 100, "PNG"))


def test_a_server_that_is_down_and_one_that_never_answers_are_errors_of_the_storage(s3_keys, settings, monkeypatch):
    from institute.files import storage
    from institute.settings import uploads

    monkeypatch.setattr(storage, "CONNECT", 0.2)
    monkeypatch.setattr(storage, "ANSWER", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings.STORAGES = settings.STORAGES | uploads(f"s3://uploads?endpoint=http://127.0.0.1:{port}")
        with pytest.raises(OSError, match="timeout"):
            storages["default"].save("a", ContentFile(b"a"))
    with pytest.raises(OSError, match="connect"):  # down
        storages["default"].open("a")


def test_no_bucket_holds_a_request_up_for_half_a_minute():
    from institute.files import storage

    assert storage.ATTEMPTS * (storage.CONNECT + storage.ANSWER) < 30


# Settings


def test_boto3_is_loaded_only_where_a_bucket_is_named():
    code = "import django, sys; django.setup(); from django.core.management import call_command as c; c('check'); "
    code += "print('boto3' in sys.modules)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "institute.settings"}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split()[-1] == "False"


def test_keys_come_from_the_environment_and_the_prefix_from_the_path(s3_server, s3_keys, settings):
    from institute.settings import uploads

    bucket = boto3.resource("s3", endpoint_url=s3_server, region_name="eu-central-1").create_bucket(
        Bucket="plain", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    settings.STORAGES = settings.STORAGES | uploads(f"s3://plain?endpoint={s3_server}&region=eu-central-1")
    storages["default"].save("a", ContentFile(b"a"))
    assert keys(bucket) == {"originals/a"}
