"""Build the search index again from the database, then switch to it at once."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from vivier.search.rebuild import AlreadyRebuilding, rebuild
from vivier.search.sources import registered


class Command(BaseCommand):
    help = "Build the search index again from the database and switch to it at once."

    def handle(self, *_args: Any, **_options: Any) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bars:

            def progress(kind: str) -> Callable[[], None]:
                task = bars.add_task(kind, total=registered()[kind].count())
                return lambda: bars.advance(task)

            try:
                counts = rebuild(progress)
            except AlreadyRebuilding as refusal:
                raise CommandError(str(refusal)) from refusal
            except BrokenExecutor as ended:
                raise CommandError(
                    "A process that prepares entries was ended, mostly for want of memory. "
                    "The index in use is as it was."
                ) from ended
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")
        self.stdout.write(_("%(count)d records can be found.") % {"count": sum(counts.values())})
