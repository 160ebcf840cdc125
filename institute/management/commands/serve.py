"""The production server."""

import signal
import socket
import subprocess
import sys

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from photos.models import Photo

# In each worker. An upload waits for its photo's process: with a thread alone, everybody behind it would wait too.
THREADS = 4


class Command(BaseCommand):
    help = "Serves the site with granian: workers, no debug, hashed static files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: object, host: str, port: int, workers: int, **options: object) -> None:
        refuse_taken(host, port)
        gather_static()
        if settings.INSECURE_HTTP:
            self.stderr.write(
                "INSECURE_HTTP is on: no redirect to HTTPS, cookies over plain HTTP. For this machine only."
            )
        if count := Photo.objects.outdated().count():
            self.stderr.write(f"{count} photos show in part: their renditions are older. Run regenerate_renditions.")
        sys.exit(run(host, port, workers))


def run(host: str, port: int, workers: int) -> int:
    """Runs granian until it ends or this process is told to stop; its exit status.

    As a child, since this process holds the embedded database, which its last user stops. In a session of its own,
    since workers that hear Ctrl+C besides being told by their parent may hang.
    """
    server = start(host, port, workers)

    def stop(_signal: int, _frame: object) -> None:
        server.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return max(server.wait(), 0)  # a negative one is the signal we sent


def start(host: str, port: int, workers: int, application: str = "institute.wsgi:application") -> subprocess.Popen:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(THREADS)]
    command += ["--respawn-failed-workers", application]
    return subprocess.Popen(command, start_new_session=True, cwd=settings.BASE_DIR)  # noqa: S603


def refuse_taken(host: str, port: int) -> None:
    """Granian would share a taken port in silence, and answers would come from either server."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} can't be had ({error.strerror}). Another one: PORT={port + 1} make …"
            ) from error


def gather_static() -> None:
    """Collects, hashes and compresses static files, unless that was done since any of them changed."""
    if settings.DEBUG:
        return
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    newest = max(
        storage.get_modified_time(path).timestamp()
        for finder in get_finders()
        for path, storage in finder.list(["CVS", ".*", "*~"])
    )
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)
