"""What a text may hold, at every door."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.models import Expert
from tests import factories
from texts import richtext

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
PHOTO = "0b8e7a52-64c3-4f3e-9d0e-2f1f6f0f3a11"
OTHER = "5f0c1f1e-0000-4000-8000-000000000001"
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
            f"<figure data-photo='{PHOTO}'>",
            f"<figure data-alt=' &lt;\" &gt;' data-photo='{PHOTO.upper()}'>",
            "<figure data-photo='harbour'>",
            "</figure>",
            "<figcaption>",
            "</figcaption>",
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


# What HTML has that isn't the author's words: instructions, hidden documents, fallbacks and drawings.
NOT_WORDS = ("script", "style", "title", "noscript", "iframe", "object", "template", "svg", "math")
# Whatever else a page wraps words in; a browser's rules for `head` in a text leave its words too.
WORDS = [
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "button", "caption",
    "center", "cite", "code", "data", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "fieldset",
    "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "i",
    "ins", "kbd", "label", "legend", "li", "main", "map", "mark", "menu", "meter", "nav", "o:p", "ol", "optgroup",
    "option", "output", "p", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "section", "select", "small",
    "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead",
    "time", "tr", "tt", "u", "ul", "var",
]  # fmt: skip


@pytest.mark.parametrize("around", ["<p>before</p>{}<p>after</p>", "<p>before{}after</p>", "{}before after"])
@pytest.mark.parametrize("name", NOT_WORDS)
def test_what_is_no_text_goes_with_its_words(name, around):
    cleaned = richtext.clean(around.format(f"<{name} id='x'>hidden</{name}>"), photos=True)
    assert "hidden" not in cleaned
    assert {"before", "after"} <= set(re.findall("before|after", cleaned))
    assert richtext.clean(f"<{name.upper()}>hidden</{name.upper()}>") == ""


def test_each_element_that_is_dropped_with_its_words_is_one_of_these():
    assert {*NOT_WORDS, "head"} == richtext.DROPPED_WITH_CONTENT
    assert richtext.clean("<html><head><title>hidden</title></head><body><p>shown</p></body></html>") == "<p>shown</p>"


@pytest.mark.parametrize("name", WORDS)
def test_whatever_else_words_stand_in_they_stay(name):
    assert "shown" in richtext.plain(richtext.clean(f"<p>before</p><{name}>shown</{name}><p>after</p>"))


def test_words_marks_of_word_are_taken_out_and_its_words_kept():
    pasted = '<p class="MsoNormal" style="mso-x:1"><b>Bold</b> and <o:p>plain</o:p><i>italic</i></p><p>&nbsp;</p>'
    assert richtext.clean(pasted) == "<p><strong>Bold</strong> and plain<em>italic</em></p>"


def test_headings_get_ids_that_differ_and_a_first_level_becomes_a_second():
    text = richtext.clean("<h1>One</h1><h2>One</h2><h3>日本</h3>")
    assert text == '<h2 id="s-one">One</h2><h2 id="s-one-2">One</h2><h3 id="s-section">日本</h3>'
    assert richtext.contents(text) == [("s-one", "One"), ("s-one-2", "One")]


@pytest.mark.parametrize("photos", [False, True])
@given(MARKUP)
def test_cleaning_twice_is_cleaning_once(photos, markup):
    once = richtext.clean(markup, photos=photos)
    assert richtext.clean(str(once), photos=photos) == once
    if not photos:
        assert "<fig" not in once
        assert "<fig" not in richtext.clean(richtext.clean(markup, photos=True))


def letters(markup):
    return sorted("".join(html.unescape(re.sub(r"<[^>]*>|\x00", "", markup)).split()))


@pytest.mark.parametrize("photos", [False, True])
@given(MARKUP)
def test_no_word_is_lost_around_figures(photos, markup):
    assert letters(richtext.clean(markup, photos=photos)) == letters(markup)


@given(MARKUP)
def test_figures_name_a_photo_and_stand_between_blocks_with_one_line_below(markup):
    depth = 0
    cleaned = richtext.clean(markup, photos=True)
    for piece in re.findall(r"<[^>]*>", richtext.FIGURE.sub("<figure>", cleaned)):
        assert not piece.startswith(("<figcaption", "<figure "))
        if piece == "<figure>":
            assert not depth
        elif piece not in ("<br>", "<hr>"):
            depth += -1 if piece[1] == "/" else 1
    assert set(richtext.photos_in(cleaned)) <= {PHOTO}
    for figure in richtext.FIGURE.finditer(cleaned):
        assert not re.search(r"<(?!/?(a|strong|em|foot-note)\b|br>)", figure["caption"] or "")


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


FIGURE = (
    f'<figure data-photo="{PHOTO}" data-alt="Ships &quot;in&quot; port">'
    "<figcaption>At <em>dawn</em></figcaption></figure>"
)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (f"<p>a</p>{FIGURE}<p>b</p>", f"<p>a</p>{FIGURE}<p>b</p>"),
        (f"<figure class='x' data-photo='{PHOTO.upper()}' data-alt=' '><img><figcaption> </figcaption></figure>",
         f'<figure data-photo="{PHOTO}"></figure>'),
        (f"<figure data-photo='{PHOTO}'><figcaption><p>a<li>b</figcaption><figcaption>c</figcaption></figure>",
         f'<figure data-photo="{PHOTO}"><figcaption>a<br>b<br>c</figcaption></figure>'),
        (f"<ul><li>a{FIGURE}</li><li>b</li></ul><p>c</p>", f"<ul><li>a </li><li>b</li></ul>{FIGURE}<p>c</p>"),
        (f"<blockquote><p>a</p>{FIGURE}<p>b</p></blockquote>", f"<blockquote><p>a</p><p>b</p></blockquote>{FIGURE}"),
        (f"<table><tr><td>a</td><td>{FIGURE}</td></tr></table>",
         f"<table><tbody><tr><td>a</td><td></td></tr></tbody></table>{FIGURE}"),
        (f"<p>a{FIGURE}b</p>", f"<p>a</p>{FIGURE}b"),
        (f"<h2>a{FIGURE}</h2>", f'<h2 id="s-a">a </h2>{FIGURE}'),
        (f"<p>a<foot-note>b{FIGURE}</foot-note></p>", "<p>a<foot-note>b<br>At <em>dawn</em></foot-note></p>"),
        (f"<figure data-photo='{OTHER}'><p>a</p>{FIGURE}<figcaption>b{FIGURE}</figcaption></figure>",
         f'<figure data-photo="{OTHER}"><figcaption>b</figcaption></figure><p>a</p>{FIGURE}{FIGURE}'),
        ("<figure data-photo='x'><figcaption>b <em>c</em></figcaption></figure>", "<p>b <em>c</em></p>"),
        ("<figure><img src='x'>a<figcaption>b<p>c</p></figcaption>d</figure>", "a <p>b<br>c</p>d"),
        ("<p>a</p><figcaption>b</figcaption>", "<p>a</p><p>b</p>"),
    ],
)  # fmt: skip
def test_a_figure_has_one_form_and_one_place_and_loses_no_words(given, stored):
    assert richtext.clean(given, photos=True) == stored
    assert richtext.clean(stored, photos=True) == stored


def test_where_no_photos_may_be_a_caption_is_a_paragraph():
    assert richtext.clean(f"<p>a</p>{FIGURE}") == "<p>a</p><p>At <em>dawn</em></p>"
    assert richtext.clean(richtext.clean(FIGURE, photos=True)) == "<p>At <em>dawn</em></p>"


def test_an_alternative_text_has_an_end():
    cleaned = richtext.clean(f'<figure data-photo="{PHOTO}" data-alt="{"é" * 600}"></figure>', photos=True)
    assert cleaned == f'<figure data-photo="{PHOTO}" data-alt="{"é" * 500}"></figure>'


def test_a_text_says_which_photos_it_holds():
    text = richtext.clean(
        f'<p>data-photo="{OTHER}"</p>{FIGURE}<h2>a</h2><figure data-photo="{OTHER}"></figure>', photos=True
    )
    assert richtext.photos_in(text) == [PHOTO, OTHER]


def test_figures_nest_as_deep_as_they_like():
    hostile = f"<figure data-photo='{PHOTO}'><figcaption>" * 3000
    assert len(richtext.photos_in(richtext.clean(hostile, photos=True))) == 3000


@pytest.mark.django_db
def test_only_what_a_publication_says_may_hold_photos():
    expert, edition = factories.expert(bio=FIGURE), factories.draft(body=FIGURE)
    assert "<figure" not in expert.bio
    edition.refresh_from_db()
    assert edition.body == FIGURE
