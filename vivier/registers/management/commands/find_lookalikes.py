"""`vivier find_lookalikes kbo FOLDER`: enterprises of the sector that look alike, by DuckDB or Spark."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vivier.registers.columns.engine import NoEngine
from vivier.registers.columns.opening import engine_at
from vivier.registers.columns.steps import FILES, lookalikes
from vivier.registers.sectors import wanted_codes


class Command(BaseCommand):
    help = "List enterprises of the sector whose names look alike, from an unpacked full extract."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("register", choices=["kbo"])
        parser.add_argument("folder", type=Path)
        parser.add_argument("--engine", default=settings.ENGINE, help="duckdb, or spark://host:port")
        parser.add_argument("--most", type=int, default=100, help="how many to show")

    def handle(self, *, folder: Path, engine: str, most: int, **_options: Any) -> None:
        missing = [one for one in FILES if not (folder / f"{one}.csv").is_file()]
        if missing:
            raise CommandError(f"{folder} has no {missing[0]}.csv: name the folder of a full extract.")
        wanted = wanted_codes()
        if not wanted:
            raise CommandError("No definition of the sector names an activity: run load_definitions first.")
        try:
            with engine_at(engine, scratch=Path(settings.VAR) / "registers" / "scratch") as opened:
                pairs = lookalikes(opened, folder.resolve(), wanted)
        except NoEngine as error:
            raise CommandError(str(error)) from error
        for pair in pairs[:most]:
            place = "same place" if pair.same_place else ""
            self.stdout.write(f"{pair.first}  {pair.second}  {pair.score / 10:5.1f} %  {place}")
        self.stdout.write(f"{len(pairs):,} pairs.")
