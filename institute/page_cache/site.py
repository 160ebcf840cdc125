"""Site: what stands around every page and what the front page opens with, read together with the site version."""

from __future__ import annotations

import json
import re
import zoneinfo
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from institute.content import marks
from institute.content.front_page import FrontExpert, FrontTopic, Quote, Story
from institute.content.identity import Institute, Licence, Link
from institute.content.plain_pages import PageText

NUMBER = re.compile(r"\+?\(?\d[\d\s()./-]{4,}")


@dataclass(frozen=True)
class Site:
    """The institute's settings and its editors' choices at a moment. Rows are plain: nothing here asks the database."""

    institute: Institute = field(default_factory=Institute)
    links: tuple[dict[str, str], ...] = ()  # label, address
    pages: tuple[dict[str, str], ...] = ()  # slug, title
    stories: tuple[int, ...] = ()  # publications, the lead first
    quotes: tuple[tuple[int, str], ...] = ()  # publication and key of an answer
    topics: tuple[int, ...] = ()
    experts: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> Site:
        """From the JSON that `query` gives."""
        rows: dict[str, list[dict[str, Any]]] = json.loads(text)
        [institute] = rows["institute"] or [{}]
        return cls(
            Institute(**institute),
            tuple(rows["links"]),
            tuple(rows["pages"]),
            tuple(row["publication_id"] for row in rows["stories"]),
            tuple((row["publication_id"], row["key"]) for row in rows["quotes"]),
            tuple(row["topic_id"] for row in rows["topics"]),
            tuple(row["expert_id"] for row in rows["experts"]),
        )

    @property
    def name(self) -> str:
        return str(self.institute)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return self.institute.zone

    @property
    def licence(self) -> Licence:
        return Licence(self.institute.licence)

    @property
    def rights(self) -> str:
        """What feeds say of the texts' rights."""
        return " ".join(filter(None, (f"© {self.name}.", f"{self.licence.label}.", self.licence.address)))

    @property
    def telephone(self) -> str:
        """The number as a tel: address has it (RFC 3966): digits, and a plus before them; empty if it can't be told.

        A zero in brackets is dialled at home only; what follows the number (an extension, hours) is for people.
        """
        match = NUMBER.match(self.institute.phone)
        number = re.sub(r"\(0\)", "", match[0]) if match and match[0].startswith("+") else match and match[0]
        return re.sub(r"[^\d+]", "", number or "")

    @property
    def has_contact(self) -> bool:
        return bool(self.institute.email or self.institute.phone or self.institute.address or self.links)

    @cached_property
    def mark(self) -> marks.Mark | None:
        return marks.read(self.institute.mark)

    @cached_property
    def mark_on_dark(self) -> marks.Mark | None:
        return marks.read(self.institute.mark_on_dark)

    @property
    def files(self) -> set[str]:
        """The names of the pictures that stand around every page."""
        return {name for mark in (self.mark, self.mark_on_dark) if mark for name in (mark.name, mark.icon)}


def zone(moment: datetime) -> str:
    """The time zone in words, with its offset at a local moment: “Brussels (UTC+01:00)”."""
    offset, name = moment.strftime("%z"), timezone.get_current_timezone_name()
    place = name.rpartition("/")[2].replace("_", " ")
    return place if name == "UTC" else f"{place} (UTC{offset[:3]}:{offset[3:5]})"


def query(at: datetime) -> tuple[str, list[Any]]:
    """SQL of one JSON value that `Site.read` takes, and its parameters."""
    # The lead leaves when its time is up; the stories after it stay.
    stories = Story.objects.exclude(
        Q(front_page__lead_until__lte=at), pk__in=Story.objects.order_by("position", "id").values("pk")[:1]
    )
    foot = PageText.objects.live(at).filter(page__in_foot=True).order_by("page__position", "page__slug")
    parts: dict[str, QuerySet] = {
        "institute": Institute.objects.values(),
        "links": Link.objects.values("label", "address"),
        "pages": foot.values("title", slug=F("page__slug")),
        "stories": stories.values("publication_id"),
        "quotes": Quote.objects.values("publication_id", "key"),
        "topics": FrontTopic.objects.values("topic_id"),
        "experts": FrontExpert.objects.values("expert_id"),
    }
    selects: list[str] = []
    parameters: list[Any] = []
    for name, rows in parts.items():
        sql, values = rows.query.sql_with_params()
        selects.append(f"'{name}', (SELECT coalesce(jsonb_agg(r), '[]') FROM ({sql}) r)")  # noqa: S608
        parameters += values
    return f"jsonb_build_object({', '.join(selects)})", parameters
