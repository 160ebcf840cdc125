"""Two editors' texts become one: nothing either of them wrote vanishes, and only what both changed is asked."""

import copy
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publications import merge
from publications.merge import changes
from texts.merge import blocks

TOKEN = re.compile(r"\b[a-z]+\d+\b")
FIELDS = ("title", "summary", "change_note")


def paragraph(token):
    return f"<p>All of {token} as it was written</p>"


def text(name, count):
    return "".join(paragraph(f"{name}{n}") for n in range(count))


def content(paragraphs=4, turns=3, **words):
    made = copy.deepcopy(merge.EMPTY) | {name: f"Some words {name[0]}0" for name in FIELDS}
    made |= {"language": "en", "body": text("body", paragraphs)}
    made["byline"] = [{"expert": f"e{n}", "role": "author", "affiliation": f"post{n}"} for n in range(2)]
    made["turns"] = [
        {"key": f"k{n}", "kind": "answer", "html": text("turn" + "abcdef"[n], 2), "speakers": [f"s{n}"]}
        for n in range(turns)
    ]
    return made | words


def turn(content, key):
    return next(t for t in content["turns"] if t["key"] == key)


def changed(base, **words):
    return copy.deepcopy(base) | words


def said(base, key, **words):
    side = copy.deepcopy(base)
    turn(side, key).update(words)
    return side


def names(merged):
    return [clash.name for clash in merged.clashes]


# One editor's afternoon: edits at places, each with words found nowhere else.

PLACES = ["title", "summary", "change_note", "body", "turns", "turns", "words", "words", "speakers", "byline"]
EDITS = st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from("eidm"), st.integers(0, 9), st.integers(0, 9)))


def edited(rows, verb, place, other, new, rewrite):
    rows = list(rows)
    if verb == "i" or not rows:
        rows.insert(place % (len(rows) + 1), new)
    elif verb == "e":
        rows[place % len(rows)] = rewrite(rows[place % len(rows)])
    elif verb == "d":
        del rows[place % len(rows)]
    else:
        rows.insert(other % len(rows), rows.pop(place % len(rows)))
    return rows


def after(base, edits, side, own=lambda place, n: True, verbs="eidm"):
    """A content after somebody's edits. own: which items may be touched, by their words."""
    made = copy.deepcopy(base)

    def rewritten(html, word):
        return html.replace("</p>", f" {word}</p>", 1) if own("", html) else html

    def rewritten_text(html, verb, place, other, word):
        rows = blocks(html) if html else []
        if verb == "d" and rows and not own("", rows[place % len(rows)]):
            return html
        return "".join(edited(rows, verb, place, other, paragraph(word), lambda block: rewritten(block, word)))

    for n, (where, verb, place, other) in enumerate(edits):
        word = f"{side}{n}"
        if verb not in verbs:
            continue
        if where in FIELDS:
            if own("", made[where]):
                made[where] = f"{made[where]} {word}"
        elif where == "body":
            made["body"] = rewritten_text(made["body"], verb, place, other, word)
        elif where == "turns":
            rows = made["turns"]
            if verb in "ed" and rows and not own("", json.dumps(rows[place % len(rows)])):
                continue
            new = {"key": "", "kind": "question", "html": paragraph(word), "speakers": []}
            made["turns"] = edited(rows, verb, place, other, new, lambda row, w=word: row | {"speakers": [w]})
        elif where == "words" and made["turns"]:
            row = made["turns"][place % len(made["turns"])]
            row["html"] = rewritten_text(row["html"], verb, other, place, word)
        elif where == "byline":
            new = {"expert": word, "role": "author", "affiliation": ""}
            rows = made["byline"]
            if verb in "ed" and rows and not own("", json.dumps(rows[place % len(rows)])):
                continue
            made["byline"] = edited(
                rows, verb, place, other, new, lambda row, w=word: row | {"affiliation": f"{row['affiliation']} {w}"}
            )
    return made


def tokens(value):
    return set(TOKEN.findall(json.dumps(value)))


def asked(merged):
    return tokens([[clash.where, clash.base, clash.mine, clash.theirs] for clash in merged.clashes])


def in_order(value, among):
    return [token for token in TOKEN.findall(json.dumps(value, sort_keys=True)) if token in among]


@settings(max_examples=150)
@given(EDITS, EDITS)
def test_every_word_that_one_of_two_editors_wrote_is_in_the_result_or_asked(ours, others):
    base = content()
    mine, theirs = after(base, ours, "mine"), after(base, others, "theirs")
    merged = merge.merge(base, mine, theirs)
    written = (tokens(mine) | tokens(theirs)) - tokens(base)
    assert written <= tokens(merged.content) | asked(merged)


@settings(max_examples=150)
@given(EDITS, EDITS)
def test_what_one_of_two_editors_took_out_is_out_or_asked_and_nothing_else_is(ours, others):
    base = content()
    # Without moves: a paragraph that was moved and rewritten as well is a new one, and nobody took that out.
    mine, theirs = after(base, ours, "mine", verbs="eid"), after(base, others, "theirs", verbs="eid")
    merged = merge.merge(base, mine, theirs)
    gone = tokens(base) - (tokens(mine) & tokens(theirs))
    assert gone & tokens(merged.content) <= asked(merged)
    kept = tokens(base) & tokens(mine) & tokens(theirs)
    assert kept <= tokens(merged.content) | asked(merged)


