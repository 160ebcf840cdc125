"""Imports: what is kept of a source, who may see it, how a review is kept, and what a draft is made of."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from experts.models import Expert
from ingest import reading
from ingest.document import Block, Document, Image, Unreadable
from ingest.structure import Kind, Passage, Person, Segment, Structure
from ingest.structure import Photo as LeadPhoto
from photos.models import Photo
from publications import workflow
from publications.desk.imports import bringing, drafting, matching, reviewing
from publications.desk.imports.choices import NOBODY
from publications.models import Contribution, Edition, Publication, Turn
from publications.models.imports import Import
from publications.workflow import checks
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "/admin/publications/import/add/"
TALK = [
    ("title", "Two views of the strike", []),
    ("introduction", "Ada Costin and Ben Renner spoke to us.", []),
    ("question", "What ran out first?", ["asks"]),
    ("answer", "Change did. Not coins.", ["ada"]),
    ("answer", "Patience, we both say.", ["ada", "ben"]),
    ("remark", "They laugh.", []),
    ("caption", "Lorries at the quay", []),
    ("apart", "Thanked: Hasle’s harbour board.", []),
]


def picture(**options):
    return factories.picture(**options).read()


def talk_of(segments=TALK, *, images=(), language=""):
    """A document of one paragraph a segment, its pictures first, and the structure that was read in it."""
    blocks = [Block("image", image=n) for n in range(len(images))]
    structure = Structure(
        "interview",
        people=[
            Person("asks", "The Institute", ["Q:"], "interviewer"),
            Person("ada", "Ada Costin", ["Costin:"]),
            Person("ben", "Ben Renner", ["Renner:"], description="a harbour master"),
        ],
    )
    for kind, words, speakers in segments:
        structure.segments.append(Segment(Kind(kind), [Passage(len(blocks), f"<p>{words}</p>")], "", speakers))
        blocks.append(Block("paragraph", words))
    document = Document(blocks, [Image(*image) for image in images], name="talk.docx", language=language)
    if images:
        structure.photo = LeadPhoto("Lorries", "Mira Toft", 0, "Lorries in a row")
    return document, structure


@pytest.fixture
def bring(monkeypatch):
    """Makes an import of a document in which a structure is read."""

    def bring(actor=None, *, data=b"the file", name="talk.docx", **given):
        document, structure = talk_of(**given)
        monkeypatch.setitem(reading.KINDS, "interview", lambda document: structure)
        return reviewing.begin(document, kind="interview", name=name, data=data, actor=actor)

    return bring


@pytest.fixture
def people():
    return factories.expert("Ada Costin", position="Fellow"), factories.expert("Ben Renner", position="Harbour master")


@pytest.fixture
def of_role(django_user_model):
    def of_role(role, name=""):
        user = django_user_model.objects.create_user(name or role.lower(), password="x", is_staff=True)
        if role != "Nobody":
            user.groups.add(Group.objects.get(name=role))
        return django_user_model.objects.get(pk=user.pk)

    return of_role


@pytest.fixture
def signed_in(client, of_role):
    def signed_in(role, name=""):
        user = of_role(role, name)
        client.force_login(user)
        return user

    return signed_in


def sent(imported, **changes):
    """What a page would send of an import as it is, with changes."""
    return {
        "seen": imported.updated_at.isoformat(),
        "structure": json.loads(json.dumps(imported.reviewed)),
        "choices": json.loads(json.dumps(imported.choices)),
    } | changes


def keep(client, imported, body):
    return client.post(imported.address("keep"), json.dumps(body), content_type="application/json")


def files():
    return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


# The rows


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "poem"},
        {"digest": "x"},
        {"original": ""},
        {"checked_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"doubts": 2},
    ],
    ids=str,
)
def test_the_database_refuses_a_row_that_can_t_be(bring, wrong):
    imported = bring()
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.filter(pk=imported.pk).update(**wrong)


def test_an_import_is_kept_as_it_was_once_a_draft_is_made(bring, people):
    imported = bring()
    drafting.make(imported, actor=None)
    for change in ({"reviewed": {}}, {"edition": None}, {"name": "other"}):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            Import.objects.filter(pk=imported.pk).update(**change)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Import.objects.get(pk=imported.pk).delete()
    Import.objects.filter(pk=imported.pk).update(checked_at=timezone.now())


def test_the_original_and_the_images_are_kept_privately_byte_for_byte(bring):
    image = picture()
    imported = bring(data=b"PK\x03\x04 word", images=[("a.png", "image/png", image)])
    with imported.original.open("rb") as file:
        assert file.read() == b"PK\x03\x04 word"
    assert imported.image(0) == image
    assert imported.digest == hashlib.sha256(b"PK\x03\x04 word").hexdigest()
    assert imported.original.name.endswith("original.docx")


def test_throwing_away_deletes_row_and_files(bring, django_capture_on_commit_callbacks):
    before = files()
    imported = bring(images=[("a.png", "image/png", picture())])
    imported.keep_picture("b.jpg", picture())
    imported.save()
    assert len(files() - before) == 3
    with django_capture_on_commit_callbacks(execute=True):
        imported.throw_away()
    assert files() == before
    assert not Import.objects.exists()


# Who may


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [("Author", 200, 404), ("Editor", 200, 200), ("Publisher", 200, 200), ("Nobody", 403, 403)],
)
def test_authors_see_their_own_imports_and_editors_all(client, bring, signed_in, of_role, role, own, others):
    me, other = signed_in(role), of_role("Author", "somebody")
    for owner, code in ((me, own), (other, others)):
        imported = bring(owner, images=[("a.png", "image/png", picture())])
        for name, arguments in (("change", []), ("original", []), ("image", [0])):
            response = client.get(imported.address(name, *arguments))
            assert response.status_code == code, (owner, name)
            assert not response.streaming or b"".join(response.streaming_content) == b"the file"
        assert keep(client, imported, sent(imported)).status_code == code
        for name in ("expert", "draft", "picture"):
            refused = client.post(imported.address(name), {"seen": "another"}).status_code
            assert (refused in {403, 404}) == (code != 200) or (role, name) == ("Author", "expert")
        assert client.get(imported.address("throw_away")).status_code == code
    assert client.get(ADD).status_code == (403 if role == "Nobody" else 200)


def test_a_stranger_is_asked_to_sign_in(client, bring):
    imported = bring()
    for address in (ADD, imported.get_absolute_url(), imported.address("original"), imported.address("image", 0)):
        response = client.get(address)
        assert response.status_code == 302
        assert "/login/" in response["Location"]


def test_the_original_is_downloaded_and_never_shown(client, bring, signed_in):
    imported = bring(signed_in("Author"), data=b"<script>alert(1)</script>", name="Ärger.html")
    response = client.get(imported.address("original"))
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_only_pictures_are_shown(client, bring, signed_in):
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    images = [("a.jpg", "image/jpeg", picture()), ("b.svg", "image/svg+xml", script), ("c.emf", "image/emf", b"\1\0")]
    imported = bring(signed_in("Author"), images=images)
    answers = [client.get(imported.address("image", place)) for place in range(4)]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 404]
    assert answers[0]["Content-Type"] == "image/jpeg"


# Bringing


def test_a_pasted_text_becomes_an_import(client, signed_in):
    me = signed_in("Author")
    response = client.post(ADD, {"kind": "interview", "text": "On rivers\n\nQ: Do they rise?\n\nCostin: They do."})
    imported = Import.objects.get()
    assert response["Location"] == imported.get_absolute_url()
    assert (imported.name, imported.kind, imported.created_by) == ("", "interview", me)
    assert [block["html"] for block in imported.document["blocks"]] == [
        "On rivers",
        "Q: Do they rise?",
        "Costin: They do.",
    ]
    assert client.get(imported.get_absolute_url()).status_code == 200


def test_pasted_html_keeps_its_links_and_is_cleaned(client, signed_in):
    signed_in("Author")
    html = "<p>See <a href='https://example.org/' onclick='x()'>this</a><script>alert(1)</script></p>"
    client.post(ADD, {"kind": "analysis", "text": "See this", "html": html})
    imported = Import.objects.get()
    assert 'href="https://example.org/"' in json.dumps(imported.document["blocks"]).replace("\\", "")
    assert not re.search("script|onclick", json.dumps([imported.document, imported.read]))


def test_html_that_can_t_be_read_still_gives_its_words(client, signed_in, monkeypatch):
    def refuse(html):
        raise Unreadable("No.")

    signed_in("Author")
    monkeypatch.setattr(bringing.reading, "read_html", refuse)
    client.post(ADD, {"kind": "analysis", "text": "See this", "html": "<p>"})
    imported = Import.objects.get()
    assert imported.document["blocks"][0]["html"] == "See this"
    assert "only the plain words" in imported.document["losses"][0]


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({}, "file", "Choose a file, or paste a text"),
        ({"text": " \n "}, "file", "Choose a file, or paste a text"),
        ({"file": ("a.docx", b"nothing like it")}, "file", "This is no Word file."),
        ({"text": "Words of a kind"}, "text", "This is no text."),
        ({"file": ("a.txt", b"Words"), "text": "Other words"}, "file", "Bring one of them"),
    ],
    ids=str,
)
def test_what_can_t_be_read_is_said_by_the_field_and_nothing_pasted_is_lost(
    client, signed_in, monkeypatch, given, field, said
):
    def refuse(*source):
        raise Unreadable("This is no Word file." if len(source) == 2 else "This is no text.")

    monkeypatch.setattr(bringing.reading, "read", refuse)
    monkeypatch.setattr(bringing.reading, "read_text", refuse)
    signed_in("Author")
    data = {"kind": "analysis", "text": ""} | given
    if "file" in given:
        data["file"] = SimpleUploadedFile(*given["file"])
    response = client.post(ADD, data)
    assert response.status_code == 200
    assert said in " ".join(response.context["form"].errors[field])
    assert given.get("text", "").strip() in response.content.decode()
    assert not Import.objects.exists()


def test_a_file_larger_than_20_mb_is_refused_before_it_is_read(client, signed_in, monkeypatch):
    signed_in("Author")
    monkeypatch.setattr(bringing, "MOST_BYTES", 10)
    response = client.post(ADD, {"kind": "analysis", "text": "", "file": SimpleUploadedFile("a.txt", b"x" * 11)})
    assert "larger than 20 MB" in response.content.decode()


def test_more_than_a_form_may_hold_is_said_in_words(client, signed_in, settings):
    imported_by = signed_in("Author")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
    client.handler.enforce_csrf_checks = False
    client.raise_request_exception = False
    response = client.post(ADD, {"kind": "analysis", "text": "x" * 3 * 2**20})
    assert response.status_code == 413
    assert "may hold 2 MB of words" in response.content.decode()
    assert not Import.objects.filter(created_by=imported_by).exists()


def test_the_same_file_twice_leads_to_the_earlier_import(client, signed_in, django_capture_on_commit_callbacks):
    signed_in("Author")
    words = {"kind": "analysis", "text": "On rivers\n\nThey rise."}
    client.post(ADD, words)
    earlier = Import.objects.get()
    response = client.post(ADD, words, follow=True)
    assert "This is here already" in response.content.decode()
    newer = Import.objects.exclude(pk=earlier.pk).get()
    assert client.get(newer.get_absolute_url()).status_code == 200  # begin anew
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(newer.address("again"))
    assert response["Location"] == earlier.get_absolute_url()
    assert Import.objects.get() == earlier


def test_what_became_no_draft_is_offered_at_the_desk_and_can_be_thrown_away(client, signed_in, bring, of_role):
    factories.draft()
    me = signed_in("Author")
    mine, theirs = bring(me, name="mine.docx"), bring(of_role("Author", "somebody"), name="theirs.docx")
    for page in ("/admin/", ADD):
        shown = client.get(page).content.decode()
        assert "mine.docx" in shown
        assert "theirs.docx" not in shown
    assert "deleted for good" in client.get(mine.address("throw_away")).content.decode()
    client.post(mine.address("throw_away"))
    assert list(Import.objects.all()) == [theirs]


# Who is who


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("Ada Costin", "name"),
        ("ada costin", "name"),
        ("王小明", "script"),
        ("Ada Costìn", "nearly"),
        ("Ada Kostin", "nearly"),
        ("Costin", "part"),
        ("Ada Former", "former"),
        ("Zoe Quill", None),
    ],
)
def test_a_name_is_matched_with_experts_and_it_is_said_how(name, how):
    ada = factories.expert("Ada Costin", native_name="王小明", slug="ada-former")
    ada.slug = "ada-costin"
    ada.save()
    factories.expert("Bela Unlike")
    candidates = matching.match([name])[0].candidates
    assert [(c.expert, c.how) for c in candidates][:1] == ([(ada.pk, how)] if how else [])


def test_two_experts_of_one_name_are_both_offered_and_neither_taken():
    factories.expert("Ada Costin"), factories.expert("Ada Costin")
    match = matching.match(["Ada Costin"])[0]
    assert len(match.candidates) == 2
    assert match.certain is None


def test_all_names_are_matched_in_one_query(django_assert_num_queries):
    for n in range(20):
        factories.expert(f"Ada Costin{n}")
    with django_assert_num_queries(1):
        assert len(matching.match([f"Ada Costin{n}" for n in range(20)])) == 20
    with django_assert_num_queries(0):
        assert matching.match([]) == []


def test_an_editor_adds_somebody_to_the_experts(client, signed_in, bring):
    imported = bring(signed_in("Editor"))
    body = json.dumps({"name": "Ben Renner", "position": "a harbour master"})
    told = client.post(imported.address("expert"), body, content_type="application/json").json()["expert"]
    ben = Expert.objects.get(name="Ben Renner")
    assert told == {"expert": ben.pk, "name": "Ben Renner", "position": "a harbour master"}
    assert ben.public_from is None  # nobody is known to be interviewed before the piece is out
    assert ben.slug == "ben-renner"
    assert LogEntry.objects.filter(object_id=str(ben.pk)).exists()
    again = client.post(imported.address("expert"), body, content_type="application/json")
    assert (again.status_code, Expert.objects.count()) == (400, 1)
    assert "already" in again.json()["words"]


def test_whoever_may_not_add_experts_is_told_whom_to_ask(client, signed_in, bring, of_role):
    of_role("Editor", "jonas")
    imported = bring(signed_in("Author"))
    body = json.dumps({"name": "Ben Renner", "position": ""})
    response = client.post(imported.address("expert"), body, content_type="application/json")
    assert response.status_code == 403
    assert "Ask jonas" in response.json()["words"]
    assert "Ask jonas" in client.get(imported.get_absolute_url()).content.decode()
    assert not Expert.objects.exists()


@pytest.mark.parametrize("name", ["王小明", ""])
def test_a_name_that_gives_no_address_is_added_elsewhere(client, signed_in, bring, name):
    imported = bring(signed_in("Editor"))
    body = json.dumps({"name": name, "position": ""})
    response = client.post(imported.address("expert"), body, content_type="application/json")
    assert response.status_code == 400
    assert "No address can be made" in response.json()["words"]


# The review is kept


def test_a_change_is_kept_and_answered_with_the_receipt(client, signed_in, bring):
    imported = bring(signed_in("Author"))
    body = sent(imported)
    body["structure"]["segments"][3]["kind"] = "question"
    answer = keep(client, imported, body)
    told = answer.json()
    imported.refresh_from_db()
    assert imported.reviewed["segments"][3]["kind"] == "question"
    assert imported.read["segments"][3]["kind"] == "answer"
    assert told["seen"] == imported.updated_at.isoformat()
    assert re.fullmatch(r"\d\d:\d\d", told["kept"])
    assert told["receipt"]["figures"][0]["number"] == 35
    assert [entry["key"] for entry in told["people"]] == ["asks", "ada", "ben"]


def test_the_receipt_says_in_their_words_what_is_dropped(client, signed_in, bring):
    imported = bring(signed_in("Author"))
    body = sent(imported)
    del body["structure"]["segments"][7]
    receipt = keep(client, imported, body).json()["receipt"]
    assert [(entry["block"], entry["words"]) for entry in receipt["dropped"]] == [(7, "Thanked Hasle’s harbour board")]
    numbers = [figure["number"] for figure in receipt["figures"]]
    assert numbers[0] == sum(numbers[1:6])
    assert receipt["lines"][0] == f"{' + '.join(map(str, numbers[1:6]))} = {numbers[0]}."


def test_html_from_a_browser_is_cleaned(client, signed_in, bring):
    imported = bring(signed_in("Author"))
    body = sent(imported)
    body["structure"]["segments"][3]["passages"][0]["html"] = "<p onclick='x()'>Change<script>alert(1)</script></p>"
    keep(client, imported, body)
    imported.refresh_from_db()
    assert imported.reviewed["segments"][3]["passages"][0]["html"] == "<p>Change</p>"


def test_what_somebody_else_changed_is_never_overwritten_unseen(client, signed_in, bring, of_role):
    imported = bring(signed_in("Editor"))
    theirs = sent(imported)
    theirs["choices"]["title"] = "Theirs"
    reviewing.keep(imported, theirs, actor=of_role("Author", "jonas"))
    mine = sent(imported)
    mine["choices"]["title"] = "Mine"
    answer = keep(client, imported, mine)
    imported.refresh_from_db()
    assert answer.status_code == 409
    assert "jonas changed this import" in answer.json()["words"]
    assert imported.choices["title"] == "Theirs"
    assert keep(client, imported, mine | {"seen": answer.json()["seen"]}).status_code == 200  # she wants hers
    photo = client.post(imported.address("picture"), {"file": factories.picture(), "seen": mine["seen"]})
    assert photo.status_code == 409


def test_sending_the_same_again_is_no_clash(client, signed_in, bring):
    imported = bring(signed_in("Author"))
    body = sent(imported)
    body["choices"]["title"] = "A title"
    assert [keep(client, imported, body).status_code for _ in range(2)] == [200, 200]


def broken(path, value):
    def change(body):
        *way, last = path
        for step in way:
            body = body[step]
        body[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["structure"], None),
        (["structure", "kind"], "analysis"),
        (["structure", "segments"], "x"),
        (["structure", "segments", 0, "kind"], "poem"),
        (["structure", "segments", 0, "passages", 0, "block"], 99),
        (["structure", "segments", 0, "speakers"], ["nobody"]),
        (["structure", "segments", 0, "confidence"], 2),
        (["structure", "segments", 0, "label"], "\x00"),
        (["structure", "segments", 0, "label"], "\ud800"),
        (["structure", "people", 0, "name"], {"a": 1}),
        (["structure", "people", 0, "role"], "king"),
        (["structure", "people", 0, "key"], "ada"),
        (["structure", "photo"], {"image": 7, "caption": "", "credit": "", "alt": ""}),
        (["choices", "experts"], {"ada": "x"}),
        (["choices", "photo"], "stolen"),
        (["choices"], []),
    ],
    ids=str,
)
def test_what_is_no_review_of_this_import_is_refused_in_words(client, signed_in, bring, path, value):
    imported = bring(signed_in("Author"))
    body = sent(imported)
    broken(path, value)(body)
    response = keep(client, imported, body)
    assert response.status_code == 400
    assert "Load the page again" in response.json()["words"]
    assert Import.objects.get().updated_at == imported.updated_at


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"nul\xff", b"[" * 100_000, b'{"a": NaN}'], ids=lambda body: str(body[:9])
)
def test_what_is_no_json_is_refused_in_words(client, signed_in, bring, body):
    imported = bring(signed_in("Author"))
    response = client.post(imported.address("keep"), body, content_type="application/json")
    assert response.status_code == 400


def test_a_review_that_is_too_large_is_refused_in_words(client, signed_in, bring, settings):
    imported = bring(signed_in("Author"))
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = keep(client, imported, sent(imported))
    assert response.status_code == 413
    assert "too large" in response.json()["words"]


def test_what_was_read_beside_the_segments_can_t_be_changed_by_a_browser(client, signed_in, bring):
    imported = bring(signed_in("Author"))
    body = sent(imported)
    body["structure"]["dropped"] = [{"block": 0, "words": "x", "reason": "y"}]
    keep(client, imported, body)
    imported.refresh_from_db()
    assert imported.reviewed["dropped"] == []


def test_300_turns_are_kept_in_as_many_queries_as_3(client, signed_in, bring, django_assert_max_num_queries):
    me = signed_in("Author")
    counted = []
    for turns in (3, 300):
        said = "Words of it. " * 60
        imported = bring(me, segments=[("question", f"{said}{n}?", ["asks"]) for n in range(turns)])
        body = sent(imported)
        body["structure"]["segments"][0]["kind"] = "answer"
        for request in (
            lambda i=imported: client.get(i.get_absolute_url()),
            lambda i=imported, b=body: keep(client, i, b),
        ):
            with django_assert_max_num_queries(25) as queries:
                assert request().status_code == 200
            counted.append(len(queries))
    assert counted[:2] == counted[2:]


# The draft


def test_a_draft_is_made_of_exactly_what_the_structure_says(client, signed_in, bring, people):
    ada, ben = people
    me = signed_in("Author")
    imported = bring(me, images=[("a.jpg", "image/jpeg", picture())], language="fr-FR")
    response = client.post(imported.address("draft"), {"seen": imported.updated_at.isoformat()}, follow=True)
    edition = Edition.objects.get()
    assert response.request["PATH_INFO"] == f"/admin/publications/interview/{edition.publication.uuid}/change/"
    assert "The draft is made from “talk.docx”" in response.content.decode()
    assert (edition.title, edition.publication.slug) == ("Two views of the strike", "two-views-of-the-strike")
    assert edition.body == "<p>Ada Costin and Ben Renner spoke to us.</p>"
    assert (edition.language, edition.created_by, edition.words) == ("fr", me, edition.count_words())
    assert [(c.expert, c.role, c.affiliation) for c in edition.contributions.all()] == [
        (ada, "interviewee", "Fellow"),
        (ben, "interviewee", "Harbour master"),
    ]
    assert [(t.kind, t.html, [s.expert for s in t.speaking.all()]) for t in edition.turns.all()] == [
        ("question", "<p>What ran out first?</p>", []),
        ("answer", "<p>Change did. Not coins.</p>", [ada]),
        ("answer", "<p>Patience, we both say.</p>", [ada, ben]),
        ("remark", "<p>They laugh.</p>", []),
    ]
    assert len({turn.key for turn in edition.turns.all()}) == 4
    photo = edition.lead_photo
    assert (photo.alt, photo.caption, photo.credit) == ("Lorries in a row", "Lorries", "Mira Toft")
    assert Import.objects.get().edition == edition
    assert edition.saves.get().saved_by == me
    assert LogEntry.objects.filter(object_id=str(edition.publication.uuid)).count() == 1


def test_an_analysis_is_made_of_its_text_and_signed_by_its_authors(people, monkeypatch):
    structure = Structure(
        "analysis",
        [
            Segment(Kind.TITLE, [Passage(0, "<p>On <em>rivers</em> &amp; rain</p>")]),
            Segment(Kind.SUMMARY, [Passage(1, "<p>They rise.</p>")]),
            Segment(Kind.BYLINE, [Passage(2, "<p>By both</p>")]),
            Segment(Kind.TEXT, [Passage(3, "<h2>One</h2>"), Passage(4, "<p>Two</p>")]),
            Segment(Kind.RELATED, [Passage(5, "<p>Related: none</p>")]),
            Segment(Kind.TEXT, [Passage(6, "<ul><li>Three</li></ul>")]),
        ],
        [Person("a", "Ben Renner", role="author"), Person("b", "Ada Costin", role="author")],
    )
    monkeypatch.setitem(reading.KINDS, "analysis", lambda document: structure)
    document = Document([Block("paragraph", "x")] * 7)
    made = drafting.make(reviewing.begin(document, kind="analysis", name="a.docx", data=b"a", actor=None), actor=None)
    edition = made.edition
    assert (edition.title, edition.summary) == ("On rivers & rain", "They rise.")
    assert edition.body == '<h2 id="s-one">One</h2><p>Two</p><ul><li>Three</li></ul>'
    assert [(c.expert.name, c.role) for c in edition.contributions.all()] == [
        ("Ben Renner", "author"),
        ("Ada Costin", "author"),
    ]
    assert not Turn.objects.exists()


def test_whoever_was_chosen_speaks_and_who_was_chosen_to_be_nobody_does_not(bring, people):
    other = factories.expert("Somebody Else")
    imported = bring()
    imported.choices["experts"] = {"ada": other.pk, "ben": NOBODY}
    imported.save()
    made = drafting.make(imported, actor=None)
    assert [c.expert for c in made.edition.contributions.all()] == [other]
    assert made.notes == ["Ben Renner: not among our experts, so not named in the draft yet."]


def test_two_people_who_are_one_expert_stand_once_in_byline_and_turn(bring, people):
    ada, _ben = people
    imported = bring()
    imported.choices["experts"] = {"ada": ada.pk, "ben": ada.pk}
    imported.save()
    edition = drafting.make(imported, actor=None).edition
    assert [c.expert for c in edition.contributions.all()] == [ada]
    assert [s.expert for s in edition.turns.all()[2].speaking.all()] == [ada]


def refused(imported, actor=None):
    """What is said when no draft can be made; nothing may be left of the attempt."""
    before = files()
    with pytest.raises(workflow.Refused) as error:
        drafting.make(imported, actor=actor)
    assert not Edition.objects.exists()
    assert not Publication.objects.exists()
    assert not Photo.objects.exists()
    assert files() == before
    imported.refresh_from_db()
    assert imported.edition is None
    return str(error.value)


def test_without_a_title_no_draft_is_made_before_one_is_typed(bring):
    imported = bring(segments=TALK[1:])
    assert "Give it a title" in refused(imported)
    imported.choices["title"] = " A typed  title "
    imported.save()
    assert drafting.make(imported, actor=None).edition.title == "A typed title"


@pytest.mark.parametrize(
    ("title", "slug", "said"),
    [("河流", "", "No address"), ("河流", "no good!", "slug"), ("x" * 301, "", "301 letters")],
)
def test_a_title_that_gives_no_address_asks_for_one(bring, title, slug, said):
    imported = bring(segments=[("title", title, [])])
    imported.choices["slug"] = slug
    imported.save()
    assert said in refused(imported)


def test_an_address_of_another_piece_is_refused_and_named(bring):
    other = factories.draft(title="The other", slug="rivers")
    imported = bring(segments=[("title", "河流", [])])
    imported.choices["slug"] = "rivers"
    imported.save()
    with pytest.raises(workflow.Refused, match="The other"):
        drafting.make(imported, actor=None)
    assert list(Publication.objects.all()) == [other.publication]


def test_a_photo_that_is_none_stops_the_draft_and_leaves_nothing(bring, of_role):
    imported = bring(images=[("a.emf", "image/emf", b"\1\0\0")])
    assert "The lead photo" in refused(imported, of_role("Author"))


def test_a_failure_after_the_photo_leaves_no_files_of_it(bring, of_role, monkeypatch):
    def fail(*_arguments, **_named):
        raise IntegrityError("somebody was quicker")

    imported = bring(images=[("a.jpg", "image/jpeg", picture())])
    before = files()
    monkeypatch.setattr(drafting.workflow, "start", fail)
    with pytest.raises(IntegrityError):
        drafting.make(imported, actor=of_role("Author"))
    assert files() == before
    assert not Photo.objects.exists()


def test_a_refusal_is_said_on_the_review_which_keeps_everything(client, signed_in, bring):
    imported = bring(signed_in("Author"), segments=TALK[1:])
    response = client.post(imported.address("draft"), {"seen": imported.updated_at.isoformat()}, follow=True)
    assert response.request["PATH_INFO"] == imported.get_absolute_url()
    assert "Give it a title" in response.content.decode()


def test_a_draft_is_not_made_of_words_that_changed_meanwhile(client, signed_in, bring):
    imported = bring(signed_in("Author"))
    response = client.post(imported.address("draft"), {"seen": "2020-01-01T00:00:00+00:00"}, follow=True)
    assert "changed while you were looking" in response.content.decode()
    assert not Edition.objects.exists()


def test_a_second_press_leads_to_the_draft_that_is_made(client, signed_in, bring, people):
    imported = bring(signed_in("Author"))
    body = {"seen": imported.updated_at.isoformat()}
    answers = [client.post(imported.address("draft"), body) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Edition.objects.count() == 1
    assert keep(client, imported, sent(imported, choices=imported.choices | {"title": "x"})).status_code == 409
    assert client.post(imported.address("throw_away")).status_code == 302
    assert Import.objects.exists()


def test_further_images_go_into_the_library_with_their_captions(bring, of_role):
    images = [
        ("lead.jpg", "image/jpeg", picture()),
        ("chart.png", "image/png", picture(kind="PNG", colour="red"), "A red chart"),
        ("logo.emf", "image/emf", b"\1\0\0"),
    ]
    imported = bring(images=images)
    imported.reviewed["segments"].insert(0, imported.reviewed["segments"].pop(6))
    blocks = imported.document["blocks"]
    blocks[8], blocks[1] = blocks[1], blocks[8]  # the second image right above the caption's paragraph
    imported.save()
    made = drafting.make(imported, actor=of_role("Author"))
    chart = Photo.objects.get(slug="chart")
    assert (chart.alt, chart.caption) == ("A red chart", "Lorries at the quay")
    assert Photo.objects.count() == 2
    assert any("1 further image" in note for note in made.notes)
    assert any("logo.emf" in note for note in made.notes)


PROSE = "The river rose for three weeks before anybody in either capital read the gauges, and that is the matter here."
COLOURS = ("steelblue", "red", "green", "gold")


def illustrated(blocks, actor, *, kind="analysis", name="rivers.docx"):
    """A draft from a document of these blocks as its reader reads it, a picture for each image."""
    shown = sorted({block.image for block in blocks if block.image is not None})
    images = [Image(f"{COLOURS[n]}.jpg", "image/jpeg", picture(colour=COLOURS[n]), f"Alt {n}") for n in shown]
    document = Document(blocks, images, name=name)
    imported = reviewing.begin(document, kind=kind, name=name, data=b"x", actor=actor)
    imported.choices |= {"title": "Rivers", "slug": ""}
    imported.save()
    return drafting.make(imported, actor=actor)


def test_pictures_of_an_analysis_stand_in_its_text_where_they_stood_with_their_captions_in_the_library(of_role):
    blocks = [
        Block("heading", "Rivers", 1),
        Block("image", image=0),
        Block("paragraph", "Ships in port", style="caption"),
        *[Block("paragraph", f"{PROSE} {n}.") for n in range(3)],
        Block("image", image=1),
        Block("paragraph", "A queue at the quay. Photo: Jo Doe", style="caption"),
        Block("image", image=2),
        Block("paragraph", PROSE),
        Block("image", image=3),
        Block("paragraph", "The last of them", style="caption"),
    ]
    made = illustrated(blocks, of_role("Author"))
    red, green, gold = (Photo.objects.get(slug=colour) for colour in COLOURS[1:])
    figure = '<figure data-photo="{}"></figure>'.format
    before = "".join(f"<p>{PROSE} {n}.</p>" for n in range(3))
    after = f"<p>{PROSE}</p>"
    made.edition.refresh_from_db()
    assert made.edition.body == f"{before}{figure(red.uuid)}{figure(green.uuid)}{after}{figure(gold.uuid)}"
    assert (red.caption, red.credit, red.alt, red.licence) == ("A queue at the quay.", "Jo Doe", "Alt 1", "")
    assert (green.caption, gold.caption) == ("", "The last of them")
    assert made.edition.lead_photo.caption == "Ships in port"
    assert any("3 photos stand in the text" in note for note in made.notes)
    assert sum("has no licence" in finding.words for finding in checks.findings(made.edition, timezone.now())) >= 3


def test_pictures_of_an_interview_stand_in_the_answers_they_stood_in(bring, of_role, people):
    images = [(f"{colour}.jpg", "image/jpeg", picture(colour=colour)) for colour in COLOURS[:2]]
    imported = bring(images=images)
    blocks = imported.document["blocks"]
    blocks[6], blocks[1] = blocks[1], blocks[6]  # the second picture where the joint answer was
    for segment in imported.reviewed["segments"]:
        for passage in segment["passages"]:
            passage["block"] = 1 if passage["block"] == 6 else passage["block"]
    imported.save()
    made = drafting.make(imported, actor=of_role("Author"))
    red = Photo.objects.get(slug="red")
    assert [red_in(turn, red) for turn in made.edition.turns.all()] == [False, True, False, False]


def red_in(turn, photo):
    return f'<figure data-photo="{photo.uuid}"></figure>' in turn.html


def test_a_picture_that_the_library_has_stands_in_the_text_with_the_words_of_the_file(of_role):
    photo = factories.photo(factories.picture(colour="red"), caption="Known")
    blocks = [
        Block("heading", "Rivers", 1),
        Block("image", image=0),
        Block("paragraph", f"{PROSE} Again."),
        Block("paragraph", f"{PROSE} And again."),
        Block("image", image=1),
        Block("paragraph", "A <queue>".replace("<", "&lt;"), style="caption"),
        Block("paragraph", PROSE),
    ]
    made = illustrated(blocks, of_role("Author"))
    figure = f'<figure data-photo="{photo.uuid}"><figcaption>A &lt;queue&gt;</figcaption></figure>'
    assert figure in made.edition.body
    assert Photo.objects.count() == 2


def test_pictures_before_behind_and_beside_a_text_stay_in_the_library_alone(of_role):
    blocks = [
        Block("heading", "Rivers", 1),
        Block("image", image=0),
        Block("image", image=1),
        Block("paragraph", f"{PROSE} Again."),
        Block("paragraph", PROSE),
        Block("heading", "About the author", 2),
        Block("paragraph", "Ingrid Solheim is a statistician at the Data Lab."),
        Block("image", image=2),
        Block("paragraph", "Ingrid Solheim at home", style="caption"),
    ]
    made = illustrated(blocks, of_role("Author"))
    assert "<figure" not in made.edition.body
    assert Photo.objects.count() == 3


def test_a_photo_of_the_library_is_taken_as_it_is(bring, of_role):
    photo = factories.photo(factories.picture())
    imported = bring()
    imported.choices |= {"photo": "library", "library": photo.pk}
    imported.save()
    assert drafting.make(imported, actor=of_role("Author")).edition.lead_photo == photo
    assert Photo.objects.count() == 1


def test_an_uploaded_photo_becomes_the_lead(client, signed_in, bring):
    me = signed_in("Author")
    imported = bring(me)
    answer = client.post(
        imported.address("picture"), {"file": factories.picture(), "seen": sent(imported)["seen"]}
    ).json()
    assert client.get(answer["address"])["Content-Type"] == "image/jpeg"
    imported.refresh_from_db()
    body = sent(imported, choices=imported.choices | {"photo": "picture"})
    body["structure"]["photo"] = {"caption": "A quay", "credit": "M. T.", "image": None, "alt": "Lorries"}
    assert keep(client, imported, body).status_code == 200
    imported.refresh_from_db()
    photo = drafting.make(imported, actor=me).edition.lead_photo
    assert (photo.caption, photo.credit, photo.alt, photo.width) == ("A quay", "M. T.", "Lorries", 1200)
    assert storages["default"].exists(photo.original.name)


@pytest.mark.parametrize(
    ("file", "said"), [(None, "Choose the photo"), (ContentFile(b"no picture", name="a.jpg"), "not a photo")]
)
def test_an_upload_that_is_no_photo_is_refused_in_words(client, signed_in, bring, file, said):
    imported = bring(signed_in("Author"))
    data = {"seen": sent(imported)["seen"]} | ({"file": file} if file else {})
    response = client.post(imported.address("picture"), data)
    assert response.status_code == 400
    assert said in response.json()["words"]


# What a draft came from


@pytest.fixture
def doubtful(bring, people):
    def doubtful(actor):
        imported = bring(actor)
        imported.reviewed["segments"][3] |= {"confidence": 0.5, "reason": "No label."}
        imported.save()
        drafting.make(imported, actor=actor)
        imported.refresh_from_db()
        return imported

    return doubtful


def test_open_doubts_warn_on_the_draft_until_somebody_has_checked_them(client, signed_in, doubtful):
    imported = doubtful(signed_in("Author"))
    found = [f for f in checks.findings(imported.edition, timezone.now()) if f.field == "from-import"]
    assert [(f.words, f.blocks) for f in found] == [
        ("1 place was uncertain at the import. Look at it, then mark it as checked.", False)
    ]
    page = client.get(imported.get_absolute_url()).content.decode()
    assert "No label." in page
    assert "Thanked: Hasle’s harbour board." in page
    client.post(imported.address("checked"))
    imported.refresh_from_db()
    assert imported.checked_by.username == "author"
    assert not [f for f in checks.findings(imported.edition, timezone.now()) if f.field == "from-import"]


def test_the_form_and_the_live_text_lead_to_what_they_came_from(client, signed_in, doubtful):
    imported = doubtful(signed_in("Publisher"))
    form = f"/admin/publications/interview/{imported.edition.publication.uuid}/change/"
    assert f'id="from-import" href="{imported.get_absolute_url()}"' in client.get(form).content.decode()
    edition = imported.edition
    edition.summary = "Short."
    edition.save()
    workflow.set_topics(edition.publication, [factories.topic()])
    workflow.publish(edition, actor=None)
    assert imported.get_absolute_url() in client.get(form).content.decode()
    workflow.revise(edition.publication, actor=None)
    assert imported.get_absolute_url() in client.get(form).content.decode()


def test_an_author_marks_no_other_s_doubts_as_checked(client, signed_in, doubtful, of_role):
    imported = doubtful(of_role("Editor"))
    signed_in("Author")
    assert client.post(imported.address("checked")).status_code == 404
    assert Contribution.objects.exists()


def test_nothing_public_shows_an_import(client, bring, people):
    imported = bring()
    drafting.make(imported, actor=None)
    name = imported.original.name
    for address in (f"/media/{name}", f"/media/originals/{name}", "/feeds/", "/publications/", "/sitemap.xml"):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert str(imported.uuid) not in body.decode(errors="replace") or response.status_code == 404
        assert b"the file" not in body
