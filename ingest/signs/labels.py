"""Labels: the words at a paragraph's start that say who speaks. Which of them are labels, and whose."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.document import pieces
from ingest.paragraphs.paragraph import Unit
from ingest.signs import names
from ingest.signs.names import plain_of
from ingest.signs.questions import QUESTION_END, TELLS
from ingest.structure import Person

# Words for question and answer that stand for each other in one language; each as compared.
MARKERS = [
    ({"q", "question", "questions"}, {"a", "answer", "ans"}),
    ({"q", "question"}, {"r", "reponse"}),
    ({"f", "frage"}, {"a", "antwort"}),
    ({"p", "pregunta"}, {"r", "respuesta"}),
    ({"p", "pergunta"}, {"r", "resposta"}),
    ({"d", "domanda"}, {"r", "risposta"}),
    ({"v", "vraag"}, {"a", "antwoord"}),
    ({"س", "سؤال", "السؤال"}, {"ج", "جواب", "الجواب"}),
    ({"ש", "שאלה"}, {"ת", "תשובה"}),
    ({"в", "вопрос"}, {"о", "ответ"}),
]
ROLES = {
    "interviewer",
    "moderator",
    "host",
    "interviewerin",
    "audience",
    "audiencemember",
    "chair",
    "presenter",
    "editor",
}
EVERYONE = {"both", "together", "all", "beide", "ambos", "tousdeux", "lesdeux", "both speakers", "jointly", "alle"}
# What stands before a colon and is nobody.
NOBODY = {
    "note", "notes", "editorsnote", "source", "sources", "resources", "resource", "update", "updated", "correction",
    "photo", "image", "credit", "caption", "related", "readmore", "furtherreading", "example", "first", "second",
    "third", "fourth", "fifth", "finally", "summary", "background", "disclaimer", "about", "contact", "date",
    "location",
    "warning", "tip", "lesson", "lessons", "conclusion", "introduction", "title", "topic", "topics", "type",
    "published", "tags", "keywords", "links", "listen", "watch", "seealso", "abstract", "context", "result", "problem",
    "solution", "fact", "myth", "bottomline", "takeaway", "reminder", "step", "figure", "table", "chart", "map", "box",
    "anmerkung", "hinweis", "quelle", "quellen", "remarque", "nota", "fuente", "fuentes", "redaktion", "foto", "bild",
    "byline", "by", "interview", "questions", "venue", "time", "language", "filed under", "share", "download", "isbn",
    "doi", "url", "tel", "email", "website", "twitter", "transcript", "speakers", "participants", "moderators",
    "quote", "author", "authors", "editor", "editors", "copyright", "licence", "license", "illustration",
    "video", "audio",
    "stichwort", "reading", "readings", "references", "reference", "data", "method", "methods", "answerstothis",
    "caveat", "advice",
}  # fmt: skip

JOINER = re.compile(r"\s*(?:,|&|/|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\s+و\s*|\s+ו)\s*")
IN_BRACKETS = re.compile(r"\s*[(\[](?P<name>[^\W\d_][^()\[\]\n]{0,40})[)\]]\s*:?\s+(?=\S)")
COLON = re.compile(r"[\s​]*(?P<name>[^\W_][^:：\n?!]{0,80}?)[\s ]*[:：](?=[\s ]|$|[^\W\d_/])\s*")
DASH = re.compile(
    r"[\s​]*(?P<name>[^\W\d_][^:：\n?!,;—–]{0,60}?)[\s ]*(?P<stop>\.?)\s?(?:[—–]+|\s-)(?:\s+|(?<=[—–]))(?=\S)"
)
STOP = re.compile(r"[\s​]*(?P<name>[^\W\d_][^:：\n?!,;]{0,50}?)[\s ]*(?:[.)\]|]|\.\s*[—–-])(?=\s|$)\s*")
MARKER = re.compile(
    r"[\s​(\[]*(?P<name>[^\W\d_]{1,12})\.?\s*(?:n[o°º]?\.?\s*)?(?P<number>\d{0,3})\s*(?P<mark>[.:：)\]]|\s?[—–-]|(?<=\.))(?=\s|$"
    r"|[^\W\d_])\s*"
)
BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,100}[)\]]\s*")
POSITION = re.compile(
    r",\s+(?:[a-zà-ÿ]|(?:Director|Professor|Head|President|Fellow|Editor|Chair)\b).*$"
)  # “Aldana, director”
NUMBER = re.compile(r"\s*(?P<number>\d{1,3})\s*(?P<mark>[.)])\s+(?=\S)")


@dataclass
class Candidate:
    """What may be a label: its words, how many characters it takes, and how it is set."""

    name: str
    length: int
    text: str  # as it stood
    mark: str  # colon, dash, stop or none
    is_bold: bool = False
    is_alone: bool = False  # nothing follows it in its paragraph
    role: str = ""  # "q" or "a" of a marker
    number: int | None = None

    @property
    def written(self) -> str:
        """The label without the marks around it: “A1”."""
        return self.name if self.number is None else self.text.strip(" .:：)]([-–—")


def raw(value: str) -> str:
    """The text of inline HTML, character for character."""
    return html.unescape("".join(text for _tag, text in pieces(value)))


def bold_start(value: str) -> str:
    """What is bold, or italic, at the very start of an inline text."""
    depth, said = 0, ""
    for tag, text in pieces(value):
        if tag in ("<strong>", "<em>"):
            depth += 1
        elif tag in ("</strong>", "</em>"):
            depth -= 1
        elif text:
            if not depth:
                if not text.strip():
                    continue
                break
            said += html.unescape(text)
    return said


def candidate(unit: Unit) -> list[Candidate]:
    """What may be the label of a paragraph, the likeliest reading first."""
    if not unit.is_prose:
        return []
    text, bold = raw(unit.html), bold_start(unit.html).strip()
    found = []
    for mark, pattern in (("colon", COLON), ("brackets", IN_BRACKETS), ("dash", DASH), ("stop", STOP)):
        if match := pattern.match(text):
            name = match["name"].strip()
            is_bold = bool(bold) and plain_of(bold).startswith(plain_of(name)) and len(bold) <= len(match.group()) + 2
            if mark == "stop" and not is_bold:
                continue
            found.append(
                Candidate(name, match.end(), match.group().strip(), mark, is_bold, not text[match.end() :].strip())
            )
            # “Inés.— ”, as Spanish and Italian print it
            if mark == "dash" and match["stop"]:
                found[-1].mark = "colon"
    if bold and bold[0].isalpha() and len(bold) <= 60 and not found and not unit.is_bold:
        length = text.index(bold[0]) + len(bold) if bold[0] in text else 0
        found.append(Candidate(bold.strip(" :."), length, bold, "none", True))
    if (
        len(text.split()) <= 6
        and re.match(r"\s*[^\W\d_]", text)
        and not re.search(r"[.?!…,;]\s*$", text.strip())
        and not found
    ):
        found.append(Candidate(text.strip(), len(text), text.strip(), "none", unit.is_bold, True))
    return found


def bare_of(name: str) -> str:
    """A label without what is in brackets, and without what says that somebody is retired."""
    return " ".join(names.RETIRED.sub(" ", POSITION.sub("", BRACKETS.sub(" ", name))).split())


def likely(unit: Unit) -> Candidate | None:
    """The first reading of a paragraph's label that could be somebody's name."""
    return next((c for c in candidate(unit) if is_name_like(c.name)), None)


def is_name_like(name: str) -> bool:
    """Whether words could be a person's name, or several persons': capitalised, and few."""
    bare = bare_of(name)
    words = [word for word in re.split(r"[\s/&,+]+", bare) if plain_of(word)]
    if not words or len(words) > 9 or len(bare) > 70:
        return False
    if plain_of(bare) in NOBODY or any(character.isdigit() for character in bare):
        return False
    if not names.is_cased(words[-1]):
        return len(words) <= 4
    joiners = {"and", "und", "et", "y", "e", "en", "with", "of", "for", "the"}
    cased = [w for w in words if not names.is_particle(w) and plain_of(w) not in joiners]
    return bool(cased) and all(names.is_capitalised(w) or plain_of(w) in names.TITLES for w in cased)


def marker(unit: Unit) -> Candidate | None:
    """“Q:”, “A1.”, “Question 3:”: a marker's word and number, whatever its role."""
    if not unit.is_prose:
        return None
    text = raw(unit.html)
    match = MARKER.match(text)
    if not match:
        return None
    known = {word for pair in MARKERS for side in pair for word in side}
    if plain_of(match["name"]) not in known:
        return None
    number = int(match["number"]) if match["number"] else None
    alone = not text[match.end() :].strip()
    return Candidate(match["name"], match.end(), match.group().strip(), "colon", False, alone, number=number)


