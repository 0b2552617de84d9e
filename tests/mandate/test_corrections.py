"""Correcting an accepted expense: what it takes off or adds, how far, and what stays as it was."""

import json
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.mandate.conftest import pdf, person
from tests.mandate.reported_world import claimed, made, started
from tests.mandate_factories import BudgetLineFactory, FlatRateFactory, MandateFactory
from vivier.accounts.models import JournalEntry
from vivier.mandate import actions, overheads
from vivier.mandate.actions import reports
from vivier.mandate.checks import needed_documents, problems_of
from vivier.mandate.models import Expense, ExpenseShare, Mandate, Report, Threshold
from vivier.mandate.refusals import InvalidValue, NotAllowed, NotReady, NotTheRightState, SamePerson
from vivier.mandate.reporting.bundle import bundle_of
from vivier.mandate.reporting.freezing import content_of
from vivier.mandate.totals import figures_of, spent_by

pytestmark = pytest.mark.django_db
D = Decimal
CREDIT = {
    "cause": "credit_note",
    "invoice_number": "NC-1",
    "dated_on": date(2026, 6, 1),
    "description": "Two boxes came back",
    "amount_excl_eur": D("-100.00"),
    "amount_incl_eur": D("-121.00"),
}


def correction(world, original, **values) -> Expense:
    values = CREDIT | {"invoice_number": f"NC-{Expense.objects.count()}"} | values
    shares = values.pop("shares", None)
    return actions.enter_correction(original, by=world.accountant, values=values, shares=shares)


def proved(world, one: Expense) -> Expense:
    for kind, _why in needed_documents(one, list(one.shares.select_related("line__mandate"))):
        content = pdf(f"{kind} {one.pk}")
        actions.attach_evidence(one, by=world.accountant, name="x.pdf", content=content, kind=kind)
    if not one.takes_off:
        amount = one.amount_incl_eur
        actions.add_payment(one, by=world.accountant, paid_on=date(2026, 6, 20), amount_eur=amount)
    return Expense.objects.get(pk=one.pk)


def accepted(world, original, **values) -> Expense:
    one = proved(world, correction(world, original, **values))
    return actions.accept_expense(actions.submit_expense(one, by=world.accountant), by=world.coordinator)


def spent(world) -> tuple[Decimal, Decimal]:
    figures = figures_of([world.line])[0].figures
    return figures.spent, figures.committed


def test_a_credit_note_takes_off_what_lines_paid_once_somebody_else_accepted_it(world):
    original = world.accepted()
    one = proved(world, correction(world, original))

    assert spent(world) == (D("1000.00"), D("0.00"))  # it frees nothing before it is accepted
    actions.submit_expense(one, by=world.accountant)
    with pytest.raises(NotAllowed):
        actions.accept_expense(one, by=world.accountant)
    actions.accept_expense(one, by=world.coordinator)

    assert spent(world) == (D("900.00"), D("0.00"))
    assert spent_by(world.mandate) == D("900.00")
    told = JournalEntry.objects.filter(object_id=str(original.pk), verb__startswith="expense.corr")
    assert sorted(told.values_list("verb", flat=True)) == ["expense.corrected", "expense.correction_entered"]
    original.refresh_from_db()
    assert (original.amount_incl_eur, original.state) == (D("1210.00"), "accepted")


def test_four_eyes_hold_for_a_correction(world):
    original = world.accepted()
    one = actions.enter_correction(original, by=world.coordinator, values=CREDIT)
    proved(world, one)
    actions.submit_expense(one, by=world.accountant)

    with pytest.raises(SamePerson):
        actions.accept_expense(one, by=world.coordinator)


def test_who_enters_no_expense_corrects_none(world):
    original = world.accepted()

    for role in ("auditor", "administrator", "editor", "member"):
        with pytest.raises(NotAllowed):
            actions.enter_correction(original, by=person(role), values=CREDIT)
    assert original.corrections.count() == 0


