"""What is looked at before a text goes live: what blocks, what only warns, and that neither costs more for more."""

import ast
import importlib
import inspect
import pkgutil
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from photos.models import Photo
from publications import kinds, workflow
from publications.models import Edition
from publications.models.imports import Import
from publications.workflow import checks
from publications.workflow.checks import findings
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def said(edition, at=NOW, blocks=None):
    edition = Edition.objects.select_related("publication", "lead_photo").get(pk=edition.pk)
    return " ".join(f.words for f in findings(edition, at) if blocks is None or f.blocks is blocks)


def body(html):
    return factories.draft(body=html)


def test_a_whole_text_is_blocked_by_nothing():
    for kind in ("analysis", "interview"):
        assert said(factories.draft(kind, lead_photo=factories.photo())) == ""


@pytest.mark.parametrize(
    "text",
    ["TK", "costs TKTK euros", "see TODO", "TBC by the ministry", "XXX per cent", "why???", "[source]", "[ ]", "[??]",
     "[check with Ada]", "Lorem ipsum dolor"],
)  # fmt: skip
def test_what_is_still_to_be_filled_in_blocks_and_is_quoted(text):
    assert "still to be filled in" in said(body(f"<p>Before {text} after.</p>"), blocks=True)
    assert "still to be filled in" in said(factories.draft(summary=f"Before {text} after."), blocks=True)


def test_what_is_still_to_be_filled_in_a_note_blocks():
    assert "“…p. TK…”" in said(body("<p>Before<foot-note>p. TK</foot-note> after.</p>"), blocks=True)
    assert "nowhere" in said(
        body('<p>A<foot-note><a href="/publications/nowhere/">b</a></foot-note>.</p>'), blocks=True
    )


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ('<a href="https://example.org/"></a>', "no words to follow"),
        ("A video", "“A video” needs one link"),
        ('<a href="https://a.example/">A</a> <a href="https://b.example/">B</a>', "“A B” needs one link"),
    ],
)
def test_an_embed_that_is_not_one_link_blocks(inner, told):
    assert told in said(body(f'<p class="embed">{inner}</p>'), blocks=True)
    assert said(body('<p class="embed"><a href="https://example.org/">A video</a></p>'), blocks=True) == ""


@pytest.mark.parametrize(
    "text", ["the siglo XX", "a todo motor", "“They left […] in time”", "really?", "[sic]", "[her emphasis]", "tkm"]
)
def test_what_only_looks_like_a_placeholder_blocks_nothing(text):
    assert "filled in" not in said(body(f"<p>Before {text} after.</p>"))


def test_a_link_that_leads_nowhere_on_this_site_blocks(settings):
    settings.SITE_URL = "https://www.example.org"
    factories.live(slug="there"), factories.draft(slug="draft-only"), factories.withdrawn(slug="gone")
    factories.topic(slug="water"), factories.topic(slug="hidden", public_from=None)
    for link in (
        "/publications/nowhere/", "/publications/draft-only/", "/publications/gone/", "/topics/hidden/", "/nothing/",
        "/admin/", "https://www.example.org/publications/nowhere/", "#s-nowhere",
    ):  # fmt: skip
        edition = body(f'<p><a href="{link}">x</a></p>')
        Edition.objects.filter(pk=edition.pk).update(body=f'<p><a href="{link}">x</a></p>')
        assert said(edition, blocks=True), link
    for link in (
        "/publications/there/", "/publications/there/#answer-x", "/topics/water/", "/", "/search/?q=x", "#s-part",
        "https://www.example.org/publications/there/", "mailto:a@example.org",
    ):  # fmt: skip
        assert said(body(f'<h2>Part</h2><p><a href="{link}">x</a></p>'), blocks=True) == "", link


def test_a_link_to_a_piece_counts_from_the_moment_that_piece_is_live():
    soon = factories.scheduled(slug="soon", at=NOW + timedelta(days=1))
    edition = body('<p><a href="/publications/soon/">x</a></p>')
    assert said(edition, blocks=True)
    assert said(edition, soon.live_from, blocks=True) == ""


