"""How a load shows its progress and its result in a terminal."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from vivier.firstload.readers import BadRow
from vivier.firstload.sector import Outcome
from vivier.firstload.sector import Progress as OnStep

MOST_PROBLEMS = 50


@contextmanager
def progress_bar(console: Console, steps: int) -> Iterator[OnStep]:
    """Show a bar that moves on at each named step."""
    columns = (TextColumn("{task.description:<22}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=steps)
        first = True

        def step(name: str) -> None:
            nonlocal first
            bar.update(task, description=name, advance=0 if first else 1)
            first = False

        yield step
        bar.update(task, completed=steps, description="done")


def show_problems(console: Console, problems: list[BadRow]) -> None:
    """List what is wrong, file and line first."""
    for problem in problems[:MOST_PROBLEMS]:
        console.print(f"  {problem}", style="red", highlight=False, markup=False)
    if len(problems) > MOST_PROBLEMS:
        console.print(f"  … and {len(problems) - MOST_PROBLEMS} more")


def show_outcomes(console: Console, outcomes: Iterable[Outcome], **title: Any) -> None:
    """Show a table of created, changed, unchanged and refused rows, then the notes."""
    table = Table(**title)
    table.add_column("table")
    for name in ("created", "changed", "unchanged", "refused"):
        table.add_column(name, justify="right")
    outcomes = list(outcomes)
    for one in outcomes:
        table.add_row(one.table, *(str(n) for n in (one.created, one.changed, one.unchanged, one.refused)))
    console.print(table)
    for one in outcomes:
        for note in one.notes:
            console.print(f"  {one.table}: {note}", style="yellow", highlight=False, markup=False)
