"""Web pages and pastes as blocks."""

import base64
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from ingest.document import Block, Unreadable, words, words_of
from ingest.sources.html import page as html

from .files import picture


def shapes(source: str) -> list[tuple[str, str]]:
    return [(block.kind, block.html) for block in html.read(source).blocks]


def test_a_saved_page_is_its_article_and_the_rest_is_listed():
    found = html.read(
        """<!doctype html><html lang="fr"><head><title>x</title><style>p { color: red }</style></head><body>
        <header><nav>Home About</nav><h1>The title</h1></header>
        <main><article><header><p class="byline">By Ingrid Solheim</p></header>
        <p>The river rose.</p><nav>Share this</nav><form><label>Your address</label></form></article>
        <aside>Most read</aside></main><footer>All rights</footer><script>alert("gone")</script></body></html>"""
    )
    assert [(b.kind, b.level, b.style, b.html) for b in found.blocks] == [
        ("heading", 1, "", "The title"),
        ("paragraph", 0, "author", "By Ingrid Solheim"),
        ("paragraph", 0, "", "The river rose."),
    ]
    assert found.language == "fr"
    assert found.losses == [
        "A menu: “Home About”",
        "A part of the page outside of the article: “Most read”",
        "A page footer: “All rights”",
        "A menu: “Share this”",
        "A form: “Your address”",
    ]


def test_a_page_that_stands_in_a_form_as_a_whole_is_read_all_the_same():
    text = "".join(f"<p>Line {n}</p>" for n in range(5))
    assert len(shapes(f"<body><form>{text}</form></body>")) == 5


def test_of_many_teasers_none_is_the_article():
    teasers = "".join(f"<article><p>Teaser {n} of the list</p></article>" for n in range(4))
    assert len(shapes(f"<main>{teasers}</main>")) == 4


def test_scripts_handlers_and_addresses_that_run_are_gone_and_the_words_stay():
    source = """<p onclick="steal()">One <a href="javascript:steal()">two</a> <img src=x onerror="steal()">
    <a href=" java&#10;script:steal()">three</a> <svg><script>steal()</script></svg><style>steal()</style>
    <a href="data:text/html,x">four</a> <iframe src="https://x.example/steal"></iframe></p><script>steal()</script>"""
    (block,) = (block for block in html.read(source).blocks if block.kind == "paragraph")
    assert block.html == "One two three four"


@pytest.mark.parametrize(
    "source",
    [
        # Word
        """<p>The river<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference><sup>[1]</sup></span></a>
        rose.</p><div><hr><div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><sup>[1]</sup></a>
        12 gauges, see <i>Solheim</i>.</p></div></div>""",
        # Google Docs
        """<p><span>The river</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><span> rose.</span></p><hr>
        <div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span> 12 gauges, see <i>Solheim</i>.</span></p></div>""",
        # pandoc
        """<p>The river<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a> rose.</p>
        <h2>Notes</h2><section class="footnotes"><hr><ol><li id="fn1"><p>12 gauges, see <em>Solheim</em>.
        <a href="#fnref1" class="footnote-back">↩︎</a></p></li></ol></section>""",
        # mammoth
        """<p>The river<sup><a href="#footnote-1" id="footnote-ref-1">[1]</a></sup> rose.</p>
        <ol><li id="footnote-1"><p>12 gauges, see <em>Solheim</em>. <a href="#footnote-ref-1">↑</a></p></li></ol>""",
        # MediaWiki
        """<p>The river<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">&#91;1&#93;</a></sup> rose.</p>
        <ol class="references"><li id="cite_note-1"><span><a href="#cite_ref-1">^</a></span>
        <span>12 gauges, see <i>Solheim</i>.</span></li></ol>""",
        # a blog's own, its number written by hand
        """<p>The river <a id="back1" href="#note1">1</a> rose.</p>
        <p id="note1">1. 12 gauges, see <i>Solheim</i>. <a href="#back1">Back</a></p>""",
    ],
)  # fmt: skip
def test_a_mark_whose_note_leads_back_is_a_footnote_whoever_wrote_it(source):
    assert shapes(source) == [("paragraph", "The river<foot-note>12 gauges, see <em>Solheim</em>.</foot-note> rose.")]