def test_the_same_form_sent_twice_corrects_once(world):
    original = world.accepted()
    number = uuid4()

    first, second = (
        actions.enter_correction(original, by=world.accountant, values=CREDIT, submission=number)
        for _time in range(2)
    )

    assert first.pk == second.pk
    assert original.corrections.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"amount_excl_eur": D("-1000.01"), "amount_incl_eur": D("-1000.01")}, "1,000.00\u00a0€ without VAT"),
        ({"amount_excl_eur": D(0), "amount_incl_eur": D("-210.01")}, "210.00\u00a0€ of VAT"),
        ({"amount_excl_eur": D("-100"), "amount_incl_eur": D("-90")}, "two corrections for two ways"),
        ({"amount_excl_eur": D(0), "amount_incl_eur": D(0)}, "adds something or takes something off"),
        ({"amount_excl_eur": D(10), "amount_incl_eur": D(10)}, "it adds nothing"),
        ({"cause": "supplement"}, "takes nothing off"),
        ({"cause": "whim"}, "Say why"),
        ({"description": " "}, "what was wrong"),
        ({"dated_on": date(2026, 3, 14)}, "dated after"),
        ({"invoice_number": "2026-1"}, "already there"),
    ],
)
def test_a_correction_takes_off_no_more_than_there_is(world, values, words):
    original = world.accepted()

    with pytest.raises(InvalidValue, match=words):
        actions.enter_correction(original, by=world.accountant, values=CREDIT | values)
    assert original.corrections.count() == 0


def test_what_waits_counts_against_the_next_correction(world):
    original = world.accepted()
    first = correction(world, original, amount_excl_eur=D("-600"), amount_incl_eur=D("-600"))

    with pytest.raises(InvalidValue, match=r"400\.00"):
        correction(world, original, amount_excl_eur=D("-500"), amount_incl_eur=D("-500"))

    actions.withdraw_expense(first, by=world.accountant)
    correction(world, original, amount_excl_eur=D("-1000"), amount_incl_eur=D("-1210"))


def test_a_supplement_counts_for_credits_only_once_it_is_accepted_and_stays_while_they_lean_on_it(world):
    original = world.accepted()
    more = {"cause": "supplement", "amount_excl_eur": D("50"), "amount_incl_eur": D("60.50")}
    waiting = correction(world, original, **more)
    all_of_it = {"amount_excl_eur": D("-1050"), "amount_incl_eur": D("-1270.50")}
    with pytest.raises(InvalidValue, match="still bears"):
        correction(world, original, **all_of_it)

    supplement = actions.accept_expense(
        actions.submit_expense(proved(world, waiting), by=world.accountant), by=world.coordinator
    )
    assert spent(world) == (D("1050.00"), D("0.00"))
    accepted(world, original, **all_of_it)

    assert spent(world) == (D("0.00"), D("0.00"))
    with pytest.raises(NotTheRightState, match="take off what this one adds"):
        actions.reopen_expense(supplement, by=world.coordinator, comment="Mistake")
    with pytest.raises(NotTheRightState, match="corrects it"):
        actions.reopen_expense(original, by=world.coordinator, comment="Mistake")


def test_a_supplement_needs_invoice_and_payment_of_its_own_and_keeps_to_thresholds_together(world):
    Threshold.objects.create(
        mandate=world.mandate, from_eur=D("1040.00"), needs="quotes", since=date(2026, 1, 1)
    )
    original = world.accepted()
    one = correction(world, original, cause="supplement", amount_excl_eur=D("50"), amount_incl_eur=D("60.50"))

    missing = {problem.sentence for problem in problems_of(one) if problem.blocks}

    assert "Missing: invoice." in missing
    assert any("quotes compared" in sentence for sentence in missing)
    assert any("Payments of 0.00" in sentence for sentence in missing)


def test_only_an_accepted_expense_is_corrected_and_a_correction_never(world):
    waiting = world.submitted()
    with pytest.raises(NotTheRightState, match="only an accepted one is corrected"):
        correction(world, waiting)
    original = actions.accept_expense(waiting, by=world.coordinator)
    one = accepted(world, original)

    with pytest.raises(NotTheRightState, match=f"corrects {original.reference}"):
        correction(world, one)


