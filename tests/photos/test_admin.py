"""The desk's photo library: upload, replacement, focal point, and pictures that only staff see."""

import io
from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from photos import library, renditions
from photos.desk import about, uploading
from photos.models import Photo
from publications import workflow
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "/admin/photos/photo/add/"


def upload(name="Hills at dawn.jpg", data=None):
    return SimpleUploadedFile(name, data or factories.picture().read(), "image/jpeg")


def words(**more):
    dates = {f"rights_{end}_{part}": "" for end in ("from", "until") for part in (0, 1)}
    return {"alt": "Hills", "caption": "", "credit": "", "slug": "", "focal_x": 0.5, "focal_y": 0.5} | dates | more


def filled(photo, **more):
    stored = {name: getattr(photo, name) for name in ("slug", "alt", "caption", "credit", "licence")}
    return words(**stored | {"focal_x": photo.focal_x, "focal_y": photo.focal_y} | more)


def page_of(photo):
    return reverse("admin:photos_photo_change", args=[photo.pk])


def kept(photo):
    return {name for name in renditions.names(photo) if storages["renditions"].exists(name)}


def test_an_upload_is_named_after_its_file_and_gets_its_renditions(admin_client):
    for _ in range(2):
        admin_client.post(ADD, words(file=upload()))
    first, second = Photo.objects.order_by("id")
    assert (first.slug, second.slug) == ("hills-at-dawn", "hills-at-dawn-2")
    assert kept(first) == renditions.names(first)


def test_a_file_that_is_no_photo_is_refused_in_words(admin_client):
    response = admin_client.post(ADD, words(file=upload("x.jpg", b"<svg/>")))
    assert "SVG drawing" in str(response.context["adminform"].form.errors["file"])
    assert not Photo.objects.exists()


def test_a_new_photo_needs_a_file(admin_client):
    response = admin_client.post(ADD, words())
    assert "file" in response.context["adminform"].form.errors


def test_another_focal_point_makes_the_renditions_anew(admin_client):
    photo = factories.photo(factories.picture())
    before = renditions.names(photo)
    change = reverse("admin:photos_photo_change", args=[photo.pk])
    admin_client.post(change, words(slug=photo.slug, focal_x=0.1))
    photo.refresh_from_db()
    assert renditions.names(photo) != before
    assert kept(photo) == renditions.names(photo)


def test_replacing_the_file_keeps_the_row_and_its_name(admin_client):
    photo = factories.photo(factories.picture())
    change = reverse("admin:photos_photo_change", args=[photo.pk])
    other = factories.picture(colour="salmon").read()
    admin_client.post(change, words(file=upload("other.jpg", other), alt="New words"))
    after = Photo.objects.get()
    assert (after.pk, after.uuid, after.slug, after.alt) == (photo.pk, photo.uuid, photo.slug, "New words")
    assert after.digest != photo.digest
    assert kept(after) == renditions.names(after)


@pytest.mark.parametrize("name", ["card", "whole"])
def test_staff_see_a_photo_that_readers_may_not(admin_client, client, name):
    photo = factories.photo(factories.picture(), rights_until=factories.NOON)
    address = reverse("admin:photos_photo_file", args=[photo.pk, name])
    response = admin_client.get(address)
    data = b"".join(response.streaming_content) if response.streaming else response.content
    assert Image.open(io.BytesIO(data)).format == {"card": "WEBP", "whole": "JPEG"}[name]
    assert "private" in response.headers["Cache-Control"]
    assert client.get(address).status_code == 302


LIST = "/admin/photos/photo/"


def listed(client, **query):
    return {photo.slug for photo in client.get(LIST, query).context["cl"].result_list}


def test_the_list_costs_the_same_queries_for_3_and_100_photos(admin_client, django_assert_max_num_queries):
    for _ in range(3):
        factories.live(lead_photo=factories.photo())
    with django_assert_max_num_queries(25) as few:
        admin_client.get(LIST)
    for _ in range(97):
        factories.photo()
    factories.draft(lead_photo=factories.photo())
    with django_assert_max_num_queries(len(few)):
        admin_client.get(LIST)


