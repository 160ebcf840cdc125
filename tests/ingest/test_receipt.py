"""The receipt: every word is somewhere, and the figures balance."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Block, Document, words_of
from ingest.receipt.counts import Count
from ingest.receipt.make import make_receipt
from ingest.receipt.words import LOST
from ingest.structure import Dropped, Kind, Passage, Photo, Segment, Structure

HEADED = Document(
    [
        Block("heading", "The river", 1),
        Block("paragraph", "Costin: They agreed on a number."),
        Block("paragraph", 'See <a href="https://a.example">the report</a>.<foot-note>Page four.</foot-note>'),
        Block("image", image=0),
        Block("paragraph", "At Pell. At Pell."),
        Block("list", "<ul><li>one</li><li>two</li></ul>"),
    ]
)


def structured(*segments: Segment, **kwargs) -> Structure:
    return Structure("interview", list(segments), **kwargs)


def whole() -> Structure:
    answer = Segment(Kind.ANSWER, [Passage(1, "<p>They agreed on a number.</p>")], label="Costin:")
    answer.passages += [Passage(2, HEADED.blocks[2].element), Passage(5, HEADED.blocks[5].element)]
    return structured(
        Segment(Kind.TITLE, [Passage(0, "<h2>The river</h2>")]),
        answer,
        Segment(Kind.CAPTION, [Passage(4, "<p>At Pell.</p>")]),
        photo=Photo("At Pell.", image=0),
        dropped=[Dropped(4, "At Pell.", "The caption stands twice.")],
    )


def test_a_whole_structure_accounts_for_every_word_and_thing():
    found = make_receipt(HEADED, whole())
    assert found.balances
    assert found.words == Count(19, {"title": 2, "answer": 12, "caption": 2}, structure=1, dropped=2)
    assert found.headings.kept == {"title": 1}
    assert found.paragraphs.kept == {"answer": 2, "caption": 1}
    assert found.lists.kept == found.links.kept == found.footnotes.kept == {"answer": 1}
    assert found.images.kept == {"photo": 1}
    assert [(e.block, e.words, e.reason, e.lost) for e in found.dropped] == [
        (4, "At Pell", "The caption stands twice.", False)
    ]
    assert found.added == found.changed == found.lost == []
    json.dumps(found.as_json())


def test_words_that_stand_nowhere_are_listed_with_their_block():
    structure = whole()
    structure.segments[1].passages[0].html = "<p>They agreed.</p>"
    del structure.segments[2], structure.dropped[0]
    found = make_receipt(HEADED, structure)
    assert found.balances
    assert [(e.block, e.words) for e in found.lost if e.reason == LOST] == [
        (1, "on a number"),
        (4, "At Pell At Pell"),
    ]


def test_words_that_stand_twice_or_were_typed_are_added():
    structure = whole()
    structure.segments[1].passages.append(Passage(1, "<p>They agreed, at last.</p>"))
    structure.segments.append(Segment(Kind.TEXT, [Passage(77, "<p>From nowhere</p>")]))
    found = make_receipt(HEADED, structure)
    assert found.balances
    assert [(e.block, e.words) for e in found.added] == [(1, "They agreed at last"), (77, "From nowhere")]
    assert found.words.added == 6
    assert found.paragraphs.added == 1


def test_what_a_review_moves_splits_or_joins_is_all_still_there():
    structure = whole()
    answer = structure.segments[1]
    answer.passages[0].html = "<p>They agreed</p>"
    structure.segments.append(Segment(Kind.REMARK, [Passage(1, "<p>on a number.</p>"), answer.passages.pop()]))
    structure.segments.reverse()
    found = make_receipt(HEADED, structure)
    assert found.balances
    assert (found.lost, found.added) == ([], [])
    assert found.words.kept == {"title": 2, "answer": 7, "remark": 5, "caption": 2}


def test_words_carried_from_one_block_into_another_are_moved_not_lost():
    structure = whole()
    structure.segments[1].passages[0].html = "<p>They agreed</p>"
    structure.segments[1].passages[1].html += "<p>on a number</p>"
    found = make_receipt(HEADED, structure)
    assert found.balances
    assert (found.lost, found.added) == ([], [])


def test_a_label_in_a_line_of_its_own_is_found_there():
    document = Document([Block("paragraph", "Costin:"), Block("paragraph", "Silence.")])
    structure = structured(Segment(Kind.ANSWER, [Passage(1, "<p>Silence.</p>")], label="Costin:"))
    found = make_receipt(document, structure)
    assert (found.words.structure, found.paragraphs.structure, found.lost, found.added) == (1, 1, [], [])
    assert found.balances


def test_a_changed_heading_link_or_note_is_told_from_a_dropped_one():
    document = Document([Block("heading", "On", 1), *HEADED.blocks[2:3]])
    structure = Structure(
        "analysis",
        [
            Segment(
                Kind.TEXT,
                [
                    Passage(0, "<h2>On</h2>"),
                    Passage(
                        1, '<p>See <a href="https://b.example">the report</a>.<foot-note>Page five.</foot-note></p>'
                    ),
                ],
            )
        ],
    )
    found = make_receipt(document, structure)
    assert found.balances
    assert (found.headings.changed, found.links.changed, found.footnotes.changed) == (1, 1, 1)
    assert [entry.reason for entry in found.changed] == [
        "heading 1 → heading 2",
        "link → https://b.example",
        "footnote → Page five",
    ]
    plain = Structure("analysis", [Segment(Kind.TEXT, [Passage(1, "<p>See the report.</p>")])])
    found = make_receipt(document, plain)
    assert (found.headings.dropped, found.links.dropped, found.footnotes.dropped) == (1, 1, 1)
    assert found.balances


def test_a_picture_that_is_not_the_photo_is_dropped():
    found = make_receipt(HEADED, structured())
    assert (found.images.source, found.images.dropped) == (1, 1)
    assert found.balances


SOME = st.lists(st.sampled_from(["the", "river", "dam", "1914", "co-op"]), max_size=6).map(" ".join)
INNER = st.tuples(SOME, SOME).map(
    lambda pair: (
        f'{pair[0]} <a href="https://a.example">{pair[1]}</a><foot-note>{pair[1]}</foot-note> <strong>x</strong>'
    )
)
BLOCKS = st.one_of(
    st.builds(Block, st.just("paragraph"), INNER | SOME),
    st.builds(Block, st.just("heading"), SOME, st.integers(1, 6)),
    st.builds(Block, st.just("list"), SOME.map(lambda text: f"<ul><li>{text}</li></ul>")),
    st.builds(Block, st.just("table"), SOME.map(lambda text: f"<table><tr><td>{text}</td></tr></table>")),
    st.builds(Block, st.just("quote"), SOME.map(lambda text: f"<blockquote><p>{text}</p></blockquote>")),
    st.builds(Block, st.just("image"), image=st.integers(0, 2) | st.none()),
)
DOCUMENTS = st.lists(BLOCKS, max_size=6).map(Document)
KINDS = st.sampled_from(list(Kind))
HTML = st.one_of(
    SOME,
    INNER.map(lambda inner: f"<p>{inner}</p>"),
    SOME.map(lambda text: f"<h3>{text}</h3><p>{text}</p>"),
    SOME.map(lambda text: f"<ul><li>{text}<ul><li>{text}</li></ul></li></ul>"),
    st.sampled_from(["</p>", "<p>", "<", "<br>", "</ul></ul><p>x"]),
)
STRUCTURES = st.builds(
    Structure,
    st.just("interview"),
    st.lists(
        st.builds(Segment, KINDS, st.lists(st.builds(Passage, st.integers(-2, 9), HTML), max_size=4), label=SOME),
        max_size=5,
    ),
    photo=st.none() | st.builds(Photo, image=st.none() | st.integers(0, 3)),
    dropped=st.lists(st.builds(Dropped, st.integers(-2, 9), SOME, st.just("x")), max_size=3),
)


@given(DOCUMENTS, STRUCTURES)
def test_the_figures_balance_whatever_the_structure(document, structure):
    found = make_receipt(document, structure)
    assert found.balances
    assert found.words.source == sum(len(words_of(block.html)) for block in document.blocks)
    written = sum(len(words_of(p.html)) for s in structure.segments for p in s.passages)
    labels = sum(len(words_of(s.label)) for s in structure.segments)
    assert sum(found.words.kept.values()) + found.words.structure + found.words.added == written + labels
    assert found.words.dropped == sum(len(e.words.split()) for e in found.dropped if e.reason in (LOST, "x"))


@given(DOCUMENTS, st.data())
def test_a_structure_that_holds_everything_loses_and_adds_nothing(document, data):
    places = data.draw(st.permutations(range(len(document.blocks))))
    segments = [Segment(data.draw(KINDS), [Passage(p, document.blocks[p].element)]) for p in places]
    found = make_receipt(document, Structure("analysis", segments))
    assert (found.lost, found.added, found.changed) == ([], [], [])
    assert found.words.dropped == 0
    assert sum(found.words.kept.values()) == found.words.source
