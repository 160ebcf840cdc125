"""The archive: what goes in, what is refused, what comes out, and that both are the same."""

import io
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from experts.models import Expert
from institute.archive import READERS
from institute.content import marks
from institute.models import FrontPage, Institute, SiteVersion
from photos.models import Photo
from publications.archive import reading
from publications.models import Edition, Listing, Passage, Publication, Topic, Turn
from tests import factories

pytestmark = pytest.mark.django_db

TOPIC = {"type": "topic", "slug": "water", "name": "Water", "description": "Rivers & rain."}
EXPERT = {
    "type": "expert",
    "slug": "ada",
    "name": "Ada Lund",
    "position": "Fellow",
    "bio_html": "<p>Bio</p>",
    "topics": ["water"],
}
BEN = EXPERT | {"slug": "ben", "name": "Ben Okoro"}
ANALYSIS = {
    "type": "analysis",
    "slug": "rivers",
    "title": "Rivers",
    "summary": "About rivers.",
    "date": "2015-03-04",
    "topics": ["water"],
    "authors": ["ada"],
    "photo": None,
    "body_html": "<p>Long <script>x</script>text</p>",
}
INTERVIEW = {
    "type": "interview",
    "slug": "talk",
    "title": "Talk",
    "summary": "Two talk.",
    "date": "2016-05-06",
    "topics": ["water"],
    "participants": ["ada", "ben"],
    "photo": None,
    "introduction_html": "<p>Hello.</p>",
    "exchanges": [
        {
            "question": "Why?",
            "answers": [{"speaker": "ada", "html": "<p>Because.</p>"}, {"speaker": "ben", "html": "<p>No.</p>"}],
        },
        {"question": "And then?", "answers": [{"speaker": "ada", "html": "<p>Nothing.</p>"}]},
    ],
}
BASE = [TOPIC, EXPERT, BEN]
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def load(tmp_path):
    """Imports records, or lines as they are; gives the counts and the complaints."""

    def load(*records):
        path = tmp_path / "archive.jsonl"
        lines = [r if isinstance(r, bytes) else json.dumps(r, ensure_ascii=False).encode() for r in records]
        path.write_bytes(b"\n".join(lines) + b"\n")
        complaints = []
        report = reading.Report(complain=lambda line, reason: complaints.append((line, reason)))
        for _position in reading.read(path, report, READERS):
            pass
        return dict(report.counts), complaints

    return load


def answers(slug):
    edition = Edition.objects.live(timezone.now()).get(publication__slug=slug)
    return {t.words: (t.key, [s.expert.slug for s in t.speaking.all()]) for t in edition.turns.all()}


def test_a_first_import_is_live_from_midnight_of_its_date_in_the_sites_time_zone(load):
    assert load(*BASE, ANALYSIS, INTERVIEW) == ({"added": 5}, [])
    edition = Edition.objects.get(publication__slug="rivers")
    assert edition.live_from.isoformat() == "2015-03-03T23:00:00+00:00"  # Brussels
    assert edition.body == "<p>Long text</p>"
    assert edition.contributions.get().affiliation == "Fellow"


def test_importing_again_changes_nothing(load):
    load(*BASE, ANALYSIS, INTERVIEW)
    assert load(*BASE, ANALYSIS, INTERVIEW) == ({"unchanged": 5}, [])
    assert Edition.objects.count() == 2


def test_a_changed_record_becomes_a_minor_edition_live_now(load):
    load(*BASE, ANALYSIS)
    before = timezone.now()
    assert load(ANALYSIS | {"title": "Rivers, again"})[0] == {"changed": 1}
    edition = Edition.objects.live(timezone.now()).get()
    assert (edition.title, edition.change_kind) == ("Rivers, again", "minor")
    assert edition.live_from >= before
    assert str(edition.published_on) == "2015-03-04"
    assert Edition.objects.live(before - timedelta(days=1)).get().title == "Rivers"


def test_turns_without_ids_keep_their_keys_by_words_and_speaker_whatever_their_place(load):
    load(*BASE, INTERVIEW)
    before = answers("talk")
    moved = INTERVIEW | {
        "exchanges": [INTERVIEW["exchanges"][1], INTERVIEW["exchanges"][0]],
        "title": "Talk, reordered",
    }
    load(moved)
    assert answers("talk") == before


