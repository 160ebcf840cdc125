"""What an edition prints, each field declared once: everything that walks an edition's words asks here.

By it a field is edited, merged, compared, hashed, archived, copied into a new draft and told in a save. A further
field is a column of `Edition`, an entry here, and its place in a template. Beside the fields an edition prints its
byline and, where its kind is a conversation, its turns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from django.utils.text import capfirst

from photos.models import Photo
from publications.models import Edition


class Section(Enum):
    """Where a field stands in the form of a piece."""

    TEXT = "text"
    CHANGE = "change"  # what changed since the edition before
    FILING = "filing"


@dataclass(frozen=True)
class Holds:
    """What a field's value is.

    name: tells them apart.
    empty: as plain data (`content.of`), where nothing is said.
    data, row: a column's value as plain data, and back.
    """

    name: str
    empty: Any = ""
    data: Callable[[Any], Any] = lambda value: value
    row: Callable[[Any], Any] = lambda value: value


WORDS = Holds("words")  # plain, of several lines
LINE = Holds("line")  # plain, of one
HTML = Holds("html")  # cleaned; merged by paragraph
CHOICE = Holds("choice")
DAY = Holds(
    "day",
    empty=None,
    data=lambda day: day.isoformat() if day else None,
    row=lambda text: date.fromisoformat(text) if text else None,
)
PHOTO = Holds(
    "photo",  # by UUID, so that the same words give the same data on every site
    empty=None,
    data=lambda photo: str(photo.uuid) if photo else None,
    row=lambda uuid: Photo.objects.filter(uuid=uuid).first() if uuid else None,
)


@dataclass(frozen=True)
class Printed:
    """One field of `Edition` that is printed.

    archived: its key in an archive; a kind's own where it says so (`Kind.archive_text`), none where it has no key.
    said_of: the field that its words are about: they never stand under another of its values unasked.
    is_copied: whether a new draft begins with it.
    is_hashed_empty, is_archived_empty: false of what came later: empty, it is absent, so that every hash and archive
        from before it came stays what it was.
    attrs: of its widget in the form, where Django's own doesn't do.
    """

    name: str
    holds: Holds
    section: Section
    archived: str = ""
    said_of: str = ""
    is_copied: bool = True
    is_hashed_empty: bool = False
    is_archived_empty: bool = False
    attrs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def column(self) -> Any:
        return Edition._meta.get_field(self.name)

    @property
    def label(self) -> str:
        return capfirst(str(self.column.verbose_name))

    @property
    def is_plain(self) -> bool:
        """Whether it holds words without markup."""
        return self.holds in (WORDS, LINE)

    def data(self, edition: Edition) -> Any:
        return self.holds.data(getattr(edition, self.name))


def always(name: str, holds: Holds, section: Section, **more: Any) -> Printed:
    """A field that was there when the first hash and the first archive were made."""
    return Printed(name, holds, section, is_hashed_empty=True, is_archived_empty=True, **more)


# In the order of the form.
FIELDS = (
    always("title", LINE, Section.TEXT, archived="title", attrs={"rows": 1, "class": "title-line"}),
    always("summary", WORDS, Section.TEXT, archived="summary"),
    always("body", HTML, Section.TEXT),
    always("language", CHOICE, Section.FILING, archived="language"),
    always("lead_photo", PHOTO, Section.FILING, archived="photo"),
    Printed(
        "lead_alt", LINE, Section.FILING, archived="photo_alt", said_of="lead_photo", is_archived_empty=True,
        attrs={"rows": 2},
    ),
    Printed(
        "lead_caption", WORDS, Section.FILING, archived="photo_caption", said_of="lead_photo", is_archived_empty=True,
        attrs={"rows": 2},
    ),
    always("published_on", DAY, Section.FILING, archived="date"),
    always("change_kind", CHOICE, Section.CHANGE, is_copied=False),
    always("change_note", WORDS, Section.CHANGE, is_copied=False),
)  # fmt: skip
NAMES = tuple(printed.name for printed in FIELDS)
PLAIN = tuple(printed for printed in FIELDS if printed.is_plain)
# What an archive says, in the order of its keys: byline and turns stand among them. What came later stands behind.
ARCHIVED = ("title", "summary", "published_on", "language", "byline", "lead_photo", "lead_alt", "lead_caption", "body")


def of(name: str) -> Printed:
    """The declaration of a field. Raises KeyError."""
    return _BY_NAME[name]


_BY_NAME = {printed.name: printed for printed in FIELDS}


def section(wanted: Section) -> list[str]:
    """The names of a section's fields, in their order."""
    return [printed.name for printed in FIELDS if printed.section is wanted]


def copied(edition: Edition) -> dict[str, Any]:
    """What a new draft begins with, by column; byline and turns are `copy_parts`' to bring."""
    columns = [printed.column.attname for printed in FIELDS if printed.is_copied]
    return {column: getattr(edition, column) for column in (*columns, "words")}
