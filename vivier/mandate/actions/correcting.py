"""Correcting an accepted expense: a new entry that adds or takes off, with its own documents and decision.

The entry that is corrected stays as it is, and so does every report that states it.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.money import euros
from vivier.mandate.actions.locking import locked_expense, must_enter
from vivier.mandate.actions.writing import (
    check_shares,
    facts_of,
    open_expense,
    refuse_twice,
    save_changed,
    share_out,
    write_facts,
)
from vivier.mandate.corrections import borne, problems_of_correction, within
from vivier.mandate.models import BudgetLine, Expense, ExpenseShare
from vivier.mandate.numbering import next_number
from vivier.mandate.refusals import EditConflict, InvalidValue, NotTheRightState
from vivier.mandate.sharing import Shares, shared

State = Expense.State
Cause = Expense.Cause
TAKEN_OFF = (Cause.CREDIT_NOTE, Cause.NOT_ELIGIBLE)
WRITTEN = ("cause", "invoice_number", "dated_on", "description", "amount_excl_eur", "amount_incl_eur")
_FIELD = {"below_nothing": "amount_excl_eur", "line_below_nothing": "amount_excl_eur"}
Split = Iterable[tuple[BudgetLine, Decimal]]


@transaction.atomic
def enter_correction(
    original: Expense,
    *,
    by: User | None,
    values: Mapping[str, Any],
    shares: Split | None = None,
    submission: UUID | None = None,
) -> Expense:
    """Write down a draft that corrects an accepted expense; the same form sent twice gives the same one.

    `values`: by name of WRITTEN; amounts less than nothing take off. Without `shares` the lines of the
    original take their parts of it.
    """
    must_enter(by)
    corrected = _correctable(original)
    number = next_number()
    known = Expense.objects.filter(submission=submission).first() if submission else None
    if known:
        return known
    correction = Expense(
        number=number,
        kind=Expense.Kind.CORRECTION,
        corrects=corrected,
        entered_by=by,
        submission=submission,
        is_demo=corrected.is_demo,
    )
    _write(correction, values)
    correction.save(force_insert=True)
    if by:
        correction.handled_by.add(by)
    share_out(correction, _lines_of(corrected) if shares is None else list(shares))
    _must_be_borne(correction)
    changes = facts_of(correction) | {"corrects": [None, corrected.reference]}
    journal.record("expense.entered", correction, by=by, changes=changes, reason=correction.description)
    _tell("expense.correction_entered", correction, by)
    return correction


@transaction.atomic
def change_correction(
    correction: Expense, *, by: User, version: int, values: Mapping[str, Any], shares: Split
) -> Expense:
    """Put a correction right while it is a draft or was sent back; `version` is the one its editor read."""
    must_enter(by)
    locked = open_expense(correction)
    if locked.kind != Expense.Kind.CORRECTION or locked.corrects is None:
        raise NotTheRightState(_("This expense corrects no other."))
    if locked.version != version:
        raise EditConflict(_("Somebody changed this expense while you were editing it. Look at it again."))
    locked.corrects = _correctable(locked.corrects)
    before = facts_of(locked)
    _write(locked, values)
    share_out(locked, list(shares))
    _must_be_borne(locked)
    return save_changed(locked, before, by)


def draft_correction(
    original: Expense, values: Mapping[str, Any], shares: Shares, before: Iterable[Expense] = ()
) -> Expense:
    """Return a correction nobody keeps; raises what entering it after the drafts `before` would."""
    correction = Expense(kind=Expense.Kind.CORRECTION, corrects=original)
    _write(correction, values)
    check_shares(shares)
    parts = [
        ExpenseShare(line=one.line, share=one.share, amount_eur=one.amount_eur)
        for one in within(shared(correction, shares), correction)
    ]
    _refuse_what_is_not_borne(correction, parts)
    left = borne(original)
    for one in (*(each for each in before if each.corrects_id == original.pk), correction):
        left.excluding += one.amount_excl_eur
        left.vat += one.vat_eur
    if correction.takes_off and min(left.excluding, left.vat) < 0:
        raise InvalidValue(
            "amount_excl_eur",
            _("Together with other lines it takes off more than %(original)s still bears.")
            % {"original": original.reference},
        )
    return correction


def tell_corrected(correction: Expense, *, by: User) -> None:
    """Write in the journal of what it corrects that a correction was accepted."""
    _tell("expense.corrected", correction, by)


def _tell(verb: str, correction: Expense, by: User | None) -> None:
    said = f"{correction.reference} · {correction.cause} · {euros(correction.amount_incl_eur)}"
    changes: journal.Changes = {"correction": [None, said]}
    journal.record(verb, correction.corrects, by=by, changes=changes, reason=correction.description)


def _correctable(original: Expense) -> Expense:
    """Return what is corrected, locked: nobody takes off the same euro meanwhile."""
    locked = locked_expense(original)
    if locked.corrects_id is not None:
        words = {"original": Expense.objects.get(pk=locked.corrects_id).reference}
        raise NotTheRightState(_("It corrects %(original)s: correct that one once more instead.") % words)
    if locked.state != State.ACCEPTED:
        raise NotTheRightState(
            _("This expense is “%(state)s”: only an accepted one is corrected, the others are put right.")
            % {"state": locked.get_state_display()}
        )
    return locked


def _lines_of(original: Expense) -> list[tuple[BudgetLine, Decimal]]:
    return [(one.line, one.share) for one in original.shares.select_related("line__mandate").order_by("pk")]


def _write(correction: Expense, values: Mapping[str, Any]) -> None:
    """Write what is given; whom it was paid to, its category and its activity are those of the original."""
    original = correction.corrects
    correction.cause = str(values.get("cause", correction.cause))
    if correction.cause not in Cause.values or original is None:
        raise InvalidValue("cause", _("Say why it is corrected."))
    taken = {name: values[name] for name in WRITTEN if name in values and name != "cause"}
    inherited = ("supplier", "supplier_actor", "category", "activity")
    if not str(taken.get("description", correction.description)).strip():
        raise InvalidValue("description", _("Say in a few words what was wrong."))
    write_facts(correction, taken | {name: getattr(original, name) for name in inherited})
    if correction.cause in TAKEN_OFF and not correction.takes_off:
        raise InvalidValue("amount_incl_eur", _("This takes something off: it adds nothing."))
    if correction.cause == Cause.SUPPLEMENT and correction.takes_off:
        raise InvalidValue("amount_incl_eur", _("A supplement adds something: it takes nothing off."))
    if original.kind == Expense.Kind.FLAT and not correction.takes_off:
        raise InvalidValue("amount_incl_eur", _("What a flat rate gives more is charged from the budget."))
    if correction.dated_on < original.dated_on:
        raise InvalidValue("dated_on", _("A correction is dated after what it corrects."))
    refuse_twice(correction)


def _must_be_borne(correction: Expense) -> None:
    _refuse_what_is_not_borne(correction, list(correction.shares.select_related("line")))


def _refuse_what_is_not_borne(correction: Expense, shares: list[ExpenseShare]) -> None:
    for code, sentence, hinders in problems_of_correction(correction, shares):
        if hinders:
            raise InvalidValue(_FIELD.get(code, "shares"), sentence)
