"""What an edition prints is declared once, and what came later leaves every hash and archive as it was."""

from dataclasses import replace
from datetime import date

import pytest

from publications import content, kinds, merge, printed, system_checks, workflow
from publications.archive import text as archive
from publications.archive.text import Text
from publications.models import Edition
from tests import factories

pytestmark = pytest.mark.django_db

SAID = {
    "title": "Weirs", "summary": "On weirs.", "body": "<p>Of weirs.</p>", "language": "fr", "lead_alt": "A weir",
    "lead_caption": "The weir at noon", "published_on": date(2024, 2, 29), "change_kind": "update",
    "change_note": "A figure added.",
}  # fmt: skip


@pytest.fixture
def said():
    """An edition that says something in every field."""
    return factories.live(lead_photo=factories.photo(), **SAID)


def test_every_column_of_an_edition_is_declared_as_printed_or_as_not():
    assert list(system_checks.of_printed()) == []


def test_a_column_that_nobody_declared_is_told(monkeypatch):
    monkeypatch.setattr(system_checks, "NOT_PRINTED", system_checks.NOT_PRINTED - {"words"})
    assert [error.id for error in system_checks.of_printed()] == ["publications.E010"]


def test_every_printed_field_says_something_here(said):
    assert all(getattr(said, name) for name in printed.NAMES)


def test_every_printed_field_stands_in_a_content_and_comes_back_from_it(said):
    words = content.of(said)
    assert set(words) == {*printed.NAMES, "byline", "turns"}
    other = factories.draft()
    content.put(other, words)
    assert content.of(Edition.objects.get(pk=other.pk)) | {"turns": []} == words | {"turns": []}


@pytest.mark.parametrize("field", printed.FIELDS, ids=printed.NAMES)
def test_an_empty_field_that_came_later_is_absent_from_a_content(field):
    bare = content.of(Edition(publication=factories.draft().publication, pk=0))
    assert (field.name in bare) is field.is_hashed_empty
    assert (field.name in merge.EMPTY) is field.is_hashed_empty


def test_a_new_draft_begins_with_what_is_copied_and_nothing_else(said):
    draft = workflow.revise(said.publication, actor=None)
    for field in printed.FIELDS:
        begins = getattr(said, field.name) if field.is_copied else ""
        assert getattr(draft, field.name) == begins, field.name


@pytest.mark.parametrize("field", printed.FIELDS, ids=printed.NAMES)
def test_whoever_alone_changed_a_field_has_it_in_the_merged_text(field, said):
    base = content.of(said)
    other = "Other" if field.is_plain else {"body": "<p>Other</p>", "language": "de"}.get(field.name)
    mine = base | {field.name: other}
    for merged in (merge.merge(base, mine, base), merge.merge(base, base, mine)):
        assert merged.clashes == []
        assert merged.content[field.name] == other
    assert [change.where[0] for change in merge.changes(base, mine, "mine")] == [field.name]


def test_an_archive_carries_every_archived_field(said):
    text = Text.of(said)
    record = text.write(kinds.ANALYSIS)
    keys = {archive.key_of(field, kinds.ANALYSIS) for field in archive.FIELDS_ARCHIVED}
    assert keys <= set(record)
    assert Text.read(record, kinds.ANALYSIS).over(None).is_same_text(text)


def test_an_empty_field_that_came_later_is_absent_from_an_archive(said, monkeypatch):
    later = tuple(
        replace(field, is_archived_empty=False) if field.name == "lead_alt" else field
        for field in archive.FIELDS_ARCHIVED
    )
    monkeypatch.setattr(archive, "OF_NAME", {field.name: field for field in later})
    text = Text.of(said)
    assert "photo_alt" in text.write(kinds.ANALYSIS)
    silent = replace(text, values=text.values | {"lead_alt": ""})
    assert "photo_alt" not in silent.write(kinds.ANALYSIS)


def test_the_form_of_a_piece_asks_for_every_printed_field():
    from publications.desk.pieces.form import PieceForm

    assert list(PieceForm._meta.fields) == list(printed.NAMES)