def marker_roles(units: Sequence[Unit]) -> dict[str, str]:
    """Which marker words stand for question and answer here: none, unless both, or questions twice, are there."""
    seen = Counter(plain_of(m.name) for unit in units if (m := marker(unit)))
    best: tuple[int, dict[str, str]] = (0, {})
    for asks, answers in MARKERS:
        q, a = sum(seen[word] for word in asks), sum(seen[word] for word in answers)
        # One letter alone may be anybody's initial: then the other side has to stand there too.
        if (q and a) or any(seen[word] >= 2 for word in asks if word in ("q", "question", "frage", "pregunta", "سؤال")):
            weight = q + a
            if weight > best[0]:
                best = (weight, dict.fromkeys(asks, "q") | dict.fromkeys(answers, "a"))
    return best[1]


@dataclass
class Cast:
    """Who speaks in a text: by label as compared, the people; and who of them asks."""

    people: list[Person] = field(default_factory=list)
    spoken_by: dict[str, list[Person]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)  # of markers
    doubt: str = ""  # why it isn't sure who of them asks

    @property
    def interviewees(self) -> list[Person]:
        return [person for person in self.people if person.role == "interviewee"]

    @property
    def interviewers(self) -> list[Person]:
        return [person for person in self.people if person.role == "interviewer"]

    def add(self, name: str, description: str = "", role: str = "interviewee") -> Person:
        base = "-".join(names.parts(name)) or "person"
        taken = {person.key for person in self.people}
        key = next(k for k in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if k not in taken)
        person = Person(key, name, role=role, description=description)
        self.people.append(person)
        return person


