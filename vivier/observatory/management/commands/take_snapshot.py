"""`vivier take_snapshot`: photograph the directory and the register; the same content is kept once."""

from typing import Any

from django.core.management.base import BaseCommand

from vivier.observatory.computed.photographing import take_snapshot


class Command(BaseCommand):
    help = "Photograph the directory and the register for the observatory's own figures."

    def handle(self, *_args: Any, **_options: Any) -> None:
        taken = take_snapshot()
        self.stdout.write(f"{taken}: {taken.actor_count} actors, {taken.record_count} enterprises")
