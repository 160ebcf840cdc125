"""An analysis read from a source: title, standfirst, byline, text, and what stands beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.analysis import reader as analysis
from ingest.document import Block, Document
from ingest.receipt.make import make_receipt
from ingest.signs import signatures
from ingest.sources import plain_text as text
from ingest.sources.html import page as html
from ingest.structure import Kind, Structure

PROSE = "The river rose for three weeks before anybody in either capital read the gauges, and that is the matter here."


def pasted(source: str) -> Structure:
    return analysis.read(text.read(source))


def said(structure: Structure, *kinds: Kind) -> list[str]:
    return [
        Block("paragraph", passage.html).text for segment in structure.of_kind(*kinds) for passage in segment.passages
    ]


def signed(structure: Structure) -> list[tuple[str, str]]:
    return [(person.name, person.description) for person in structure.people]


def test_a_pasted_analysis_is_read_from_its_head_to_its_notes():
    found = pasted(
        f"""Report

Measuring a Shared River: Lessons from Four Commissions

By Ingrid Solheim, director of the Data Lab, and Dr. Tobias Renner | May 14, 2024

Ships in port. (Daria Lunt/Eastline Pictures)
Ships in port. (Daria Lunt/Eastline Pictures)

{PROSE}

What came next

{PROSE}

About the author

Ingrid Solheim is a statistician.

Related Publications

Why the Delta Votes Last

Why the Delta Votes Last

May 3, 2024

Type: Podcast

View All

