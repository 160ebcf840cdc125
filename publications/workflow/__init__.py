"""What may be done with a piece, by whom, and what is looked at first: the verbs, as `workflow.publish(…)`.

Each takes the actor, asks `roles` whether she may, locks the publication, and either happens whole or is refused with
the reason and the way out; then it is noted (`audit`), and a step of a review is told (`letters`). The actor None is
the system itself. Nothing else sets `live_from`, `withdrawn_at`, `discarded_at` or what a review decides, save the
archive's import.
"""

from publications.workflow.backdating import backdating
from publications.workflow.drafts import complete, discard, keep_save, revise, set_speakers, start
from publications.workflow.errors import Forbidden, Refused
from publications.workflow.filing import free_addresses, refile, set_topics
from publications.workflow.four_eyes import is_approved
from publications.workflow.locking import lock
from publications.workflow.moments import INSTANT, left, said
from publications.workflow.publishing import publish, reschedule, unschedule
from publications.workflow.review import approve, send_back, submit
from publications.workflow.roles import allow
from publications.workflow.withdrawing import republish, withdraw

__all__ = [
    "INSTANT",
    "Forbidden",
    "Refused",
    "allow",
    "approve",
    "backdating",
    "complete",
    "discard",
    "free_addresses",
    "is_approved",
    "keep_save",
    "left",
    "lock",
    "publish",
    "refile",
    "republish",
    "reschedule",
    "revise",
    "said",
    "send_back",
    "set_speakers",
    "set_topics",
    "start",
    "submit",
    "unschedule",
    "withdraw",
]
