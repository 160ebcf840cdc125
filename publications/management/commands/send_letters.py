"""Sends the letters that have not gone yet."""

import sys

from django.core.management.base import BaseCommand

from publications.models.editorial import Letter
from publications.workflow import letters


class Command(BaseCommand):
    help = "Sends the letters that have not gone yet. Run it every few minutes. Exits 1 while any is left."

    def handle(self, *args: object, **options: object) -> None:
        gone, failed = letters.send()
        given_up = Letter.objects.unsent().filter(tries__gte=letters.MOST_TRIES).count()
        self.stdout.write(f"{gone} sent, {failed} not, {given_up} given up after {letters.MOST_TRIES} tries.")
        if failed or given_up:
            sys.exit(1)
