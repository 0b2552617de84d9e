"""`vivier remind_owners`: ask managers to confirm records; `vivier work` does the same once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from vivier.directory.actions import remind_owners
from vivier.directory.freshness import to_ask


class Command(BaseCommand):
    help = "Write the mails that ask managers to confirm their record; run again, it writes none twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count records whose time has come")
        parser.add_argument("--most", type=int, default=500, help="how many mails at most (500)")

    def handle(self, *, dry_run: bool, most: int, **_options: Any) -> None:
        if dry_run:
            count = to_ask(timezone.localdate()).count()
            self.stdout.write(f"{count} managers of records that nobody confirmed in time; nothing written")
        else:
            self.stdout.write(f"{remind_owners(most=most)} mails written")
