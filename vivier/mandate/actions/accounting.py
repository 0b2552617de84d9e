"""Taking expenses in from the accounts: a file is kept, its columns confirmed, its lines looked through."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.refusals import SheetRefused
from vivier.core.sheets import open_sheet
from vivier.mandate.accounting import HEADERS, LABELS, NEEDED, Read, Reader, guess
from vivier.mandate.actions.correcting import draft_correction, enter_correction
from vivier.mandate.actions.expenses import add_payment, draft_of, enter_expense
from vivier.mandate.actions.locking import must_enter
from vivier.mandate.models import AccountingImport, Expense, ImportedExpense
from vivier.mandate.refusals import ImportRefused, MandateRefusal

MOST_ROWS = 1_000
State = AccountingImport.State


@transaction.atomic
def receive_accounts(path: Path, *, name: str, by: User) -> AccountingImport:
    """Keep the lines of a file that was sent, with a first idea of its columns; nothing else changes."""
    must_enter(by)
    try:
        sheet = open_sheet(path)
        rows = list(islice(sheet.rows(), MOST_ROWS + 1))
    except SheetRefused as refusal:
        raise ImportRefused(str(refusal)) from refusal
    if len(rows) > MOST_ROWS:
        raise ImportRefused(
            _("The file has more than %(most)s lines: send it in parts.") % {"most": MOST_ROWS}
        )
    if not rows:
        raise ImportRefused(_("The file has no line under the names of its columns."))
    digest = sha256(path.read_bytes()).hexdigest()
    if AccountingImport.objects.filter(digest=digest, state=State.DONE).exists():
        raise ImportRefused(_("This very file was taken in already."))
    clean = [[line, [cell.replace("\x00", "") for cell in cells]] for line, cells in rows]
    batch = AccountingImport.objects.create(
        name=name[:200] or path.name,
        digest=digest,
        columns=list(sheet.columns),
        rows=clean,
        mapping=guess(sheet.columns, [cells for _line, cells in rows[:50]]),
        by=by,
    )
    journal.record("accounts.received", batch, by=by, changes={"lines": [None, len(rows)]})
    return batch


@transaction.atomic
def map_accounts(batch: AccountingImport, *, mapping: Mapping[str, str], by: User) -> AccountingImport:
    """Say which column holds what; supplier, date, amount and line are needed."""
    must_enter(by)
    locked = _open(batch)
    chosen = {name: column for name, column in mapping.items() if name in HEADERS and column}
    for name in NEEDED:
        if name not in chosen:
            raise ImportRefused(_("Say which column holds “%(field)s”.") % {"field": LABELS[name]})
    if not set(chosen.values()) <= set(locked.columns) or len(set(chosen.values())) != len(chosen):
        raise ImportRefused(_("Each field needs a column of its own."))
    locked.mapping, locked.state = chosen, State.PREVIEW
    locked.save(update_fields=["mapping", "state"])
    journal.record("accounts.mapped", locked, by=by, changes={"mapping": [batch.mapping, chosen]})
    return locked


def lines_of(batch: AccountingImport) -> list[Read]:
    """Return every line as it would be taken in, with what is wrong with it: what is there already too."""
    reads = list(Reader(batch.columns, batch.mapping).read(batch.rows))
    drafts: dict[int, Expense] = {}
    for one in reads:
        if one.problems:
            continue
        try:
            drafts[one.line] = _draft(one, drafts.values())
        except MandateRefusal as refusal:
            one.problems.append(str(refusal))
    _find_twice(reads, drafts)
    return reads


def _draft(one: Read, before: Iterable[Expense]) -> Expense:
    if one.corrects is None:
        return draft_of(one.values, one.shares)
    return draft_correction(one.corrects, one.values, one.shares, before)


def _find_twice(reads: list[Read], drafts: dict[int, Expense]) -> None:
    keys = {one.invoice_key for one in drafts.values() if one.invoice_key}
    known = {
        (supplier, invoice): number
        for supplier, invoice, number in Expense.objects.counting()
        .filter(invoice_key__in=keys)
        .values_list("supplier_key", "invoice_key", "number")
    }
    seen: dict[tuple[str, str], int] = {}
    for one in reads:
        draft = drafts.get(one.line)
        if draft is None or not draft.invoice_key:
            continue
        key = (draft.supplier_key, draft.invoice_key)
        if key in known:
            words = {"other": Expense(number=known[key]).reference}
            one.problems.append(_("This invoice of the same supplier is already there: %(other)s.") % words)
        elif key in seen:
            one.problems.append(_("The same invoice is on line %(line)s already.") % {"line": seen[key]})
        seen.setdefault(key, one.line)


@transaction.atomic
def take_in_accounts(batch: AccountingImport, *, by: User) -> AccountingImport:
    """Make a draft of every line nothing is wrong with; the others stay in the file, with what is wrong."""
    must_enter(by)
    locked = _open(batch)
    if locked.state != State.PREVIEW:
        raise ImportRefused(_("Say first what the columns hold."))
    taken = 0
    reads = lines_of(locked)
    for one in reads:
        if not one.problems:
            ImportedExpense.objects.create(batch=locked, expense=_enter(one, by=by), line=one.line)
            taken += 1
    if not taken:
        raise ImportRefused(_("No line of this file can be taken in."))
    locked.state, locked.done_at = State.DONE, timezone.now()
    locked.counts = {"lines": len(reads), "taken": taken, "left_out": len(reads) - taken}
    locked.save(update_fields=["state", "done_at", "counts"])
    changes: journal.Changes = {name: [None, count] for name, count in locked.counts.items()}
    journal.record("accounts.taken_in", locked, by=by, changes=changes)
    return locked


@transaction.atomic
def drop_accounts(batch: AccountingImport, *, by: User) -> AccountingImport:
    """Set a file aside; nothing of it was taken in."""
    must_enter(by)
    locked = _open(batch)
    locked.state = State.DROPPED
    locked.save(update_fields=["state"])
    journal.record("accounts.dropped", locked, by=by)
    return locked


def _enter(one: Read, *, by: User) -> Expense:
    if one.corrects is not None:
        expense = enter_correction(one.corrects, by=by, values=one.values, shares=one.shares)
    else:
        expense = enter_expense(by=by, values=one.values, shares=one.shares)
    if one.payment:
        add_payment(expense, by=by, amount_eur=abs(expense.amount_incl_eur), **one.payment)
    return expense


def _open(batch: AccountingImport) -> AccountingImport:
    locked = AccountingImport.objects.select_for_update().get(pk=batch.pk)
    if locked.state in (State.DONE, State.DROPPED):
        raise ImportRefused(_("This file is “%(state)s” already.") % {"state": locked.get_state_display()})
    return locked
