"""Reports handed in by several people at the same moment: each is frozen once, the chain has one end."""

from datetime import date
from decimal import Decimal
from functools import partial

from django.db.models import Sum
from django.utils import translation

from tests.mandate.at_once import at_once, parallel
from tests.mandate.reported_world import claimed, made, started
from vivier.accounts.models import JournalEntry
from vivier.mandate.actions import reports
from vivier.mandate.indicators.periods import Period
from vivier.mandate.models import Indicator, Report, ReportedShare, Seal
from vivier.mandate.reporting import sealing

PARALLEL = 6


def _written(report, world):
    values = {"introduction": "Une année."}
    return reports.change_report(report, values, edits=report.edits, by=world.coordinator)


@parallel
def test_one_report_handed_in_by_many_at_once_is_frozen_once():
    with translation.override("en"):
        world = made(needs=6)
        report = _written(started(world), world)

    outcomes = at_once([partial(reports.submit_report, report, by=world.coordinator)] * PARALLEL)

    assert outcomes == [True] * PARALLEL
    assert Seal.objects.count() == 1
    assert JournalEntry.objects.filter(verb="report.submitted").count() == 1
    assert sealing.problems_of_all() == []


@parallel
def test_reports_handed_in_at_once_stand_in_one_chain():
    with translation.override("en"):
        world = made(needs=6)
        months = [Period(date(2026, month, 1), date(2026, month, 28)) for month in range(6, 6 + PARALLEL)]
        Indicator.objects.filter(pk=world.by_hand.pk).update(source="code", query="needs_received")
        drafts = [_written(started(world, period=month), world) for month in months]

    outcomes = at_once([partial(reports.submit_report, one, by=world.coordinator) for one in drafts])

    assert outcomes == [True] * PARALLEL
    assert list(Seal.objects.values_list("sequence", flat=True)) == list(range(1, PARALLEL + 1))
    assert sealing.problems_of_all() == []


@parallel
def test_an_expense_is_asked_for_once_of_two_reports_handed_in_at_once():
    with translation.override("en"):
        world = made()
        first = claimed(world, "600.00")
        second = started(world, "financial")
        values = {name: getattr(first, name) for name in ("signatory", "signatory_function", "account")}
        values["claimed_eur"] = Decimal("600.00")
        second = reports.change_report(second, values, edits=second.edits, by=world.coordinator)

    outcomes = at_once([partial(reports.submit_report, one, by=world.coordinator) for one in (first, second)])

    assert outcomes.count(True) >= 1
    handed_in = Report.objects.filter(kind="financial", state="submitted")
    assert handed_in.aggregate(total=Sum("claimed_eur"))["total"] <= Decimal("1250.50")
    assert ReportedShare.objects.count() == ReportedShare.objects.values("share").distinct().count() == 2
    assert sealing.problems_of_all() == []
