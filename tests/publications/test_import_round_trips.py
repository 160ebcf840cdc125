"""Every collected text, from the file through its draft to the readers' page: no word of the body is lost or moved."""

import copy

import pytest
from lxml import html as lxml_html

from experts.models import Expert
from ingest.document import words
from ingest.receipt.make import make_receipt
from ingest.structure import TURNS, Kind
from photos.models import Photo
from publications import workflow
from publications.desk.imports import drafting, reviewing
from tests import factories
from tests.ingest import scoring
from texts import richtext

pytestmark = pytest.mark.django_db
FILES = [source for source, _wanted in scoring.texts()]


def published(source, kind, editor):
    """A piece from a file as it is read, nothing reviewed, its people all experts."""
    document = copy.deepcopy(scoring.document(source))
    imported = reviewing.begin(document, kind=kind, name=source.name, data=source.read_bytes(), actor=editor)
    for person in imported.structure.people:
        if not Expert.objects.filter(name=person.name).exists():
            factories.expert(person.name)
    imported.choices |= {"title": "A title", "slug": "a-title"}  # where the source gives none that can be an address
    imported.save()
    edition = drafting.make(imported, actor=editor).edition
    edition.summary = edition.summary or "A summary."
    edition.save()
    if edition.lead_photo:
        edition.lead_photo.alt = edition.lead_photo.alt or "What is seen"
        edition.lead_photo.save()
    if not edition.contributions.exists():
        edition.contributions.create(expert=factories.expert())
    nobodys = edition.turns.filter(kind="answer", speaking=None)
    for turn in nobodys:
        turn.speaking.create(expert=edition.contributions.first().expert)
    workflow.set_topics(edition.publication, [factories.topic()])
    Photo.objects.update(licence="own", alt="Seen")  # as an editor says in the library
    return imported, workflow.publish(edition, actor=None)


def first_missing(wanted, found):
    """The first word that is not where it should be, with those before it; None where all are."""
    rest = iter(found)
    return next((wanted[max(0, n - 4) : n + 1] for n, word in enumerate(wanted) if word not in rest), None)


def shown(client, edition):
    """The words of the text on a piece's page, without the numbers of notes."""
    page = lxml_html.fromstring(client.get(edition.get_absolute_url()).content)
    [text] = page.xpath("//*[contains(concat(' ', @class, ' '), ' prose ')]")
    for number in text.xpath(".//*[@role='doc-noteref']"):
        number.drop_tree()
    return words(richtext.plain(lxml_html.tostring(text, encoding="unicode")))


@pytest.mark.parametrize("source", FILES, ids=lambda path: path.name)
def test_an_interview_keeps_every_word_of_its_body_in_order(source, client, django_user_model):
    editor = django_user_model.objects.create_superuser("ingrid")
    imported, edition = published(source, "interview", editor)
    structure = imported.structure
    assert make_receipt(imported.source, structure).lost == []
    body = [p.html for s in structure.of_kind(Kind.INTRODUCTION) for p in s.passages]
    body += [p.html for s in structure.of_kind(*TURNS) for p in s.passages]
    wanted = words(richtext.plain(richtext.without_repeats("".join(body))))
    assert first_missing(wanted, shown(client, edition)) is None


@pytest.mark.parametrize("source", [s for s in FILES if s.suffix == ".docx"], ids=lambda path: path.name)
def test_an_analysis_keeps_every_word_of_its_body_in_order(source, client, django_user_model):
    editor = django_user_model.objects.create_superuser("ingrid")
    imported, edition = published(source, "analysis", editor)
    structure = imported.structure
    assert make_receipt(imported.source, structure).lost == []
    body = "".join(p.html for s in structure.of_kind(Kind.TEXT) for p in s.passages)
    assert first_missing(words(richtext.plain(body)), shown(client, edition)) is None
