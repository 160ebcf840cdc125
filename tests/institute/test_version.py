"""The site version changes with every write readers could see, and with time alone at every public moment."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from institute.kept import version
from institute.kept.version import site_version
from institute.models import FrontPage, Institute, PageText
from publications import workflow
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize(
    ("before", "write"),
    [
        (factories.draft, lambda e: workflow.publish(e, actor=None)),
        (factories.draft, lambda e: workflow.publish(e, actor=None, at=NOW + timedelta(days=1))),
        (factories.scheduled, lambda e: workflow.unschedule(e, actor=None)),
        (factories.live, lambda e: workflow.withdraw(e.publication, actor=None, note="No.")),
        (factories.live, lambda e: workflow.refile(e.publication, actor=None, slug="x", topics=[factories.topic()])),
        (factories.expert, lambda e: e.save()),
        (factories.topic, lambda t: t.save()),
        (factories.photo, lambda p: p.save()),
        (factories.photo, lambda p: p.delete()),
        (lambda: None, lambda _: Institute.objects.update(name="N")),
        (lambda: None, lambda _: FrontPage.objects.get().story_set.create(publication=factories.draft().publication)),
        (lambda: factories.page_text(live_from=NOW), lambda text: text.page.save()),
        (factories.page_text, lambda text: PageText.objects.filter(pk=text.pk).update(live_from=timezone.now())),
    ],
)
def test_a_write_that_readers_could_see_counts(before, write):
    row = before()
    counter = site_version(NOW).counter
    write(row)
    assert site_version(NOW).counter > counter


def test_writing_a_draft_does_not_count():
    live = factories.live("interview")
    page = factories.page_text(live_from=NOW).page
    counter = site_version(NOW).counter
    draft = workflow.revise(live.publication, actor=None)
    draft.title = "Better"
    draft.save()
    draft.turns.update(html="<p>Better</p>")
    workflow.discard(draft, actor=None)
    factories.page_text(page=page, title="Better").delete()
    assert site_version(NOW).counter == counter


def test_the_latest_and_the_next_public_moment_frame_every_moment():
    edition = factories.scheduled(at=NOW + timedelta(days=2))
    factories.photo(rights_until=NOW + timedelta(days=1))
    factories.expert(public_from=NOW + timedelta(days=3), public_until=NOW + timedelta(days=4))
    moments = [NOW + timedelta(days=n) for n in (1, 2, 3, 4)]
    assert site_version(NOW + timedelta(hours=1)).until == moments[0]
    for n, moment in enumerate(moments):
        seen = site_version(moment)
        assert seen.since == moment
        assert seen.until == (moments[n + 1] if n < 3 else None)
    assert edition.live_from in moments


def test_it_costs_one_query(django_assert_num_queries):
    for _time in range(2):
        with django_assert_num_queries(1):
            site_version(NOW)
        factories.topic()


def test_it_is_known_until_something_is_written_or_the_next_moment_comes():
    edition = factories.scheduled()
    version.forget()
    assert version.known_version(NOW) is None
    seen = site_version(NOW)
    assert version.known_version(NOW) is seen
    assert version.known_version(edition.live_from) is None
    factories.topic()
    assert version.known_version(NOW) is None
    assert site_version(NOW).counter == version.counter()


def test_a_broken_connection_is_noticed_and_django_connects_anew(monkeypatch):
    other = connection.copy()
    monkeypatch.setattr(version, "connection", other)
    assert version.counter() is None
    counted = site_version(NOW).counter
    assert version.counter() == counted
    with pytest.raises(OperationalError):
        other.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert version.counter() is None
    other.close_if_unusable_or_obsolete()  # as at the beginning of every request
    assert site_version(NOW).counter == version.counter() == counted
    other.close()
