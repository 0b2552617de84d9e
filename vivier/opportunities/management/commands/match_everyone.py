"""`vivier match_everyone`: whom each current call concerns, stored for the desk; run it each night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from vivier.opportunities.fitting.nightly import match_everyone


class Command(BaseCommand):
    help = "Compare every published actor with every current opportunity and store the best of each."

    def handle(self, **_options: Any) -> None:
        counts = match_everyone(now=timezone.now())
        said = "{actors:,} actors, {calls:,} opportunities, {matches:,} places stored."
        self.stdout.write(said.format(**counts))
