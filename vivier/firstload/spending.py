"""The demonstration's money: invoices and hours with a fixed seed, entered and decided by its people."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from vivier.accounts.models import User
from vivier.core.money import percent_of, to_the_cent
from vivier.firstload.small_pdf import pdf_of
from vivier.mandate import actions, overheads
from vivier.mandate.checks import needed_documents
from vivier.mandate.models import Category, Expense

if TYPE_CHECKING:
    from vivier.firstload.mandates import Loading

SEED = 2026
BEGAN = 10  # months before the load


def prove(thing: Any, kind: str, text: str, by: User) -> None:
    """Attach an invented document to what it proves."""
    name = f"{kind}-{text[:40]}.pdf"
    content = pdf_of([kind, text, "Document inventé, pour la démonstration."])
    actions.attach_evidence(thing, by=by, name=name, content=content, kind=kind)


def spend(loading: "Loading", purchases: list[dict[str, Any]], count: int, accountant: User) -> None:
    """Enter invoices, most of them proved, paid and accepted, some in every other state."""
    chance = Random(SEED)  # noqa: S311 -- the same invented figures each time
    span = (loading.today - loading.start).days - 20
    for number in range(count):
        one = purchases[number % len(purchases)]
        dated_on = loading.start + timedelta(days=span * number // count + chance.randint(0, 9))
        excluding = to_the_cent(Decimal(chance.randint(one["low"] * 100, one["high"] * 100)) / 100)
        vat = percent_of(excluding, Decimal(chance.choice((21, 21, 21, 6))))
        activity = loading.activities[one["activity"]]
        funded = dict(activity.fundings.values_list("mandate", "share"))
        line = loading.lines[one["line"]]
        lines = [line, *([loading.lines[one["with"]]] if "with" in one else [])]
        shares: list[tuple[Any, Decimal]] = []
        for each in lines:
            left = 100 - sum((share for _line, share in shares), Decimal(0))
            shares.append((each, min(each.share, funded.get(each.mandate_id, each.share), left)))
        expense = actions.enter_expense(
            by=accountant,
            is_demo=True,
            values={
                "supplier": f"{one['supplier']} (démonstration)",
                "invoice_number": f"{dated_on:%Y}-{1000 + number * 7}",
                "dated_on": dated_on,
                "description": one["what"].format(n=number // len(purchases) + 1),
                "category": line.category,
                "amount_excl_eur": excluding,
                "amount_incl_eur": excluding + vat,
                "activity": activity if line.mandate_id in funded else None,
            },
            shares=shares,
        )
        _go_on(loading, expense, number, count, accountant)


def _go_on(loading: "Loading", expense: Expense, number: int, count: int, accountant: User) -> None:
    """Prove, pay, submit and decide; the newest wait, a few came back or were refused."""
    if number == count - 1:
        return  # a bare draft, so that one sees what is missing
    for kind, _why in needed_documents(expense, list(expense.shares.select_related("line"))):
        prove(expense, kind, f"{expense.reference} {expense.supplier} {expense.invoice_number}", accountant)
    paid_on = min(expense.dated_on + timedelta(days=14), loading.today)
    actions.add_payment(
        expense,
        by=accountant,
        paid_on=paid_on,
        amount_eur=expense.amount_incl_eur,
        bank_reference=f"{paid_on:%Y}/{number + 1:03d}",
    )
    if number >= count - 4:
        return
    actions.submit_expense(expense, by=accountant)
    submitted = timezone.make_aware(datetime.combine(paid_on, time(10, 30)))
    Expense.objects.filter(pk=expense.pk).update(submitted_at=submitted, entered_at=submitted)
    if number < count - 12:
        _decide(loading, expense, number, submitted)


def _decide(loading: "Loading", expense: Expense, number: int, submitted: datetime) -> None:
    if number % 17 == 11:
        comment = "La facture ne dit pas la période : demander une copie corrigée."
        actions.send_back_expense(expense, by=loading.by, comment=comment)
    elif number % 29 == 21:
        comment = "Cette dépense n’entre pas dans la mission."
        actions.refuse_expense(expense, by=loading.by, comment=comment)
    else:
        actions.accept_expense(expense, by=loading.by)
    decided = submitted + timedelta(days=3, hours=4)
    Expense.objects.filter(pk=expense.pk, decided_at__isnull=False).update(decided_at=decided)


def correct(loading: "Loading", accountant: User) -> None:
    """Correct two accepted invoices: a credit note that is accepted, and a part that waits to be decided."""
    accepted = Expense.objects.accepted().filter(is_demo=True, kind=Expense.Kind.INVOICE)
    invoices = list(accepted.order_by("dated_on", "pk"))
    if not invoices:
        return
    first, *others = invoices
    credited = _enter_correction(
        first,
        accountant,
        cause=Expense.Cause.CREDIT_NOTE,
        description="Note de crédit du fournisseur : une journée facturée deux fois.",
        percent=20,
        dated_on=min(loading.month(BEGAN - 1, 12), loading.today),
    )
    actions.accept_expense(credited, by=loading.by)
    if others:
        _enter_correction(
            others[len(others) // 2],
            accountant,
            cause=Expense.Cause.NOT_ELIGIBLE,
            description="Une partie de la facture concerne une activité hors mission.",
            percent=35,
            dated_on=loading.today,
        )


def _enter_correction(
    original: Expense, accountant: User, *, cause: str, description: str, percent: int, dated_on: date
) -> Expense:
    """Take a part (in percent) off an expense, prove it and submit it."""
    taken = percent_of(original.amount_excl_eur, Decimal(percent))
    correction = actions.enter_correction(
        original,
        by=accountant,
        values={
            "cause": cause,
            "invoice_number": f"NC-{original.invoice_number}" if cause == Expense.Cause.CREDIT_NOTE else "",
            "dated_on": max(dated_on, original.dated_on),
            "description": description,
            "amount_excl_eur": -taken,
            "amount_incl_eur": -taken - percent_of(original.vat_eur, Decimal(percent)),
        },
    )
    for kind, _why in needed_documents(correction, list(correction.shares.select_related("line"))):
        prove(correction, kind, f"{correction.reference} {correction.supplier}", accountant)
    return actions.submit_expense(correction, by=accountant)


def work(loading: "Loading", team: list[dict[str, str]], accountant: User, months: int) -> None:
    """Charge the months that are over; the last one waits to be decided, this one is open."""
    chance = Random(SEED + 1)  # noqa: S311 -- the same invented figures each time
    activities = [loading.activities[code] for code in ("A1.1", "A2.2", "A3.1")]
    for place, one in enumerate(team):
        member = actions.name_member(one["name"], function=one["function"], by=accountant, is_demo=True)
        for number in range(BEGAN + 1 - months, BEGAN + 1):
            sheet = actions.open_sheet(member, month=loading.month(number, 1), by=accountant)
            hours = Decimal(chance.randint(60, 110) * 4) / 4
            row = actions.HoursRow(loading.lines["R1"], activities[(place + number) % 3], hours)
            actions.write_hours(sheet, by=accountant, rows=[row])
            if number == BEGAN:
                continue
            for expense in actions.charge_sheet(sheet, by=accountant):
                if number < BEGAN - 1:
                    actions.accept_expense(expense, by=loading.by)


def charge_flat_rates(loading: "Loading", accountant: User) -> None:
    """Charge the overheads of what was accepted: the first half-year is accepted, the months since wait."""
    for line in loading.lines.values():
        if line.category != Category.OVERHEAD:
            continue
        for until in (loading.month(5, 31), loading.month(BEGAN - 2, 31)):
            if overheads.earned(line.mandate_id, until) <= overheads.charged(line.mandate_id):
                continue
            expense = actions.charge_overheads(line, until=until, by=accountant)
            if until == loading.month(5, 31):
                actions.accept_expense(expense, by=loading.by)
