"""`vivier send_mails`: send the mails that are due; `vivier work` does the same by itself."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from vivier.outbox.sending import send_due

PAUSE_SECONDS = 5


class Command(BaseCommand):
    help = "Send the mails that are due until stopped; --once sends what is due now and ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now, then end")

    def handle(self, *, once: bool, **_options: Any) -> None:
        while True:
            report = send_due()
            tried = report.sent + report.later + report.parked
            if tried or once:
                self.stdout.write(str(report))
            if once and (not tried or report.server_down):
                return
            if not tried or report.server_down:
                close_old_connections()
                time.sleep(PAUSE_SECONDS)
