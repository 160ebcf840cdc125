"""Captions, credits, related publications, closing notes and dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Block
from ingest.signs import captions, closing_notes, dates, photo_credits, related_publications
from ingest.structure import Photo


def paragraphs(text: str) -> list[Block]:
    return [Block("paragraph", part) for part in text.strip().split("\n\n")]


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("A dam, 2023. (Daria Lunt/Continental Photo Service)", "A dam, 2023.", "Daria Lunt/Continental Photo Service"),
        ("A volunteer. (Photo by Owen Pryce/Aldergate School)", "A volunteer.", "Owen Pryce/Aldergate School"),
        ("AFP / Daria Lunt", "", "AFP / Daria Lunt"),
        ("REUTERS/Daria Lunt", "", "REUTERS/Daria Lunt"),
        ("Photo courtesy of the Ministry of Water", "", "the Ministry of Water"),
        ("A bridge in spring. © Daria Lunt 2021", "A bridge in spring.", "Daria Lunt 2021"),
        ("People queue. Photo credit: Daria Lunt (CC BY 2.0)", "People queue.", "Daria Lunt (CC BY 2.0)"),
        ("A bridge (Photo: Daria Lunt (CC BY 2.0)).", "A bridge", "Daria Lunt (CC BY 2.0)"),
        ("A market. | Daria Lunt via Getty Images", "A market.", "Daria Lunt via Getty Images"),
        ("Ships in port. [Daria Lunt/Eastline Pictures]", "Ships in port.", "Daria Lunt/Eastline Pictures"),
        ("Crédit photo : Daria Lunt", "", "Daria Lunt"),
        ("(Harbour Navy photo by Daria Lunt)", "", "Harbour Navy photo by Daria Lunt"),
    ],
)  # fmt: skip
def test_a_credit_is_told_from_its_caption(text, caption, credit):
    assert photo_credits.split_credit(text) == (caption, credit)
    assert captions.is_caption(Block("paragraph", text))


@pytest.mark.parametrize(
    "text",
    [
        "It divided the country into two camps (North/South).",
        "He said so at the time (Reuters, 2021).",
        "I agree. (Laughs)",
        "He works for Reuters.",
        "The chair shall decide (and/or resign)",
        "I joined the laboratory. Then ESA.",
        "Mirela Costin / Tobias Renner",
        "Costin/Renner",
        "The woman in the middle holds a photo",
        "They asked for the image: nobody had it.",
    ],
)
def test_a_sentence_or_two_speakers_are_no_credit(text):
    assert photo_credits.split_credit(text) == (text, "")
    assert not captions.is_caption(Block("paragraph", text))


def test_a_heading_is_no_caption_and_a_caption_by_its_style_needs_no_credit():
    assert not captions.is_caption(Block("heading", "Ships (Daria Lunt/Eastline Pictures)", 2))
    assert captions.is_caption(Block("paragraph", "Ships in port", style="caption"))


def test_a_photo_has_its_picture_its_caption_and_a_credit_in_its_own_line():
    blocks = [
        Block("image", image=4),
        Block("paragraph", "Ships in port", style="caption"),
        Block("paragraph", "AFP / Daria Lunt"),
        Block("paragraph", "The port is old."),
    ]
    photo, segment, dropped, end = captions.photo(blocks, 0)
    assert photo == Photo("Ships in port", "AFP / Daria Lunt", 4)
    assert [passage.block for passage in segment.passages] == [1, 2]
    assert (dropped, end) == ([], 3)


@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_a_caption_that_stands_twice_is_kept_once_and_the_other_accounted_for(between):
    caption = "Ships in port. (Daria Lunt/Eastline Pictures)"
    blocks = paragraphs(f"{caption}{between}{caption}\n\nThe port is old.")
    photo, segment, dropped, end = captions.photo(blocks, 0)
    assert photo == Photo("Ships in port.", "Daria Lunt/Eastline Pictures")
    assert [passage.html for passage in segment.passages] == [f"<p>{caption}</p>"]
    assert [drop.words for drop in dropped] == [caption]
    assert end == len(blocks) - 1


def test_of_two_captions_the_one_with_the_credit_is_not_lost():
    blocks = paragraphs("Ships in port\n\nShips in port (Photo: Daria Lunt)")
    blocks[0].style = "caption"
    photo, segment, dropped, _end = captions.photo(blocks, 0)
    assert photo == Photo("Ships in port", "Daria Lunt")
    assert len(segment.passages) == 2
    assert not dropped


def test_no_photo_begins_at_a_plain_paragraph_or_runs_into_the_next_picture():
    assert captions.photo(paragraphs("The port is old."), 0) is None
    assert captions.photo([Block("image", image=0), Block("image", image=1)], 0)[3] == 1


RELATED = """
Related Publications

{0}

View All Publications

Nothing of the list
"""
DOUBLED = """
Measuring a Shared River

Measuring a Shared River

Tuesday, May 14, 2024

Joint river commissions are often praised for the treaties that they produce, and seldom for their daily work.

Type: Report

Environment

Why the Delta Votes Last

Why the Delta Votes Last

February 8, 2024

Farmers in the delta have become a swing constituency. What do they want?

Type: Analysis

Governance
"""
TOPIC_FIRST = """
Environment

Measuring a Shared River

14 May 2024

Report

Governance

Why the Delta Votes Last

8 February 2024

Analysis
"""
TOPIC_LAST = """
Measuring a Shared River

