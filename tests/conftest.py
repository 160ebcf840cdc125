"""Fixtures for every test."""

import os
import shutil

import pytest
from django.core.cache import caches
from hypothesis import settings

from institute import version

# The same examples at every run of CI: what a new example finds belongs to whoever runs the tests at home.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_unconfigure():
    shutil.rmtree(os.environ["MEDIA_ROOT"], ignore_errors=True)


@pytest.fixture(autouse=True)
def _fresh_caches():
    for cache in caches.all():
        cache.clear()
    caches["pages"].clear()
    version.forget()


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
