"""Overheads at a flat rate: so many per cent of accepted staff costs, less what was charged.

The sum is taken from the beginning of the mandate each time: staff costs accepted late, or taken back, are
made up for by the next charge, and no euro is charged twice.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from vivier.core.money import HUNDRED, ZERO, to_the_cent
from vivier.mandate.models import Category, Expense, ExpenseShare, FlatRate


def earned(mandate: int, until: date) -> Decimal:
    """Return in euros what the rates give of the accepted staff costs of a mandate dated until a day.

    A correction dated until then counts at the rate of the day of what it corrects.
    """
    rates = list(FlatRate.objects.filter(mandate=mandate, kind=FlatRate.Kind.OVERHEAD).order_by("-since"))
    by_day = (
        ExpenseShare.objects.filter(
            line__mandate=mandate,
            line__category=Category.STAFF,
            expense__state=Expense.State.ACCEPTED,
            expense__dated_on__lte=until,
        )
        .order_by()
        .values_list(Coalesce("expense__corrects__dated_on", "expense__dated_on"))
        .annotate(total=Sum("amount_eur"))
    )
    return to_the_cent(sum((total * _rate_on(rates, day) / HUNDRED for day, total in by_day), ZERO))


def charged(mandate: int, *, until: date | None = None, but: Expense | None = None) -> Decimal:
    """Return in euros what flat overheads already charge, accepted or waiting; `but` one, `until` a day.

    A correction takes off what it was accepted for.
    """
    flat, accepted = Expense.Kind.FLAT, Expense.State.ACCEPTED
    expenses = Expense.objects.counting().filter(Q(kind=flat) | Q(corrects__kind=flat, state=accepted))
    if until is not None:
        expenses = expenses.filter(dated_on__lte=until)
    if but is not None:
        expenses = expenses.exclude(pk=but.pk)
    shares = ExpenseShare.objects.filter(
        line__mandate=mandate, line__category=Category.OVERHEAD, expense__in=expenses
    )
    return shares.aggregate(total=Sum("amount_eur"))["total"] or ZERO


def too_much(expense: Expense, shares: list[ExpenseShare]) -> Iterator[tuple[str, Decimal]]:
    """Yield each mandate it would charge more overheads than the rate gives, and by how many euros."""
    if expense.kind != Expense.Kind.FLAT or expense.category != Category.OVERHEAD:
        return
    for share in shares:
        mandate = share.line.mandate
        others = charged(mandate.pk, until=expense.dated_on, but=expense)
        over = others + share.amount_eur - earned(mandate.pk, expense.dated_on)
        if over > 0:
            yield str(mandate), over


def _rate_on(rates: list[FlatRate], day: date) -> Decimal:
    """Return the per cent in force on a day; nothing when none is."""
    held = (one.value for one in rates if one.since <= day and (one.until is None or day <= one.until))
    return next(held, ZERO)