def said(name: str) -> str:
    """A label as compared: without what is in brackets."""
    return plain_of(bare_of(name)) or plain_of(name)


def accepted(units: Sequence[Unit], mentions: Iterable[names.Mention], has_markers: bool) -> set[str]:
    """Which candidates are labels of people, as compared.

    has_markers: “Q:” and “A:” say who speaks here; then a name has to be known.

    One is when somebody of the text is called so and it stands before a colon, or, set in any other way, twice; or
    when it comes again and again and looks like a name.
    """
    known = {m.name for m in mentions}
    counts: Counter[str] = Counter()
    strong: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    asks: set[str] = set()
    as_written: dict[str, str] = {}
    for unit in units:
        if (c := likely(unit)) and (key := said(c.name)):
            counts[key] += 1
            strong[key] += c.mark == "colon"
            alone[key] += c.is_alone and c.mark == "none"
            if c.mark == "colon" and QUESTION_END.search(raw(unit.html)):
                asks.add(key)
            as_written.setdefault(key, c.name)
    fitting = {
        key
        for key, written in as_written.items()
        if any(names.fits(part, name) >= 2 for name in known for part in split_joint(written))
        or (not names.is_cased(written[-1]) and strong[key] and is_said_of(written, units))
    }
    found = {key for key in fitting if strong[key] or counts[key] >= 2}
    for key, count in alone.items():
        strong[key] += count if count >= 2 else 0  # the same short line again and again
    recurring = {
        key for key, count in counts.items()
        if (strong[key] >= 2 or count >= 3 or (key in fitting and count >= 2)) and key not in EVERYONE
    }  # fmt: skip
    recurring = {key for key in recurring if key in fitting or strong[key] >= 2 or as_written[key].isupper()}
    # Words that only recur are people if others speak too, or if they do most of the time.
    if len(recurring | found) >= 2 or sum(counts[key] for key in recurring) >= 3:
        found |= recurring
    if found:
        found |= {key for key in counts if strong[key] and (key in EVERYONE or key in ROLES)}
        # A name before a colon that was met nowhere else, among others that are labels.
        found |= {
            key for key, written in as_written.items()
            if strong[key] and (parts := split_joint(written))
            and all(is_one_of(part, [as_written[k] for k in found]) for part in parts)
        }  # fmt: skip
    if found and not has_markers:
        full = {key for key, written in as_written.items() if strong[key] and looks_full(written)}
        found |= {
            key for key in full if len(full) > 1 or names.without_titles(as_written[key]) != as_written[key].strip()
        }
        # Who asks the first question may be named only there.
        found |= {key for key in asks if strong[key]}
    return found


