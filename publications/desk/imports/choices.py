"""What the review of an import decides beside the structure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from photos.models import Photo

LEAD_PHOTO = ("file", "picture", "library", "")  # the source's, one brought since, one of the library, none
NOBODY = 0  # chosen to be no expert


@dataclass
class Choices:
    """What the review decides beside the structure.

    experts: primary keys by a person's key, or NOBODY; of people it doesn't name, whoever has exactly their name.
    title, slug: typed, where the source or the title give none.
    photo: one of LEAD_PHOTO. library: the primary key of a photo there. licence: of one that is new to it.
    """

    experts: dict[str, int] = field(default_factory=dict)
    title: str = ""
    slug: str = ""
    photo: str = ""
    library: int | None = None
    licence: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Raises ValueError, KeyError or TypeError for anything of another shape."""
        photo = str(value["photo"])
        if photo not in LEAD_PHOTO:
            raise ValueError(photo)
        licence = str(value.get("licence", ""))
        if licence not in ["", *Photo.Licence.values]:
            raise ValueError(licence)
        experts = {str(key): int(pk) for key, pk in value["experts"].items()}
        key = None if value["library"] is None else int(value["library"])
        return cls(experts, str(value["title"]), str(value["slug"]), photo, key, licence)
