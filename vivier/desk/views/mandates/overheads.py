"""Charging overheads at their flat rate from the page of the budget."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vivier.desk.views.mandates.page import try_to
from vivier.mandate import actions, overheads
from vivier.mandate.models import BudgetLine, Category, Expense, FlatRate, Mandate
from vivier.mandate.refusals import InvalidValue


def chargeable(
    mandate: Mandate, lines: list[BudgetLine], rates: list[FlatRate]
) -> list[tuple[BudgetLine, Decimal]]:
    """Return the open overhead lines of a mandate that has a rate, with the euros left to charge today."""
    if mandate.state != Mandate.State.CURRENT or all(one.kind != FlatRate.Kind.OVERHEAD for one in rates):
        return []
    open_lines = [one for one in lines if one.category == Category.OVERHEAD and one.is_open]
    if not open_lines:
        return []
    left = overheads.earned(mandate.pk, last_day(mandate)) - overheads.charged(mandate.pk)
    return [(one, left) for one in open_lines]


def last_day(mandate: Mandate) -> date:
    """Return the last day that can be charged now."""
    return min(timezone.localdate(), mandate.ends_on)


@require_POST
def charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Charge the overheads of a line until a day; then show the expense, or why not."""
    line = get_object_or_404(BudgetLine.objects.select_related("mandate"), pk=pk)
    by: Any = request.user
    made: list[Expense] = []

    def deed() -> None:
        try:
            until = date.fromisoformat(request.POST.get("until", "")[:10])
        except ValueError as error:
            raise InvalidValue("until", _("Choose a day that is over.")) from error
        made.append(actions.charge_overheads(line, until=until, by=by))

    if try_to(request, deed, _("The overheads are an expense now, to be checked by somebody else.")):
        return redirect("desk_expense", pk=made[0].pk)
    return redirect("desk_mandate_budget", pk=line.mandate_id)
