"""What a source says changes the directory only where no person spoke, is applied once, and can be undone."""

from datetime import date, timedelta
from unittest.mock import ANY

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import ActorFactory, DisciplineFactory, FieldSourceFactory
from vivier.accounts.models import JournalEntry, User
from vivier.directory import actions
from vivier.directory.actions import refreshing
from vivier.directory.models import Actor, ChangeSet, ExternalId, FieldSource, Membership, ProposedChange
from vivier.directory.provenance import Source
from vivier.directory.refresh import Arrival
from vivier.directory.refusals import RefreshRefused
from vivier.search import engine
from vivier.search.query import Query

pytestmark = pytest.mark.django_db
SOURCE = Source(
    FieldSource.Method.REGISTER, "The register", "https://register.example.org", date(2026, 11, 1)
)
Kind, State = ProposedChange.Kind, ChangeSet.State


@pytest.fixture(autouse=True)
def in_english():
    DisciplineFactory(code="arts_scene")
    with translation.override("en"):
        yield


def arrival(number="0403170701", name="Le Théâtre", **values):
    said = {"name": name, "kind": "association", "enterprise_number": number, "disciplines": ["arts_scene"]}
    return Arrival(
        number, said | values, {"sectors": [["test", 1, "2008", "90012", "0.50", "performing_arts"]]}
    )


def propose(*arrivals, by=None):
    return actions.propose_changes(
        arrivals, kind=ChangeSet.Source.REGISTER, label="Extract 100", source=SOURCE, by=by
    )


def apply_all(change_set, *, by=None):
    actions.decide_changes(change_set, keys=None, accept=True, by=by)
    return actions.apply_changes(change_set, by=by)


def everything():
    """All that is said of actors, by values alone."""
    return {
        "actors": list(
            Actor.objects.order_by("pk").values("pk", "name", "slug", "status", "city", "closed_on")
        ),
        "sources": list(FieldSource.objects.order_by("pk").values("pk", "field", "value", "state", "method")),
        "names": [str(name) for actor in Actor.objects.all() for name in actor.former_names.all()],
        "disciplines": [str(one) for actor in Actor.objects.all() for one in actor.disciplines.all()],
    }


def test_proposing_changes_nothing():
    before = everything()

    change_set = propose(arrival())

    assert everything() == before
    assert (change_set.counts["new"], change_set.state) == (1, State.PROPOSED)


def test_a_new_body_becomes_a_published_record_with_provenance(indexed):
    apply_all(propose(arrival(city="Namur", founded_on="2003-02-01", website="https://a.example.org")))

    actor = Actor.objects.get()
    assert (actor.name, actor.slug, actor.status, actor.kind) == (
        "Le Théâtre",
        "le-theatre",
        "published",
        "association",
    )
    assert (actor.founded_on, actor.sort_name) == (date(2003, 2, 1), "theatre")
    assert [one.code for one in actor.disciplines.all()] == ["arts_scene"]
    sources = {one.field: one for one in actor.field_sources.all()}
    assert set(sources) == {
        "name",
        "kind",
        "enterprise_number",
        "disciplines",
        "city",
        "founded_on",
        "website",
    }
    assert (sources["city"].method, sources["city"].source_name, sources["city"].observed_on) == (
        "register",
        "The register",
        date(2026, 11, 1),
    )
    assert ExternalId.objects.get().value == "0403170701"
    assert engine.search(Query(text="theatre")).total == 1


def test_one_without_a_discipline_waits_as_a_draft():
    apply_all(propose(arrival(disciplines=[])))

    assert Actor.objects.get().status == "draft"


def test_two_of_one_name_get_two_addresses():
    apply_all(propose(arrival(), arrival("0403170702"), arrival("0403170703")))

    assert sorted(Actor.objects.values_list("slug", flat=True)) == [
        "le-theatre",
        "le-theatre-2",
        "le-theatre-3",
    ]


def test_the_same_source_twice_proposes_nothing():
    apply_all(propose(arrival(city="Namur")))

    again = propose(arrival(city="Namur"))

    assert (again.changes.count(), again.counts["unchanged"]) == (0, 1)


def test_a_source_that_names_a_body_twice_is_heard_once():
    assert propose(arrival(), arrival()).changes.count() == 1


def test_a_record_is_found_by_its_number_and_keeps_its_former_name():
    actor = ActorFactory(name="Old name", enterprise_number="0403170701")
    FieldSource.objects.create(
        actor=actor, field="name", value="Old name", method="register", source_name="x"
    )

    apply_all(propose(arrival(name="New name")))

    actor.refresh_from_db()
    former = actor.former_names.get()
    assert (actor.name, former.name, former.until) == ("New name", "Old name", date(2026, 11, 1))


