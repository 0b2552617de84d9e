"""Check that no entry of the journal was changed, removed or slipped in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vivier.accounts import journal
from vivier.accounts.models import JournalEntry


class Command(BaseCommand):
    help = "Check the hash chain of the journal; ends with status 1 when it does not hold."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Walk the chain once and say what was found."""
        found = journal.first_break()
        if found is None:
            self.stdout.write(f"The journal holds: {JournalEntry.objects.count()} entries.")
            return
        where = "at the end" if found.sequence is None else f"at entry {found.sequence}"
        raise CommandError(f"The journal does not hold {where}: {found.because}.", returncode=1)
