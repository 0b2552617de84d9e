"""Mandates of the demonstration: what is public is told, what is invented is labelled, the seed is fixed."""

from decimal import Decimal

import pytest
from django.conf import settings

from vivier.accounts.models import User
from vivier.firstload.mandates import EXPENSES, load_mandates
from vivier.firstload.small_pdf import pdf_of
from vivier.mandate.models import Amendment, Evidence, Expense, Funder, Mandate, Obligation, StaffMember
from vivier.mandate.overheads import earned
from vivier.mandate.totals import figures_of

FOLDER = settings.ROOT / "data" / "demonstration"


@pytest.fixture
def people(db):
    for role in ("coordinator", "accountant"):
        User.objects.create_user(f"{role}@demo.example", role=role, name=role, is_demo=True)


def test_mandates_load_labelled_and_once(people):
    first = load_mandates(FOLDER, expenses=6, months=4)
    second = load_mandates(FOLDER, expenses=6, months=4)

    assert (first.created, second.created, second.unchanged) == (5, 0, 5)
    closed = Mandate.objects.get(is_demo=False)
    assert (closed.state, closed.amount_eur, closed.is_amount_minimum) == ("closed", Decimal(1_000_000), True)
    assert closed.source_url.startswith("https://")
    assert list(closed.lines.all()) == []
    amended = Amendment.objects.get()
    assert amended.mandate.is_demo
    assert "(démonstration)" in amended.reference
    assert (amended.paid_before or amended.dated_on) < (amended.paid_after or amended.dated_on)
    invented = [*Mandate.objects.filter(is_demo=True), *Funder.objects.filter(is_demo=True)]
    invented += [*StaffMember.objects.all()]
    assert all("(démonstration)" in str(one) for one in invented)
    expenses = Expense.objects.filter(kind="invoice")
    assert expenses.count() == 6
    assert all(one.is_demo and "(démonstration)" in one.supplier for one in Expense.objects.all())
    assert Evidence.objects.filter(expense__in=expenses).values("expense").distinct().count() == 5
    flat = Expense.objects.get(kind="flat")
    mandate = Mandate.objects.get(slug="referent-demonstration")
    assert (flat.state, flat.amount_incl_eur) == ("submitted", earned(mandate.pk, flat.dated_on))
    assert {one.state for one in Obligation.objects.all()} == {"due", "sent", "approved"}
    assert all(
        one.figures.remaining >= 0
        for one in figures_of(Mandate.objects.get(slug="referent-demonstration").lines.all())
    )


def test_the_shipped_set_has_at_least_sixty_invoices():
    assert EXPENSES >= 60


def test_nothing_is_loaded_without_its_people(db):
    assert load_mandates(FOLDER).created == 0
    assert Mandate.objects.count() == 0


def test_the_same_lines_make_the_same_document():
    assert pdf_of(["Reçu (n° 1)", "é\\"]) == pdf_of(["Reçu (n° 1)", "é\\"])
    assert pdf_of(["a"]).startswith(b"%PDF-1.4")
    assert pdf_of(["a"]).endswith(b"%%EOF\n")
