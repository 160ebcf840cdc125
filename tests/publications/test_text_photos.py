"""Photos inside texts: what readers get of them, while their rights hold, and what an editor is told before."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from photos import renditions
from publications import merge, previews, workflow
from publications.desk import differences
from publications.desk.pieces.inlines import TurnForm
from publications.figures import Figures
from publications.finding import derived_rows
from publications.models import Edition
from publications.public import comparison
from publications.workflow import checks
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ENDED = "The right to show it has ended."


def figure(photo, alt="", caption=""):
    own = f' data-alt="{alt}"' if alt else ""
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-photo="{photo.uuid}"{own}>{below}</figure>'


def lapsed(**fields):
    return factories.photo(rights_until=timezone.now() - HOUR, **fields)


def article(client, edition):
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return html.fromstring(response.content).find(".//article")


def test_a_photo_in_a_text_is_shown_with_its_own_words_or_those_of_the_text(client):
    photo = factories.photo(alt="Ships", caption="In <b>port</b>", credit="B. Ek")
    body = f"<p>Before.</p>{figure(photo)}<p>Between.</p>{figure(photo, 'A crane', 'At <em>dawn</em>')}"
    first, second = article(client, factories.live(body=body)).findall(".//figure[@class='photo']")
    assert [image.get("alt") for image in (first.find(".//img"), second.find(".//img"))] == ["Ships", "A crane"]
    assert first.find("figcaption/span").text_content() == "In <b>port</b>"
    assert second.find("figcaption/span/em").text == "dawn"
    for shown in (first, second):
        assert shown.find("figcaption/span[@class='credit']").text == "B. Ek"
        assert f"/{photo.uuid}/card-" in shown.find(".//img").get("src")
        assert shown.getprevious().tag == "p"


def test_a_photo_without_words_has_nothing_below_it(client):
    body = figure(factories.photo(caption="", credit=""))
    assert article(client, factories.live(body=body)).find(".//figure[@class='photo']/figcaption") is None


def test_photos_stand_in_every_part_of_an_interview_those_of_a_question_below_it(client):
    said = [factories.photo() for _ in range(3)]
    ada = factories.expert()
    edition = factories.draft("interview", authors=[ada], body=figure(said[0]))
    edition.turns.all().delete()
    factories.say(edition, "question", f"<p>Why?</p>{figure(said[1], caption='A word')}")
    factories.say(edition, "answer", f"<p>So.</p>{figure(said[2])}", [ada])
    page = article(client, workflow.publish(edition, actor=None))
    shown = page.findall(".//figure[@class='photo']")
    assert [str(p.uuid) in s.find(".//img").get("src") for p, s in zip(said, shown, strict=True)] == [True] * 3
    assert page.find(".//div[@class='question']/h2").text_content() == "Why?"
    assert [turn.words for turn in edition.turns.all()] == ["Why?", "So."]


def test_where_the_rights_have_ended_a_line_stands_and_neither_photo_nor_caption_nor_its_notes(client):
    note = "<foot-note>Seen in {}.</foot-note>"
    photo = factories.photo()
    over = figure(lapsed(), "X", "Secret" + note.format("vain"))
    body = f"<p>One{note.format('May')}.</p>{over}" + figure(photo, caption="Open" + note.format("June"))
    page = article(client, factories.live(body=body))
    assert [p.text for p in page.findall(".//p[@class='photo-ended']")] == [f"A photo stood here. {ENDED}"]
    assert "Secret" not in page.text_content()
    assert "vain" not in page.text_content()
    assert [a.text for a in page.findall(".//sup/a")] == ["1", "2"]
    early = factories.photo(rights_from=timezone.now() + HOUR)
    page = article(client, factories.live(body=figure(early), language="ar"))
    [line] = page.findall(".//p[@class='photo-ended']")
    assert line.text == "A photo will stand here. It may not be shown yet."
    assert line.get("lang") == "en"


def test_of_a_photo_that_is_gone_nothing_is_left(client):
    body = '<p>a</p><figure data-photo="00000000-0000-4000-8000-000000000000"><figcaption>b</figcaption></figure>'
    page = article(client, factories.live(body=body))
    assert page.find(".//figure") is None
    assert page.find(".//p[@class='photo-ended']") is None


def asked(ask):
    """How many queries something takes while no page is kept."""
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


@pytest.mark.parametrize("kind", ["analysis", "interview"])
def test_a_page_asks_once_for_all_photos_of_its_text_and_not_at_all_without(client, kind):
    def queries(count):
        body = "".join(figure(factories.photo()) for _ in range(count)) or "<p>a</p>"
        address = factories.live(kind, body=body, topics=[]).get_absolute_url()
        assert client.get(address).content.count(b'class="photo"') == count
        return asked(lambda: client.get(address))

    none, one, twenty = queries(0), queries(1), queries(20)
    assert none + 1 == one == twenty


def entry(client):
    return client.get("/publications/feed.json").json()["items"][0]["content_html"]


def test_a_feed_asks_once_for_the_photos_of_all_its_entries(client):
    factories.live("interview", body=figure(factories.photo()))
    one = asked(lambda: entry(client))
    for _ in range(5):
        factories.live("interview", body="".join(figure(factories.photo()) for _ in range(4)))
    assert asked(lambda: entry(client)) == one
    assert entry(client).count("<figure>") == 4


def test_a_feed_shows_plain_photos_and_leaves_those_out_whose_rights_have_ended(client):
    photo = factories.photo(alt="Ships", caption="In port", credit="")
    factories.live(body=f"{figure(photo)}{figure(lapsed(), caption='Secret')}")
    content = entry(client)
    shown = html.fromstring(content)
    [image] = shown.findall(".//figure/img")
    assert image.get("src").startswith("http")
    assert image.get("src").endswith(".jpg")
    assert image.get("alt") == "Ships"
    assert shown.find(".//figcaption").text_content().strip() == "In port"
    assert "Secret" not in content
    assert content.count("<figure>") == 1


def test_a_rendition_is_served_for_a_public_text_alone_and_while_the_rights_hold(client, admin_client):
    photo = factories.photo(factories.picture())
    name = next(iter(sorted(n for n in renditions.names(photo) if "/card-" in n)))
    draft = factories.draft(body=figure(photo))
    assert client.get(f"/media/{name}").status_code == 404
    edition = workflow.publish(draft, actor=None)
    assert client.get(f"/media/{name}").status_code == 200
    factories.corrected(edition, since=timezone.now(), body="<p>Without.</p>")
    assert client.get(f"/media/{name}").status_code == 200  # the earlier version still shows it
    photo.rights_until = timezone.now() - HOUR
    photo.save()
    assert client.get(f"/media/{name}").status_code == 404


def test_a_preview_by_link_shows_the_photos_of_its_text_at_its_own_address(client):
    photo, other = factories.photo(factories.picture()), factories.photo(factories.picture(colour="red"))
    draft = factories.draft(body=figure(photo))
    link = previews.offer(draft, actor=None, label="x", expires_at=timezone.now() + HOUR)
    page = client.get(link.get_absolute_url()).content.decode()
    source = html.fromstring(page).find(".//figure[@class='photo']//img").get("src")
    assert source.startswith(link.get_absolute_url())
    assert f"/media/{photo.uuid}" not in page.replace(link.get_absolute_url(), "")
    assert client.get(source).status_code == 200
    foreign = source.replace(str(photo.uuid), str(other.uuid)).replace(photo.digest[:8], other.digest[:8])
    assert client.get(foreign).status_code == 404
    photo.rights_until = timezone.now() - HOUR
    photo.save()
    assert client.get(source).status_code == 404


def test_the_desks_preview_shows_photos_that_nothing_public_shows_yet(admin_client, client):
    lead, inside = factories.photo(factories.picture(320, 240)), factories.photo(factories.picture(320, 240))
    draft = factories.draft(lead_photo=lead, body=f"<p>Words.</p>{figure(inside)}")
    address = f"/admin/publications/analysis/{draft.publication.uuid}/preview/"
    pictures = html.fromstring(admin_client.get(address).content).xpath("//main//img/@src")
    assert len(pictures) == 2
    for address in pictures:
        assert admin_client.get(address).status_code == 200
        assert client.get(address).status_code == 302


def test_a_lapsed_photo_in_a_text_holds_up_no_correction_of_what_has_it_already():
    photo = factories.photo()
    live = factories.live(body=f"<p>Words.</p>{figure(photo)}")
    photo.rights_until = timezone.now()
    photo.save()
    draft = factories.revised(live.publication)
    told = {
        finding.blocks for finding in checks.findings(draft, timezone.now()) if "readers won’t see" in finding.words
    }
    assert told == {False}


def test_versions_compared_say_in_words_which_photos_came_and_went():
    one = factories.photo(alt="Ships", caption="", credit="B. Ek")
    two = factories.photo(alt="A queue", caption="", credit="")
    old = factories.live(body=f"<p>Same.</p>{figure(one)}<p>Same too.</p>{figure(lapsed())}")
    new = factories.corrected(old, since=timezone.now(), body=f"<p>Same.</p>{figure(two, caption='At dawn')}")
    old, new = Edition.objects.with_content().filter(publication=old.publication).order_by("live_from")
    found = comparison.comparison(old, new, timezone.now())
    shown = "".join(stretch.html for stretch in found.stretches)
    assert "[Photo: <del>Ships; B. Ek</del><ins>A queue; At dawn</ins>]" in shown
    assert "<del>[Photo: it may not be shown]</del>" in shown


def test_a_photo_whose_words_in_the_text_changed_is_a_change_of_the_text():
    photo = factories.photo(alt="Ships", caption="", credit="")
    figures = Figures.of([figure(photo)], timezone.now())
    [passage] = comparison.compare(figure(photo), figure(photo, "Cranes"), figures.told)
    assert passage.changed
    assert "<del>Ships</del><ins>Cranes</ins>" in passage.html


def found(edition, at=None):
    return {(f.words, f.blocks) for f in checks.findings(edition, at or timezone.now()) if "in the text" in f.words}


@pytest.mark.parametrize(
    ("photo", "own", "said"),
    [
        ({}, "", []),
        ({"alt": ""}, "", [("The photo “C” in the text has no alternative text. Describe it.", True)]),
        ({"alt": ""}, "Ships", []),
        ({"alt": "", "is_decorative": True}, "", []),
        (
            {"licence": ""},
            "",
            [("The photo “C” in the text has no licence. Say in the library by what right it is shown.", True)],
        ),
        (
            {"rights_until": timezone.now() - HOUR},
            "",
            [("The rights of the photo “C” in the text don’t cover that moment. Choose another photo.", True)],
        ),
        (
            {"rights_until": timezone.now() + 12 * 24 * HOUR},
            "",
            [("The rights of the photo “C” in the text end 11 days after it goes live.", False)],
        ),
    ],
)
def test_a_photo_in_a_text_is_described_licensed_and_lawful_before_it_goes_live(photo, own, said):
    edition = factories.draft(body=figure(factories.photo(**{"caption": "C"} | photo), own))
    assert found(edition) == set(said)


def test_a_photo_that_was_never_there_blocks_and_captions_are_looked_at_too():
    body = f"<p>a</p>{figure(factories.photo(), caption='By TK')}"
    edition = factories.draft(body=body + '<figure data-photo="00000000-0000-4000-8000-000000000000"></figure>')
    words = " ".join(finding.words for finding in checks.findings(edition, timezone.now()) if finding.blocks)
    assert "is no more in the library" in words
    assert "By TK" in words


def test_checks_ask_the_same_for_one_photo_and_for_twenty():
    def queries(count):
        photos = [factories.photo(alt="", caption=f"C {n}") for n in range(count)]
        edition = factories.draft(body="".join(map(figure, photos)))
        assert len(found(edition)) == count
        return asked(lambda: checks.findings(edition, timezone.now()))

    assert queries(1) == queries(20)


def test_the_desk_warns_of_a_scheduled_text_whose_photos_lapse_before_it_goes_live(admin_client):
    photo = factories.photo()
    factories.scheduled(body=figure(photo), lead_photo=None)
    words = "The rights of one of its photos"
    assert words not in admin_client.get("/admin/").content.decode()
    photo.rights_until = timezone.now() + HOUR / 2
    photo.save()
    assert words in admin_client.get("/admin/").content.decode()


def test_words_below_photos_are_no_words_of_the_text_for_counts_quotes_and_excerpts_but_are_found(client):
    body = f"<p>Rivers rise.</p>{figure(factories.photo(), caption='Rivers at Brackwater')}"
    edition = factories.live(body=body)
    edition.refresh_from_db()
    assert edition.count_words() == 2
    derived_rows.reshelve()
    assert not any("Brackwater" in passage.text for passage in edition.passages.all())
    assert edition.get_absolute_url() in client.get("/search/?q=brackwater").content.decode()


def test_the_desk_reads_photos_as_words_whatever_their_rights(admin_client):
    edition = factories.live(body=figure(lapsed(alt="Ships", caption="", credit="")))
    page = admin_client.get(f"/admin/publications/analysis/{edition.publication.uuid}/change/", follow=True)
    assert "[Photo: Ships]" in page.content.decode()


def test_an_answer_needs_words_and_a_photo_alone_is_none():
    form = TurnForm({"kind": "answer", "html": figure(factories.photo()), "position": "1"})
    assert form.has_changed()
    assert form.errors["html"] == ["Write what is said, or remove this turn."]


def test_the_page_of_a_clash_names_photos_in_words():
    photo = factories.photo(alt="Ships", caption="", credit="")
    base = merge.EMPTY | {"body": f"<p>a</p>{figure(photo)}", "lead_photo": str(photo.uuid)}
    shown = differences.Shown(factories.draft(), base, base, base | {"body": figure(photo, "Cranes")})
    assert shown.words(("body", "1"), figure(photo, "Cranes")) == "[Photo: Cranes]"
    assert shown.words(("lead_photo",), base["lead_photo"]) == "Ships"
