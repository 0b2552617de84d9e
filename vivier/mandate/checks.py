"""What stands against an expense, in sentences; read again when it is submitted and when it is accepted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from vivier.core.money import HUNDRED, ZERO, euros
from vivier.core.written_dates import written
from vivier.mandate import corrections, overheads
from vivier.mandate.models import (
    ActivityFunding,
    BudgetLine,
    DocumentKind,
    Evidence,
    Expense,
    ExpenseShare,
    Mandate,
    Threshold,
)
from vivier.mandate.models.budget import in_force

State = Expense.State


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence, and whether it keeps the expense from being submitted and accepted."""

    code: str
    sentence: str
    blocks: bool = True


def problems_of(expense: Expense) -> list[Problem]:
    """Return everything that stands against an expense, the gravest first; none means it can be accepted."""
    shares = list(expense.shares.select_related("line__mandate__funder").order_by("pk"))
    found = [
        *_shares(shares),
        *(problem for share in shares for problem in _of_share(expense, share)),
        *_activity(expense, shares),
        *_twice(expense),
        *(Problem(*one) for one in corrections.problems_of_correction(expense, shares)),
        *_overheads(expense, shares),
        *_payments(expense, shares),
        *_documents(expense, shares),
    ]
    return sorted(found, key=lambda one: not one.blocks)


def blocking(expense: Expense) -> list[str]:
    """Return the sentences that keep an expense from being submitted and accepted."""
    return [one.sentence for one in problems_of(expense) if one.blocks]


def day(value: date) -> str:
    """Return a day as people of the page's language read it."""
    return written(value, "DATE_FORMAT")


def percent(value: Decimal) -> str:
    """Return a percentage as people read it, without idle zeros."""
    return f"{number_format(value.normalize() + 0)}\u00a0%"


def _shares(shares: list[ExpenseShare]) -> Iterator[Problem]:
    if not shares:
        yield Problem("no_line", _("No budget line pays it yet: choose at least one."))
    total = sum((one.share for one in shares), ZERO)
    if total > HUNDRED:
        yield Problem(
            "over_hundred",
            _("The lines together pay %(total)s of it: nobody pays more than all of it.")
            % {"total": percent(total)},
        )


def _of_share(expense: Expense, share: ExpenseShare) -> Iterator[Problem]:
    line, mandate = share.line, share.line.mandate
    names = {"line": f"{line.code} {line.title}", "mandate": str(mandate)}
    if not _in_period(expense, mandate):
        dates = {"day": day(expense.dated_on), "from": day(mandate.starts_on), "to": day(mandate.ends_on)}
        yield Problem(
            "outside_period",
            _("Its date, %(day)s, is outside the period of “%(mandate)s”: %(from)s to %(to)s.")
            % (names | dates),
        )
    if mandate.state != Mandate.State.CURRENT and not expense.takes_off:
        words = {"state": mandate.get_state_display()}
        yield Problem(
            "mandate_not_current",
            _("“%(mandate)s” is %(state)s: it takes no expense.") % (names | words),
        )
    if not line.is_open and not expense.takes_off:
        yield Problem("line_closed", _("The line “%(line)s” is closed.") % names)
    if expense.category != line.category:
        kinds = {"pays": line.get_category_display(), "is": expense.get_category_display()}
        yield Problem(
            "wrong_category",
            _("The line “%(line)s” pays “%(pays)s”; this expense is “%(is)s”.") % (names | kinds),
        )
    if expense.takes_off:
        return
    if share.share > line.share:
        shares = {"share": percent(share.share), "most": percent(line.share)}
        yield Problem(
            "over_line_share",
            _("The line “%(line)s” pays at most %(most)s of an expense, not %(share)s.") % (names | shares),
        )
    yield from _caps(share, line, mandate, names)


def _in_period(expense: Expense, mandate: Mandate) -> bool:
    """Say whether its day is in the period; a correction comes later, a credit as late as it is found."""
    if expense.kind != Expense.Kind.CORRECTION:
        return mandate.starts_on <= expense.dated_on <= mandate.ends_on
    last = mandate.paid_until or mandate.ends_on
    return mandate.starts_on <= expense.dated_on and (expense.takes_off or expense.dated_on <= last)


