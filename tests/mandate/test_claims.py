"""What a claim may ask for: what was accepted, less what the funder paid or was asked for already."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from tests.factories import PersonFactory
from tests.mandate.reported_world import accepted, claimed, made, started
from tests.mandate_factories import InstalmentFactory
from vivier.accounts.models import JournalEntry
from vivier.mandate import actions
from vivier.mandate.actions import reports
from vivier.mandate.models import Expense, Instalment, InstalmentCondition, Report, Seal
from vivier.mandate.refusals import NotReady, NotTheRightState
from vivier.mandate.reporting import papers

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world():
    return made()


@pytest.fixture
def interim(world) -> Instalment:
    return world.mandate.instalments.get()


def advance(world, amount: str) -> Instalment:
    return InstalmentFactory(
        mandate=world.mandate,
        position=7,
        kind="advance",
        amount_eur=D(amount),
        state="received",
        received_on=date(2026, 2, 1),
    )


def changed(world, report: Report, **values: Any) -> Report:
    return reports.change_report(report, values, edits=report.edits, by=world.coordinator)


def handed_in(world, report: Report) -> dict[str, Any]:
    done = reports.submit_report(report, by=world.coordinator)
    found: dict[str, Any] = json.loads(Seal.objects.get(report=done).content)
    return found


def refused(world, report: Report) -> str:
    with pytest.raises(NotReady) as refusal:
        reports.submit_report(report, by=world.coordinator)
    return " ".join(refusal.value.problems)


def next_claim(world, amount: str, **values: Any) -> Report:
    """A second financial report of the same year, with one more expense of that amount accepted."""
    accepted(world.line, amount, dated_on=date(2026, 2, 1))
    money = {
        "claimed_eur": D(amount),
        "signatory": "Ada Exemple",
        "signatory_function": "Directrice",
        "account": "BE68 5390 0754 7034",
    }
    return changed(world, started(world, "financial"), **money, **values)


def test_an_advance_that_came_is_not_asked_for_a_second_time(world):
    advance(world, "1000.00")
    report = claimed(world)
    assert "2,250.50" in refused(world, report)

    sums = handed_in(world, changed(world, report, claimed_eur=D("250.50")))["sums"]

    assert (sums["stated_in_all"], sums["paid_otherwise"], sums["claimed"]) == (
        "1250.50",
        "1000.00",
        "250.50",
    )


def test_the_claim_says_what_came_otherwise(world):
    advance(world, "1000.00")
    content = handed_in(world, changed(world, claimed(world), claimed_eur=D("250.50")))
    paper = papers.html_of(
        papers.CLAIM, content | {"report": content["report"] | {"language": "en"}}, papers.Mark()
    )
    assert "Other instalments paid or claimed" in paper
    assert "1,000.00" in paper
    del content["sums"]["paid_otherwise"]  # as reports frozen before say it
    assert "Other instalments" not in papers.html_of(papers.CLAIM, content, papers.Mark())


def test_a_statement_that_an_advance_covers_claims_nothing(world):
    advance(world, "5000.00")
    content = handed_in(world, changed(world, claimed(world), claimed_eur=D(0)))

    paper = papers.html_of(
        papers.CLAIM, content | {"report": content["report"] | {"language": "en"}}, papers.Mark()
    )
    assert "Nothing is claimed" in paper
    assert "owes it" not in paper


def test_all_that_is_claimed_and_paid_stays_within_the_mandate(world, interim):
    advance(world, "99500.00")

    assert "mandate has left: 500.00" in refused(
        world, changed(world, claimed(world, "600.00"), instalment=interim)
    )


def test_two_claims_of_one_instalment_stay_within_it(world, interim):
    Instalment.objects.filter(pk=interim.pk).update(amount_eur=D("1300.00"))
    interim.refresh_from_db()
    handed_in(world, changed(world, claimed(world), instalment=interim))

    assert "More is claimed than the instalment" in refused(
        world, next_claim(world, "49.51", instalment=interim)
    )


def test_an_instalment_written_down_as_claimed_and_its_report_count_once(world, interim):
    Instalment.objects.filter(pk=interim.pk).update(state="claimed", claimed_on=date(2026, 6, 1))

    sums = handed_in(world, changed(world, claimed(world), instalment=interim))["sums"]

    assert (sums["paid_otherwise"], sums["claimed_before"]) == ("0.00", "0.00")
    assert handed_in(world, next_claim(world, "10.00"))["sums"]["claimed_before"] == "1250.50"


@pytest.mark.parametrize(
    ("kind", "percent", "is_claimed"),
    [
        ("spent", "1.25", True),
        ("spent", "1.26", False),
        ("document", None, False),
        ("activity_report", None, False),
        ("financial_report", None, True),  # this is that report
    ],
)
def test_an_instalment_is_claimed_under_its_conditions(world, interim, kind, percent, is_claimed):
    InstalmentCondition.objects.create(
        instalment=interim, kind=kind, text="A condition", spent_percent=percent and D(percent)
    )
    report = changed(world, claimed(world), instalment=interim)

    if is_claimed:
        handed_in(world, report)
    else:
        assert "Condition not met: A condition" in refused(world, report)


def test_an_instalment_follows_the_report_that_claims_it(world, interim):
    report = changed(world, claimed(world), instalment=interim)
    handed_in(world, report)
    interim.refresh_from_db()
    assert (interim.state, interim.claimed_on) == ("claimed", timezone.localdate())

    reports.return_report(report, by=world.coordinator, comment="Un poste à revoir.")
    interim.refresh_from_db()
    assert (interim.state, interim.claimed_on) == ("expected", None)
    verbs = JournalEntry.objects.filter(verb__startswith="instalment.").order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == ["instalment.claimed", "instalment.returned"]


def test_money_that_came_stays_when_its_report_comes_back(world, interim):
    report = changed(world, claimed(world), instalment=interim)
    handed_in(world, report)
    actions.receive_instalment(interim, by=world.coordinator, on=date(2026, 8, 1))

    reports.return_report(report, by=world.coordinator, comment="Un poste à revoir.")

    interim.refresh_from_db()
    assert interim.state == "received"


def test_an_expense_a_report_states_stays_accepted_while_the_report_stands(world):
    report = reports.submit_report(claimed(world), by=world.coordinator)
    expense = Expense.objects.order_by("pk").first()
    boss = PersonFactory(role="coordinator")

    for _turn in ("handed in", "approved"):
        with pytest.raises(NotTheRightState, match=f"stated in {report}"):
            actions.reopen_expense(expense, by=boss, comment="The amount is wrong.")
        if report.state == Report.State.SUBMITTED:
            report = reports.approve_report(report, by=world.coordinator)
    expense.refresh_from_db()
    assert expense.state == Expense.State.ACCEPTED


def test_an_expense_of_a_report_that_came_back_is_put_right(world):
    report = reports.submit_report(claimed(world), by=world.coordinator)
    following = reports.return_report(report, by=world.coordinator, comment="Un montant est faux.")
    expense = Expense.objects.order_by("pk").first()

    actions.reopen_expense(expense, by=PersonFactory(role="coordinator"), comment="The amount is wrong.")

    assert "only 250.50" in refused(world, following)
