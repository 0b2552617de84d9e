"""`vivier prune_claims`: erase what people sent as evidence a year after the decision; run it every day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from vivier.directory.actions import prune_claims


class Command(BaseCommand):
    help = (
        "Erase the evidence of claims a year after their decision, and what codes that proved nothing left."
    )

    def handle(self, **_options: Any) -> None:
        counts = prune_claims(timezone.now())
        self.stdout.write(
            f"{counts['erased']} claims erased, {counts['forgotten']} attempts and "
            f"{counts['invitations']} old invitations removed."
        )
