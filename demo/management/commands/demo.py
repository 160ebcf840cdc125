"""The demo: an invented institute, ready to read and to edit."""

import io
import json
from datetime import datetime, time, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from institute.page_cache.version import site_version
from photos.models import Photo
from publications import workflow
from publications.archive import pieces
from publications.models import Publication

CONTENT = Path(__file__).resolve().parent.parent.parent
# Known to everybody, so good for nothing but a demo on the machine one sits at.
LOGINS = {
    "admin": ("Administrator", "larkfield-admin"),
    "publisher": ("Publisher", "larkfield-publisher"),
    "editor": ("Editor", "larkfield-editor"),
    "author": ("Author", "larkfield-author"),
}
NAMES = {"publisher": "Ingrid", "editor": "Jonas", "author": "Mei"}


class Command(BaseCommand):
    help = "Migrates, fills an empty database with the demo institute, and serves it. Running it again keeps the data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-server", action="store_true", help="stop when the data stand")

    def handle(self, *args: object, port: int, no_server: bool, **options: object) -> None:
        call_command("migrate", verbosity=0)
        add_logins()
        if not Publication.objects.exists():
            self.stdout.write("Filling the demo institute…")
            load()
        elif Photo.objects.outdated().exists():
            self.stdout.write("Making the photos’ renditions anew…")
            call_command("regenerate_renditions", stdout=io.StringIO())
        self.stdout.write(f"\n  The site    http://127.0.0.1:{port}/\n  The desk    http://localhost:{port}/admin/")
        for username, (role, password) in LOGINS.items():
            self.stdout.write(f"  {role:<14}{username} / {password}")
        self.stdout.write("\n  Ctrl+C ends it; the data stay.\n")
        if not no_server:
            call_command("serve", port=port)


def add_logins() -> None:
    users = get_user_model().objects
    if users.exists():
        return
    users.create_superuser("admin", "admin@example.org", LOGINS["admin"][1], first_name="Amara")
    for username, (role, password) in LOGINS.items():
        if role != "Administrator":
            name = NAMES[username]
            person = users.create_user(username, f"{username}@example.org", password, first_name=name, is_staff=True)
            person.groups.set([Group.objects.get(name=role)])


def load() -> None:
    """The archive, then a draft and a piece scheduled for next Monday at nine."""
    call_command("import_archive", str(CONTENT / "archive.jsonl"), stdout=io.StringIO())
    editor = get_user_model().objects.get(username="editor")
    timezone.activate(site_version(timezone.now()).site.zone)
    for line in (CONTENT / "unpublished.jsonl").read_text().splitlines():
        edition = pieces.draft(json.loads(line))
        edition.created_by = editor
        edition.save(update_fields=["created_by"])
        if edition.shape.has_turns:
            workflow.publish(edition, actor=None, at=next_monday_at_nine())


def next_monday_at_nine() -> datetime:
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    return datetime.combine(monday, time(9), tzinfo=timezone.get_current_timezone())