def test_a_correction_is_changed_like_a_draft_within_what_is_borne(world):
    original = world.accepted()
    one = correction(world, original)
    lines = [(world.line, D(100))]
    wanted = {"amount_excl_eur": D("-1000"), "amount_incl_eur": D("-1210")}

    changed = actions.change_correction(
        one, by=world.accountant, version=one.version, values=wanted, shares=lines
    )
    with pytest.raises(InvalidValue):
        actions.change_correction(
            changed,
            by=world.accountant,
            version=changed.version,
            values={"amount_excl_eur": D("-1001"), "amount_incl_eur": D("-1211")},
            shares=lines,
        )

    assert Expense.objects.get(pk=one.pk).amount_incl_eur == D("-1210.00")
    assert one.shares.get().amount_eur == D("-1000.00")


def test_a_correction_stays_on_the_lines_of_the_original(world):
    original = world.accepted()
    other = BudgetLineFactory(mandate=world.mandate, code="P9")

    with pytest.raises(InvalidValue, match=r"P9.*pays nothing of"):
        correction(world, original, shares=[(other, D(100))])


def test_a_credit_reaches_a_closed_line_of_a_closed_mandate_after_its_last_day(world):
    original = world.accepted()
    world.line.is_open = False
    world.line.save()
    Mandate.objects.update(state="closed")

    one = accepted(world, original, dated_on=date(2027, 4, 1))

    assert one.state == "accepted"
    with pytest.raises(NotReady):
        accepted(
            world,
            original,
            cause="supplement",
            amount_excl_eur=D(1),
            amount_incl_eur=D(1),
            dated_on=date(2027, 4, 1),
        )


def test_a_credit_that_waits_makes_no_room_under_a_cap(world):
    world.line.cap_eur = D("1000.00")
    world.line.save()
    original = world.accepted()
    waiting = actions.submit_expense(proved(world, correction(world, original)), by=world.accountant)
    small = {"amount_excl_eur": D("100"), "amount_incl_eur": D("121")}

    with pytest.raises(NotReady, match="over its cap"):
        world.submitted(**small)
    actions.accept_expense(waiting, by=world.coordinator)

    world.accepted(**small)
    assert spent(world)[0] == D("1000.00")


def test_cents_lost_by_rounding_never_keep_the_last_credit_from_fitting(world):
    second = BudgetLineFactory(mandate=world.mandate, code="P2", planned_eur=D("5000.00"))
    for line in (world.line, second):
        line.share = D(50)
        line.save()
    amounts = {"amount_excl_eur": D("100.01"), "amount_incl_eur": D("100.01")}
    original = world.accepted(**amounts, shares=[(world.line, D(50)), (second, D(50))])
    for _time in range(3):
        accepted(world, original, amount_excl_eur=D("-0.01"), amount_incl_eur=D("-0.01"))

    accepted(world, original, amount_excl_eur=D("-99.98"), amount_incl_eur=D("-99.98"))

    assert [one.figures.spent for one in figures_of([world.line, second])] == [D("0.00"), D("0.00")]


def test_vat_alone_is_corrected_where_it_counts(world):
    Mandate.objects.update(vat="included")
    world.line.mandate.refresh_from_db()
    original = world.accepted()

    accepted(world, original, cause="vat", amount_excl_eur=D(0), amount_incl_eur=D("-210"))

    assert spent(world)[0] == D("1000.00")


def test_vat_alone_moves_nothing_where_it_is_recovered_and_the_check_says_so(world):
    original = world.accepted()
    one = correction(world, original, cause="vat", amount_excl_eur=D(0), amount_incl_eur=D("-210"))

    said = {problem.code: problem.blocks for problem in problems_of(one)}

    assert said["moves_nothing"] is False


