"""Check frozen reports: their content, their place in the chain, our signature."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vivier.mandate.models import Seal
from vivier.mandate.reporting import sealing
from vivier.mandate.reporting.bundle import problems_of_bundle


class Command(BaseCommand):
    help = "Verify a report: the path of a ZIP, the number of a report, or nothing for the whole chain."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", help="path of a ZIP, or number (key) of a report")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Say what holds; end with status 1 when something does not."""
        what = options["what"]
        problems, said = self._found(what)
        if problems:
            lines = [f"{one.reference}: {one.because}" for one in problems]
            raise CommandError("\n".join(lines), returncode=1)
        self.stdout.write(said)

    def _found(self, what: str | None) -> tuple[list[sealing.Problem], str]:
        if what is None:
            return sealing.problems_of_all(), f"All holds: {Seal.objects.count()} frozen reports."
        if what.isdigit():
            one = Seal.objects.select_related("report").filter(report=int(what)).first()
            if one is None:
                raise CommandError(f"No frozen report has the number {what}.", returncode=1)
            return sealing.problems_of(one), f"{one.report.reference} holds: {one.hash}"
        path = Path(what)
        if not path.is_file():
            raise CommandError(f"There is no file {what}.", returncode=1)
        return problems_of_bundle(path), f"{path.name} holds."
