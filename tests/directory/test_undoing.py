"""An undone change set leaves nothing behind and takes nothing of what people did; its cost does not grow."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import ActorFactory, CorrectionFactory, DisciplineFactory, EventFactory, RelationFactory
from vivier.accounts import journal
from vivier.accounts.models import JournalEntry
from vivier.directory import actions
from vivier.directory.models import Actor, ChangeSet, ExternalId, FieldSource
from vivier.directory.provenance import Source
from vivier.directory.refresh import Arrival

pytestmark = pytest.mark.django_db
SECTORS = [["test", 1, "2008", "90012", "1.00", "performing_arts"]]


@pytest.fixture(autouse=True)
def in_english():
    for code in ("arts_scene", "design"):
        DisciplineFactory(code=code)
    with translation.override("en"):
        yield


def arrival(n, *, sectors=SECTORS, **values):
    number = f"04031707{n:02d}"
    said = {"name": f"Maison {n}", "kind": "association", "enterprise_number": number}
    said |= {"disciplines": ["arts_scene"], "roles": ["member"], "city": "Namur", "founded_on": "2001-02-03"}
    return Arrival(number, said | values, {"sectors": sectors})


def applied(*arrivals, day=1):
    source = Source(FieldSource.Method.REGISTER, "The register", "", date(2026, 11, day))
    change_set = actions.propose_changes(
        arrivals, kind=ChangeSet.Source.REGISTER, label="x", source=source, by=None
    )
    actions.decide_changes(change_set, keys=None, accept=True, by=None)
    return actions.apply_changes(change_set, by=None)


def everything():
    columns = [one.name for one in Actor._meta.concrete_fields if one.name not in {"version", "updated_at"}]
    return {
        "actors": list(Actor.objects.order_by("pk").values(*columns)),
        "sources": list(FieldSource.objects.order_by("pk").values("pk", "field", "value", "state")),
        "ids": list(ExternalId.objects.order_by("pk").values("pk", "value", "origin")),
        "lists": [
            (
                sorted(one.code for one in actor.disciplines.all()),
                sorted(one.kind for one in actor.roles.all()),
                sorted((one.name, one.until) for one in actor.former_names.all()),
            )
            for actor in Actor.objects.order_by("pk")
        ],
    }


def test_every_kind_of_value_and_the_reasons_are_given_back():
    applied(*(arrival(n) for n in range(3)))
    before = everything()
    newer = [["test", 2, "2025", "90310", "0.50", "performing_arts"]]
    change_set = applied(
        *(
            arrival(
                n,
                sectors=newer,
                name=f"Maison neuve {n}",
                city="Mons",
                founded_on="1999-01-01",
                disciplines=["design"],
                roles=["hub"],
                website="https://example.org",
                closed_on="2026-11-02",
            )
            for n in range(3)
        ),
        day=2,
    )
    assert everything() != before

    assert actions.undo_changes(change_set, by=None) == 0

    assert everything() == before
    assert journal.first_break() is None
    assert JournalEntry.objects.filter(verb="actor.restored").count() == 3


def test_a_tie_to_a_record_that_was_there_goes_with_the_undo():
    ActorFactory(name="Maison 1", enterprise_number="0403170701", city="Mons")

    change_set = applied(arrival(1))
    assert ExternalId.objects.count() == 1
    actions.undo_changes(change_set, by=None)

    assert ExternalId.objects.count() == 0


def test_another_reason_alone_is_a_change_and_the_same_reason_is_none():
    applied(arrival(1))
    moved = [["test", 2, "2008", "90012", "1.00", "performing_arts"]]

    change_set = applied(arrival(1, sectors=moved), day=2)
    again = applied(arrival(1, sectors=moved), day=3)

    assert (change_set.counts["changed"], again.counts["changed"]) == (1, 0)
    assert ExternalId.objects.get().origin == {"sectors": moved}
    actions.undo_changes(change_set, by=None)
    assert ExternalId.objects.get().origin == {"sectors": SECTORS}


@pytest.mark.parametrize("work", ["relation", "event", "site", "confirmed", "correction"])
def test_a_new_record_that_people_have_tied_something_to_stays(work, coordinator):
    change_set = applied(arrival(1), arrival(2))
    actor = Actor.objects.get(name="Maison 1")
    if work == "relation":
        RelationFactory(source=ActorFactory(name="Other"), target=actor)
    elif work == "event":
        EventFactory(organiser=actor)
    elif work == "site":
        actor.sites.create(label="Atelier")
    elif work == "confirmed":
        actions.confirm_actor(actor, by=coordinator)
    else:
        CorrectionFactory(actor=actor)

    stayed = actions.undo_changes(change_set, by=coordinator)

    assert stayed == 1
    assert Actor.objects.filter(name="Maison 1").exists()
    assert not Actor.objects.filter(name="Maison 2").exists()


def test_cut_off_anywhere_undoing_goes_on_where_it_was(monkeypatch):
    change_set = applied(*(arrival(n) for n in range(5)))
    monkeypatch.setattr("vivier.directory.actions.undoing.BATCH", 2)

    def killed(_count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.undo_changes(change_set, by=None, progress=killed)
    assert Actor.objects.count() == 3
    actions.undo_changes(change_set, by=None)

    assert Actor.objects.count() == 0


@pytest.mark.parametrize("changed", [False, True])
def test_the_cost_of_undoing_does_not_grow_with_the_records(changed):
    def spent(first, count):
        one = applied(*(arrival(n) for n in range(first, first + count)))
        if changed:
            one = applied(
                *(arrival(n, city="Mons", disciplines=["design"]) for n in range(first, first + count))
            )
        with CaptureQueriesContext(connection) as queries:
            actions.undo_changes(one, by=None)
        return len(queries)

    few, many = spent(0, 2), spent(10, 40)

    assert many <= few + 2


def test_many_entries_hold_the_chain_as_one_by_one_do():
    actors = [ActorFactory(), ActorFactory(name="x" * 255)]
    journal.record("actor.created", actors[0], by=None)

    count = journal.record_many(
        "actor.restored", [(one, {"city": ["a\x00", 0.5]}) for one in actors], by=None, reason="b\x00"
    )
    journal.record("actor.created", actors[1], by=None)

    assert (count, journal.first_break()) == (2, None)
    assert JournalEntry.objects.filter(verb="actor.restored", object_id=actors[1].pk, reason="b").count() == 1
