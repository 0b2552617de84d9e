"""The world `mandate.py` measures: needs and referrals, a mandate with expenses, documents, indicators."""

import hashlib
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

START = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
QUERIES = (
    "needs_received",
    "needs_in_time",
    "referrals_sent",
    "referrals_taken",
    "needs_accompanied",
    "partners_at_work",
)


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
