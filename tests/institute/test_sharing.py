"""What a shared page says of itself to networks and messengers (ogp.me): what readers see, and no photo longer."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone

from institute.content import marks
from institute.models import Institute
from publications import previews
from publications.templatetags.publications import og_locale
from tests import factories

pytestmark = pytest.mark.django_db


class Metadata(HTMLParser):
    def __init__(self, response):
        super().__init__()
        self.found = {}
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("property") or given.get("name", "")
        if tag == "meta" and name.startswith(("og:", "article:", "twitter:")):
            assert name not in self.found
            self.found[name] = given["content"]


def shared(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return Metadata(response).found


def path_of(address):
    assert address.startswith(settings.SITE_URL)
    return address.removeprefix(settings.SITE_URL)


def test_a_shared_piece_shows_its_title_summary_dates_and_photo(client):
    photo = factories.photo(factories.picture(1600, 1000), alt="A weir")
    since = timezone.now() - timedelta(days=2)
    edition = factories.live(
        since=since, slug="dams", title="Dams & “doubt”", summary="Who <pays>?", language="pt", lead_photo=photo,
        published_on="2020-03-04", lead_alt="A weir in July",
    )  # fmt: skip
    found = shared(client, "/publications/dams/")
    image = found.pop("og:image")
    assert found == {
        "og:type": "article",
        "og:title": edition.title,
        "og:description": edition.summary,
        "og:url": f"{settings.SITE_URL}/publications/dams/",
        "og:site_name": settings.SITE_NAME,
        "og:locale": "pt_PT",
        "article:published_time": "2020-03-04",
        "article:modified_time": timezone.localtime(since).isoformat(timespec="seconds"),
        "og:image:type": "image/jpeg",
        "og:image:width": "1200",
        "og:image:height": "628",
        "og:image:alt": "A weir in July",
        "twitter:card": "summary_large_image",
    }
    response = client.get(path_of(image))
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")


def test_a_shared_profile_shows_the_expert(client):
    portrait = factories.photo(factories.picture(900, 1200))
    factories.expert("Ada Lund", slug="ada", position="Fellow", portrait=portrait)
    found = shared(client, "/experts/ada/")
    assert found["og:type"] == "profile"
    assert (found["og:title"], found["og:description"], found["og:image:alt"]) == ("Ada Lund", "Fellow", "Ada Lund")
    assert client.get(path_of(found["og:image"])).status_code == 200


def test_a_shared_page_shows_a_photo_only_while_its_rights_hold_then_the_institutes_mark(client):
    photo = factories.photo(rights_until=timezone.now())
    factories.live(slug="p", lead_photo=photo)
    assert not [name for name in shared(client, "/publications/p/") if "image" in name and name != "twitter:card"]
    institute = Institute.objects.first() or Institute(pk=1)
    institute.mark = marks.keep(factories.picture(300, 120, kind="PNG"))
    institute.save()
    found = shared(client, "/publications/p/")
    assert found["twitter:card"] == "summary"
    response = client.get(path_of(found["og:image"]))
    assert (response.status_code, response["Content-Type"]) == (200, found["og:image:type"])


def test_a_former_version_is_shared_under_the_address_of_its_piece(client):
    first = factories.live(slug="p")
    factories.corrected(first, since=timezone.now() - timedelta(minutes=5))
    assert shared(client, "/publications/p/editions/1/")["og:url"] == f"{settings.SITE_URL}/publications/p/"


def test_a_preview_and_another_moment_say_nothing_to_networks(client, django_user_model):
    soon = factories.scheduled(slug="soon", lead_photo=factories.photo())
    link = previews.offer(soon, actor=None, label="L", expires_at=timezone.now() + timedelta(days=1))
    person = django_user_model.objects.create_user("ada", is_staff=True)
    person.groups.add(Group.objects.get(name="Author"))
    client.force_login(person)
    for address in (link.get_absolute_url(), "/admin/at/2090-03-04T09:00:00Z/publications/soon/"):
        assert shared(client, address) == {}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_language_has_a_territory_for_networks(language):
    first, _dash, territory = og_locale(language).partition("_")
    assert first == language.partition("-")[0]
    assert len(territory) == 2
    assert territory.isupper()
    assert territory != "AA", "nobody knows this territory"