def test_ids_joint_answers_remarks_and_roles_are_kept(load):
    exchanges = [
        {
            "id": "q-one",
            "question": "Why?",
            "answers": [
                {"id": "a-one", "speaker": ["ben", "ada"], "html": "<p>We agree.</p>"},
                {"id": "r-one", "speaker": "ada", "role": "interviewer", "html": "<p>Really?</p>"},
            ],
        }
    ]
    people = [{"expert": "ada", "role": "interviewer", "affiliation": "Then"}, {"expert": "ben", "role": "interviewee"}]
    load(*BASE, INTERVIEW | {"exchanges": exchanges, "participants": people})
    assert answers("talk") == {
        "Why?": ("q-one", []),
        "We agree.": ("a-one", ["ben", "ada"]),
        "Really?": ("r-one", ["ada"]),
    }
    edition = Edition.objects.get(publication__slug="talk")
    assert [(c.role, c.affiliation) for c in edition.contributions.all()] == [
        ("interviewer", "Then"),
        ("interviewee", "Fellow"),
    ]


def test_a_piece_that_exists_cannot_be_backdated(load):
    load(*BASE, ANALYSIS)
    load(ANALYSIS | {"title": "Forged", "live_from": "2010-01-01T00:00:00Z"})
    assert Edition.objects.live(timezone.now() - timedelta(hours=1)).get().title == "Rivers"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"{not json", "no JSON"),
        (b"[1]", "no object"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        ({"type": "poem"}, "“type” is 'poem'"),
        ({}, "“type” is missing"),
        (ANALYSIS | {"slug": "a b"}, "“slug” may hold"),
        (ANALYSIS | {"title": ""}, "“title” is empty"),
        (ANALYSIS | {"title": "x" * 301}, "longer than 300"),
        (ANALYSIS | {"title": 5}, "“title” should be text"),
        (ANALYSIS | {"title": "a\x00b"}, "NUL"),
        (ANALYSIS | {"date": "yesterday"}, "“date” is not a day"),
        (ANALYSIS | {"topics": ["wine"]}, "unknown topic: wine"),
        (ANALYSIS | {"authors": ["eve"]}, "unknown expert: eve"),
        (ANALYSIS | {"authors": []}, "no author"),
        (ANALYSIS | {"authors": ["ada", "ada"]}, "twice"),
        (ANALYSIS | {"photo": "none"}, "unknown photo: none"),
        (ANALYSIS | {"body_html": "<p>a</p><figure data-photo=none></figure>"}, "unknown photo: none"),
        (ANALYSIS | {"body_html": f"<p>a</p><figure data-photo='{NOBODY}'></figure>"}, f"unknown photo: {NOBODY}"),
        (ANALYSIS | {"editions": [{"body_html": "<figure data-photo='none'></figure>"}]}, "unknown photo: none"),
        (ANALYSIS | {"body_html": " "}, "“body_html” is empty"),
        (ANALYSIS | {"topics": list("abcdef")}, "more than 5 topics"),
        (ANALYSIS | {"language": "xx"}, "“language”"),
        (ANALYSIS | {"live_from": "2020-01-01"}, "not a moment"),
        (ANALYSIS | {"uuid": "1"}, "no UUID"),
        (ANALYSIS | {"slug": "nl\n"}, "“slug” may hold"),
        (ANALYSIS | {"date": "0001-01-01"}, "between the years"),
        (ANALYSIS | {"live_from": "0001-01-01T00:00:00+14:00"}, "between the years"),
        (b'{"type": "topic", "slug": "x", "name": "\\ud800"}', "no JSON"),
        (b'{"type": "topic", "slug": "x", "name": "\xed\xa0\x80"}', "no JSON"),
        (b"9" * 5000, "no JSON"),
        (ANALYSIS | {"editions": [1]}, "no object"),
        ({"type": "photo", "slug": "p", "file": "x" * 5000}, "no path"),
        (INTERVIEW | {"exchanges": []}, "a question and an answer"),
        (INTERVIEW | {"exchanges": [{"question": "Why?", "answers": [{"html": "<p>x</p>"}]}]}, "no speaker"),
        (EXPERT | {"topics": ["wine"], "slug": "eve"}, "unknown topic: wine"),
        ({"type": "photo", "slug": "p", "file": "../secret.jpg"}, "outside the archive"),
        ({"type": "photo", "slug": "p", "file": "p.jpg"}, "no file"),
    ],
)
def test_a_bad_record_is_named_by_its_line_and_the_others_go_in(load, record, reason):
    counts, complaints = load(*BASE, record, ANALYSIS | {"slug": "good"})
    assert counts == {"added": 4, "bad": 1}
    assert [line for line, _reason in complaints] == [4]
    assert reason in complaints[0][1]
    assert Publication.objects.get().slug == "good"


