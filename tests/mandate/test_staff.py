"""Monthly sheets: hours, dated rates, one expense a row."""

from datetime import date
from decimal import Decimal

import pytest

from tests.mandate_factories import (
    ActivityFundingFactory,
    BudgetLineFactory,
    FlatRateFactory,
    StaffMemberFactory,
)
from vivier.mandate import actions
from vivier.mandate.actions import HoursRow
from vivier.mandate.models import Expense, TimeSheet
from vivier.mandate.refusals import EditConflict, InvalidValue, MandateRefusal, NotReady, NotTheRightState

D = Decimal


@pytest.fixture
def staff(world):
    return BudgetLineFactory(mandate=world.mandate, code="P2", category="staff")


@pytest.fixture
def activity(world):
    return ActivityFundingFactory(activity__objective__mandate=world.mandate).activity


@pytest.fixture
def sheet(world):
    return actions.open_sheet(StaffMemberFactory(name="Marie"), month=date(2026, 3, 17), by=world.accountant)


def test_a_charged_sheet_makes_an_expense_at_the_rate_of_its_month(world, staff, activity, sheet):
    FlatRateFactory(mandate=world.mandate, value=D("44.5050"), until=date(2026, 6, 30))
    FlatRateFactory(mandate=world.mandate, value=D(99), since=date(2026, 7, 1))
    actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(staff, activity, D("40.50"))])

    (expense,) = actions.charge_sheet(sheet, by=world.accountant)

    assert (expense.state, expense.amount_incl_eur, expense.dated_on, expense.kind) == (
        "submitted",
        D("1802.45"),
        date(2026, 3, 31),
        "staff",
    )
    assert expense.description.startswith("March 2026: 40.50 h, ")
    assert sheet.hours.get().rate_eur == D("44.5050")
    assert TimeSheet.objects.get().state == "charged"
    assert actions.accept_expense(expense, by=world.coordinator).state == "accepted"
    with pytest.raises(NotTheRightState, match="left to charge"):
        actions.charge_sheet(sheet, by=world.accountant)


def test_a_month_without_a_rate_is_not_charged(world, staff, activity, sheet):
    actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(staff, activity, D(8))])

    with pytest.raises(NotReady, match="no hourly rate"):
        actions.charge_sheet(sheet, by=world.accountant)

    assert Expense.objects.count() == 0


def test_a_month_is_charged_once_it_is_over(world, staff, activity):
    FlatRateFactory(mandate=world.mandate)
    sheet = actions.open_sheet(StaffMemberFactory(), month=date(2099, 1, 1), by=world.accountant)
    actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(staff, activity, D(8))])

    with pytest.raises(NotTheRightState, match="once it is over"):
        actions.charge_sheet(sheet, by=world.accountant)


def test_charged_hours_stay_until_their_expense_is_withdrawn(world, staff, activity, sheet):
    FlatRateFactory(mandate=world.mandate)
    actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(staff, activity, D(8))])
    (expense,) = actions.charge_sheet(sheet, by=world.accountant)

    with pytest.raises(NotTheRightState, match="withdraw their expense first"):
        actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(staff, activity, D(9))])
    actions.withdraw_expense(expense, by=world.accountant)
    actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(staff, activity, D(9))])

    assert [one.amount_incl_eur for one in actions.charge_sheet(sheet, by=world.accountant)] == [D("405.00")]


@pytest.mark.parametrize("hours", ["0", "-1", "221", "1.005"])
def test_hours_nobody_works_are_refused(world, staff, activity, sheet, hours):
    with pytest.raises(InvalidValue):
        actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(staff, activity, D(hours))])


def test_hours_go_on_lines_of_staff_once_and_at_the_version_read(world, staff, activity, sheet):
    with pytest.raises(InvalidValue, match="does not pay staff"):
        actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(world.line, activity, D(1))])
    with pytest.raises(MandateRefusal, match="named once"):
        actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(staff, activity, D(1))] * 2)
    actions.write_hours(sheet, by=world.accountant, rows=[HoursRow(staff, activity, D(1))], version=1)
    with pytest.raises(EditConflict):
        actions.write_hours(sheet, by=world.accountant, rows=[], version=1)
