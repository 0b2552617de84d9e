"""A mandate with 20,000 needs, 5,000 expenses, 60 indicators: how long reports take, how quick pages are.

    .venv/bin/python benchmarks/mandate.py [--needs 20000] [--expenses 5000] [--indicators 60] [--rounds 20]

Goals: a report (frozen, signed, its papers as PDF, its workbook) in at most 10 seconds; pages of the desk at
most 300 ms (p95). One process, one thing after the other, a SQLite database of its own; each time is given
twice, by the clock and as processor time (what an idle machine takes). "cold" is
the first look at a page, when everything is counted; p95 is over the others. Ends with one line of JSON.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
GOAL_REPORT_S, GOAL_PAGE_MS = 10.0, 300.0
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
    """Connect to a database of our own and make its tables."""
    os.environ |= {
        "VIVIER_MODE": "development",
        "VIVIER_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "vivier.settings",
        "LOG_LEVEL": "ERROR",
    }
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.STAFF_MFA_REQUIRED = False
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def make_needs(count: int, chance: random.Random) -> None:
    """Needs spread over a year, two in three referred to one of twenty partners."""
    from vivier.directory.models import Actor
    from vivier.reference.models import Territory
    from vivier.support.models import Need, Partner, Referral
    from vivier.support.models.needs import Subject

    communes = [
        Territory(
            code=f"{92000 + n}", kind="commune", label_fr=f"Commune {n}", chain=[f"{92000 + n}", "03000"]
        )
        for n in range(40)
    ]
    Territory.objects.bulk_create(communes)
    actors = [
        Actor(
            name=f"Acteur {n}", sort_name=f"acteur {n}", slug=f"acteur-{n}", kind="studio", status="published"
        )
        for n in range(1500)
    ]
    Actor.objects.bulk_create(actors)
    partners = [Partner(actor=actors[n], email=f"p{n}@example.org") for n in range(20)]
    Partner.objects.bulk_create(partners)
    subjects = [one.value for one in Subject]
    needs, referrals = [], []
    for number in range(count):
        received = START + timedelta(minutes=chance.randrange(350 * 24 * 60))
        entered = received + timedelta(hours=chance.choice((2, 20, 30, 120)))
        need = Need(
            reference=f"B-2026-{number:05d}",
            subject=chance.choice(subjects),
            state="referred" if number % 3 else "entered",
            territory=chance.choice(communes),
            actor=chance.choice(actors) if number % 2 else None,
            received_at=received,
            entered_at=entered,
            enter_by=(received + timedelta(days=2)).date(),
            project_name=f"Projet {number}",
        )
        needs.append(need)
        if number % 3:
            state = chance.choice(("sent", "taken", "helped", "cannot"))
            answered = None if state == "sent" else entered + timedelta(days=3)
            referrals.append(
                Referral(
                    need=need,
                    partner=chance.choice(partners),
                    state=state,
                    sent_at=entered,
                    answered_at=answered,
                    verdict="met",
                )
            )
    Need.objects.bulk_create(needs, batch_size=500)
    Referral.objects.bulk_create(referrals, batch_size=500)


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
    from vivier.mandate import models

    rows, shares, files = [], [], []
    for number in range(count):
        amount = Decimal(chance.randrange(1000, 150_000)) / 100
        expense = models.Expense(
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
        rows.append(expense)
        shares.append(
            models.ExpenseShare(
                expense=expense, line=chance.choice(lines), share=Decimal(100), amount_eur=amount
            )
        )
        content = f"%PDF-1.4 {number} %%EOF".encode()
        files.append(
            models.EvidenceFile(
                digest=f"{number:064x}", content_type="application/pdf", size=len(content), content=content
            )
        )
    models.Expense.objects.bulk_create(rows, batch_size=500)
    models.ExpenseShare.objects.bulk_create(shares, batch_size=500)
    models.EvidenceFile.objects.bulk_create(files, batch_size=500)
    from django.db.models import QuerySet

    proofs = [
        models.Evidence(file=file, kind="invoice", name=f"facture-{row.number}.pdf", expense=row)
        for file, row in zip(files, rows, strict=True)
    ]
    QuerySet(models.Evidence).bulk_create(proofs, batch_size=500)


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


def give_account(mandate: Any, person: Any, kind: str, clock: Clock) -> Any:
    """Prepare, hand in, and make every paper of one report."""
    from vivier.mandate.actions import reports
    from vivier.mandate.reporting import bundle, papers
    from vivier.mandate.reporting.workbook import workbook_of

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
    content, rows, mark = (
        json.loads(report.seal.content),
        json.loads(report.seal.rows),
        bundle.mark_of(report.seal),
    )
    for paper in papers.papers_of(kind):
        clock.time(f"{kind}: {paper.code} as PDF", lambda paper=paper: papers.pdf_of(paper, content, mark))
    clock.time(f"{kind}: workbook", lambda: sum(map(len, workbook_of(content, rows))))
    print(f"{'':<42}{len(report.seal.packed) + len(report.seal.packed_rows):>9,} bytes kept")
    return report


def look_at(client: Any, pages: dict[str, list[str]], rounds: int) -> dict[str, dict[str, float]]:
    """Ask every page several times; return its cold time and the p95 of the rest, in milliseconds."""
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


def pages_of(mandate: Any, activity: Any, financial: Any) -> dict[str, list[str]]:
    """The pages of the desk and the public one, several addresses each where rows differ."""
    indicators = list(mandate.indicators.values_list("pk", flat=True))
    days = "starts_on=2026-01-01&ends_on=2026-12-31"
    return {
        "indicators of the mandate": [f"/desk/reports/figures/{mandate.pk}/?{days}"],
        "one indicator and its rows": [
            f"/desk/reports/figure/{pk}/?{days}&p={page}" for pk in indicators[:10] for page in (1, 40)
        ],
        "reports of the mandate": [f"/desk/reports/mandate/{mandate.pk}/"],
        "activity report": [f"/desk/reports/{activity.pk}/"],
        "financial report": [f"/desk/reports/{financial.pk}/"],
        "frozen rows of a figure": [f"/desk/reports/{activity.pk}/rows/?figure=I{n}" for n in range(6)],
        "public mandate": [f"/en/mandate/{mandate.slug}/"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=20_000)
    parser.add_argument("--expenses", type=int, default=5_000)
    parser.add_argument("--indicators", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ready(Path(folder))
        from django.test import Client

        from vivier.accounts.models import User
        from vivier.mandate.actions import reports

        chance, clock = random.Random(7), Clock()
        person = User.objects.create(email="c@example.org", name="C", role="coordinator", is_active=True)
        clock.time("needs made (not part of the goal)", lambda: make_needs(options.needs, chance))
        mandate = clock.time(
            "mandate made (not part of the goal)",
            lambda: make_mandate(options.expenses, options.indicators, chance),
        )
        activity = give_account(mandate, person, "activity", clock)
        reports.approve_report(activity, by=person)
        financial = give_account(mandate, person, "financial", clock)
        client = Client()
        client.force_login(person)
        client.get("/desk/reports/?language=en")
        pages = look_at(client, pages_of(mandate, activity, financial), options.rounds)
    print(json.dumps(result_of(options, clock, pages)))


def result_of(
    options: argparse.Namespace, clock: Clock, pages: dict[str, dict[str, float]]
) -> dict[str, Any]:
    """The measures and whether the goals hold, by the clock and by processor time."""

    def total(seconds: dict[str, float], kind: str) -> float:
        return round(sum(value for name, value in seconds.items() if name.startswith(kind)), 2)

    kinds = ("activity", "financial")
    report = {kind: total(clock.seconds, kind) for kind in kinds}
    report_processor = {kind: total(clock.processor, kind) for kind in kinds}
    return {
        "benchmark": "mandate",
        "needs": options.needs,
        "expenses": options.expenses,
        "indicators": options.indicators,
        "report_s": report,
        "report_processor_s": report_processor,
        "pages": pages,
        "goal_report_s": GOAL_REPORT_S,
        "goal_page_p95_ms": GOAL_PAGE_MS,
        "report_holds": max(report.values()) <= GOAL_REPORT_S,
        "report_holds_by_processor": max(report_processor.values()) <= GOAL_REPORT_S,
        "pages_hold": max(one["p95_ms"] for one in pages.values()) <= GOAL_PAGE_MS,
        "pages_hold_by_processor": max(one["p95_processor_ms"] for one in pages.values()) <= GOAL_PAGE_MS,
    }


if __name__ == "__main__":
    main()