@settings(max_examples=100)
@given(EDITS)
def test_merging_with_a_side_that_changed_nothing_gives_the_other_exactly(edits):
    base = content()
    side = after(base, edits, "mine")
    for mine, theirs in ((side, base), (base, side), (side, side)):
        merged = merge.merge(base, mine, theirs)
        assert (merged.content, merged.clashes) == (side, [])


@settings(max_examples=150)
@given(EDITS, EDITS)
def test_it_does_not_matter_who_of_two_editors_saves_first(ours, others):
    base = content()
    mine, theirs = after(base, ours, "mine"), after(base, others, "theirs")
    one, other = merge.merge(base, mine, theirs), merge.merge(base, theirs, mine)
    swapped = [(c.kind, c.base, c.theirs, c.mine) for c in other.clashes]
    assert sorted(map(str, swapped)) == sorted(str((c.kind, c.base, c.mine, c.theirs)) for c in one.clashes)
    if not one.clashes:
        assert tokens(one.content) == tokens(other.content)


@settings(max_examples=150)
@given(EDITS, EDITS, st.booleans())
def test_edits_at_different_places_are_never_asked(ours, others, mine_moves):
    base = content()

    def of(remainder):
        def own(_place, words):
            found = [int(token[-1]) for token in TOKEN.findall(words) if token in tokens(base)]
            return all(n % 2 == remainder for n in found)

        return own

    places = [(where, *rest) for where, *rest in ours if where != "summary"]
    mine = after(base, places, "mine", of(0), "eidm" if mine_moves else "eid")
    theirs = after(base, [e for e in others if e[0] not in ("title", "change_note")], "theirs", of(1), "eid")
    theirs = changed(theirs, title=base["title"], change_note=base["change_note"])
    mine = changed(mine, summary=base["summary"])
    # Whole turns hold both numbers: they are nobody's to take out.
    merged = merge.merge(base, mine, theirs)
    assert names(merged) == []


@settings(max_examples=100)
@given(EDITS)
def test_an_order_that_one_editor_changed_is_kept_while_the_other_edits(moves):
    base = content(6, 5)
    mine = after(base, [e for e in moves if e[0] in ("body", "turns", "byline")], "mine", verbs="m")
    theirs = after(base, [("body", "e", n, 0) for n in range(6)] + [("words", "e", n, 0) for n in range(5)], "theirs")
    merged = merge.merge(base, mine, theirs)
    assert merged.clashes == []
    assert in_order(merged.content, tokens(base)) == in_order(mine, tokens(base))


@settings(max_examples=100)
@given(EDITS, EDITS)
def test_every_clash_can_be_answered_and_then_none_is_left(ours, others):
    base = content()
    mine, theirs = after(base, ours, "mine"), after(base, others, "theirs")
    merged = merge.merge(base, mine, theirs)
    for side in ("mine", "theirs"):
        answers = {clash.name: getattr(clash, side) for clash in merged.clashes}
        answered = merge.merge(base, mine, theirs, answers)
        assert answered.clashes == []
        for value in answers.values():
            assert tokens(value) <= tokens(answered.content)


@settings(max_examples=100)
@given(EDITS)
def test_every_change_of_one_side_is_named(edits):
    base = content()
    side = after(base, edits, "mine")
    told = changes(base, side, "mine")
    assert bool(told) == (side != base)
    assert tokens(side) - tokens(base) <= tokens([change.after for change in told])


# Rules by example


def test_the_same_change_on_both_sides_is_no_question():
    base = content()
    both = changed(base, title="Better", body=base["body"] + paragraph("new1"))
    merged = merge.merge(base, both, copy.deepcopy(both))
    assert (merged.content, merged.clashes) == (both, [])


def test_two_edits_of_one_paragraph_are_asked_and_the_rest_of_the_text_is_merged():
    base = content()
    mine = changed(base, body=base["body"].replace("body1", "body1 mine1").replace("body0", "body0 mine0"))
    theirs = changed(base, body=base["body"].replace("body1", "body1 theirs1").replace("body3", "body3 theirs3"))
    merged = merge.merge(base, mine, theirs)
    assert names(merged) == ["body/1"]
    assert {"mine0", "theirs3"} <= tokens(merged.content)
    answered = merge.merge(base, mine, theirs, {"body/1": "<p>Both body1</p>"})
    assert "<p>Both body1</p>" in answered.content["body"]
    assert answered.clashes == []


@pytest.mark.parametrize("removed_by", ["mine", "theirs"])
def test_an_edit_of_what_the_other_took_out_is_asked(removed_by):
    base = content()
    removed = changed(base, turns=base["turns"][:1] + base["turns"][2:])
    kept = said(base, "k1", html="<p>Quite other words</p>")
    mine, theirs = (removed, kept) if removed_by == "mine" else (kept, removed)
    merged = merge.merge(base, mine, theirs)
    assert names(merged) == ["turns/k1"]
    assert getattr(merged.clashes[0], removed_by) is None
    out = merge.merge(base, mine, theirs, {"turns/k1": None})
    assert [t["key"] for t in out.content["turns"]] == ["k0", "k2"]
    back = merge.merge(base, mine, theirs, {"turns/k1": turn(kept, "k1")})
    assert [t["html"] for t in back.content["turns"]] == [t["html"] for t in kept["turns"]]


