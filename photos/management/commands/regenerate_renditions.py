"""Makes renditions anew, noting photo by photo what is done, so that it can be stopped and resumed."""

import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from photos import library
from photos.models import Photo


class Command(BaseCommand):
    help = (
        "Makes the renditions that an older release has made by another recipe. Stopped at any moment, it goes on "
        "where it was. Run it with the new release before the new release serves: the old one doesn't mind."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every photo's; if stopped, go on without --all")

    def handle(self, *args: object, all: bool, **options: object) -> None:
        if all:
            Photo.objects.exclude(recipe="").update(recipe="")
        outdated = Photo.objects.outdated()
        last, made, bad = 0, 0, 0
        with tqdm(total=outdated.count(), unit=" photos", disable=None) as bar:
            # One row at a time: a photo that somebody changes meanwhile is read as it then is.
            while photo := outdated.filter(pk__gt=last).order_by("pk").first():
                last = photo.pk
                try:
                    library.renew(photo)
                except (ValidationError, OSError) as error:
                    said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
                    bar.write(f"{photo.slug}: {said}", file=sys.stderr)
                    bad += 1
                else:
                    # Not where file or focal point have changed since: whoever changed them has made new ones.
                    same = {name: getattr(photo, name) for name in ("digest", "focal_x", "focal_y")}
                    unchanged = Photo.objects.filter(pk=photo.pk, **same)
                    made += unchanged.update(colour=photo.colour, recipe=photo.recipe)
                bar.update()
        self.stdout.write(f"{made} made anew, {bad} bad.")
        if bad:
            sys.exit(1)
