"""Expenses in the desk: entered, proved, decided, listed, handed out; hostile input."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.desk.mandate_world import inside
from tests.mandate.conftest import pdf, person
from vivier.mandate.models import (
    Evidence,
    Expense,
)

pytestmark = pytest.mark.django_db
D = Decimal


def test_the_accountant_enters_and_does_not_decide(client, world):
    expense = world.submitted()
    inside(client, person("accountant", "Bo"))

    assert client.post(reverse("desk_expense_decide", args=[expense.pk]), {"accept": "1"}).status_code == 403
    assert Expense.objects.get().state == "submitted"


def form_of(world, **more):
    return {
        "submission": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        "supplier": "Imprimerie du Pont",
        "invoice_number": "F-1",
        "dated_on": "2026-03-15",
        "description": "Booklets",
        "category": "services",
        "amount_excl_eur": "1000.00",
        "amount_incl_eur": "1210.00",
        "line_0": world.line.pk,
        "share_0": "",
    } | more


def test_an_expense_is_entered_proved_paid_submitted_and_accepted(client, world):
    inside(client, world.accountant)
    assert client.post("/desk/expenses/new/", form_of(world)).status_code == 302
    assert client.post("/desk/expenses/new/", form_of(world)).status_code == 302
    expense = Expense.objects.get()
    here = reverse("desk_expense", args=[expense.pk])
    assert "Missing: invoice." in client.get(here).content.decode()

    for kind in ("invoice", "payment"):
        file = SimpleUploadedFile(f"{kind}.pdf", pdf(kind), "application/pdf")
        client.post(
            reverse("desk_evidence_attach", args=["expense", expense.pk]), {"file": file, "kind": kind}
        )
    deed = reverse("desk_expense_deed", args=[expense.pk])
    client.post(deed, {"pay": "1", "paid_on": "2026-04-01", "amount_eur": "1210.00", "way": "transfer"})
    assert "Nothing stands against it." in client.get(here).content.decode()
    client.post(deed, {"submit": "1"})
    inside(client, world.coordinator)
    decide = reverse("desk_expense_decide", args=[expense.pk])
    client.post(decide, {"accept": "1"})
    answer = client.post(decide, {"accept": "1"}, follow=True)

    assert Expense.objects.get().state == "accepted"
    assert "there is nothing to decide" in answer.content.decode()
    page = client.get(f"/desk/mandates/{world.mandate.pk}/").content.decode()
    assert "1,000.00\u00a0€ of 5,000.00\u00a0€" in page
    rows = b"".join(client.get("/desk/expenses/expenses.csv?state=accepted")).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert ",1000.00,210.00,1210.00,Référent,P1,100.00,1000.00," in rows[1]


def test_sending_back_without_a_word_says_so(client, world):
    expense = world.submitted()
    inside(client, world.coordinator)

    answer = client.post(reverse("desk_expense_decide", args=[expense.pk]), {"send_back": "1"}, follow=True)

    assert "Say in a few words what is wrong" in answer.content.decode()
    assert Expense.objects.get().state == "submitted"


def test_who_had_a_hand_in_it_is_told_instead_of_asked(client, world):
    expense = world.submitted(by=world.coordinator)
    inside(client, world.coordinator)

    page = client.get(reverse("desk_expense", args=[expense.pk])).content.decode()

    assert "another coordinator decides about it" in page
    assert 'name="accept"' not in page


def test_a_refused_form_keeps_what_was_typed(client, world):
    world.enter(invoice_number="F-1")
    inside(client, world.accountant)

    for more, words in (
        ({}, "This invoice of the same supplier is already there"),
        ({"invoice_number": "F-2", "amount_incl_eur": "999"}, "With VAT it cannot be less"),
        ({"invoice_number": "F-2", "line_0": ""}, "This field is required"),
        ({"invoice_number": "F-2", "line_1": world.line.pk}, "Each line is named once"),
        ({"invoice_number": "F-2", "dated_on": "15 mars"}, "Enter a valid date"),
        ({"invoice_number": "F-2", "amount_excl_eur": "1e9999"}, "Ensure that|Enter a number"),
    ):
        answer = client.post("/desk/expenses/new/", form_of(world, **more))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert any(one in page for one in words.split("|")), more
        assert 'value="Booklets"' in page
    assert Expense.objects.count() == 1


def test_the_document_is_handed_out_as_an_attachment_and_journalled(client, world):
    expense = world.complete()
    proof = expense.evidence.get(kind="invoice")
    inside(client, person("auditor", "Zoé"))

    answer = client.get(reverse("desk_evidence", args=[proof.pk]))

    assert answer.content == pdf(f"invoice {expense.pk}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invoice.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("content", [b"<html>", b"%PDF-1.4", b"MZ", b"\x89PNG\r\n\x1a\n"])
def test_hostile_uploads_are_refused_in_words(client, world, content):
    expense = world.enter()
    inside(client, world.accountant)
    file = SimpleUploadedFile("../../x\x00.pdf", content, "application/pdf")

    answer = client.post(
        reverse("desk_evidence_attach", args=["expense", expense.pk]),
        {"file": file, "kind": "invoice"},
        follow=True,
    )

    assert "The file is" in answer.content.decode()
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "?state=x&category=%27&mandate=99999999999999999999&line=abc&since=31/02/2026&words=%25_%22",
        "?p=0", "?p=x", "?p=9999999999", "?ordering=password", "?words=D99999999999999999999",
    ],
)  # fmt: skip
def test_hostile_lists_show_a_page(client, world, query):
    inside(client, world.accountant)

    assert client.get(f"/desk/expenses/{query}").status_code in {200, 404}
    assert client.get(f"/desk/expenses/expenses.csv{query}").status_code == 200
