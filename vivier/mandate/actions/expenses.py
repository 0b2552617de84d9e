"""Entering an expense: its facts, the lines that pay it, its payments; submitting and withdrawing it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.money import ZERO
from vivier.mandate.actions.locking import lock_lines, locked_expense, must_enter
from vivier.mandate.actions.writing import (
    EARLIEST,
    LATEST,
    OPEN,
    amount_of,
    check_shares,
    facts_of,
    open_expense,
    refuse_twice,
    save_changed,
    share_out,
    text_of,
    touch,
    write_facts,
)
from vivier.mandate.checks import blocking
from vivier.mandate.models import BudgetLine, Expense, PaymentProof
from vivier.mandate.numbering import next_number
from vivier.mandate.refusals import EditConflict, InvalidValue, NotReady, NotTheRightState
from vivier.mandate.sharing import Shares

State = Expense.State


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
    write_facts(expense, values)
    refuse_twice(expense)
    expense.save(force_insert=True)
    if by:
        expense.handled_by.add(by)
    share_out(expense, list(shares))
    journal.record("expense.entered", expense, by=by, changes=facts_of(expense))
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
    locked = open_expense(expense)
    if locked.version != version:
        raise EditConflict(_("Somebody changed this expense while you were editing it. Look at it again."))
    if locked.kind == Expense.Kind.STAFF:
        raise NotTheRightState(_("A month of work is changed on its time sheet."))
    if locked.kind == Expense.Kind.FLAT:
        raise NotTheRightState(_("A flat amount is worked out: withdraw it and charge it again."))
    if locked.kind == Expense.Kind.CORRECTION:
        raise NotTheRightState(_("A correction is changed beside what it corrects."))
    before = facts_of(locked)
    write_facts(locked, values)
    refuse_twice(locked)
    share_out(locked, list(shares))
    return save_changed(locked, before, by)


@transaction.atomic
def submit_expense(expense: Expense, *, by: User) -> Expense:
    """Hand an expense to somebody else to check; refuses with everything that is missing or wrong."""
    must_enter(by)
    locked = open_expense(expense)
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
    locked = open_expense(expense)
    amount = amount_of("amount_eur", amount_eur)
    if amount <= 0:
        raise InvalidValue("amount_eur", _("A payment is more than nothing."))
    paid = sum((one.amount_eur for one in locked.payments.all()), ZERO)
    if paid + amount > abs(locked.amount_incl_eur):
        raise InvalidValue("amount_eur", _("Together the payments would be more than the invoice."))
    if way not in PaymentProof.Way.values or not EARLIEST <= paid_on <= LATEST:
        raise InvalidValue("paid_on", _("Say how and when it was paid."))
    payment = PaymentProof.objects.create(
        expense=locked,
        paid_on=paid_on,
        amount_eur=amount,
        way=way,
        bank_reference=text_of(bank_reference, 80),
    )
    touch(locked, by)
    journal.record("expense.payment_added", locked, by=by, changes={"payment": [None, str(payment)]})
    return payment


@transaction.atomic
def remove_payment(payment: PaymentProof, *, by: User) -> None:
    """Take back a payment that was written down wrongly."""
    must_enter(by)
    locked = open_expense(payment.expense)
    said = str(payment)
    if payment.pk is None or not PaymentProof.objects.filter(pk=payment.pk).delete()[0]:
        return
    touch(locked, by)
    journal.record("expense.payment_removed", locked, by=by, changes={"payment": [said, None]})


def draft_of(values: Mapping[str, Any], shares: Shares) -> Expense:
    """Return an expense nobody keeps, made of checked values; raises what entering it would."""
    expense = Expense()
    write_facts(expense, values)
    check_shares(shares)
    return expense
