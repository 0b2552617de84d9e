"""A merge is taken back, however long ago: to the last byte, and what people did since stays."""

import pytest
from django.db import connection
from django.utils import translation

from tests.directory.rich_world import rich_world, rows_about
from tests.factories import ActorFactory, RelationFactory
from vivier.agenda.models import Series
from vivier.directory import actions, merging, survivors
from vivier.directory.models import Actor, ActorRole, DuplicateProposal, MergeRecord, Relation
from vivier.directory.refusals import MergeRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(coordinator):
    return rich_world(coordinator)


def test_merge_and_undo_leave_no_trace_in_any_row(world, coordinator):
    before = rows_about(world)

    merge = actions.merge_actors(
        world.kept, world.absorbed, by=coordinator, choices={"name": merging.ABSORBED, "place": merging.KEPT}
    )
    assert rows_about(world) != before
    actions.undo_merge(merge, by=coordinator)

    assert rows_about(world) == before
    merge.refresh_from_db()
    assert (merge.stands, merge.left, merge.undone_by) == (False, [], coordinator)


def test_the_other_way_round_too_and_again_and_again(world, coordinator):
    before = rows_about(world)

    for _time in range(2):
        merge = actions.merge_actors(world.absorbed, world.kept, by=coordinator)
        actions.undo_merge(merge, by=coordinator)

    assert rows_about(world) == before
    assert MergeRecord.objects.count() == 2


def test_undo_brings_a_pair_back_to_what_had_been_decided(world, coordinator):
    first, second = sorted([world.kept, world.absorbed], key=lambda actor: actor.pk)
    DuplicateProposal.objects.create(
        first=first,
        second=second,
        score=0.9,
        band="likely",
        state="not_same",
        decided_by=coordinator,
        why="?",
    )
    before = rows_about(world)

    merge = actions.merge_actors(world.kept, world.absorbed, by=coordinator)
    pair = DuplicateProposal.objects.get()
    assert (pair.state, merge.pair) == ("same", pair)
    actions.undo_merge(merge, by=coordinator)

    assert rows_about(world) == before


def test_undo_keeps_what_people_did_since_and_says_so(world, coordinator):
    merge = actions.merge_actors(world.kept, world.absorbed, by=coordinator)
    kept = Actor.objects.get(pk=world.kept.pk)
    actions.update_actor(kept, by=coordinator, method="team", changes={"city": "Jambes", "stage": "growth"})
    Series.objects.update(organiser=world.neighbour)
    ActorRole.objects.filter(actor=kept, kind="member").delete()
    RelationFactory(source=kept, kind="hosts", target=world.neighbour)

    actions.undo_merge(merge, by=coordinator)

    kept, absorbed = Actor.objects.get(pk=kept.pk), Actor.objects.get(pk=world.absorbed.pk)
    assert (kept.city, kept.stage, kept.postal_code, kept.enterprise_number) == ("Jambes", "growth", "", "")
    assert (absorbed.city, absorbed.enterprise_number) == ("Namur", "0403170701")
    assert absorbed.field_sources.get(field="city", state="current").value == "Namur"
    assert kept.field_sources.get(field="city", state="current").value == "Jambes"
    assert Series.objects.get().organiser == world.neighbour
    assert kept.relations.filter(kind="hosts").exists()
    assert list(absorbed.roles.values_list("kind", flat=True)) == ["organiser"]
    merge.refresh_from_db()
    assert {"what": "town", "which": "Jambes"} in merge.left
    assert {"what": "series", "which": Series.objects.get().name} in merge.left
    assert {"what": "role", "which": "member"} in merge.left


def test_a_membership_taken_away_since_does_not_come_back(world, coordinator):
    merge = actions.merge_actors(world.kept, world.absorbed, by=coordinator)
    world.kept.memberships.all().delete()

    actions.undo_merge(merge, by=coordinator)

    assert not world.absorbed.memberships.exists()


def test_a_number_somebody_else_bears_by_now_stays_with_them(world, coordinator):
    merge = actions.merge_actors(world.kept, world.absorbed, by=coordinator)
    Actor.objects.filter(pk=world.kept.pk).update(enterprise_number="")
    ActorFactory(enterprise_number="0403170701")

    actions.undo_merge(merge, by=coordinator)

    assert Actor.objects.get(pk=world.absorbed.pk).enterprise_number == ""


def test_a_chain_is_undone_from_its_end_or_refused_with_the_merge_in_the_way(world, coordinator):
    before = rows_about(world)
    first = actions.merge_actors(world.kept, world.absorbed, by=coordinator)
    second = actions.merge_actors(world.neighbour, world.kept, by=coordinator)
    assert survivors.survivor_called("kikk-asbl") == world.neighbour
    assert survivors.keys_within(world.neighbour.pk) == [
        world.neighbour.pk,
        world.kept.pk,
        world.absorbed.pk,
    ]

    with pytest.raises(MergeRefused, match="Undo that merge first") as refused:
        actions.undo_merge(first, by=coordinator)
    assert refused.value.merge == second

    actions.undo_merge(second, by=coordinator)
    assert survivors.survivor_called("kikk-asbl") == world.kept
    actions.undo_merge(first, by=coordinator)
    assert rows_about(world) == before


def test_two_merges_that_share_nothing_are_undone_in_any_order(world, coordinator):
    one, other = ActorFactory(), ActorFactory()
    before = rows_about(world)
    first = actions.merge_actors(world.kept, world.absorbed, by=coordinator)
    actions.merge_actors(one, other, by=coordinator)

    actions.undo_merge(first, by=coordinator)

    assert rows_about(world) == before
    assert not Actor.objects.filter(pk=other.pk).exists()


def test_merges_that_met_in_one_relation_are_undone_in_order(coordinator):
    a, b, x, y = ActorFactory.create_batch(4)
    RelationFactory(source=a, kind="funds", target=x)
    RelationFactory(source=b, kind="funds", target=y)
    first = actions.merge_actors(b, a, by=coordinator)
    second = actions.merge_actors(y, x, by=coordinator)
    assert Relation.objects.count() == 1

    with pytest.raises(MergeRefused, match="Undo that merge first"):
        actions.undo_merge(first, by=coordinator)
    actions.undo_merge(second, by=coordinator)
    actions.undo_merge(first, by=coordinator)

    assert set(Relation.objects.values_list("source", "target")) == {(a.pk, x.pk), (b.pk, y.pk)}
    connection.check_constraints()


def test_an_undo_is_done_once(world, coordinator):
    merge = actions.merge_actors(world.kept, world.absorbed, by=coordinator)
    actions.undo_merge(merge, by=coordinator)

    with pytest.raises(MergeRefused, match="already undone"):
        actions.undo_merge(merge, by=coordinator)
