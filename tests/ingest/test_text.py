"""Plain text as blocks."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import words, words_of
from ingest.sources import plain_text as text


def shapes(source: str) -> list[tuple[str, str]]:
    return [(block.kind, block.html) for block in text.read(source).blocks]


def test_blank_lines_part_blocks_and_a_lines_end_stays_one():
    assert shapes("One\ntwo & three\n \n\nFour") == [("paragraph", "One\ntwo &amp; three"), ("paragraph", "Four")]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\x85", "\x0b"])
def test_every_end_of_a_line_is_one(end):
    assert shapes(f"One{end}two{end}{end}Three") == [("paragraph", "One\ntwo"), ("paragraph", "Three")]


def test_pages_and_paragraph_signs_part_blocks_and_signs_without_width_go():
    source = "\ufeffOne\fTwo\u2029Three\u00ad\u200b\tand\u00a0 four"
    assert [html for _, html in shapes(source)] == ["One", "Two", "Three and four"]


def test_lines_with_signs_are_a_list_and_what_stands_before_it_a_paragraph():
    assert shapes("We need:\n- ink\n- chalk\n\n3. Pay\n4. Build\n\n• Why?\n• How?\nAnd more") == [
        ("paragraph", "We need:"),
        ("list", "<ul><li>ink</li><li>chalk</li></ul>"),
        ("list", '<ol start="3"><li>Pay</li><li>Build</li></ol>'),
        ("list", "<ul><li>Why?</li><li>How?</li></ul>"),
        ("paragraph", "And more"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "1. Why did it fail?",
        "- Only one",
        "1. Why?\n2. How?",
        "- Why did it fail?\n- Because of the snow.",
        "1. Pay on time\nand in full\n2. Build",
        "2. Two\n1. One",
        "- They paid, and\nthen they left\n- And then?",
        "- A line\n- another\nand its end",
        "1914. A year\n1915. Another",
        "Well - I think\n- so",
    ],
)
def test_what_may_be_a_question_or_talk_stays_a_paragraph(source):
    assert {kind for kind, _ in shapes(source)} == {"paragraph"}


def test_notes_at_the_end_become_footnotes_if_every_mark_has_its_note():
    source = "The river [1] rose.[2]\n\nMore.\n\nNotes\n\n[1] Solheim,\np. 4.\n[2] Costin."
    found = text.read(source)
    assert [block.html for block in found.blocks] == [
        "The river<foot-note>Solheim, p. 4.</foot-note> rose.<foot-note>Costin.</foot-note>",
        "More.",
    ]
    assert found.losses == ["The heading over the footnotes: “Notes”"]


@pytest.mark.parametrize(
    "source",
    [
        "One [1] two [2]\n\n[1] Only one",
        "One [1]\n\n[1] A\n\n[2] B",
        "One [1] again [1]\n\n[1] A",
        "One [2] two [1]\n\n[1] A\n\n[2] B",
        "One [1]\n\n[1] A\n\nMore",
        "[1] A\n\n[2] B",
    ],
)
def test_marks_that_do_not_match_their_notes_are_left_alone(source):
    assert "foot-note" not in "".join(html for _, html in shapes(source))
    assert "".join(html for _, html in shapes(source)) == source.replace("\n\n", "")


@given(st.text(alphabet="ab1. -•*?\n\r\u2028[]<&\u00a0", max_size=60))
def test_every_word_of_a_plain_text_is_in_the_blocks(source):
    """In order, but for the numbers of lists and notes, which become structure."""
    found = text.read(source)
    kept = [word for block in found.blocks for word in words_of(block.html)]
    numbers = any(block.kind == "list" or "foot-note" in block.html for block in found.blocks)
    normal = [word for word in words(source) if not numbers or not word.isdigit()]
    assert [word for word in kept if not numbers or not word.isdigit()] == normal or numbers


@given(st.text(max_size=60))
def test_plain_text_comes_out_as_html_that_says_the_same(source):
    for block in text.read(source).blocks:
        if block.kind == "paragraph" and "foot-note" not in block.html:
            assert "<" not in block.html
            assert escape(block.text, quote=False) == " ".join(block.html.split(" "))
