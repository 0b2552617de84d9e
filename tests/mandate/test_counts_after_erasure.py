"""What was done for somebody stays counted when they withdraw, take their consent back or are forgotten."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import (
    ActorFactory,
    ConsentFactory,
    DisciplineFactory,
    NeedFactory,
    PersonFactory,
    ReferralFactory,
)
from tests.support.telling import tell
from vivier.accounts.models import User
from vivier.directory.actions import merging, unmerging
from vivier.directory.models import Actor
from vivier.mandate.indicators import counting, registry
from vivier.mandate.indicators.definitions import checked
from vivier.mandate.indicators.once import Counts
from vivier.mandate.indicators.periods import Period
from vivier.support import figures
from vivier.support.actions import answering, closing, consents, erasing, outcomes, referring
from vivier.support.actions.entering import enter_need
from vivier.support.models import Need, Referral
from vivier.support.seeing import seen_by_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(role=User.Role.COORDINATOR)


def period() -> Period:
    today = timezone.localdate()
    return Period(today - timedelta(days=30), today + timedelta(days=1))


def counted() -> dict[str, Decimal]:
    """Every figure the platform counts; each equals the number of its rows, alone and in a report."""
    found = {}
    for code, query in registry.queries().items():
        definition = checked(dict(query.parts))
        value = counting.value(definition, period(), with_demo=True).number
        if not definition.sum:
            assert value == len(counting.keys(definition, period(), with_demo=True))
        together = Counts()
        together.prepare([definition], period(), with_demo=True)
        assert together.value(definition, period(), with_demo=True).number == value
        found[code] = value
    return found


def partners_figures(referral: Referral) -> figures.Counts:
    rows = figures.referrals_in(
        period().starts_on, period().ends_on, partner=referral.partner, with_demo=True
    )
    counts = figures.counts_of(rows)
    states = [line[7] for line in figures.export_rows(rows)]
    assert states.count("taken in hand") == counts.taken
    assert sum(state.startswith(("taken back", "ended")) for state in states) == counts.recalled
    return counts


def worked_on(actor: Actor | None = None, kind: str = "taken") -> Need:
    need: Need = NeedFactory(entered=True, actor=actor or ActorFactory())
    ConsentFactory(need=need, partner=None)
    referral = ReferralFactory(need=need)
    answering.answer(referral, answering.Reply(kind), way="link", by=None)
    need.refresh_from_db()
    for side, partner in (("partner", referral.partner), ("applicant", None)):
        outcomes.tell_outcome(
            need,
            side=side,
            partner=partner,
            result="obtained",
            submission=uuid4(),
            by=None,
            amount_eur=Decimal(100),
            jobs=2,
        )
    return need


def closed_then_erased(need: Need) -> None:
    closing.close_need(need, by=None)
    erasing.erase_need(need, by=None)


def consent_taken_back(need: Need) -> None:
    consents.write_consent(need, None, sees="", how="web", by=None)


ENDS: list[Callable[[Need], object]] = [
    closed_then_erased,
    lambda need: erasing.erase_need(need, by=None),
    lambda need: closing.withdraw_need(need, by=None),
    consent_taken_back,
]


@pytest.mark.parametrize("end", ENDS, ids=["kept no longer", "erased open", "withdrawn", "consent"])
@pytest.mark.parametrize("kind", ["taken", "helped"])
def test_no_figure_changes_and_the_partner_keeps_its_own(end, kind):
    need = worked_on(kind=kind)
    referral = need.referrals.get()
    before, own = counted(), partners_figures(referral)
    assert before["actors_accompanied"] == before["referrals_taken"] == 1

    end(need)

    assert (counted(), partners_figures(referral)) == (before, own)
    assert own.referred == own.answered == 1


def test_the_partner_sees_nothing_more_of_it():
    need = worked_on()
    closing.withdraw_need(need, by=None)

    referral = need.referrals.select_related("need").get()
    assert (referral.state, referral.counted_state) == ("recalled", "taken")
    assert not seen_by_partner(referral).lines
    assert not Need.objects.visible_to_partner(referral.partner).exists()


def test_a_referral_nobody_answered_was_sent_all_the_same():
    need = NeedFactory(entered=True)
    referral = ReferralFactory(need=need)
    assert counted()["referrals_sent"] == 1

    erasing.erase_need(need, by=None)

    assert counted()["referrals_sent"] == 1
    own = partners_figures(referral)
    assert (own.referred, own.waiting, own.recalled) == (1, 0, 1)


def test_what_the_team_takes_back_itself_is_not_counted():
    need = worked_on()
    referring.recall(need.referrals.get(), by=None)

    found = counted()
    assert (found["referrals_sent"], found["amount_told_by_partners"], found["amount_obtained"]) == (
        0,
        0,
        100,
    )


def test_handed_to_the_same_partner_again_it_counts_once(coordinator):
    need = worked_on()
    referral = need.referrals.get()
    closing.withdraw_need(need, by=None)
    closing.reopen_need(need, by=coordinator)
    again = referring.refer(need, referral.partner, by=coordinator, words=referring.Words(override="again"))
    answering.answer(again, answering.Reply("taken"), way="link", by=None)

    found = counted()
    assert [found[code] for code in ("referrals_sent", "referrals_taken", "amount_told_by_partners")] == [
        1,
        1,
        100,
    ]
    assert partners_figures(referral).amount_eur == 100


def test_an_actor_counts_once_however_many_of_its_needs_were_erased_and_came_after():
    actor, other = ActorFactory(), ActorFactory()
    first, second = worked_on(actor), worked_on(actor)
    worked_on(other)
    before = counted()
    assert before["actors_accompanied"] == 2

    erasing.erase_need(first, by=None)
    assert counted() == before
    third = tell(actor=actor)
    assert third.counted_as == Need.objects.get(pk=second.pk).counted_as == first.counted_as
    for need in (second, third):
        erasing.erase_need(need, by=None)
    assert counted()["actors_accompanied"] == 2
    assert set(Need.objects.filter(erased_at__isnull=False).values_list("actor", "user")) == {(None, None)}


def test_the_number_says_nothing_of_the_record_and_is_not_shared():
    numbers = set()
    for actor in (ActorFactory(), ActorFactory()):
        need = worked_on(actor)
        erasing.erase_need(need, by=None)
        numbers.add(need.counted_as)
    assert len(numbers) == 2
    without = NeedFactory(entered=True, actor=None)
    erasing.erase_need(without, by=None)
    assert without.counted_as is None


def test_who_writes_another_record_down_is_counted_under_that_one(coordinator):
    actor = ActorFactory()
    erased, live = worked_on(actor), worked_on(actor)
    erasing.erase_need(erased, by=None)
    enter_need(
        live,
        by=coordinator,
        project_name="Film",
        holders="Ada",
        disciplines=[DisciplineFactory()],
        corrected={"actor": ActorFactory()},
    )
    assert counted()["actors_accompanied"] == 2


@pytest.mark.parametrize("erased_of", [("kept",), ("absorbed",), ("kept", "absorbed")])
def test_two_records_that_become_one_count_as_one_and_as_two_again_after_the_undo(coordinator, erased_of):
    kept, absorbed = ActorFactory(), ActorFactory()
    needs = {
        name: [worked_on(actor) for _time in range(2)]
        for name, actor in (("kept", kept), ("absorbed", absorbed))
    }
    for name in erased_of:
        erasing.erase_need(needs[name][0], by=None)
    assert counted()["actors_accompanied"] == 2

    merge = merging.merge_actors(kept, absorbed, by=coordinator)
    assert counted()["actors_accompanied"] == 1
    assert tell(actor=kept).counted_as == Need.objects.get(pk=needs["kept"][1].pk).counted_as

    unmerging.undo_merge(merge, by=coordinator)
    assert counted()["actors_accompanied"] == 2
    numbers = {
        name: set(Need.objects.filter(pk__in=[one.pk for one in some]).values_list("counted_as", flat=True))
        for name, some in needs.items()
    }
    assert not numbers["kept"] & numbers["absorbed"] - {None}
    for name in erased_of:
        assert len(numbers[name]) == 1


def test_what_is_erased_while_two_records_are_one_is_of_its_own_after_the_undo(coordinator):
    kept, absorbed = ActorFactory(), ActorFactory()
    worked_on(kept)
    first, second = worked_on(absorbed), worked_on(absorbed)
    merge = merging.merge_actors(kept, absorbed, by=coordinator)
    erasing.erase_need(first, by=None)
    assert counted()["actors_accompanied"] == 1

    unmerging.undo_merge(merge, by=coordinator)

    assert counted()["actors_accompanied"] == 2
    numbers = Need.objects.filter(pk__in=[first.pk, second.pk]).values_list("counted_as", flat=True)
    assert len(set(numbers)) == 1


def test_three_records_become_one_and_come_back_one_after_the_other(coordinator):
    actors = [ActorFactory() for _time in range(3)]
    for actor in actors:
        first, _second = worked_on(actor), worked_on(actor)
        erasing.erase_need(first, by=None)
    one = merging.merge_actors(actors[1], actors[0], by=coordinator)
    two = merging.merge_actors(actors[2], actors[1], by=coordinator)
    assert counted()["actors_accompanied"] == 1

    unmerging.undo_merge(two, by=coordinator)
    assert counted()["actors_accompanied"] == 2
    unmerging.undo_merge(one, by=coordinator)
    assert counted()["actors_accompanied"] == 3