def test_links_within_a_page_are_no_footnotes():
    source = '<p>See <a href="#later">below</a>.</p><p id="later">Here it is.</p><p><a href="#top" id="x">Top</a></p>'
    assert [text for _, text in shapes(source)] == ["See below.", "Here it is.", "Top"]


def test_a_note_of_several_paragraphs_has_lines_and_one_named_twice_stands_twice():
    source = """<p>One<sup id="r1"><a href="#n1">1</a></sup> two<sup><a href="#n1">1</a></sup></p>
    <ul><li id="n1"><p>First</p><p>second <a href="#r1">^</a></p></li></ul>"""
    note = "<foot-note>First<br>second</foot-note>"
    assert shapes(source) == [("paragraph", f"One{note} two{note}")]


def test_paragraphs_of_word_that_only_look_like_a_list_are_one():
    source = """<p class=MsoListParagraphCxSpFirst style='margin-left:.5in;mso-list:l0 level1 lfo1'>
    <![if !supportLists]><span style='font-family:Symbol'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
    </span></span><![endif]>First <b>one</b><o:p></o:p></p>
    <p class=MsoListParagraphCxSpMiddle style='margin-left:1.0in'><span>o<span>&nbsp; </span></span>within</p>
    <p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>·&nbsp;second</p>
    <p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>1.&nbsp; numbered</p>
    <p class=MsoListParagraph>Indented only</p>"""
    assert shapes(source) == [
        ("list", "<ul><li>First <strong>one</strong><ul><li>within</li></ul></li><li>second</li></ul>"),
        ("list", "<ol><li>numbered</li></ol>"),
        ("paragraph", "Indented only"),
    ]


def test_google_docs_writes_bold_in_its_own_style_sheet_and_lists_side_by_side():
    source = """<style>.c1{font-weight:700}.c2{font-style:italic}.c3{background-color:#ffff00}</style>
    <p><span class="c1">Bold</span> <span class="c2">slanted</span> <span class="c3">marked</span>
    <a href="https://www.google.com/url?q=https://a.example/x&amp;sa=D">there</a></p>
    <ul class="lst-kix_a-0 start"><li>one</li></ul><ul class="lst-kix_a-1 start"><li>two</li></ul>
    <ul class="lst-kix_a-0"><li>three</li></ul>"""
    found = html.read(source)
    assert [block.html for block in found.blocks] == [
        '<strong>Bold</strong> <em>slanted</em> marked <a href="https://a.example/x">there</a>',
        "<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul>",
    ]
    assert found.losses == ["Highlighted: “marked”"]


def test_a_paste_of_google_docs_is_not_all_bold():
    plain = 'style="font-weight:normal;" id="docs-internal-guid-1"'
    source = f'<b {plain}><p>Plain <span style="font-weight:700">bold</span></p></b>'
    assert shapes(source) == [("paragraph", "Plain <strong>bold</strong>")]


def test_what_a_paragraph_is_follows_from_where_its_words_stand():
    source = (
        "Bare<div>in a <span>div<div>and one within</div></span> and after</div><p>a<br>b<br><br>c</p><pre>d\ne</pre>"
    )
    assert [text for _, text in shapes(source)] == [
        "Bare",
        "in a div",
        "and one within",
        "and after",
        "a<br>b",
        "c",
        "d<br>e",
    ]


def test_spaces_soft_hyphens_and_signs_without_width_are_made_plain():
    assert shapes("<p>A&nbsp;&nbsp;ri&shy;ver&#8203; \n\t rose&#xfeff;.</p>") == [("paragraph", "A river rose.")]
    persian = "می‌خواهم"
    assert shapes(f"<p>{persian}</p>") == [("paragraph", persian)]


def test_lists_keep_their_depth_their_paragraphs_and_their_first_number():
    source = "<ol start=4><li>a<ul><li>b</ul><li><p>c</p><p>d</p></li></ol><ul><li>e</li><ul><li>f</li></ul></ul>"
    assert shapes(source) == [
        ("list", '<ol start="4"><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ol>'),
        ("list", "<ul><li>e<ul><li>f</li></ul></li></ul>"),
    ]


def test_a_table_of_one_column_is_layout():
    source = "<table><tr><td><p>One</p><h2>Two</h2></td></tr></table>"
    assert shapes(source) == [("paragraph", "One"), ("heading", "Two")]


