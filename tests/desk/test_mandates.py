"""Mandates in the desk: every screen, who may open it, what it says, deeds and hostile input."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.mandate.conftest import World, pdf, person
from tests.mandate_factories import (
    ActivityFundingFactory,
    BudgetLineFactory,
    DeliverableFactory,
    ExpenseFactory,
    FlatRateFactory,
    FunderFactory,
    InstalmentFactory,
    MandateFactory,
    MandateIndicatorFactory,
    ObligationFactory,
    TargetFactory,
)
from vivier.mandate import actions
from vivier.mandate.models import (
    AccountingImport,
    Deliverable,
    Evidence,
    Expense,
    Mandate,
    Objective,
    Obligation,
    TimeSheet,
)

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def world() -> World:
    mandate = MandateFactory(title_fr="Référent", amount_eur=D("10000.00"))
    line = BudgetLineFactory(mandate=mandate, code="P1", title_fr="Services", planned_eur=D("5000.00"))
    return World(mandate, line, person("accountant", "Ana"), person("coordinator", "Coline"))


@pytest.fixture
def full(world):
    """The world with one of everything; returns the addresses of all pages that are read."""
    activity = ActivityFundingFactory(activity__objective__mandate=world.mandate).activity
    deliverable = DeliverableFactory(activity=activity, due_on=date(2026, 2, 1))
    TargetFactory(indicator=MandateIndicatorFactory(mandate=world.mandate, objective=activity.objective))
    InstalmentFactory(mandate=world.mandate)
    obligation = ObligationFactory(mandate=world.mandate, needs=["minutes"])
    FlatRateFactory(mandate=world.mandate)
    expense = world.submitted()
    sheet = actions.open_sheet(
        actions.name_member("Marie", function="Coordination", by=world.accountant),
        month=date(2026, 3, 1),
        by=world.accountant,
    )
    batch = AccountingImport.objects.create(name="a.csv", digest="0", columns=["Date"], rows=[[2, ["x"]]])
    key = world.mandate.pk
    return {
        "read": [
            *("/desk/mandates/", f"/desk/mandates/{key}/", f"/desk/mandates/{key}/budget/"),
            *(f"/desk/mandates/{key}/structure/", f"/desk/mandates/deliverables/{deliverable.pk}/"),
            *("/desk/expenses/", "/desk/expenses/results/", f"/desk/expenses/{expense.pk}/"),
            *("/desk/staff-time/", f"/desk/staff-time/{sheet.pk}/", "/desk/obligations/"),
            *(f"/desk/obligations/{obligation.pk}/", "/desk/obligations/obligations.ics"),
            *("/desk/mandates/mandates.csv", f"/desk/mandates/{key}/budget.csv"),
            *(f"/desk/mandates/{key}/structure.csv", "/desk/expenses/expenses.csv"),
            *("/desk/staff-time/hours.csv", "/desk/obligations/list.csv"),
            reverse("desk_evidence", args=[expense.evidence.first().pk]),
        ],
        "enter": ["/desk/expenses/new/", "/desk/accounts-files/", f"/desk/accounts-files/{batch.pk}/"],
        "run": [
            *("/desk/mandates/new/", "/desk/mandates/funders/", f"/desk/mandates/{key}/change/"),
            *(f"/desk/mandates/parts/line/{world.line.pk}/", f"/desk/mandates/parts/objective/new/{key}/"),
        ],
    }


def inside(client, who):
    client.force_login(who)
    client.get("/desk/mandates/?language=en")
    return client


ALLOWED = {
    "coordinator": ("read", "enter", "run"),
    "accountant": ("read", "enter"),
    "auditor": ("read",),
}


@pytest.mark.parametrize(
    "role",
    ["coordinator", "accountant", "auditor", "administrator", "editor", "adviser", "member", "anonymous"],
)
def test_each_role_opens_its_screens_and_no_others(client, full, role):
    if role != "anonymous":
        client.force_login(person(role, "Zoé"))
    for group, addresses in full.items():
        for address in addresses:
            answer = client.get(address)
            if group in ALLOWED.get(role, ()):
                assert answer.status_code == 200, address
            else:
                assert answer.status_code in {302, 403}, address
                assert answer.status_code == 403 or answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", ["auditor", "administrator", "editor", "member", "anonymous"])
def test_other_roles_do_nothing(client, full, world, role):
    expense, obligation = Expense.objects.get(), Obligation.objects.get()
    deliverable = Deliverable.objects.get()
    if role != "anonymous":
        client.force_login(person(role, "Zoé"))
    before = list(Expense.objects.values()), list(Obligation.objects.values()), Evidence.objects.count()

    for address, sent in (
        (reverse("desk_expense_new"), {}),
        (reverse("desk_expense_change", args=[expense.pk]), {}),
        (reverse("desk_expense_deed", args=[expense.pk]), {"withdraw": "1"}),
        (reverse("desk_expense_decide", args=[expense.pk]), {"accept": "1"}),
        (reverse("desk_evidence_attach", args=["expense", expense.pk]), {"kind": "invoice"}),
        (reverse("desk_evidence_withdraw", args=[expense.evidence.first().pk]), {}),
        (reverse("desk_obligation_deed", args=[obligation.pk]), {"cancel": "1", "reason": "x"}),
        (reverse("desk_mandate_stands", args=[deliverable.pk]), {"state": "dropped", "comment": "x"}),
        (reverse("desk_mandate_new"), {}),
        (reverse("desk_time_new"), {"month": "2026-01"}),
        (reverse("desk_time_deed", args=[TimeSheet.objects.get().pk]), {"charge": "1"}),
        (reverse("desk_accounting"), {}),
    ):
        assert client.post(address, sent).status_code in {302, 403}, address

    assert before == (
        list(Expense.objects.values()),
        list(Obligation.objects.values()),
        Evidence.objects.count(),
    )
    assert Deliverable.objects.get().state == "planned"


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


def test_hostile_deeds_are_refused_in_words(client, full, world):
    inside(client, world.coordinator)
    expense = Expense.objects.get()
    sheet = TimeSheet.objects.get()
    for address, sent in (
        (reverse("desk_expense_deed", args=[expense.pk]), {"unpay": "9" * 40}),
        (reverse("desk_expense_deed", args=[expense.pk]), {"pay": "1", "amount_eur": "NaN", "way": "bribe"}),
        (reverse("desk_expense_decide", args=[expense.pk]), {"refuse": "1", "comment": " " * 9000}),
        (reverse("desk_time_new"), {"member": "x", "month": "never"}),
        (reverse("desk_time_new"), {"member": "", "name": "", "month": "2026-01"}),
        (reverse("desk_time_deed", args=[sheet.pk]), {"write": "1", "hours_0": "NaN"}),
        (reverse("desk_time_deed", args=[sheet.pk]), {"write": "1", "version": "x"}),
        (reverse("desk_obligation_deed", args=[Obligation.objects.get().pk]), {"send": "1", "on": "x"}),
        (reverse("desk_mandate_part_received", args=[world.mandate.instalments.get().pk]), {"on": "31-31"}),
        (reverse("desk_evidence_attach", args=["secret", 1]), {}),
    ):
        assert client.post(address, sent).status_code in {302, 404}, sent
    for address in (
        "/desk/mandates/parts/secret/1/",
        "/desk/mandates/parts/line/new/999/",
        "/desk/expenses/999/",
    ):
        assert client.get(address).status_code == 404
    assert client.get("/desk/expenses/expenses.exe").status_code == 404


def test_a_mandate_and_its_parts_are_written(client, world):
    inside(client, world.coordinator)
    client.post("/desk/mandates/funders/", {"name": "Ville de Namur", "kind": "local"})
    sent = {
        "title_fr": "Namur créative", "funder": FunderFactory().pk, "starts_on": "2026-01-01",
        "ends_on": "2026-12-31", "amount_eur": "50000", "vat": "included", "state": "current",
    }  # fmt: skip
    assert client.post("/desk/mandates/new/", sent | {"ends_on": "2025-01-01"}).status_code == 422
    client.post("/desk/mandates/new/", sent)
    mandate = Mandate.objects.get(slug="namur-creative")
    client.post(
        f"/desk/mandates/parts/objective/new/{mandate.pk}/", {"code": "O1", "title_fr": "X", "position": 0}
    )
    line = {
        "code": "P1",
        "title_fr": "Staff",
        "category": "staff",
        "planned_eur": "10",
        "share": "100",
        "position": 0,
    }
    client.post(
        f"/desk/mandates/parts/line/new/{mandate.pk}/", line | {"needs": ["timesheet"], "is_open": "on"}
    )
    twice = client.post(f"/desk/mandates/parts/line/new/{mandate.pk}/", line)
    due = {"title_fr": "Comité", "kind": "committee", "due_on": "2026-12-01", "remind": "14; 2"}
    client.post(f"/desk/mandates/parts/obligation/new/{mandate.pk}/", due)

    assert twice.status_code == 422
    assert mandate.lines.get().needs == ["timesheet"]
    assert mandate.obligations.get().remind_days == [14, 2]
    objective = Objective.objects.get()
    client.post(f"/desk/mandates/parts/objective/{objective.pk}/", {"remove": "1"})
    assert not Objective.objects.exists()


def test_a_sheet_is_opened_written_and_charged(client, full, world):
    FlatRateFactory(mandate=world.mandate, function="Presse")
    staff = BudgetLineFactory(mandate=world.mandate, category="staff")
    activity = Deliverable.objects.get().activity
    inside(client, world.accountant)
    client.post(reverse("desk_time_new"), {"name": "Léo", "function": "Presse", "month": "2026-02"})
    sheet = TimeSheet.objects.get(member__name="Léo")
    here = reverse("desk_time_deed", args=[sheet.pk])
    row = {"activity_0": activity.pk, "line_0": staff.pk, "hours_0": "12,5"}

    client.post(here, row | {"write": "1", "version": sheet.version})
    client.post(here, {"charge": "1"})

    expense = Expense.objects.get(kind="staff")
    assert (expense.amount_incl_eur, expense.state) == (D("562.50"), "submitted")
    assert expense.reference in client.get(reverse("desk_time_sheet", args=[sheet.pk])).content.decode()


def test_a_file_of_the_accounts_is_sent_mapped_and_taken_in(client, world):
    inside(client, world.accountant)
    text = "Fournisseur;Date;Libellé;HTVA;TVAC;Poste\nCafé;04/02/2026;Accueil;10,00;12,10;P1\nX;y;z;1;1;P1\n"
    file = SimpleUploadedFile("journal.csv", text.encode(), "text/csv")
    sent = client.post("/desk/accounts-files/", {"sheet": file})
    batch = AccountingImport.objects.get()
    here = reverse("desk_accounting_file", args=[batch.pk])

    fields = {f"field_{name}": column for name, column in batch.mapping.items()}
    client.post(here, fields | {"map": "1"})
    page = client.get(here).content.decode()
    errors = b"".join(client.get(reverse("desk_accounting_errors", args=[batch.pk, "csv"]))).decode(
        "utf-8-sig"
    )
    client.post(here, {"take_in": "1"})

    assert sent.url == here
    assert "Take 1 line in as a draft" in page
    assert "“y” is not a day" in errors
    assert Expense.objects.get().supplier == "Café"


def test_a_deliverable_says_where_it_stands(client, full, world):
    inside(client, world.coordinator)
    one = Deliverable.objects.get()
    here = reverse("desk_mandate_stands", args=[one.pk])

    assert client.post(here, {"state": "delivered"}).status_code == 422
    client.post(here, {"state": "delivered", "on": "2026-04-01"})

    assert Deliverable.objects.get().delivered_on == date(2026, 4, 1)


def test_late_obligations_are_on_the_coordinators_day(client, world):
    today = timezone.localdate()
    ObligationFactory(mandate=world.mandate, title_fr="Comité d’hiver", due_on=today - timedelta(days=2))
    ObligationFactory(mandate=world.mandate, title_fr="Bien plus tard", due_on=today + timedelta(days=200))
    world.submitted()
    inside(client, world.coordinator)

    page = client.get("/desk/").content.decode()

    assert "Comité d’hiver" in page
    assert "Bien plus tard" not in page
    assert "Imprimerie du Pont" in page
    inside(client, person("editor", "Eve"))
    page = client.get("/desk/").content.decode()
    assert "Comité d’hiver" not in page
    assert "Imprimerie du Pont" not in page


def test_pages_cost_the_same_for_few_and_many(client, full, world):
    inside(client, person("auditor", "Zoé"))
    pages = [one for one in full["read"] if one.endswith("/")] + ["/desk/expenses/expenses.csv"]
    for page in pages:
        b"".join(client.get(page))
    few = [_cost(client, one) for one in pages]
    for _number in range(6):
        line = BudgetLineFactory(mandate=world.mandate)
        ExpenseFactory(on=[(line, "50", "500.00"), (world.line, "50", "500.00")])
        funding = ActivityFundingFactory(activity__objective=Objective.objects.first())
        DeliverableFactory(activity=funding.activity)
        ObligationFactory(mandate=world.mandate, needs=["minutes"])
        BudgetLineFactory(mandate=MandateFactory())

    many = [_cost(client, one) for one in pages]

    assert dict(zip(pages, many, strict=True)) == dict(zip(pages, few, strict=True))


def _cost(client, page) -> int:
    with CaptureQueriesContext(connection) as spent:
        b"".join(client.get(page))
    return len(spent)