def test_a_record_that_the_database_refuses_takes_none_of_its_batch_with_it(load):
    factories.live(slug="mine")
    counts, complaints = load(*BASE, ANALYSIS, ANALYSIS | {"slug": "b", "aliases": ["mine"]}, ANALYSIS | {"slug": "c"})
    assert counts == {"added": 5, "bad": 1}
    assert complaints[0][0] == 5
    assert "another record" in complaints[0][1]


def test_the_same_piece_twice_in_a_file_is_a_change_of_the_first(load):
    assert load(*BASE, ANALYSIS, ANALYSIS | {"title": "Second"})[0] == {"added": 4, "changed": 1}
    assert Edition.objects.live(timezone.now()).get().title == "Second"


def test_an_import_revives_nothing_that_was_withdrawn_here_and_withdraws_what_was_withdrawn_there(load):
    load(*BASE, ANALYSIS)
    piece = Publication.objects.get()
    gone = ANALYSIS | {
        "live_from": "2015-03-03T23:00:00Z",
        "withdrawn_at": "2020-01-01T00:00:00Z",
        "withdrawal_note": "No.",
    }
    assert load(gone)[0] == {"changed": 1}
    assert not Edition.objects.live(timezone.now()).exists()
    assert load(ANALYSIS)[0] == {"unchanged": 1}
    counts, complaints = load(ANALYSIS | {"title": "Back again", "topics": []})
    assert counts == {"bad": 1}
    assert "was withdrawn here" in complaints[0][1]
    assert not piece.editions.live(timezone.now()).exists()
    assert piece.filings.count() == 1


GONE = ANALYSIS | {
    "live_from": "2015-03-03T23:00:00Z",
    "withdrawn_at": "2020-01-01T00:00:00Z",
    "withdrawal_note": "No.",
    "withdrawn_to": "lakes",
}
LAKES = ANALYSIS | {"slug": "lakes", "title": "Lakes"}


def leads():
    return list(Edition.objects.exclude(withdrawn_to=None).values_list("publication__slug", "withdrawn_to__slug"))


@pytest.mark.parametrize("records", [(GONE, LAKES), (LAKES, GONE), (GONE, BEN, LAKES)])
def test_a_withdrawn_piece_leads_to_another_wherever_that_one_stands_in_the_file(load, records):
    counts, complaints = load(*BASE, *records)
    assert (counts["added"], complaints) == (5, [])
    assert leads() == [("rivers", "lakes")]
    counts, complaints = load(*BASE, *records)
    assert (counts.get("changed", 0), complaints) == (0, [])


def test_it_is_led_to_a_piece_of_another_file_too_once_that_one_is_there_and_by_a_former_slug(load):
    counts, complaints = load(*BASE, GONE)
    assert counts == {"added": 4, "bad": 1}
    assert complaints == [(4, "unknown piece in “withdrawn_to”: lakes; all else of the record is in")]
    assert load(LAKES | {"slug": "all-lakes", "aliases": ["lakes"]})[0] == {"added": 1}
    assert {n: c for n, c in load(GONE)[0].items() if c} == {"changed": 1}
    assert leads() == [("rivers", "all-lakes")]
    assert load(GONE)[0] == {"unchanged": 1}


def test_a_piece_that_is_withdrawn_by_an_import_leads_on_and_what_was_decided_here_stays(load, client):
    load(*BASE, ANALYSIS, LAKES)
    assert load(GONE)[0] == {"changed": 1}
    assert leads() == [("rivers", "lakes")]
    assert "/publications/lakes/" in client.get("/publications/rivers/").content.decode()
    assert load(GONE | {"withdrawn_to": "ponds"}, LAKES | {"slug": "ponds"})[0] == {"unchanged": 1, "added": 1}
    assert leads() == [("rivers", "lakes")]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (GONE | {"withdrawn_to": "rivers"}, "names the piece itself"),
        (ANALYSIS | {"withdrawn_to": "lakes"}, "without “withdrawn_at”"),
        (GONE | {"withdrawn_to": "not a slug"}, "Latin letters"),
        (GONE | {"withdrawn_to": 5}, "should be text"),
    ],
)
def test_a_lead_to_nowhere_is_named(load, record, reason):
    [(line, complaint)] = load(*BASE, record)[1]
    assert line == 4
    assert reason in complaint
    assert leads() == []