def test_a_text_may_link_to_itself():
    edition = factories.draft("interview", slug="own", body='<p><a href="/publications/own/">x</a></p>')
    question = edition.turns.get(kind="question")
    Edition.objects.filter(pk=edition.pk).update(body=f'<p><a href="#{question.anchor}">x</a></p>')
    assert said(edition, blocks=True) == ""


def test_links_to_other_sites_warn_and_block_nothing():
    edition = body('<p><a href="https://elsewhere.example/">x</a></p>')
    assert "lead to other sites" in said(edition, blocks=False)
    assert said(edition, blocks=True) == ""


def test_a_photo_without_words_or_rights_blocks_and_one_whose_rights_end_soon_warns():
    day = timedelta(days=1)
    assert "alternative text" in said(factories.draft(lead_photo=factories.photo(alt="")), blocks=True)
    lapsing = factories.draft(lead_photo=factories.photo(rights_until=NOW + 9 * day))
    assert "end 8 days after" in said(lapsing, NOW + day, blocks=False)
    assert "rights don’t cover" in said(lapsing, NOW + 10 * day, blocks=True)
    assert "rights don’t cover" in said(factories.draft(lead_photo=factories.photo(rights_from=NOW + day)), blocks=True)


def test_a_photo_without_a_licence_blocks_and_leads_to_the_library():
    photo = factories.photo(licence="")
    edition = Edition.objects.select_related("publication", "lead_photo").get(pk=factories.draft(lead_photo=photo).pk)
    [finding] = [finding for finding in findings(edition, NOW) if finding.blocks]
    assert "by what right" in finding.words
    assert finding.address == f"/admin/photos/photo/{photo.pk}/change/"


def test_a_decorative_photo_and_one_the_piece_describes_itself_need_no_words_in_the_library():
    assert said(factories.draft(lead_photo=factories.photo(alt="", is_decorative=True)), blocks=True) == ""
    assert said(factories.draft(lead_photo=factories.photo(alt=""), lead_alt="A weir"), blocks=True) == ""


def test_a_lapsed_photo_holds_up_no_correction_of_a_piece_that_has_it_already():
    photo = factories.photo()
    live = factories.live(lead_photo=photo)
    photo.rights_until = NOW
    photo.save()
    draft = factories.revised(live.publication)
    assert said(draft, blocks=True) == ""
    assert "readers won’t see it" in said(draft, blocks=False)
    other = factories.photo(rights_until=NOW)
    Edition.objects.filter(pk=draft.pk).update(lead_photo=other)
    assert "Choose another photo" in said(draft, blocks=True)


def test_a_long_title_a_missing_photo_and_a_skipped_heading_only_warn():
    edition = factories.draft(title="Long " * 30, body="<h2>One</h2><h4>Three</h4><p>x</p>")
    assert said(edition, blocks=True) == ""
    warned = said(edition, blocks=False)
    assert all(words in warned for words in ("Title is long", "No photo", "heading skips"))


def test_a_piece_that_gave_its_address_back_needs_one_before_it_goes_live():
    edition = factories.draft()
    workflow.discard(edition, actor=None)
    again = workflow.revise(edition.publication, actor=None)
    assert "Give it one" in said(again, blocks=True)


def test_checks_hold_when_scheduling_and_again_when_a_schedule_moves():
    photo = factories.photo(rights_until=NOW + timedelta(days=3))
    edition = factories.draft(lead_photo=photo)
    with pytest.raises(workflow.Refused, match="rights don’t cover"):
        workflow.publish(edition, actor=None, at=NOW + timedelta(days=4))
    scheduled = workflow.publish(edition, actor=None, at=NOW + timedelta(days=2))
    with pytest.raises(workflow.Refused, match="rights don’t cover"):
        workflow.reschedule(scheduled, actor=None, at=NOW + timedelta(days=4))


