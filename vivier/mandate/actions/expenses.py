"""Entering an expense: its facts, the lines that pay it, its payments; submitting and withdrawing it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.money import CENT, HUNDRED, ZERO, EuroField
from vivier.core.names import fold, sort_key
from vivier.mandate.actions.locking import lock_lines, locked_expense, must_enter
from vivier.mandate.checks import blocking
from vivier.mandate.models import BudgetLine, Category, Expense, ExpenseShare, PaymentProof
from vivier.mandate.numbering import next_number
from vivier.mandate.refusals import EditConflict, InvalidValue, NotReady, NotTheRightState, SharesTooHigh
from vivier.mandate.sharing import Shares, shared

State = Expense.State
OPEN = (State.DRAFT, State.TO_CORRECT)
FACTS = (
    *("supplier", "supplier_actor", "invoice_number", "dated_on", "description", "category"),
    *("amount_excl_eur", "amount_incl_eur", "activity"),
)
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 1, 1)


@transaction.atomic
def enter_expense(
    *,
    by: User | None,
    values: Mapping[str, Any],
    shares: Iterable[tuple[BudgetLine, Decimal]] = (),
    submission: UUID | None = None,
    kind: str = Expense.Kind.INVOICE,
    is_demo: bool = False,
) -> Expense:
    """Write down a draft; the same form sent twice gives the same expense. `values`: by name of FACTS."""
    must_enter(by)
    number = next_number()
    known = Expense.objects.filter(submission=submission).first() if submission else None
    if known:
        return known
    expense = Expense(number=number, kind=kind, entered_by=by, submission=submission, is_demo=is_demo)
    _write(expense, values)
    _not_twice(expense)
    expense.save(force_insert=True)
    if by:
        expense.handled_by.add(by)
    _share_out(expense, list(shares))
    journal.record("expense.entered", expense, by=by, changes=_facts(expense))
    return expense


@transaction.atomic
def change_expense(
    expense: Expense,
    *,
    by: User,
    version: int,
    values: Mapping[str, Any],
    shares: Iterable[tuple[BudgetLine, Decimal]],
) -> Expense:
    """Put a draft right, or one that came back; `version` is the one its editor read."""
    must_enter(by)
    locked = _open(expense)
    if locked.version != version:
        raise EditConflict(_("Somebody changed this expense while you were editing it. Look at it again."))
    if locked.kind == Expense.Kind.STAFF:
        raise NotTheRightState(_("A month of work is changed on its time sheet."))
    if locked.kind == Expense.Kind.FLAT:
        raise NotTheRightState(_("A flat amount is worked out: withdraw it and charge it again."))
    before = _facts(locked)
    _write(locked, values)
    _not_twice(locked)
    _share_out(locked, list(shares))
    locked.version += 1
    locked.save()
    locked.handled_by.add(by)
    after = _facts(locked)
    changes = {name: [before[name][1], pair[1]] for name, pair in after.items() if pair != before[name]}
    journal.record("expense.changed", locked, by=by, changes=changes)
    return locked


@transaction.atomic
def submit_expense(expense: Expense, *, by: User) -> Expense:
    """Hand an expense to somebody else to check; refuses with everything that is missing or wrong."""
    must_enter(by)
    locked = _open(expense)
    lock_lines(locked)
    problems = blocking(locked)
    if problems:
        raise NotReady(problems)
    before = locked.state
    locked.state, locked.submitted_at = State.SUBMITTED, timezone.now()
    locked.version += 1
    locked.save(update_fields=["state", "submitted_at", "version"])
    locked.handled_by.add(by)
    journal.record("expense.submitted", locked, by=by, changes={"state": [before, locked.state]})
    return locked


@transaction.atomic
def withdraw_expense(expense: Expense, *, by: User, reason: str = "") -> Expense:
    """Set an expense aside before it is accepted; it and its documents stay, and count for nothing."""
    must_enter(by)
    locked = locked_expense(expense)
    if locked.state not in (*OPEN, State.SUBMITTED):
        raise NotTheRightState(_("An expense that was decided is not withdrawn."))
    before = locked.state
    locked.state = State.WITHDRAWN
    locked.version += 1
    locked.save(update_fields=["state", "version"])
    journal.record(
        "expense.withdrawn", locked, by=by, changes={"state": [before, locked.state]}, reason=reason
    )
    return locked


@transaction.atomic
def add_payment(
    expense: Expense,
    *,
    by: User | None,
    paid_on: date,
    amount_eur: Decimal,
    way: str = PaymentProof.Way.TRANSFER,
    bank_reference: str = "",
) -> PaymentProof:
    """Write down that an expense, or a part of it, was paid."""
    must_enter(by)
    locked = _open(expense)
    amount = _amount("amount_eur", amount_eur)
    if amount <= 0:
        raise InvalidValue("amount_eur", _("A payment is more than nothing."))
    paid = sum((one.amount_eur for one in locked.payments.all()), ZERO)
    if paid + amount > locked.amount_incl_eur:
        raise InvalidValue("amount_eur", _("Together the payments would be more than the invoice."))
    if way not in PaymentProof.Way.values or not EARLIEST <= paid_on <= LATEST:
        raise InvalidValue("paid_on", _("Say how and when it was paid."))
    payment = PaymentProof.objects.create(
        expense=locked,
        paid_on=paid_on,
        amount_eur=amount,
        way=way,
        bank_reference=_text(bank_reference, 80),
    )
    _touch(locked, by)
    journal.record("expense.payment_added", locked, by=by, changes={"payment": [None, str(payment)]})
    return payment


@transaction.atomic
def remove_payment(payment: PaymentProof, *, by: User) -> None:
    """Take back a payment that was written down wrongly."""
    must_enter(by)
    locked = _open(payment.expense)
    said = str(payment)
    if payment.pk is None or not PaymentProof.objects.filter(pk=payment.pk).delete()[0]:
        return
    _touch(locked, by)
    journal.record("expense.payment_removed", locked, by=by, changes={"payment": [said, None]})


def draft_of(values: Mapping[str, Any], shares: Shares) -> Expense:
    """Return an expense nobody keeps, made of checked values; raises what entering it would."""
    expense = Expense()
    _write(expense, values)
    _checked(shares)
    return expense


def _touch(expense: Expense, by: User | None) -> None:
    expense.version += 1
    expense.save(update_fields=["version"])
    if by:
        expense.handled_by.add(by)


def _open(expense: Expense) -> Expense:
    locked = locked_expense(expense)
    if locked.state not in OPEN:
        raise NotTheRightState(
            _("This expense is “%(state)s”: only a draft, or one sent back, is changed.")
            % {"state": locked.get_state_display()}
        )
    return locked


def _text(value: Any, most: int) -> str:
    return " ".join(str(value or "").replace("\x00", "").split())[:most]


def _amount(field: str, value: Any) -> Decimal:
    try:
        amount = EuroField().to_python(value)
    except ValidationError as error:
        raise InvalidValue(field, error.messages[0]) from error
    return ZERO if amount is None else amount


def _write(expense: Expense, values: Mapping[str, Any]) -> None:
    """Write the facts given, checked and put into one form."""
    for name, longest in (("supplier", 200), ("invoice_number", 80), ("description", 300)):
        if name in values:
            setattr(expense, name, _text(values[name], longest))
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
    expense.supplier_key = sort_key(expense.supplier)[:200] or fold(expense.supplier)[:200]
    expense.invoice_key = re.sub(r"[\W_]+", "", fold(expense.invoice_number))[:80]


def _write_amounts(expense: Expense, values: Mapping[str, Any]) -> None:
    if "amount_excl_eur" in values or "amount_incl_eur" in values:
        excluding = _amount("amount_excl_eur", values.get("amount_excl_eur"))
        including = _amount("amount_incl_eur", values.get("amount_incl_eur", excluding))
        if excluding <= 0:
            raise InvalidValue("amount_excl_eur", _("An expense is more than nothing."))
        if including < excluding:
            raise InvalidValue("amount_incl_eur", _("With VAT it cannot be less than without."))
        expense.amount_excl_eur, expense.amount_incl_eur = excluding, including
        expense.vat_eur = including - excluding


def _not_twice(expense: Expense) -> None:
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


def _share_out(expense: Expense, shares: list[tuple[BudgetLine, Decimal]]) -> None:
    """Write what each line pays, to the cent; refuse more than a hundred per cent."""
    _checked(shares)
    expense.shares.all().delete()
    ExpenseShare.objects.bulk_create(
        ExpenseShare(expense=expense, line=part.line, share=part.share, amount_eur=part.amount_eur)
        for part in shared(expense, shares)
    )


def _checked(shares: Shares) -> None:
    if len({line.pk for line, _share in shares}) != len(shares):
        raise InvalidValue("shares", _("Each line is named once."))
    for _line, share in shares:
        if not ZERO < share <= HUNDRED or share != share.quantize(CENT):
            raise InvalidValue("shares", _("A share is more than 0 and at most 100 per cent."))
    if sum((share for _line, share in shares), ZERO) > HUNDRED:
        raise SharesTooHigh(_("The lines together pay more than 100 per cent of this expense."))


def _facts(expense: Expense) -> journal.Changes:
    told: journal.Changes = {
        name: [None, str(value) if (value := getattr(expense, name)) is not None else None] for name in FACTS
    }
    shares = expense.shares.select_related("line").order_by("pk")
    told["shares"] = [None, [f"{one.line.code}: {one.share} % = {one.amount_eur} €" for one in shares]]
    return told
