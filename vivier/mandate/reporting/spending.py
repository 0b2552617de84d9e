"""The statement of expenditure: accepted shares of expenses no other report asked for, line by line."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from vivier.core.money import ZERO
from vivier.mandate.models import Expense, ExpenseShare, Instalment, Mandate, Report, ReportedShare


def shares_to_report(report: Report) -> list[ExpenseShare]:
    """Return the accepted shares dated until the last day that no other report asked for, oldest first.

    An invoice that came late is in the next report; none is in two (`ReportedShare` sees to it). A correction
    found once everything is over is in the next report that goes until the last day of the mandate.
    """
    listed = (
        _to_report(report).prefetch_related("line", "expense__activity").select_related("expense__corrects")
    )
    return list(listed.order_by("line__position", "line__pk", "expense__dated_on", "expense__number"))


def stated_of(shares: Sequence[ExpenseShare]) -> dict[int, str]:
    """Return {expense that is corrected: the report that states it}, for the corrections among shares."""
    keys = {share.expense.corrects_id for share in shares} - {None}
    if not keys:
        return {}
    mandate = shares[0].line.mandate_id
    rows = ReportedShare.objects.filter(share__expense__in=keys, share__line__mandate=mandate)
    return {
        one.share.expense_id: one.report.reference
        for one in rows.select_related("share", "report").order_by("pk")
    }


def corrected_since(report: Report) -> list[Expense]:
    """Return what corrects expenses of a report and is not in it itself; nothing refused or withdrawn."""
    corrections = Expense.objects.counting().filter(corrects__shares__reported__report=report)
    own = ReportedShare.objects.filter(report=report).values("share__expense")
    found = corrections.exclude(pk__in=own).select_related("corrects").distinct()
    return list(found.order_by("number"))


def total_to_report(report: Report) -> Decimal:
    """Return what the mandate pays of these shares together, added up by the database in whole cents."""
    return _to_report(report).aggregate(total=Sum("amount_eur"))["total"] or ZERO


def keys_to_report(report: Report) -> list[int]:
    """Return the keys of these shares."""
    return list(_to_report(report).values_list("pk", flat=True))


def _to_report(report: Report) -> QuerySet[ExpenseShare]:
    mandate = report.mandate
    dated = Q(expense__dated_on__lte=report.ends_on)
    if report.ends_on >= (mandate.paid_until or mandate.ends_on):
        dated |= Q(expense__kind=Expense.Kind.CORRECTION)
    return ExpenseShare.objects.filter(
        Q(reported__isnull=True) | Q(reported__report=report),
        dated,
        line__mandate=mandate,
        expense__state=Expense.State.ACCEPTED,
    )


def total_of(shares: Sequence[ExpenseShare]) -> Decimal:
    """Return what the mandate pays of them together."""
    return sum((one.amount_eur for one in shares), ZERO)


def claimed_before(mandate: Mandate, report: Report) -> Decimal:
    """Return what standing reports of a mandate claimed, this one left out."""
    others = (
        Report.objects.standing().filter(mandate=mandate, kind=Report.Kind.FINANCIAL).exclude(pk=report.pk)
    )
    return sum((one.claimed_eur or ZERO for one in others), ZERO)


def paid_otherwise(mandate: Mandate, report: Report | None = None) -> Decimal:
    """Return the instalments that were claimed or came and that no standing report names, nor this one."""
    own = report.instalment_id if report and report.instalment_id else 0
    named = Report.objects.standing().filter(mandate=mandate, instalment__isnull=False)
    others = Instalment.objects.filter(mandate=mandate).exclude(state=Instalment.State.EXPECTED)
    others = others.exclude(pk__in=named.values("instalment")).exclude(pk=own)
    return others.aggregate(total=Sum("amount_eur"))["total"] or ZERO


def claimed_of(instalment: Instalment, report: Report) -> Decimal:
    """Return what other standing reports claimed of an instalment."""
    others = Report.objects.standing().filter(instalment=instalment).exclude(pk=report.pk)
    return others.aggregate(total=Sum("claimed_eur"))["total"] or ZERO


def reported_before(mandate: Mandate, report: Report) -> Decimal:
    """Return what standing reports of a mandate have stated as spent, this one left out."""
    shares = ExpenseShare.objects.filter(line__mandate=mandate, reported__isnull=False).exclude(
        reported__report=report
    )
    return shares.aggregate(total=Sum("amount_eur"))["total"] or ZERO
