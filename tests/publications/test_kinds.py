"""The registry of kinds: every kind has everything that anybody asks of it."""

from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from photos import uses
from publications import kinds, system_checks
from publications.archive.text import Text
from publications.models import Contribution, Publication
from publications.models.imports import Import
from tests import factories

pytestmark = pytest.mark.django_db
every_kind = pytest.mark.parametrize("kind", kinds.KINDS, ids=kinds.NAMES)


def test_nothing_is_missing_in_what_is_declared():
    assert run_checks() == []


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"name": "policy brief"}, 2),
        ({"name": "Brief"}, 2),
        ({"template": "publications/none.html"}, 3),
        ({"roles": ()}, 4),
        ({"roles": ("ghost",)}, 4),
        ({"wrong_turns": ""}, 5),
        ({"name": "brief"}, 6),
        ({"archive_people": "summary"}, 7),
        ({"archive_people": "body_html"}, 7),
        ({"label": ""}, 8),
    ],
)
def test_a_kind_that_lacks_something_is_told_of_it(change, number):
    found = system_checks.of_kinds((*kinds.KINDS, replace(kinds.ANALYSIS, **({"name": "paper"} | change))))
    assert f"publications.E{number:03}" in {error.id for error in found}


def test_two_kinds_never_share_a_name():
    assert [error.id for error in system_checks.of_kinds((kinds.ANALYSIS, kinds.ANALYSIS))] == ["publications.E001"]


@every_kind
def test_a_piece_of_every_kind_is_met_on_every_way_to_it(kind):
    edition = factories.live(kind.name, title="A heron on the weir")
    client = Client()
    page = client.get(edition.get_absolute_url())
    assert next(template.name for template in page.templates) == kind.template
    for address in (
        reverse("publications:list") + f"?type={kind.name}",
        reverse("publications:list") + "feed.atom" + f"?type={kind.name}",
        "/search/?q=heron",
        edition.get_absolute_url() + "history/",
        "/sitemap-publications.xml",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert edition.publication.slug in answer.content.decode()
    others = [other for other in kinds.KINDS if other != kind]
    for other in others:
        address = reverse("publications:list") + f"?type={other.name}"
        assert edition.publication.slug not in client.get(address).content.decode()
    assert str(kind.plural) in client.get(f"/publications/?type={kind.name}").content.decode().replace("&amp;", "&")


@every_kind
def test_every_kind_has_its_list_and_its_form_at_the_desk(kind):
    edition = factories.draft(kind.name, title="A heron on the weir")
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ingrid", "ingrid@example.org", "x"))
    for address in (
        reverse(f"admin:publications_{kind.name}_changelist"),
        reverse(f"admin:publications_{kind.name}_change", args=[edition.publication.uuid]),
        reverse("admin:publications_piece_changelist") + f"?kind={kind.name}",
    ):
        assert "A heron on the weir" in client.get(address).content.decode()
    form = client.get(reverse(f"admin:publications_{kind.name}_add")).content.decode()
    assert ("turns-TOTAL_FORMS" in form) is kind.has_turns
    assert f">{kind.text}" in form


@every_kind
def test_an_archive_holds_every_kind_as_it_says(kind):
    text = Text.of(factories.live(kind.name))
    record = text.write(kind)
    assert {kind.archive_people, kind.archive_text} <= set(record)
    assert ("exchanges" in record) is kind.has_turns
    assert Text.read(record, kind).over(None).is_same_text(text)


@every_kind
def test_the_library_knows_the_photos_of_every_kind(kind):
    photo = factories.photo()
    edition = factories.live(kind.name, lead_photo=photo)
    [source] = [source for source in uses.sources() if source.key == kind.name]
    found = source.of([photo.pk], edition.live_from)
    assert [use.kind for use in found[photo.pk]] == [str(kind.label)]


def test_what_a_model_offers_as_kinds_are_the_declared_ones():
    assert [value for value, _label in Publication._meta.get_field("kind").flatchoices] == list(kinds.NAMES)
    assert {value for value, _label in Import._meta.get_field("kind").flatchoices} <= set(kinds.NAMES)
    assert {role for kind in kinds.KINDS for role in kind.roles} <= set(Contribution.Role.values)
