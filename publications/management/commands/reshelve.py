"""Rebuilds the derived rows that lists and search read."""

from django.core.management.base import BaseCommand

from publications.finding import derived_rows
from publications.models import Listing


class Command(BaseCommand):
    help = "Rebuilds the derived rows that lists and search read. Never needed while only this software writes."

    def handle(self, *args: object, **options: object) -> None:
        derived_rows.reshelve()
        self.stdout.write(f"{Listing.objects.count()} rows.")
