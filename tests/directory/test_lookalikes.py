"""A proposed new record that may be known already says so, and is attached instead of created."""

import pytest
from django.utils import translation

from tests.directory.arrivals import proposed
from tests.factories import ActorFactory, DisciplineFactory
from vivier.directory import actions
from vivier.directory.models import Actor, ExternalId, ProposedChange
from vivier.directory.refusals import RefreshRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk():
    DisciplineFactory(code="arts_scene")
    with translation.override("en"):
        yield


@pytest.fixture
def known():
    return ActorFactory(name="Théâtre de la Source", slug="source")


def test_what_a_new_record_resembles_is_written_beside_it(known):
    changes = proposed("Théâtre Source", "Boulangerie Peeters").changes.order_by("pk")

    alike, other = changes
    (one,) = alike.origin["lookalikes"]
    assert (one["actor"], one["reasons"][0]["for"]) == (known.pk, True)
    assert "lookalikes" not in other.origin


def test_an_attached_record_updates_the_one_that_is_there_and_is_found_again(known, coordinator):
    change_set = proposed("Théâtre Source", city="Namur")
    change = change_set.changes.get()

    attached = actions.attach_change(change, known, by=coordinator)
    assert (attached.kind, attached.actor, attached.decision) == ("changed", known, "accepted")
    assert attached.values["city"] == ["", "Namur"]
    actions.apply_changes(change_set, by=coordinator)

    known.refresh_from_db()
    assert (Actor.objects.count(), known.city) == (1, "Namur")
    assert ExternalId.objects.get().actor == known
    assert proposed("Théâtre Source", city="Namur").changes.count() <= 1


def test_what_a_person_wrote_stays_when_a_record_is_attached(coordinator):
    actor = actions.create_actor(
        by=coordinator,
        method="team",
        values={"name": "Théâtre de la Source", "kind": "venue", "city": "Dinant"},
    )
    change_set = proposed("Théâtre Source", city="Namur")

    actions.attach_change(change_set.changes.get(), actor, by=coordinator)
    actions.apply_changes(change_set, by=coordinator)

    actor.refresh_from_db()
    assert (actor.name, actor.city) == ("Théâtre de la Source", "Dinant")
    assert actor.field_sources.filter(state="refused", field="city", value="Namur").exists()


def test_attaching_is_taken_back_before_it_is_applied(known, coordinator):
    change = proposed("Théâtre Source").changes.get()
    before = ProposedChange.objects.values().get()

    actions.attach_change(change, known, by=coordinator)
    with pytest.raises(RefreshRefused, match="already speaks of"):
        actions.attach_change(change, known, by=coordinator)
    actions.detach_change(change, by=coordinator)

    assert ProposedChange.objects.values().get() == before
    with pytest.raises(RefreshRefused, match="was not attached"):
        actions.detach_change(change, by=coordinator)


def test_what_is_applied_is_not_attached_any_more(known, coordinator):
    change_set = proposed("Théâtre Source")
    actions.decide_changes(change_set, keys=None, accept=True, by=coordinator)
    actions.apply_changes(change_set, by=coordinator)

    with pytest.raises(RefreshRefused, match="applied, undone or dropped"):
        actions.attach_change(change_set.changes.get(), known, by=coordinator)
