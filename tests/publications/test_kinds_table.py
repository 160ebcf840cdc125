"""What the database asks of each kind of piece stands in its table of kinds."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from publications import kinds_table
from publications.kinds_table import KindInUse, Row
from publications.models import Edition, Publication
from publications.models.imports import Import
from tests import factories

pytestmark = pytest.mark.django_db

KINDS = kinds_table.declared()
REPORT = Row("report", True, True, "A report has a text, and a question and an answer.")


def table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, needs_body, has_turns, wrong_turns FROM publications_kind ORDER BY name")
        return [Row(*row) for row in cursor.fetchall()]


def goes_live(draft):
    """Past every check of ours: what the database itself says of it."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        Edition.objects.filter(pk=draft.pk).update(live_from=now, published_on=now.date())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_after_migrate_the_table_says_what_the_program_says():
    assert table() == sorted(KINDS)
    assert not kinds_table.check(["default"])
    assert table() == [
        ("analysis", True, False, "An analysis has no questions and answers."),
        ("interview", False, True, "An interview needs a question and an answer."),
    ]


def test_the_database_refuses_an_unknown_kind_and_forms_say_so_before():
    with pytest.raises(IntegrityError, match="publication_kind_known"), transaction.atomic():
        Publication.objects.create(kind="poem", slug="poem")
    with pytest.raises(IntegrityError, match="import_kind_known"), transaction.atomic():
        Import.objects.create(
            kind="poem", original="poem.txt", digest="0" * 64, document={}, read={}, reviewed={}, choices={}
        )
    with pytest.raises(ValidationError, match="is not a valid choice"):
        Publication(kind="poem", slug="poem").full_clean()


def test_an_analysis_needs_a_text_and_has_no_turns():
    with pytest.raises(IntegrityError, match="The text is empty"):
        goes_live(factories.draft(body=""))
    draft = factories.draft()
    factories.say(draft, "question", "<p>Why?</p>")
    with pytest.raises(IntegrityError, match="An analysis has no questions and answers"):
        goes_live(draft)


def test_an_interview_needs_a_question_and_an_answer_and_no_text():
    draft = factories.draft("interview", body="")
    goes_live(draft)
    with pytest.raises(IntegrityError, match="An interview needs a question and an answer"):
        draft = factories.draft("interview")
        draft.turns.filter(kind="question").delete()
        goes_live(draft)


def test_a_new_kind_is_a_row():
    kinds_table.write([*KINDS, REPORT])
    with pytest.raises(IntegrityError, match="The text is empty"):
        goes_live(factories.draft("report", body=""))
    draft = factories.draft("report", body="<p>Text.</p>")
    with pytest.raises(IntegrityError, match="A report has a text"):
        goes_live(draft)
    factories.say(draft, "question", "<p>Why?</p>")
    factories.say(draft, "answer", "<p>So.</p>", [draft.contributors.get()])
    goes_live(draft)


def test_a_kind_changes_and_goes_unless_something_is_of_it():
    stricter = [REPORT._replace(wrong_turns="A report lacks a turn.")]
    kinds_table.write([*KINDS, REPORT])
    kinds_table.write([*KINDS, *stricter])
    assert table() == sorted([*KINDS, *stricter])
    kinds_table.write(KINDS)
    assert table() == sorted(KINDS)

    Publication.objects.create(kind="interview", slug="asked")
    with pytest.raises(KindInUse, match="interview"):
        kinds_table.write([KINDS[0], REPORT])
    assert table() == sorted(KINDS)


def test_the_check_warns_of_what_migrate_mends_and_stops_at_what_it_cannot():
    kinds_table.write([*KINDS, REPORT])
    assert [message.id for message in kinds_table.check(["default"])] == ["publications.W020"]
    Publication.objects.create(kind="report", slug="reported")
    assert [message.id for message in kinds_table.check(["default"])] == ["publications.E020"]
    assert not kinds_table.check(None)


def test_emptying_all_tables_leaves_the_kinds():
    kinds_table.write([*KINDS, REPORT])
    call_command("flush", interactive=False, verbosity=0)
    assert table() == sorted(KINDS)