def test_turns_that_both_added_at_one_place_both_stand_there_each_followed_by_its_own():
    base = content()

    def with_new(side):
        new = [{"key": "", "kind": "question", "html": paragraph(f"{side}{n}"), "speakers": []} for n in range(2)]
        return changed(base, turns=base["turns"][:1] + new + base["turns"][1:])

    merged = merge.merge(base, with_new("mine"), with_new("theirs"))
    assert merged.clashes == []
    order = ["theirs0", "theirs1", "mine0", "mine1"]
    assert in_order(merged.content["turns"], set(order)) == order
    assert [t["key"] for t in merged.content["turns"]] == ["k0", "", "", "", "", "k1", "k2"]


def test_kind_speakers_and_words_of_a_turn_merge_apart():
    base = content()
    merged = merge.merge(base, said(base, "k1", speakers=["e1"]), said(base, "k1", html="<p>Other</p>", kind="remark"))
    assert turn(merged.content, "k1") == {"key": "k1", "kind": "remark", "html": "<p>Other</p>", "speakers": ["e1"]}
    assert merged.clashes == []


def test_a_turn_that_one_moved_and_the_other_edited_is_moved_and_edited():
    base = content()
    merged = merge.merge(base, changed(base, turns=base["turns"][::-1]), said(base, "k0", html="<p>Other</p>"))
    assert [t["key"] for t in merged.content["turns"]] == ["k2", "k1", "k0"]
    assert turn(merged.content, "k0")["html"] == "<p>Other</p>"
    assert merged.clashes == []


def test_two_orders_that_cannot_both_be_are_asked_and_those_that_can_are_merged():
    base = content(turns=6)
    orders = [[1, 0, 2, 3, 4, 5], [0, 1, 2, 3, 5, 4], [2, 1, 0, 3, 4, 5]]
    first, last, other = (changed(base, turns=[base["turns"][n] for n in order]) for order in orders)
    merged = merge.merge(base, first, last)
    assert [t["key"] for t in merged.content["turns"]] == ["k1", "k0", "k2", "k3", "k5", "k4"]
    assert names(merge.merge(base, first, other)) == ["turns/order"]


def test_people_that_both_added_to_the_byline_are_both_in_it():
    base = content()
    sides = [changed(base, byline=[*base["byline"], {"expert": e, "role": "author", "affiliation": ""}]) for e in "xy"]
    merged = merge.merge(base, *sides)
    assert [entry["expert"] for entry in merged.content["byline"]] == ["e0", "e1", "y", "x"]
    assert merged.clashes == []


@pytest.mark.parametrize(
    "html",
    [
        "", "words", "<p>a</p>", "<p>a</p>\n<p>b<br>c</p>\n",
        '<h2 id="s-a">A</h2><ul><li><p>x</p></li></ul><hr><p>z</p>',
        "<blockquote><p>a</p><p>b</p></blockquote>tail",
        "<p>a < b &amp; c</p><table><tbody><tr><td>1</td></tr></tbody></table>",
    ],
)  # fmt: skip
def test_the_paragraphs_of_a_text_put_together_are_the_text(html):
    assert "".join(blocks(html)) == html


def test_what_the_editor_adds_by_opening_a_text_is_no_edit():
    stored = '<h2 id="s-a">A</h2><ul><li>one</li></ul><table><tbody><tr><td>1</td></tr></tbody></table>'
    opened = '<h2>A</h2><ul><li><p>one</p></li></ul><table><tr><td colspan="1" rowspan="1"><p>1</p></td></tr></table>'
    base = content(body=stored)
    theirs = changed(base, body=stored.replace("one", "two"))
    merged = merge.merge(base, changed(base, body=opened), theirs)
    assert merged.clashes == []
    assert "two" in merged.content["body"]
    assert changes(base, changed(base, body=opened), "mine") == []


def test_a_photo_one_side_added_or_took_out_and_words_the_other_changed_meet():
    figure = '<figure data-photo="00000000-0000-4000-8000-000000000000"><figcaption>Port</figcaption></figure>'
    base = merge.EMPTY | {"body": f"<p>One word.</p>{figure}<p>Two words.</p>"}
    mine = base | {"body": f"<p>One word.</p><p>Two words.</p>{figure.replace('Port', 'Quay')}"}
    theirs = base | {"body": f"<p>One word more.</p>{figure}<p>Two words.</p>"}
    merged = merge.merge(base, mine, theirs)
    assert not merged.clashes
    assert merged.content["body"].count("<figure") == 1
    assert "Quay" in merged.content["body"]
    assert "One word more" in merged.content["body"]
    assert "<figure" not in merge.merge(base, base | {"body": base["body"].replace(figure, "")}, theirs).content["body"]
