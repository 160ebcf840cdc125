"""Writes an archive of everything readers have seen."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from institute import archive
from publications.archive import writing


class Command(BaseCommand):
    help = "Writes the whole site as readers have seen it: settings, pages, topics, photos, experts and publications."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        if not file.parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}.")
        at = timezone.now()
        written = 0
        with tqdm(total=archive.count(at), unit=" records", disable=None) as bar:
            for _kind in writing.write(file, archive.records(file.parent, at)):
                bar.update()
                written += 1
        self.stdout.write(f"{written} records written to {file}.")
