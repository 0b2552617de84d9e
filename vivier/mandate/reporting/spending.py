"""The statement of expenditure: accepted shares of expenses no other report asked for, line by line."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from vivier.core.money import ZERO
from vivier.mandate.models import Expense, ExpenseShare, Instalment, Mandate, Report


def shares_to_report(report: Report) -> list[ExpenseShare]:
    """Return the accepted shares dated until the last day that no other report asked for, oldest first.

    An invoice that came late is in the next report; none is in two (`ReportedShare` sees to it).
    """
    listed = _to_report(report).prefetch_related("line", "expense__activity").select_related("expense")
    return list(listed.order_by("line__position", "line__pk", "expense__dated_on", "expense__number"))


def total_to_report(report: Report) -> Decimal:
    """Return what the mandate pays of these shares together, added up by the database in whole cents."""
    return _to_report(report).aggregate(total=Sum("amount_eur"))["total"] or ZERO


def keys_to_report(report: Report) -> list[int]:
    """Return the keys of these shares."""
    return list(_to_report(report).values_list("pk", flat=True))


def _to_report(report: Report) -> QuerySet[ExpenseShare]:
    return ExpenseShare.objects.filter(
        Q(reported__isnull=True) | Q(reported__report=report),
        line__mandate=report.mandate_id,
        expense__state=Expense.State.ACCEPTED,
        expense__dated_on__lte=report.ends_on,
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
