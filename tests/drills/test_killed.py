"""The server killed at random moments of many publishes: never a half-published piece, never a lost draft."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from institute.models import FrontPage, Institute, SiteVersion
from publications.models import Edition, Listing
from publications.models.editorial import Save
from tests import factories
from tests.database import url_of

pytestmark = pytest.mark.django_db(transaction=True)
PUBLISHES, KILLS = 200, 8
TOKEN = "a" * 32


class Server:
    """The production server with two workers over the tests' database, which can be killed with all it has started."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self):
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port), "--workers", "2"]
        self.process = subprocess.Popen(
            [*command, "--blocking-threads", "1", "institute.wsgi:application"],
            env=os.environ | {"DATABASE_URL": url_of(connection), "DEBUG": "1"},
            cwd=settings.BASE_DIR,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 300
        while time.monotonic() < until:
            try:
                if self.ask("GET", "/readyz").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not come up")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, method, path, session="", **sent):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        client.request(method, path, urlencode(sent), headers)
        answer = client.getresponse()
        answer.read()
        client.close()
        return answer


def form_of(edition):
    """What the browser sends of a draft's form, with “Publish now”."""
    [contribution] = edition.contributions.all()
    sent = {"title": edition.title, "summary": f"{edition.summary}, final", "body": edition.body, "language": "en"}
    sent |= {"topics": edition.publication.filings.get().tag_id, "_publish": "1"}
    row = {"id": contribution.pk, "edition": edition.pk, "expert": contribution.expert_id, "role": "author"}
    sent |= {f"contributions-0-{name}": value for name, value in row.items()}
    return sent | {"contributions-TOTAL_FORMS": 1, "contributions-INITIAL_FORMS": 1, "contributions-0-position": 1}


def test_killing_the_server_leaves_every_piece_live_and_whole_or_a_draft_with_its_words(client, admin_user):
    for model in (SiteVersion, Institute, FrontPage):
        model.objects.get_or_create(pk=1)
    client.force_login(admin_user)
    session = client.cookies["sessionid"].value
    topics, authors = [factories.topic()], [factories.expert()]
    drafts = [factories.draft(topics=topics, authors=authors, title=f"Piece {n}") for n in range(PUBLISHES)]
    forms = {edition.pk: (edition.publication.uuid, form_of(edition)) for edition in drafts}
    server, luck = Server(), random.Random(7)
    server.start()
    waiting, lost = list(forms), 0
    try:
        for round_ in range(KILLS + 1):
            last = round_ == KILLS
            moment = threading.Timer(luck.uniform(0.2, 1.5), server.kill)
            if not last:
                moment.start()
            while waiting:
                uuid, sent = forms[waiting[0]]
                try:
                    answer = server.ask("POST", f"/admin/publications/analysis/{uuid}/change/", session, **sent)
                except (OSError, http.client.HTTPException):
                    lost += 1
                    break
                assert answer.status == 302
                waiting.pop(0)
            if last:
                break
            moment.join()
            check(forms)
            server.start()
            # A draft whose answer was lost may be live already: its form is then refused, as it should be.
            live = set(Edition.objects.live(timezone.now()).values_list("pk", flat=True))
            waiting = [pk for pk in waiting if pk not in live]
    finally:
        server.kill()
    check(forms)
    assert lost, "no kill fell into a publish"
    assert Edition.objects.live(timezone.now()).count() == PUBLISHES


def check(forms):
    """Each edition is live with everything that belongs to it, or an open draft with the words it had or was sent."""
    live = set(Edition.objects.live(timezone.now()).values_list("pk", flat=True))
    assert live == set(Listing.objects.live(timezone.now()).values_list("edition", flat=True))
    for edition in Edition.objects.filter(pk__in=forms).prefetch_related("contributions"):
        assert edition.discarded_at is None
        assert edition.title.startswith("Piece ")
        assert edition.body
        [contribution] = edition.contributions.all()
        if edition.pk in live:
            assert edition.summary.endswith(", final")
            assert contribution.affiliation
            assert edition.words
            assert edition.published_on
            assert Save.objects.filter(edition=edition).exists()
