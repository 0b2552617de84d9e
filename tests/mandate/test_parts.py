"""Parts of a mandate: written, changed, taken away, and what may not be."""

from datetime import date
from decimal import Decimal

import pytest

from tests.mandate_factories import (
    ActivityFactory,
    ActivityFundingFactory,
    BudgetLineFactory,
    DeliverableFactory,
    FunderFactory,
    MandateFactory,
    ObjectiveFactory,
    ObligationFactory,
)
from vivier.accounts.models import JournalEntry
from vivier.mandate import actions
from vivier.mandate.models import (
    Activity,
    ActivityFunding,
    BudgetLine,
    CoFunding,
    Expense,
    Indicator,
    Instalment,
    Mandate,
    Objective,
)
from vivier.mandate.refusals import InvalidValue, MandateRefusal, NotAllowed, ReasonMissing, SharesTooHigh

D = Decimal


def test_a_part_is_written_changed_and_journalled(world):
    part = actions.save_part(
        Objective(mandate=world.mandate, code="O1", title_fr="Financer"), by=world.coordinator
    )
    part.title_fr = "Mieux financer"
    actions.save_part(part, by=world.coordinator)

    entries = JournalEntry.objects.order_by("sequence").values_list("verb", "changes")
    assert entries[1] == ("objective.changed", {"title_fr": ["Financer", "Mieux financer"]})


def test_only_a_coordinator_writes_parts(world):
    with pytest.raises(NotAllowed):
        actions.save_part(Objective(mandate=world.mandate, code="O1", title_fr="X"), by=world.accountant)


@pytest.mark.parametrize(
    "row",
    [
        Objective(code="", title_fr="Without code"),
        Objective(code="O1", title_fr=""),
        BudgetLine(code="P9", title_fr="x", category="bribes", planned_eur=D(1)),
        BudgetLine(code="P9", title_fr="x", category="staff", planned_eur=D(-1)),
        BudgetLine(code="P9", title_fr="x", category="staff", planned_eur=D(1), share=D(101)),
        BudgetLine(code="P9", title_fr="x", category="staff", planned_eur=D(1), needs=["bribe"]),
        BudgetLine(code="P1", title_fr="The code is taken", category="staff", planned_eur=D(1)),
        Indicator(code="I1", title_fr="x", unit="y", source="code"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(world, row):
    row.mandate = world.mandate

    with pytest.raises(InvalidValue):
        actions.save_part(row, by=world.coordinator)


def test_a_new_activity_is_funded_by_its_own_mandate(world):
    objective = ObjectiveFactory(mandate=world.mandate)

    activity = actions.save_part(
        Activity(objective=objective, code="A1", title_fr="Tournée"), by=world.coordinator
    )

    assert list(activity.fundings.values_list("mandate", "share")) == [(world.mandate.pk, D(100))]


def test_mandates_together_fund_at_most_the_whole_of_an_activity(world):
    funding = ActivityFundingFactory(share=D(70))
    second = ActivityFunding(activity=funding.activity, mandate=world.mandate, share=D("30.01"))

    with pytest.raises(SharesTooHigh, match="at most 100 per cent of an activity"):
        actions.save_part(second, by=world.coordinator)

    second.share = D(30)
    assert actions.save_part(second, by=world.coordinator).pk


def test_funders_together_pay_at_most_the_whole_of_a_line(world):
    line = BudgetLineFactory(share=D(80))
    actions.save_part(CoFunding(line=line, funder=FunderFactory(), share=D(15)), by=world.coordinator)

    with pytest.raises(SharesTooHigh):
        actions.save_part(CoFunding(line=line, funder=FunderFactory(), share=D(6)), by=world.coordinator)
    line.share = D(86)
    with pytest.raises(SharesTooHigh):
        actions.save_part(line, by=world.coordinator)


def test_instalments_together_are_at_most_what_the_mandate_pays(world):
    def instalment(amount, **more):
        return Instalment(mandate=world.mandate, kind="interim", amount_eur=D(amount), **more)

    first = actions.save_part(instalment("6000.00", position=1), by=world.coordinator)
    with pytest.raises(InvalidValue, match="more than the mandate pays"):
        actions.save_part(instalment("4000.01", position=2), by=world.coordinator)
    actions.save_part(instalment("4000.00", position=2), by=world.coordinator)
    first.amount_eur = D("6000.01")
    with pytest.raises(InvalidValue):
        actions.save_part(first, by=world.coordinator)
    Mandate.objects.filter(pk=world.mandate.pk).update(is_amount_minimum=True)
    actions.save_part(first, by=world.coordinator)


def test_what_money_hangs_on_stays(world):
    world.enter()

    with pytest.raises(MandateRefusal, match="Close it instead"):
        actions.remove_part(world.line, by=world.coordinator)

    assert not JournalEntry.objects.filter(verb="budgetline.removed").exists()


def test_an_activity_with_expenses_stays_whole(world):
    activity = ActivityFundingFactory(activity__objective__mandate=world.mandate).activity
    expense = world.enter(activity=activity)

    for part in (activity, activity.objective):
        with pytest.raises(MandateRefusal, match="Close it instead"):
            actions.remove_part(part, by=world.coordinator)

    assert Expense.objects.get(pk=expense.pk).activity == activity


def test_the_vat_rule_stays_once_expenses_are_charged_under_it(world):
    world.enter()
    world.mandate.vat = "included"

    with pytest.raises(InvalidValue, match="charged under this rule"):
        actions.save_part(world.mandate, by=world.coordinator)


def test_an_empty_part_goes(world):
    activity = ActivityFactory()

    actions.remove_part(activity, by=world.coordinator)

    assert not Activity.objects.exists()


def test_two_obligations_do_not_wait_for_each_other(world):
    first = ObligationFactory(mandate=world.mandate)
    second = ObligationFactory(mandate=world.mandate, after=first)
    first.after = second

    with pytest.raises(InvalidValue, match="wait for the other"):
        actions.save_part(first, by=world.coordinator)


def test_parts_of_two_mandates_are_not_tied(world):
    stranger = ObligationFactory(mandate=MandateFactory())
    row = ObligationFactory.build(mandate=world.mandate, after=stranger)

    with pytest.raises(InvalidValue, match="same mandate"):
        actions.save_part(row, by=world.coordinator)


def test_a_deliverable_is_delivered_on_a_day_and_dropped_for_a_reason(world):
    deliverable = DeliverableFactory()

    with pytest.raises(InvalidValue, match="on which day"):
        actions.set_deliverable_state(deliverable, by=world.coordinator, state="delivered")
    with pytest.raises(ReasonMissing):
        actions.set_deliverable_state(deliverable, by=world.coordinator, state="dropped")
    done = actions.set_deliverable_state(
        deliverable, by=world.coordinator, state="delivered", on=date(2026, 5, 1)
    )

    assert (done.state, done.delivered_on) == ("delivered", date(2026, 5, 1))
