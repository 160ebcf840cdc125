"""The steps, each declared once: whose it is, which of a piece's texts it is of, and what refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from publications.workflow import refusals
from publications.workflow.errors import Refused
from publications.workflow.refusals import Case, Refusal

WRITE = "publications.write_draft"  # drafts of one's own
EDIT = "publications.edit_draft"  # everybody's drafts, and their review
PUBLISH = "publications.publish_edition"  # what readers see


class Of(Enum):
    """What a step is taken with."""

    PIECE = auto()
    DRAFT = auto()  # the open one
    SCHEDULED = auto()  # the edition that waits for its moment


@dataclass(frozen=True)
class Step:
    """What somebody may do with a piece.

    permission: who may write may take the steps of WRITE with a draft of her own.

    refusals: of the state the piece is in, in the order they are told. at_last: those asked only once the text was
    found whole.
    """

    permission: str
    of: Of = Of.PIECE
    refusals: tuple[Refusal, ...] = ()
    at_last: tuple[Refusal, ...] = ()

    def told(self, case: Case) -> Iterator[str]:
        """The sentences of all that refuses the step, before anybody tries it."""
        return filter(None, (refusal(case) for refusal in (*self.refusals, *self.at_last)))


STEPS = {
    "start": Step(WRITE),
    "revise": Step(WRITE, refusals=(refusals.draft_is_open,)),
    "save": Step(WRITE),
    "submit": Step(WRITE, Of.DRAFT, (refusals.in_review_already,)),
    "discard": Step(WRITE, Of.DRAFT),
    "preview": Step(WRITE),
    "send_back": Step(EDIT, Of.DRAFT, (refusals.not_to_send_back,)),
    "approve": Step(EDIT, Of.DRAFT, (refusals.not_to_approve, refusals.own_words)),
    "publish": Step(PUBLISH, Of.DRAFT, (refusals.would_undo,), at_last=(refusals.seen_by_nobody_else,)),
    "schedule": Step(PUBLISH, Of.DRAFT, (refusals.would_undo,), at_last=(refusals.seen_by_nobody_else,)),
    "reschedule": Step(PUBLISH, Of.SCHEDULED),
    "unschedule": Step(PUBLISH, Of.SCHEDULED, (refusals.other_draft_is_open,)),
    "withdraw": Step(PUBLISH, refusals=(refusals.nothing_live, refusals.would_return)),
    "republish": Step(
        PUBLISH,
        refusals=(
            refusals.not_withdrawn,
            refusals.draft_stands_instead,
            refusals.through_review,
            refusals.would_return,
        ),
    ),
    "refile": Step(PUBLISH),
}


def refuse(step: str, case: Case) -> None:
    """Raises Refused with the first sentence that the state of the piece gives."""
    _refuse(STEPS[step].refusals, case)


def refuse_at_last(step: str, case: Case) -> None:
    """The same, by what is asked once the text was found whole."""
    _refuse(STEPS[step].at_last, case)


def _refuse(some: tuple[Refusal, ...], case: Case) -> None:
    for refusal in some:
        if sentence := refusal(case):
            raise Refused(sentence)
