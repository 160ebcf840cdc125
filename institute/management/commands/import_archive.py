"""Loads an archive; what is bad is named by its line and passed over."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from institute import archive
from institute.page_cache.version import site_version
from publications.archive import reading

MANY = 1000  # records, after which the database's own tidying is not waited for


def tidy() -> None:
    """Lets the planner know what there is now, and search read its indexes without a list of what is pending."""
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


class Command(BaseCommand):
    help = "Loads what an archive (JSON Lines) holds of a site. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        with tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=None) as bar:
            report = reading.Report(complain=lambda line, reason: bar.write(f"line {line}: {reason}", file=sys.stderr))
            with timezone.override(site_version(timezone.now()).site.zone):
                for position in reading.read(file, report, archive.READERS):
                    bar.update(position - bar.n)
        counts = report.counts
        if counts["added"] + counts["changed"] >= MANY:
            tidy()
        self.stdout.write(
            f"{counts['added']} added, {counts['changed']} changed, "
            f"{counts['unchanged']} unchanged, {counts['bad']} bad."
        )
        if counts["bad"]:
            sys.exit(1)
