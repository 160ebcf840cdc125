"""Whether a text has all its parts: title, summary, topic, byline, words, and what it says of its change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from publications.models import Contribution, Edition, Turn
from publications.workflow.checks.finding import Finding, block, warn

LONGEST_TITLE = 90  # characters; search engines cut after about 65, lists after this


def findings(edition: Edition, turns: list[Turn], at: datetime) -> Iterator[Finding]:
    yield from heading(edition)
    yield from filing(edition)
    yield from byline(edition, at)
    yield from parts(edition, turns)
    yield from change(edition)


def heading(edition: Edition) -> Iterator[Finding]:
    if not edition.title.strip():
        yield block("id_title", _("Give it a title."), by_script=True)
    elif len(edition.title) > LONGEST_TITLE:
        yield warn("id_title", _("Title is long: search engines cut it after about 65 letters."), by_script=True)
    if not edition.summary.strip():
        yield block("id_summary", _("Write the summary."), by_script=True)


def filing(edition: Edition) -> Iterator[Finding]:
    if edition.publication.slug == f"discarded-{edition.publication.uuid}":
        yield block("id_slug", _("It gave its address back when it was discarded. Give it one."))
    if not edition.publication.filings.exists():
        yield block("id_topics", _("Choose a topic."), by_script=True)


def byline(edition: Edition, at: datetime) -> Iterator[Finding]:
    bylines = list(edition.contributions.select_related("expert"))
    if not any(c.role != Contribution.Role.INTERVIEWER for c in bylines):
        yield block("contributions-group", _("Say whose work it is: add an author or interviewee."), by_script=True)
    for c in bylines:
        if not c.expert.has_been_public(at):
            sentence = _("%(name)s has no public profile at that moment: set “public from” on the expert first.")
            yield block("contributions-group", sentence % {"name": c.expert})


def parts(edition: Edition, turns: list[Turn]) -> Iterator[Finding]:
    shape = edition.shape
    if shape.has_turns:
        said = {turn.kind for turn in turns if turn.words}
        if not {Turn.Kind.QUESTION, Turn.Kind.ANSWER} <= said:
            yield block("turns-group", _(shape.wrong_turns), by_script=True)
        if any(turn.kind == Turn.Kind.ANSWER and not turn.speaking.all() for turn in turns):
            yield block("turns-group", _("An answer has no speaker. Choose who says it."), by_script=True)
    elif shape.needs_text and not edition.body:
        yield block("id_body", _("The text is empty."), by_script=True)


def change(edition: Edition) -> Iterator[Finding]:
    if edition.based_on_id and not edition.change_kind:
        yield block(
            "id_change_kind",
            _("Say what kind of change this is: minor, update, clarification, correction or retraction."),
            by_script=True,
        )
    if edition.based_on_id and edition.change_kind not in {"", Edition.Change.MINOR} and not edition.change_note:
        yield block(
            "id_change_note", _("Say in the change note what changed, or call the change minor."), by_script=True
        )
