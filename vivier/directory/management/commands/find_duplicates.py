"""`vivier find_duplicates [--everywhere]`: propose pairs of records that may be the same."""

from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from vivier.directory.actions import begin_search, carry_out_search, go_on
from vivier.directory.models import DuplicateProposal, DuplicateSearch
from vivier.directory.refusals import DirectoryRefusal


class Command(BaseCommand):
    help = "Propose pairs of records that may be the same, among those that changed since the last search."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--everywhere", action="store_true", help="compare all records again")
        parser.add_argument("--resume", action="store_true", help="go on with the search that was cut off")

    def handle(self, *, everywhere: bool, resume: bool, **options: Any) -> None:
        console = Console(file=cast("IO[str]", self.stdout._out), no_color=options["no_color"])
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        try:
            search = self._resumed() if resume else begin_search(by=None, everywhere=everywhere)
            with Progress(*columns, console=console) as bar:
                task = bar.add_task("comparing", total=search.total, completed=search.done)
                carry_out_search(search, progress=lambda count: bar.advance(task, count))
        except DirectoryRefusal as error:
            raise CommandError(str(error)) from error
        waiting = DuplicateProposal.objects.to_decide()
        table = Table("what", "how many", title=f"Search for duplicates – {search.get_state_display()}")
        table.add_row("records compared", f"{search.done:,}")
        table.add_row("new pairs", f"{search.found:,}")
        for band, words in DuplicateProposal.Band.choices:
            table.add_row(f"to decide, {words}", f"{waiting.filter(band=band).count():,}")
        console.print(table)

    def _resumed(self) -> DuplicateSearch:
        unfinished = DuplicateSearch.objects.exclude(state=DuplicateSearch.State.DONE).first()
        if unfinished is None:
            raise CommandError("No search was cut off.")
        return go_on(unfinished)
