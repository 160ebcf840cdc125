"""What no browser sends: the desk answers it with a form's error or a refusal, and never breaks."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse
from lxml import html

from institute.models import FrontPage
from publications import workflow
from tests import factories

pytestmark = pytest.mark.django_db
FORGED = ["abc", "-1", "99999999999999999999", "1e9", "a\x00b"]
LISTS = [
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
]


@pytest.fixture
def desk(admin_client):
    admin_client.raise_request_exception = False
    return admin_client


@pytest.fixture
def addresses():
    """Every form of the desk, with something in each of its rows."""
    topic, expert, photo = factories.topic(), factories.expert(), factories.photo(factories.picture())
    expert.expertise.create(topic=topic)
    drafts = [factories.draft(lead_photo=photo), factories.draft("interview")]
    talk = factories.live("interview")
    front = FrontPage.objects.get_or_create(pk=1)[0]
    front.story_set.create(publication=talk.publication)
    front.quote_set.create(publication=talk.publication, key=talk.turns.answers()[0].key)
    front.fronttopic_set.create(topic=topic)
    front.frontexpert_set.create(expert=expert)
    factories.page_text()
    found = [reverse("admin:experts_expert_change", args=[expert.pk])]
    found += [reverse("admin:publications_topic_change", args=[topic.pk])]
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{label}_add"))
        if model._meta.app_label not in {"publications", "experts"} and (row := model._default_manager.first()):
            found.append(reverse(f"{label}_change", args=[row.pk]))
    found += [step(edition, name) for edition in drafts for name in ("change", "schedule", "preview_links")]
    found.append(step(workflow.submit(factories.draft(), actor=None), "send_back"))
    found.append(step(factories.scheduled(), "reschedule"))
    found.append(step(factories.withdrawn(), "republish"))
    found += [step(talk, name) for name in ("withdraw", "refile")]
    return found


def step(edition, name):
    return reverse(f"admin:publications_{edition.publication.kind}_{name}", args=[edition.publication.uuid])


def sent_by(page):
    """The form's fields with what a browser would send, those without a value too."""
    [form, *_others] = html.fromstring(page.content.decode()).xpath("//div[@id='content-main']//form[@method='post']")
    found = {field.name: [] for field in form.inputs if field.name}
    for name, value in form.form_values():
        found[name].append(value)
    return found


def counts_rows(name):
    return name.endswith("_FORMS")


def test_no_form_breaks_whatever_stands_in_its_fields(desk, addresses):
    forms = 0
    for address in addresses:
        page = desk.get(address)
        if page.status_code != 200:
            assert page.status_code in {302, 403}, address
            continue
        forms += 1
        sent = sent_by(page)
        for value in FORGED:
            words = {name: was if counts_rows(name) else [value] for name, was in sent.items()}
            assert desk.post(address, words).status_code < 500, (address, value)
            if any(map(counts_rows, sent)):  # else it would be sent as it was
                counts = {name: [value] if counts_rows(name) else was for name, was in sent.items()}
                assert desk.post(address, counts).status_code < 500, (address, value)
    assert forms > 20


@pytest.mark.parametrize("field", ["lead_photo", "topics", "contributions-0-expert", "turns-1-said_by", "turns-0-id"])
@pytest.mark.parametrize("value", ["abc", "0", "99999999999999999999"])
def test_a_key_that_names_nothing_is_a_fault_of_its_field_and_the_words_stay(desk, field, value):
    edition = factories.draft("interview", title="A title to keep")
    address = step(edition, "change")
    response = desk.post(address, sent_by(desk.get(address)) | {field: [value], "title": ["Another title"]})
    assert response.status_code == (302 if field == "turns-0-id" else 200)  # a lost row comes in as a new one
    if response.status_code == 200:
        assert "Another title" in response.content.decode()
        forms = [response.context["adminform"].form]
        forms += [form for rows in response.context["inline_admin_formsets"] for form in rows.formset]
        assert field in {form.add_prefix(name) for form in forms for name in form.errors}


@pytest.mark.parametrize("value", FORGED)
@pytest.mark.parametrize("address", LISTS)
def test_no_list_breaks_on_a_row_that_names_nothing(desk, address, value):
    for action in ("retag", "delete_selected", "abc"):
        sent = {"action": action, "index": "0", "_selected_action": [value], "post": "yes", "retag": "yes"}
        assert desk.post(address, sent).status_code < 500


def test_a_chosen_row_that_names_nothing_is_told(desk):
    address = reverse("admin:publications_piece_changelist")
    response = desk.post(address, {"action": "retag", "_selected_action": "abc"}, follow=True)
    assert "Choose them anew" in response.content.decode()


PARAMETERS = (
    "topic", "status", "kind", "rights", "p", "o", "q", "e", "all", "id__exact", "zzz", "user__id__exact",
    "groups__id__exact", "is_active__exact", "action_flag__exact", "_popup",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_no_list_breaks_on_a_filter_that_means_nothing(desk, address):
    for name in PARAMETERS:
        for value in ("abc", "-1", "99999999999999999999"):
            assert desk.get(address, {name: value}).status_code < 500, (name, value)


@pytest.mark.parametrize("field", ["term", "page", "app_label", "model_name", "field_name"])
@pytest.mark.parametrize("value", FORGED[:4])
def test_no_search_box_breaks_on_a_question_that_means_nothing(desk, field, value):
    query = {"term": "a", "app_label": "publications", "model_name": "speaker", "field_name": "expert"}
    assert desk.get("/admin/autocomplete/", query | {field: value}).status_code < 500
