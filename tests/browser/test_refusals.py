"""The desk's refusals in a real browser: words survive a form that was too old, and the pages are accessible."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.browser.axe import WIDE, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def author(django_user_model):
    person = django_user_model.objects.create_user("ada", first_name="Ada", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename="write_draft"))
    return person


@pytest.fixture
def open_at(chromium, live_server, client, author):
    """Pages of an author who is signed in; a refusal is an error to a browser's console, so that one isn't asked."""
    client.force_login(author)
    contexts = []

    def open_at(path):
        context = chromium.new_context(base_url=live_server.url, viewport=WIDE)
        contexts.append(context)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "domain": "localhost", "path": "/admin/"}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()


def address(edition, name):
    return reverse(f"admin:publications_{edition.publication.kind}_{name}", args=[edition.publication.uuid])


def test_words_sent_with_a_stale_token_come_back(open_at, author):
    page = open_at(address(factories.draft(created_by=author), "change"))
    page.locator("form[data-ready]").wait_for()
    page.get_by_label("Summary").fill("Written in a window that was too old.")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save", exact=False).first.click()
    page.get_by_role("heading", name="The form was too old").wait_for()
    page.get_by_role("link", name="Open it again").click()
    page.locator("form[data-ready]").wait_for()
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Summary")).to_have_value("Written in a window that was too old.")
    page.get_by_role("button", name="Save", exact=False).first.click()
    page.get_by_text("Saved.").wait_for()


def test_axe_finds_nothing_on_the_pages_that_refuse(open_at, author):
    edition = factories.draft(created_by=author)
    page = open_at(address(edition, "approve"))
    assert faults(page) == []
    page.goto(address(edition, "change"))
    page.locator("form[data-ready]").wait_for()
    page.get_by_label("Summary").fill("Written in a window that was too old.")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save", exact=False).first.click()
    page.get_by_role("heading", name="The form was too old").wait_for()
    page.locator("summary", has_text="What you sent").click()
    assert page.get_by_label("Summary").input_value() == "Written in a window that was too old."
    assert faults(page) == []
