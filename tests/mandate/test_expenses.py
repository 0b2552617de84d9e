"""An expense from draft to decision: who, in which order, and what stands against it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.mandate.conftest import pdf, person
from tests.mandate_factories import (
    ActivityFactory,
    ActivityFundingFactory,
    BudgetLineFactory,
    MandateFactory,
    ObjectiveFactory,
)
from vivier.accounts.models import JournalEntry, User
from vivier.mandate import actions
from vivier.mandate.checks import problems_of
from vivier.mandate.models import DocumentKind, Expense, Threshold
from vivier.mandate.refusals import (
    EditConflict,
    InvalidValue,
    NotAllowed,
    NotReady,
    NotTheRightState,
    ReasonMissing,
    SamePerson,
    SharesTooHigh,
)

D = Decimal


def sentences(expense):
    return [one.sentence for one in problems_of(expense)]


def test_an_expense_goes_from_draft_to_accepted_in_four_hands(world):
    expense = world.submitted()

    accepted = actions.accept_expense(expense, by=world.coordinator)

    assert accepted.state == Expense.State.ACCEPTED
    assert accepted.decided_by == world.coordinator
    assert [one.amount_eur for one in accepted.shares.all()] == [D("1000.00")]
    verbs = JournalEntry.objects.order_by("sequence").values_list("verb", flat=True)
    assert [one for one in verbs if one.startswith("expense.")] == [
        "expense.entered",
        "expense.payment_added",
        "expense.submitted",
        "expense.accepted",
    ]


def test_who_entered_it_does_not_accept_it(world):
    expense = world.submitted(by=world.coordinator)

    for deed in (
        lambda: actions.accept_expense(expense, by=world.coordinator),
        lambda: actions.send_back_expense(expense, by=world.coordinator, comment="No"),
        lambda: actions.refuse_expense(expense, by=world.coordinator, comment="No"),
    ):
        with pytest.raises(SamePerson, match="somebody else has to decide"):
            deed()

    assert Expense.objects.get(pk=expense.pk).state == Expense.State.SUBMITTED


def test_nor_after_a_change_of_role(world):
    expense = world.submitted()
    User.objects.filter(pk=world.accountant.pk).update(role=User.Role.COORDINATOR)

    with pytest.raises(SamePerson):
        actions.accept_expense(expense, by=User.objects.get(pk=world.accountant.pk))


def test_nor_under_another_account_of_the_same_name(world):
    expense = world.submitted()
    twin = User.objects.create_user("ana.privee@example.org", role="coordinator", name="ANÂ")

    with pytest.raises(SamePerson):
        actions.accept_expense(expense, by=twin)


def test_nor_who_only_added_a_document(world):
    expense = world.complete()
    actions.attach_evidence(
        expense, by=world.coordinator, name="o.pdf", content=pdf("order"), kind=DocumentKind.CONTRACT
    )
    submitted = actions.submit_expense(expense, by=world.accountant)

    with pytest.raises(SamePerson):
        actions.accept_expense(submitted, by=world.coordinator)


@pytest.mark.parametrize("role", ["member", "adviser", "editor", "auditor", "administrator"])
def test_other_roles_neither_enter_nor_decide(world, role):
    stranger = person(role, "Zoé")
    submitted = world.submitted()

    with pytest.raises(NotAllowed):
        world.enter(by=stranger)
    with pytest.raises(NotAllowed):
        actions.accept_expense(submitted, by=stranger)
    with pytest.raises(NotAllowed):
        actions.accept_expense(submitted, by=world.accountant)


def test_sending_back_says_why_and_opens_it_again(world):
    expense = world.submitted()

    with pytest.raises(ReasonMissing):
        actions.send_back_expense(expense, by=world.coordinator, comment="  ")
    back = actions.send_back_expense(expense, by=world.coordinator, comment="Wrong line")
    changed = actions.change_expense(
        back,
        by=world.accountant,
        version=back.version,
        values={"description": "Booklets in French"},
        shares=[(world.line, D(50))],
    )
    again = actions.submit_expense(changed, by=world.accountant)
    accepted = actions.accept_expense(again, by=world.coordinator)

    assert back.decision_comment == "Wrong line"
    assert [one.amount_eur for one in accepted.shares.all()] == [D("500.00")]


def test_an_acceptance_is_taken_back_with_a_reason_only(world):
    accepted = world.accepted()

    with pytest.raises(ReasonMissing):
        actions.reopen_expense(accepted, by=world.coordinator, comment="")
    reopened = actions.reopen_expense(accepted, by=world.coordinator, comment="Paid twice by mistake")

    assert reopened.state == Expense.State.TO_CORRECT


def test_what_was_decided_or_handed_in_is_not_changed(world):
    submitted = world.submitted()
    accepted = world.accepted()

    for expense in (submitted, accepted):
        with pytest.raises(NotTheRightState):
            actions.change_expense(
                expense, by=world.accountant, version=expense.version, values={}, shares=[]
            )
        with pytest.raises(NotTheRightState):
            actions.attach_evidence(
                expense, by=world.accountant, name="x.pdf", content=pdf("x"), kind="invoice"
            )
        with pytest.raises(NotTheRightState):
            actions.remove_payment(expense.payments.get(), by=world.accountant)
    with pytest.raises(NotTheRightState):
        actions.withdraw_expense(accepted, by=world.accountant)


def test_two_acceptances_are_one(world):
    expense = world.submitted()
    actions.accept_expense(expense, by=world.coordinator)

    with pytest.raises(NotTheRightState, match="nothing to decide"):
        actions.accept_expense(expense, by=person("coordinator", "Cyr"))


def test_the_same_form_twice_is_one_expense(world):
    number = uuid4()
    values = {
        "supplier": "Le Café",
        "dated_on": date(2026, 5, 1),
        "description": "Lunch",
        "category": "venue",
        "amount_excl_eur": D("10.00"),
    }

    first = actions.enter_expense(by=world.accountant, values=values, submission=number)
    second = actions.enter_expense(by=world.accountant, values=values, submission=number)

    assert first == second
    assert Expense.objects.count() == 1


def test_the_second_editor_is_told(world):
    expense = world.enter()
    actions.add_payment(expense, by=world.accountant, paid_on=date(2026, 4, 1), amount_eur=D("10.00"))

    with pytest.raises(EditConflict):
        actions.change_expense(expense, by=world.accountant, version=1, values={}, shares=[])


def test_the_same_invoice_is_not_entered_twice(world):
    first = world.enter(invoice_number="F 2026/001")

    with pytest.raises(InvalidValue, match=first.reference):
        world.enter(invoice_number="f-2026-001", supplier="IMPRIMERIE DU PONT")

    actions.withdraw_expense(first, by=world.accountant)
    assert world.enter(invoice_number="f-2026-001").invoice_key == "f2026001"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"supplier": " \x00 "}, "supplier"),
        ({"amount_excl_eur": D("0.00")}, "amount_excl_eur"),
        ({"amount_excl_eur": D("-5.00")}, "amount_excl_eur"),
        ({"amount_excl_eur": D("1.001")}, "amount_excl_eur"),
        ({"amount_incl_eur": D("999.99")}, "amount_incl_eur"),
        ({"category": "bribes"}, "category"),
        ({"dated_on": date(1, 1, 1)}, "dated_on"),
        ({"dated_on": None}, "dated_on"),
    ],
)
def test_what_cannot_be_is_refused_at_once(world, values, field):
    with pytest.raises(InvalidValue) as refused:
        world.enter(**values)

    assert refused.value.field == field
    assert Expense.objects.count() == 0


def test_nobody_pays_more_than_all_of_an_expense(world):
    other = BudgetLineFactory()

    with pytest.raises(SharesTooHigh):
        world.enter(shares=[(world.line, D(60)), (other, D("40.01"))])

    assert Expense.objects.count() == 0


def test_each_mandate_recognises_vat_by_its_own_rule(world):
    city = BudgetLineFactory(mandate=MandateFactory(vat="included"))

    expense = world.enter(shares=[(world.line, D(50)), (city, D(50))])

    assert {one.line: one.amount_eur for one in expense.shares.all()} == {
        world.line: D("500.00"),
        city: D("605.00"),
    }


def test_a_bare_draft_is_told_everything_it_lacks(world):
    expense = world.enter()

    with pytest.raises(NotReady) as refused:
        actions.submit_expense(expense, by=world.accountant)

    assert refused.value.problems == [
        "Payments of 0.00\u00a0€ are written down, of 1,210.00\u00a0€.",
        "Missing: invoice.",
        "Missing: proof of payment.",
    ]


def test_period_category_line_and_share_are_checked(world):
    world.line.is_open = False
    world.line.share = D(80)
    world.line.save()
    expense = world.enter(dated_on=date(2027, 1, 3), category="travel")

    said = sentences(expense)

    assert said[:4] == [
        "Its date, Jan. 3, 2027, is outside the period of “Référent”: Jan. 1, 2026 to Dec. 31, 2026.",
        "The line “P1 Services” is closed.",
        "The line “P1 Services” pays “Services and subcontracting”; this expense is “Travel and stay”.",
        "The line “P1 Services” pays at most 80\u00a0% of an expense, not 100\u00a0%.",
    ]


def test_a_closed_mandate_takes_no_expense(world):
    world.mandate.state = "closed"
    world.mandate.save()

    assert "“Référent” is closed: it takes no expense." in sentences(world.enter())


def test_paid_too_late_is_said(world):
    expense = world.enter()
    actions.add_payment(
        expense, by=world.accountant, paid_on=date(2027, 2, 1), amount_eur=expense.amount_incl_eur
    )

    assert "It was paid on Feb. 1, 2027; “Référent” accepts payments until Dec. 31, 2026." in sentences(
        expense
    )


def test_a_cap_holds_what_is_submitted_and_accepted(world):
    world.line.cap_eur = D("1500.00")
    world.line.save()
    world.submitted()
    second = world.complete()

    with pytest.raises(NotReady, match=r"goes over its cap of 1,500.00\u00a0€ by 500.00\u00a0€"):
        actions.submit_expense(second, by=world.accountant)


def test_over_the_plan_without_a_cap_is_a_warning(world):
    expense = world.submitted(amount_excl_eur=D("6000.00"), amount_incl_eur=D("6000.00"))

    warnings = [one.code for one in problems_of(expense)]

    assert (warnings, actions.accept_expense(expense, by=world.coordinator).state) == (
        ["over_planned"],
        "accepted",
    )


def test_the_amount_of_the_mandate_is_never_passed(world):
    expense = world.complete(amount_excl_eur=D("10000.01"), amount_incl_eur=D("10000.01"))

    with pytest.raises(NotReady, match=r"goes over its amount of 10,000.00\u00a0€ by 0.01\u00a0€"):
        actions.submit_expense(expense, by=world.accountant)


def test_an_activity_of_two_mandates_is_paid_once(world):
    activity = ActivityFactory(objective=ObjectiveFactory(mandate=world.mandate), title_fr="Tournée")
    ActivityFundingFactory(activity=activity, mandate=world.mandate, share=D(60))
    europe = BudgetLineFactory(mandate=MandateFactory(title_fr="FEDER"))

    said = sentences(world.enter(activity=activity, shares=[(world.line, D(70)), (europe, D(30))]))

    assert said[:2] == [
        "“Référent” funds 60\u00a0% of the activity “Tournée”, not 70\u00a0%.",
        "“FEDER” does not fund the activity “Tournée”.",
    ]


def test_the_same_document_with_the_same_amount_is_not_paid_twice(world):
    first = world.complete()
    second = world.complete()
    third = world.complete(amount_excl_eur=D("5.00"), amount_incl_eur=D("5.00"))
    for one in (second, third):
        actions.attach_evidence(
            one, by=world.accountant, name="a.pdf", content=pdf(f"invoice {first.pk}"), kind="invoice"
        )

    found = {one.sentence: one.blocks for one in problems_of(second)}

    assert found == {
        f"{first.reference} has the same document and the same amount: it would be paid twice.": True,
        f"{third.reference} has the same document: check that each pays another part of it.": False,
    }


def test_thresholds_ask_for_documents_from_their_day_on(world):
    Threshold.objects.create(
        mandate=world.mandate, from_eur=D("1000.00"), needs="quotes", since=date(2026, 3, 1)
    )
    before = world.enter(dated_on=date(2026, 2, 28))
    after = world.enter(dated_on=date(2026, 3, 1))

    sentence = "Missing: quotes compared (asked from 1,000.00\u00a0€ excluding VAT)."
    assert sentence not in sentences(before)
    assert sentence in sentences(after)


def test_payments_do_not_pass_the_invoice(world):
    expense = world.enter()
    actions.add_payment(expense, by=world.accountant, paid_on=date(2026, 4, 1), amount_eur=D("1000.00"))

    with pytest.raises(InvalidValue, match="more than the invoice"):
        actions.add_payment(expense, by=world.accountant, paid_on=date(2026, 4, 1), amount_eur=D("210.01"))