@pytest.fixture
def shelf():
    """One photo for each tab, and one that is in none."""
    for slug, fields in {
        "ends": {"rights_until": timezone.now() + factories.HOUR * 24 * 10},
        "ended": {"rights_until": factories.NOON},
        "no-rights": {"licence": ""},
        "no-words": {"alt": ""},
        "decorative": {"alt": "", "is_decorative": True},
    }.items():
        factories.draft(lead_photo=factories.photo(slug=slug, **fields))
    factories.photo(slug="unused", licence="cc0-1.0")


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("ending", {"ends"}),
        ("ended", {"ended"}),
        ("rights", {"no-rights"}),
        ("words", {"no-words"}),
        ("unused", {"unused"}),
    ],
)
def test_the_list_has_a_tab_for_what_needs_doing_with_its_number(admin_client, shelf, state, found):
    assert listed(admin_client, state=state) == found
    tabs = admin_client.get(LIST).content.decode()
    names = ("Licence ends soon", "Licence ended", "Rights missing", "Not described", "Not used")
    assert all(f"{name} 1</a>" in tabs for name in names)
    assert "All 6</a>" in tabs


def test_the_list_is_narrowed_by_licence_and_by_who_uses_a_photo(admin_client, shelf):
    factories.expert(portrait=factories.photo(slug="face"))
    factories.draft("interview", lead_photo=factories.photo(slug="talk"))
    assert listed(admin_client, licence__exact="cc0-1.0") == {"unused"}
    assert listed(admin_client, used="experts") == {"face"}
    assert listed(admin_client, used="interview") == {"talk"}
    assert "unused" not in listed(admin_client, used="analysis")


def test_a_photo_is_found_by_its_words_and_by_who_shows_it(admin_client):
    one = factories.photo(slug="one", caption="The Orrin weir", credit="Reed Agency", alt="A stream", source="Letter 7")
    factories.draft(lead_photo=one, title="A grid too long")
    factories.expert("Marit Oyelaran", portrait=factories.photo(slug="two"))
    factories.photo(slug="three")
    for term in ("orrin", "reed agency", "stream weir", "letter", "grid long", "weir grid", '"too long"'):
        assert listed(admin_client, q=term) == {"one"}, term
    assert listed(admin_client, q="oyelaran") == {"two"}
    assert listed(admin_client, q="orrin oyelaran") == set()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Cleared"),
        ({"rights_until": 10}, "Licence ends in 10 days"),
        ({"rights_until": 0.2}, "Licence ends today"),
        ({"rights_until": -20}, "Licence ended"),
        ({"rights_from": 5}, "May be shown from"),
        ({"licence": ""}, "Rights missing"),
        ({"alt": ""}, "Alternative text missing"),
        ({"alt": "", "is_decorative": True}, "Cleared"),
    ],
)
def test_a_card_says_how_a_photo_stands_in_words(fields, words):
    noon = timezone.make_aware(datetime(2031, 3, 3, 12))
    moments = {k: noon + timedelta(days=v) if k.startswith("rights") else v for k, v in fields.items()}
    assert about.standing(factories.photo(**moments), noon)[1].startswith(words)


def test_a_card_says_how_often_a_photo_is_used_and_of_an_ended_one_what_does_without_it(admin_client):
    used, ended = factories.photo(), factories.photo(rights_until=factories.NOON)
    for photo in (used, used, ended):
        factories.live(lead_photo=photo)
    factories.photo()
    page = admin_client.get(LIST).content.decode()
    assert "used 2 times" in page
    assert "not used yet" in page
    assert "Shows nowhere; 1 page does without it" in page


def test_an_empty_library_and_a_search_without_result_say_so(admin_client):
    assert "The library is empty" in admin_client.get(LIST).content.decode()
    factories.photo()
    assert "No photo is like that" in admin_client.get(LIST, {"q": "zzz"}).content.decode()


def test_a_lead_photo_is_chosen_from_the_newest_with_portraits_last(admin_client):
    old, new = factories.photo(), factories.photo()
    portrait = factories.photo(width=800, height=800)
    query = {"app_label": "publications", "model_name": "edition", "field_name": "lead_photo"}
    found = admin_client.get("/admin/autocomplete/", query).json()["results"]
    assert [int(photo["id"]) for photo in found] == [new.pk, old.pk, portrait.pk]