def test_what_a_person_wrote_stays_and_the_refused_value_is_kept_once(coordinator):
    actor = ActorFactory(name="Theirs", kind="association", enterprise_number="0403170701")
    actions.update_actor(actor, by=coordinator, method="team", changes={"city": "Liège", "name": "Ours"})

    change_set = propose(arrival(city="Namur"))
    change = change_set.changes.get()
    assert change.refused == {"city": "Namur", "name": "Le Théâtre"}
    apply_all(change_set)
    apply_all(propose(arrival(city="Namur")))

    actor.refresh_from_db()
    refused = FieldSource.objects.filter(actor=actor, state="refused", field="city")
    assert (actor.city, actor.name) == ("Liège", "Ours")
    assert [one.value for one in refused] == ["Namur"]


def test_an_edit_made_between_proposal_and_application_stays(coordinator):
    actor = ActorFactory(name="Le Théâtre", city="", enterprise_number="0403170701")
    change_set = propose(arrival(city="Namur"))
    actions.update_actor(actor, by=coordinator, method="team", changes={"city": "Mons"})

    apply_all(change_set)

    actor.refresh_from_db()
    assert actor.city == "Mons"


def test_a_body_that_is_gone_is_marked_closed_and_never_deleted():
    actor = ActorFactory(name="Le Théâtre", enterprise_number="0403170701")
    gone = Arrival("0403170701", {"enterprise_number": "0403170701", "closed_on": "2026-11-01"})

    change_set = propose(gone, Arrival("0403170999", {"closed_on": "2026-11-01"}))
    apply_all(change_set)

    actor.refresh_from_db()
    assert (change_set.counts["closed"], actor.closed_on) == (1, date(2026, 11, 1))
    assert actor.status == "published"


def test_what_the_review_wrote_beside_an_origin_is_no_change_next_time():
    placed = Arrival("0403170701", {"name": "Théâtre", "kind": "venue"}, {"placed_with": "commune"})
    first = propose(placed)
    for change in first.changes.all():
        change.origin |= {"lookalikes": [], "attached": {"by": 1}}
        change.save(update_fields=["origin"])
    apply_all(first)

    assert propose(placed).changes.count() == 0


def test_a_namesake_taken_for_the_same_keeps_its_disciplines(coordinator):
    actor = ActorFactory(name="le theatre")
    actor.disciplines.set([DisciplineFactory(code="design")])
    FieldSourceFactory(actor=actor, field="disciplines", value=["design"])
    DisciplineFactory(code="mode")
    change_set = propose(Arrival("M-1", {"name": "Le Théâtre", "disciplines": ["mode"]}))
    change = change_set.changes.get()

    actions.decide_changes(change_set, keys=[change.pk], accept=True, by=coordinator)
    actions.apply_changes(change_set, by=coordinator)

    assert sorted(actor.disciplines.values_list("code", flat=True)) == ["design", "mode"]
    actions.undo_changes(change_set, by=coordinator)
    assert list(actor.disciplines.values_list("code", flat=True)) == ["design"]


def test_a_namesake_that_is_another_one_becomes_a_new_record(coordinator):
    ActorFactory(name="le theatre", city="Namur")
    change_set = propose(Arrival("M-1", {"name": "Le Théâtre", "city": "Liège"}, {}, {"kind": "venue"}))

    change = actions.detach_change(change_set.changes.get(), by=coordinator)
    apply_all(change_set)

    assert (change.kind, change.actor, change.values["kind"]) == (Kind.NEW, None, [None, "venue"])
    assert sorted(Actor.objects.values_list("city", "kind")) == [("Liège", "venue"), ("Namur", ANY)]


def test_a_namesake_without_a_number_is_only_perhaps_the_same(coordinator):
    actor = ActorFactory(name="le theatre", city="Namur")

    change_set = propose(arrival(city="Liège"))
    change = change_set.changes.get()
    apply_all(change_set)
    assert (change.kind, change.actor, Actor.objects.count()) == (Kind.CONFLICT, actor, 1)
    actor.refresh_from_db()
    assert actor.enterprise_number == ""

    again = propose(arrival(city="Liège"))
    actions.decide_changes(again, keys=[again.changes.get().pk], accept=True, by=coordinator)
    actions.apply_changes(again, by=coordinator)
    actor.refresh_from_db()
    assert actor.enterprise_number == "0403170701"


def test_another_number_is_another_body_whatever_the_name():
    ActorFactory(name="Le Théâtre", enterprise_number="0403170799")

    assert propose(arrival()).changes.get().kind == Kind.NEW


def test_a_source_adds_disciplines_and_takes_none_away():
    DisciplineFactory(code="design")
    actor = ActorFactory(name="Le Théâtre", enterprise_number="0403170701")
    actor.disciplines.set(Actor.disciplines.field.related_model.objects.filter(code="design"))
    FieldSource.objects.create(actor=actor, field="disciplines", value=["design"], method="dataset")

    apply_all(propose(arrival()))

    assert sorted(one.code for one in actor.disciplines.all()) == ["arts_scene", "design"]