© Brackwater Centre"""
    )
    assert said(found, Kind.TITLE) == ["Measuring a Shared River: Lessons from Four Commissions"]
    assert signed(found) == [("Ingrid Solheim", "director of the Data Lab"), ("Tobias Renner", "")]
    assert {person.role for person in found.people} == {"author"}
    assert found.of_kind(Kind.BYLINE)[0].speakers == [person.key for person in found.people]
    assert (found.photo.caption, found.photo.credit) == ("Ships in port.", "Daria Lunt/Eastline Pictures")
    assert said(found, Kind.TEXT) == [PROSE, "What came next", PROSE]
    assert [(r.title, r.type) for r in found.related] == [("Why the Delta Votes Last", "Podcast")]
    assert said(found, Kind.APART) == [
        "Report",
        "About the author",
        "Ingrid Solheim is a statistician.",
        "© Brackwater Centre",
    ]
    assert [segment.passages[0].html for segment in found.doubtful] == ["<h2>What came next</h2>"]


def test_a_page_is_read_by_what_its_elements_say():
    found = analysis.read(
        html.read(
            f"""<h1>The Title</h1><p class="subtitle">A standfirst.</p><p class="byline">Ingrid Solheim</p>
            <p>Senior fellow, Data Lab</p><p>14 May 2024</p><h1>One</h1><p>{PROSE}</p><h3>Within</h3><p>{PROSE}</p>"""
        )
    )
    assert (said(found, Kind.TITLE), said(found, Kind.SUMMARY)) == (["The Title"], ["A standfirst."])
    assert signed(found) == [("Ingrid Solheim", "Senior fellow, Data Lab")]
    assert said(found, Kind.BYLINE) == ["Ingrid Solheim", "Senior fellow, Data Lab", "14 May 2024"]
    headings = [p.html for s in found.of_kind(Kind.TEXT) for p in s.passages if p.html.startswith("<h")]
    assert headings == ["<h2>One</h2>", "<h4>Within</h4>"]
    assert not found.doubtful


@pytest.mark.parametrize(("opening", "closing"), [("<strong>", "</strong>"), ("<em>", "</em>")])
def test_a_first_paragraph_set_apart_is_the_standfirst(opening, closing):
    first = f"<p>{opening}What four commissions have in common is their daily work.{closing}</p>"
    found = analysis.read(html.read(f"<h1>The Title</h1>{first}<p>{PROSE}</p>"))
    assert said(found, Kind.SUMMARY) == ["What four commissions have in common is their daily work."]


def test_a_first_paragraph_like_all_others_is_text():
    found = analysis.read(html.read(f"<h1>The Title</h1><p>{PROSE}</p><p><em>{PROSE}</em></p>"))
    assert said(found, Kind.SUMMARY) == []
    assert said(found, Kind.TEXT) == [PROSE, PROSE]


def test_a_topic_above_the_title_and_a_title_that_stands_twice_are_told_from_it():
    found = pasted(f"Environment\n\nWhy the Delta Votes Last\n\nWhy the Delta Votes Last\n\n{PROSE}")
    assert said(found, Kind.TITLE) == ["Why the Delta Votes Last"]
    assert [(s.kind, s.is_sure) for s in found.segments[:2]] == [(Kind.APART, False), (Kind.TITLE, True)]
    assert [drop.words for drop in found.dropped] == ["Why the Delta Votes Last"]


def test_a_text_without_a_title_has_none():
    found = pasted(f"{PROSE}\n\n{PROSE}")
    assert said(found, Kind.TITLE) == []
    assert said(found, Kind.TEXT) == [PROSE, PROSE]


def test_a_name_alone_below_the_title_is_in_doubt():
    found = pasted(f"Why the Delta Votes Last\n\nIngrid Solheim\n\n{PROSE}")
    (byline,) = found.of_kind(Kind.BYLINE)
    assert (signed(found), byline.is_sure) == ([("Ingrid Solheim", "")], False)


def test_a_biography_at_the_end_names_the_author_if_nothing_else_does():
    found = pasted(
        f"Why the Delta Votes Last\n\n{PROSE}\n\nIngrid Solheim is a statistician at the Data Lab. She swims."
    )
    assert signed(found) == [("Ingrid Solheim", "a statistician at the Data Lab")]
    assert said(found, Kind.APART) == ["Ingrid Solheim is a statistician at the Data Lab. She swims."]


def test_the_first_picture_is_the_photo_and_others_are_kept_apart():
    blocks = [
        Block("heading", "The Title", 1),
        Block("image", image=0),
        Block("paragraph", "Ships in port", style="caption"),
        *[Block("paragraph", PROSE) for _ in range(4)],
        Block("image", image=1),
        Block("paragraph", "A queue", style="caption"),
        Block("paragraph", PROSE),
    ]
    document = Document(blocks)
    found = analysis.read(document)
    assert (found.photo.image, found.photo.caption) == (0, "Ships in port")
    (apart,) = found.of_kind(Kind.APART)
    assert [passage.block for passage in apart.passages] == [7, 8]
    assert make_receipt(document, found).images.kept == {"photo": 1, "apart": 1}


def test_lines_that_were_only_wrapped_are_joined_and_others_keep_their_breaks():
    wrapped = "The river rose for three weeks before anybody in\neither capital read the gauges of the old office."
    found = pasted(f"{wrapped}\n\nRoses are red,\nviolets are blue.")
    assert [s.passages[0].html for s in found.of_kind(Kind.TEXT)] == [
        f"<p>{wrapped.replace(chr(10), ' ')}</p>",
        "<p>Roses are red,<br>violets are blue.</p>",
    ]


def test_headings_for_the_eye_are_proposed_only_where_there_are_no_others():
    bold = f"<p>{PROSE}</p><p><b>What came next</b></p><p>{PROSE}</p>"
    found = analysis.read(html.read(bold))
    assert found.of_kind(Kind.TEXT)[1].passages[0].html == "<h2>What came next</h2>"
    assert not found.of_kind(Kind.TEXT)[1].is_sure
    found = analysis.read(html.read(bold + f"<h2>And then</h2><p>{PROSE}</p>"))
    assert found.of_kind(Kind.TEXT)[1].passages[0].html == "<p><strong>What came next</strong></p>"


@pytest.mark.parametrize(
    ("line", "names", "says_by"),
    [
        ("By Ingrid Solheim", [("Ingrid Solheim", "")], True),
        ("By INGRID SOLHEIM | May 4, 2024 | Report", [("INGRID SOLHEIM", "")], True),
        ("By Ana Sol, Ion Renner and Mia Costin", [("Ana Sol", ""), ("Ion Renner", ""), ("Mia Costin", "")], True),
        ("By Ana Sol\nHead, Data Lab\nIon Ren\nFellow", [("Ana Sol", "Head, Data Lab"), ("Ion Ren", "Fellow")], True),
        ("Ana Solheim, Director, Health Data Lab", [("Ana Solheim", "Director, Health Data Lab")], False),
        ("Von Jörg Müller, 14. Mai 2024", [("Jörg Müller", "")], True),
        ("Prof. Dr. Ana de la Cruz (University of Tolna)", [("Ana de la Cruz", "University of Tolna")], False),
        ("By Monday the river rose", [], False),
        ("By the River", [], False),
        ("Why the Delta Votes Last", [], False),
        ("Related Publications", [], False),
        ("By Ingrid Solheim?", [], False),
        ("", [], False),
    ],
)  # fmt: skip
def test_a_line_that_signs_is_read_name_by_name(line, names, says_by):
    assert signatures.signatures(line) == (names, says_by)


LINES = st.sampled_from(
    [PROSE, "By Ingrid Solheim", "14 May 2024", "Report", "Environment", "Why the Delta Votes Last", "Type: Podcast",
     "Related Publications", "View All", "About the author", "Ingrid Solheim is a fellow at the Data Lab.",
     "AFP / Daria Lunt", "Ships in port. (Daria Lunt/Eastline Pictures)", "Read also: On Drought",
     "Editor's note: shortened.", "***", "Why?", "One\ntwo", "<strong>Bold</strong>",
     "Ships in port (Photo: A B)\nShips in port (Photo: A B)", "<em>Said she.</em>"]
)  # fmt: skip
NAMED = st.sampled_from(["", "", "title", "subtitle", "caption", "author"])
BLOCKS = st.one_of(
    st.builds(Block, st.just("paragraph"), LINES, style=NAMED),
    st.builds(Block, st.just("heading"), LINES, st.integers(1, 6)),
    st.builds(Block, st.just("image"), image=st.integers(0, 2)),
    st.builds(Block, st.just("list"), LINES.map(lambda line: f"<ul><li>{line}</li></ul>")),
)  # fmt: skip


@given(st.lists(BLOCKS, max_size=12).map(Document))
def test_no_word_of_any_source_is_lost_or_doubled(document):
    found = analysis.read(document)
    account = make_receipt(document, found)
    assert account.balances
    assert (account.added, [entry for entry in account.lost if entry.words]) == ([], [])
    assert Structure.from_json(found.as_json()) == found
    keys = [person.key for person in found.people]
    assert len(set(keys)) == len(keys)
    assert {key for segment in found.segments for key in segment.speakers} <= set(keys)
