"""Charging overheads at the flat rate of a mandate: one expense without invoice, to be checked."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts.models import User
from vivier.core.money import HUNDRED, euros
from vivier.core.written_dates import written
from vivier.mandate import overheads
from vivier.mandate.actions.expenses import enter_expense, submit_expense
from vivier.mandate.actions.locking import must_enter
from vivier.mandate.models import BudgetLine, Category, Expense, FlatRate, Mandate
from vivier.mandate.refusals import InvalidValue, NotReady


@transaction.atomic
def charge_overheads(line: BudgetLine, *, until: date, by: User) -> Expense:
    """Charge on `line` what the rate gives of accepted staff costs dated until a day and was not charged yet.

    Raises NotReady with what is missing, InvalidValue for a day to come.
    """
    must_enter(by)
    Mandate.objects.select_for_update().get(pk=line.mandate_id)
    if until > timezone.localdate():
        raise InvalidValue("until", _("Choose a day that is over."))
    if problems := _missing(line):
        raise NotReady(problems)
    due = overheads.earned(line.mandate_id, until) - overheads.charged(line.mandate_id)
    if due <= 0:
        charged = euros(overheads.charged(line.mandate_id))
        raise NotReady(
            [_("Nothing is left to charge until that day: %(charged)s are charged.") % {"charged": charged}]
        )
    words = {"day": written(until, "DATE_FORMAT")}
    expense = enter_expense(
        by=by,
        kind=Expense.Kind.FLAT,
        is_demo=line.mandate.is_demo,
        values={
            "supplier": str(line.mandate.title)[:200],
            "dated_on": until,
            "description": _("Overheads at the flat rate, on staff costs accepted until %(day)s") % words,
            "category": Category.OVERHEAD,
            "amount_excl_eur": due,
        },
        shares=[(line, HUNDRED)],
    )
    return submit_expense(expense, by=by)


def _missing(line: BudgetLine) -> list[str]:
    found = []
    if line.category != Category.OVERHEAD:
        found.append(_("The line “%(line)s” does not pay overheads.") % {"line": line})
    if line.share != HUNDRED:
        found.append(_("A line for flat overheads pays all of them: put its share at 100 %."))
    if not FlatRate.objects.filter(mandate=line.mandate_id, kind=FlatRate.Kind.OVERHEAD).exists():
        found.append(
            _("“%(mandate)s” has no flat rate for overheads: add it first.") % {"mandate": line.mandate}
        )
    return found
