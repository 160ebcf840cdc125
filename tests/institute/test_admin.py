"""The institute at the desk: its settings, its front page and its plain pages."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from institute.content import marks
from institute.models import FrontPage, Institute, Page, PageText
from institute.page_cache.site import Site
from photos import renditions
from tests import factories
from tests.factories import HOUR
from tests.publications.test_admin import errors, fields, rows

pytestmark = pytest.mark.django_db
INSTITUTE, FRONT = "/admin/institute/institute/1/change/", "/admin/institute/frontpage/1/change/"
ADD = "/admin/institute/page/add/"


def upload(name="mark.png", **options):
    picture = factories.picture(options.pop("width", 300), options.pop("height", 120), kind="PNG", **options)
    return SimpleUploadedFile(name, picture.read(), "image/png")


def save(client, path, /, **changes):
    """Sends a form as it was shown, with some changes."""
    return client.post(path, filled(fields(client.get(path)) | changes))


def filled(sent):
    """What a browser sends: no box that isn't ticked."""
    return {name: value for name, value in sent.items() if value is not None and value is not False}


# The institute


def test_what_the_institute_says_of_itself_stands_on_every_page_and_in_the_feeds(admin_client, client):
    response = save(
        admin_client, INSTITUTE, name="Heron Institute", tagline="On wetlands.", licence="by-nd", foot="Charity 12.",
        phone="+44 (20) 7946", email="post@heron.example", address="1 Reed Lane\nFenton",
        **rows("links", {"label": "Mastodon", "address": "https://social.example/@heron"}),
    )  # fmt: skip
    assert response.status_code == 302
    for path in ("/", "/topics/", "/nowhere/"):
        page = client.get(path).content.decode()
        for words in (
            "Heron Institute", "Charity 12.", "tel:+44207946", "mailto:post@heron.example", "1 Reed Lane<br>Fenton",
            'href="https://social.example/@heron" rel="me"',
            'rel="license" href="https://creativecommons.org/licenses/by-nd/4.0/"',
        ):  # fmt: skip
            assert words in page, (path, words)
    assert '<h1 class="mission">On wetlands.</h1>' in client.get("/").content.decode()
    feed = client.get("/publications/feed.atom").content.decode()
    assert "<title>Heron Institute</title>" in feed
    assert "<rights>© Heron Institute. CC BY-ND 4.0. https://creativecommons.org/licenses/by-nd/4.0/</rights>" in feed
    assert "Heron Institute" in admin_client.get("/admin/").content.decode()


def test_a_name_and_a_zone_left_empty_are_the_environments(client, settings):
    settings.SITE_NAME, settings.TIME_ZONE = "Larkfield Institute", "Europe/Brussels"
    page = client.get("/").content.decode()
    assert "Larkfield Institute" in page
    assert Institute(time_zone="").zone.key == "Europe/Brussels"
    assert Institute(time_zone="Atlantis/Capital").zone.key == "Europe/Brussels"


def test_dates_are_printed_and_moments_read_in_the_institutes_time_zone(admin_client, client):
    save(admin_client, INSTITUTE, time_zone="Pacific/Auckland")
    draft = factories.draft(title="Tomorrow there")
    at = timezone.now() + timedelta(days=2)
    factories.workflow.publish(draft, actor=None, at=at.replace(hour=20, minute=0))
    desk = admin_client.get("/admin/").content.decode()
    assert "Auckland (UTC+1" in desk
    assert "<b>09:00</b>" in desk or "<b>08:00</b>" in desk


def test_an_unknown_time_zone_is_refused_with_the_near_ones(admin_client):
    response = save(admin_client, INSTITUTE, time_zone="brussels")
    assert "Did you mean Europe/Brussels?" in errors(response)
    assert Institute.objects.get().time_zone == ""


