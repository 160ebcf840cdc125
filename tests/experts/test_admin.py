"""The desk's forms of experts."""

import pytest
from django.urls import reverse
from django.utils import timezone

from experts.models import Expert
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "/admin/experts/expert/add/"


def words(**more):
    names = ("name", "slug", "position", "bio", "portrait", "email", "sort_name", "native_name", "native_language")
    dates = {"public_from_0": "2020-01-01", "public_from_1": "09:00", "public_until_0": "", "public_until_1": ""}
    rows = {"expertise-TOTAL_FORMS": 0, "expertise-INITIAL_FORMS": 0}
    return dict.fromkeys(names, "") | dates | rows | more


def test_an_expert_is_added_with_fields_of_expertise_in_their_order(admin_client):
    water, trade = factories.topic("Water"), factories.topic("Trade")
    rows = {"expertise-TOTAL_FORMS": 2, "expertise-0-topic": water.pk, "expertise-0-position": 2}
    rows |= {"expertise-1-topic": trade.pk, "expertise-1-position": 1}
    admin_client.post(ADD, words(name="Marit Oyelaran", slug="marit", bio="<p>Rivers.</p>") | rows)
    expert = Expert.objects.public(timezone.now()).get()
    assert (expert.sort_name, expert.bio) == ("Oyelaran, Marit", "<p>Rivers.</p>")
    assert [str(link) for link in expert.expertise.all()] == ["Trade", "Water"]


def test_scripts_in_a_biography_are_gone_before_it_is_stored(admin_client):
    admin_client.post(ADD, words(name="Marit", slug="marit", bio="<p>Rivers<script>alert(1)</script></p>"))
    assert Expert.objects.get().bio == "<p>Rivers</p>"


def test_an_address_that_was_anothers_is_refused_with_that_name(admin_client):
    marit = factories.expert("Marit Oyelaran", slug="marit")
    marit.slug = "marit-oyelaran"
    marit.save()
    response = admin_client.post(ADD, words(name="Marit Other", slug="marit"))
    assert "belongs to “Marit Oyelaran”" in str(response.context["adminform"].form.errors["slug"])


def test_a_public_expert_gets_no_portrait_whose_right_nobody_has_named(admin_client):
    unclear, own = factories.photo(licence=""), factories.photo()
    response = admin_client.post(ADD, words(name="Marit", slug="marit", portrait=unclear.pk))
    assert "by what right" in str(response.context["adminform"].form.errors["portrait"])
    admin_client.post(ADD, words(name="Marit", slug="marit", portrait=own.pk))
    admin_client.post(ADD, words(name="Hidden", slug="hidden", portrait=unclear.pk, public_from_0="", public_from_1=""))
    assert dict(Expert.objects.values_list("slug", "portrait")) == {"marit": own.pk, "hidden": unclear.pk}


def test_an_unclear_portrait_that_readers_see_already_holds_up_no_other_change(admin_client):
    photo = factories.photo(licence="")
    expert = factories.expert("Marit", slug="marit", portrait=photo, public_from=factories.NOON)
    change = reverse("admin:experts_expert_change", args=[expert.pk])
    moment = {"public_from_0": "2020-06-01", "public_from_1": "14:00:00"}  # Brussels' clock
    moment |= {f"initial-{name}": value for name, value in moment.items()}
    admin_client.post(change, words(name="Marit O.", slug="marit", portrait=photo.pk, **moment))
    expert.refresh_from_db()
    assert expert.name == "Marit O."


def test_the_list_costs_the_same_queries_for_3_and_30_experts(admin_client, django_assert_max_num_queries):
    for _ in range(3):
        factories.expert()
    with django_assert_max_num_queries(20) as few:
        admin_client.get("/admin/experts/expert/")
    for _ in range(27):
        factories.expert()
    with django_assert_max_num_queries(len(few)):
        admin_client.get("/admin/experts/expert/")


def test_an_expert_who_is_named_in_a_piece_is_not_deleted(admin_client):
    expert = factories.expert()
    factories.live(authors=[expert])
    address = reverse("admin:experts_expert_delete", args=[expert.pk])
    admin_client.post(address, {"post": "yes"})
    assert Expert.objects.filter(pk=expert.pk).exists()


def test_experts_are_found_by_a_name_in_its_own_script(admin_client):
    factories.expert("Gulnara Tashmatova", native_name="Гүлнара Ташматова")
    query = {"term": "Ташм", "app_label": "publications", "model_name": "speaker", "field_name": "expert"}
    assert admin_client.get("/admin/autocomplete/", query).json()["results"][0]["text"] == "Gulnara Tashmatova"
