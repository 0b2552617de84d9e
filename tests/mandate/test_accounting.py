"""Files from the accounts: columns guessed, lines looked through, drafts made of what is right."""

from datetime import date
from decimal import Decimal

import pytest

from tests.mandate_factories import BudgetLineFactory
from vivier.mandate import actions
from vivier.mandate.accounting import amount_of, day_of
from vivier.mandate.models import Expense
from vivier.mandate.refusals import ImportRefused

D = Decimal
FILE = """Fournisseur;N° facture;Date;Libellé;Montant HTVA;Montant TVAC;Poste;Payé le
Imprimerie du Pont;F-1;03/02/2026;Brochures;1.234,50;1.493,75;P1;10/02/2026
Café Central;;2026-02-04;Accueil;"80,00 €";96,80;P1;
Sans poste;F-3;04/02/2026;Rien;10,00;12,10;P9;
Imprimerie du Pont;F 1;05/02/2026;Encore;10,00;12,10;P1;
Sans date;F-5;demain;Rien;10,00;12,10;P1;
Négatif;F-6;04/02/2026;Note de crédit;-10,00;-12,10;P1;
"""


def send(world, tmp_path, text=FILE, name="journal.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return actions.receive_accounts(path, name=name, by=world.accountant)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("1.234,50", "1234.50"),
        ("1 234.50 €", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567.00"),
        ("EUR 12", "12.00"),
        ("-3,5", "-3.50"),
        ("1’234.00", "1234.00"),
        ("0.5", "0.50"),
        ("1493.7500000000002", "1493.75"),
    ],
)
def test_amounts_are_read_as_people_write_them(said, amount):
    assert amount_of(said) == D(amount)


@pytest.mark.parametrize(
    "said", ["", "abc", "1,234", "1.234", "1.2345", "1e5", "--1", "12,3,4", "١٢", "9" * 30]
)
def test_what_is_no_amount_or_could_be_two_is_refused(said):
    with pytest.raises(ValueError, match=r"."):
        amount_of(said)


def test_days_are_read_day_first():
    assert day_of("03/02/2026") == day_of("2026-02-03") == date(2026, 2, 3)
    for said in ("31/02/2026", "2026/02/03", "demain", "3/2/26"):
        with pytest.raises(ValueError, match="not a day"):
            day_of(said)


def test_a_file_is_guessed_looked_through_and_taken_in(world, tmp_path):
    batch = send(world, tmp_path)

    mapped = actions.map_accounts(batch, mapping=batch.mapping, by=world.accountant)
    problems = {one.line: one.problems for one in actions.lines_of(mapped)}
    done = actions.take_in_accounts(mapped, by=world.accountant)

    assert batch.mapping == {
        "supplier": "Fournisseur",
        "invoice_number": "N° facture",
        "dated_on": "Date",
        "description": "Libellé",
        "amount_excl_eur": "Montant HTVA",
        "amount_incl_eur": "Montant TVAC",
        "line": "Poste",
        "paid_on": "Payé le",
    }
    assert problems == {
        2: [],
        3: [],
        4: ["No open line is called “P9”."],
        5: ["The same invoice is on line 2 already."],
        6: ["Date: “demain” is not a day."],
        7: [
            "An amount less than nothing corrects an expense: say which in "
            "“Number or invoice of the expense it corrects”."
        ],
    }
    assert done.counts == {"lines": 6, "taken": 2, "left_out": 4}
    first = Expense.objects.get(invoice_key="f1")
    assert (first.state, first.amount_excl_eur, first.payments.get().amount_eur) == (
        "draft",
        D("1234.50"),
        D("1493.75"),
    )
    assert first.imported.line == 2


def test_the_same_file_or_invoice_is_not_taken_in_twice(world, tmp_path):
    batch = actions.map_accounts(batch := send(world, tmp_path), mapping=batch.mapping, by=world.accountant)
    actions.take_in_accounts(batch, by=world.accountant)

    with pytest.raises(ImportRefused, match="already"):
        actions.take_in_accounts(batch, by=world.accountant)
    with pytest.raises(ImportRefused, match="very file"):
        send(world, tmp_path)
    other = send(world, tmp_path, FILE.replace("Encore", "Toujours"))
    read = {one.line: one.problems for one in actions.lines_of(other)}

    assert read[2][0].startswith("This invoice of the same supplier is already there: D")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xd0\xcf\x11\xe0" + b"0" * 600,
        b"PK\x03\x04 not a workbook",
        b"\x00\x01\x02\x03" * 200,
        b"Fournisseur;Date\n",
        ("Fournisseur;Date\n" + "a;b\n" * 1001).encode(),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_a_sentence(world, tmp_path, content):
    with pytest.raises(ImportRefused, match=r"\w{3}"):
        send(world, tmp_path, content)


def test_columns_have_to_be_said_and_be_there(world, tmp_path):
    batch = send(world, tmp_path)

    for mapping in ({}, batch.mapping | {"supplier": "Date"}, batch.mapping | {"supplier": "Nowhere"}):
        with pytest.raises(ImportRefused):
            actions.map_accounts(batch, mapping=mapping, by=world.accountant)


def test_two_lines_of_one_name_are_told_apart_by_their_mandate(world, tmp_path):
    other = BudgetLineFactory(code="P1", mandate__slug="feder")
    text = FILE.replace("P1;10/02", "feder/p1;10/02")

    reads = actions.lines_of(send(world, tmp_path, text))

    assert reads[0].shares[0][0] == other
    assert reads[1].problems == ["Several lines are called “P1”: write mandate/code."]


CREDITS = """Fournisseur;N° facture;Date;Libellé;Montant HTVA;Montant TVAC;Poste;Corrige
Imprimerie du Pont;NC-1;03/06/2026;Retour;-100,00;-121,00;P1;2026-1
Imprimerie du Pont;NC-2;04/06/2026;Retour;-200,00;-242,00;P1;{reference}
Imprimerie du Pont;NC-3;05/06/2026;Retour;-800,00;-800,00;P1;{reference}
Imprimerie du Pont;F-9;05/06/2026;Supplément;50,00;60,50;P1;2026-1
Autre;NC-4;05/06/2026;Retour;-1,00;-1,00;P1;2026-1
Imprimerie du Pont;NC-5;05/06/2026;Retour;-1,00;-1,00;P9;2026-1
"""


def test_lines_that_correct_name_what_they_correct_and_take_off_no_more_together(world, tmp_path):
    original = world.accepted()
    batch = send(world, tmp_path, CREDITS.format(reference=original.reference))
    assert batch.mapping["corrects"] == "Corrige"

    mapped = actions.map_accounts(batch, mapping=batch.mapping, by=world.accountant)
    problems = {one.line: one.problems for one in actions.lines_of(mapped)}
    actions.take_in_accounts(mapped, by=world.accountant)

    assert problems == {
        2: [],
        3: [],
        4: [f"Together with other lines it takes off more than {original.reference} still bears."],
        5: [],
        6: ["No accepted expense is “2026-1” of this supplier."],
        7: [f"The line “P9” pays nothing of {original.reference}."],
    }
    made = original.corrections.order_by("number")
    assert list(made.values_list("cause", "amount_excl_eur", "state")) == [
        ("credit_note", D("-100.00"), "draft"),
        ("credit_note", D("-200.00"), "draft"),
        ("supplement", D("50.00"), "draft"),
    ]
