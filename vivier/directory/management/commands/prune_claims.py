"""`vivier prune_claims`: erase evidence a year after the decision; the worker does it by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from vivier.directory.actions import prune_claims


class Command(BaseCommand):
    help = (
        "Erase the evidence of claims a year after their decision, and what codes that proved nothing left."
    )

    def handle(self, **_options: Any) -> None:
        counts = prune_claims()
        self.stdout.write(
            f"{counts['erased']} claims erased, {counts['forgotten']} attempts and "
            f"{counts['invitations']} old invitations removed."
        )
