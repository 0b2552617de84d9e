"""How much of each line is spent, committed and left: sums of shares, made by the database in whole cents."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from vivier.core.money import HUNDRED, ZERO
from vivier.mandate.models import BudgetLine, Expense, ExpenseShare, Mandate

State = Expense.State
# Entered and not decided: it may still be paid by the line.
WAITING = (State.DRAFT, State.SUBMITTED, State.TO_CORRECT)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was planned, accepted and entered without a decision yet."""

    planned: Decimal
    spent: Decimal
    committed: Decimal

    @property
    def remaining(self) -> Decimal:
        """What is left; less than nothing when more was entered than planned."""
        return self.planned - self.spent - self.committed

    @property
    def spent_percent(self) -> int:
        """Whole per cent accepted of what was planned, for a bar."""
        return _percent(self.spent, self.planned)

    @property
    def committed_percent(self) -> int:
        return _percent(self.committed, self.planned)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.planned + other.planned, self.spent + other.spent, self.committed + other.committed
        )


NOTHING = Figures(ZERO, ZERO, ZERO)


def _percent(part: Decimal, whole: Decimal) -> int:
    return int(part * HUNDRED / whole) if whole else 0


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A line and its figures."""

    line: BudgetLine
    figures: Figures


def _counting() -> QuerySet[ExpenseShare]:
    """A correction that makes an expense smaller frees no euro before it is accepted."""
    return ExpenseShare.objects.exclude(takes_off=True, expense__state__in=WAITING)


def by_state(lines: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """Return {line: {state of the expenses: euros}} in one query; what may be taken off is not, yet."""
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    sums = (
        _counting()
        .filter(line__in=list(lines))
        .order_by()
        .values_list("line", "expense__state")
        .annotate(total=Sum("amount_eur"))
    )
    for line, state, total in sums:
        found[line][state] = total
    return found


def figures_of(lines: Iterable[BudgetLine]) -> list[LineFigures]:
    """Return the figures of lines, in their order."""
    listed = list(lines)
    sums = by_state(line.pk for line in listed)
    return [LineFigures(line, _figures(line.planned_eur, sums.get(line.pk, {}))) for line in listed]


def _figures(planned: Decimal, sums: dict[str, Decimal]) -> Figures:
    committed = sum((sums.get(state, ZERO) for state in WAITING), ZERO)
    return Figures(planned, sums.get(State.ACCEPTED, ZERO), committed)


def total_of(lines: Iterable[LineFigures]) -> Figures:
    """Return the sum of lines."""
    return sum((one.figures for one in lines), NOTHING)


def spent_by(mandate: Mandate) -> Decimal:
    """Return what was accepted on a mandate, asked of the database in one sum."""
    accepted = ExpenseShare.objects.filter(line__mandate=mandate, expense__state=State.ACCEPTED)
    return accepted.aggregate(total=Sum("amount_eur"))["total"] or ZERO


def mandate_figures(mandates: Iterable[Mandate]) -> dict[int, Figures]:
    """Return the figures of several mandates, measured against their amounts, in one query."""
    listed = {one.pk: one for one in mandates}
    sums: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = (
        _counting()
        .filter(line__mandate__in=list(listed))
        .order_by()
        .values_list("line__mandate", "expense__state")
        .annotate(total=Sum("amount_eur"))
    )
    for mandate, state, total in rows:
        sums[mandate][state] = total
    return {key: _figures(one.amount_eur, sums.get(key, {})) for key, one in listed.items()}
