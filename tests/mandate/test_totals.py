"""Totals equal the sum of lines after any sequence of deeds; parallel people never spend a euro twice."""

import contextlib
import random
from decimal import Decimal
from functools import partial

import pytest
from django.db.models import Sum
from django.utils import translation

from tests.mandate.at_once import at_once, parallel
from tests.mandate.conftest import World, person
from tests.mandate_factories import BudgetLineFactory, MandateFactory
from vivier.accounts.models import JournalEntry
from vivier.mandate import actions
from vivier.mandate.models import BudgetLine, Expense, ExpenseShare, Mandate
from vivier.mandate.refusals import MandateRefusal
from vivier.mandate.sharing import recognised
from vivier.mandate.totals import NOTHING, figures_of, mandate_figures, spent_by, total_of

D = Decimal
PARALLEL = 8


def _deed(chance: random.Random, world: World, lines: list[BudgetLine]) -> None:
    """Do one thing a person could do now, possible or not."""
    some = list(Expense.objects.order_by("pk"))
    expense = chance.choice(some) if some else None
    amount = D(chance.randint(1, 250_000)) / 100
    chosen = chance.sample(lines, chance.randint(1, 3))
    shares = [(line, D(chance.randint(1, 6_000)) / 100) for line in chosen]
    facts = {"amount_excl_eur": amount, "amount_incl_eur": amount + D(chance.randint(0, 999)) / 100}
    deeds = [
        lambda: world.enter(shares=shares, **facts),
        lambda: world.complete(shares=shares, **facts),
        lambda: actions.change_expense(
            expense, by=world.accountant, version=expense.version, values=facts, shares=shares
        ),
        lambda: actions.submit_expense(expense, by=world.accountant),
        lambda: actions.accept_expense(expense, by=world.coordinator),
        lambda: actions.accept_expense(expense, by=world.coordinator),
        lambda: actions.send_back_expense(expense, by=world.coordinator, comment="Look again"),
        lambda: actions.refuse_expense(expense, by=world.coordinator, comment="No"),
        lambda: actions.reopen_expense(expense, by=world.coordinator, comment="A mistake"),
        lambda: actions.withdraw_expense(expense, by=world.accountant),
    ]
    with contextlib.suppress(MandateRefusal):
        chance.choice(deeds if expense else deeds[:2])()


def _holds(mandates: list[Mandate]) -> None:
    """Check every sum against the rows, added up one by one in Python."""
    rows = list(ExpenseShare.objects.select_related("line__mandate", "expense"))
    for mandate in mandates:
        own = [one for one in rows if one.line.mandate_id == mandate.pk]
        accepted = sum((one.amount_eur for one in own if one.expense.state == "accepted"), D(0))
        waiting = sum(
            (one.amount_eur for one in own if one.expense.state in ("draft", "submitted", "to_correct")), D(0)
        )
        lines = figures_of(mandate.lines.all())
        total = total_of(lines)
        assert (total.spent, total.committed) == (accepted, waiting)
        assert spent_by(mandate) == accepted
        whole = mandate_figures([mandate])[mandate.pk]
        assert (whole.spent, whole.committed) == (accepted, waiting)
        assert accepted <= mandate.amount_eur
        for one in lines:
            assert one.figures.remaining + one.figures.spent + one.figures.committed == one.line.planned_eur
            assert one.line.cap_eur is None or one.figures.spent <= one.line.cap_eur
    for expense in Expense.objects.prefetch_related("shares__line__mandate"):
        assert expense.amount_incl_eur == expense.amount_excl_eur + expense.vat_eur
        shares = list(expense.shares.all())
        assert sum((one.share for one in shares), D(0)) <= 100
        assert sum((one.amount_eur for one in shares), D(0)) <= expense.amount_incl_eur
        for one in shares:
            exact = recognised(expense, one.line.mandate) * one.share / 100
            assert abs(one.amount_eur - exact) < D("0.01")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_totals_equal_the_sum_of_lines_after_any_sequence_of_deeds(world, seed):
    chance = random.Random(seed)
    city = MandateFactory(vat="included", amount_eur=D("4000.00"))
    lines = [
        world.line,
        BudgetLineFactory(mandate=world.mandate, cap_eur=D("900.00")),
        BudgetLineFactory(mandate=city),
        BudgetLineFactory(mandate=city, cap_eur=D("0.05"), share=D("33.33")),
    ]

    for _step in range(14):
        _deed(chance, world, lines)
        _holds([world.mandate, city])

    assert Expense.objects.exists()


def test_no_lines_make_nothing():
    assert total_of([]) == NOTHING


@pytest.mark.django_db
@pytest.mark.one_database
def test_figures_cost_the_same_for_any_number_of_lines(world, django_assert_num_queries):
    for _number in range(5):
        BudgetLineFactory(mandate=world.mandate)

    with django_assert_num_queries(2):
        assert len(figures_of(world.mandate.lines.all())) == 6


def _capped() -> World:
    mandate = MandateFactory(amount_eur=D("100000.00"))
    line = BudgetLineFactory(mandate=mandate, planned_eur=D("100000.00"))
    return World(mandate, line, person("accountant", "Ana"), person("coordinator", "Coline"))


@parallel
def test_parallel_submissions_share_what_is_left_of_a_cap():
    with translation.override("en"):
        world = _capped()
        BudgetLine.objects.filter(pk=world.line.pk).update(cap_eur=D("3000.00"))
        expenses = [world.complete() for _number in range(PARALLEL)]

    outcomes = at_once([partial(actions.submit_expense, one, by=world.accountant) for one in expenses])

    assert sorted(outcomes) == [False] * (PARALLEL - 3) + [True] * 3
    assert ExpenseShare.objects.filter(expense__state="submitted").aggregate(total=Sum("amount_eur")) == {
        "total": D("3000.00")
    }


@parallel
def test_of_many_acceptances_at_once_one_counts():
    with translation.override("en"):
        world = _capped()
        expense = world.submitted()

    outcomes = at_once([partial(actions.accept_expense, expense, by=world.coordinator)] * PARALLEL)

    assert sorted(outcomes) == [False] * (PARALLEL - 1) + [True]
    assert JournalEntry.objects.filter(verb="expense.accepted").count() == 1


@parallel
def test_parallel_entries_have_numbers_of_their_own_and_one_invoice_is_entered_once():
    with translation.override("en"):
        world = _capped()

    outcomes = at_once([partial(world.enter, invoice_number="F1")] * PARALLEL)

    assert sorted(outcomes) == [False] * (PARALLEL - 1) + [True]
    assert (
        at_once([partial(world.enter, invoice_number=f"G{n}") for n in range(PARALLEL)]) == [True] * PARALLEL
    )
    assert len(set(Expense.objects.values_list("number", flat=True))) == PARALLEL + 1