def _caps(
    share: ExpenseShare, line: BudgetLine, mandate: Mandate, names: dict[str, str]
) -> Iterator[Problem]:
    others = (
        ExpenseShare.objects.exclude(expense=share.expense_id)
        .filter(expense__state__in=(State.ACCEPTED, State.SUBMITTED))
        .exclude(takes_off=True, expense__state=State.SUBMITTED)
    )
    on_line = _sum(others.filter(line=line)) + share.amount_eur
    if line.cap_eur is not None and on_line > line.cap_eur:
        amounts = {"cap": euros(line.cap_eur), "over": euros(on_line - line.cap_eur)}
        yield Problem(
            "over_cap",
            _("With it the line “%(line)s” goes over its cap of %(cap)s by %(over)s.") % (names | amounts),
        )
    elif on_line > line.planned_eur:
        amounts = {"planned": euros(line.planned_eur), "over": euros(on_line - line.planned_eur)}
        yield Problem(
            "over_planned",
            _("With it the line “%(line)s” goes over the %(planned)s planned by %(over)s.")
            % (names | amounts),
            blocks=False,
        )
    in_all = _sum(others.filter(line__mandate=mandate)) + share.amount_eur
    if in_all > mandate.amount_eur and not mandate.is_amount_minimum:
        amounts = {"amount": euros(mandate.amount_eur), "over": euros(in_all - mandate.amount_eur)}
        yield Problem(
            "over_amount",
            _("With it “%(mandate)s” goes over its amount of %(amount)s by %(over)s.") % (names | amounts),
        )


def _sum(shares: QuerySet[ExpenseShare]) -> Decimal:
    return shares.aggregate(total=Sum("amount_eur"))["total"] or ZERO


def _activity(expense: Expense, shares: list[ExpenseShare]) -> Iterator[Problem]:
    """An activity several mandates pay is charged to each within its share: no euro is paid twice."""
    if expense.activity is None or expense.takes_off:
        return
    funded = dict(ActivityFunding.objects.filter(activity=expense.activity).values_list("mandate", "share"))
    charged: dict[Mandate, Decimal] = {}
    for one in shares:
        charged[one.line.mandate] = charged.get(one.line.mandate, ZERO) + one.share
    for mandate, share in charged.items():
        names = {"activity": str(expense.activity), "mandate": str(mandate), "share": percent(share)}
        if mandate.pk not in funded:
            yield Problem("not_funded", _("“%(mandate)s” does not fund the activity “%(activity)s”.") % names)
        elif share > funded[mandate.pk]:
            names["most"] = percent(funded[mandate.pk])
            yield Problem(
                "over_activity_share",
                _("“%(mandate)s” funds %(most)s of the activity “%(activity)s”, not %(share)s.") % names,
            )


def _twice(expense: Expense) -> Iterator[Problem]:
    """The same invoice, the same document or the same purchase entered a second time."""
    others = Expense.objects.counting().exclude(pk=expense.pk)
    if expense.invoice_key:
        same = others.filter(supplier_key=expense.supplier_key, invoice_key=expense.invoice_key).first()
        if same is not None:
            yield Problem(
                "same_invoice",
                _("This invoice of the same supplier is already there: %(other)s.")
                % {"other": same.reference},
            )
    elif expense.kind in (Expense.Kind.INVOICE, Expense.Kind.CORRECTION):
        alike = others.filter(
            supplier_key=expense.supplier_key,
            dated_on=expense.dated_on,
            amount_incl_eur=expense.amount_incl_eur,
        ).first()
        if alike is not None:
            yield Problem(
                "alike",
                _("Same supplier, same day, same amount as %(other)s: is it another purchase?")
                % {"other": alike.reference},
                blocks=False,
            )
    yield from _same_documents(expense)


