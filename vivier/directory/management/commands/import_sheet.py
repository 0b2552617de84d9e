"""`vivier import_sheet FILE --source NAME [--sheet TITLE] [--mapping FILE] [--apply]`: what it changes."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from vivier.core.refusals import SheetRefused
from vivier.directory import actions
from vivier.directory.models import ReceivedSheet
from vivier.directory.refusals import DirectoryRefusal


class Command(BaseCommand):
    help = "Propose what a table changes in the directory; without --apply nothing of it changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="whose table it is; its columns are remembered")
        parser.add_argument("--sheet", default="", help="which sheet of a workbook is read")
        parser.add_argument(
            "--mapping",
            type=Path,
            help='a JSON file {"fields": {"name": "Nom", …}, "if_new": {"kind": "association"}}',
        )
        parser.add_argument("--apply", action="store_true", help="accept all but what is a perhaps")

    def handle(self, *, file: Path, source: str, mapping: Path | None, apply: bool, **options: Any) -> None:
        """Receive, understand, check and propose; apply when asked."""
        console = Console(file=cast("IO[str]", self.stdout._out), no_color=options["no_color"])
        try:
            received = actions.receive_sheet(file.resolve(), source_name=source, name=file.name, by=None)
            if options["sheet"]:
                actions.choose_sheet(received, options["sheet"], by=None)
            if mapping:
                said = json.loads(mapping.read_text(encoding="utf-8"))
                actions.map_sheet(received, said.get("fields", {}), said.get("if_new", {}), by=None)
            actions.check_sheet(received)
            self._show(console, received)
            if received.state == ReceivedSheet.State.FAILED:
                raise CommandError(received.why)
            change_set = actions.propose_sheet(received, by=None)
            if apply:
                actions.decide_changes(change_set, keys=None, accept=True, by=None)
                actions.apply_changes(change_set, by=None)
        except (DirectoryRefusal, SheetRefused, OSError, ValueError, AttributeError) as error:
            raise CommandError(str(error)) from error
        table = Table("what", "how many", title=f"{change_set} – {change_set.get_state_display()}")
        for name, value in change_set.counts.items():
            table.add_row(name, f"{value:,}")
        console.print(table)
        if not apply:
            console.print("Nothing was changed. Review it in the desk, or run again with --apply.")

    def _show(self, console: Console, received: ReceivedSheet) -> None:
        for field, column in received.mapping["fields"].items():
            console.print(f"  {field}: {column}", highlight=False, markup=False)
        for line, problems in received.problems:
            why = " ".join(problems)
            console.print(f"  line {line}: {why}", style="yellow", highlight=False, markup=False)
        console.print(f"{received.counts}", highlight=False, markup=False)
