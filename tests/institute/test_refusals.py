"""Where the desk refuses: its own page says why, who may, and the way back; what was sent is not lost."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(django_user_model):
    person = django_user_model.objects.create_user("ada", first_name="Ada", is_staff=True)
    person.groups.add(Group.objects.get(name="Author"))
    return person


@pytest.fixture
def jonas(django_user_model):
    person = django_user_model.objects.create_user("jonas", first_name="Jonas", is_staff=True)
    person.groups.add(Group.objects.get(name="Editor"))
    return person


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def address(edition, name):
    return reverse(f"admin:publications_{edition.publication.kind}_{name}", args=[edition.publication.uuid])


def said(response):
    assert response.status_code == 403
    assert "admin/base_site.html" in [template.name for template in response.templates]
    return " ".join(response.content.decode().split())


def test_a_step_of_anothers_role_says_whose_it_is_who_has_it_and_leads_back_to_the_text(desk, ada, jonas):
    edition = factories.draft(created_by=ada)
    for method in (desk.get, desk.post):
        page = said(method(address(edition, "approve")))
        assert "This is an editor’s step." in page
        assert "Roles that may: Editor, Publisher, Administrator. Yours: Author." in page
        assert "You can ask Jonas." in page
        assert f'href="{address(edition, "change")}"' in page


def test_somebody_elses_piece_says_so_and_names_no_role(desk):
    page = said(desk.post(address(factories.live(), "revise")))
    assert "This piece is somebody else’s. Ask an editor to change it." in page
    assert "that may" not in page


def test_a_screen_of_anothers_role_names_the_roles(desk):
    assert "Role that may: Administrator. Yours: Author." in said(desk.get("/admin/auth/user/"))
    assert "Roles that may: Editor, Publisher, Administrator." in said(desk.get("/admin/experts/expert/add/"))
    expert = factories.expert()
    assert "Roles that may: Editor" in said(desk.post(f"/admin/experts/expert/{expert.pk}/change/", {"name": "x"}))


def test_what_nobody_may_is_told_apart(admin_client):
    page = said(admin_client.get("/admin/institute/institute/add/"))
    assert "The desk doesn’t do this, whoever asks." in page
    assert "that may" not in page


def test_an_account_without_a_role_is_told_and_reads_no_title(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("new", is_staff=True))
    live = factories.live(title="Sediment")
    for page in (said(client.get("/admin/publications/piece/")), said(client.get(address(live, "revise")))):
        assert "Your account has no role yet." in page
        assert "Sediment" not in page
        assert address(live, "change") not in page


def test_words_that_were_refused_are_shown_again_and_no_password(desk, jonas):
    sent = {"name": "Two <b>words</b>", "password1": "correct horse battery", "_copy": "0 0", "slug": "one-word"}
    page = said(desk.post("/admin/experts/expert/add/", sent))
    assert "Nothing was stored." in page
    assert "Two &lt;b&gt;words&lt;/b&gt;" in page
    assert "this browser has a copy" in page
    assert "correct horse" not in page
    assert "one-word" not in page
    assert "no-store" in desk.post("/admin/experts/expert/add/", sent)["Cache-Control"]


@pytest.fixture
def strict(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    return client


def test_a_form_with_a_stale_token_stores_nothing_says_so_and_leads_back_to_it(strict, ada):
    edition = factories.draft(created_by=ada, title="Stored")
    page = said(strict.post(address(edition, "change"), {"title": "A new title", "_copy": "0" * 32}))
    assert "The form was too old" in page
    assert "this browser has a copy" in page
    assert "A new title" in page
    assert f'<a class="button" href="{address(edition, "change")}">Open it again</a>' in page
    edition.refresh_from_db()
    assert edition.title == "Stored"
    assert "saved_copy" not in strict.session  # the browser goes on keeping its copy


def test_signing_in_with_a_stale_token_shows_nothing_of_what_was_sent():
    strict = Client(enforce_csrf_checks=True)
    page = said(strict.post("/admin/login/", {"username": "ada lovelace", "password": "correct horse"}))
    assert "lovelace" not in page
    assert "horse" not in page
    assert 'href="/admin/login/"' in page
