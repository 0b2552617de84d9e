"""`vivier work`: do in the background what pages ask for; one of them is enough."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Carry out background work until stopped; --once does what waits and ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, then end")

    def handle(self, *, once: bool, **options: Any) -> None:
        call_command("db_worker", batch=once, interval=1, verbosity=options["verbosity"])
