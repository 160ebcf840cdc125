"""Production refuses to start on unsafe settings, and says which."""

import os
import subprocess
import sys

import pytest

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