def test_a_photo_in_use_is_not_deleted_and_the_desk_says_who_shows_it(admin_client):
    photo = factories.photo()
    factories.expert("Marit Oyelaran", portrait=photo)
    address = reverse("admin:photos_photo_delete", args=[photo.pk])
    for response, status in ((admin_client.get(address), 200), (admin_client.post(address, {"post": "yes"}), 409)):
        assert response.status_code == status
        assert "Marit Oyelaran" in response.content.decode()
    assert Photo.objects.exists()
    assert "Delete: used once" in admin_client.get(page_of(photo)).content.decode()


def test_a_photo_that_nobody_uses_is_deleted(admin_client):
    photo = factories.photo()
    admin_client.post(reverse("admin:photos_photo_delete", args=[photo.pk]), {"post": "yes"})
    assert not Photo.objects.exists()


def test_the_page_says_what_stops_showing_when_the_rights_end(admin_client):
    photo = factories.photo(rights_until=timezone.now() + factories.HOUR * 24 * 12)
    factories.live(lead_photo=photo, title="The long grid")
    factories.draft(lead_photo=photo, title="Still a draft")
    page = admin_client.get(page_of(photo)).content.decode()
    assert "Licence ends in 12 days" in page
    receipt = page[page.index('class="receipt"') :].partition("</ul>")[0]
    assert "The long grid" in receipt
    assert "Still a draft" not in receipt
    assert "Still a draft" in page


def test_the_page_names_another_photo_of_the_same_file(admin_client):
    photo, twin = factories.photo(digest="a" * 64), factories.photo(digest="a" * 64, caption="The other one")
    assert "The other one" in admin_client.get(page_of(photo)).content.decode()
    found = admin_client.get(reverse("admin:photos_photo_same"), {"digest": "a" * 64, "not": photo.pk}).json()
    assert [each["id"] for each in found["same"]] == [twin.pk]


def test_the_page_says_what_was_read_from_the_file_until_somebody_saves(admin_client):
    photo = uploading.bring(factories.picture(), "x.jpg")
    entry = {"user_id": 1, "queryset": [photo], "action_flag": ADDITION, "single_object": True}
    user = admin_client.get(LIST).context["user"]
    read = [{"added": {}}, {"read": {"fields": ["caption"]}}]
    LogEntry.objects.log_actions(**entry | {"user_id": user.pk}, change_message=read)
    assert "Read from the file: caption." in admin_client.get(page_of(photo)).content.decode()
    admin_client.post(page_of(photo), words(slug=photo.slug, alt="Reeds"))
    assert "Read from the file" not in admin_client.get(page_of(photo)).content.decode()


def test_of_two_who_save_one_photo_the_second_is_told_first(admin_client):
    photo = factories.photo()
    seen = admin_client.get(page_of(photo)).context["adminform"].form.initial["seen"]
    admin_client.post(page_of(photo), words(slug=photo.slug, alt="The first", seen=seen))
    response = admin_client.post(page_of(photo), words(slug=photo.slug, alt="The second", seen=seen))
    assert "saved elsewhere" in response.content.decode()
    assert "The second" in response.content.decode()
    assert Photo.objects.get().alt == "The first"


def test_a_file_is_developed_once_with_the_focal_point_that_came_with_it(admin_client, monkeypatch):
    photo = factories.photo(factories.picture())
    runs, run = [], library._run
    monkeypatch.setattr(library, "_run", lambda arguments: runs.append(arguments) or run(arguments))
    other = factories.picture(colour="salmon").read()
    admin_client.post(page_of(photo), words(file=upload(data=other), slug=photo.slug, focal_x=0.2))
    assert [arguments[2:] for arguments in runs] == [["0.2", "0.5"]]


def test_a_file_that_is_refused_keeps_the_words_and_all_else_as_it_was(admin_client):
    photo = factories.photo(factories.picture(), alt="Before")
    sent = words(slug=photo.slug, alt="New words", file=upload("x.jpg", b"GIF89a"))
    response = admin_client.post(page_of(photo), sent)
    assert "New words" in response.content.decode()
    photo.refresh_from_db()
    assert photo.alt == "Before"
    assert kept(photo) == renditions.names(photo)


def test_former_renditions_go_when_the_save_is_committed_and_not_before(
    admin_client, django_capture_on_commit_callbacks
):
    photo = factories.photo(factories.picture())
    former, original = renditions.names(photo), photo.original.name
    with django_capture_on_commit_callbacks() as committed:
        admin_client.post(page_of(photo), words(slug=photo.slug, focal_x=0.1))
        assert all(storages["renditions"].exists(name) for name in former)
    for callback in committed:
        callback()
    photo.refresh_from_db()
    assert not any(storages["renditions"].exists(name) for name in former)
    assert kept(photo) == renditions.names(photo)
    assert storages["default"].exists(original)


