"""Uploads that nothing uses any more are listed, then deleted; what is used, or may be wanted back, never is."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ingest import reading
from ingest.document import Image
from institute.content import marks
from institute.files import uploads
from institute.models import Institute
from photos import library, renditions
from photos.models import Photo
from publications.desk.imports import reviewing
from publications.models.imports import Import
from tests import factories

pytestmark = pytest.mark.django_db
LATER = timedelta(days=60)


@pytest.fixture
def folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        alias: storage | {"OPTIONS": storage["OPTIONS"] | {"location": tmp_path / name}}
        for alias, name in (("default", "originals"), ("renditions", "renditions"))
        for storage in [settings.STORAGES[alias]]
    }
    return tmp_path


@pytest.fixture(params=["folder", "bucket"])
def place(request):
    """Each place that uploads can lie in."""
    return request.getfixturevalue(request.param)


def names(alias):
    return {file.name for page in uploads.pages(storages[alias]) for file in page}


def found(at=None):
    """What is unused when nothing has happened since long."""
    before = at or timezone.now() + LATER
    return {(alias, file.name) for alias in uploads.USERS for file in uploads.search(alias, before)}


def clean(before):
    """Deletes; says what."""
    return [
        (alias, file.name)
        for alias in uploads.USERS
        for file in uploads.search(alias, before)
        if uploads.remove(alias, file, before)
    ]


def age(folder):
    """Sixty days pass for every file, folder and photo."""
    then = (timezone.now() - LATER).timestamp()
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (then, then))
    Photo.objects.update(updated_at=timezone.now() - LATER)


def told(*arguments):
    said = io.StringIO()
    call_command("clean_uploads", *arguments, stdout=said)
    return said.getvalue()


def brought(django_user_model):
    """An import with an image in it and a picture beside it."""
    document = reading.read_text("Rivers\n\nA text of one paragraph.")
    document.images = [Image("a.png", "", factories.picture(kind="PNG").read())]
    imported = reviewing.begin(
        document, kind="analysis", name="r.txt", data=b"Rivers", actor=django_user_model.objects.create(username="ada")
    )
    imported.keep_picture("b.jpg", factories.picture().read())
    imported.save()
    return imported


def test_what_a_photo_an_import_or_the_mark_uses_is_not_found(place, django_user_model):
    factories.photo(factories.picture())
    brought(django_user_model)
    Institute.objects.filter(pk=1).update(mark=marks.keep(factories.picture(300, 100, "PNG")))
    assert len(names("default")) == 4
    assert found() == set()


def test_former_files_and_crops_those_of_rows_that_are_gone_and_strays_are_found_and_deleted(place, django_user_model):
    photo, gone = factories.photo(factories.picture()), factories.photo(factories.picture(colour="red"))
    former = {("default", photo.original.name), *(("renditions", name) for name in renditions.files(photo))}
    library.keep(photo, factories.picture(colour="blue"))
    orphaned = {("default", gone.original.name), *(("renditions", name) for name in renditions.files(gone))}
    gone.delete()
    imported = brought(django_user_model)
    thrown = {("default", name) for name in (imported.original.name, imported.picture.name, imported.image_name(0))}
    Import.objects.all().delete()
    strays = {("default", "stray.txt"), ("renditions", "mark-0123456789abcdef-96x96.png")}
    for alias, name in strays:
        storages[alias].save(name, ContentFile(b"stray"))
    unused = former | orphaned | thrown | strays
    before = timezone.now() + LATER
    assert found() == unused
    deleted = clean(before)
    assert set(deleted) == unused
    assert len(deleted) == len(unused)
    assert clean(before) == []
    assert names("default") == {photo.original.name}
    assert names("renditions") == renditions.files(photo)


def test_a_file_written_lately_is_left_since_its_row_may_be_on_its_way(place):
    storages["default"].save("new.jpg", ContentFile(b"new"))
    assert found(timezone.now() - timedelta(days=1)) == set()
    assert found() == {("default", "new.jpg")}


def test_a_photo_changed_lately_keeps_its_former_file_however_old_that_is(folder):
    photo = factories.photo(factories.picture())
    library.keep(photo, factories.picture(colour="blue"))
    age(folder)
    assert found(timezone.now() - timedelta(days=30))
    photo.save()
    assert found(timezone.now() - timedelta(days=30)) == set()


def test_a_file_used_between_listing_and_deleting_stays(place):
    photo = factories.photo(factories.picture())
    Photo.objects.update(focal_x=0.1)
    before = timezone.now() + LATER
    listed = list(uploads.search("renditions", before))
    assert listed
    Photo.objects.update(focal_x=0.5)
    assert not any(uploads.remove("renditions", file, before) for file in listed)
    assert names("renditions") == renditions.files(photo)


def test_a_file_written_anew_between_listing_and_deleting_stays(folder):
    storages["renditions"].save("a.jpg", ContentFile(b"old"))
    age(folder)
    before = timezone.now() - timedelta(days=30)
    [file] = uploads.search("renditions", before)
    storages["renditions"].save("a.jpg", ContentFile(b"new"))
    assert not uploads.remove("renditions", file, before)
    assert names("renditions") == {"a.jpg"}


def test_a_file_deleted_by_somebody_else_is_no_error(place):
    storages["default"].save("a.jpg", ContentFile(b"a"))
    before = timezone.now() + LATER
    [file] = uploads.search("default", before)
    storages["default"].delete("a.jpg")
    assert not uploads.remove("default", file, before)


def test_listing_asks_as_much_for_3_photos_as_for_9(folder):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found()
        return len(queries)

    picture = factories.picture(60, 40).read()
    for _ in range(3):
        factories.photo(ContentFile(picture, name="a.jpg"))
    few = asked()
    for _ in range(6):
        factories.photo(ContentFile(picture, name="a.jpg"))
    assert asked() == few


def test_files_are_listed_and_deleted_page_by_page_to_the_last(place, monkeypatch):
    monkeypatch.setattr(uploads, "PAGE", 2)
    for n in range(5):
        storages["default"].save(f"{n}/a.jpg", ContentFile(b"a"))
    assert [len(page) for page in uploads.pages(storages["default"]) if page] == [2, 2, 1]
    assert len(clean(timezone.now() + LATER)) == 5
    assert not names("default")


def test_keys_of_others_in_a_bucket_are_let_be(bucket):
    storages["default"].save("a/b.jpg", ContentFile(b"ours"))
    others = {"others.jpg", "media/others.jpg", "media/originals/", "media/originals/x/", "media/originals/a//b.jpg",
              "media/originals/x/../a/b.jpg", "media/originals-of-others/a.jpg"}  # fmt: skip
    for key in others:
        bucket.put_object(Key=key, Body=b"")
    assert clean(timezone.now() + LATER) == [("default", "a/b.jpg")]
    assert {found.key for found in bucket.objects.all()} == others


def test_links_in_a_folder_are_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.jpg").write_bytes(b"a")
    (folder / "originals").mkdir()
    (folder / "originals" / "link").symlink_to(outside)
    (folder / "originals" / "one.jpg").symlink_to(outside / "a.jpg")
    clean(timezone.now() + LATER)
    assert (outside / "a.jpg").exists()


# The command


def test_the_command_lists_with_sizes_and_deletes_only_when_told(folder):
    kept = factories.photo(factories.picture())
    storages["default"].save("stray/a.jpg", ContentFile(b"a" * 1500))
    age(folder)
    said = told()
    assert "1,500  originals/stray/a.jpg" in said
    assert "1 file, 1,500 bytes (1.5 KB), used by nothing. --delete deletes them." in said
    assert (folder / "originals" / "stray" / "a.jpg").exists()
    assert "1 file, 1,500 bytes (1.5 KB), deleted." in told("--delete")
    assert not (folder / "originals" / "stray").exists()
    assert "0 files, 0 bytes (0 bytes), deleted." in told("--delete")
    assert names("default") == {kept.original.name}


def test_empty_folders_go_when_they_are_old_and_the_places_themselves_never(folder):
    factories.photo(factories.picture())
    for name in ("old/older", "new"):
        (folder / "originals" / name).mkdir(parents=True)
    age(folder)
    (folder / "originals" / "new").touch()
    told("--delete")
    assert not (folder / "originals" / "old").exists()
    assert (folder / "originals" / "new").is_dir()
    Photo.objects.all().delete()
    assert (folder / "originals").is_dir()


def test_a_bucket_is_cleaned_by_the_command_too(bucket, monkeypatch):
    photo = factories.photo(factories.picture())
    storages["default"].save("a.jpg", ContentFile(b"a"))
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + LATER)
    assert "1 file, 1 bytes" in told("--delete")
    assert names("default") == {photo.original.name}


def test_an_upload_under_way_can_not_be_asked_for(folder):
    with pytest.raises(CommandError, match="at least 1"):
        told("--older-than", "0")


def test_nothing_is_deleted_by_a_database_that_names_no_file(folder):
    storages["default"].save("a.jpg", ContentFile(b"a"))
    age(folder)
    with pytest.raises(CommandError, match="DATABASE_URL"):
        told("--delete")
    assert Path(storages["default"].path("a.jpg")).exists()


def test_a_storage_that_fails_ends_the_command_in_words(bucket):
    bucket.delete()
    with pytest.raises(CommandError, match="The storage failed after 0 files"):
        told()