@pytest.mark.parametrize("name", ["Hard\xa0space", "Two  spaces", " Edges "])
def test_names_come_back_as_they_were(load, tmp_path, name):
    load(*BASE, ANALYSIS | {"title": name})
    export(tmp_path)
    again = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert [r["title"] for r in again if r["type"] == "analysis"] == [name]
    assert load(*again)[0] == {"unchanged": 6}


def test_a_draft_here_is_never_overwritten(load):
    load(*BASE)
    factories.draft(slug="rivers")
    assert "is a draft here" in load(ANALYSIS)[1][0][1]


def test_the_command_says_how_it_went_and_exits_1_when_something_was_bad(tmp_path, capsys):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(TOPIC) + "\nnonsense\n")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_archive", str(path), stdout=out)
    assert ended.value.code == 1
    assert "1 added, 0 changed, 0 unchanged, 1 bad." in out.getvalue()
    assert "line 2:" in capsys.readouterr().err


PRIVATE = {"id", "created_at", "created_by", "submitted_at", "discarded_at", "original", "saved_by", "saved_at"}
OWN_UPDATED = {"edition", "photo"}  # bookkeeping of the desk; experts' and topics' is the sitemap's


def everything():
    """Every column that isn't private, of every table, with foreign keys as what they name."""
    found = {}
    for label in ("photos", "experts", "publications", "institute"):
        for model in apps.get_app_config(label).get_models():
            if model._meta.proxy or model in {Listing, Passage, SiteVersion}:  # derived, from this database's numbers
                continue
            if model.__module__ in (
                "publications.models.editorial",
                "publications.models.imports",
            ):  # the desk's own, nothing that readers see
                continue
            rows = []
            for row in model._default_manager.all():
                values = {}
                for field in model._meta.concrete_fields:
                    if field.name in PRIVATE or (field.name == "updated_at" and model._meta.model_name in OWN_UPDATED):
                        continue
                    value = getattr(row, field.name)
                    values[field.name] = natural(value) if field.is_relation else value
                rows.append(values)
            found[model._meta.label] = sorted(rows, key=repr)
    return found


def natural(row):
    if isinstance(row, Edition):
        return (row.publication.uuid, row.live_from)
    if isinstance(row, Institute | FrontPage):
        return row.pk
    if hasattr(row, "uuid"):
        return row.uuid
    return None if row is None else (natural(row.edition), row.key)


