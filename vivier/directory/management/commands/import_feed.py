"""`vivier import_feed NAME [--apply]`: what a registered feed changes in the directory."""

from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from vivier.directory import actions
from vivier.directory.models import DataSource
from vivier.directory.refusals import DirectoryRefusal


class Command(BaseCommand):
    help = "Fetch a feed that is registered in the desk and propose what it changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name of the source")
        parser.add_argument("--apply", action="store_true", help="accept all but what is a perhaps")

    def handle(self, *, name: str, apply: bool, **options: Any) -> None:
        console = Console(file=cast("IO[str]", self.stdout._out), no_color=options["no_color"])
        source = DataSource.objects.filter(name=name, kind=DataSource.Kind.FEED).first()
        if source is None:
            raise CommandError(f"No feed is called “{name}”: name it in the desk first.")
        try:
            change_set = actions.read_feed(source, by=None)
            if apply:
                actions.decide_changes(change_set, keys=None, accept=True, by=None)
                actions.apply_changes(change_set, by=None)
        except DirectoryRefusal as error:
            raise CommandError(str(error)) from error
        table = Table("what", "how many", title=f"{change_set} – {change_set.get_state_display()}")
        for kind, value in change_set.counts.items():
            table.add_row(kind, f"{value:,}")
        console.print(table)
        console.print(source.outcome, highlight=False, markup=False)
        if not apply:
            console.print("Nothing was changed. Review it in the desk, or run again with --apply.")
