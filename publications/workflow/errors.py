"""What a step that can't be taken raises."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A step that can't be taken; says why, and what to do instead, in words for the person who tried.

    reasons: one sentence or more each.
    """

    def __init__(self, *reasons: Any) -> None:
        self.reasons = tuple(str(reason) for reason in reasons)
        super().__init__(" ".join(self.reasons))


class Forbidden(Refused):
    """A step that this person may not take."""
