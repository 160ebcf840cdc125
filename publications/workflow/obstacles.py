"""Why a step can’t be taken in the state a piece is in, told before anybody fills in its form.

The verb has the last word, when the step is taken, by the same refusals (`steps`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from publications.models import Publication
from publications.workflow.refusals import Case
from publications.workflow.steps import STEPS, Of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# For whoever takes a step with a piece that has no text for it: the verbs get that text.
NO_DRAFT = gettext_lazy("This piece has no open draft. Revise it to open one.")
NOTHING_SCHEDULED = gettext_lazy("Nothing of this piece is scheduled.")


def obstacle(step: str, publication: Publication, actor: User, at: datetime) -> str:
    """What stands in a step’s way at a moment, with the way out; empty when nothing does."""
    case = Case(publication, actor, at)
    if STEPS[step].of == Of.DRAFT and case.open_draft is None:
        return str(NO_DRAFT)
    if STEPS[step].of == Of.SCHEDULED and not publication.editions.scheduled(at).exists():
        return str(NOTHING_SCHEDULED)
    return next(STEPS[step].told(case), "")
