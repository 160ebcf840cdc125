"""Photos inside texts: fetched in one query for all the texts of a page, and shown while their rights hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from photos.models import Photo
from photos.shown import card_address, credit
from publications.models import Edition
from texts import richtext


@dataclass(frozen=True)
class Figures:
    """The photos that some texts name, by UUID, as readers get them at a moment.

    at: None at the desk, where a photo is named whatever its rights.
    """

    photos: Mapping[str, Photo] = field(default_factory=dict)
    at: datetime | None = None

    @classmethod
    def of(cls, texts: Iterable[str], at: datetime | None, others: Iterable[str] = ()) -> Figures:
        """The photos of some cleaned texts, and `others` by UUID: one query, and none where there are no photos."""
        named = {uuid for text in texts for uuid in richtext.photos_in(text)}.union(others)
        found = Photo.objects.filter(uuid__in=named) if named else Photo.objects.none()
        return cls({str(photo.uuid): photo for photo in found}, at)

    def may_show(self, photo: Photo) -> bool:
        return self.at is None or photo.is_usable(self.at)

    def shown(self, html: str, language: str = "") -> str:
        """A text with its photos; in the place of one whose rights don't hold, a line that says so.

        language: the attribute for the site's words in a text of another language.
        """

        def show(figure: re.Match[str]) -> str:
            photo = self.photos.get(figure["photo"])
            if photo is None:
                return ""
            context: dict[str, Any] = {"picture": photo, "language": language, "may_show": self.may_show(photo)}
            if not context["may_show"]:
                context["is_early"] = bool(self.at and photo.rights_from and photo.rights_from > self.at)
            return render_to_string("includes/figure.html", context | self.words(figure, photo))

        return richtext.FIGURE.sub(show, html)

    def for_feeds(self, html: str) -> str:
        """A text with its photos as any reader of feeds shows them; without those whose rights don't hold."""

        def show(figure: re.Match[str]) -> str:
            photo = self.photos.get(figure["photo"])
            if photo is None or not self.may_show(photo):
                return ""
            words = self.words(figure, photo)
            alt = photo.words_instead if words["alt"] is None else words["alt"]
            image = format_html('<img src="{}" alt="{}">', card_address(photo), alt)
            by = credit(photo)
            below = " — ".join(filter(None, (words["caption"], by and format_html("<small>{}</small>", by))))
            return f"<figure>{image}{below and f'<figcaption>{below}</figcaption>'}</figure>"

        return richtext.FIGURE.sub(show, html)

    @staticmethod
    def words(figure: re.Match[str], photo: Photo) -> dict[str, str | None]:
        """What stands in a photo's place and below it: the text's own words, else the photo's."""
        return {
            "alt": unescape(figure["alt"]) if figure["alt"] else None,
            "caption": SafeString(figure["caption"] or escape(photo.caption)),
        }

    def told(self, figure: re.Match[str]) -> str:
        """A photo in words, as HTML, for whoever compares (`richtext.in_line`)."""
        photo = self.photos.get(figure["photo"])
        if photo is None:
            return richtext.own_words(figure)
        if not self.may_show(photo):
            return escape(_("it may not be shown"))
        alt, caption = figure["alt"] or escape(photo.words_instead), figure["caption"] or escape(photo.caption)
        said = "; ".join(filter(None, (alt, caption, escape(photo.credit))))
        return said or ("" if self.at else escape(photo.slug))


def texts_of(editions: Iterable[Edition]) -> Iterator[str]:
    """Everything in some editions that may hold photos. Of interviews it needs the turns."""
    for edition in editions:
        yield edition.body
        if edition.shape.has_turns:
            yield from (turn.html for turn in edition.turns.all())
