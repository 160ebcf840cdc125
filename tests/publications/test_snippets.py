"""What a hit shows of its text: whole sentences where they are short, and an ellipsis wherever one is cut."""

import pytest

from publications.finding.snippets import BEFORE, MOST_WORDS, START, STOP, excerpts

WORD = f"{START}match{STOP}"
LONG = " ".join(f"word{n}" for n in range(60))


@pytest.mark.parametrize(
    "text",
    [
        f"The {WORD} stands in a short sentence.",
        f"A line without a full stop about the {WORD}",
        f"“Is the {WORD} here?”",
    ],
)
def test_a_short_text_is_shown_whole_and_without_an_ellipsis(text):
    assert excerpts([text]) == text


def test_what_begins_or_ends_within_a_sentence_says_so_with_an_ellipsis():
    shown = excerpts([f"{LONG} {WORD} {LONG}."])
    assert shown.startswith("… word")
    assert shown.endswith(" …")
    assert WORD in shown
    assert len(shown.split()) <= MOST_WORDS + 2
    assert len(shown.split(WORD)[0].split()) == BEFORE + 1


def test_it_begins_with_the_sentence_of_the_match_and_ends_with_a_sentence():
    text = f"One thing first. Then the {WORD} comes, and quite a few words come after it in this sentence. {LONG}."
    assert excerpts([text]) == f"Then the {WORD} comes, and quite a few words come after it in this sentence."


def test_a_line_is_a_sentence_of_its_own():
    assert excerpts([f"A heading\nThe {WORD} follows.\n{LONG}"]).startswith(f"The {WORD} follows.")


def test_a_second_excerpt_is_shown_only_for_another_word():
    other = f"{START}gravel{STOP}"
    assert excerpts([f"The {WORD} is here.", f"A {WORD} again.", f"And {other} there."]) == (
        f"The {WORD} is here. … And {other} there."
    )
    assert excerpts([f"The {WORD} is here.", f"A {WORD} again."]) == f"The {WORD} is here."


def test_without_a_match_the_beginning_is_shown_and_nothing_of_nothing():
    assert excerpts([LONG]).startswith("word0 word1")
    assert excerpts([LONG]).endswith(" …")
    assert excerpts([""]) == excerpts([]) == ""
