"""A text as readers are shown it: pull quotes, titles of tables, answers."""

from publications.templatetags.publications import answer, for_feeds, prose

SAID = "<p>An emergency without an exit becomes a policy.</p>"
QUOTE = '<p class="pull-quote">An emergency without an exit…</p>'


def test_a_pull_quote_that_repeats_the_text_is_not_read_out_twice():
    assert prose(SAID + QUOTE) == SAID + QUOTE.replace("<p ", '<p aria-hidden="true" ')
    assert answer(SAID + QUOTE) == prose(SAID + QUOTE)


def test_a_pull_quote_that_says_something_of_its_own_is_read_out():
    assert prose(QUOTE) == QUOTE


def test_what_can_be_followed_is_hidden_from_nobody():
    linked = '<p class="pull-quote">An <a href="/x/">emergency</a></p>'
    assert prose(SAID + linked) == SAID + linked


def test_a_feed_leaves_out_a_pull_quote_that_repeats_the_text_and_keeps_another_as_a_paragraph():
    assert for_feeds(SAID + QUOTE) == SAID
    assert for_feeds(QUOTE) == "<p>An emergency without an exit…</p>"


def test_a_paragraph_that_begins_in_bold_right_before_a_table_is_its_title():
    shown = prose("<p><strong>Table 1. “A” & <em>B</em></strong> Medians.</p><table><tr><td>1</td></tr></table>")
    title = '<p class="figure-title"><strong>Table 1. “A” & <em>B</em></strong> <small>Medians.</small></p>'
    assert shown.startswith(title)
    assert 'role="group" aria-label="Table 1. “A” &amp; B"><table>' in shown


def test_a_table_without_a_title_is_called_a_table_and_takes_no_other_paragraph():
    for before in ("<p>We <strong>counted</strong>.</p>", "<p><strong>1.</strong> One.</p><p>Two.</p>"):
        shown = prose(f"{before}<table><tr><td>1</td></tr></table>")
        assert shown.startswith(before)
        assert 'aria-label="Table"' in shown


def test_a_pull_quote_from_an_answer_names_its_speaker():
    named = '<p aria-hidden="true" class="pull-quote">An emergency without an exit…<small>Ada &amp; Co</small></p>'
    assert answer(SAID + QUOTE, "Ada & Co") == SAID + named
    assert answer(SAID, "Ada & Co") == SAID
