"""Loads an archive; what is bad is named by its line and passed over."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from publications.archive import reading


class Command(BaseCommand):
    help = (
        "Loads topics, experts, photos and publications from an archive (JSON Lines). Running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        with tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=None) as bar:
            report = reading.Report(complain=lambda line, reason: bar.write(f"line {line}: {reason}", file=sys.stderr))
            for position in reading.read(file, report):
                bar.update(position - bar.n)
        counts = report.counts
        self.stdout.write(
            f"{counts['added']} added, {counts['changed']} changed, "
            f"{counts['unchanged']} unchanged, {counts['bad']} bad."
        )
        if counts["bad"]:
            sys.exit(1)