14 May 2024

Report

Environment

Why the Delta Votes Last

8 February 2024

Analysis

Governance
"""


@pytest.mark.parametrize("listing", [DOUBLED, TOPIC_FIRST, TOPIC_LAST])
@pytest.mark.parametrize("hard", [False, True])
def test_related_publications_are_read_in_whatever_order_their_fields_stand(listing, hard):
    body = listing.strip().replace("\n\n", "\n") if hard else listing.strip()
    blocks = paragraphs(RELATED.format(body))
    found, end = related_publications.related(blocks, 0)
    assert [(r.title, r.type, r.topic) for r in found] == [
        ("Measuring a Shared River", "Report", "Environment"),
        ("Why the Delta Votes Last", "Analysis", "Governance"),
    ]
    assert all("2024" in r.date for r in found)
    assert blocks[end].text == "Nothing of the list"


def test_related_publications_may_be_a_list_of_links_or_titles_alone():
    links = '<ul><li><a href="https://a.example">Why the Delta Votes Last</a><br>May 2024</li><li>On Drought</li></ul>'
    found, end = related_publications.related([Block("heading", "See also", 2), Block("list", links)], 0)
    assert [(r.title, r.date) for r in found] == [("Why the Delta Votes Last", "May 2024"), ("On Drought", "")]
    assert end == 2
    found, _end = related_publications.related(paragraphs("Read more:\n\nOn Drought\n\nOn Rain"), 0)
    assert [r.title for r in found] == ["On Drought", "On Rain"]


def test_a_list_of_related_publications_ends_where_the_text_goes_on():
    text = (
        "The talks went on for another week, and neither of the two delegations would say what they were waiting for."
    )
    blocks = paragraphs(f"Related\n\nOn Drought\n\n14 May 2024\n\nReport\n\n{text}\n\n{text} Nobody knew.")
    _found, end = related_publications.related(blocks, 0)
    assert end == 5
    heading = [Block("heading", "Related", 2), Block("paragraph", "On Drought"), Block("heading", "The talks", 2)]
    assert related_publications.related(heading, 0)[1] == 2


def test_a_line_within_the_text_names_one_related_publication():
    found, end = related_publications.related(
        paragraphs("Read also: Why the Delta Votes Last\n\nThe talks went on."), 0
    )
    assert ([r.title for r in found], end) == (["Why the Delta Votes Last"], 1)


def test_nothing_related_begins_at_plain_words():
    assert related_publications.related(paragraphs("Related problems are older.\n\nOn Drought"), 0) == ([], 0)
    assert related_publications.related(paragraphs("Related"), 0) == ([], 0)
    assert related_publications.related([], 0) == ([], 0)


@pytest.mark.parametrize(
    "text",
    [
        "This interview was recorded on November 15, 2022, and edited for length.",
        "Editor's note: This conversation took place on March 3 and was shortened.",
        "The views expressed here are the author's own.",
        "The author thanks two reviewers.",
        "I would like to thank three colleagues for their comments on an earlier draft.",
        "Acknowledgements",
        "First published in the autumn issue.",
        "© Brackwater Centre",
    ],
)
def test_what_speaks_of_the_text_is_a_closing_note(text):
    assert closing_notes.is_closing_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "I thank the chair for that.",
        "The report was published when nobody cared.",
        "This analysis is wrong in three points.",
        "The views from the bridge are wide.",
        "",
    ],
)
def test_what_speaks_of_its_matter_is_none(text):
    assert not closing_notes.is_closing_note(text)


def test_closing_notes_are_the_last_blocks_with_the_biographies_among_them():
    blocks = paragraphs(
        "Ingrid Solheim is a statistician at the Data Lab, and was asked.\n\nThe river rose.\n\n"
        "Ingrid Solheim is a statistician at the Data Lab.\n\nThis text was edited for length."
    )
    assert closing_notes.closing(blocks) == 2
    assert closing_notes.closing(blocks, 3) == 3
    assert closing_notes.closing(blocks[:2]) == 2
    about = [
        Block("paragraph", "The river rose."),
        Block("heading", "About the author", 2),
        Block("paragraph", "She swims."),
    ]
    assert closing_notes.closing(about) == 1


@pytest.mark.parametrize(
    "text",
    ["Tuesday, May 14, 2024", "14 mai 2024", "2024-05-14", "14.05.2024", "May 2024", "14 de mayo de 2024",
     "Published on 3rd March 2021, 10:30", "14–16 May 2023", "2024年5月14日", "14 мая 2024 г."],
)  # fmt: skip
def test_a_date_is_known_in_its_usual_forms(text):
    assert dates.is_date(text)


@pytest.mark.parametrize("text", ["March", "2024", "In May 2024 we met", "May we meet in 2024?", "", "14 people"])
def test_other_words_are_no_date(text):
    assert not dates.is_date(text)


@given(st.lists(st.text(max_size=40).map(lambda text: Block("paragraph", text.replace("<", " "))), max_size=8))
def test_the_rules_take_any_blocks(blocks):
    for at in range(len(blocks)):
        found, end = related_publications.related([Block("paragraph", "Related"), *blocks], 0)
        assert 0 <= end <= len(blocks) + 1
        assert bool(found) == (end > 0)
        photo = captions.photo(blocks, at)
        assert photo is None or at < photo[3] <= len(blocks)
    assert 0 <= closing_notes.closing(blocks) <= len(blocks)
