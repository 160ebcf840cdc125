"""A text as readers are shown it: pull quotes, titles of tables, answers."""

from texts.shown import Notes, answer, asked, for_feeds, prose

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
    assert for_feeds(SAID + QUOTE, Notes()) == SAID
    assert for_feeds(QUOTE, Notes()) == "<p>An emergency without an exit…</p>"


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


NOTED = "<p>Rivers<foot-note>Not <em>all</em>.</foot-note> rise<foot-note>At night.</foot-note>.</p>"


def test_a_note_is_numbered_where_it_stands_and_listed_at_the_end_of_a_text():
    shown = prose(NOTED)
    assert '<p>Rivers<sup class="note-ref"><a id="note-ref-1" href="#note-1" role="doc-noteref"' in shown
    assert 'aria-label="Note 2">2</a></sup>.</p>' in shown
    assert '<li id="note-1">Not <em>all</em>. <a href="#note-ref-1" role="doc-backlink"' in shown
    assert "foot-note" not in shown


def test_texts_of_one_piece_are_numbered_through_and_a_second_showing_begins_anew():
    for _showing in range(2):
        notes = Notes()
        texts = [prose(NOTED, notes), asked(NOTED, notes), answer(NOTED, "Ada", notes)]
        assert [text.count("<sup") for text in texts] == [2, 2, 2]
        assert 'href="#note-6"' in texts[2]
        assert notes.found == ["Not <em>all</em>.", "At night."] * 3


def test_a_question_shows_its_words_escaped_and_the_numbers_of_its_notes():
    shown = asked("<p>Is <strong>a</strong> &lt; b<foot-note>c</foot-note>?</p>", Notes(linked=False))
    assert shown == "Is a &lt; b<sup>[1]</sup>?"


def test_the_name_of_a_table_is_without_its_notes():
    shown = prose("<p><strong>Costs<foot-note>Net.</foot-note></strong></p><table><tr><td>1</td></tr></table>", Notes())
    assert 'aria-label="Costs"' in shown
    assert shown.count("<sup") == 1


def test_the_heads_of_a_table_say_what_they_are_heads_of():
    rows = '<tr><th>A</th><th colspan="2">B</th></tr><tr><th>C</th><td>1</td></tr>'
    shown = prose(f'<table>{rows}<tr><th scope="rowgroup">D</th><td>2</td></tr></table>')
    assert '<th scope="col">A</th><th scope="col" colspan="2">B</th>' in shown
    assert '<th scope="row">C</th>' in shown
    assert '<th scope="rowgroup">D</th>' in shown


def test_an_embed_says_whose_site_it_leads_to_and_asks_nothing_of_it(settings):
    settings.SITE_URL = "https://www.institute.example"
    title = '<a href="https://www.video.example.org/v?a=1&amp;b=2">A video</a>'
    assert (
        prose(f'<p class="embed">{title}</p>')
        == f'<p class="embed">{title} <small>Opens at video.example.org</small></p>'
    )
    assert for_feeds(f'<p class="embed">{title}</p>', Notes()) == f"<p>{title}</p>"
    for nowhere in ("/topics/water/", "https://institute.example/x", "https://[x", "mailto:a@example.org"):
        own = f'<p class="embed"><a href="{nowhere}">A</a></p>'
        assert prose(own) == own
    assert prose('<p class="embed">No link</p><p><a href="https://example.org">a</a></p>').count("<small>") == 0
