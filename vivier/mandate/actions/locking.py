"""One person at a time changes an expense, and counts what is left of the lines that pay it."""

from django.utils.translation import gettext as _

from vivier.accounts.models import User
from vivier.mandate.models import BudgetLine, Expense, Mandate
from vivier.mandate.refusals import NotAllowed
from vivier.mandate.rules import enters_expenses, runs_mandates


def locked_expense(expense: Expense) -> Expense:
    """Return the expense as it is now, locked until the end of the transaction."""
    return Expense.objects.select_for_update().get(pk=expense.pk)


def lock_lines(expense: Expense) -> None:
    """Lock the mandates and lines an expense is charged to, so that two do not spend the same euro."""
    lines = expense.shares.values("line")
    mandates = expense.shares.values("line__mandate")
    list(Mandate.objects.select_for_update().filter(pk__in=mandates).order_by("pk"))
    list(BudgetLine.objects.select_for_update().filter(pk__in=lines).order_by("pk"))


def must_enter(by: User | None) -> None:
    """Refuse whoever does not enter expenses; the system (None) loads what it was given."""
    if by is not None and not enters_expenses.test(by):
        raise NotAllowed(_("Your role does not enter expenses."))


def must_run(by: User | None) -> None:
    """Refuse whoever does not run mandates."""
    if by is not None and not runs_mandates.test(by):
        raise NotAllowed(_("Only a coordinator does this."))
