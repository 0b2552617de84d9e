"""What each budget line pays of an expense.

Each line pays its percentage of the amount its mandate recognises: without VAT where VAT is recovered, with
it where it is not. Parts are rounded to the cent so that they add up (see `core.money.parts_of`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from vivier.core.money import parts_of
from vivier.mandate.models import BudgetLine, Expense, Mandate

Shares = Sequence[tuple[BudgetLine, Decimal]]


@dataclass(frozen=True, slots=True)
class Part:
    """A line, its percentage and the euros it makes."""

    line: BudgetLine
    share: Decimal
    amount_eur: Decimal


def recognised(expense: Expense, mandate: Mandate) -> Decimal:
    """Return the amount of an expense that a mandate recognises."""
    return expense.amount_excl_eur if mandate.vat == Mandate.Vat.EXCLUDED else expense.amount_incl_eur


def shared(expense: Expense, shares: Shares) -> list[Part]:
    """Return what each line pays, in the order given; lines come with their mandates."""
    parts: dict[int, Part] = {}
    for rule in Mandate.Vat.values:
        among = [(line, share) for line, share in shares if line.mandate.vat == rule]
        if among:
            base = recognised(expense, among[0][0].mandate)
            amounts = parts_of(abs(base), [share for _line, share in among])
            for (line, share), amount in zip(among, amounts, strict=True):
                parts[line.pk] = Part(line, share, -amount if base < 0 else amount)
    return [parts[line.pk] for line, _share in shares]