def test_a_mark_is_shown_made_small_and_no_longer_once_it_is_taken_away(admin_client, client):
    save(admin_client, INSTITUTE, file=upload(), file_on_dark=upload(colour="white"))
    mark = front(client)["site"].mark
    page = client.get("/").content.decode()
    assert f'<img src="{mark.address}" width="80" height="32" alt="">' in page
    assert f'<link rel="icon" href="{mark.icon_address}"' in page
    assert "(prefers-color-scheme: dark)" in page
    for address in (mark.address, mark.icon_address):
        served = client.get(address)
        assert (served.status_code, served["Content-Type"]) == (200, "image/png")
    save(admin_client, INSTITUTE, no_mark="on")
    assert client.get(mark.address).status_code == 404
    assert mark.name not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (SimpleUploadedFile("mark.svg", b"<svg><script>x</script></svg>"), "An SVG can carry a script"),
        (SimpleUploadedFile("mark.png", b"no picture"), "not a photo"),
        (upload(width=900, height=90), "more than five times as wide"),
        (upload(width=20, height=20), "too small"),
        (SimpleUploadedFile("mark.png", b"x" * (2 * 2**20 + 1)), "larger than 2 MB"),
    ],
    ids=["svg", "text", "wide", "small", "large"],
)
def test_what_can_be_no_mark_is_refused_with_the_reason(admin_client, file, reason):
    file.seek(0)
    response = save(admin_client, INSTITUTE, file=file, name="Kept")
    assert reason in errors(response)
    assert b'value="Kept"' in response.content
    assert Institute.objects.get().mark == ""


def test_an_address_of_a_link_must_be_one_a_browser_opens(admin_client):
    response = save(admin_client, INSTITUTE, **rows("links", {"label": "Bad", "address": "javascript:alert(1)"}))
    assert "valid URL" in errors(response)


def test_the_settings_are_for_those_who_may_change_them(client, django_user_model):
    person = django_user_model.objects.create_user("jonas", password="x", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="change_frontpage"))
    client.force_login(person)
    assert client.get(INSTITUTE).status_code == 403
    assert client.get(FRONT).status_code == 200


# The front page


def front(client):
    caches["pages"].clear()  # what is kept has no context
    return client.get("/").context


def titles(client):
    page = front(client)
    return [edition.title for edition in ([page["lead"]] if page["lead"] else []) + page["latest"] + page["more"]]


def test_the_front_page_fills_itself_with_what_is_newest(client):
    for day in (1, 2, 3):
        factories.live("interview", title=f"Piece {day}", published_on=f"2024-01-0{day}")
    page = front(client)
    assert titles(client) == ["Piece 3", "Piece 2", "Piece 1"]
    assert [turn.edition.title for turn, _experts in page["said"]] == ["Piece 3", "Piece 2"]
    assert len(page["topics"]) == len(page["experts"]) == 3


def test_what_editors_choose_comes_first_in_their_order_and_the_newest_after_it(admin_client, client):
    old, older = (factories.live(title=title, published_on="2001-01-01") for title in ("Old", "Older"))
    factories.live(title="New", published_on="2024-01-01")
    save(
        admin_client, FRONT,
        **rows("story_set", {"publication": older.publication_id, "position": 2},
               {"publication": old.publication_id, "position": 1}),
    )  # fmt: skip
    assert titles(client) == ["Old", "Older", "New"]


def test_a_chosen_piece_appears_when_it_goes_live_and_leaves_when_it_is_withdrawn(client):
    live = factories.live(title="Now")
    scheduled = factories.scheduled(title="Soon")
    gone = factories.withdrawn(title="Gone")
    front = FrontPage.objects.get()
    for edition in (scheduled, gone):
        front.story_set.create(publication=edition.publication)
    assert titles(client) == ["Now"]
    from institute.public.front_page import stories

    chosen = [scheduled.publication_id, gone.publication_id]
    assert [e.title for e in stories(chosen, scheduled.live_from)] == ["Soon", "Now"]
    assert live.pk


def test_the_lead_steps_back_at_its_moment_and_the_other_choices_stay(client):
    front = FrontPage.objects.get()
    for title, day in (("Lead", "2001-01-01"), ("Second", "2001-01-02"), ("New", "2024-01-01")):
        edition = factories.live(title=title, published_on=day)
        if title != "New":
            front.story_set.create(publication=edition.publication, position=int(day[-1]))
    assert titles(client) == ["Lead", "Second", "New"]
    front.lead_until = timezone.now()
    front.save()
    assert titles(client) == ["Second", "New", "Lead"]