def test_a_table_keeps_its_caption_and_what_stands_in_its_cells():
    source = (
        "<table><caption>Deaths</caption><tr><th>Year<th>Number</tr>"
        "<tr><td rowspan=2>1914<td><ul><li>a</ul></tr><tr><td>b<br>c</tr></table>"
    )
    found = html.read(source)
    assert found.blocks == [
        Block("paragraph", "Deaths", style="caption"),
        Block(
            "table",
            "<table><thead><tr><th>Year</th><th>Number</th></tr></thead><tbody><tr>"
            '<td rowspan="2">1914</td><td><ul><li>a</li></ul></td></tr><tr><td>b<br>c</td></tr></tbody></table>',
        ),
    ]


def test_a_picture_in_the_page_is_kept_and_one_elsewhere_is_listed_and_never_fetched():
    data = base64.b64encode(picture()).decode()
    source = f"""<p>The post.</p><figure><img src="data:image/png;base64,{data}" alt="Trucks wait">
    <figcaption>At Tolna. (Marek Janda/Eastline)</figcaption></figure>
    <figure><img src="https://x.example/a.jpg" alt="A queue"><figcaption>A queue at noon</figcaption></figure>"""
    found = html.read(source)
    assert [(b.kind, b.style, b.html, b.image) for b in found.blocks] == [
        ("paragraph", "", "The post.", None),
        ("image", "", "", 0),
        ("paragraph", "caption", "At Tolna. (Marek Janda/Eastline)", None),
        ("paragraph", "caption", "A queue at noon", None),
    ]
    assert (found.images[0].alt, found.images[0].content_type) == ("Trucks wait", "image/png")
    assert found.losses == [
        "A picture after “At Tolna. (Marek Janda/Eastline)” (“A queue”), "
        "which is not in the file but at https://x.example/a.jpg"
    ]


def test_links_are_kept_if_they_lead_anywhere():
    source = '<p><a href="/a">one</a> <a href="https://b.example">two</a> <a href="mailto:x@b.example">three</a></p>'
    found = html.read(source)
    assert found.blocks[0].html == ('one <a href="https://b.example">two</a> <a href="mailto:x@b.example">three</a>')
    assert found.losses == ["A link to /a, which is no public address: “one”"]
    based = html.read(f'<head><link rel="canonical" href="https://c.example/x/"></head>{source}')
    assert '<a href="https://c.example/a">one</a>' in based.blocks[0].html


def test_hidden_words_are_listed():
    found = html.read('<p>Seen<span style="display:none"> secret</span></p>')
    assert (found.blocks[0].html, found.losses) == ("Seen", ["Hidden text after “Seen”: “secret”"])


def test_nesting_that_nobody_wrote_is_refused():
    for depth in (200, 5_000):
        with pytest.raises(Unreadable, match="nested"):
            html.read("<div>" * depth + "x")
    assert shapes("<div>" * 100 + "x") == [("paragraph", "x")]


WORDS = st.sampled_from(["river", "dam", "Tolna", "1914", "l’eau", "a & b", "x < y"])
INLINE = st.sampled_from(["b", "i", "em", "span", "sup", "u", "font", "mark", "a"])
BLOCKS = st.sampled_from(
    [
        "<p>{}</p>",
        "<div>{}</div>",
        "<h2>{}</h2>",
        "<ul><li>{}</li></ul>",
        "<ol><li>x</li><li>{}</li></ol>",
        "<blockquote>{}</blockquote>",
        "<section>{}</section>",
        "<table><tr><td>x</td><td>{}</td></tr></table>",
    ]
)
TREES = st.recursive(
    WORDS.map(escape),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.builds(lambda tag, inside: f"<{tag}>{inside}</{tag}>", INLINE, inner),
        st.builds(str.format, BLOCKS, inner),
    ),
    max_leaves=12,
)


@given(TREES)
def test_every_word_of_a_page_is_in_the_blocks_in_order(source):
    whole = lxml_html.document_fromstring(f"<!DOCTYPE html><body>{source}</body>")
    expected = words(" ".join(whole.itertext()))
    found = html.read(f"<body>{source}</body>")
    assert [word for block in found.blocks for word in words_of(block.html)] == expected


@given(st.text(alphabet="<>/=\"' abpdivh1ul#&;", max_size=80) | st.text(max_size=60))
def test_no_text_is_too_odd_to_be_read_as_html(source):
    html.read(source)
