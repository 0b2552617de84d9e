"""`vivier load_sector DIR [--apply]`: load the facts of a sector; dry unless told to apply."""

from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from vivier.directory.refusals import LoadRefused as ActorsRefused
from vivier.firstload.console import progress_bar, show_outcomes, show_problems
from vivier.firstload.sector import load_sector
from vivier.opportunities.refusals import LoadRefused as OpportunitiesRefused

STEPS = 9


class Command(BaseCommand):
    help = "Load the facts of a sector from a folder of CSV files. Without --apply nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--apply", action="store_true", help="store what was read")

    def handle(self, *, folder: Path, apply: bool, **options: Any) -> None:
        console = Console(file=cast("IO[str]", self.stdout._out), no_color=options["no_color"])
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            with progress_bar(console, STEPS) as step:
                report = load_sector(folder, apply=apply, on_step=step)
        except (ActorsRefused, OpportunitiesRefused) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        if report.problems:
            show_problems(console, report.problems)
            raise CommandError(f"{len(report.problems)} problems in {folder}. Nothing was changed.")
        show_outcomes(console, report.outcomes, title=None if apply else "Dry run: nothing was changed")
        if not apply:
            console.print("Run again with --apply to store this.")