def test_a_chosen_answer_is_quoted_first_and_found_by_its_link(admin_client, client):
    old = factories.live("interview", title="Old talk", published_on="2001-01-01")
    answer = old.turns.get(kind="answer")
    factories.live("interview", title="New talk", published_on="2024-01-01")
    link = f"https://www.example.org{answer.get_absolute_url()}"
    assert save(admin_client, FRONT, **rows("quote_set", {"link": link})).status_code == 302
    assert [turn.edition.title for turn, _experts in front(client)["said"]] == ["Old talk", "New talk"]


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("/publications/talk/", "names no answer"),
        ("/publications/talk/#question-x", "names no answer"),
        ("/publications/talk/#answer-nowhere", "no such answer"),
        ("/publications/else/#answer-x", "no such answer"),
        ("http://[broken", "names no answer"),
    ],
)
def test_a_link_to_no_answer_is_refused_with_the_way_out(admin_client, link, reason):
    factories.live("interview", slug="talk")
    response = save(admin_client, FRONT, **rows("quote_set", {"link": link}))
    assert reason in errors(response)


def test_chosen_topics_and_experts_are_shown_as_far_as_they_are_public(client):
    topic, hidden = factories.topic("Chosen"), factories.topic(public_from=None)
    expert, left = factories.expert("Ada Chosen"), factories.expert(public_until=timezone.now())
    factories.live()
    chosen = FrontPage.objects.get()
    for row in (hidden, topic):
        chosen.fronttopic_set.create(topic=row)
    for row in (left, expert):
        chosen.frontexpert_set.create(expert=row)
    page = front(client)
    assert (page["topics"], page["experts"]) == ([topic], [expert])


def test_the_search_box_finds_pieces_by_their_title_to_those_who_may_see_them(admin_client, client):
    edition = factories.live(title="The dry year")
    asked = {"app_label": "institute", "model_name": "story", "field_name": "publication", "term": "dry"}
    found = admin_client.get("/admin/autocomplete/", asked).json()["results"]
    assert found == [{"id": str(edition.publication_id), "text": "The dry year"}]
    assert client.get("/admin/autocomplete/", asked).status_code in {302, 403}


def test_the_front_page_costs_no_more_queries_for_what_is_chosen(client, django_assert_max_num_queries):
    front = FrontPage.objects.get()
    for _ in range(9):
        talk = factories.live("interview")
        front.story_set.create(publication=talk.publication)
        front.quote_set.create(publication=talk.publication, key=talk.turns.get(kind="answer").key)
        front.fronttopic_set.create(topic=factories.topic())
        front.frontexpert_set.create(expert=factories.expert())
    client.get("/topics/")
    with django_assert_max_num_queries(8):
        client.get("/")


