"""The panel beside a piece: its status, what is to be mended, the steps it allows, the ways to its other screens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from common.requests import Request
from publications import previews, workflow
from publications.desk.common import person, piece_address
from publications.desk.imports.found import of_piece
from publications.desk.pieces import presence
from publications.desk.screens import is_open
from publications.desk.standing import DeskEdition, standing
from publications.desk.steps.table import STEPS
from publications.workflow import checks, roles


def of_new(request: Request) -> dict[str, Any]:
    """Of a piece that isn't stored yet."""
    return {"is_piece": True, "steps": [], "may": {"publish": roles.may(person(request), "publish"), "save": True}}


def panel(request: Request, edition: DeskEdition) -> dict[str, Any]:
    """What the panel says and offers, for templates."""
    actor, piece, at = person(request), edition.publication, request.at
    is_draft = is_open(edition)
    may_preview = previews.can_be_previewed(edition, at) and roles.may(actor, "preview", piece)
    return {
        "may": {step: roles.may(actor, step, piece) for step in ("publish", "save")},
        "approved": is_draft and edition.approved_at and workflow.is_approved(edition),
        "in_review": is_draft and edition.submitted_at is not None,
        "findings": list(findings(edition, at)) if is_draft else [],
        "is_piece": True,
        "standing": dict(zip(("key", "word", "note"), standing(edition, at), strict=True)),
        "is_live": edition.has_live,
        "steps": [
            {"name": name, "label": step.label, "address": piece_address(name, edition), "danger": step.danger,
             "asks": step.asks}
            for name, step in ((name, STEPS[name]) for name in possible(edition, at) if roles.may(actor, name, piece))
        ],
        "history": piece_address("history", edition),
        "saves": is_draft and piece_address("saves", edition),
        "imported": of_piece(request, piece),
        "present": is_draft and presence.shown(edition, actor, at),
        "preview_links": piece_address("preview_links", edition) if may_preview else "",
    }  # fmt: skip


def possible(edition: DeskEdition, at: datetime) -> list[str]:
    """The steps that the state of a piece allows, in the order of their buttons, whoever may take them."""
    is_draft = is_open(edition)
    in_review = is_draft and edition.submitted_at is not None
    is_withdrawn = edition.withdrawn_at is not None and edition.withdrawn_at <= at
    steps = {
        "submit": is_draft and not in_review,
        "approve": in_review and edition.approved_at is None,
        "send_back": in_review,
        "schedule": is_draft,
        "revise": not is_draft,
        "reschedule": bool(edition.next_from),
        "unschedule": bool(edition.next_from),
        "withdraw": edition.has_live and not edition.next_from,
        "republish": is_withdrawn and not edition.next_from,
        "refile": edition.publication.editions.started(at).exists(),
        "discard": is_draft,
    }
    return [name for name, is_possible in steps.items() if is_possible]


def findings(edition: DeskEdition, at: datetime) -> Iterator[dict[str, Any]]:
    """What is to be mended, as of the last save: what the browser can't see for itself while one writes."""
    for finding in checks.findings(edition, at):
        if not finding.by_script:
            yield {
                "field": finding.field, "words": finding.words, "blocks": finding.blocks, "address": finding.address,
            }  # fmt: skip
