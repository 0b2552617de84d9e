"""Whether an instalment may be claimed: each of its conditions met, not met, or for a person to say."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vivier.core.money import HUNDRED, euros, percent_of
from vivier.mandate.models import Instalment, InstalmentCondition, Obligation
from vivier.mandate.totals import spent_by

Kind = InstalmentCondition.Kind
REPORTS = {
    Kind.ACTIVITY_REPORT: Obligation.Kind.ACTIVITY_REPORT,
    Kind.FINANCIAL_REPORT: Obligation.Kind.FINANCIAL_REPORT,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A condition, whether it is met (None: nobody said), and why."""

    condition: InstalmentCondition
    met: bool | None
    because: str


def verdicts_on(instalment: Instalment) -> list[Verdict]:
    """Return what stands of each condition of an instalment."""
    return [_verdict(one) for one in instalment.conditions.all()]


def _verdict(condition: InstalmentCondition) -> Verdict:
    if condition.met_on:
        return Verdict(condition, met=True, because=_("said by the team"))
    if condition.kind == Kind.SPENT and condition.spent_percent is not None:
        return _spent(condition)
    if condition.kind in REPORTS:
        return _reported(condition)
    return Verdict(condition, met=None, because=_("nobody said yet"))


def _spent(condition: InstalmentCondition) -> Verdict:
    mandate = condition.instalment.mandate
    spent, wanted = spent_by(mandate), percent_of(mandate.amount_eur, condition.spent_percent or HUNDRED)
    words = {"spent": euros(spent), "wanted": euros(wanted)}
    return Verdict(condition, met=spent >= wanted, because=_("%(spent)s accepted, %(wanted)s needed") % words)


def _reported(condition: InstalmentCondition) -> Verdict:
    """The reports of that kind the instalment waits for: those due before it, and at least one."""
    reports = condition.instalment.mandate.obligations.filter(kind=REPORTS[Kind(condition.kind)]).exclude(
        state=Obligation.State.CANCELLED
    )
    if condition.instalment.expected_on:
        reports = reports.filter(due_on__lte=condition.instalment.expected_on)
    found = list(reports)
    if not found:
        return Verdict(condition, met=None, because=_("no such report is in the calendar"))
    waiting = [one for one in found if one.state != Obligation.State.APPROVED]
    if waiting:
        return Verdict(
            condition, met=False, because=_("“%(report)s” is not approved") % {"report": waiting[0]}
        )
    return Verdict(condition, met=True, because=_("approved"))
