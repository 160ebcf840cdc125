"""Fixtures for every test."""

import gc
import os
import shutil
from dataclasses import replace

import pytest
from django.core.cache import caches
from hypothesis import HealthCheck, settings

from institute.page_cache import version
from photos import library

collect_ignore = ["drills"]  # which are named when they are wanted: `make drills`

# No example is late: a busy machine is no fault of the code. What fixtures a test has, its examples share knowingly.
unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], print_blob=True
)
settings.register_profile("default", unhurried)
# The same examples at every run of CI: what a new example finds belongs to whoever runs the tests at home.
settings.register_profile("ci", unhurried, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

# What the run has loaded stays: looking through it again and again for what is gone takes a tenth of its time.
gc.freeze()
gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure():
    shutil.rmtree(os.environ["MEDIA_ROOT"], ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _developed_once():
    """What has been made of a file stays what is made of it: each is developed once in a run."""
    work, known = library._work, {}

    def remember(file, focal):
        key = (library.digest(file), focal) if file.size else None
        if key not in known:
            known[key] = work(file, focal)
        return replace(known[key])

    library._work = remember
    yield
    library._work = work


@pytest.fixture(autouse=True)
def _fresh_caches():
    for cache in caches.all():
        cache.clear()
    caches["pages"].clear()
    version.forget()


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