def test_renditions_that_a_photo_has_again_are_not_dropped():
    photo = factories.photo(factories.picture())
    library.drop(photo, renditions.files(photo))
    assert kept(photo) == renditions.names(photo)


def test_a_save_that_fails_after_its_files_were_stored_takes_them_back(admin_client, monkeypatch):
    photo = factories.photo(factories.picture())
    monkeypatch.setattr("photos.desk.admin.PhotoAdmin.log_change", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        admin_client.post(page_of(photo), words(slug=photo.slug, focal_x=0.1))
    moved = Photo(uuid=photo.uuid, digest=photo.digest, width=1200, height=800, focal_x=0.1, focal_y=0.5)
    assert not kept(moved)
    assert kept(photo) == renditions.names(photo)


def test_the_history_names_fields_in_words(admin_client):
    photo = factories.photo(factories.picture())
    sent = words(slug=photo.slug, alt="Reeds", caption=photo.caption, credit=photo.credit, licence="own", focal_x=0.1)
    admin_client.post(page_of(photo), sent | {"focal_y": 0.2})
    history = admin_client.get(reverse("admin:photos_photo_history", args=[photo.pk])).content.decode()
    assert "Saved: alternative text, focal point</td>" in history


def test_a_new_file_of_another_shape_or_of_another_photo_is_said(admin_client):
    photo, tall = factories.photo(factories.picture()), factories.picture(600, 900).read()
    factories.photo(ContentFile(tall, "tall.jpg"), caption="The tall one")
    response = admin_client.post(page_of(photo), words(file=upload(data=tall), slug=photo.slug), follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert any("The tall one" in words for words in said)
    assert any("another shape" in words for words in said)


def test_who_may_only_look_sees_the_page_without_its_tools(client, django_user_model):
    looker = django_user_model.objects.create_user("jonas", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_photo"))
    client.force_login(looker)
    photo = factories.photo()
    assert "Focal point in numbers" in client.get(page_of(photo)).content.decode()
    assert "data-upload" not in client.get(LIST).content.decode()


def test_what_a_photo_in_use_goes_live_with_is_not_taken_from_it(admin_client):
    photo = factories.photo(factories.picture(320, 240))
    factories.scheduled(lead_photo=photo)
    form = admin_client.post(page_of(photo), filled(photo, licence="", alt="")).context["adminform"].form
    assert "rights until" in str(form.errors["licence"])
    assert "decorative" in str(form.errors["alt"])
    admin_client.post(page_of(photo), filled(photo, alt="", is_decorative="on"))
    photo.refresh_from_db()
    assert (photo.alt, photo.is_decorative, photo.licence) == ("", True, "own")


def test_an_attribution_licence_asks_for_the_credit_where_it_is_filled_in(admin_client):
    photo = factories.photo(factories.picture(320, 240))
    form = admin_client.post(page_of(photo), filled(photo, licence="cc-by-4.0", credit="")).context["adminform"].form
    assert "photographer is named" in str(form.errors["credit"])
    assert not form.non_field_errors()


def test_who_brought_a_photo_completes_it_while_nothing_but_drafts_show_it(client, django_user_model):
    author = django_user_model.objects.create_user("mei", password="x", is_staff=True)
    author.groups.add(Group.objects.get(name="Author"))
    client.force_login(author)
    client.post("/admin/photos/photo/upload/", {"file": upload()}, headers={"accept": "application/json"})
    own, other = Photo.objects.get(), factories.photo(factories.picture(320, 240))
    client.post(page_of(own), filled(own, alt="Hills", licence="own"))
    assert client.post(page_of(other), filled(other, alt="Changed")).status_code == 403
    own.refresh_from_db()
    assert (own.alt, own.licence) == ("Hills", "own")
    draft = factories.draft(lead_photo=own)
    assert client.get(page_of(own)).context["has_change_permission"]
    workflow.publish(draft, actor=None, at=timezone.now() + factories.HOUR)
    assert client.post(page_of(own), filled(own, alt="Changed")).status_code == 403
