"""Overheads at a flat rate: of accepted staff costs, never charged twice, made up for when these change."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.mandate.conftest import person
from tests.mandate_factories import BudgetLineFactory, ExpenseFactory, FlatRateFactory
from vivier.mandate import actions, checks
from vivier.mandate.actions.expenses import next_number
from vivier.mandate.models import Expense, FlatRate
from vivier.mandate.refusals import InvalidValue, MandateRefusal, NotReady, NotTheRightState

D = Decimal
LAST = date(2026, 6, 30)


@pytest.fixture
def staff(world):
    return BudgetLineFactory(mandate=world.mandate, code="P2", category="staff")


@pytest.fixture
def line(world):
    return BudgetLineFactory(mandate=world.mandate, code="P3", category="overhead")


def rate(world, value, since=date(2026, 1, 1), until=None):
    FlatRateFactory(
        mandate=world.mandate,
        kind=FlatRate.Kind.OVERHEAD,
        function="",
        value=D(value),
        since=since,
        until=until,
    )


def cost(staff, amount, day, state="accepted"):
    facts = {
        "number": next_number(),
        "kind": "staff",
        "category": "staff",
        "dated_on": day,
        "decided_at": timezone.now(),
    }
    return ExpenseFactory(on=[(staff, 100, amount)], state=state, decision_comment="Seen.", **facts)


def charge(world, line, until=LAST):
    return actions.charge_overheads(line, until=until, by=world.accountant)


def test_each_rate_is_taken_on_the_days_it_held(world, staff, line):
    rate(world, 15, until=date(2026, 3, 31))
    rate(world, "12.5", since=date(2026, 4, 1))
    cost(staff, "1000.10", date(2026, 3, 31))
    cost(staff, "2000.00", date(2026, 4, 30))
    cost(staff, "900.00", date(2026, 5, 31), state="submitted")
    cost(staff, "900.00", date(2026, 7, 31))

    expense = charge(world, line)

    assert (expense.state, expense.kind, expense.category) == ("submitted", "flat", "overhead")
    assert (expense.dated_on, expense.amount_incl_eur) == (LAST, D("400.02"))  # 150.015 + 250
    assert actions.accept_expense(expense, by=world.coordinator).state == "accepted"


def test_nothing_is_charged_twice_and_what_comes_late_is_made_up_for(world, staff, line):
    rate(world, 10)
    cost(staff, 1000, date(2026, 2, 28))
    first = charge(world, line)
    with pytest.raises(NotReady) as refusal:
        charge(world, line)
    cost(staff, 500, date(2026, 2, 28))

    assert "Nothing is left to charge" in refusal.value.problems[0]
    assert "100.00\u00a0€ are charged" in refusal.value.problems[0]
    assert charge(world, line).amount_incl_eur == D(50)
    actions.withdraw_expense(first, by=world.accountant)
    assert charge(world, line).amount_incl_eur == D(100)


def test_an_earlier_charge_is_accepted_although_a_later_one_waits(world, staff, line):
    rate(world, 10)
    cost(staff, 1000, date(2026, 2, 28))
    first = charge(world, line, until=date(2026, 3, 31))
    cost(staff, 500, date(2026, 5, 31))
    second = charge(world, line)

    states = [actions.accept_expense(one, by=world.coordinator).state for one in (first, second)]

    assert states == ["accepted", "accepted"]


def test_staff_costs_taken_back_keep_it_from_being_accepted(world, staff, line):
    rate(world, 10)
    paid = cost(staff, 1000, date(2026, 2, 28))
    expense = charge(world, line)
    Expense.objects.filter(pk=paid.pk).update(state="refused")

    with pytest.raises(NotReady):
        actions.accept_expense(expense, by=world.coordinator)
    assert "give less" in checks.blocking(expense)[0]


def test_what_is_missing_is_said(world, staff, line):
    with pytest.raises(NotReady, match="no flat rate"):
        charge(world, line)
    rate(world, 10)
    with pytest.raises(NotReady, match="does not pay overheads"):
        charge(world, staff)
    with pytest.raises(InvalidValue, match="a day that is over"):
        charge(world, line, until=date(2100, 1, 1))
    cost(staff, 1000, date(2026, 2, 28))
    expense = charge(world, line)
    actions.send_back_expense(expense, by=world.coordinator, comment="Look again.")
    expense.refresh_from_db()
    with pytest.raises(NotTheRightState, match="worked out"):
        actions.change_expense(
            expense, by=world.accountant, version=expense.version, values={"amount_excl_eur": D(1)}, shares=[]
        )


@pytest.mark.parametrize("role", ["auditor", "member", "administrator"])
def test_who_enters_no_expense_charges_nothing(world, staff, line, role):
    rate(world, 10)
    cost(staff, 1000, date(2026, 2, 28))

    with pytest.raises(MandateRefusal):
        actions.charge_overheads(line, until=LAST, by=person(role))
    assert not Expense.objects.filter(kind="flat").exists()
