"""Accounts and the log: nobody gives powers she doesn't have, and nobody changes what is written down."""

from itertools import pairwise

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction

from institute.desk import groups
from publications import workflow
from tests import factories
from tests.institute.test_admin import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client, django_user_model):
    person = django_user_model.objects.create_user("amara", password="x", is_staff=True)
    person.groups.set([Group.objects.get(name="Administrator")])
    client.force_login(person)
    return person


def test_an_installation_has_four_roles_each_with_what_the_one_before_has():
    rights = [
        set(Group.objects.get(name=name).permissions.values_list("codename", flat=True)) for name in groups.GROUPS
    ]
    assert [len(found) for found in rights] == [len(set(wanted)) for wanted in groups.GROUPS.values()]
    assert all(less < more for less, more in pairwise(rights))


def test_a_role_that_an_institute_has_changed_stays_as_it_is():
    author = Group.objects.get(name="Author")
    author.permissions.clear()
    groups.set_up()
    assert not author.permissions.exists()


def test_there_is_no_permission_that_decides_nothing():
    found = Permission.objects.filter(content_type__model__in=["edition", "piece", "analysis", "interview"])
    assert sorted(found.values_list("codename", flat=True)) == ["edit_draft", "publish_edition", "write_draft"]


def test_an_administrator_makes_an_account_with_a_role(administrator, client, django_user_model):
    publisher = Group.objects.get(name="Publisher")
    save(
        client, "/admin/auth/user/add/", username="mei", usable_password="true", password1="kite-Larch-91",
        password2="kite-Larch-91", first_name="Mei", email="mei@example.org", is_staff="on", groups=[publisher.pk],
    )  # fmt: skip
    mei = django_user_model.objects.get(username="mei")
    assert list(mei.groups.all()) == [publisher]


def test_an_administrator_can_neither_become_a_superuser_nor_change_one(administrator, client, admin_user):
    save(client, f"/admin/auth/user/{administrator.pk}/change/", is_superuser="on", user_permissions=[1])
    administrator.refresh_from_db()
    assert not administrator.is_superuser
    assert not administrator.user_permissions.exists()
    client.post(f"/admin/auth/user/{admin_user.pk}/change/", {"username": "mine"})
    assert client.post(f"/admin/auth/user/{admin_user.pk}/password/", {"password1": "x"}).status_code == 403
    admin_user.refresh_from_db()
    assert admin_user.username == "admin"


def test_a_role_with_a_right_the_giver_lacks_is_not_hers_to_give(administrator, client):
    Group.objects.create(name="Root").permissions.add(Permission.objects.get(codename="delete_user"))
    page = client.get(f"/admin/auth/user/{administrator.pk}/change/").content.decode()
    assert ">Publisher<" in page
    assert ">Root<" not in page
    assert client.get("/admin/auth/group/").status_code == 403


def test_a_closed_account_that_may_more_is_nobody_elses_to_open(administrator, client, admin_user, django_user_model):
    admin_user.is_active = False
    admin_user.save()
    chief = django_user_model.objects.create_user("chief", is_active=False)
    chief.groups.set([Group.objects.create(name="Chief")])
    chief.groups.get().permissions.add(Permission.objects.get(codename="delete_user"))
    for person in (admin_user, chief):
        for page in ("change", "password"):
            answer = client.post(f"/admin/auth/user/{person.pk}/{page}/", {"is_active": "on", "password1": "x"})
            assert answer.status_code == 403
        person.refresh_from_db()
        assert not person.is_active
    assert list(chief.groups.values_list("name", flat=True)) == ["Chief"]


def test_the_list_of_accounts_costs_the_same_for_few_and_for_many(
    admin_client, django_user_model, django_assert_max_num_queries
):
    for n in range(12):
        django_user_model.objects.create_user(f"person{n}").groups.set(Group.objects.all())
    with django_assert_max_num_queries(10):
        admin_client.get("/admin/auth/user/")


def test_nobody_deletes_an_account_or_changes_the_log(admin_client, admin_user):
    workflow.revise(factories.live().publication, actor=admin_user)
    entry = LogEntry.objects.get()
    for write in (entry.delete, lambda: LogEntry.objects.update(change_message="x"), admin_user.delete):
        with pytest.raises(IntegrityError, match="kept for ever"), transaction.atomic():
            write()
    assert admin_client.get(f"/admin/auth/user/{admin_user.pk}/delete/").status_code == 403
    for verb in ("change", "delete"):
        assert admin_client.post(f"/admin/admin/logentry/{entry.pk}/{verb}/", {"post": "yes"}).status_code in {403, 405}


def test_the_log_tells_who_took_which_step_and_can_be_filtered(admin_client, admin_user, django_user_model):
    edition = factories.draft(title="A dry year")
    workflow.submit(edition, actor=admin_user)
    workflow.send_back(edition, actor=admin_user, note="Mend the table.")
    log = admin_client.get("/admin/admin/logentry/").content.decode()
    for words in ("Submitted for review.", "Sent back. Mend the table.", "A dry year", "admin"):
        assert words in log
    assert f"/admin/publications/analysis/{edition.publication.uuid}/change/" in log
    other = django_user_model.objects.create_user("jonas")
    filtered = admin_client.get(f"/admin/admin/logentry/?user__id__exact={other.pk}").content.decode()
    assert "Submitted" not in filtered


def test_the_log_costs_the_same_for_one_entry_and_for_many(admin_client, admin_user, django_assert_max_num_queries):
    for _ in range(12):
        workflow.revise(factories.live().publication, actor=admin_user)
    with django_assert_max_num_queries(10):
        admin_client.get("/admin/admin/logentry/")


def test_the_log_is_for_those_who_may_read_it(client, django_user_model):
    person = django_user_model.objects.create_user("jonas", is_staff=True)
    person.groups.set([Group.objects.get(name="Editor")])
    client.force_login(person)
    assert client.get("/admin/admin/logentry/").status_code == 403
