"""Prints what is read in an interview, as JSON. Touches no database."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ingest import reading
from ingest.document import Unreadable
from ingest.interview import reader as interview
from ingest.interview.as_json import in_short


class Command(BaseCommand):
    help = "Reads an interview from a Word file, a web page or a text, and prints its structure as JSON."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=".docx, .html or .txt")

    def handle(self, *, file, **_options):
        try:
            with file.open("rb") as opened:
                document = reading.read(file.name, opened.read(reading.MOST_BYTES + 1))
        except (OSError, Unreadable) as error:
            raise CommandError(str(error)) from error
        structure = interview.read(document)
        self.stdout.write(json.dumps(in_short(structure, file.name), ensure_ascii=False, indent=1))