def test_the_form_of_the_front_page_costs_the_same_for_few_choices_and_for_many(admin_client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(FRONT)
        return len(queries)

    chosen = FrontPage.objects.get()

    def choose():
        talk = factories.live("interview")
        chosen.story_set.create(publication=talk.publication)
        chosen.quote_set.create(publication=talk.publication, key=talk.turns.get(kind="answer").key)
        chosen.fronttopic_set.create(topic=factories.topic())
        chosen.frontexpert_set.create(expert=factories.expert())

    choose()
    few = cost()
    for _ in range(3):
        choose()
    assert cost() == few


# Plain pages


def words(title="Privacy", body="<p>No cookies.</p>", **more):
    return {"title": title, "summary": "S.", "body": body, "slug": "privacy", "position": 0, "in_foot": "on"} | more


def new_page(client, **sent):
    client.post(ADD, words(**sent))
    return Page.objects.get(slug=sent.get("slug", "privacy"))


def test_a_page_is_a_draft_until_it_is_published_and_then_stands_at_the_foot(admin_client, client):
    page = new_page(admin_client, _continue="1")
    address = page.get_absolute_url()
    assert address == "/about/privacy/"
    assert client.get(address).status_code == 404
    assert address not in client.get("/").content.decode()
    save(admin_client, f"/admin/institute/page/{page.pk}/change/", _publish="1")
    shown = client.get(address)
    assert "No cookies." in shown.content.decode()
    assert f'<a href="{address}">Privacy</a>' in client.get("/topics/").content.decode()
    assert address in client.get("/sitemap-pages.xml").content.decode()


def test_a_draft_of_a_live_page_changes_nothing_for_readers_until_it_is_published(admin_client, client):
    page = new_page(admin_client, _publish="1")
    change = f"/admin/institute/page/{page.pk}/change/"
    save(admin_client, change, body="<p>One cookie.</p>", title="Privacy, again", _continue="1")
    assert "No cookies." in client.get("/about/privacy/").content.decode()
    assert "One cookie." in admin_client.get(change).content.decode()
    assert "One cookie." in admin_client.get(f"/admin/institute/page/{page.pk}/preview/").content.decode()
    assert "Live, draft open" in admin_client.get("/admin/institute/page/").content.decode()
    save(admin_client, change, _publish="1")
    assert "One cookie." in client.get("/about/privacy/").content.decode()
    first = page.texts.last()
    assert "No cookies." in admin_client.get(f"/admin/institute/page/{page.pk}/texts/{first.pk}/").content.decode()


def test_a_page_goes_live_at_its_moment(admin_client):
    moment = timezone.now().replace(second=0, microsecond=0) + timedelta(days=1)
    page = new_page(admin_client, _schedule="1", moment=timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M"))
    assert not PageText.objects.live(moment - timedelta(microseconds=1)).exists()
    assert PageText.objects.live(moment).get().page == page


@pytest.mark.parametrize(("moment", "reason"), [("", "Choose when"), ("2020-01-01T09:00", "past")])
def test_a_schedule_needs_a_moment_to_come_and_keeps_the_words(admin_client, moment, reason):
    response = admin_client.post(ADD, words(_schedule="1", moment=moment, body="<p>Long work.</p>"))
    assert reason in response.content.decode()
    assert "Long work." in response.content.decode()


def test_two_editors_of_one_page_are_told_of_each_other_once(admin_client):
    page = new_page(admin_client, _publish="1")
    change = f"/admin/institute/page/{page.pk}/change/"
    opened = filled(fields(admin_client.get(change)))
    save(admin_client, change, body="<p>Theirs.</p>", _continue="1")
    late = admin_client.post(change, opened | {"body": "<p>Mine.</p>", "_continue": "1"})
    assert "saved elsewhere" in errors(late)
    assert "Mine." in late.content.decode()
    assert page.texts.first().body == "<p>Theirs.</p>"
    admin_client.post(change, filled(fields(late)) | {"_continue": "1"})
    assert page.texts.first().body == "<p>Mine.</p>"


def test_a_text_that_was_live_can_be_changed_by_nobody(admin_client):
    page = new_page(admin_client, _publish="1")
    text = page.texts.get()
    for write in (lambda: page.texts.update(body="<p>x</p>"), text.delete):
        with pytest.raises(IntegrityError, match="has been live"), transaction.atomic():
            write()
    with pytest.raises(IntegrityError, match="in the past"), transaction.atomic():
        PageText.objects.create(page=page, title="x", body="x", live_from=timezone.now() - HOUR)
    with pytest.raises(IntegrityError, match="page_text_one_draft"), transaction.atomic():
        PageText.objects.bulk_create(PageText(page=page, title="x", body="x") for _ in range(2))


def test_filing_a_page_anew_makes_no_new_text_and_an_old_address_leads_on(admin_client, client):
    page = new_page(admin_client, _publish="1")
    save(admin_client, f"/admin/institute/page/{page.pk}/change/", slug="data", in_foot=None, _continue="1")
    assert page.texts.count() == 1
    moved = client.get("/about/privacy/")
    assert (moved.status_code, moved["Location"]) == (301, "/about/data/")
    assert "/about/data/" not in client.get("/").content.decode()
    response = admin_client.post(ADD, words(slug="privacy", _continue="1"))
    assert "belongs to" in response.content.decode()


def test_a_page_taken_away_is_gone_for_readers_and_stays_at_the_desk(admin_client, client):
    page = new_page(admin_client, _publish="1")
    Page.objects.filter(pk=page.pk).update(public_until=timezone.now())
    assert client.get("/about/privacy/").status_code == 404
    assert "Taken away" in admin_client.get("/admin/institute/page/").content.decode()


def test_a_page_is_safe_whatever_was_pasted_into_it(admin_client, client):
    new_page(admin_client, _publish="1", body='<p onclick="x()">A<script>alert(1)</script></p><h2>Part</h2>')
    shown = client.get("/about/privacy/").content.decode()
    assert "alert(1)" not in shown
    assert "onclick" not in shown
    assert '<h2 id="s-part">' in shown


def test_the_list_of_pages_costs_the_same_for_one_and_for_many(admin_client, django_assert_max_num_queries):
    for _ in range(12):
        factories.page_text(live_from=timezone.now() - HOUR)
    with django_assert_max_num_queries(8):
        admin_client.get("/admin/institute/page/")


# What the desk must not let happen


@pytest.mark.parametrize("year", ["9999-12-31", "0001-01-01"])
def test_a_moment_that_some_time_zone_cannot_tell_is_refused_at_every_door(admin_client, client, year):
    Institute.objects.update(time_zone="America/New_York")
    page, expert = new_page(admin_client, _publish="1"), factories.expert()
    when = {"_0": year, "_1": "23:59:59"}
    for path, field in (
        (FRONT, "lead_until"),
        (f"/admin/institute/page/{page.pk}/change/", "public_until"),
        (f"/admin/experts/expert/{expert.pk}/change/", "public_until"),
    ):
        response = save(admin_client, path, **{f"{field}{part}": value for part, value in when.items()})
        assert response.status_code == 200, path
        assert client.get("/topics/").status_code == 200
    far = timezone.now().replace(year=9500)
    for write in (
        lambda: FrontPage.objects.update(lead_until=far),
        lambda: Page.objects.update(public_until=far),
        lambda: type(expert).objects.update(public_until=far),
        lambda: factories.photo(rights_until=far),
    ):
        with pytest.raises(IntegrityError, match="can_be_told"), transaction.atomic():
            write()


def test_one_answer_twice_is_refused_and_two_may_change_places(admin_client):
    first, second = (factories.live("interview").turns.get(kind="answer") for _ in "12")
    links = [{"link": turn.get_absolute_url()} for turn in (first, first)]
    response = save(admin_client, FRONT, **rows("quote_set", *links))
    assert "on the front page already" in str(response.context["inline_admin_formsets"][1].formset.errors)
    save(admin_client, FRONT, **rows("quote_set", *({"link": t.get_absolute_url()} for t in (first, second))))
    shown = fields(admin_client.get(FRONT))
    swapped = {"quote_set-0-link": shown["quote_set-1-link"], "quote_set-1-link": shown["quote_set-0-link"]}
    assert admin_client.post(FRONT, filled(shown | swapped)).status_code == 302
    assert list(FrontPage.objects.get().quote_set.values_list("key", flat=True)) == [second.key, first.key]


def test_a_story_may_be_taken_out_and_added_again_and_twice_is_refused(admin_client):
    stories = [factories.live().publication_id for _ in range(8)]
    sent = ({"publication": pk, "position": n} for n, pk in enumerate(stories))
    assert save(admin_client, FRONT, **rows("story_set", *sent)).status_code == 302
    shown = fields(admin_client.get(FRONT))
    again = {"story_set-TOTAL_FORMS": 9, "story_set-0-DELETE": "on", "story_set-8-publication": stories[0]}
    response = admin_client.post(FRONT, filled(shown | again | {"story_set-8-position": 9}))
    assert response.status_code == 302, response.context["errors"]
    assert list(FrontPage.objects.get().story_set.values_list("publication", flat=True)) == [*stories[1:], stories[0]]
    shown = fields(admin_client.get(FRONT))
    response = admin_client.post(FRONT, filled(shown | {"story_set-0-publication": shown["story_set-1-publication"]}))
    assert "on the front page already" in str(response.context["inline_admin_formsets"][0].formset.errors)


@pytest.mark.parametrize(
    ("path", "mine", "theirs"),
    [
        (INSTITUTE, {"name": "Mine"}, {"tagline": "Theirs"}),
        (FRONT, {"lead_until_0": "2030-01-01", "lead_until_1": "9:00"}, {}),
    ],
)
def test_settings_saved_elsewhere_meanwhile_are_not_overwritten_unseen(admin_client, path, mine, theirs):
    opened = filled(fields(admin_client.get(path)))
    if theirs:
        save(admin_client, path, **theirs)
    else:
        FrontPage.objects.get().story_set.create(publication=factories.live().publication)
    late = admin_client.post(path, opened | mine)
    assert "saved elsewhere" in errors(late)
    assert admin_client.post(path, filled(fields(late)) | mine).status_code == 302, "once she knows, she may"


def test_the_filing_of_a_page_saved_elsewhere_is_not_overwritten_unseen(admin_client):
    page = new_page(admin_client, _publish="1")
    change = f"/admin/institute/page/{page.pk}/change/"
    opened = filled(fields(admin_client.get(change)))
    save(admin_client, change, slug="renamed", _continue="1")
    assert "saved elsewhere" in errors(admin_client.post(change, opened | {"_continue": "1"}))
    assert Page.objects.get().slug == "renamed"


def test_a_comma_in_a_scheduled_page_keeps_its_schedule_until_it_is_taken_back(admin_client):
    moment = timezone.now().replace(second=0, microsecond=0) + timedelta(days=1)
    page = new_page(admin_client, _schedule="1", moment=timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M"))
    change = f"/admin/institute/page/{page.pk}/change/"
    for button in ("_continue", "_preview"):
        save(admin_client, change, body=f"<p>{button}</p>", **{button: "1"})
        assert page.texts.get().live_from == moment
    save(admin_client, change, _unschedule="1")
    assert page.texts.get().live_from is None


def test_scheduling_what_readers_see_already_or_an_end_before_the_beginning_is_refused_with_the_reason(admin_client):
    page = new_page(admin_client, _publish="1")
    change = f"/admin/institute/page/{page.pk}/change/"
    assert "see already" in errors(save(admin_client, change, _schedule="1", moment="2040-01-01T09:00"))
    response = save(admin_client, change, public_until_0="2020-01-01", public_until_1="9:00", _continue="1")
    assert "exists since" in errors(response)


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("+44 20 7946 0958", "+442079460958"), ("+44 (0)20 7946 0958", "+442079460958"),
        ("(020) 7946-0958", "02079460958"),
        ("+32 2 123 45 67, mornings; ext. 5", "+3221234567"), ("ask for Jane", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_telephone_link_dials_the_number_and_nothing_else(phone, address):
    assert Site(Institute(phone=phone)).telephone == address


def test_a_mark_stands_upright_and_neither_16_bits_nor_a_needle_is_one(admin_client):
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = factories.picture(300, 150, exif=exif)
    assert marks.read(marks.keep(turned)).width < 32
    deep = io.BytesIO()
    Image.new("I;16", (200, 200), 30000).save(deep, "PNG")
    for file, reason in (
        (SimpleUploadedFile("deep.png", deep.getvalue()), "16 bits"),
        (upload(width=10, height=300), "three times as high"),
    ):
        assert reason in errors(save(admin_client, INSTITUTE, file=file))
    assert "Take one of the two back" in errors(save(admin_client, INSTITUTE, file=upload(), no_mark="on"))


def test_a_picture_that_a_browser_has_is_not_sent_again(client):
    photo = factories.photo(factories.picture())
    factories.live(lead_photo=photo)
    name = sorted(renditions.names(photo))[0]
    first = client.get(f"/media/{name}")
    again = client.get(f"/media/{name}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
