"""What an expense still bears once its corrections are taken off, and what a correction may not do.

What takes off counts as soon as it is entered, what adds once it is accepted: nobody takes off a euro twice.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from vivier.core.money import CENT, ZERO, euros
from vivier.mandate.models import DocumentKind, Expense, ExpenseShare
from vivier.mandate.sharing import Part

State = Expense.State
Cause = Expense.Cause
WAITING = (State.DRAFT, State.SUBMITTED, State.TO_CORRECT)
# Documents that prove one entry alone: a correction needs its own.
OWN = frozenset((DocumentKind.INVOICE, DocumentKind.PAYMENT, DocumentKind.CREDIT_NOTE, DocumentKind.DECISION))


@dataclass(slots=True)
class Borne:
    """In euros: what is left of an expense without VAT, of its VAT, and of what each line pays of it."""

    excluding: Decimal = ZERO
    vat: Decimal = ZERO
    lines: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    @property
    def including(self) -> Decimal:
        """What is left with VAT."""
        return self.excluding + self.vat

    def add(self, expense: Expense) -> None:
        """Count one entry with its shares."""
        self.excluding += expense.amount_excl_eur
        self.vat += expense.vat_eur
        for share in expense.shares.all():
            self.lines[share.line_id] += share.amount_eur

    def is_enough(self) -> bool:
        """Whether nothing is below nought."""
        return min(self.excluding, self.vat, *self.lines.values()) >= 0


def borne(original: Expense, *, but: Expense | None = None) -> Borne:
    """Return what may still be taken off an expense, one of its corrections left out."""
    found = Borne()
    found.add(original)
    corrections = original.corrections.filter(
        Q(state=State.ACCEPTED) | Q(amount_incl_eur__lt=0, state__in=WAITING)
    )
    for one in corrections.prefetch_related("shares"):
        if one != but:
            found.add(one)
    return found


def accepted(original: Expense) -> Borne:
    """Return what an expense comes to with the corrections accepted so far."""
    found = Borne()
    found.add(original)
    for one in original.corrections.accepted().prefetch_related("shares"):
        found.add(one)
    return found


def problems_of_correction(
    correction: Expense, shares: list[ExpenseShare]
) -> Iterator[tuple[str, str, bool]]:
    """Yield (code, sentence, whether it hinders) for what a correction may not do to what it corrects."""
    original = correction.corrects
    if original is None:
        return
    words = {"original": original.reference}
    if original.state != State.ACCEPTED:
        yield "not_accepted", _("%(original)s is no longer accepted: put it right instead.") % words, True
    own = {one.line_id for one in original.shares.all()}
    for share in shares:
        if share.line_id not in own:
            names = words | {"line": f"{share.line.code} {share.line.title}"}
            yield (
                "other_line",
                _("The line “%(line)s” pays nothing of %(original)s: a correction stays on its lines.")
                % names,
                True,
            )
    if correction.takes_off:
        yield from _too_much(correction, shares, borne(original, but=correction), words)
    if shares and not any(share.amount_eur for share in shares):
        yield "moves_nothing", _("It changes nothing of what the lines pay."), False


def _too_much(
    correction: Expense, shares: list[ExpenseShare], left: Borne, words: dict[str, str]
) -> Iterator[tuple[str, str, bool]]:
    pairs = (
        (left.excluding, correction.amount_excl_eur, _("without VAT")),
        (left.vat, correction.vat_eur, _("of VAT")),
    )
    for there, taken, what in pairs:
        if there + taken < 0:
            amounts = words | {"left": euros(max(there, ZERO)), "what": what}
            yield (
                "below_nothing",
                _("It takes off more than %(original)s still bears: %(left)s %(what)s.") % amounts,
                True,
            )
    for share in shares:
        there = left.lines.get(share.line_id, ZERO)
        if there + share.amount_eur < 0:
            amounts = words | {"left": euros(max(there, ZERO)), "line": share.line.code}
            yield (
                "line_below_nothing",
                _("It takes off more than the line %(line)s still pays of %(original)s: %(left)s.") % amounts,
                True,
            )


def own_documents(correction: Expense) -> dict[str, str]:
    """Return the kinds of document a correction needs of its own."""
    original = correction.corrects
    if correction.takes_off:
        kind = DocumentKind.CREDIT_NOTE if correction.cause == Cause.CREDIT_NOTE else DocumentKind.DECISION
        return {kind: ""}
    if original is not None and original.kind == Expense.Kind.INVOICE:
        return {DocumentKind.INVOICE: "", DocumentKind.PAYMENT: ""}
    return {DocumentKind.DECISION: ""}


def within(parts: list[Part], correction: Expense) -> list[Part]:
    """Return what lines give back, cents moved to a line that has them left where rounding took one too many.

    Every correction rounds anew: what several take off may differ by a cent or two from what the line paid.
    """
    if correction.corrects is None:
        return parts
    left = borne(correction.corrects, but=correction).lines
    most = CENT * (1 + correction.corrects.corrections.count())
    amounts = {one.line.pk: one.amount_eur for one in parts}
    for part in parts:
        over = -(left[part.line.pk] + amounts[part.line.pk])
        if not ZERO < over <= most:
            continue
        for other in parts:
            room = max(left[other.line.pk] + amounts[other.line.pk], ZERO)
            if other.line.mandate.vat == part.line.mandate.vat and (moved := min(room, over)):
                amounts[other.line.pk] -= moved
                amounts[part.line.pk] += moved
                over -= moved
    return [replace(one, amount_eur=amounts[one.line.pk]) for one in parts]


def is_invoiced(expense: Expense) -> bool:
    """Say whether somebody outside invoiced it and was paid: an invoice, or what one adds to it."""
    if expense.kind == Expense.Kind.CORRECTION and not expense.takes_off and expense.corrects is not None:
        return expense.corrects.kind == Expense.Kind.INVOICE
    return expense.kind == Expense.Kind.INVOICE
