"""`vivier refresh_directory [--apply] [--undo]`: what the import applied last changes in the directory."""

from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from vivier.directory import from_register
from vivier.directory.actions import apply_changes, decide_changes, propose_changes, undo_changes
from vivier.directory.models import ChangeSet, FieldSource
from vivier.directory.provenance import Source
from vivier.directory.refusals import DirectoryRefusal
from vivier.registers.models import ImportRun
from vivier.search.queue import apply_waiting


class Command(BaseCommand):
    help = (
        "Propose what the register import applied last changes in the directory; --apply accepts all of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--apply", action="store_true", help="accept and apply (but nothing that is a perhaps)"
        )
        parser.add_argument("--undo", action="store_true", help="undo the change set applied last")
        parser.add_argument("--everywhere", action="store_true", help="also outside the home territory")

    def handle(self, *, apply: bool, undo: bool, everywhere: bool, **options: Any) -> None:
        console = Console(file=cast("IO[str]", self.stdout._out), no_color=options["no_color"])
        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        try:
            with Progress(*columns, console=console) as bar:
                change_set = (
                    self._undo(bar) if undo else self._refresh(bar, apply=apply, everywhere=everywhere)
                )
        except DirectoryRefusal as error:
            raise CommandError(str(error)) from error
        table = Table("what", "how many", title=f"{change_set} – {change_set.get_state_display()}")
        for name, value in change_set.counts.items():
            table.add_row(name, f"{value:,}")
        console.print(table)
        if change_set.state == ChangeSet.State.PROPOSED:
            console.print("Nothing was changed. Review it in the desk, or run again with --apply.")

    def _refresh(self, bar: Progress, *, apply: bool, everywhere: bool) -> ChangeSet:
        run = ImportRun.objects.applied().first()
        if run is None:
            raise CommandError("No import of a register is applied: run import_register first.")
        change_set = (
            ChangeSet.objects.filter(run=run).exclude(state__in=["comparing", "undone", "dropped"]).first()
        )
        if change_set is None:
            change_set = self._propose(bar, run, everywhere=everywhere)
        if apply and change_set.state in {ChangeSet.State.PROPOSED, ChangeSet.State.APPLYING}:
            decide_changes(change_set, keys=None, accept=True, by=None)
            task = bar.add_task("applying", total=change_set.changes.filter(decision="accepted").count())
            apply_changes(change_set, by=None, progress=lambda count: bar.advance(task, count))
            apply_waiting(wait=60)
        return change_set

    def _propose(self, bar: Progress, run: ImportRun, *, everywhere: bool) -> ChangeSet:
        task = bar.add_task("comparing", total=run.changes.count())
        source = Source(
            FieldSource.Method.REGISTER, from_register.SOURCE_NAME, from_register.SOURCE_URL, run.extract_date
        )
        return propose_changes(
            from_register.arrivals_of(run, everywhere=everywhere),
            kind=ChangeSet.Source.REGISTER,
            label=f"BCE {run.extract_number}",
            source=source,
            by=None,
            run=run,
            progress=lambda count: bar.advance(task, count),
        )

    def _undo(self, bar: Progress) -> ChangeSet:
        undoable = ChangeSet.objects.filter(state__in=[ChangeSet.State.UNDOING, ChangeSet.State.APPLIED])
        change_set = undoable.order_by("-state", "-applied_at").first()  # one cut off while undone first
        if change_set is None:
            raise CommandError("No change set is applied.")
        task = bar.add_task("undoing", total=change_set.changes.filter(applied_at__isnull=False).count())
        undo_changes(change_set, by=None, progress=lambda count: bar.advance(task, count))
        return change_set
