"""Who may take which step in which state: every role, verb and state; the table is printed into the docs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone

from publications import workflow
from publications.models import Edition
from publications.models.editorial import EditorialRules
from publications.workflow import obstacles, roles
from tests import factories

pytestmark = pytest.mark.django_db
TABLE = Path(settings.BASE_DIR) / "docs" / "roles.md"
ROLES = ("Author", "Editor", "Publisher", "Administrator")
STATES = (
    "draft",
    "in review",
    "approved",
    "sent back",
    "scheduled",
    "live",
    "live, draft open",
    "withdrawn",
    "discarded",
)
NOTE = "The second figure is wrong."
OWN_WORDS = "You wrote some of this. Somebody else has to approve it."
NOT_SEEN = "Somebody who didn’t write it has to approve these very words first. Submit the draft, and ask for it."
THROUGH_REVIEW = "Under the rule of four eyes it comes back through a review: revise it, and submit the draft."


def in_state(state, owner):
    """A piece that its owner began, in a state; gives its newest edition."""
    if state == "live, draft open":
        live = in_state("live", owner)
        return factories.revised(live.publication)
    made = {"scheduled": factories.scheduled, "live": factories.live, "withdrawn": factories.withdrawn}
    edition = made.get(state, factories.draft)()
    Edition.objects.filter(pk=edition.pk).update(created_by=owner)
    edition.refresh_from_db()
    if state in {"in review", "approved", "sent back"}:
        edition = workflow.submit(edition, actor=None)
    if state == "approved":
        edition = workflow.approve(edition, actor=None)
    if state == "sent back":
        edition = workflow.send_back(edition, actor=None, note=NOTE)
    if state == "discarded":
        edition = workflow.discard(edition, actor=None)
    return edition


def take(verb, edition, actor):
    later = timezone.now() + timedelta(days=2)
    piece = edition.publication
    steps = {
        "revise": lambda: workflow.revise(piece, actor=actor),
        "submit": lambda: workflow.submit(edition, actor=actor),
        "send back": lambda: workflow.send_back(edition, actor=actor, note=NOTE),
        "approve": lambda: workflow.approve(edition, actor=actor),
        "publish": lambda: workflow.publish(edition, actor=actor),
        "schedule": lambda: workflow.publish(edition, actor=actor, at=later),
        "reschedule": lambda: workflow.reschedule(edition, actor=actor, at=later),
        "unschedule": lambda: workflow.unschedule(edition, actor=actor),
        "withdraw": lambda: workflow.withdraw(piece, actor=actor, note=NOTE),
        "republish": lambda: workflow.republish(piece, actor=actor, kind="update", note=NOTE),
        "refile": lambda: workflow.refile(
            piece, actor=actor, slug=f"elsewhere-{edition.pk}", topics=[factories.topic()]
        ),
        "discard": lambda: workflow.discard(edition, actor=actor),
    }
    return steps[verb]()


# In which states a verb can be taken at all; everything else is refused with a reason.
POSSIBLE = {
    "revise": {"scheduled", "live", "withdrawn", "discarded"},
    "submit": {"draft", "sent back", "live, draft open"},
    "send back": {"in review", "approved"},
    "approve": {"in review", "approved"},
    "publish": {"draft", "in review", "approved", "sent back", "live, draft open"},
    "schedule": {"draft", "in review", "approved", "sent back", "live, draft open"},
    "reschedule": {"scheduled"},
    "unschedule": {"scheduled"},
    "withdraw": {"live", "live, draft open"},
    "republish": {"withdrawn"},
    "refile": set(STATES),
    "discard": {"draft", "in review", "approved", "sent back", "live, draft open"},
}
# The least role that may take it; an author of her own pieces only.
LEAST = {
    "revise": "Author", "submit": "Author", "discard": "Author", "send back": "Editor", "approve": "Editor",
    "publish": "Publisher", "schedule": "Publisher", "reschedule": "Publisher", "unschedule": "Publisher",
    "withdraw": "Publisher", "republish": "Publisher", "refile": "Publisher",
}  # fmt: skip


@pytest.fixture
def people(django_user_model):
    found = {}
    for role in ROLES:
        found[role] = django_user_model.objects.create_user(role.lower(), f"{role}@example.org", is_staff=True)
        found[role].groups.set([Group.objects.get(name=role)])
    return found


def outcome(verb, state, actor, owner):
    """yes, no (not in this state), or forbidden."""
    edition = in_state(state, owner)
    try:
        take(verb, edition, actor)
    except workflow.Forbidden:
        return "forbidden"
    except workflow.Refused as refused:
        return "no" if all(reason.endswith(".") for reason in refused.reasons) and refused.reasons else "no reason"
    return "yes"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", POSSIBLE)
def test_each_role_takes_each_step_in_the_states_that_allow_it_and_in_no_other(people, verb, state):
    owner = people["Author"]
    for role in ROLES:
        may = ROLES.index(role) >= ROLES.index(LEAST[verb])
        expected = "forbidden" if not may else "yes" if state in POSSIBLE[verb] else "no"
        assert outcome(verb, state, people[role], owner) == expected, role


@pytest.mark.parametrize("verb", [verb for verb, role in LEAST.items() if role == "Author"])
def test_an_author_takes_no_step_of_somebody_elses_piece(people, verb):
    for state in POSSIBLE[verb]:
        assert outcome(verb, state, people["Author"], people["Editor"]) == "forbidden"


@pytest.mark.parametrize("state", STATES)
def test_before_a_step_is_tried_only_what_would_be_refused_has_an_obstacle_in_the_same_words(people, state):
    editor, owner = people["Publisher"], people["Author"]
    for verb, states in POSSIBLE.items():
        if verb == "publish":  # the form's own button
            continue
        edition = in_state(state, owner)
        found = obstacles.obstacle(verb.replace(" ", "_"), edition.publication, editor, timezone.now())
        assert bool(found) == (state not in states), verb
        if found and found not in {str(obstacles.NO_DRAFT), str(obstacles.NOTHING_SCHEDULED)}:
            with pytest.raises(workflow.Refused) as refused:
                take(verb, edition, editor)
            assert str(refused.value) == found


def test_under_four_eyes_the_obstacle_is_told_to_whoever_wrote_it_and_of_what_nobody_else_has_seen(people):
    EditorialRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    editor, publisher, now = people["Editor"], people["Publisher"], timezone.now()
    edition = in_state("in review", editor)
    assert obstacles.obstacle("approve", edition.publication, editor, now) == OWN_WORDS
    assert obstacles.obstacle("approve", edition.publication, publisher, now) == ""
    assert obstacles.obstacle("schedule", edition.publication, publisher, now) == NOT_SEEN
    workflow.approve(edition, actor=publisher)
    assert obstacles.obstacle("schedule", edition.publication, publisher, now) == ""
    withdrawn = in_state("withdrawn", editor)
    assert obstacles.obstacle("republish", withdrawn.publication, publisher, now) == THROUGH_REVIEW


def test_what_is_withdrawn_and_comes_back_by_itself_is_not_published_again(people):
    withdrawn = in_state("withdrawn", people["Editor"])
    later = timezone.now() + timedelta(days=2)
    workflow.publish(factories.revised(withdrawn.publication), actor=None, at=later)
    found = obstacles.obstacle("republish", withdrawn.publication, people["Publisher"], timezone.now())
    assert "would bring the piece back" in found
    with pytest.raises(workflow.Refused, match="would bring the piece back"):
        workflow.republish(withdrawn.publication, actor=people["Publisher"], kind="update", note=NOTE)


# How somebody comes to have written some of a draft.
WRITING = {
    "began it": lambda draft, person: Edition.objects.filter(pk=draft.pk).update(created_by=person),
    "saved it": lambda draft, person: workflow.keep_save(draft, actor=person),
    "wrote one that was discarded": lambda draft, person: Edition.objects.create(
        publication=draft.publication, created_by=person, discarded_at=timezone.now()
    ),
}


@pytest.mark.parametrize("wrote", WRITING)
def test_under_four_eyes_a_writers_own_approval_lets_nothing_go_live_whenever_it_was_given(people, wrote):
    editor, publisher = people["Editor"], people["Publisher"]
    draft = factories.draft(created_by=people["Author"])
    WRITING[wrote](draft, publisher)
    draft = workflow.submit(draft, actor=editor)
    workflow.approve(draft, actor=publisher)  # before the institute made it its rule
    EditorialRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    with pytest.raises(workflow.Refused, match="You wrote some of this"):
        workflow.approve(draft, actor=publisher)
    for at in (None, timezone.now() + timedelta(days=2)):
        with pytest.raises(workflow.Refused, match="Somebody who didn’t write it"):
            workflow.publish(draft, actor=publisher, at=at)
    workflow.approve(draft, actor=editor)
    assert workflow.publish(draft, actor=publisher).live_from


def test_under_four_eyes_submitting_is_no_writing_and_other_words_need_another_approval(people):
    EditorialRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    draft = factories.draft(created_by=people["Author"])
    draft = workflow.submit(draft, actor=people["Publisher"])
    with pytest.raises(workflow.Refused, match="Somebody who didn’t write it"):
        workflow.publish(draft, actor=people["Publisher"])
    draft = workflow.approve(draft, actor=people["Publisher"])
    Edition.objects.filter(pk=draft.pk).update(title="Other words")
    with pytest.raises(workflow.Refused, match="Somebody who didn’t write it"):
        workflow.publish(draft, actor=people["Publisher"])
    Edition.objects.filter(pk=draft.pk).update(title=draft.title)
    assert workflow.publish(draft, actor=people["Publisher"]).live_from


def test_a_draft_that_would_undo_a_later_text_has_an_obstacle_to_its_schedule(people):
    live = factories.live()
    factories.corrected(live, since=timezone.now(), title="Later")
    draft = factories.revised(live.publication)
    Edition.objects.filter(pk=draft.pk).update(based_on=live)
    found = obstacles.obstacle("schedule", live.publication, people["Publisher"], timezone.now())
    assert "“Later” went live or was scheduled since" in found


def test_who_has_no_role_takes_no_step_at_all(django_user_model):
    nobody = django_user_model.objects.create_user("nobody", is_staff=True)
    for verb, states in POSSIBLE.items():
        assert outcome(verb, sorted(states)[0], nobody, nobody) == "forbidden", verb
    assert not roles.is_on_desk(nobody)
    with pytest.raises(workflow.Forbidden):
        workflow.start("analysis", "x", actor=nobody)


def test_the_table_in_the_docs_is_the_one_that_holds():
    """Written anew when it differs, so that a commit shows what changed; fails once then."""
    lines = [
        "# Who may do what",
        "",
        "What the tests hold every role, step and state to. An author takes her steps of her own pieces only.",
        "“–”: refused in this state, with the reason, whoever asks.",
        "",
        "| step | " + " | ".join(STATES) + " |",
        "|---|" + "---|" * len(STATES),
    ]
    for verb, states in POSSIBLE.items():
        lines.append(f"| {verb} | " + " | ".join(LEAST[verb] if state in states else "–" for state in STATES) + " |")
    text = "\n".join(lines) + "\n\nWhoever may do less than a role named here may not; whoever has more, may.\n"
    if not TABLE.exists() or TABLE.read_text() != text:
        TABLE.write_text(text)
        pytest.fail(f"{TABLE.name} was out of date and has been written anew: look at it and commit it")
