"""Production refuses to start on unsafe settings, and says which."""

import os
import string
import subprocess
import sys

import pytest

from institute.settings import BASE_DIR, uploads

WHOLE = {"SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "www.example.org", "SITE_URL": "https://www.example.org"}


def load(**variables):
    keep = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    environment = keep | {"DATABASE_URL": "postgresql:///none"} | variables
    code = "from institute import settings as s; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.DEBUG)"
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_production_names_what_is_missing(missing):
    result = load(**{name: value for name, value in WHOLE.items() if name != missing})
    assert result.returncode != 0
    assert f"Set {missing}" in result.stderr


def test_production_is_safe_unless_told_otherwise():
    assert load(**WHOLE).stdout.split() == ["True", "True", "False"]
    assert load(**WHOLE, INSECURE_HTTP="1").stdout.split() == ["False", "False", "False"]


def test_a_database_that_is_no_postgresql_is_refused():
    assert "must name a PostgreSQL" in load(**WHOLE, DATABASE_URL="sqlite:///x").stderr


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("gs://uploads", "must be s3://"),
        ("/srv/media", "must be s3://"),
        ("s3://", "names no bucket"),
        ("s3:///prefix", "names no bucket"),
        ("s3://key:secret@uploads", "AWS_SECRET_ACCESS_KEY"),
        ("s3://uploads?endpont=https://s3.example.org", "not endpont"),
        ("s3://uploads?endpoint=s3.example.org", "endpoint is an address"),
        ("s3://uploads?endpoint=", "endpoint is an address"),
        ("s3://uploads?endpoint=http://s3.example.org", "must be https"),
    ],
)
def test_a_place_for_uploads_that_cannot_be_meant_is_refused_with_what_to_write(url, reason):
    result = load(**WHOLE, MEDIA_STORAGE=url)
    assert result.returncode != 0
    assert reason in result.stderr
    assert "secret@" not in result.stderr


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("s3://uploads", {"location": "originals", "endpoint_url": None, "region_name": None}),
        ("s3://uploads/a/b/", {"location": "a/b/originals"}),
        (
            "s3://uploads?endpoint=https://s3.example.org:9000&region=eu-west-1",
            {"endpoint_url": "https://s3.example.org:9000", "region_name": "eu-west-1"},
        ),
        ("s3://uploads?endpoint=http://127.0.0.1:9000", {"endpoint_url": "http://127.0.0.1:9000"}),
    ],
)
def test_a_bucket_is_named_by_one_address(url, options):
    originals, shown = (uploads(url)[alias]["OPTIONS"] for alias in ("default", "renditions"))
    assert originals["bucket_name"] == shown["bucket_name"] == "uploads"
    assert options.items() <= originals.items()
    assert (originals["file_overwrite"], shown["file_overwrite"]) == (False, True)


def test_the_checks_for_production_hold_with_a_bucket_and_ask_no_server():
    environment = WHOLE | {"DATABASE_URL": "postgresql:///none", "SECRET_KEY": string.printable[:62]}
    environment |= {"PATH": os.environ["PATH"], "MEDIA_STORAGE": "s3://uploads?endpoint=https://nowhere.invalid"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    told = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
