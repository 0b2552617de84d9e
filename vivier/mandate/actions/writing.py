"""What writing an expense down has in common: its facts put into one form, its shares, what may not be."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.money import CENT, HUNDRED, ZERO, EuroField
from vivier.mandate.actions.locking import locked_expense
from vivier.mandate.corrections import within
from vivier.mandate.invoices import invoice_key, supplier_key
from vivier.mandate.models import BudgetLine, Category, Expense, ExpenseShare
from vivier.mandate.refusals import InvalidValue, NotTheRightState, SharesTooHigh
from vivier.mandate.sharing import Shares, shared

State = Expense.State
OPEN = (State.DRAFT, State.TO_CORRECT)
FACTS = (
    *("supplier", "supplier_actor", "invoice_number", "dated_on", "description", "category"),
    *("amount_excl_eur", "amount_incl_eur", "activity"),
)
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 1, 1)


def touch(expense: Expense, by: User | None) -> None:
    """Remember that it changed, and who had a hand in it."""
    expense.version += 1
    expense.save(update_fields=["version"])
    if by:
        expense.handled_by.add(by)


def open_expense(expense: Expense) -> Expense:
    """Return the expense locked; refuse one that is no longer written on."""
    locked = locked_expense(expense)
    if locked.state not in OPEN:
        raise NotTheRightState(
            _("This expense is “%(state)s”: only a draft, or one sent back, is changed.")
            % {"state": locked.get_state_display()}
        )
    return locked


def text_of(value: Any, most: int) -> str:
    """Return words on one line, as long as the column is."""
    return " ".join(str(value or "").replace("\x00", "").split())[:most]


def amount_of(field: str, value: Any) -> Decimal:
    """Return an amount to the cent, nothing as nought; raise InvalidValue."""
    try:
        amount = EuroField().to_python(value)
    except ValidationError as error:
        raise InvalidValue(field, error.messages[0]) from error
    return ZERO if amount is None else amount


def write_facts(expense: Expense, values: Mapping[str, Any]) -> None:
    """Write the facts given, checked and put into one form."""
    for name, longest in (("supplier", 200), ("invoice_number", 80), ("description", 300)):
        if name in values:
            setattr(expense, name, text_of(values[name], longest))
    for name in ("supplier_actor", "activity"):
        if name in values:
            setattr(expense, name, values[name])
    if not expense.supplier or not expense.description:
        raise InvalidValue("supplier", _("Say whom it was paid to and what for."))
    expense.category = str(values.get("category", expense.category))
    if expense.category not in Category.values:
        raise InvalidValue("category", _("Choose a category."))
    expense.dated_on = values.get("dated_on", expense.dated_on)
    if not isinstance(expense.dated_on, date) or not EARLIEST <= expense.dated_on <= LATEST:
        raise InvalidValue("dated_on", _("Write the date of the invoice."))
    _write_amounts(expense, values)
    expense.supplier_key = supplier_key(expense.supplier)
    expense.invoice_key = invoice_key(expense.invoice_number)


def _write_amounts(expense: Expense, values: Mapping[str, Any]) -> None:
    if "amount_excl_eur" in values or "amount_incl_eur" in values:
        excluding = amount_of("amount_excl_eur", values.get("amount_excl_eur"))
        including = amount_of("amount_incl_eur", values.get("amount_incl_eur", excluding))
        _check_amounts(expense, excluding, including)
        expense.amount_excl_eur, expense.amount_incl_eur = excluding, including
        expense.vat_eur = including - excluding


def _check_amounts(expense: Expense, excluding: Decimal, including: Decimal) -> None:
    """Refuse less than nothing, but in a correction; there VAT alone may be wrong, and both go one way."""
    vat = including - excluding
    if expense.kind != Expense.Kind.CORRECTION:
        if excluding <= 0:
            raise InvalidValue("amount_excl_eur", _("An expense is more than nothing."))
        if vat < 0:
            raise InvalidValue("amount_incl_eur", _("With VAT it cannot be less than without."))
    elif not including:
        raise InvalidValue("amount_incl_eur", _("A correction adds something or takes something off."))
    elif min(excluding, vat) < 0 < max(excluding, vat):
        raise InvalidValue(
            "amount_incl_eur",
            _("The amount without VAT and the VAT go the same way: enter two corrections for two ways."),
        )


def refuse_twice(expense: Expense) -> None:
    """Refuse an invoice of the same supplier that is there already."""
    if not expense.invoice_key:
        return
    same = Expense.objects.counting().filter(
        supplier_key=expense.supplier_key, invoice_key=expense.invoice_key
    )
    other = same.exclude(pk=expense.pk).first()
    if other is not None:
        raise InvalidValue(
            "invoice_number",
            _("This invoice of the same supplier is already there: %(other)s.") % {"other": other.reference},
        )


def share_out(expense: Expense, shares: list[tuple[BudgetLine, Decimal]]) -> None:
    """Write what each line pays, to the cent; refuse more than a hundred per cent."""
    check_shares(shares)
    parts = shared(expense, shares)
    if expense.corrects is not None and expense.takes_off:
        parts = within(parts, expense)
    expense.shares.all().delete()
    ExpenseShare.objects.bulk_create(
        ExpenseShare(
            expense=expense,
            line=part.line,
            share=part.share,
            amount_eur=part.amount_eur,
            takes_off=expense.takes_off,
        )
        for part in parts
    )


def check_shares(shares: Shares) -> None:
    """Refuse a line named twice, a share that is none, more than a hundred per cent."""
    if len({line.pk for line, _share in shares}) != len(shares):
        raise InvalidValue("shares", _("Each line is named once."))
    for _line, share in shares:
        if not ZERO < share <= HUNDRED or share != share.quantize(CENT):
            raise InvalidValue("shares", _("A share is more than 0 and at most 100 per cent."))
    if sum((share for _line, share in shares), ZERO) > HUNDRED:
        raise SharesTooHigh(_("The lines together pay more than 100 per cent of this expense."))


def save_changed(locked: Expense, before: journal.Changes, by: User) -> Expense:
    """Save an expense that was written on and journal what differs from its facts `before`."""
    locked.version += 1
    locked.save()
    locked.handled_by.add(by)
    changes = {
        name: [before[name][1], pair[1]] for name, pair in facts_of(locked).items() if pair != before[name]
    }
    journal.record("expense.changed", locked, by=by, changes=changes)
    return locked


def facts_of(expense: Expense) -> journal.Changes:
    """Return the facts as the journal writes them."""
    told: journal.Changes = {
        name: [None, str(value) if (value := getattr(expense, name)) is not None else None] for name in FACTS
    }
    shares = expense.shares.select_related("line").order_by("pk")
    told["shares"] = [None, [f"{one.line.code}: {one.share} % = {one.amount_eur} €" for one in shares]]
    return told
