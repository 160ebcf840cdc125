"""Chromium, and a page at the desk whose console must stay clean."""

import os
import shutil
import subprocess
import threading
import time
from functools import partial

import pytest
from django.core.signals import request_finished, request_started
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import expect, sync_playwright

from institute.models import FrontPage, Institute, SiteVersion
from publications.models.editorial import EditorialRules
from tests.browser.waits import PATIENCE

# Playwright's sync API runs a loop in this thread, in which Django would refuse its ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        pytest.skip("needs Chromium: apt-get install chromium")
    node, *_arguments = compute_driver_executable()
    driver = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    if driver.returncode and not os.environ.get("CI"):
        pytest.skip(f"the browser's driver doesn't start: {driver.stderr.strip()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        browser.new_context = partial(patient, browser.new_context)
        yield browser
        browser.close()


def patient(new_context, **options):
    context = new_context(**options)
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture(autouse=True)
def _site_version(transactional_db):
    """The rows that a migration inserts, and that live_server's emptying of tables takes away."""
    for model in (SiteVersion, Institute, FrontPage, EditorialRules):
        model.objects.get_or_create(pk=1)


@pytest.fixture(autouse=True)
def _quiet_server(transactional_db):
    """Waits, once pages are closed, for requests under way: they would deadlock with the emptying of tables."""
    under_way: set[int] = set()
    started = partial(count, under_way.add)
    finished = partial(count, under_way.discard)
    request_started.connect(started)
    request_finished.connect(finished)
    yield
    until = time.monotonic() + PATIENCE / 1000
    while under_way and time.monotonic() < until:
        time.sleep(0.02)
    request_started.disconnect(started)
    request_finished.disconnect(finished)


def is_complaint(message, failing):
    expected = failing is not None and message.text.startswith("Failed to load resource") and failing in message.text
    return message.type == "error" and not expected


def count(note, **_signal):
    note(threading.get_ident())


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_superuser("ingrid", password="x", first_name="Ingrid")


@pytest.fixture
def open_page(chromium, live_server, client, editor):
    """Pages of an editor who is signed in. An error in their consoles fails the test, a refused style or script too.

    failing: what a test makes requests fail with, which Chromium then notes ("409", "ERR_FAILED").
    """
    client.force_login(editor)
    session = client.cookies["sessionid"].value
    contexts, complaints = [], []

    def open_page(failing=None, **options):
        context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        cookie = {"name": "sessionid", "value": session, "domain": "localhost", "path": "/admin/"}
        context.add_cookies([cookie])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if is_complaint(m, failing) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
