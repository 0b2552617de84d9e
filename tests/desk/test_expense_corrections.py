"""Corrections in the desk: entered, shown on both entries, in lists, files and reports; who may not."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.mandate_world import inside
from tests.mandate.conftest import pdf, person
from tests.mandate.reported_world import claimed, made
from vivier.mandate import actions
from vivier.mandate.actions import reports
from vivier.mandate.models import Expense

pytestmark = pytest.mark.django_db
D = Decimal


def form_of(world, **more):
    return {
        "submission": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        "way": "less",
        "cause": "credit_note",
        "invoice_number": "NC-7",
        "dated_on": "2026-06-01",
        "description": "Two boxes came back",
        "amount_excl_eur": "100.00",
        "amount_incl_eur": "121.00",
        f"share_{world.line.pk}": "100",
    } | more


def address(expense):
    return reverse("desk_expense_correct", args=[expense.pk])


def credit(world, original, number, state="accepted"):
    values = {
        "cause": "credit_note",
        "invoice_number": f"NC-{number}",
        "dated_on": date(2026, 6, 1),
        "description": "Returned",
        "amount_excl_eur": D("-10.00"),
        "amount_incl_eur": D("-12.10") if original.vat_eur else D("-10.00"),
    }
    one = actions.enter_correction(original, by=world.accountant, values=values)
    if state == "accepted":
        actions.attach_evidence(
            one, by=world.accountant, name="nc.pdf", content=pdf(f"NC {number}"), kind="credit_note"
        )
        one = actions.submit_expense(one, by=world.accountant)
        one = actions.accept_expense(one, by=world.coordinator)
    return one


def test_a_correction_is_entered_once_and_shown_on_both_entries_in_the_list_and_in_the_file(client, world):
    original = world.accepted()
    inside(client, world.accountant)
    assert address(original) in client.get(reverse("desk_expense", args=[original.pk])).content.decode()
    assert "1,000.00\u00a0€ and 210.00\u00a0€ of VAT" in client.get(address(original)).content.decode()

    for _time in range(2):
        assert client.post(address(original), form_of(world)).status_code == 302

    one = Expense.objects.get(kind="correction")
    assert (one.amount_incl_eur, one.vat_eur) == (D("-121.00"), D("-21.00"))
    page = client.get(reverse("desk_expense", args=[one.pk])).content.decode()
    assert "credit note of the supplier" in page
    assert reverse("desk_expense", args=[original.pk]) in page
    assert "Missing: credit note." in page
    page = client.get(reverse("desk_expense", args=[original.pk])).content.decode()
    assert "Corrected by" in page
    assert "it comes to 1,000.00\u00a0€ excluding VAT" in page
    assert (
        f"Corrects {original.reference}: Two boxes" in client.get(reverse("desk_expenses")).content.decode()
    )
    rows = b"".join(client.get("/desk/mandates/expenses/expenses.csv?kind=correction")).decode("utf-8-sig")
    assert f"{original.reference},credit note of the supplier," in rows


def test_an_accepted_correction_is_named_beside_what_it_corrects_in_the_file(client, world):
    original = world.accepted()
    one = credit(world, original, 1)
    inside(client, world.accountant)

    rows = b"".join(client.get("/desk/mandates/expenses/expenses.csv?kind=invoice")).decode("utf-8-sig")

    assert rows.splitlines()[1].endswith(f",{one.reference}")


def test_a_draft_correction_is_put_right_on_its_own_form(client, world):
    original = world.accepted()
    one = credit(world, original, 1, "draft")
    inside(client, world.accountant)
    change = reverse("desk_expense_change", args=[one.pk])
    assert client.get(change).headers["Location"] == address(one)

    page = client.get(address(one)).content.decode()
    values = form_of(world, version=one.version, amount_excl_eur="20.00", amount_incl_eur="20.00")
    answer = client.post(address(one), values)

    assert f"Put {one.reference} right" in page
    assert 'value="10.00"' in page
    assert answer.status_code == 302
    assert Expense.objects.get(pk=one.pk).amount_incl_eur == D("-20.00")
    assert client.post(address(one), values).status_code == 422


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"amount_excl_eur": "5000", "amount_incl_eur": "5000"}, "It takes off more than"),
        ({"amount_excl_eur": "-5"}, "greater than or equal to 0"),
        ({"amount_incl_eur": "1e9999"}, "Ensure that|Enter a number"),
        ({"way": "sideways"}, "Select a valid choice"),
        ({"cause": "\x00"}, "Null characters|Select a valid choice"),
        ({"dated_on": "31/02/2026"}, "Enter a valid date"),
        ({"way": "more"}, "it adds nothing"),
        ({"submission": "x"}, "The correction"),
    ],
)
def test_a_form_that_is_refused_says_why_and_keeps_what_was_typed(client, world, more, words):
    original = world.accepted()
    inside(client, world.accountant)

    answer = client.post(address(original), form_of(world) | more)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert any(one in page for one in words.split("|"))
    assert 'value="Two boxes came back"' in page
    assert original.corrections.count() == 0


@pytest.mark.parametrize("role", ["auditor", "administrator", "editor", "adviser", "member"])
def test_who_enters_no_expense_corrects_none(client, world, role):
    original = world.accepted()
    inside(client, person(role))

    assert client.get(address(original)).status_code in {302, 403}
    assert client.post(address(original), form_of(world)).status_code in {302, 403}
    assert original.corrections.count() == 0


def test_the_auditor_reads_of_corrections_without_a_way_to_enter_one(client, world):
    original = world.accepted()
    one = credit(world, original, 1)
    inside(client, person("auditor"))

    page = client.get(reverse("desk_expense", args=[original.pk])).content.decode()

    assert one.reference in page
    assert address(original) not in page


def test_a_report_says_what_was_corrected_since_and_the_expense_which_report_states_it(client, world):
    mandate = made()
    report = reports.submit_report(claimed(mandate), by=mandate.coordinator)
    reports.approve_report(report, by=mandate.coordinator)
    original = Expense.objects.filter(shares__line=mandate.line).earliest("number")
    one = credit(world, original, 1, "draft")
    inside(client, world.coordinator)

    page = client.get(reverse("desk_report", args=[report.pk])).content.decode()
    entry = client.get(reverse("desk_expense", args=[original.pk])).content.decode()

    assert "Corrected since" in page
    assert reverse("desk_expense", args=[one.pk]) in page
    assert reverse("desk_report", args=[report.pk]) in entry


def test_pages_cost_the_same_for_few_and_many_corrections(client, world):
    original = world.accepted()
    inside(client, world.coordinator)
    addresses = (
        reverse("desk_expense", args=[original.pk]),
        reverse("desk_expenses"),
        "/desk/mandates/expenses/expenses.csv",
        address(original),
    )

    def cost() -> list[int]:
        found = []
        for one in addresses:
            with CaptureQueriesContext(connection) as queries:
                list(client.get(one))
            found.append(len(queries))
        return found

    credit(world, original, 1)
    client.get(addresses[0])
    few = cost()
    for number in range(2, 8):
        credit(world, original, number)

    assert cost() == few
