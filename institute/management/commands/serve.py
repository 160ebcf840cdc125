"""The production server."""

import socket

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from granian import Granian
from granian.constants import Interfaces


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
        # In this process, not exec'd: it holds the embedded database, which its last user stops.
        Granian(
            "institute.wsgi:application",
            address=host,
            port=port,
            workers=workers,
            blocking_threads=1,
            interface=Interfaces.WSGI,
            log_enabled=True,
        ).serve()


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
