"""What a text may hold, at every door."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts import richtext
from experts.models import Expert
from tests import factories

HOSTILE = [
    "<script>alert(1)</script>",
    '<p onclick="alert(1)">a</p>',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="JaVaScRiPt:alert(1)">a</a>',
    '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    '<img src=x onerror="alert(1)">',
    "<svg><script>alert(1)</script></svg>",
    '<iframe src="https://example.org"></iframe>',
    '<p style="background:url(javascript:alert(1))">a</p>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<form action="/x"><input></form>',
    "<base href='https://example.org'>",
]
MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<h1>",
            "<h2>",
            "</h2>",
            "<h3 id='x'>",
            "<ul><li>",
            "</li></ul>",
            "<br>",
            "<div>",
            "</div>",
            "<table><tr><td>",
            "</td></tr></table>",
            "word",
            "&nbsp;",
            "&lt;i&gt;",
            "<o:p>",
            "<!-- c -->",
            "<p> </p>",
            "<p class='pull-quote x'>",
            "<blockquote>",
            "</blockquote>",
            "<a href='/x'>",
            "</a>",
            "<foot-note>",
            "<foot-note>",
            "</foot-note>",
            "</foot-note>",
            "<p class='embed'>",
            "<em>",
            "</em>",
            "\x00",
            "é",
            "א",
        ]
    )
).map("".join)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_could_act_is_taken_out(hostile):
    cleaned = richtext.clean(f"<p>before</p>{hostile}<p>after</p>").lower()
    for trace in ("script", "onerror", "onclick", "javascript", "<img", "<iframe", "style", "<form", "<base", "data:"):
        assert trace not in cleaned
    assert "before" in cleaned


def test_words_marks_of_word_are_taken_out_and_its_words_kept():
    pasted = '<p class="MsoNormal" style="mso-x:1"><b>Bold</b> and <o:p>plain</o:p><i>italic</i></p><p>&nbsp;</p>'
    assert richtext.clean(pasted) == "<p><strong>Bold</strong> and plain<em>italic</em></p>"


def test_headings_get_ids_that_differ_and_a_first_level_becomes_a_second():
    text = richtext.clean("<h1>One</h1><h2>One</h2><h3>日本</h3>")
    assert text == '<h2 id="s-one">One</h2><h2 id="s-one-2">One</h2><h3 id="s-section">日本</h3>'
    assert richtext.contents(text) == [("s-one", "One"), ("s-one-2", "One")]


@given(MARKUP)
def test_cleaning_twice_is_cleaning_once(markup):
    once = richtext.clean(markup)
    assert richtext.clean(str(once)) == once


@given(MARKUP)
def test_a_note_says_something_in_one_line_and_stands_in_no_other_and_in_no_link(markup):
    cleaned = richtext.clean(markup)
    inside = False
    for tag in re.findall(r"<[^>]*>", cleaned):
        if "foot-note" in tag:
            inside = not inside
            assert inside == (tag == "<foot-note>")
        assert not inside or re.match(r"</?(foot-note|a|strong|em|sub|sup|br)\b", tag)
    places = richtext.NOTE.sub("<foot-note>", cleaned)
    assert not re.search(r"<a\b(?:(?!</a>).)*<foot-note>", places)
    assert all(richtext.plain(note) for note in richtext.notes(cleaned))


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_plain_words_survive_as_paragraphs(text):
    words = " ".join(text.split())
    assert richtext.plain(richtext.paragraphs(text)).split() == words.split()


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["save", "bulk_create", "update"])
def test_no_door_into_the_database_leaves_a_text_unclean(door):
    hostile = "<p onclick='x'>a<script>1</script></p>"
    if door == "save":
        factories.expert(bio=hostile)
    elif door == "bulk_create":
        Expert.objects.bulk_create([Expert(name="A", slug="a", bio=hostile)])
    else:
        factories.expert()
        Expert.objects.update(bio=hostile)
    assert Expert.objects.get().bio == "<p>a</p>"


def test_a_pull_quote_is_kept_and_no_other_class_is():
    quoted = '<p class="pull-quote">Water remembers.</p>'
    assert richtext.clean(quoted) == quoted
    assert richtext.clean('<p class="pull-quote loud MsoQuote">a</p>') == '<p class="pull-quote">a</p>'
    assert richtext.clean('<p class="MsoNormal">a</p><h2 class="pull-quote">b</h2>') == '<p>a</p><h2 id="s-b">b</h2>'
    assert richtext.clean('<p class="pull-quote"> <br></p>') == ""


def test_a_pull_quote_counts_as_a_repeat_whatever_its_marks_and_capitals():
    text = "<p>An emergency, as we said, without an exit becomes a policy.</p>"
    repeats = ["“An <em>emergency</em> … becomes a policy!”", "without an exit becomes a policy"]
    for quote in repeats:
        assert richtext.without_repeats(f'{text}<p class="pull-quote">{quote}</p>') == text
    own = f'{text}<p class="pull-quote">A policy becomes an emergency.</p>'
    assert richtext.without_repeats(own) == own


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("<p>A<foot-note><b>B</b> <a href='/c/'>c</a></foot-note>.</p>",
         '<p>A<foot-note><strong>B</strong> <a href="/c/">c</a></foot-note>.</p>'),
        ("<p>A<foot-note id='x' onclick='y'>b</foot-note></p>", "<p>A<foot-note>b</foot-note></p>"),
        ("<p>A<foot-note><p>b</p><p>c</p></foot-note>d</p>", "<p>A<foot-note>b<br>c</foot-note>d</p>"),
        ("<p>A<foot-note><ul><li>b</li><li>c</li></ul></foot-note></p>", "<p>A<foot-note>b<br>c</foot-note></p>"),
        ("<p>A<foot-note>b<foot-note>c</foot-note>d</foot-note>e</p>", "<p>A<foot-note>bcd</foot-note>e</p>"),
        ("<p>A<foot-note> <em>&nbsp;</em><br></foot-note>b</p>", "<p>Ab</p>"),
        ("<p><foot-note>a</p><p>b</p>", "<p><foot-note>a</foot-note></p><p>b</p>"),
        ("<p><a href='/x/'>a<foot-note>b</foot-note>c</a></p>",
         '<p><a href="/x/">a</a><foot-note>b</foot-note><a href="/x/">c</a></p>'),
        ("<p><a href='/x/'><foot-note>b</foot-note></a></p>", "<p><foot-note>b</foot-note></p>"),
        ("<p>a</foot-note>b</p>", "<p>ab</p>"),
    ],
)  # fmt: skip
def test_a_note_is_kept_where_it_stands_and_holds_what_stands_in_a_line(given, stored):
    assert richtext.clean(given) == stored
    assert richtext.clean(stored) == stored


@pytest.mark.parametrize(
    "place",
    [
        '<h2 id="s-a">A{}</h2>', "<ul><li>a{}</li></ul>", "<blockquote><p>a{}</p></blockquote>",
        "<table><tbody><tr><td>a{}</td></tr></tbody></table>", '<p class="pull-quote">a{}</p>',
    ],
)  # fmt: skip
def test_a_note_may_stand_wherever_words_may(place):
    text = place.format("<foot-note>b</foot-note>")
    assert richtext.clean(text) == text
    assert richtext.notes(text) == ["b"]


def test_the_words_of_a_text_are_without_those_of_its_notes():
    text = richtext.clean(
        "<h2>Rivers<foot-note>Not all.</foot-note> rise</h2><p>At night<foot-note>Late</foot-note>.</p>"
    )
    assert richtext.plain(text) == "Rivers rise At night."
    assert richtext.contents(text) == [("s-rivers-rise", "Rivers rise")]
    assert richtext.count_words(text) == 4
    assert richtext.plain(richtext.in_line(text)) == "Rivers [Note: Not all.] rise At night [Note: Late]."


def test_a_pull_quote_with_a_note_is_no_repeat():
    text = '<p>Rivers rise.</p><p class="pull-quote">Rivers rise.<foot-note>Some.</foot-note></p>'
    assert richtext.without_repeats(text) == text


def test_an_embed_is_kept_and_a_paragraph_has_one_class_at_most():
    embed = '<p class="embed"><a href="https://example.org/v">A video</a></p>'
    assert richtext.clean(embed) == embed
    assert richtext.clean('<p class="embed pull-quote">a</p>') == '<p class="embed">a</p>'
    assert richtext.clean('<p class="embed"><br></p>') == ""


def test_words_said_twice_are_counted_once():
    assert richtext.count_words('<p>Rivers rise.</p><p class="pull-quote">Rivers rise.</p>') == 2
