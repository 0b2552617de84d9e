"""`vivier load_reference [--apply]`: territories, codes and vocabulary."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from vivier.reference import loading


class Command(BaseCommand):
    help = (
        "Load territories, postal codes, NACE-BEL, legal forms, disciplines and terms. Dry without --apply."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--apply", action="store_true", help="write; without it, only say what would change"
        )

    def handle(self, *_args: Any, apply: bool, **options: Any) -> None:
        console = Console(file=self.stdout, highlight=False)  # type: ignore[arg-type]  # writes like a file
        columns = (
            TextColumn("{task.description:24}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, disable=options["verbosity"] == 0) as progress:
            task = progress.add_task("reading", total=loading.STEPS)
            counts = loading.load(
                apply=apply, on_step=lambda name: progress.update(task, description=name, advance=1)
            )
        summary = Table("table", "created", "changed", "unchanged")
        for row in counts:
            summary.add_row(row.name, str(row.created), str(row.changed), str(row.unchanged))
        console.print(summary)
        if not apply:
            console.print("Nothing was written. Add --apply to write.")
