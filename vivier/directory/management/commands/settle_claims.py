"""`vivier settle_claims`: grant the claims nobody objected to in time; the worker does it by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from vivier.directory.actions import settle_claims


class Command(BaseCommand):
    help = (
        "Grant claims whose seven days are over and let old codes run out; running it twice changes nothing."
    )

    def handle(self, **_options: Any) -> None:
        counts = settle_claims()
        self.stdout.write(f"{counts['granted']} claims granted, {counts['expired']} codes run out.")
