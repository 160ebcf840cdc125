"""What an editor sent: the words of her form, and on which ones she wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.core import signing
from django.http import QueryDict

from publications import content, merge
from publications.models import Edition, Turn
from texts import richtext

AFTER_READING = ("_publish", "_schedule", "_submit")  # steps that a merged text takes once it was read


@dataclass
class Sent:
    """What an editor wants stored, and what she had in sight when she wrote it."""

    mine: merge.Content
    seen: str  # the moment of the save that `mine` began with
    against: str  # the moment of the save whose clashes with it were asked
    filing: dict[str, Any]
    step: str

    def packed(self, salt: str) -> str:
        return signing.dumps(vars(self), salt=salt, compress=True)

    @classmethod
    def unpacked(cls, packed: str, salt: str) -> Self:
        """Raises signing.BadSignature or TypeError for anything but what `packed` gave."""
        return cls(**signing.loads(packed, salt=salt))


def step_of(posted: QueryDict) -> str:
    """The button that was pressed, where it asks for more than to store."""
    return next((step for step in (*AFTER_READING, "_preview") if step in posted), "")


def filing_of(form: Any) -> dict[str, Any]:
    """How a valid form files its piece; empty where readers know its address already."""
    sent = form.cleaned_data
    if "slug" not in sent:
        return {}
    return {
        "slug": sent["slug"],
        "topics": [str(topic.pk) for topic in sent["topics"]],
        "filed": sent["filed"].split(),
    }


def content_of(edition: Edition, formsets: list, keys: set[str]) -> merge.Content:
    """What a valid form says, as `content.of` would give it once it is stored.

    keys: of the turns there are or were. A row that somebody else has removed still names its own.
    """
    rows = {formset.model: in_order(formset) for formset in formsets}
    free = set(keys)

    def key(form: Any) -> str:
        for name in (form.instance.key if form.instance.pk else "", form.cleaned_data.get("turn_key", "")):
            if name in free:
                free.discard(name)
                return name
        return ""

    return content.fields(edition) | {
        "body": str(richtext.clean(edition.body, photos=True)),
        "lead_photo": str(edition.lead_photo.uuid) if edition.lead_photo else None,
        "published_on": edition.published_on.isoformat() if edition.published_on else None,
        "byline": [
            {"expert": str(said["expert"].uuid), "role": said["role"], "affiliation": said["affiliation"]}
            for said in (form.cleaned_data for form in next(r for m, r in rows.items() if m is not Turn))
        ],
        "turns": [
            {
                "key": key(form),
                "kind": form.cleaned_data["kind"],
                "html": str(richtext.clean(form.cleaned_data["html"], photos=True)),
                "speakers": [str(expert.uuid) for expert in form.cleaned_data["said_by"]],
            }
            for form in rows.get(Turn, [])
        ],
    }


def in_order(formset: Any) -> list:
    kept = [f for f in formset.forms if f not in formset.deleted_forms and (f.instance.pk or f.has_changed())]
    return sorted(kept, key=lambda form: form.cleaned_data["position"])
