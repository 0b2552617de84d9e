"""A mandate with 20,000 needs, 5,000 expenses, 60 indicators: how long reports take, how quick pages are.

    .venv/bin/python benchmarks/mandate.py [--needs 20000] [--expenses 5000] [--indicators 60] [--rounds 20]
                                           [--folder FOLDER] [--profile FOLDER]

Goals: a report (frozen, signed, its papers as PDF, its workbook) in at most 10 seconds; pages of the desk at
most 300 ms (p95). Each report and each set of pages is measured in a fresh process, one after the other, on
a SQLite database of its own. Each time is given twice, by the clock and as processor time (what an idle
machine takes). "cold" is the first look at a page, when everything is counted; p95 is over the others.
"counted again" asks for figures counted now, nothing kept, each time. Ends with one line of JSON.
"""

import argparse
import cProfile
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
GOAL_REPORT_S, GOAL_PAGE_MS = 10.0, 300.0
KINDS = ("activity", "financial")
PAGES = (
    ("indicators of the mandate", "indicators counted again"),
    ("one indicator and its rows",),
    ("activity report", "activity report counted again", "frozen rows of a figure"),
    ("reports of the mandate", "financial report", "expenses of the mandate"),
    ("public mandate",),
)
START = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
QUERIES = (
    "needs_received",
    "needs_in_time",
    "referrals_sent",
    "referrals_taken",
    "needs_accompanied",
    "partners_at_work",
)


def ready(folder: Path) -> None:
    """Connect to the database of this folder."""
    os.environ |= {
        "VIVIER_MODE": "development",
        "VIVIER_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "vivier.settings",
        "LOG_LEVEL": "ERROR",
    }
    import django

    django.setup()
    from django.conf import settings

    settings.STAFF_MFA_REQUIRED = False
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


def write(model: Any, things: Sequence[Any]) -> None:
    """Give new objects their keys and insert them with `executemany`."""
    from vivier.core import rows

    for key, thing in zip(rows.reserve_keys(model, len(things)), things, strict=True):
        thing.pk = key
    fields = [one for one in model._meta.concrete_fields if not one.generated]
    rows.insert_rows(
        model,
        [one.name for one in fields],
        ([one.pre_save(thing, add=True) for one in fields] for thing in things),
    )


def make_needs(count: int, chance: random.Random) -> None:
    """Needs spread over a year, two in three referred to one of twenty partners."""
    from vivier.directory.models import Actor
    from vivier.reference.models import Territory
    from vivier.support.models import Need, Partner
    from vivier.support.models.needs import Subject

    communes = [
        Territory(
            code=f"{92000 + n}", kind="commune", label_fr=f"Commune {n}", chain=[f"{92000 + n}", "03000"]
        )
        for n in range(40)
    ]
    write(Territory, communes)
    actors = [
        Actor(
            name=f"Acteur {n}", sort_name=f"acteur {n}", slug=f"acteur-{n}", kind="studio", status="published"
        )
        for n in range(1500)
    ]
    write(Actor, actors)
    partners = [Partner(actor=actors[n], email=f"p{n}@example.org") for n in range(20)]
    write(Partner, partners)
    subjects = [one.value for one in Subject]
    needs = []
    for number in range(count):
        received = START + timedelta(minutes=chance.randrange(350 * 24 * 60))
        needs.append(
            Need(
                reference=f"B-2026-{number:05d}",
                subject=chance.choice(subjects),
                state="referred" if number % 3 else "entered",
                territory=chance.choice(communes),
                actor=chance.choice(actors) if number % 2 else None,
                received_at=received,
                entered_at=received + timedelta(hours=chance.choice((2, 20, 30, 120))),
                enter_by=(received + timedelta(days=2)).date(),
                project_name=f"Projet {number}",
            )
        )
    write(Need, needs)
    make_referrals(needs, partners, chance)


def make_referrals(needs: list[Any], partners: list[Any], chance: random.Random) -> None:
    """Hand two needs in three to a partner."""
    from vivier.support.models import Referral

    referrals = []
    for number, need in enumerate(needs):
        if number % 3:
            state = chance.choice(("sent", "taken", "helped", "cannot"))
            referrals.append(
                Referral(
                    need=need,
                    partner=chance.choice(partners),
                    state=state,
                    sent_at=need.entered_at,
                    answered_at=None if state == "sent" else need.entered_at + timedelta(days=3),
                    verdict="met",
                )
            )
    write(Referral, referrals)


