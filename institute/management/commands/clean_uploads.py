"""Lists uploaded files that nothing uses any more, and deletes them when told to."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from institute.files import uploads


class Command(BaseCommand):
    help = (
        "Lists uploaded files that nothing uses any more: originals that were replaced, renditions of a former crop, "
        "what a failed upload left. With --delete, deletes them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="delete what is listed")
        parser.add_argument(
            "--older-than", type=int, default=30, metavar="DAYS",
            help="leave files written later than this, and all files of photos changed later (default 30: for a month "
            "the original of a photo that was replaced by mistake is there; at least 1: an upload may be under way)",
        )  # fmt: skip

    def handle(self, *args: Any, delete: bool, older_than: int, **options: Any) -> None:
        if not 1 <= older_than <= 36_500:
            raise CommandError("--older-than is a number of days, at least 1.")
        if delete and not uploads.are_any():
            raise CommandError("This database names no file at all. Is DATABASE_URL the one of these uploads?")
        before = timezone.now() - timedelta(days=older_than)
        files = size = 0
        try:
            for alias in uploads.USERS:
                for file in uploads.search(alias, before):
                    if not delete or uploads.remove(alias, file, before):
                        files, size = files + 1, size + file.size
                        self.stdout.write(f"{file.size:>12,}  {folder(alias)}/{file.name}")
                if delete:
                    for path in uploads.empty_folders(alias, before):
                        uploads.prune(path, alias)
        except OSError as error:
            raise CommandError(f"The storage failed after {files} files: {error}. Run it again.") from error
        total = f"{files} file{'' if files == 1 else 's'}, {size:,} bytes ({filesizeformat(size)})".replace("\xa0", " ")
        hint = "" if delete or not files else " --delete deletes them."
        self.stdout.write(f"{total}, {'deleted' if delete else 'used by nothing'}.{hint}")


def folder(alias: str) -> str:
    return "originals" if alias == "default" else alias