def _same_documents(expense: Expense) -> Iterator[Problem]:
    own = expense.evidence.standing().filter(kind=DocumentKind.INVOICE)
    uses = (
        Evidence.objects.standing()
        .filter(file__in=own.values("file"), expense__isnull=False)
        .exclude(expense=expense)
        .exclude(expense__state__in=(State.REFUSED, State.WITHDRAWN))
        .select_related("expense")
        .order_by("expense__number")
    )
    for reference, is_same_amount in dict.fromkeys(
        (use.expense.reference, use.expense.amount_incl_eur == expense.amount_incl_eur)  # type: ignore[union-attr]
        for use in uses
    ):
        if is_same_amount:
            sentence = _("%(other)s has the same document and the same amount: it would be paid twice.")
        else:
            sentence = _("%(other)s has the same document: check that each pays another part of it.")
        yield Problem("same_document", sentence % {"other": reference}, blocks=is_same_amount)


def _overheads(expense: Expense, shares: list[ExpenseShare]) -> Iterator[Problem]:
    for mandate, over in overheads.too_much(expense, shares):
        words = {"mandate": mandate, "over": euros(over)}
        yield Problem(
            "over_flat_rate",
            _("Staff costs accepted so far give less: it charges “%(mandate)s” %(over)s too much.") % words,
        )


def _payments(expense: Expense, shares: list[ExpenseShare]) -> Iterator[Problem]:
    if not corrections.is_invoiced(expense):
        return
    payments = list(expense.payments.all())
    paid = sum((one.amount_eur for one in payments), ZERO)
    if paid < expense.amount_incl_eur:
        amounts = {"paid": euros(paid), "amount": euros(expense.amount_incl_eur)}
        yield Problem("not_paid", _("Payments of %(paid)s are written down, of %(amount)s.") % amounts)
    for mandate in dict.fromkeys(share.line.mandate for share in shares):
        last = mandate.paid_until or mandate.ends_on
        late = [one for one in payments if one.paid_on > last]
        if late:
            words = {"day": day(late[0].paid_on), "mandate": str(mandate), "last": day(last)}
            yield Problem(
                "paid_late",
                _("It was paid on %(day)s; “%(mandate)s” accepts payments until %(last)s.") % words,
            )


def needed_documents(expense: Expense, shares: list[ExpenseShare]) -> list[tuple[str, str]]:
    """Return each kind of document an expense needs, and why, in the order people think of them."""
    why: dict[str, str] = {}
    if expense.kind == Expense.Kind.CORRECTION:
        why |= corrections.own_documents(expense)
    elif expense.kind == Expense.Kind.INVOICE:
        why[DocumentKind.INVOICE] = why[DocumentKind.PAYMENT] = ""
    for share in () if expense.takes_off else shares:
        for kind in share.line.needs:
            why.setdefault(kind, _("asked by the line “%(line)s”") % {"line": share.line.code})
    mandates = {share.line.mandate_id for share in shares}
    before = corrections.accepted(expense.corrects).excluding if expense.corrects else ZERO
    thresholds = Threshold.objects.filter(
        in_force(expense.dated_on), mandate__in=mandates, from_eur__lte=expense.amount_excl_eur + before
    )
    for one in thresholds if corrections.is_invoiced(expense) else ():
        because = _("asked from %(amount)s excluding VAT") % {"amount": euros(one.from_eur)}
        why.setdefault(one.needs, because)
    return [(kind, why[kind]) for kind in DocumentKind.values if kind in why]


def documents_of(expense: Expense) -> set[str]:
    """Return the kinds of document that are there; a correction leans on those of what it corrects, too."""
    there = set(expense.evidence.standing().values_list("kind", flat=True))
    if expense.corrects is not None:
        there |= set(expense.corrects.evidence.standing().values_list("kind", flat=True)) - corrections.OWN
    return there


def _documents(expense: Expense, shares: list[ExpenseShare]) -> Iterator[Problem]:
    there = documents_of(expense)
    for kind, because in needed_documents(expense, shares):
        if kind not in there:
            words = {"document": DocumentKind(kind).label, "why": because}
            sentence = _("Missing: %(document)s (%(why)s).") if because else _("Missing: %(document)s.")
            yield Problem("missing_document", sentence % words)
