"""Mail: told of every step of a review, never in its way, tried again until it has gone; with a real SMTP server."""

import socketserver
import threading
from email import message_from_bytes
from email.policy import default

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from institute.settings import mail
from publications import workflow
from publications.models.editorial import Letter
from publications.workflow import letters
from tests import factories

pytestmark = pytest.mark.django_db


class Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that sends one message after another."""

    def handle(self):
        self.say(b"220 loopback")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"DATA":
                self.say(b"354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.received.append(message_from_bytes(b"".join(lines), policy=default))
            elif verb == b"RCPT" and self.server.refuses:
                self.say(b"550 no such mailbox")
                continue
            self.say(b"221 bye" if verb == b"QUIT" else b"250 ok")
            if verb == b"QUIT":
                return

    def say(self, words):
        self.wfile.write(words + b"\r\n")


@pytest.fixture
def server(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        server.daemon_threads, server.received, server.refuses = True, [], False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name, value in mail(f"smtp://127.0.0.1:{server.server_address[1]}?tls=0").items():
            setattr(settings, name, value)
        settings.DEFAULT_FROM_EMAIL = "desk@example.org"
        yield server
        server.shutdown()


@pytest.fixture
def people(django_user_model):
    found = {}
    for role in ("Author", "Editor", "Publisher"):
        name = role.lower()
        found[role] = django_user_model.objects.create_user(name, f"{name}@example.org", first_name=role, is_staff=True)
        found[role].groups.set([Group.objects.get(name=role)])
    return found


def of(author):
    edition = factories.draft(title="A dry year", created_by=author)
    return edition


def to(server):
    return sorted((message["To"], str(message["Subject"])) for message in server.received)


def test_a_review_is_told_to_those_it_concerns_and_not_to_who_took_the_step(
    server, people, django_capture_on_commit_callbacks
):
    edition = of(people["Author"])
    with django_capture_on_commit_callbacks(execute=True):
        workflow.submit(edition, actor=people["Author"])
    assert to(server) == [(f"{r}@example.org", "For review: A dry year") for r in ("editor", "publisher")]
    server.received.clear()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.send_back(edition, actor=people["Editor"], note="Check the <second> figure.")
    assert to(server) == [("author@example.org", "Sent back: A dry year")]
    [message] = server.received
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Check the <second> figure." in text
    assert "Check the &lt;second&gt; figure." in html
    assert f"/admin/publications/analysis/{edition.publication.uuid}/change/" in text
    assert "Editor sent back" in text


PEOPLE = ("Author", "Editor", "Publisher")
# Of each step: who is told of it, besides the one who takes it. The draft is the writer's, whoever that is.
TOLD = {
    "submit": lambda writer: {"Editor", "Publisher"},
    "send_back": lambda writer: {writer},
    "approve": lambda writer: {writer, "Publisher"},
}


def take(step, edition, actor):
    more = {"note": "The second figure."} if step == "send_back" else {}
    return getattr(workflow, step)(edition, actor=actor, **more)


@pytest.mark.parametrize("step", TOLD)
@pytest.mark.parametrize("writer", PEOPLE)
@pytest.mark.parametrize("actor", PEOPLE)
def test_nobody_is_told_of_a_step_of_her_own_and_everybody_else_once(people, step, writer, actor):
    edition = factories.draft(created_by=people[writer])
    if step != "submit":
        workflow.submit(edition, actor=people[writer])
        Letter.objects.all().delete()
    try:
        take(step, edition, people[actor])
    except workflow.Forbidden:
        assert actor == "Author"
        assert not Letter.objects.exists()
    else:
        told = sorted(Letter.objects.values_list("to", flat=True))
        assert told == sorted(f"{role.lower()}@example.org" for role in TOLD[step](writer) - {actor})


def test_who_submitted_it_for_another_is_told_as_well_and_who_left_or_has_no_address_is_not(people, django_user_model):
    gone = django_user_model.objects.create_superuser("gone", "gone@example.org", is_active=False)
    silent = django_user_model.objects.create_superuser("silent", "")
    edition = factories.draft(created_by=people["Author"])
    workflow.submit(edition, actor=people["Publisher"])
    Letter.objects.all().delete()
    workflow.send_back(edition, actor=people["Editor"], note="The second figure.")
    assert {letter.to for letter in Letter.objects.all()} == {"author@example.org", "publisher@example.org"}
    Letter.objects.all().delete()
    for person in (gone, silent):
        workflow.submit(factories.draft(created_by=person), actor=None)
    assert {letter.to for letter in Letter.objects.all()} == {"editor@example.org", "publisher@example.org"}


def test_a_server_that_is_down_undoes_and_delays_nothing_and_the_command_sends_it_later(
    server, settings, people, django_capture_on_commit_callbacks, capsys
):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # nobody listens there
    with django_capture_on_commit_callbacks(execute=True):
        edition = workflow.submit(of(people["Author"]), actor=people["Author"])
    assert edition.submitted_at
    assert Letter.objects.unsent().count() == 2
    assert Letter.objects.exclude(fault="").count() == 1, "the first failure is enough while somebody waits"
    with pytest.raises(SystemExit):
        call_command("send_letters")
    settings.EMAIL_PORT = port
    call_command("send_letters")
    assert len(server.received) == 2
    call_command("send_letters")
    assert len(server.received) == 2, "nothing is sent twice"


def test_an_address_that_is_refused_holds_up_no_other_letter(server):
    server.refuses = True
    Letter.objects.create(to="a@example.org", subject="A", text="a", html="a")
    assert letters.send() == (0, 1)
    server.refuses = False
    Letter.objects.create(to="b@example.org", subject="B", text="b", html="b")
    assert letters.send() == (2, 0)


def test_a_step_that_is_refused_writes_no_letter(people):
    edition = of(people["Author"])
    edition.contributions.all().delete()
    with pytest.raises(workflow.Refused):
        workflow.submit(edition, actor=people["Author"])
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://ann:p%40ss@mail.example.org", "mail.example.org", 587, True, False),
        ("smtps://mail.example.org", "mail.example.org", 465, False, True),
        ("smtp://127.0.0.1:25?tls=0", "127.0.0.1", 25, False, False),
    ],
)
def test_a_mail_address_is_read_with_its_defaults(url, host, port, tls, ssl):
    found = mail(url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