def make_mandate(expenses: int, indicators: int, chance: random.Random) -> Any:
    """A mandate with budget, accepted expenses with their documents, and indicators of all kinds."""
    from vivier.mandate import models
    from vivier.support.models.needs import Subject

    funder = models.Funder.objects.create(name="Région", kind="region")
    mandate = models.Mandate.objects.create(
        slug="essai",
        title_fr="Mandat d’essai",
        funder=funder,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        amount_eur=Decimal("9000000.00"),
        state="current",
    )
    lines = [
        models.BudgetLine.objects.create(
            mandate=mandate,
            code=f"P{n}",
            title_fr=f"Poste {n}",
            category="services",
            planned_eur=Decimal("900000.00"),
            position=n,
        )
        for n in range(10)
    ]
    make_expenses(expenses, lines, chance)
    subjects = [one.value for one in Subject]
    days = {"starts_on": mandate.starts_on, "ends_on": mandate.ends_on}
    for number in range(indicators):
        facts: dict[str, Any] = {"source": "code", "query": QUERIES[number // 2 % len(QUERIES)]}
        if number % 2:
            what = "needs" if number % 4 == 1 else "referrals"
            parts = {
                "what": what,
                "day": "received" if what == "needs" else "sent",
                "distinct": "actor" if number % 8 == 1 else "",
            }
            filters = {"subject": [subjects[number % len(subjects)]]}
            facts = {"source": "composed", "definition": {**parts, "filters": filters}}
        one = models.Indicator.objects.create(
            mandate=mandate,
            code=f"I{number}",
            title_fr=f"Indicateur {number}",
            unit="lignes",
            position=number,
            **facts,
        )
        target = models.Target.objects.create(indicator=one, planned=Decimal(30_000), **days)
        models.GapComment.objects.create(target=target, text="Une explication de quelques mots.")
    return mandate


def make_expenses(count: int, lines: list[Any], chance: random.Random) -> None:
    """Accepted expenses, each on one line, each with its invoice."""
    from vivier.mandate import models

    expenses = [
        models.Expense(
            number=number + 1,
            supplier=f"Fournisseur {number % 300}",
            supplier_key=f"f{number % 300}",
            invoice_number=f"F{number}",
            invoice_key=f"f{number}",
            description="Prestation",
            category="services",
            dated_on=date(2026, 1, 1) + timedelta(days=chance.randrange(350)),
            amount_excl_eur=amount,
            vat_eur=Decimal("0.00"),
            amount_incl_eur=amount,
            state="accepted",
            decided_at=START,
        )
        for number, amount in enumerate(Decimal(chance.randrange(1000, 150_000)) / 100 for _ in range(count))
    ]
    write(models.Expense, expenses)
    shares = [
        models.ExpenseShare(
            expense=one, line=chance.choice(lines), share=Decimal(100), amount_eur=one.amount_incl_eur
        )
        for one in expenses
    ]
    write(models.ExpenseShare, shares)
    contents = [f"%PDF-1.4 {number} %%EOF".encode() for number in range(count)]
    files = [
        models.EvidenceFile(
            digest=hashlib.sha256(one).hexdigest(),
            content_type="application/pdf",
            size=len(one),
            content=one,
        )
        for one in contents
    ]
    write(models.EvidenceFile, files)
    proofs = [
        models.Evidence(file=file, kind="invoice", name=f"facture-{row.number}.pdf", expense=row)
        for file, row in zip(files, expenses, strict=True)
    ]
    write(models.Evidence, proofs)


class Clock:
    """Measures steps, prints each."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    def time(self, name: str, step: Callable[[], Any]) -> Any:
        begun, used = time.perf_counter(), time.process_time()
        result = step()
        self.seconds[name] = round(time.perf_counter() - begun, 3)
        self.processor[name] = round(time.process_time() - used, 3)
        print(
            f"{name:<46}{self.seconds[name]:>9.2f} s{self.processor[name]:>9.2f} s of a processor", flush=True
        )
        return result


def give_account(mandate: Any, person: Any, kind: str) -> dict[str, dict[str, float]]:
    """Prepare, hand in, and make every paper of one report; the funder approves that of activities."""
    from vivier.mandate.actions import reports
    from vivier.mandate.reporting import bundle, papers
    from vivier.mandate.reporting.workbook import workbook_of

    clock = Clock()
    asked = reports.Asked(kind, mandate.starts_on, mandate.ends_on, uuid4())
    report = reports.start_report(mandate, asked, by=person)
    values = {
        "introduction": "Une année.",
        "claimed_eur": Decimal("1000.00") if kind == "financial" else None,
        "signatory": "Ada",
        "signatory_function": "Directrice",
        "account": "BE68 5390 0754 7034",
    }
    report = reports.change_report(report, values, edits=report.edits, by=person)
    report = clock.time(f"{kind}: freeze, sign", lambda: reports.submit_report(report, by=person))
    seal = report.seal
    content, rows, mark = json.loads(seal.content), json.loads(seal.rows), bundle.mark_of(seal)
    for paper in papers.papers_of(kind):
        clock.time(f"{kind}: {paper.code} as PDF", lambda paper=paper: papers.pdf_of(paper, content, mark))
    clock.time(f"{kind}: workbook", lambda: sum(map(len, workbook_of(content, rows))))
    print(f"{'':<42}{len(seal.packed) + len(seal.packed_rows):>9,} bytes kept")
    if kind == "activity":
        reports.approve_report(report, by=person)
    return {"seconds": clock.seconds, "processor": clock.processor}


def look_at(person: Any, pages: dict[str, list[str]], rounds: int) -> dict[str, dict[str, float]]:
    """Ask every page several times; return its cold time and the p95 of the rest, in milliseconds.

    What every page of the desk needs once in a process (its menu, its words) is there before.
    """
    from django.test import Client

    client = Client()
    client.force_login(person)
    client.get("/desk/reports/?language=en")
    found = {}
    for name, addresses in pages.items():
        clock, processor = [], []
        for number in range(rounds + 1):
            address = addresses[number % len(addresses)]
            begun, used = time.perf_counter(), time.process_time()
            answer = client.get(address)
            clock.append((time.perf_counter() - begun) * 1000)
            processor.append((time.process_time() - used) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
        found[name] = {
            "cold_ms": round(clock[0], 1),
            "p95_ms": p95(clock[1:]),
            "cold_processor_ms": round(processor[0], 1),
            "p95_processor_ms": p95(processor[1:]),
        }
        print(f"{name:<46}", *(f"{key} {value:>8.0f}" for key, value in found[name].items()), flush=True)
    return found


def p95(times: list[float]) -> float:
    """The time 95 of a hundred do not exceed."""
    return round(sorted(times)[min(len(times) - 1, int(len(times) * 0.95))], 1)


def pages_of(mandate: Any, wanted: Sequence[str]) -> dict[str, list[str]]:
    """The pages of the desk and the public one, several addresses each where rows differ."""
    activity, financial = (mandate.reports.get(kind=kind).pk for kind in KINDS)
    indicators = list(mandate.indicators.values_list("pk", flat=True))
    days = "starts_on=2026-01-01&ends_on=2026-12-31"
    known = {
        "indicators of the mandate": [f"/desk/reports/figures/{mandate.pk}/?{days}"],
        "indicators counted again": [f"/desk/reports/figures/{mandate.pk}/?{days}&again=1"],
        "one indicator and its rows": [
            f"/desk/reports/figure/{pk}/?{days}&p={page}" for pk in indicators[:10] for page in (1, 40)
        ],
        "reports of the mandate": [f"/desk/reports/mandate/{mandate.pk}/"],
        "activity report": [f"/desk/reports/{activity}/"],
        "activity report counted again": [f"/desk/reports/{activity}/?again=1"],
        "financial report": [f"/desk/reports/{financial}/"],
        "expenses of the mandate": [
            f"/desk/mandates/expenses/?mandate={mandate.pk}&p={page}" for page in (1, 40)
        ],
        "frozen rows of a figure": [f"/desk/reports/{activity}/rows/?figure=I{n}" for n in range(6)],
        "public mandate": [f"/en/mandate/{mandate.slug}/"],
    }
    return {name: known[name] for name in wanted}


def main() -> None:
    """Build once, then each report and each set of pages in a process of its own."""
    options = arguments()
    if options.step:
        print(json.dumps(step_of(options)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.folder or temporary)
        built, run = folder / "built", folder / "run"
        ready_as = built / f"of-{options.needs}-{options.expenses}-{options.indicators}"
        if not ready_as.exists():
            shutil.rmtree(built, ignore_errors=True)
            alone("build", built, options)
            ready_as.touch()
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(built, run)
        reports = {kind: alone(kind, run, options) for kind in KINDS}
        pages = [alone(f"pages {number}", run, options) for number in range(len(PAGES))]
    result = result_of(options, reports, {name: one for found in pages for name, one in found.items()})
    print(json.dumps(result))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--needs", type=int, default=20_000)
    parser.add_argument("--expenses", type=int, default=5_000)
    parser.add_argument("--indicators", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="keep the database here, and use it again the next time")
    parser.add_argument("--profile", type=Path, help="write one cProfile file for each step into this folder")
    parser.add_argument("--step", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def alone(step: str, folder: Path, options: argparse.Namespace) -> Any:
    """Run one step in a fresh process; show what it says, return the JSON of its last line."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
    for name in ("needs", "expenses", "indicators", "rounds"):
        command += [f"--{name}", str(getattr(options, name))]
    if options.profile:
        command += ["--profile", str(options.profile)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        last = ""
        for line in process.stdout or ():
            if last:
                print(last, end="", flush=True)
            last = line
    if process.returncode:
        raise SystemExit(f"{step} ended with {process.returncode}")
    return json.loads(last)


def step_of(options: argparse.Namespace) -> Any:
    """Do one step in this process."""
    ready(options.folder)
    if not options.profile or options.step == "build":
        return do(options)
    profile = cProfile.Profile()
    try:
        return profile.runcall(do, options)
    finally:
        options.profile.mkdir(parents=True, exist_ok=True)
        profile.dump_stats(options.profile / f"{options.step.replace(' ', '-')}.prof")


def do(options: argparse.Namespace) -> Any:
    if options.step == "build":
        return build(options)
    from vivier.accounts.models import User
    from vivier.mandate.models import Mandate

    mandate, person = Mandate.objects.get(), User.objects.get()
    if options.step in KINDS:
        return give_account(mandate, person, options.step)
    return look_at(person, pages_of(mandate, PAGES[int(options.step.split()[1])]), options.rounds)


def build(options: argparse.Namespace) -> dict[str, float]:
    """Make the database: not part of any goal."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from vivier.accounts.models import User

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    chance, clock = random.Random(7), Clock()
    person = User.objects.create(email="c@example.org", name="C", role="coordinator", is_staff=True)
    person.join_group()
    with transaction.atomic():
        clock.time("needs made (not part of the goal)", lambda: make_needs(options.needs, chance))
        clock.time(
            "mandate made (not part of the goal)",
            lambda: make_mandate(options.expenses, options.indicators, chance),
        )
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return clock.seconds


def result_of(
    options: argparse.Namespace, reports: dict[str, Any], pages: dict[str, dict[str, float]]
) -> dict[str, Any]:
    """The measures and whether the goals hold, by the clock and by processor time."""
    report = {kind: round(sum(one["seconds"].values()), 2) for kind, one in reports.items()}
    processor = {kind: round(sum(one["processor"].values()), 2) for kind, one in reports.items()}
    return {
        "benchmark": "mandate",
        "needs": options.needs,
        "expenses": options.expenses,
        "indicators": options.indicators,
        "report_s": report,
        "report_processor_s": processor,
        "steps_s": {name: value for one in reports.values() for name, value in one["seconds"].items()},
        "pages": pages,
        "goal_report_s": GOAL_REPORT_S,
        "goal_page_p95_ms": GOAL_PAGE_MS,
        "report_holds": max(report.values()) <= GOAL_REPORT_S,
        "report_holds_by_processor": max(processor.values()) <= GOAL_REPORT_S,
        "pages_hold": max(one["p95_ms"] for one in pages.values()) <= GOAL_PAGE_MS,
        "pages_hold_by_processor": max(one["p95_processor_ms"] for one in pages.values()) <= GOAL_PAGE_MS,
    }


if __name__ == "__main__":
    main()
