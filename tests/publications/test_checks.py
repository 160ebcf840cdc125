"""What is looked at before a text goes live: what blocks, what only warns, and that neither costs more for more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publications import workflow
from publications.models import Edition
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
