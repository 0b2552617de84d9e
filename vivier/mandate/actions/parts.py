"""The parts of a mandate: written, changed, taken away; sums of shares stay within a hundred per cent."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.money import HUNDRED, ZERO, euros
from vivier.mandate.actions.locking import must_run
from vivier.mandate.models import (
    Activity,
    ActivityFunding,
    BudgetLine,
    CoFunding,
    DocumentKind,
    ExpenseShare,
    Indicator,
    Instalment,
    Mandate,
    Obligation,
)
from vivier.mandate.refusals import InvalidValue, MandateRefusal, SharesTooHigh

Row = TypeVar("Row", bound=models.Model)
_TOO_MUCH_OF_A_LINE = gettext_lazy("All funders together pay at most 100 per cent of a line.")
_TOO_MUCH_OF_AN_ACTIVITY = gettext_lazy("All mandates together fund at most 100 per cent of an activity.")


@transaction.atomic
def save_part(row: Row, *, by: User | None) -> Row:
    """Write a new part or the changes of one, journalled field by field; raises InvalidValue."""
    must_run(by)
    before = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    try:
        row.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise InvalidValue(field, " ".join(sentences)) from error
    _keep_together(row)
    changes = _changes(before, row)
    row.save()
    if isinstance(row, Activity) and before is None:
        ActivityFunding.objects.create(activity=row, mandate=row.objective.mandate, share=HUNDRED)
    if changes:
        verb = "added" if before is None else "changed"
        journal.record(f"{row._meta.model_name}.{verb}", row, by=by, changes=changes)
    return row


@transaction.atomic
def remove_part(row: models.Model, *, by: User) -> None:
    """Take away a part nothing hangs on; what money or documents hang on stays."""
    must_run(by)
    said, name = str(row), row._meta.model_name
    journal.record(f"{name}.removed", row, by=by, changes={"title": [said, None]})
    try:
        row.delete()
    except (ProtectedError, RestrictedError) as error:
        raise MandateRefusal(
            _("“%(part)s” stays: expenses, hours or documents hang on it. Close it instead.") % {"part": said}
        ) from error


def _changes(before: models.Model | None, row: models.Model) -> journal.Changes:
    found: journal.Changes = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in {"version", "sequence"}:
            continue
        old = _said(before, field.name) if before else None
        new = _said(row, field.name)
        if old != new and not (before is None and new in (None, "", [], {})):
            found[field.name] = [old, new]
    return found


def _said(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    return value if isinstance(value, bool | int | list | dict | None) else str(value)


def _keep_together(row: models.Model) -> None:
    """Refuse what no single row can see: shares over a hundred, parts of another mandate, circles."""
    check = _CHECKS.get(type(row))
    if check:
        check(row)


def _check_funding(row: ActivityFunding) -> None:
    Activity.objects.select_for_update().get(pk=row.activity_id)
    others = ActivityFunding.objects.filter(activity=row.activity).exclude(pk=row.pk)
    _at_most_all(row.share, others, _TOO_MUCH_OF_AN_ACTIVITY)


def _check_cofunding(row: CoFunding) -> None:
    line = BudgetLine.objects.select_for_update().get(pk=row.line_id)
    others = CoFunding.objects.filter(line=line).exclude(pk=row.pk)
    _at_most_all(line.share + row.share, others, _TOO_MUCH_OF_A_LINE)


def _check_indicator(row: Indicator) -> None:
    if row.objective:
        _same_mandate(row.objective.mandate, row.mandate)
    if row.deliverable:
        _same_mandate(row.deliverable.activity.objective.mandate, row.mandate)


def _at_most_all(share: Decimal, others: models.QuerySet[Any], sentence: Any) -> None:
    if share + sum((one.share for one in others), ZERO) > HUNDRED:
        raise SharesTooHigh(str(sentence))


def _check_mandate(row: Mandate) -> None:
    before = Mandate.objects.select_for_update().filter(pk=row.pk).first()
    if before and before.vat != row.vat and ExpenseShare.objects.filter(line__mandate=before).exists():
        raise InvalidValue("vat", _("Expenses are charged under this rule already: it stays."))


def _check_instalment(row: Instalment) -> None:
    """Instalments share what the mandate pays, unless its source only says “more than”."""
    mandate = Mandate.objects.select_for_update().get(pk=row.mandate_id)
    others = Instalment.objects.filter(mandate=mandate).exclude(pk=row.pk)
    in_all = row.amount_eur + (others.aggregate(total=Sum("amount_eur"))["total"] or ZERO)
    if in_all > mandate.amount_eur and not mandate.is_amount_minimum:
        words = {"over": euros(in_all - mandate.amount_eur)}
        raise InvalidValue(
            "amount_eur", _("All instalments together are %(over)s more than the mandate pays.") % words
        )


def _check_line(row: BudgetLine) -> None:
    others = CoFunding.objects.filter(line=row.pk) if row.pk else CoFunding.objects.none()
    _at_most_all(row.share, others, _TOO_MUCH_OF_A_LINE)
    if not set(row.needs) <= set(DocumentKind.values):
        raise InvalidValue("needs", _("Choose kinds of documents of the list."))


def _check_obligation(row: Obligation) -> None:
    if not set(row.needs) <= set(DocumentKind.values):
        raise InvalidValue("needs", _("Choose kinds of documents of the list."))
    if row.instalment:
        _same_mandate(row.instalment.mandate, row.mandate)
    seen, one = {row.pk}, row.after
    while one is not None:
        _same_mandate(one.mandate, row.mandate)
        if one.pk in seen:
            raise InvalidValue("after", _("Each of the two would wait for the other."))
        seen.add(one.pk)
        one = one.after


def _same_mandate(found: Mandate, wanted: Mandate) -> None:
    if found != wanted:
        raise InvalidValue("mandate", _("Both have to belong to the same mandate."))


_CHECKS: dict[type[models.Model], Callable[[Any], None]] = {
    ActivityFunding: _check_funding,
    BudgetLine: _check_line,
    CoFunding: _check_cofunding,
    Indicator: _check_indicator,
    Instalment: _check_instalment,
    Mandate: _check_mandate,
    Obligation: _check_obligation,
}