def test_checks_cost_the_same_for_one_turn_and_for_sixty():
    def cost(turns):
        edition = factories.draft("interview")
        for n in range(turns):
            link = f'<p><a href="/publications/piece-{n}/">x</a></p>'
            factories.say(edition, "answer", link, [factories.expert()])
        edition = Edition.objects.select_related("publication", "lead_photo").get(pk=edition.pk)
        with CaptureQueriesContext(connection) as queries:
            findings(edition, NOW)
        return len(queries)

    assert cost(1) == cost(60) <= 8


INSTANT = timedelta(microseconds=1)
AT = NOW + timedelta(days=1)  # when the text is to go live
WARNED = timedelta(days=30)  # before the end of a photo's rights
INSIDE = '<p>Before.</p><figure data-photo="{}"></figure><p>After.</p>'
UNKNOWN = "0b8e7a52-64c3-4f3e-9d0e-2f1f6f0f3a11"


def photographed(lead_alt="", **fields):
    return factories.draft(lead_photo=factories.photo(**fields), lead_alt=lead_alt)


def inside(**fields):
    """A draft with a photo in its text."""
    return factories.draft(body=INSIDE.format(factories.photo(**fields).uuid))


def unsaid():
    return factories.photo(alt="")


def again(edition, **photo):
    """The next draft of a piece, whose photos have changed since."""
    Photo.objects.update(rights_from=None, **photo)
    return factories.revised(edition.publication)


def live_inside():
    return factories.live(body=INSIDE.format(factories.photo().uuid))


def stored(html, **fields):
    """A draft with a text that no form would store so."""
    edition = factories.draft(**fields)
    Edition.objects.filter(pk=edition.pk).update(body=html)
    return edition


def revised(**fields):
    draft = workflow.revise(factories.live().publication, actor=None)
    Edition.objects.filter(pk=draft.pk).update(**fields)
    return draft


def talk(*kinds, speakers=True):
    edition = factories.draft("interview")
    edition.turns.all().delete()
    for kind in kinds:
        factories.say(edition, kind, "<p>Words</p>", [factories.expert()] if speakers else [])
    return edition


def by(role="author", **period):
    edition = factories.draft(authors=[factories.expert(**period)])
    edition.contributions.update(role=role)
    return edition


def discarded():
    edition = factories.draft()
    workflow.discard(edition, actor=None)
    return workflow.revise(edition.publication, actor=None)


def from_file(doubts, checked_at=None):
    edition = factories.draft()
    Import.objects.create(
        edition=edition, doubts=doubts, checked_at=checked_at, kind="analysis", digest="0" * 64, original="x",
        document={}, read={}, reviewed={},
    )  # fmt: skip
    return edition


def linked(href):
    return stored(f'<h2 id="s-part">Part</h2><p><a href="{href}">x</a></p>')