def empty_site():
    from django.db import connection

    tables = [
        m._meta.db_table
        for a in ("photos", "experts", "publications", "institute")
        for m in apps.get_app_config(a).get_models()
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {', '.join(set(tables))} RESTART IDENTITY CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("INSERT INTO institute_siteversion (id, counter) VALUES (1, 0)")


def export(folder):
    call_command("export_archive", str(folder / "a.jsonl"), stdout=io.StringIO())


def furnish(story, talk, topic, expert):
    """The institute's own rows, each with something in every column."""
    mark = marks.keep(factories.picture(300, 100, "PNG", colour="red"))
    institute, _created = Institute.objects.update_or_create(
        pk=1,
        defaults={"name": "N", "tagline": "T", "licence": "by", "time_zone": "Asia/Tokyo", "phone": "+1 2"}
        | {"email": "a@example.org", "address": "A\nB", "foot": "F", "mark": mark, "mark_on_dark": mark},
    )
    institute.links.create(label="L", address="https://example.org/l", position=0)
    front, _created = FrontPage.objects.update_or_create(pk=1, defaults={"lead_until": timezone.now()})
    front.story_set.create(publication=story.publication)
    front.quote_set.create(publication=talk.publication, key=talk.turns.filter(kind="answer")[0].key)
    front.fronttopic_set.create(topic=topic)
    front.frontexpert_set.create(expert=expert)
    hour_ago = timezone.now() - timedelta(hours=1)
    old = factories.page_text(slug="old-page", live_from=hour_ago, summary="S")
    old.page.slug, old.page.in_foot, old.page.position = "about", False, 3
    old.page.save()
    factories.page_text(page=old.page, live_from=hour_ago + timedelta(minutes=1))


def test_export_into_an_empty_site_gives_the_same_site_and_the_same_file(tmp_path):
    topics = [
        factories.topic(description="D"),
        factories.topic(public_until=timezone.now()),
        factories.topic(public_from=None),
    ]
    portrait = factories.photo(factories.picture(400, 400), focal_x=0.2)
    author = factories.expert(
        portrait=portrait, bio="<p>Bio</p>", native_name="أدا", native_language="ar", email="a@example.org"
    )
    author.expertise.create(topic=topics[0])
    guest = factories.expert()
    photo = factories.photo(factories.picture(), rights_until=timezone.now() + timedelta(days=9))
    first = factories.live(topics=topics[:2], authors=[author, guest], lead_photo=photo, language="fr", slug="old-name")
    factories.corrected(first, since=timezone.now() - timedelta(minutes=5), title="Corrected")
    first.publication.slug = "new-name"
    first.publication.save()
    talk = factories.draft("interview", authors=[author])
    factories.say(talk, "remark", "<p>Hm.</p>", [guest])
    factories.say(talk, "question", "<p>Two</p><p>paragraphs?</p>", [guest])
    inside = f'<figure data-photo="{factories.photo(factories.picture()).uuid}" data-alt="A"></figure>'
    factories.say(talk, "answer", f"<p>Both.</p>{inside}", [guest, author])
    from publications import workflow

    workflow.publish(talk, actor=None, now=timezone.now() - timedelta(seconds=20))
    gone = factories.withdrawn()
    again = factories.live(authors=[author])
    Edition.objects.filter(pk=gone.pk).update(withdrawn_to=again.publication)  # created after it, so written after it
    Edition.objects.filter(pk=factories.withdrawn().pk).update(withdrawn_to=first.publication)
    furnish(first, talk, topics[0], author)
    before = everything()
    assert all(before.values()), "the site under test must have a row in every table"
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    export(one)
    empty_site()
    assert not Photo.objects.exists()
    call_command("import_archive", str(one / "a.jsonl"), stdout=io.StringIO())
    assert everything() == before
    export(two)
    assert (one / "a.jsonl").read_bytes() == (two / "a.jsonl").read_bytes()


def test_a_text_may_name_its_photos_by_their_slugs_and_reads_the_same_when_it_comes_again(load):
    photo = factories.photo(slug="harbour")
    named = "<p>a</p><figure class=x data-photo='harbour'><figcaption>In <b>port</b></figcaption></figure>"
    analysis, talk = ANALYSIS | {"body_html": named}, json.loads(json.dumps(INTERVIEW))
    talk["exchanges"][0]["answers"][0]["html"] = named
    talk["exchanges"][0]["question_html"] = f"<p>Why?</p>{named}"
    assert load(*BASE, analysis, talk) == ({"added": 5}, [])
    stored = f'<figure data-photo="{photo.uuid}"><figcaption>In <strong>port</strong></figcaption></figure>'
    said = Turn.objects.filter(edition__publication__slug="talk")
    texts = [Edition.objects.get(publication__slug="rivers").body, *said.values_list("html", flat=True)[:2]]
    assert [stored in text for text in texts] == [True] * 3
    assert load(analysis, talk) == ({"unchanged": 2}, [])


def test_an_export_holds_no_draft_and_nothing_scheduled(tmp_path):
    factories.draft(title="Secret draft")
    factories.scheduled(title="Secret plan")
    discarded = factories.draft(title="Secret waste")
    Edition.objects.filter(pk=discarded.pk).update(discarded_at=timezone.now())
    export(tmp_path)
    assert "Secret" not in (tmp_path / "a.jsonl").read_text()


def test_what_an_archive_does_not_say_about_an_expert_stays_as_it_is(load):
    load(*BASE)
    Expert.objects.filter(slug="ada").update(email="ada@example.org", native_name="أدا", public_until=timezone.now())
    assert load(EXPERT | {"position": "Director"})[0] == {"changed": 1}
    ada = Expert.objects.get(slug="ada")
    assert (ada.position, ada.email, ada.native_name) == ("Director", "ada@example.org", "أدا")
    assert ada.public_until
    assert Topic.objects.get().slug == "water"
