"""The comparison of two texts: what it marks, and that it never says anything else than the two texts do."""

import re
from html import unescape
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.experts.test_richtext import MARKUP
from texts import richtext
from texts.diff import compare


def table(rows):
    cells = ("".join(f"<td colspan=2>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


WORDS = "river water. the 13 17 drought, — “was” <b>very</b> <a&nbsp;href> dry-year 日本 語 سنة &amp; &lt;p&gt; &nbsp;"
LINKS = "<a href='https://a.example'>link</a>|<a href='https://b.example'>link</a>|<br>|<em>x</em>y"
SENTENCES = st.lists(st.sampled_from(WORDS.split(" ") + LINKS.split("|")), max_size=12).map(" ".join)
BLOCKS = st.one_of(
    SENTENCES.map("<p>{}</p>".format),
    SENTENCES.map("<h2>{}</h2>".format),
    SENTENCES,
    st.just("<hr>"),
    SENTENCES.map("<blockquote><p>{}</p></blockquote>".format),
    st.lists(SENTENCES, max_size=3).map(lambda items: f"<ol start='2'>{''.join(f'<li>{i}</li>' for i in items)}</ol>"),
    st.lists(SENTENCES, max_size=3).map(lambda items: f"<ul><li>a<ul>{''.join(f'<li>{i}' for i in items)}</ul></ul>"),
    st.lists(st.lists(SENTENCES, max_size=3), max_size=3).map(table),
)
TEXTS = st.one_of(MARKUP, st.lists(BLOCKS, max_size=6).map("".join), st.text(max_size=60))
DEL, INS = re.compile(r"<del>.*?</del>", re.DOTALL), re.compile(r"<ins>.*?</ins>", re.DOTALL)
ALLOWED = richtext.allowlist_from_extensions(richtext.expand_extensions(richtext.EXTENSIONS))["tags"]
BLOCK = re.compile(r"</?(?:p|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tr|td|th)\b[^>]*>|<br>|<hr>")


def compared(old, new):
    return "".join(passage.html for passage in compare(old, new))


def words(value):
    return unescape(re.sub(r"<[^>]*>", "", BLOCK.sub(" ", value))).split()


class Nesting(HTMLParser):
    """Fails on what isn't closed in order; remembers the tags."""

    def __init__(self, value):
        super().__init__()
        self.open, self.tags = [], set()
        self.feed(value)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        assert not ({"ins", "del"} & {tag} and {"ins", "del"} & set(self.open)), "a mark within a mark"
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@settings(max_examples=300)
@example(old="", new="é&nbsp;<b>é<p><b>")  # emphasis around a block
@given(old=TEXTS, new=TEXTS)
def test_a_comparison_of_any_two_texts_is_well_formed_and_says_what_the_two_say(old, new):
    old, new = richtext.clean(old), richtext.clean(new)
    html = compared(old, new)
    assert Nesting(html).tags <= {*ALLOWED} | {"ins", "del"}
    old, new = richtext.in_line(old), richtext.in_line(new)
    assert words(DEL.sub("", html)) == words(new)
    assert words(INS.sub("", html)) == words(old)
    assert ("<ins>" in html or "<del>" in html) or words(old) == words(new)


@settings(max_examples=100)
@given(text=TEXTS)
def test_a_text_compared_with_itself_has_no_mark(text):
    assert not any(passage.changed for passage in compare(text, text))
    assert not re.search("<ins|<del", compared(text, text))
