"""The demonstration's accounts to its funder: a half-year approved with its money, a quarter sent back."""

from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from vivier.core.money import ZERO
from vivier.firstload.spending import prove
from vivier.mandate.actions import highlights, measuring, reports
from vivier.mandate.indicators.periods import Period
from vivier.mandate.measuring import indicators_of, measured
from vivier.mandate.models import Indicator, Mandate, Obligation, Report, Target
from vivier.mandate.reporting import telling
from vivier.mandate.reporting.spending import paid_otherwise, shares_to_report, total_of

if TYPE_CHECKING:
    from vivier.firstload.mandates import Loading

_MONEY = ("signatory", "signatory_function", "account")


def plan_parts(loading: "Loading", indicator: Indicator, one: dict[str, Any], spans: list[Period]) -> None:
    """Write what an indicator should reach in each closed period, and what was told of it by hand."""
    for number, period in enumerate(spans[: len(one.get("parts", ()))]):
        target = Target.objects.create(
            indicator=indicator,
            planned=Decimal(one["parts"][number]),
            starts_on=period.starts_on,
            ends_on=period.ends_on,
        )
        loading.why[target.pk] = one["why"]
        if "told" not in one:
            continue
        value = Decimal(one["told"][number])
        told = measuring.tell_value(indicator, period, value=value, note=one["how"], by=loading.by)
        prove(told, "attendance", f"{indicator.code} {one['told'][number]}", loading.by)


def spans_of(loading: "Loading", mandate: dict[str, Any]) -> list[Period]:
    """Return the periods the reports of a mandate are about, each once, in their order."""
    pairs = dict.fromkeys((one["from"], one["to"]) for one in mandate.get("reports", ()))
    return [Period(loading.month(first, 1), loading.month(last, 31)) for first, last in pairs]


def give_account(loading: "Loading", mandate: dict[str, Any]) -> None:
    """Write the reports of a mandate, hand them in and have them answered."""
    row = loading.mandates[mandate["slug"]]
    for number, one in enumerate(mandate.get("reports", ())):
        period = Period(loading.month(one["from"], 1), loading.month(one["to"], 31))
        submission = uuid5(NAMESPACE_URL, f"demonstration/report/{row.slug}/{number}")
        asked = reports.Asked(one["kind"], period.starts_on, period.ends_on, submission)
        report = reports.start_report(row, asked, by=loading.by)
        prepared = _activity if one["kind"] == Report.Kind.ACTIVITY else _financial
        values = prepared(loading, report, one, period)
        if values is None:
            continue
        report = reports.change_report(report, values, edits=report.edits, by=loading.by)
        moment = _moment(loading, one["handed_in"])
        _answer(loading, reports.submit_report(report, by=loading.by, at=moment), one)


def _activity(
    loading: "Loading", report: Report, one: dict[str, Any], period: Period
) -> dict[str, Any] | None:
    """Explain every target that was missed and pick what is told of."""
    for indicator in indicators_of(_fresh(report.mandate)):
        found = measured(indicator, period)
        for target in found.targets if found.is_missed else ():
            measuring.explain_gap(target, text=loading.why[target.pk], by=loading.by)
    for subject in one["highlights"]:
        for key, _title in telling.choices(report, subject)[:1]:
            highlights.add_highlight(report, subject=subject, key=key, text="", by=loading.by)
    return {"introduction": one["introduction"]}


def _financial(
    _loading: "Loading", report: Report, one: dict[str, Any], _period: Period
) -> dict[str, Any] | None:
    """Claim what was accepted and not paid in advance; where nothing was accepted there is no report."""
    stated = total_of(shares_to_report(report))
    if stated <= 0:
        return None
    owed = max(ZERO, stated - paid_otherwise(report.mandate, report))
    return {"claimed_eur": owed, **{name: one[name] for name in _MONEY}}


def _answer(loading: "Loading", report: Report, one: dict[str, Any]) -> None:
    """Have the funder approve or send back, on the day it did."""
    decided_at = _moment(loading, one["decided"])
    if one["decision"] == Report.State.APPROVED:
        reports.approve_report(report, by=loading.by, comment=one["comment"])
        Obligation.objects.filter(reports=report).update(approved_on=decided_at.date())
    else:
        following = reports.return_report(report, by=loading.by, comment=one["comment"])
        changes = {"introduction": one["corrected"]}
        reports.change_report(following, changes, edits=following.edits, by=loading.by)
    Report.objects.filter(pk=report.pk).update(decided_at=decided_at)


def _fresh(mandate: Mandate) -> Mandate:
    return Mandate.objects.get(pk=mandate.pk)


def _moment(loading: "Loading", month_and_day: list[int]) -> datetime:
    day = min(loading.month(*month_and_day), loading.today)
    return min(timezone.make_aware(datetime.combine(day, time(10, 15))), timezone.now())