# Every finding: how it begins, where it leads, whether it blocks; drafts that give it, and drafts that just don't.
BLOCKS, WARNS = True, False
FINDINGS = [
    ("Give it a title", "id_title", BLOCKS, [lambda: stored("x", title=" ")], [lambda: stored("x", title="I")]),
    ("Title is long", "id_title", WARNS, [lambda: stored("x", title="i" * 91)], [lambda: stored("x", title="i" * 90)]),
    ("Write the summary", "id_summary", BLOCKS, [lambda: stored("x", summary="\n")], [factories.draft]),
    ("It gave its address back", "id_slug", BLOCKS, [discarded], [revised]),
    ("Choose a topic", "id_topics", BLOCKS, [lambda: factories.draft(topics=[])], [factories.draft]),
    (
        "Say whose work it is", "contributions-group", BLOCKS,
        [lambda: factories.draft(authors=[]), lambda: by("interviewer")],
        [lambda: by("author"), lambda: by("interviewee")],
    ),
    (
        "has no public profile", "contributions-group", BLOCKS,
        [lambda: by(public_from=None), lambda: by(public_from=AT + INSTANT)],
        [lambda: by(public_from=AT), lambda: by(public_from=NOW, public_until=AT)],
    ),
    (
        "An interview needs", "turns-group", BLOCKS,
        [talk, lambda: talk("question"), lambda: talk("answer"), lambda: talk("question", "remark")],
        [lambda: talk("question", "answer")],
    ),
    (
        "An answer has no speaker", "turns-group", BLOCKS, [lambda: talk("question", "answer", speakers=False)],
        [lambda: talk("question", "answer"), lambda: talk("question", speakers=False)],
    ),
    ("The text is empty", "id_body", BLOCKS, [lambda: stored("")], [factories.draft, lambda: talk("question")]),
    (
        "Say what kind of change", "id_change_kind", BLOCKS, [revised],
        [lambda: revised(change_kind="minor"), factories.draft],
    ),
    (
        "Say in the change note", "id_change_note", BLOCKS,
        [partial(revised, change_kind=kind) for kind in ("update", "clarification", "correction", "retraction")],
        [lambda: revised(change_kind="minor"), lambda: revised(change_kind="update", change_note="What."), revised],
    ),
    ("No photo", "id_lead_photo", WARNS, [factories.draft], [photographed]),
    (
        "What is said of the lead photo is printed nowhere", "id_lead_alt", WARNS,
        [lambda: stored("x", lead_alt="A weir"), lambda: stored("x", lead_caption="A weir")],
        [factories.draft, lambda: photographed(lead_alt="A weir")],
    ),
    ("Nobody has said by what right", "id_lead_photo", BLOCKS, [lambda: photographed(licence="")], [photographed]),
    (
        "The lead photo has no alternative text", "id_lead_alt", BLOCKS, [lambda: photographed(alt="")],
        [photographed, lambda: photographed(alt="", is_decorative=True), lambda: photographed("A weir", alt="")],
    ),
    (
        "The lead photo is only", "id_lead_photo", WARNS,  # a crop of 21:10 has to be 1200 pixels wide
        [lambda: photographed(width=1199, height=2000), lambda: photographed(width=2000, height=571)],
        [lambda: photographed(width=1200, height=2000), lambda: photographed(width=2000, height=572)],
    ),
    (
        "The lead photo’s rights don’t cover that moment: readers", "id_lead_photo", WARNS,
        [lambda: again(factories.live(lead_photo=factories.photo()), rights_until=AT)],
        [
            lambda: again(factories.live(lead_photo=factories.photo()), rights_until=AT + INSTANT),
            lambda: photographed(rights_until=AT),
        ],
    ),
    (
        "The lead photo’s rights don’t cover that moment. Choose", "id_lead_photo", BLOCKS,
        [lambda: photographed(rights_until=AT), lambda: photographed(rights_from=AT + INSTANT)],
        [lambda: photographed(rights_until=AT + INSTANT), lambda: photographed(rights_from=AT)],
    ),
    (
        "The lead photo’s rights end", "id_lead_photo", WARNS,
        [lambda: photographed(rights_until=AT + INSTANT), lambda: photographed(rights_until=AT + WARNED)],
        [lambda: photographed(rights_until=AT), lambda: photographed(rights_until=AT + WARNED + INSTANT)],
    ),
    (
        "A photo in the text is no more in the library", "id_body", BLOCKS,
        [lambda: stored(INSIDE.format(UNKNOWN))], [inside],
    ),
    (
        "in the text has no alternative text", "id_body", BLOCKS, [lambda: inside(alt="")],
        [
            inside,
            lambda: inside(alt="", is_decorative=True),
            lambda: factories.draft(body=INSIDE.replace('{}"', '{}" data-alt="A weir"').format(unsaid().uuid)),
        ],
    ),
    ("in the text has no licence", "id_body", BLOCKS, [lambda: inside(licence="")], [inside]),
    (
        "in the text don’t cover that moment. Choose", "id_body", BLOCKS,
        [lambda: inside(rights_until=AT), lambda: inside(rights_from=AT + INSTANT)],
        [
            lambda: inside(rights_until=AT + INSTANT),
            lambda: inside(rights_from=AT),
            lambda: again(live_inside(), rights_until=AT),
        ],
    ),
    (
        "in the text don’t cover that moment: readers", "id_body", WARNS,
        [lambda: again(live_inside(), rights_until=AT)],
        [lambda: again(live_inside(), rights_until=AT + INSTANT), lambda: inside(rights_until=AT)],
    ),
    (
        "in the text end", "id_body", WARNS,
        [lambda: inside(rights_until=AT + INSTANT), lambda: inside(rights_until=AT + WARNED)],
        [lambda: inside(rights_until=AT), lambda: inside(rights_until=AT + WARNED + INSTANT)],
    ),
    ("Something is still to be filled in", "id_body", BLOCKS, [lambda: body("<p>TK</p>")], [lambda: body("<p>tk</p>")]),
    (
        "An embed has no words", "id_body", BLOCKS,
        [lambda: stored('<p class="embed"><a href="https://a.example/"></a></p>')],
        [lambda: stored('<p class="embed"><a href="https://a.example/">A</a></p>')],
    ),
    (
        "needs one link", "id_body", BLOCKS,
        [
            lambda: stored('<p class="embed">A</p>'),
            lambda: stored('<p class="embed"><a href="https://a.example/">A</a><a href="https://b.example/">B</a></p>'),
        ],
        [lambda: stored('<p class="embed"><a href="https://a.example/">A</a></p>')],
    ),
    (
        "A heading skips a level", "id_body", WARNS,
        [lambda: body("<h3>A</h3>"), lambda: body("<h2>A</h2><h4>B</h4>")],
        [lambda: body("<h2>A</h2><h3>B</h3><h4>C</h4><h2>D</h2>"), lambda: body("<p>x</p>")],
    ),
    (
        "uncertain at the import", "from-import", WARNS, [lambda: from_file(1), lambda: from_file(2)],
        [lambda: from_file(0), lambda: from_file(1, NOW)],
    ),
    ("is no address", "id_body", BLOCKS, [lambda: linked("//[/")], [lambda: linked("https://a.example/")]),
    (
        "leads nowhere on this site", "id_body", BLOCKS,
        [lambda: linked("/nowhere/"), lambda: linked("#s-nowhere"), lambda: linked("/topics/nowhere/")],
        [lambda: linked("/topics/"), lambda: linked("#s-part"), lambda: linked("mailto:a@example.org")],
    ),
    (
        "links lead to other sites", "id_body", WARNS, [lambda: linked("https://a.example/")],
        [lambda: linked("/topics/"), lambda: linked("mailto:a@example.org")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("words", "field", "blocks", "given", "not_given"), FINDINGS, ids=[row[0] for row in FINDINGS])
def test_each_finding_is_told_of_what_has_it_in_its_place_and_of_nothing_that_just_has_not(
    words, field, blocks, given, not_given
):
    def told(make):
        edition = Edition.objects.select_related("publication", "lead_photo").get(pk=make().pk)
        return [(found.field, found.blocks) for found in findings(edition, AT) if words in found.words]

    for make in given:
        assert told(make) == [(field, blocks)]
    for make in not_given:
        assert told(make) == []


def test_no_finding_is_missing_in_this_table():
    calls = [
        call
        for module in pkgutil.iter_modules(checks.__path__, f"{checks.__name__}.")
        for call in ast.walk(ast.parse(inspect.getsource(importlib.import_module(module.name))))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "ngettext"}
    ]
    sentences = [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]
    sentences += [kind.wrong_turns for kind in kinds.KINDS if kind.has_turns]  # said by the kind
    for words, *_rest in FINDINGS:
        assert sum(words in sentence for sentence in sentences) == 1, words
    assert len(sentences) == len(FINDINGS)
