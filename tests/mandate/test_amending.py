"""Amendments: amount and period change by a decision, what stood before is kept, nothing accepted is undone."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.mandate import reported_world
from tests.mandate.conftest import person
from tests.mandate_factories import InstalmentFactory
from vivier.accounts.models import JournalEntry
from vivier.mandate.actions.amending import Decision, amend_mandate
from vivier.mandate.models import Amendment, Mandate
from vivier.mandate.refusals import InvalidValue, NotAllowed, NotTheRightState, ReasonMissing

D = Decimal


def decided(**values):
    facts = {"dated_on": date(2026, 9, 1), "reference": "AM du 1er septembre 2026", "text": "Prolongation."}
    return Decision(**facts | {"submission": uuid4()} | values)


def test_a_decision_changes_amount_and_period_and_keeps_what_stood_before(world):
    decision = decided(amount_eur=D("12000.00"), ends_on=date(2027, 3, 31), paid_until=date(2027, 5, 31))

    made = amend_mandate(world.mandate, decision, by=world.coordinator)
    again = amend_mandate(world.mandate, decision, by=world.coordinator)
    second = amend_mandate(world.mandate, decided(amount_eur=D("13000.00")), by=world.coordinator)

    mandate = Mandate.objects.get(pk=world.mandate.pk)
    assert (mandate.amount_eur, mandate.ends_on, mandate.paid_until) == (
        D("13000.00"),
        date(2027, 3, 31),
        date(2027, 5, 31),
    )
    assert (again, made.number, second.number) == (made, 1, 2)
    assert (made.amount_before_eur, made.ends_before, made.paid_before) == (
        D("10000.00"),
        date(2026, 12, 31),
        None,
    )
    assert (second.amount_before_eur, second.ends_after) == (D("12000.00"), None)
    told = JournalEntry.objects.filter(verb="mandate.amended").order_by("pk")
    assert [one.changes["amount_eur"] for one in told] == [
        ["10000.00", "12000.00"],
        ["12000.00", "13000.00"],
    ]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({}, InvalidValue),
        ({"amount_eur": D("10000.00")}, InvalidValue),
        ({"amount_eur": D("999.99")}, InvalidValue),
        ({"amount_eur": D("-1.00")}, InvalidValue),
        ({"ends_on": date(2025, 12, 31)}, InvalidValue),
        ({"paid_until": date(2026, 12, 30)}, InvalidValue),
        ({"amount_eur": D("1.00"), "reference": " "}, ReasonMissing),
        ({"amount_eur": D("1.00"), "text": "\x00"}, ReasonMissing),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(world, values, refusal):
    world.accepted()

    with pytest.raises(refusal):
        amend_mandate(world.mandate, decided(**values), by=world.coordinator)

    assert Amendment.objects.count() == 0
    assert Mandate.objects.get(pk=world.mandate.pk).amount_eur == D("10000.00")


def test_less_than_the_funder_paid_already_is_refused(world):
    InstalmentFactory(
        mandate=world.mandate,
        kind="advance",
        amount_eur=D("2000.00"),
        state="claimed",
        claimed_on=date(2026, 2, 1),
    )

    with pytest.raises(InvalidValue, match=r"2,000\.00"):
        amend_mandate(world.mandate, decided(amount_eur=D("1999.99")), by=world.coordinator)
    amend_mandate(world.mandate, decided(amount_eur=D("2000.00")), by=world.coordinator)


def test_only_a_coordinator_amends_and_not_once_it_is_closed(world):
    with pytest.raises(NotAllowed):
        amend_mandate(world.mandate, decided(amount_eur=D("12000.00")), by=world.accountant)
    Mandate.objects.update(state="closed")
    with pytest.raises(NotTheRightState):
        amend_mandate(world.mandate, decided(amount_eur=D("12000.00")), by=person("coordinator", "Cyr"))


def test_a_report_that_was_handed_in_stays_inside_and_unchanged(db):
    world = reported_world.made()
    report = reported_world.submitted(world)
    before = bytes(report.seal.packed)

    with pytest.raises(InvalidValue, match="goes further"):
        amend_mandate(world.mandate, decided(ends_on=date(2026, 11, 30)), by=world.coordinator)
    amend_mandate(world.mandate, decided(amount_eur=D("120000.00")), by=world.coordinator)

    report.refresh_from_db()
    assert bytes(report.seal.packed) == before
