"""Random interviews, and every way in which editors write one down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

from hypothesis import strategies as st

NAMES = [
    "Mirela Costin", "Tobias Renner", "Aoife Ní Bhriain", "Yusuf al-Masri", "Ingrid Solheim", "Jean-Luc Perrault",
    "Ana María Ferrer", "Kofi Boateng", "Šárka Dvořáková", "Elena van der Meer", "Pritha Sen", "Hamid Qasemi",
]  # fmt: skip
WORDS = [
    "rivers",
    "harvests",
    "ministers",
    "engineers",
    "budgets",
    "winters",
    "letters",
    "ferries",
    "markets",
    "gauges",
    "villages",
    "roads",
    "clerks",
    "windows",
    "promises",
    "figures",
    "reservoirs",
    "students",
    "elections",
    "bakeries",
    "crossings",
    "tariffs",
    "pensions",
    "juries",
    "bridges",
    "orchards",
]
VERBS = ["shaped", "delayed", "carried", "measured", "outlived", "ignored", "repaired", "crossed", "lifted", "counted"]
ASKED = [
    "What happened to the {a} after the {b}?", "Why have the {a} {v} the {b}?", "How would you explain the {a} to {b}?",
    "And who pays for the {a} in the end?", "Did the {a} matter more than the {b}?",
    "You have written about {a}. Has anything {v} the {b} since?",
]  # fmt: skip
SAID = [
    "The {a} have {v} the {b}, and nobody noticed.", "In my experience the {a} come before the {b}.",
    "We measured the {a} for three winters.", "I would begin with the {a}: they {v} everything else.",
    "My colleagues called it “a treaty of {a}”, and I agree.", "There were fewer {a} than {b} that year.",
    "Were the {a} to blame? I doubt it, since the {b} {v} them first.", "It is the {a} that worry me.",
]  # fmt: skip


@dataclass(frozen=True)
class Exchange:
    question: str
    answers: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # who, and the paragraphs


@dataclass(frozen=True)
class Interview:
    people: tuple[str, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def introduction(self) -> str:
        return (
            f"The talks resumed in spring. {' and '.join(self.people)} spoke with the institute about what comes next."
        )

    def with_first_answers(self) -> Interview:
        return replace(self, exchanges=tuple(replace(e, answers=e.answers[:1]) for e in self.exchanges))


def filled(templates):
    words, verbs = st.sampled_from(WORDS), st.sampled_from(VERBS)
    return st.builds(lambda t, a, b, v: t.format(a=a, b=b, v=v), st.sampled_from(templates), words, words, verbs)


paragraphs = st.lists(filled(SAID), min_size=2, max_size=5).map(" ".join)


@st.composite
def interviews(draw, people=2, joint=False, most=1):
    names = tuple(draw(st.lists(st.sampled_from(NAMES), min_size=people, max_size=people, unique=True)))
    exchanges = []
    for _n in range(draw(st.integers(3, 6))):
        speakers = draw(st.lists(st.sampled_from(names), min_size=1, max_size=min(most, people), unique=True))
        who = [(name,) for name in speakers]
        if joint and people > 1 and draw(st.booleans()):
            who = [names]
        answers = tuple((w, tuple(draw(st.lists(paragraphs, min_size=1, max_size=3)))) for w in who)
        exchanges.append(Exchange(draw(filled(ASKED)), answers))
    return Interview(names, tuple(exchanges))


def family(name):
    return " ".join(name.split()[1:]) if name.split()[1] in ("al-Masri", "van", "Ní") else name.split()[-1]


def initials(name):
    return "".join(part[0] for part in name.replace("-", " ").split() if part[0].isupper())


def labelled(interview, label, ask=lambda question: question, join=" and "):
    """A text whose answers have labels. label: of a name and how often it was named before."""
    parts, met = [interview.introduction], dict.fromkeys(interview.people, 0)
    for exchange in interview.exchanges:
        parts.append(ask(exchange.question))
        for who, said in exchange.answers:
            words = join.join(label(name, met[name]) for name in who)
            for name in who:
                met[name] += 1
            parts += [f"{words}: {said[0]}", *said[1:]]
    return "\n\n".join(parts)


def full_then(short):
    return lambda name, met: short(name) if met else name


def marked(q, a):
    def write(interview):
        parts = [interview.introduction]
        for n, exchange in enumerate(interview.exchanges, 1):
            said = exchange.answers[0][1]
            parts += [f"{q.format(n=n)} {exchange.question}", f"{a.format(n=n)} {said[0]}", *said[1:]]
        return "\n\n".join(parts)

    return write


def plain(interview, number=""):
    parts = [interview.introduction]
    for n, exchange in enumerate(interview.exchanges, 1):
        parts += [number.format(n=n) + exchange.question, *exchange.answers[0][1]]
    return "\n\n".join(parts)


def signed(interview):
    parts = [interview.introduction]
    for exchange in interview.exchanges:
        (who, said), *_others = exchange.answers
        parts += [f"Q. {exchange.question}", *said, f"— {who[0]}"]
    return "\n\n".join(parts)


def label_alone(interview):
    parts = [interview.introduction]
    for exchange in interview.exchanges:
        parts.append(f"Interviewer:\n{exchange.question}")
        for who, said in exchange.answers:
            parts += [f"{family(who[0])}:\n{said[0]}", *said[1:]]
    return "\n\n".join(parts)


def transcript(interview):
    parts = [interview.introduction]
    for exchange in interview.exchanges:
        parts.append(f"LARKFIELD: {exchange.question}")
        for who, said in exchange.answers:
            parts += [f"{family(who[0]).upper()}: {said[0]}", *said[1:]]
    return "\n\n".join(parts)


def run_together(interview):
    """Every answer on the line right after its question."""
    return "\n\n".join(
        [
            interview.introduction,
            *(
                f"{exchange.question}\n"
                + "\n".join(f"{family(w[0])}: {' '.join(said)}" for w, said in exchange.answers)
                for exchange in interview.exchanges
            ),
        ]
    )


def first_only(interview):
    first, *others = interview.exchanges
    parts = [interview.introduction, f"Q: {first.question}", f"A: {first.answers[0][1][0]}", *first.answers[0][1][1:]]
    for exchange in others:
        parts += [exchange.question, *exchange.answers[0][1]]
    return "\n\n".join(parts)


def bold(interview, element="strong"):
    parts = [f"<p>{escape(interview.introduction)}</p>"]
    for exchange in interview.exchanges:
        question = escape(exchange.question)
        parts.append(f"<p><strong>{question}</strong></p>" if element == "strong" else f"<h3>{question}</h3>")
        parts += [f"<p>{escape(said)}</p>" for said in exchange.answers[0][1]]
    return "".join(parts)


SEVERAL = {  # convention: how it writes two people's answers
    "surname": lambda i: labelled(i, lambda name, met: family(name)),
    "full, then surname": lambda i: labelled(i, full_then(family)),
    "full, then initials": lambda i: labelled(i, full_then(initials)),
    "full, then first name": lambda i: labelled(i, full_then(lambda name: name.split()[0])),
    "title, then surname": lambda i: labelled(i, lambda name, met: family(name) if met else f"Dr. {name}"),
    "institute asks": lambda i: labelled(i, lambda name, met: family(name), "Larkfield: {}".format),
    "label alone": label_alone,
    "capitals": transcript,
    "run together": run_together,
    "signed": signed,
}
ONE = {  # how it writes one person's
    "Q and A": marked("Q:", "A:"),
    "Q1 and A1": marked("Q{n}:", "A{n}:"),
    "Question and Answer": marked("Question {n}:", "Answer:"),
    "numbered": lambda i: plain(i, "{n}. "),
    "unlabelled": plain,
    "first only": first_only,
}
HTML = {"bold": bold, "headings": lambda i: bold(i, "h3")}
