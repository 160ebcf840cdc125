"""Every public page: it answers, costs the same number of queries at any size, and makes sense of any address."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from institute import RELEASE
from publications import workflow
from publications.models import Publication
from tests import factories

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


PAST = (
    "history/", "history/?from=1&to=2", "history/feed.atom", "editions/1/", "editions/2/", "editions/1/content.json",
)  # fmt: skip


def correct(piece, times=1):
    """Newer editions of a piece, one after the other."""
    newest = piece.editions.order_by("-live_from").first()
    for _time in range(times):
        newest = factories.corrected(newest, since=newest.live_from + timedelta(seconds=1))


def fill(count, topics, experts):
    for n in range(count):
        kind = "interview" if n % 3 == 0 else "analysis"
        factories.live(
            kind, topics=[topics[n % len(topics)], topics[(n + 1) % len(topics)]], authors=[experts[n % len(experts)]]
        )


@pytest.fixture
def records():
    return [factories.topic(f"Topic {n}") for n in range(3)], [factories.expert(f"Expert No{n}") for n in range(3)]


def pages(topics, experts):
    analysis = Publication.objects.filter(kind="analysis").first()
    interview = Publication.objects.filter(kind="interview").first()
    for piece in (analysis, interview):
        if piece.editions.count() == 1:
            correct(piece)
    topic, expert = topics[0].slug, experts[0].slug
    year = timezone.localdate().year
    found = ["/", "/publications/", f"/publications/{analysis.slug}/", f"/publications/{interview.slug}/", "/topics/"]
    found += [
        f"/topics/{topic}/",
        "/experts/",
        f"/experts/{expert}/",
        f"/experts/{expert}/answers/",
        "/feeds/",
        "/sitemap.xml",
        "/robots.txt",
    ]
    factories.page_text(slug="about", live_from=timezone.now())
    found += [
        "/about/about/",
        "/search/?q=summary",
        "/search/",
        "/sitemap-pages.xml",
        "/sitemap-publications.xml",
        *(f"/publications/{piece.slug}/{rest}" for piece in (analysis, interview) for rest in PAST),
        f"/publications/?type=interview&topic={topic}&expert={expert}&year={year}&page=2",
    ]
    for extension in ("rss", "atom", "json"):
        found += [
            f"/publications/feed.{extension}",
            f"/topics/{topic}/feed.{extension}",
            f"/experts/{expert}/feed.{extension}",
        ]
    return found


def costs(client, addresses):
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        found[address] = len(queries)
    return found


def test_every_page_costs_few_queries_and_the_same_for_3_pieces_as_for_60(client, records):
    topics, experts = records
    for expert in experts:
        expert.expertise.create(topic=topics[0])
    fill(6, *records)
    addresses = pages(*records)
    few = costs(client, addresses)
    assert max(few.values()) <= MOST_QUERIES, few
    for _ in range(9):
        factories.expert().expertise.create(topic=topics[0])
        topics.append(factories.topic())
    fill(60, *records)
    assert costs(client, addresses) == few


def test_a_pieces_past_costs_few_queries_and_the_same_for_2_editions_as_for_60(client, records):
    pieces = [factories.live(kind, topics=records[0][:1], authors=records[1]) for kind in ("analysis", "interview")]
    for piece in pieces:
        correct(piece.publication)
    client.get("/publications/")
    addresses = [f"{piece.get_absolute_url()}{rest}" for piece in pieces for rest in ("", *PAST)]
    few = costs(client, addresses)
    assert max(few.values()) <= MOST_QUERIES, few
    for piece in pieces:
        correct(piece.publication, times=58)
    client.get("/publications/")
    assert costs(client, addresses) == few


def test_an_empty_site_answers_everywhere(client):
    for address in (
        "/",
        "/publications/",
        "/topics/",
        "/experts/",
        "/feeds/",
        "/sitemap.xml",
        "/publications/feed.rss",
    ):
        assert client.get(address).status_code == 200, address


def test_a_public_page_sets_no_cookie_and_varies_on_none(client, records):
    fill(3, *records)
    for address in pages(*records):
        response = client.get(address, headers={"cookie": "sessionid=x; csrftoken=y"})
        assert not response.cookies
        assert "cookie" not in response.get("Vary", "").lower()


def test_no_public_page_has_a_script_or_an_inline_style(client, records):
    fill(3, *records)
    for address in pages(*records):
        if "feed" not in address or address == "/feeds/":
            page = client.get(address).content.decode()
            assert "<script" not in page
            assert " style=" not in page
            assert "<style" not in page


def test_every_page_has_a_title_a_description_and_one_h1(client, records):
    fill(3, *records)
    for address in pages(*records):
        response = client.get(address)
        if response["Content-Type"].startswith("text/html"):
            page = response.content.decode()
            assert page.count("<h1") == 1, address
            assert page.count("<title>") == 1, address
            assert '<meta name="description" content="' in page, address


NONSENSE = [
    "",
    "nonsense",
    "-1",
    "0",
    "99999999999999999999",
    "1e9",
    "٣",
    "%00",
    "a%00b",
    "%ff%fe",
    "'; DROP TABLE",
    "x" * 10_000,
    "%F0%9F%92%A9",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%22onload=%22",
]


@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
@pytest.mark.parametrize("name", ["type", "topic", "expert", "year", "q", "page", "unknown"])
def test_any_value_of_any_parameter_is_answered_sensibly(client, records, name, value):
    factories.live(topics=records[0][:1])
    for path in ("/publications/", "/publications/feed.rss", "/experts/", "/topics/", "/"):
        response = client.get(f"{path}?{name}={value}&{name}={value}")
        assert response.status_code in {200, 400, 404}
        assert b"<script>alert" not in response.content


@pytest.mark.parametrize("value", [v for v in NONSENSE if v], ids=range(len(NONSENSE) - 1))
def test_any_value_in_a_path_is_answered_sensibly(client, value):
    for path in (
        "publications/{}/",
        "topics/{}/",
        "experts/{}/",
        "media/{}",
        "publications/feed.{}",
        "sitemap-{}.xml",
        "{}",
    ):
        assert client.get("/" + path.format(value)).status_code in {301, 400, 404}


@pytest.mark.parametrize(("page", "shown"), [("0", 1), ("-3", 1), ("x", 1), ("2", 2), ("999", 3), ("", 1)])
def test_a_page_number_that_is_none_leads_to_the_nearest_page(client, records, page, shown):
    fill(45, *records)
    assert client.get(f"/publications/?page={page}").context["page"].number == shown


def test_filters_combine_and_a_repeated_type_or_topic_means_any(client):
    one, two, three = (factories.topic(f"T{n}") for n in "123")
    ada, ben = factories.expert("Ada"), factories.expert("Ben")
    a = factories.live(topics=[one], authors=[ada])
    b = factories.live("interview", topics=[two], authors=[ada])
    factories.live(topics=[three], authors=[ben])

    def shown(query):
        return {edition.pk for edition in client.get(f"/publications/?{query}").context["page"]}

    assert shown(f"topic={one.slug}&topic={two.slug}") == {a.pk, b.pk}
    assert shown(f"topic={one.slug}&topic={two.slug}&type=interview") == {b.pk}
    assert len(shown("type=analysis&type=interview")) == 3
    assert shown(f"expert={ada.slug}&type=analysis") == {a.pk}
    assert shown("year=1999") == set()
    assert shown(f"year={timezone.localdate().year}&expert={ben.slug}") != set()


def test_a_correction_keeps_its_place_in_the_list(client):
    old = factories.live(published_on="2019-01-01")
    new = factories.live(published_on="2024-01-01")
    correction = factories.corrected(old, since=timezone.now() - timedelta(minutes=1))
    assert [e.pk for e in client.get("/publications/").context["page"]] == [new.pk, correction.pk]


def test_a_former_address_redirects_for_ever(client):
    edition = factories.live(slug="old")
    topic, expert = factories.topic(slug="old-topic"), factories.expert(slug="old-expert")
    workflow.refile(edition.publication, actor=None, slug="new", topics=[topic])
    for record, slug in ((topic, "new-topic"), (expert, "new-expert")):
        record.slug = slug
        record.save()
    for old, new in (
        ("/publications/old/", "/publications/new/"),
        ("/topics/old-topic/", "/topics/new-topic/"),
        ("/experts/old-expert/", "/experts/new-expert/"),
        ("/topics/old-topic/feed.rss", "/topics/new-topic/feed.rss"),
    ):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)


def test_a_former_address_of_a_draft_tells_nothing(client):
    draft = factories.draft(slug="secret-plan")
    draft.publication.slug = "renamed"
    draft.publication.save()
    assert client.get("/publications/secret-plan/").status_code == 404


def test_withdrawn_pieces_answer_410_with_the_notice(client):
    edition = factories.withdrawn(slug="gone", title="Gone title", note="The data were wrong.")
    response = client.get("/publications/gone/")
    assert response.status_code == 410
    assert b"The data were wrong." in response.content
    assert edition.title.encode() not in response.content


def test_a_correction_is_told_with_its_date_and_no_later_minor_edition_hides_it(client):
    edition = factories.live()
    told = factories.corrected(edition, since=timezone.now() - timedelta(minutes=30), note="It is 17, not 13.")
    factories.corrected(told, since=timezone.now() - timedelta(minutes=5), kind="minor", note="")
    for address in (edition.get_absolute_url(), "/publications/feed.rss"):
        page = client.get(address).content.decode()
        assert "It is 17, not 13." in page
        assert "Correction" in page


NUMBERS = ["0", "-1", "x", "1.5", "99999999999999999999", "%D9%A1", "1%00"]


@pytest.mark.parametrize("value", NUMBERS)
def test_a_version_number_that_is_none_is_not_found(client, value):
    slug = factories.live().publication.slug
    for rest in ("", "content.json"):
        assert client.get(f"/publications/{slug}/editions/{value}/{rest}").status_code in {400, 404}


@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_any_choice_of_versions_is_answered_sensibly(client, value):
    edition = factories.live()
    correct(edition.publication)
    for name in ("from", "to", "unknown"):
        response = client.get(f"{edition.get_absolute_url()}history/?{name}={value}&to={value}")
        assert response.status_code in {200, 400}
        assert b"<script>alert" not in response.content


def test_a_page_gives_304_to_whoever_has_it(client):
    factories.live()
    first = client.get("/publications/")
    again = client.get("/publications/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_interview_shows_every_answer_under_its_speaker_with_an_address(client):
    ada, ben = factories.expert("Ada Lund"), factories.expert("Ben Okoro")
    with workflow.backdating():
        edition = factories.live("interview", authors=[ada, ben])
        factories.say(edition, "answer", "<p>Together.</p>", [ada, ben], key="joint")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert 'id="answer-joint"' in page
    block = page[page.index('id="answer-joint"') :]
    assert block.index("Ada Lund") < block.index("Together.")
    assert block.index("Ben Okoro") < block.index("Together.")
    for turn in edition.turns.all():
        assert f'id="{turn.anchor}"' in page


def test_a_right_to_left_piece_says_so(client):
    edition = factories.live(language="ar", title="سؤال الماء", slug="water-ar")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert 'lang="ar"' in page
    assert 'dir="rtl"' in page


def test_one_who_left_stays_in_the_byline_without_a_link(client):
    left = factories.expert("Zoe Left")
    edition = factories.live(authors=[left])
    left.public_until = timezone.now()
    left.save()
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Zoe Left" in page
    assert left.get_absolute_url() not in page


def test_an_expert_removed_from_the_byline_no_longer_lists_the_piece(client):
    ada, ben = factories.expert(), factories.expert()
    edition = factories.live(authors=[ada, ben], title="Shared work")
    with workflow.backdating():
        newer = factories.corrected(edition, since=timezone.now() - timedelta(minutes=1))
        newer.contributions.filter(expert=ben).delete()
    assert b"Shared work" in client.get(ada.get_absolute_url()).content
    assert b"Shared work" not in client.get(ben.get_absolute_url()).content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_public_pages_are_read_and_nothing_else(client, method):
    response = getattr(client, method)("/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_health_and_readiness_answer_before_the_host_check(client):
    health = client.get("/healthz", headers={"host": "unknown"})
    assert (health.content.decode(), health["Content-Type"]) == (f"ok {RELEASE}\n", "text/plain")
    assert client.get("/readyz", headers={"host": "unknown"}).content == b"ready\n"


def test_the_desk_is_not_for_visitors_and_public_pages_know_no_session(client):
    response = client.get("/admin/")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))
    assert "no-store" in response["Cache-Control"]


def test_the_error_page_needs_nothing(client, settings):
    client.raise_request_exception = False
    settings.ROOT_URLCONF = "tests.institute.broken"
    response = client.get("/")
    assert response.status_code == 500
    assert b"Larkfield Institute" in response.content
