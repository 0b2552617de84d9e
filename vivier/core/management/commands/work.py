"""`vivier work`: do in the background what pages ask for and what comes back by itself; one is enough."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from vivier.core import cut_off, rounds


class Command(BaseCommand):
    help = "Carry out background work and send mails until stopped; --once does what waits and ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, then end")

    def handle(self, *, once: bool, **options: Any) -> None:
        with cut_off.taken_up():
            if once:
                call_command("db_worker", batch=True, interval=1, verbosity=options["verbosity"])
                rounds.do_all()
            else:
                with rounds.in_background():
                    call_command("db_worker", interval=1, verbosity=options["verbosity"])
