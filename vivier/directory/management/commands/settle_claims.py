"""`vivier settle_claims`: grant the claims nobody objected to for seven days; run it every hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from vivier.directory.actions import settle_claims


class Command(BaseCommand):
    help = (
        "Grant claims whose seven days are over and let old codes run out; running it twice changes nothing."
    )

    def handle(self, **_options: Any) -> None:
        counts = settle_claims(timezone.now())
        self.stdout.write(f"{counts['granted']} claims granted, {counts['expired']} codes run out.")
