"""A mandate with figures, money and documents, ready for its reports."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.factories import NeedFactory, PersonFactory, TerritoryFactory
from tests.mandate_factories import (
    ActivityFactory,
    BudgetLineFactory,
    DeliverableFactory,
    EvidenceFactory,
    ExpenseFactory,
    InstalmentFactory,
    MandateFactory,
    MandateIndicatorFactory,
    TargetFactory,
)
from vivier.accounts.models import User
from vivier.mandate.actions import measuring, reports
from vivier.mandate.actions.reports import Asked
from vivier.mandate.indicators.periods import Period
from vivier.mandate.models import Expense, Indicator, Mandate, Report, Target

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
MAY = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
D = Decimal


@dataclass
class World:
    """What the tests look at by name."""

    mandate: Mandate
    coordinator: User
    needs: Indicator
    by_hand: Indicator
    target: Target
    line: Any


def made(*, needs: int = 3) -> World:
    """Make a mandate of 2026: needs planned 5, 12 participants told by hand, two accepted expenses."""
    coordinator = PersonFactory(role=User.Role.COORDINATOR)
    mandate = MandateFactory(title_fr="Mandat d’essai", legal_reference="AGW du 18 décembre 2025")
    activity = ActivityFactory(objective__mandate=mandate)
    DeliverableFactory(activity=activity, state="delivered", delivered_on=date(2026, 6, 1))
    counted = MandateIndicatorFactory(
        mandate=mandate,
        code="I1",
        title_fr="Besoins reçus",
        source="code",
        query="needs_received",
        unit="besoins",
    )
    target = TargetFactory(indicator=counted, planned=D(5))
    told = MandateIndicatorFactory(mandate=mandate, code="I2", title_fr="Participants", unit="personnes")
    value = measuring.tell_value(told, YEAR, value=D(12), note="Liste signée.", by=coordinator)
    EvidenceFactory(hand_value=value, kind="attendance")
    namur = TerritoryFactory(code="92094", label_fr="Namur")
    for number in range(needs):
        NeedFactory(
            received_at=MAY,
            entered_at=MAY,
            enter_by=date(2026, 5, 7),
            state="entered",
            territory=namur,
            reference=f"B-2026-T{number:04d}",
            project_name="Zanzibarium",
        )
    line = BudgetLineFactory(mandate=mandate, code="P1")
    for amount in ("1000.00", "250.50"):
        expense = accepted(line, amount)
        EvidenceFactory(expense=expense)
    InstalmentFactory(mandate=mandate, position=1, kind="interim", amount_eur=D("50000.00"))
    return World(mandate, coordinator, counted, told, target, line)


def accepted(line: Any, amount: str, **facts: Any) -> Expense:
    """Return an accepted expense that the line pays whole."""
    return ExpenseFactory(
        on=[(line, "100", amount)],
        amount_excl_eur=D(amount),
        vat_eur=D(0),
        state=Expense.State.ACCEPTED,
        decided_at=MAY,
        decided_by=PersonFactory(),
        **facts,
    )


def started(world: World, kind: str = "activity", period: Period = YEAR) -> Report:
    """Return a report in preparation."""
    asked = Asked(kind, period.starts_on, period.ends_on, uuid4())
    return reports.start_report(world.mandate, asked, by=world.coordinator)


def submitted(world: World) -> Report:
    """Return the activity report of the year, handed in."""
    report = started(world)
    changes = {"introduction": "Une année bien remplie."}
    report = reports.change_report(report, changes, edits=report.edits, by=world.coordinator)
    measuring.explain_gap(world.target, text="Le formulaire a ouvert en mai.", by=world.coordinator)
    return reports.submit_report(report, by=world.coordinator)


def claimed(world: World, amount: str = "1250.50") -> Report:
    """Return the financial report of the year in preparation, after an approved activity report."""
    reports.approve_report(submitted(world), by=world.coordinator)
    report = started(world, "financial")
    values = {
        "claimed_eur": D(amount),
        "signatory": "Ada Exemple",
        "signatory_function": "Directrice",
        "account": "BE68 5390 0754 7034",
    }
    return reports.change_report(report, values, edits=report.edits, by=world.coordinator)
