"""Mandates in the desk: every screen, who may open it, what it says, deeds and hostile input."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.desk.mandate_world import inside
from tests.mandate.conftest import person
from tests.mandate_factories import (
    ActivityFundingFactory,
    BudgetLineFactory,
    DeliverableFactory,
    ExpenseFactory,
    FlatRateFactory,
    FunderFactory,
    MandateFactory,
    ObligationFactory,
)
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
        (reverse("desk_expense_overheads", args=[world.line.pk]), {"until": "2026-03-31"}),
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


def test_hostile_deeds_are_refused_in_words(client, full, world):
    inside(client, world.coordinator)
    expense = Expense.objects.get()
    sheet = TimeSheet.objects.get()
    for address, sent in (
        (reverse("desk_expense_deed", args=[expense.pk]), {"unpay": "9" * 40}),
        (reverse("desk_expense_deed", args=[expense.pk]), {"pay": "1", "amount_eur": "NaN", "way": "bribe"}),
        (reverse("desk_expense_decide", args=[expense.pk]), {"refuse": "1", "comment": " " * 9000}),
        (reverse("desk_expense_overheads", args=[world.line.pk]), {"until": "31-31"}),
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
        "/desk/mandates/expenses/999/",
    ):
        assert client.get(address).status_code == 404
    assert client.get("/desk/mandates/expenses/expenses.exe").status_code == 404


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


def opened_sheet(client, world):
    """Open a month of staff time as the accountant; return it, where it is written, and a line without hours."""
    FlatRateFactory(mandate=world.mandate, function="Presse")
    staff = BudgetLineFactory(mandate=world.mandate, category="staff")
    inside(client, world.accountant)
    client.post(reverse("desk_time_new"), {"name": "Léo", "function": "Presse", "month": "2026-02"})
    sheet = TimeSheet.objects.get(member__name="Léo")
    row = {"activity_0": Deliverable.objects.get().activity_id, "line_0": staff.pk}
    return sheet, reverse("desk_time_deed", args=[sheet.pk]), row


def test_a_sheet_is_opened_written_and_charged(client, full, world):
    sheet, here, row = opened_sheet(client, world)
    row |= {"hours_0": "12,5"}

    client.post(here, row | {"write": "1", "version": sheet.version})
    client.post(here, {"charge": "1"})

    expense = Expense.objects.get(kind="staff")
    assert (expense.amount_incl_eur, expense.state) == (D("562.50"), "submitted")
    assert expense.reference in client.get(reverse("desk_time_sheet", args=[sheet.pk])).content.decode()


def test_charging_keeps_the_hours_that_were_typed_and_not_yet_saved(client, full, world):
    sheet, here, row = opened_sheet(client, world)
    row |= {"version": sheet.version}

    client.post(here, row | {"charge": "1", "hours_0": "many"})
    assert not Expense.objects.filter(kind="staff").exists()
    client.post(here, row | {"charge": "1", "hours_0": "12,5"})

    expense = Expense.objects.get(kind="staff")
    assert (expense.amount_incl_eur, expense.state) == (D("562.50"), "submitted")


def test_open_time_sheets_come_first_then_the_newest_month(client, full, world):
    inside(client, world.accountant)
    for name, month in (("Ana", "2026-01"), ("Zoé", "2026-05")):
        client.post(reverse("desk_time_new"), {"name": name, "function": "Presse", "month": month})
    TimeSheet.objects.filter(member__name="Marie").update(state="charged")

    page = client.get("/desk/mandates/staff-time/").content.decode()

    places = [page.index(f"<strong>{name}</strong>") for name in ("Zoé", "Ana", "Marie")]
    assert places == sorted(places)


def test_what_a_form_carries_unseen_has_no_label(client, full, world):
    inside(client, world.coordinator)

    page = client.get(f"/desk/mandates/{world.mandate.pk}/amend/").content.decode()

    assert 'name="submission"' in page
    assert "Submission" not in page


def test_a_file_of_the_accounts_is_sent_mapped_and_taken_in(client, world):
    inside(client, world.accountant)
    text = "Fournisseur;Date;Libellé;HTVA;TVAC;Poste\nCafé;04/02/2026;Accueil;10,00;12,10;P1\nX;y;z;1;1;P1\n"
    file = SimpleUploadedFile("journal.csv", text.encode(), "text/csv")
    sent = client.post("/desk/mandates/accounts-files/", {"sheet": file})
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


@pytest.mark.one_database
def test_pages_cost_the_same_for_few_and_many(client, full, world):
    inside(client, person("auditor", "Zoé"))
    pages = [one for one in full["read"] if one.endswith("/")] + ["/desk/mandates/expenses/expenses.csv"]
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


def test_overheads_are_charged_from_the_budget(client, full, world):
    FlatRateFactory(mandate=world.mandate, kind="overhead", function="", value=D(10))
    staff = BudgetLineFactory(mandate=world.mandate, code="P8", category="staff")
    line = BudgetLineFactory(mandate=world.mandate, code="P9", category="overhead")
    paid = {"state": "accepted", "decided_at": timezone.now(), "number": 7}
    ExpenseFactory(on=[(staff, 100, "500.00")], category="staff", dated_on=date(2026, 2, 28), **paid)
    budget = reverse("desk_mandate_budget", args=[world.mandate.pk]) + "?language=en"
    inside(client, person("auditor", "Nora"))
    assert "Charge the flat rate" not in client.get(budget).content.decode()
    inside(client, world.accountant)

    shown = client.get(budget).content.decode()
    sent = {"until": "2026-03-31"}
    made = client.post(reverse("desk_expense_overheads", args=[line.pk]), sent, follow=True)
    again = client.post(reverse("desk_expense_overheads", args=[line.pk]), sent, follow=True)

    assert "50.00\u00a0€ left to charge today" in shown
    assert "to be checked by somebody else" in made.content.decode()
    assert "Nothing is left to charge" in again.content.decode()
    (expense,) = Expense.objects.filter(kind="flat")
    assert (expense.amount_incl_eur, expense.state, expense.entered_by) == (
        D(50),
        "submitted",
        world.accountant,
    )
