"""`vivier prepare_demo`: everything `make demo` needs before it serves, with a progress bar."""

from argparse import ArgumentParser
from contextlib import nullcontext
from typing import IO, Any, cast

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from vivier.core.migrating import tables_made_quickly
from vivier.directory.actions import begin_search, carry_out_search
from vivier.firstload.console import progress_bar, show_outcomes, show_problems
from vivier.firstload.demonstration import PASSWORD, DemoAccount, create_accounts, load_demonstration
from vivier.firstload.mandates import load_mandates
from vivier.firstload.sector import Progress, load_sector
from vivier.newsroom import loading as newsroom
from vivier.observatory.computed.photographing import take_snapshot
from vivier.registers.definitions import load_definitions

STEPS = 21
DATA = settings.ROOT / "data"


class Command(BaseCommand):
    help = "Build the demonstration database, search index and static files under VIVIER_VAR."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--keep-data", action="store_true", help="only migrate and refresh what is derived"
        )

    def handle(self, *, keep_data: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This builds a demonstration: run it with VIVIER_MODE=demo.")
        console = Console(file=cast("IO[str]", self.stdout._out), no_color=options["no_color"])
        with progress_bar(console, STEPS) as step:
            step("database")
            with nullcontext() if keep_data else tables_made_quickly():
                call_command("migrate", verbosity=0, interactive=False)
            step("definitions")
            load_definitions()
            outcomes = [] if keep_data else self._load(console, step)
            step("snapshot")
            take_snapshot()
            step("search index")
            call_command("reindex", verbosity=0)
            step("static files")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        if outcomes:
            show_outcomes(console, outcomes, title="Loaded")

    def _load(self, console: Console, step: Progress) -> list[Any]:
        report = load_sector(DATA / "icc-wallonia", apply=True, on_step=step)
        if report.problems:
            show_problems(console, report.problems)
            raise CommandError("The sector's files are broken. Nothing was loaded.")
        step("articles")
        newsroom.store_articles(DATA / "articles")
        newsroom.store_texts(DATA / "pages")
        demo = load_demonstration(DATA / "demonstration", on_step=step)
        step("duplicates")
        carry_out_search(begin_search(by=None, everywhere=True))
        step("accounts")
        self._write_accounts(create_accounts(DATA / "demonstration"))
        step("mandates")
        return [*report.outcomes, *demo, load_mandates(DATA / "demonstration")]

    def _write_accounts(self, accounts: list[DemoAccount]) -> None:
        lines = [f"  {account.role.replace('_', ' '):<20} {account.email}" for account in accounts]
        text = f"Demonstration accounts, all with the password  {PASSWORD}\n" + "\n".join(lines) + "\n"
        (settings.VAR / "accounts.txt").write_text(text, encoding="utf-8")
