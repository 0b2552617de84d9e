"""What keeps a report from being handed in, each in one sentence."""

from decimal import Decimal

from django.utils.translation import gettext as _

from vivier.core.money import ZERO, euros
from vivier.mandate.conditions import verdicts_on
from vivier.mandate.due import hindrances_of
from vivier.mandate.indicators.once import Counts
from vivier.mandate.indicators.periods import Period
from vivier.mandate.measuring import Measured, described, figure_of, indicators_of, prepare
from vivier.mandate.models import Instalment, InstalmentCondition, Report
from vivier.mandate.reporting import tables
from vivier.mandate.reporting.spending import (
    claimed_before,
    claimed_of,
    paid_otherwise,
    reported_before,
    total_to_report,
)


def of_report(report: Report, counts: Counts | None = None) -> list[str]:
    """Return the sentences; an empty list lets it through. What is counted is remembered in `counts`."""
    if report.kind == Report.Kind.ACTIVITY:
        found = _of_activity(report, counts or Counts())
    else:
        found = _of_financial(report)
    return found + hindrances_of(report)


def _of_activity(report: Report, counts: Counts) -> list[str]:
    period = Period(report.starts_on, report.ends_on)
    found = (
        [_("Write an introduction: what happened in this period.")] if not report.introduction.strip() else []
    )
    told = [described(indicator, period) for indicator in indicators_of(report.mandate)]
    prepare(counts, told)
    for one in told:
        found += _of_figure(figure_of(one, counts))
    return found + tables.missing_in(report)


def _of_figure(one: Measured) -> list[str]:
    words = {"indicator": f"{one.indicator.code} · {one.indicator}"}
    if one.problem:
        return [_("%(indicator)s has no value.") % words + f" {one.problem}"]
    if one.is_missed and not one.explanation:
        return [_("%(indicator)s misses its target: explain why.") % words]
    if one.is_by_hand and not all(value.evidence.all() for value in one.hand_values):
        return [_("%(indicator)s was told by hand without a document that proves it.") % words]
    return []


def _of_financial(report: Report) -> list[str]:
    found = []
    if not _is(report, Instalment.Kind.ADVANCE) and not has_approved_activity_report(report):
        found.append(_("The activity report of this period has to be approved first."))
    if not report.signatory.strip() or not report.signatory_function.strip():
        found.append(_("Say who signs the declaration on honour, and in which function."))
    if not report.account.strip():
        found.append(_("Write the bank account the money goes to."))
    if report.claimed_eur is None or report.claimed_eur < 0:
        found.append(_("Write the amount that is claimed, nought when it was paid in advance."))
        return found
    return found + _of_claim(report, report.claimed_eur) + _of_instalment(report, report.claimed_eur)


def _of_claim(report: Report, claimed: Decimal) -> list[str]:
    """An advance is claimed before anything is spent; anything else at most what was stated.

    What the funder paid in advance counts against it, except while an intermediate payment is claimed.
    """
    found = []
    mandate = report.mandate
    before, otherwise = claimed_before(mandate, report), paid_otherwise(mandate, report)
    left = mandate.amount_eur - before - otherwise
    if claimed > left:
        found.append(
            _("More is claimed than the mandate has left: %(left)s.") % {"left": euros(max(left, ZERO))}
        )
    stated = reported_before(mandate, report) + total_to_report(report)
    in_all = before + claimed + (ZERO if _is(report, Instalment.Kind.INTERIM) else otherwise)
    if claimed and not _is(report, Instalment.Kind.ADVANCE) and in_all > stated:
        words = {"claimed": euros(in_all), "stated": euros(stated)}
        found.append(_("With this, %(claimed)s would be claimed and only %(stated)s accepted.") % words)
    return found


def _of_instalment(report: Report, claimed: Decimal) -> list[str]:
    """All claims of an instalment stay within it, under its conditions; this report is one of them."""
    if report.instalment is None:
        return []
    found = []
    if claimed + claimed_of(report.instalment, report) > report.instalment.amount_eur:
        found.append(
            _("More is claimed than the instalment: %(amount)s.")
            % {"amount": euros(report.instalment.amount_eur)}
        )
    for one in verdicts_on(report.instalment):
        if one.met is not True and one.condition.kind != InstalmentCondition.Kind.FINANCIAL_REPORT:
            words = {"condition": one.condition.text, "because": one.because}
            found.append(_("Condition not met: %(condition)s (%(because)s).") % words)
    return found


def _is(report: Report, kind: str) -> bool:
    """Say whether a report claims an instalment of that kind; an advance comes before anything is done."""
    return report.instalment is not None and report.instalment.kind == kind


def has_approved_activity_report(report: Report) -> bool:
    """Say whether an approved activity report covers every day of this one."""
    approved = Report.objects.filter(
        mandate=report.mandate_id,
        kind=Report.Kind.ACTIVITY,
        state=Report.State.APPROVED,
        starts_on__lte=report.starts_on,
        ends_on__gte=report.ends_on,
    )
    return approved.exists()
