"""People and one small mandate; sentences in English."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from tests.mandate_factories import BudgetLineFactory, MandateFactory
from vivier.accounts.models import User
from vivier.mandate import actions
from vivier.mandate.models import BudgetLine, DocumentKind, Expense, Mandate

D = Decimal


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def person(role: str, name: str = "") -> User:
    return User.objects.create_user(f"{role}-{name or 'one'}@example.org", role=role, name=name)


@dataclass(frozen=True)
class World:
    mandate: Mandate
    line: BudgetLine
    accountant: User
    coordinator: User

    def enter(self, **values) -> Expense:
        """Enter an expense of 1,210.00 € on the line, all its facts replaceable."""
        shares = values.pop("shares", [(self.line, D(100))])
        by = values.pop("by", self.accountant)
        number = Expense.objects.count() + 1
        facts = {
            "supplier": "Imprimerie du Pont",
            "invoice_number": f"2026-{number}",
            "dated_on": date(2026, 3, 15),
            "description": "Programme booklets",
            "category": "services",
            "amount_excl_eur": D("1000.00"),
            "amount_incl_eur": D("1210.00"),
        }
        return actions.enter_expense(by=by, values=facts | values, shares=shares)

    def complete(self, **values) -> Expense:
        """Enter one with its documents and its payment."""
        expense = self.enter(**values)
        by = values.get("by", self.accountant)
        for kind in (DocumentKind.INVOICE, DocumentKind.PAYMENT):
            actions.attach_evidence(
                expense, by=by, name=f"{kind}.pdf", content=pdf(f"{kind} {expense.pk}"), kind=kind
            )
        actions.add_payment(expense, by=by, paid_on=date(2026, 4, 1), amount_eur=expense.amount_incl_eur)
        return Expense.objects.get(pk=expense.pk)

    def submitted(self, **values) -> Expense:
        return actions.submit_expense(self.complete(**values), by=values.get("by", self.accountant))

    def accepted(self, **values) -> Expense:
        return actions.accept_expense(self.submitted(**values), by=self.coordinator)


def pdf(text: str) -> bytes:
    return f"%PDF-1.4\n{text}\n%%EOF".encode()


@pytest.fixture
def world(db: None) -> World:
    mandate = MandateFactory(title_fr="Référent", amount_eur=D("10000.00"))
    line = BudgetLineFactory(mandate=mandate, code="P1", title_fr="Services", planned_eur=D("5000.00"))
    return World(mandate, line, person("accountant", "Ana"), person("coordinator", "Coline"))
