"""`vivier import_register kbo PATH [--apply] [--resume] [--override]`: read a company register."""

from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from vivier.registers import actions, imports, kept_reasons
from vivier.registers.models import ImportRun
from vivier.registers.refusals import RegisterRefusal

MOST_SHOWN = 20
State = ImportRun.State


class Command(BaseCommand):
    help = "Read an extract of a company register. Without --apply nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("register", choices=["kbo"])
        parser.add_argument("path", type=Path, help="a folder or a ZIP file")
        parser.add_argument("--apply", action="store_true", help="store what was read")
        parser.add_argument("--resume", action="store_true", help="go on with the import that was cut off")
        parser.add_argument("--override", action="store_true", help="accept that many records vanish")

    def handle(self, *, path: Path, apply: bool, resume: bool, override: bool, **options: Any) -> None:
        console = Console(file=cast("IO[str]", self.stdout._out), no_color=options["no_color"])
        try:
            run = self._cut_off(path) if resume else None
            run = run or actions.begin_import(path.resolve(), by=None, apply=apply, override=override)
            with Progress(
                TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn(), console=console
            ) as bar:
                task = bar.add_task("", total=len(imports.STEPS))
                imports.carry_out(
                    run,
                    on_step=lambda name: bar.update(
                        task, description=name, completed=imports.STEPS.index(name)
                    ),
                )
                bar.update(task, completed=len(imports.STEPS), description="done")
        except RegisterRefusal as error:
            raise CommandError(str(error)) from error
        self._show(console, run)

    def _cut_off(self, path: Path) -> ImportRun | None:
        return ImportRun.objects.filter(path=str(path.resolve()), state=State.READING).order_by("-pk").first()

    def _show(self, console: Console, run: ImportRun) -> None:
        title = f"{run.get_mode_display()} {run.extract_number or ''} – {run.get_state_display()}"
        table = Table("what", "how many", title=title)
        for name, value in run.counts.items():
            table.add_row(name, f"{value:,}")
        console.print(table)
        for row in run.rejected.all()[:MOST_SHOWN]:
            console.print(
                f"  {row.file}, line {row.line}: {row.why}", style="yellow", highlight=False, markup=False
            )
        if run.state in {State.REFUSED, State.FAILED, State.CANCELLED}:
            raise CommandError(kept_reasons.in_words(run))
        if run.state == State.READ:
            console.print("Nothing was changed. Run again with --apply to store this.")
