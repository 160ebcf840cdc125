"""The review of an import: its page, and what that keeps while one decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from photos.models import Photo
from publications import kinds
from publications.desk.imports import people, reviewing
from publications.desk.imports.answers import UNREADABLE, said, sent_by, stale
from publications.desk.imports.choices import Choices
from publications.desk.imports.found import one, one_to_change
from publications.desk.imports.origin import origin
from publications.desk.imports.receipt import account
from publications.desk.imports.screens import ImportScreen
from publications.desk.imports.words import SEGMENTS, clock, heading, offered_roles, shown_words, who_adds_experts
from publications.models.imports import Import


class Review(ImportScreen):
    """The source beside what was read in it; of an import that is a draft, what the draft came from."""

    def answer(self, uuid: UUID) -> HttpResponse:
        imported = one(self.request, uuid)
        if imported.edition:
            return self.show("import_origin.html", **origin(imported, imported.edition, self.person))
        return self.show(
            "import_review.html", title=imported, imported=imported,
            heading=heading(imported.kind, len(imported.structure.doubtful)),
            blocks=[
                (block, shown_words(block.html), "" if block.image is None else imported.address("image", block.image))
                for block in imported.source.blocks
            ],
            has_turns=kinds.of(imported.kind).has_turns,
            state=self.state(imported),
        )  # fmt: skip

    def state(self, imported: Import) -> dict[str, Any]:
        """What `review.js` begins with."""
        structure, choices = imported.structure, Choices.from_json(imported.choices)
        return {
            "structure": imported.reviewed,
            "choices": imported.choices,
            "seen": imported.updated_at.isoformat(),
            "kept": clock(imported),
            "people": people.people(structure, choices),
            "receipt": account(imported, structure),
            "kinds": [(str(kind), str(name)) for kind, name in SEGMENTS[imported.structure.kind]],
            "roles": offered_roles(imported.kind),
            "language": imported.document["language"],
            "images": [
                {"name": image["name"], "alt": image["alt"], "address": imported.address("image", place)}
                for place, image in enumerate(imported.document["images"])
            ],
            "picture": imported.address("picture") if imported.picture else "",
            "licences": [(key, str(name)) for key, name in Photo.Licence.choices],
            "may": {"expert": self.person.has_perm("experts.add_expert"),
                    "photo": self.person.has_perm("photos.add_photo")},
            "ask": who_adds_experts(self.request),
            "addresses": {
                **{name: imported.address(name) for name in ("keep", "expert", "picture")},
                "search": reverse("admin:autocomplete"),
                "photo": reverse("admin:photos_photo_file", args=[0, "card"]),
                "new_expert": reverse("admin:experts_expert_add"),
            },
        }  # fmt: skip


class Keep(ImportScreen):
    """Keeps a review that a browser sends; says when, and shows the receipt and the people anew."""

    def answer(self, uuid: UUID) -> JsonResponse:
        imported = one_to_change(self.request, uuid)
        try:
            imported = reviewing.keep(imported, reviewing.parsed(sent_by(self.request)), actor=self.person)
        except RequestDataTooBig:
            return said(_("This review is larger than 10 MB: too large to keep. Bring the text in two parts."), 413)
        except reviewing.Stale:
            return stale(imported)
        except (ValueError, KeyError, TypeError, AttributeError):
            return said(UNREADABLE, 400)
        structure = imported.structure
        return JsonResponse(
            {
                "seen": imported.updated_at.isoformat(),
                "kept": clock(imported),
                "people": people.people(structure, Choices.from_json(imported.choices)),
                "receipt": account(imported, structure),
            }
        )
