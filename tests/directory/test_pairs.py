"""Pairs are searched, proposed with reasons and decided; what a person said is never asked again."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from tests.factories import ActorFactory
from vivier.accounts import journal
from vivier.directory import actions, pairing
from vivier.directory.duplicates import Pair, Reason
from vivier.directory.duplicates.records import POSSIBLE_FROM
from vivier.directory.models import Actor, DuplicateProposal, DuplicateSearch
from vivier.directory.refusals import PairRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def twins():
    """Two records that look alike, and one that does not."""
    ActorFactory(name="Boulangerie Peeters")
    return [ActorFactory(name="Ferme des Tilleuls", slug=slug) for slug in ("ferme", "ferme-2")]


def search(**options):
    return actions.carry_out_search(actions.begin_search(by=None, **options))


def pairs():
    return list(DuplicateProposal.objects.values_list("first", "second", "state"))


def test_records_that_look_alike_are_proposed_once_with_reasons(twins):
    done = search()
    search(everywhere=True)

    assert (done.state, done.done, done.found) == ("done", 3, 1)
    pair = DuplicateProposal.objects.get()
    assert (pair.first, pair.second, pair.state) == (*twins, "waiting")
    assert pair.score > POSSIBLE_FROM
    assert pair.reasons[0]["for"]
    assert pair.reasons[0]["values"] == ["Ferme des Tilleuls", "Ferme des Tilleuls"]
    assert pair.method == pairing.VERSION


def test_only_what_changed_is_compared_again(twins):
    Actor.objects.update(updated_at=timezone.now() - timedelta(days=1))
    search()
    third = ActorFactory(name="Ferme des Tilleuls ASBL")

    done = search()

    assert (done.total, done.done, done.found) == (1, 1, 2)
    assert {pair[1] for pair in pairs()} >= {third.pk}
    assert search(everywhere=True).total == 4


def test_not_the_same_is_remembered_for_good_with_who_and_when(twins, coordinator):
    search()
    actions.tell_apart(DuplicateProposal.objects.get(), by=coordinator, why="Mother and daughter")
    Actor.objects.update(updated_at=timezone.now())

    done = search(everywhere=True)

    pair = DuplicateProposal.objects.get()
    assert (done.found, pair.state, pair.decided_by, pair.why) == (
        0,
        "not_same",
        coordinator,
        "Mother and daughter",
    )
    assert pair.decided_at is not None
    assert not DuplicateProposal.objects.to_decide().exists()
    assert journal.entries_of(twins[0])[0].verb == "duplicate.not_same"


def test_what_is_not_a_merged_record_is_not_the_one_it_went_into(twins, coordinator):
    search()
    actions.tell_apart(DuplicateProposal.objects.get(), by=coordinator)
    third = ActorFactory(name="Ferme aux Tilleuls")
    merge = actions.merge_actors(third, twins[1], by=coordinator)

    search(everywhere=True)

    assert pairing.in_order(twins[0].pk, third.pk) not in {pair[:2] for pair in pairs()}
    actions.undo_merge(merge, by=coordinator)
    search(everywhere=True)
    assert (*pairing.in_order(twins[0].pk, third.pk), "waiting") in pairs()


def test_a_pair_that_was_put_off_comes_back_on_its_day(twins, coordinator):
    search()
    pair = DuplicateProposal.objects.get()
    actions.put_off(pair, by=coordinator)
    assert not DuplicateProposal.objects.to_decide().exists()

    DuplicateProposal.objects.update(later_until=timezone.localdate())

    assert list(DuplicateProposal.objects.to_decide()) == [pair]


def test_a_day_that_has_passed_is_refused(twins, coordinator):
    search()

    with pytest.raises(PairRefused, match="Choose a day to come"):
        actions.put_off(DuplicateProposal.objects.get(), by=coordinator, until=timezone.localdate())


def test_pairs_that_no_longer_look_alike_go_unless_somebody_decided(twins, coordinator):
    search()
    actions.update_actor(twins[0], by=coordinator, method="team", changes={"name": "Garage Lemaire"})

    search()

    assert pairs() == []


def test_a_pair_whose_record_was_merged_waits_for_the_undo(twins, coordinator):
    third = ActorFactory(name="Ferme des Tilleuls")
    search()
    merge = actions.merge_actors(twins[0], twins[1], by=coordinator)
    shown = {(one.first_id, one.second_id) for one in DuplicateProposal.objects.to_decide()}
    assert shown == {(twins[0].pk, third.pk)}

    actions.undo_merge(merge, by=coordinator)

    assert DuplicateProposal.objects.to_decide().count() == 3


def test_a_search_stops_when_asked_and_goes_on_where_it_was(twins, monkeypatch):
    monkeypatch.setattr("vivier.directory.actions.pairs.CHUNK", 1)
    one = actions.begin_search(by=None)
    seen = []

    def stop_after_first(count):
        seen.append(count)
        if len(seen) == 1:
            actions.ask_to_stop(one, by=None)

    stopped = actions.carry_out_search(one, progress=stop_after_first)
    assert (stopped.state, stopped.done) == ("stopped", 1)

    done = actions.carry_out_search(actions.go_on(stopped))

    assert (done.state, done.done, done.found) == ("done", 3, 1)
    assert len(pairs()) == 1


def test_a_search_cut_off_anywhere_ends_as_if_it_had_not_been(twins, monkeypatch):
    monkeypatch.setattr("vivier.directory.actions.pairs.CHUNK", 1)
    one = actions.begin_search(by=None)

    def killed(_count):
        raise KeyboardInterrupt

    for _time in range(2):
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out_search(one, progress=killed)
    done = actions.carry_out_search(one)

    assert (done.state, done.done, done.found, len(pairs())) == ("done", 3, 1, 1)


def test_one_search_at_a_time():
    actions.begin_search(by=None)

    with pytest.raises(PairRefused, match="being searched already"):
        actions.begin_search(by=None)


def test_a_decision_is_taken_once_and_can_be_taken_back(twins, coordinator):
    search()
    pair = DuplicateProposal.objects.get()
    actions.tell_apart(pair, by=coordinator)

    with pytest.raises(PairRefused, match="already said"):
        actions.tell_apart(pair, by=coordinator)
    actions.reopen_pair(pair, by=coordinator)
    with pytest.raises(PairRefused, match="already waits"):
        actions.reopen_pair(pair, by=coordinator)

    assert (pair.state, pair.decided_by) == ("waiting", None)


def test_merged_records_are_told_apart_by_undoing_the_merge(twins, coordinator):
    search()
    actions.merge_actors(*twins, by=coordinator)

    for deed in (actions.tell_apart, actions.put_off, actions.reopen_pair):
        with pytest.raises(PairRefused, match="undo the merge"):
            deed(DuplicateProposal.objects.get(), by=coordinator)


def test_two_records_are_put_side_by_side_by_hand(coordinator):
    one, other = ActorFactory(name="Alpha"), ActorFactory(name="Omega")

    pair = actions.propose_pair(other, one, by=coordinator)
    search(everywhere=True)

    assert (pair.first, pair.second) == (one, other)
    assert actions.propose_pair(one, other, by=coordinator) == pair
    assert DuplicateProposal.objects.get() == pair
    with pytest.raises(PairRefused):
        actions.propose_pair(one, one, by=coordinator)


def test_reasons_keep_their_sides_whatever_the_order_of_the_pair():
    pair = Pair("9", "4", 0.7, "likely", (Reason("city", False, 0.2, ("Namur", "Liège")),))

    assert pairing.reasons_of(pair, (4, 9))[0]["values"] == ["Liège", "Namur"]


def test_the_command_says_what_it_found(twins, capsys):
    call_command("find_duplicates")

    said = capsys.readouterr().out
    assert "records compared │ 3" in " ".join(said.split()).replace("  ", " ")
    with pytest.raises(CommandError, match="No search was cut off"):
        call_command("find_duplicates", "--resume")
    assert DuplicateSearch.objects.count() == 1
