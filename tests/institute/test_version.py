"""The site version changes with every write readers could see, and with time alone at every public moment."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.db.models import DateTimeField
from django.utils import timezone

from experts.models import Expert
from institute.models import FrontPage, Institute, Page, PageText
from institute.page_cache import version
from institute.page_cache.version import site_version
from photos.models import Photo
from publications import workflow
from publications.models import Edition, Listing, Topic
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


OURS = ("photos", "experts", "publications", "institute")
# Of moments readers' site doesn't follow: when somebody did something, and how long what stays at the desk lasts.
OF_THE_DESK = {
    "created_at", "updated_at", "saved_at", "submitted_at", "approved_at", "returned_at", "discarded_at", "checked_at",
    "written_at", "sent_at", "seen_at", "visited_at", "expires_at", "revoked_at", "embargo",
}  # fmt: skip
PUBLIC = [
    (model, field.name)
    for model in apps.get_models()
    if model._meta.app_label in OURS and not model._meta.proxy and model is not Listing  # which follows from editions
    for field in model._meta.local_fields
    if isinstance(field, DateTimeField) and field.name not in OF_THE_DESK
]


def row_with(model, name, moment):
    """A row of public things, one moment of which is given."""
    if model is Edition and name == "live_from":
        return factories.scheduled(at=moment)
    if model is Edition:
        row = factories.live()
    elif model is PageText:
        return factories.page_text(live_from=moment)
    elif model is Page:
        row = factories.page_text().page
    elif model is FrontPage:
        row = FrontPage.objects.get()
    else:
        row = {Photo: factories.photo, Expert: factories.expert, Topic: factories.topic}[model]()
    model.objects.filter(pk=row.pk).update(**{name: moment})
    return row


@pytest.mark.parametrize(("model", "name"), PUBLIC, ids=[f"{model.__name__}.{name}" for model, name in PUBLIC])
def test_at_each_moment_that_readers_site_has_its_version_changes_and_not_an_instant_before(model, name):
    """A new field with a moment joins by itself."""
    moment, instant = NOW + timedelta(days=1), timedelta(microseconds=1)
    row_with(model, name, moment)
    before, at = site_version(moment - instant, keep=False), site_version(moment, keep=False)
    assert (before.until, at.since) == (moment, moment)
    assert before.key != at.key
    assert before.holds(moment - instant)
    assert at.holds(moment)
    assert not before.holds(moment)
    assert not at.holds(moment - instant)


def test_the_moments_of_readers_site_are_found():
    assert {"live_from", "withdrawn_at", "public_until", "rights_from", "lead_until"} <= {name for _m, name in PUBLIC}
    assert len(PUBLIC) == len(version.PUBLIC_MOMENTS)


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