def test_what_is_declined_is_not_applied(coordinator):
    change_set = propose(arrival(), arrival("0403170702", "Autre"))
    one = change_set.changes.get(name="Autre")
    actions.decide_changes(change_set, keys=[one.pk], accept=False, by=coordinator)

    apply_all(change_set, by=coordinator)

    assert [actor.name for actor in Actor.objects.all()] == ["Le Théâtre"]
    assert JournalEntry.objects.filter(verb="refresh.applied", by=coordinator).count() == 1


def test_applied_once_and_not_again(coordinator):
    change_set = apply_all(propose(arrival()))

    for deed in (
        lambda: actions.apply_changes(change_set, by=coordinator),
        lambda: actions.decide_changes(change_set, keys=None, accept=True, by=coordinator),
        lambda: actions.drop_changes(change_set, by=coordinator),
    ):
        with pytest.raises(RefreshRefused, match="applied, undone or dropped before"):
            deed()
    assert Actor.objects.count() == 1


def test_dropped_changes_change_nothing(coordinator):
    change_set = propose(arrival())

    actions.drop_changes(change_set, by=coordinator)

    assert (change_set.state, Actor.objects.count()) == (State.DROPPED, 0)


class Killed(BaseException):
    """What a kill looks like from inside."""


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_cut_off_anywhere_applying_goes_on_where_it_was(monkeypatch, after):
    monkeypatch.setattr(refreshing, "BATCH", 2)
    change_set = propose(*(arrival(f"04031707{n:02d}", f"Maison {n}") for n in range(8)))
    actions.decide_changes(change_set, keys=None, accept=True, by=None)
    calls = []

    def killed(count):
        calls.append(count)
        if len(calls) > after:
            raise Killed

    with pytest.raises(Killed):
        actions.apply_changes(change_set, by=None, progress=killed)
    actions.apply_changes(change_set, by=None)

    assert sorted(actor.name for actor in Actor.objects.all()) == [f"Maison {n}" for n in range(8)]
    assert change_set.state == State.APPLIED


def test_undone_everything_is_as_before(coordinator):
    actor = ActorFactory(name="Old name", city="Namur", enterprise_number="0403170702")
    for one, value in (("name", "Old name"), ("city", "Namur")):
        FieldSource.objects.create(actor=actor, field=one, value=value, method="dataset", source_name="x")
    before = everything()
    change_set = apply_all(
        propose(arrival(), arrival("0403170702", "New name", city="Mons", website="https://x.be"))
    )
    assert Actor.objects.count() == 2

    stayed = actions.undo_changes(change_set, by=coordinator)

    after = everything()
    assert (stayed, after["actors"], after["names"], after["sources"]) == (
        0,
        before["actors"],
        before["names"],
        before["sources"],
    )


def test_undoing_leaves_what_people_did_since(coordinator):
    changed = ActorFactory(name="Autre", city="Namur", kind="association", enterprise_number="0403170702")
    FieldSource.objects.create(actor=changed, field="city", value="Namur", method="dataset", source_name="x")
    change_set = apply_all(
        propose(arrival(), arrival("0403170702", "Autre", city="Mons"), arrival("0403170703", "Tenu"))
    )
    edited = Actor.objects.get(name="Le Théâtre")
    held = Actor.objects.get(name="Tenu")
    actions.update_actor(edited, by=coordinator, method="team", changes={"city": "Dinant"})
    actions.update_actor(changed, by=coordinator, method="team", changes={"city": "Huy"})
    Membership.objects.create(user=User.objects.create_user("m@example.org"), actor=held)

    stayed = actions.undo_changes(change_set, by=coordinator)

    changed.refresh_from_db()
    assert (stayed, changed.city) == (3, "Huy")
    assert set(Actor.objects.values_list("name", flat=True)) == {"Autre", "Le Théâtre", "Tenu"}
    assert sorted(change_set.changes.values_list("note", flat=True)) == [
        "Kept: people have worked on this record since.",
        "Kept: people have worked on this record since.",
        "Partly kept: people have changed this record since.",
    ]


def test_after_thirty_days_it_stays(coordinator):
    change_set = apply_all(propose(arrival()))
    ChangeSet.objects.update(applied_at=timezone.now() - timedelta(days=31))
    change_set.refresh_from_db()

    with pytest.raises(RefreshRefused, match="thirty days"):
        actions.undo_changes(change_set, by=coordinator)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=1+1", '"', "x" * 255, "'; DROP TABLE"])
def test_naughty_names_are_stored_as_they_are(name):
    apply_all(propose(arrival(name=name)))

    assert Actor.objects.get().name == name


def test_the_cost_of_comparing_does_not_grow_with_the_records(django_assert_max_num_queries):
    arrivals = [arrival(f"04031707{n:02d}", f"Maison {n}") for n in range(40)]
    apply_all(propose(*arrivals))
    with CaptureQueriesContext(connection) as few:
        propose(*arrivals[:2])

    with django_assert_max_num_queries(len(few)):
        propose(*arrivals)