def is_said_of(written: str, units: Sequence[Unit]) -> bool:
    """Whether a name in a script without capitals also stands inside the text."""
    name = names.without_titles(bare_of(written))
    return any(name in raw(unit.html)[len(written) + 1 :] for unit in units)


def like_a_label(unit: Unit) -> str:
    """The words before a colon at a paragraph's start that could be somebody's name, or nothing."""
    found = next((c for c in candidate(unit) if c.mark == "colon" and is_name_like(c.name)), None)
    return found.name if found and len(found.name.split()) <= 3 and found.length < 40 and not found.is_alone else ""


def is_one_of(part: str, written: Iterable[str]) -> bool:
    """Whether a name stands for one of some others, or one of them for it."""
    return any(names.fits(part, other) or names.fits(other, part) for other in written)


def looks_full(written: str) -> bool:
    """“Dr. Elin Sorvaag”: a whole name before a colon needs nobody to vouch for it."""
    bare = names.without_titles(bare_of(written))
    return any(m.name == bare for m in names.mentions(f"{bare}, said")) and len(bare.split()) <= 4


def split_joint(written: str) -> list[str]:
    """“Costin and Renner” as its names; one name as it is."""
    bare = bare_of(written)
    return [part for part in JOINER.split(bare) if plain_of(part)] or [bare]


def cast_of(labels: Iterable[str], mentions: Sequence[names.Mention]) -> Cast:
    """The people behind labels, as written. A full name and its short forms are one person."""
    cast = Cast()
    singles = list(dict.fromkeys(part for label in labels for part in split_joint(label)))
    everyone = [label for label in labels if said(label) in EVERYONE]
    singles = [label for label in singles if said(label) not in EVERYONE]
    for label in sorted(singles, key=lambda label: (-len(names.parts(label)), singles.index(label))):
        person = names.best(label, cast.people)
        tied = [other for other in cast.people if names.fits(label, other.name) >= 3]
        if person is None and len(tied) > 1:  # two of one family
            cast.spoken_by[said(label)] = []
            continue
        if person is None:
            person = introduced(label, mentions, cast)
        cast.spoken_by[said(label)] = [person]
        if label not in person.labels:
            person.labels.append(label)
    cast.people.sort(key=lambda person: min(singles.index(label) for label in person.labels))
    for person in cast.people:
        person.labels.sort(key=singles.index)
    for label in labels:
        if (parts := split_joint(label)) and len(parts) > 1:
            people = [cast.spoken_by[said(part)][0] for part in parts if said(part) in cast.spoken_by]
            cast.spoken_by[said(label)] = list({person.key: person for person in people}.values())
    for label in everyone:
        cast.spoken_by[said(label)] = []  # all who answer: known once it is known who asks
    return cast


