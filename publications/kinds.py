"""The kinds of publication, each declared once: what it is called, what it consists of and needs, how others name it.

Everything else asks here. A further kind is an entry in `KINDS` and its template; `manage.py makemigrations` gives its
lists at the desk a model without a table. `manage.py check` says what it lacks
(`publications.system_checks`), and the database learns of it after the next `migrate` (`publications.kinds_table`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """What is asked of a kind, by anybody.

    name: in addresses, archives, the log and the database, for ever; small Latin letters.
    label, plural: above a title, and of a list. works: of the pieces in a sentence's list, such as a photo's uses.
    noun, nouns: within a sentence of the desk.
    said: what it is, in a sentence, to whoever chooses.
    text: what its body is called in the form: the whole text, or what comes before the conversation.
    has_turns: whether it is a conversation; then it needs a question and an answer, else it needs its body.
    wrong_turns: the database's words, where a conversation lacks a question or an answer, or where there is one.
    read_as: what the reader of files takes a file for that becomes one (`ingest.reading.KINDS`).
    roles: what its people may be; the first is whoever is not said to be anything else.
    template: of its page.
    archive_people, archive_text: the keys of its byline and its body in an archive.
    """

    name: str
    label: Promise
    plural: Promise
    works: Promise
    noun: Promise
    nouns: Promise
    said: Promise
    text: Promise
    has_turns: bool
    wrong_turns: str
    read_as: str
    roles: tuple[str, ...]
    template: str
    archive_people: str
    archive_text: str

    @property
    def needs_text(self) -> bool:
        return not self.has_turns

    @property
    def model(self) -> str:
        """The name of its lists at the desk, which is a model's there."""
        return self.name.capitalize()

    @property
    def add(self) -> str:
        """The name of the address at which one is begun at the desk."""
        return f"admin:publications_{self.name}_add"


ANALYSIS = Kind(
    name="analysis",
    label=_("Analysis"),
    plural=_("Analyses"),
    works=_("Analyses"),
    noun=_("analysis"),
    nouns=_("analyses"),
    said=_("One text, signed by its authors."),
    text=_("Text"),
    has_turns=False,
    wrong_turns="An analysis has no questions and answers.",
    read_as="analysis",
    roles=("author",),
    template="publications/analysis.html",
    archive_people="authors",
    archive_text="body_html",
)
INTERVIEW = Kind(
    name="interview",
    label=_("Q&A interview"),
    plural=_("Q&A interviews"),
    works=_("Interviews"),
    noun=_("Q&A interview"),
    nouns=_("Q&A interviews"),
    said=_("Questions and answers, each with who says it."),
    text=_("Introduction"),
    has_turns=True,
    wrong_turns="An interview needs a question and an answer.",
    read_as="interview",
    roles=("interviewee", "interviewer"),
    template="publications/interview.html",
    archive_people="participants",
    archive_text="introduction_html",
)
KINDS = (ANALYSIS, INTERVIEW)  # in the order in which they are offered
NAMES = tuple(kind.name for kind in KINDS)
_BY_NAME = {kind.name: kind for kind in KINDS}


def of(name: str) -> Kind:
    """The kind of a name. Raises KeyError."""
    return _BY_NAME[name]


def choices() -> list[tuple[str, Promise]]:
    """For a model's field: called, so that a further kind changes no migration."""
    return [(kind.name, kind.label) for kind in KINDS]


def choices_of_imports() -> list[tuple[str, Promise]]:
    """Conversations first: whoever brings a file saves most with them."""
    return [(kind.name, kind.label) for kind in sorted(KINDS, key=lambda kind: not kind.has_turns)]


def conversations() -> tuple[str, ...]:
    """The names of the kinds in which somebody answers."""
    return tuple(kind.name for kind in KINDS if kind.has_turns)
