"""Interviews: what is read in them, in every way in which they are written down."""

import html
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import reading
from ingest.document import Block, Document
from ingest.interview import reader as interview
from ingest.interview.as_json import in_short
from ingest.structure import Kind, Structure
from tests.ingest import rendering, scoring

EXAMPLES = Path(__file__).resolve().parents[1] / "browser" / "examples"
WANTED_F1 = 0.97


def read(text):
    return interview.read(reading.read_text(text))


def turns(structure):
    """Of each turn its kind, the words of its paragraphs, and who says it: of a question nobody."""
    names = {person.key: person.name for person in structure.people}
    return [
        (segment.kind.value, tuple(plain(passage.html) for passage in segment.passages),
         tuple(names[key] for key in segment.speakers) if segment.kind is Kind.ANSWER else ())
        for segment in structure.of_kind(Kind.QUESTION, Kind.ANSWER, Kind.REMARK)
    ]  # fmt: skip


def plain(value):
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", value)).split())


def wanted(of):
    found = []
    for exchange in of.exchanges:
        found.append(("question", (exchange.question,), ()))
        found += [("answer", said, who) for who, said in exchange.answers]
    return found


def in_one(found):
    return [(kind, (" ".join(paragraphs),), who) for kind, paragraphs, who in found]


# What a human read


@pytest.mark.parametrize("name", ["1-surname-labels", "2-q-and-a-labels", "3-unlabelled-single"])
def test_an_example_is_read_exactly(name):
    out = StringIO()
    call_command("parse_interview", EXAMPLES / f"{name}.txt", stdout=out)
    found, expected = json.loads(out.getvalue()), json.loads((EXAMPLES / f"{name}.json").read_text())
    assert scoring.f1(found, expected) == 1
    assert scoring.differences(found, expected) == []


def test_turns_of_the_collected_texts_are_read_as_a_human_reads_them():
    scores = {}
    for source, expected in scoring.texts():
        found = in_short(interview.read(scoring.document(source)), source.name)
        scores[source.name] = scoring.f1(found, expected)
    assert len(scores) >= 30
    assert sum(scores.values()) / len(scores) >= WANTED_F1, sorted(scores.items(), key=lambda item: item[1])[:8]


def test_every_word_of_a_text_is_in_its_structure_or_told_to_be_dropped():
    for source, _expected in scoring.texts():
        document = scoring.document(source)
        structure = interview.read(document)
        for number, block in enumerate(document.blocks):
            stored = " ".join(plain(p.html) for s in structure.segments for p in s.passages if p.block == number)
            stored += " " + " ".join(s.label for s in structure.segments if s.passages)
            stored += " " + " ".join(d.words for d in structure.dropped if d.block == number)
            missing = set(re.findall(r"\w+", plain(block.html))) - set(re.findall(r"\w+", stored))
            assert not missing, (source.name, block.html[:80], missing)


# What is written down in a convention reads back


@pytest.mark.parametrize("convention", rendering.SEVERAL)
@settings(max_examples=25)
@given(of=rendering.interviews(2, most=2))
def test_two_people_read_back(convention, of):
    if convention == "signed":  # of several answers to a question each is signed
        of = of.with_first_answers()
    found, expected = turns(read(rendering.SEVERAL[convention](of))), wanted(of)
    if convention == "run together":
        found, expected = in_one(found), in_one(expected)
    assert found == expected


@pytest.mark.parametrize("convention", rendering.ONE)
@settings(max_examples=25)
@given(of=rendering.interviews(1))
def test_one_person_reads_back(convention, of):
    assert turns(read(rendering.ONE[convention](of))) == wanted(of)


@pytest.mark.parametrize("convention", rendering.HTML)
@settings(max_examples=25)
@given(of=rendering.interviews(1))
def test_questions_set_off_in_html_read_back(convention, of):
    document = reading.read_html(rendering.HTML[convention](of))
    assert turns(interview.read(document)) == wanted(of)


def test_a_question_is_kept_without_the_type_that_only_said_it_is_one():
    structure = interview.read(
        reading.read_html(
            "<p>Ada Lund met us.</p><h3>What is new?</h3><p>The gauge.</p><h3>And <em>why</em>?</h3><p>It rusted.</p>"
        )
    )
    questions = [passage.html for segment in structure.of_kind(Kind.QUESTION) for passage in segment.passages]
    assert questions == ["<p>What is new?</p>", "<p>And <em>why</em>?</p>"]


@settings(max_examples=25)
@given(of=rendering.interviews(2, joint=True))
def test_people_who_answer_jointly_read_back(of):
    assert turns(read(rendering.SEVERAL["surname"](of))) == wanted(of)


# Doubt


def test_what_may_be_a_question_without_a_mark_is_said_to_be_in_doubt():
    structure = read(
        "Ada Lund studies rivers.\n\nWhat is a river?\n\nA promise.\n\nSome readers doubt that.\n\n"
        "I was younger then, and I believed in dams.\n\nAnd now?\n\nNow I believe in gauges."
    )
    [doubtful] = structure.doubtful
    assert doubtful.kind is Kind.ANSWER
    assert doubtful.reason.startswith("“Some readers doubt that.”: ")


def test_an_unlabelled_answer_of_several_people_names_nobody_for_sure():
    structure = read(
        "Ada Lund and Ben Okafor met us.\n\nLarkfield: What is new?\n\nLund: The gauge.\n\nOkafor: And the clerk.\n\n"
        "Larkfield: Who reads it?\n\nNobody does.\n\nLarkfield: Why?\n\nLund: It is in a cellar."
    )
    assert [(plain(s.passages[0].html), s.is_sure) for s in structure.of_kind(Kind.ANSWER)] == [
        ("The gauge.", True), ("And the clerk.", True), ("Nobody does.", False), ("It is in a cellar.", True)
    ]  # fmt: skip


