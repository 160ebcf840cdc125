"""A piece's whole day, by three people in browsers: written, sent back, approved, scheduled, live, corrected."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from institute import middleware
from publications.models import Edition
from publications.models.editorial import EditorialRules, Letter
from tests import factories
from tests.browser.test_desk import choose, ready, write

pytestmark = pytest.mark.browser
TITLE = "A dry year in three numbers"
WRONG, RIGHT = "Seventeen of the wells are dry.", "Seventy of the wells are dry."


@pytest.fixture
def sign_in(chromium, live_server, django_user_model):
    """A page of somebody in a role; an error in its console fails the test."""
    contexts, complaints = [], []

    def sign_in(role):
        name = role.lower()
        person = django_user_model.objects.create_user(name, f"{name}@example.org", first_name=role, is_staff=True)
        person.groups.set([Group.objects.get(name=role)])
        client = Client()  # one each: signing in anew would end the other's session
        client.force_login(person)
        context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce")
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "domain": "localhost"}
        context.add_cookies([cookie | {"path": "/admin/"}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert [c for c in complaints if "status of 4" not in c] == []


def test_a_piece_goes_through_its_day_and_the_correction_is_read_everywhere(
    sign_in, live_server, chromium, monkeypatch
):
    EditorialRules.objects.filter(pk=1).update(four_eyes=True)
    factories.topic("Water", slug="water")
    factories.expert("Ada Lund")
    factories.photo(factories.picture(), caption="A well in August")
    author, editor, publisher = (sign_in(role) for role in ("Author", "Editor", "Publisher"))

    # Written, illustrated, submitted.
    author.goto("/admin/publications/analysis/add/")
    ready(author)
    author.get_by_label("Title").fill(TITLE)
    author.get_by_label("Summary").fill("What the wells say.")
    write(author, author.locator(".field-body .tiptap"), [WRONG, "TK: what the ministry says."])
    author.locator("#contributions-group .add-row a").click()
    choose(author, author.locator("#contributions-group .inline-related:not(.empty-form)").first, "Ada Lund")
    choose(author, author.locator(".field-topics"), "Water")
    choose(author, author.locator(".field-lead_photo"), "A well in August")
    assert author.get_by_role("button", name="Publish now").count() == 0
    author.get_by_role("button", name="Submit for review").click()
    author.get_by_text("Something is still to be filled in").first.wait_for()
    ready(author)
    author.locator(".field-body .tiptap p", has_text="TK:").click(click_count=3)
    author.keyboard.insert_text("The ministry counts otherwise.")
    author.get_by_role("button", name="Submit for review").click()
    author.get_by_text("It is in review.").wait_for()
    edition = Edition.objects.get()
    form = f"/admin/publications/analysis/{edition.publication.uuid}/change/"

    # Sent back, mended, submitted again, approved.
    editor.goto("/admin/")
    expect(editor.locator("section[aria-labelledby=waiting]")).to_contain_text(TITLE)
    editor.locator("section[aria-labelledby=waiting]").get_by_role("link", name=TITLE).click()
    ready(editor)
    editor.get_by_text("Other steps").click()
    editor.get_by_role("link", name="Send back…").click()
    editor.get_by_label("Note").fill("Name the ministry.")
    editor.get_by_role("button", name="Send back").click()
    editor.get_by_text("It is sent back.").wait_for()
    author.goto("/admin/")
    author.locator("section[aria-labelledby=waiting]").get_by_role("link", name=TITLE).click()
    author.get_by_text("Name the ministry.").wait_for()
    ready(author)
    author.locator(".field-body .tiptap p", has_text="The ministry").click(click_count=3)
    author.keyboard.insert_text("The ministry of water counts otherwise.")
    author.get_by_role("button", name="Submit for review").click()
    author.get_by_text("It is in review.").wait_for()
    editor.goto(form)
    ready(editor)
    editor.get_by_text("Other steps").click()
    editor.get_by_role("link", name="Approve…").click()
    editor.get_by_role("button", name="Approve").click()
    editor.get_by_text("Approved, in exactly these words.").wait_for()
    subjects = [s for (s,) in Letter.objects.order_by("pk").values_list("subject")]
    assert {subject.partition(":")[0] for subject in subjects} == {"For review", "Sent back", "Approved"}

    # Scheduled, with a receipt.
    publisher.goto(form)
    ready(publisher)
    publisher.get_by_text("Other steps").click()
    publisher.get_by_role("button", name="Save and schedule…").click()
    moment = timezone.localtime(timezone.now() + dt.timedelta(days=1)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    publisher.get_by_label("At a moment").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    publisher.get_by_role("button", name="Show what will happen").click()
    publisher.get_by_text("The page, the lists, search, the feeds and the sitemap change together.").wait_for()
    publisher.get_by_role("button", name="Schedule:").click()
    publisher.get_by_text("It is scheduled.").wait_for()
    edition.refresh_from_db()
    assert edition.live_from == moment

    # Not there, then there, by the clock alone.
    reader = chromium.new_context(base_url=live_server.url).new_page()
    address = edition.get_absolute_url()
    places = ["/", "/publications/", "/topics/water/", "/search/?q=ministry", "/publications/feed.atom"]
    places += ["/sitemap-publications.xml"]

    def seen():
        return [address in reader.request.get(place).text() for place in places]

    for second, there in ((-1, False), (0, True)):
        now = moment + dt.timedelta(seconds=second)
        monkeypatch.setattr(middleware.timezone, "now", lambda now=now: now)
        assert seen() == [there] * len(places), second
        assert reader.goto(address).status == (200 if there else 404)

    # A mistake, corrected by the author, approved and published by others.
    clock = [moment + dt.timedelta(minutes=1)]

    def tick():
        clock[0] += dt.timedelta(seconds=1)
        return clock[0]

    monkeypatch.setattr(middleware.timezone, "now", tick)
    author.goto(form)
    author.get_by_role("button", name="Revise").click()
    ready(author)
    author.locator(".field-body .tiptap p", has_text=WRONG).click(click_count=3)
    author.keyboard.insert_text(RIGHT)
    author.get_by_label("Correction").check()
    author.get_by_label("Change note").fill("The number of wells was wrong.")
    author.get_by_role("button", name="Submit for review").click()
    author.get_by_text("It is in review.").wait_for()
    assert WRONG in reader.request.get(address).text(), "readers keep what they have"
    editor.goto(form)
    ready(editor)
    editor.get_by_text("Other steps").click()
    editor.get_by_role("link", name="Approve…").click()
    editor.get_by_role("button", name="Approve").click()
    editor.get_by_text("Approved, in exactly these words.").wait_for()
    publisher.goto(form)
    ready(publisher)
    publisher.get_by_role("button", name="Publish now").click()
    publisher.get_by_text("Readers see it now.").wait_for()

    reader.goto(address)
    expect(reader.locator(".correction")).to_contain_text("The number of wells was wrong.")
    expect(reader.locator(".prose")).to_contain_text(RIGHT)
    assert "Corrected" in reader.request.get("/publications/").text()
    for extension in ("rss", "atom", "json"):
        assert "The number of wells was wrong." in reader.request.get(f"/publications/feed.{extension}").text()
    history = reader.request.get(f"{address}history/").text()
    assert "The number of wells was wrong." in history
    assert "<del>" in history
    reader.context.close()