def test_less_than_nothing_is_for_corrections_alone_in_the_database(world):
    original = world.accepted()
    credit = correction(world, original)

    with pytest.raises(IntegrityError), transaction.atomic():
        Expense.objects.filter(pk=original.pk).update(amount_excl_eur=D(-1), amount_incl_eur=D(209))
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpenseShare.objects.filter(expense=original).update(amount_eur=D(-1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Expense.objects.filter(pk=credit.pk).update(corrects=None)


def test_overheads_follow_a_correction_of_staff_costs_at_the_rate_of_their_day(world):
    staff = BudgetLineFactory(mandate=world.mandate, code="S1", category="staff")
    for value, since in ((D(10), date(2026, 1, 1)), (D(20), date(2026, 5, 1))):
        FlatRateFactory(mandate=world.mandate, kind="overhead", function="", value=value, since=since)
    original = world.accepted(category="staff", shares=[(staff, D(100))], amount_incl_eur=D("1000.00"))
    year = date(2026, 12, 31)
    assert overheads.earned(world.mandate.pk, year) == D("100.00")

    accepted(world, original, cause="not_eligible", amount_incl_eur=D("-100"))

    assert overheads.earned(world.mandate.pk, year) == D("90.00")
    assert overheads.earned(world.mandate.pk, date(2026, 5, 31)) == D("100.00")


def test_an_approved_statement_stays_as_it_was_and_the_next_one_states_the_correction():
    one = made()
    statement = reports.submit_report(claimed(one), by=one.coordinator)
    reports.approve_report(statement, by=one.coordinator)
    before = b"".join(bundle_of(Report.objects.get(pk=statement.pk)))
    original = Expense.objects.filter(shares__line=one.line).earliest("number")
    with pytest.raises(NotTheRightState, match="correct it with a new entry"):
        actions.reopen_expense(original, by=one.coordinator, comment="Mistake")

    accountant = one.coordinator
    values = CREDIT | {"cause": "not_eligible", "amount_incl_eur": D("-100")}
    credit = actions.enter_correction(original, by=accountant, values=values)
    actions.attach_evidence(credit, by=accountant, name="x.pdf", content=pdf("why"), kind="decision")
    actions.submit_expense(credit, by=accountant)
    actions.accept_expense(credit, by=person("coordinator", "Other"))

    assert b"".join(bundle_of(Report.objects.get(pk=statement.pk))) == before
    content = content_of(started(one, "financial"))
    assert [(row["corrects"], row["corrected_in"], row["amount"]) for row in content["expenses"]] == [
        (original.reference, statement.reference, "-100.00")
    ]
    assert content["sums"]["stated"] == "-100.00"
    assert content["sums"]["stated_in_all"] == "1150.50"
    assert [row["expense"] for row in content["evidence"]] == [credit.reference]
    assert "corrects" not in json.loads(Report.objects.get(pk=statement.pk).seal.content)["expenses"][0]


def test_a_correction_found_after_the_end_is_in_the_next_report_until_the_last_day(world):
    original = world.accepted()
    late = accepted(world, original, dated_on=date(2027, 4, 1))
    asked = reports.Asked("financial", date(2026, 1, 1), date(2026, 6, 30), uuid4())
    half = reports.start_report(world.mandate, asked, by=world.coordinator)
    asked = reports.Asked("financial", date(2026, 7, 1), date(2026, 12, 31), uuid4())
    whole = reports.start_report(world.mandate, asked, by=world.coordinator)

    assert late.reference not in {row["reference"] for row in content_of(half)["expenses"]}
    assert late.reference in {row["reference"] for row in content_of(whole)["expenses"]}


def test_money_of_another_mandate_is_corrected_by_its_own_vat_rule(world):
    other = BudgetLineFactory(mandate=MandateFactory(vat="included", amount_eur=D("9000")), code="X1")
    original = world.accepted(shares=[(world.line, D(50)), (other, D(50))])

    one = accepted(world, original)

    amounts = dict(one.shares.values_list("line__code", "amount_eur"))
    assert amounts == {"P1": D("-50.00"), "X1": D("-60.50")}