# Bad input

scraps = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["Q: why?", "A: x", "Costin: yes", "Renner and Costin: no", "1. What?", "Related Publications", "(AFP / X)",
         "By A B", "Editor's note: z", "— Ada Lund", "Both: we", "Ada Lund, a fellow, said.", "COSTIN:", "Q.", "?", ":"]
    ),
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.tuples(scraps, st.sampled_from(["\n", "\n\n", " "])), max_size=12))
def test_no_text_stops_the_reader(parts):
    text = "".join(words + end for words, end in parts) + " word"
    structure = read(text)
    in_short(structure)
    assert Structure.from_json(json.loads(json.dumps(structure.as_json()))) == structure


def test_more_paragraphs_than_any_interview_has_are_left_as_they_are():
    structure = read("Word?\n\n" * 20_001)
    assert [(segment.kind, segment.is_sure) for segment in structure.segments] == [(Kind.INTRODUCTION, False)]


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path):
    (tmp_path / "empty.txt").write_text(" ")
    with pytest.raises(CommandError, match=r"empty\.txt"):
        call_command("parse_interview", tmp_path / "empty.txt")
    with pytest.raises(CommandError, match=r"missing\.txt"):
        call_command("parse_interview", tmp_path / "missing.txt")


# What a hostile reader found


def read_parts(*paragraphs):
    return read("\n\n".join(paragraphs))


def said_in(structure, kind):
    return [" ".join(plain(p.html) for p in segment.passages) for segment in structure.of_kind(kind)]


def test_an_answer_on_the_line_after_its_question_is_no_wrapped_line():
    structure = read_parts(
        "Elena Marin is an economist.",
        "Q: Will the corridor last through the winter this year?\nA: Yes. I would bet a month of my salary.",
        "Q: Will the price of bread go down in Egypt because of it?\nA: No. It never goes down, and I have watched.",
    )
    assert said_in(structure, Kind.ANSWER) == [
        "Yes. I would bet a month of my salary.", "No. It never goes down, and I have watched."
    ]  # fmt: skip


def test_whoever_the_text_says_asked_is_the_interviewer():
    structure = read_parts(
        "Peter Nkosi was auditor-general of Lesotho. Ruth Adler met him in Maseru.",
        "Adler: You never gave interviews in office.",
        "Nkosi: No. It was not done.",
        "Adler: They were read by few.",
        "Nkosi: By those who had to, I think.",
    )
    assert {person.name: person.role for person in structure.people} == {
        "Ruth Adler": "interviewer", "Peter Nkosi": "interviewee"
    }  # fmt: skip


def test_two_who_take_turns_without_a_question_are_in_doubt():
    structure = read_parts(
        "Nkosi: It was not done.",
        "Adler: They were read.",
        "Nkosi: By few.",
        "Adler: By those who had to.",
    )
    assert not any(segment.is_sure for segment in structure.of_kind(Kind.QUESTION, Kind.ANSWER))


def test_a_label_that_two_may_have_names_neither():
    structure = read_parts(
        "Larkfield: Why?",
        "Ji-woo Kim: The port.",
        "Min-jun Kim: The quay.",
        "Larkfield: And now?",
        "Kim: Nothing.",
        "Larkfield: When?",
        "Ji-woo Kim: Soon.",
    )
    nothing = next(s for s in structure.of_kind(Kind.ANSWER) if "Nothing" in s.passages[0].html)
    assert (nothing.speakers, nothing.is_sure) == ([], False)


def test_what_looks_like_a_label_and_is_nobody_s_is_in_doubt():
    structure = read_parts(
        "Ada Lund met us.",
        "Larkfield: Why?",
        "Lund: The port.",
        "Lunnd: As I said before.",
        "Larkfield: And?",
        "Lund: Yes.",
    )
    assert [segment.is_sure for segment in structure.of_kind(Kind.ANSWER)] == [False, True]


def test_times_of_a_recording_stand_before_no_label():
    structure = read_parts(
        "Anna Weber met us.",
        "[00:01] Interviewer: What is new?",
        "[00:02] Anna Weber: The gauge.",
        "[00:05] Interviewer: Why?",
        "[00:06] Anna Weber: It rusted.",
    )
    assert said_in(structure, Kind.QUESTION) == ["What is new?", "Why?"]
    assert said_in(structure, Kind.ANSWER) == ["The gauge.", "It rusted."]


def test_a_note_of_two_paragraphs_parts_no_sentence():
    noted = "A rise<foot-note>In May.<br>Again.</foot-note>, no more."
    structure = interview.read(Document([Block("paragraph", "Q: Why?"), Block("paragraph", f"A: {noted}")]))
    assert [p.html for s in structure.of_kind(Kind.ANSWER) for p in s.passages] == [f"<p>{noted}</p>"]


def test_a_sentence_said_twice_is_no_pull_quote():
    line = "I do not know the answer to that."
    structure = read(f"Ada Lund met us.\n\nQ: Why?\n\nA: Well.\n\n{line}\n\nQ: And when?\n\nA: Well.\n\n{line}")
    assert not any("pull-quote" in p.html for segment in structure.segments for p in segment.passages)


def test_a_text_without_a_question_is_said_to_be_perhaps_no_interview():
    structure = read_parts(
        "The port is shut.",
        "It was shut in May.",
        "It will open in June.",
    )
    assert [segment.reason for segment in structure.doubtful] == ["No question was found. Is it an analysis?"]