def introduced(label: str, mentions: Sequence[names.Mention], cast: Cast) -> Person:
    """A new person of a cast, by the name under which the text introduces whoever a label names."""
    # A name that is no more than the label again explains nothing.
    others = [m for m in mentions if names.parts(m.name) != names.parts(label)] or list(mentions)
    fitting = sorted(others, key=lambda m: (-names.fits(label, m.name), not m.description, m.start))
    if fitting and names.fits(label, fitting[0].name) >= 2 and not (same := names.best(fitting[0].name, cast.people)):
        return cast.add(fitting[0].name, fitting[0].description)
    if fitting and names.fits(label, fitting[0].name) >= 2 and same:
        return same
    bare = names.without_titles(bare_of(label))
    bracketed = re.search(r"[(\[]([^()\[\]]{3,100})[)\]]", label)
    name = " ".join(word.capitalize() if word.isupper() and len(word) > 3 else word for word in bare.split())
    return cast.add(name or label, bracketed[1] if bracketed else "")


def tell_who_asks(cast: Cast, turns: Iterable[tuple[str, str]], byline: str) -> None:
    """Sets the role of whoever asks: of several who speak, those whose turns are mostly questions, and short.

    turns: of each labelled paragraph its label as compared, and its words. byline: what stands before the conversation.
    """
    by_person: dict[str, list[str]] = defaultdict(list)
    order: list[str] = []
    for label, text in turns:
        for person in cast.spoken_by.get(label, []):
            by_person[person.key].append(text)
            order.append(person.key)
    for person in cast.people:
        if any(said(label) in ROLES for label in person.labels) or is_said_to_ask(person.name, byline):
            person.role = "interviewer"
    if any(person.role == "interviewer" for person in cast.people) and len(cast.interviewees) < 2:
        return
    lengths = {key: sum(map(len, texts)) / len(texts) for key, texts in by_person.items()}
    longest = max(lengths.values(), default=0)
    for person in cast.people:
        texts = by_person.get(person.key)
        if not texts:
            continue
        asked = rate(texts)
        others = [rate(texts) for key, texts in by_person.items() if key != person.key]
        if order[0] == person.key and asked > max(others, default=1) and lengths[person.key] < longest and asked >= 0.2:
            person.role = "interviewer"
            continue
        body = not names.mentions(f"{person.name}, it was said")
        score = 3 * asked + (lengths[person.key] < longest * 0.7) + 0.5 * (order[0] == person.key) + body
        if asked >= 0.3 and score >= 2.5 and lengths[person.key] < longest:
            person.role = "interviewer"
    if not cast.interviewees:
        for person in cast.people:
            person.role = "interviewee"


def is_said_to_ask(name: str, text: str) -> bool:
    """Whether a text says that somebody leads the interview: “by X”, “she spoke with X”, “X met him”."""
    who = re.escape(name)
    return bool(
        re.search(
            rf"\b(?i:by|par|von|por|di|door) {who}"
            rf"|\b(?i:she|he|they) (?:spoke|talked|sat down|met) (?:to|with) (?:[^.]{{0,40}} )?{who}"
            rf"|{who} (?:met|spoke to|spoke with|talked to|interviewed|asked) (?:him|her|them)\b"
            rf"|\bour (?:[\w-]+ )*(?:editor|correspondent|reporter|colleague|fellow|host),? {who}|\bhost {who}",
            text,
        )
    )


def guess_who_asks(cast: Cast, order: Sequence[str]) -> None:
    """Where nobody is found who asks, though every word has a label: of two who take turns the one who begins."""
    speaking = [cast.spoken_by[label][0].key for label in order if cast.spoken_by.get(label)]
    if cast.interviewers or len(cast.people) != 2 or len(speaking) < 3:
        return
    changes = sum(one != other for one, other in pairwise(speaking))
    if changes >= (len(speaking) - 1) * 0.8:
        asker = next(person for person in cast.people if person.key == speaking[0])
        asker.role = "interviewer"
        cast.doubt = f"It isn’t plain who asks. {asker.name} begins, and the two take turns."


def rate(texts: Sequence[str]) -> float:
    """How many of some turns ask, from 0 to 1."""
    return sum(bool(QUESTION_END.search(text) or TELLS.match(text)) for text in texts) / len(texts)
