"""Renditions made anew by command: all of them, once each, even if it is killed in between."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection

from photos import renditions
from photos.models import Photo
from tests import factories
from tests.database import url_of

pytestmark = pytest.mark.django_db


def outdated(count):
    photos = [factories.photo(factories.picture(320, 240)) for _ in range(count)]
    for photo in photos:
        for name in (*renditions.names(photo), renditions.whole_name(photo)):
            storages["renditions"].delete(name)
    Photo.objects.update(recipe="older", colour="")
    return photos


def is_whole(photo):
    return all(storages["renditions"].exists(name) for name in renditions.names(photo))


def test_only_what_an_older_recipe_made_is_made_anew(capsys):
    old, new = outdated(1)[0], factories.photo(recipe=renditions.RECIPE)
    call_command("regenerate_renditions")
    old.refresh_from_db()
    assert is_whole(old)
    assert (old.recipe, len(old.colour)) == (renditions.RECIPE, 7)
    assert not is_whole(new)
    assert "1 made anew" in capsys.readouterr().out


def test_all_are_made_anew_when_told_so(capsys):
    factories.photo(factories.picture(320, 240))
    call_command("regenerate_renditions", all=True)
    assert "1 made anew" in capsys.readouterr().out


def test_a_photo_without_its_file_is_named_and_the_others_are_made(capsys):
    lost = factories.photo(recipe="older")
    other = outdated(1)[0]
    with pytest.raises(SystemExit) as ended:
        call_command("regenerate_renditions")
    assert ended.value.code == 1
    assert lost.slug in capsys.readouterr().err
    assert is_whole(other)


@pytest.mark.django_db(transaction=True)
def test_killed_in_between_it_goes_on_where_it_was():
    outdated(4)
    command = [sys.executable, "manage.py", "regenerate_renditions"]
    environment = os.environ | {"DATABASE_URL": url_of(connection), "DEBUG": "1"}
    running = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while Photo.objects.outdated().count() > 2 and time.monotonic() < until:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    left = Photo.objects.outdated().count()
    assert 0 < left <= 2
    said = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    assert f"{left} made anew, 0 bad" in said.stdout
    assert all(map(is_whole, Photo.objects.all()))
