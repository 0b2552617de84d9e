"""Deeds on records: what is written, refused, journalled and queued for search."""

from datetime import date

import pytest

from tests.factories import ActorFactory, DisciplineFactory, TerritoryFactory
from vivier.accounts.models import JournalEntry
from vivier.directory import actions
from vivier.directory.models import Actor, FieldSource, Relation
from vivier.directory.refusals import EditConflict, InvalidValue, NotPublishable, RelationRefused
from vivier.search.models import IndexChange

Method, State = FieldSource.Method, FieldSource.State
pytestmark = pytest.mark.django_db


def journal():
    return list(JournalEntry.objects.order_by("sequence").values_list("verb", "object_label", "changes"))


def provenance(actor):
    rows = actor.field_sources.order_by("pk").values_list("field", "value", "method", "state")
    return [tuple(row) for row in rows]


def test_create_opens_a_draft_with_the_source_of_each_value_and_a_lasting_address(coordinator):
    design = DisciplineFactory(code="design")

    actor = actions.create_actor(
        by=coordinator,
        method=Method.TEAM,
        values={
            "name": "L'Atelier Été",
            "kind": "studio",
            "disciplines": [design],
            "city": "Namur",
            "website": "",
        },
    )

    assert (actor.slug, actor.status, actor.sort_name) == ("latelier-ete", Actor.Status.DRAFT, "atelier ete")
    assert list(actor.disciplines.all()) == [design]
    assert provenance(actor) == [
        ("name", "L'Atelier Été", "team", "current"),
        ("kind", "studio", "team", "current"),
        ("disciplines", ["design"], "team", "current"),
        ("city", "Namur", "team", "current"),
    ]
    assert [entry[0] for entry in journal()] == ["actor.created"]


def test_two_actors_of_the_same_name_have_two_addresses(coordinator):
    values = {"name": "Studio", "kind": "studio"}

    slugs = [actions.create_actor(by=coordinator, method=Method.TEAM, values=values).slug for _ in range(3)]

    assert slugs == ["studio", "studio-2", "studio-3"]


@pytest.mark.parametrize("values", [{"kind": "studio"}, {"name": " ", "kind": "studio"}, {"name": "A"}])
def test_create_refuses_a_record_without_name_or_kind(coordinator, values):
    with pytest.raises(InvalidValue):
        actions.create_actor(by=coordinator, method=Method.TEAM, values=values)

    assert list(Actor.objects.all()) == []


def test_update_writes_values_sources_version_journal_and_queue(coordinator):
    actor = ActorFactory(name="Old", city="Mons")

    update = actions.update_actor(
        actor,
        by=coordinator,
        method=Method.TEAM,
        changes={"name": "New", "city": "Mons", "founded_on": date(2011, 5, 1), "roles": ["funder", "hub"]},
        reason="They told us",
    )

    assert update.changed == {
        "name": ["Old", "New"],
        "founded_on": [None, "2011-05-01"],
        "roles": [[], ["funder", "hub"]],
    }
    assert (actor.name, actor.sort_name, actor.version) == ("New", "new", 2)
    assert [role.kind for role in actor.roles.all()] == ["funder", "hub"]
    assert journal() == [("actor.updated", "New", update.changed)]
    assert JournalEntry.objects.get().reason == "They told us"
    assert ("actor", str(actor.pk)) in IndexChange.objects.values_list("source", "key")


def test_update_that_changes_nothing_leaves_no_trace(coordinator):
    actor = ActorFactory(city="Mons")
    actions.update_actor(actor, by=coordinator, method=Method.TEAM, changes={"city": "Mons"})

    update = actions.update_actor(actor, by=coordinator, method=Method.TEAM, changes={"city": " Mons "})

    assert (update.changed, update.refused, actor.version, journal()) == ({}, {}, 1, [])
    assert provenance(actor) == [("city", "Mons", "team", "current")]


@pytest.mark.parametrize("person", [Method.OWNER, Method.TEAM, Method.SUGGESTION])
@pytest.mark.parametrize("machine", [Method.DATASET, Method.REGISTER])
def test_what_a_person_wrote_is_never_overwritten_by_a_machine(coordinator, person, machine):
    actor = ActorFactory()
    actions.update_actor(actor, by=coordinator, method=person, changes={"city": "Dinant"})

    for _ in range(2):
        update = actions.update_actor(
            actor, by=None, method=machine, changes={"city": "Namur"}, source_url="https://example.org/a"
        )

    assert (update.changed, update.refused, actor.city) == ({}, {"city": "Namur"}, "Dinant")
    assert provenance(actor) == [("city", "Dinant", person, "current"), ("city", "Namur", machine, "refused")]


def test_what_a_person_emptied_stays_empty(coordinator):
    actor = ActorFactory(website="https://old.example.org")
    actions.update_actor(actor, by=coordinator, method=Method.OWNER, changes={"website": ""})

    update = actions.update_actor(
        actor, by=None, method=Method.DATASET, changes={"website": "https://old.example.org"}
    )

    assert (actor.website, update.refused) == ("", {"website": "https://old.example.org"})


def test_a_value_of_unknown_origin_is_left_alone_by_machines_and_an_empty_one_is_filled():
    actor = ActorFactory(city="Mons")

    update = actions.update_actor(
        actor, by=None, method=Method.REGISTER, changes={"city": "Namur", "postal_code": "5000"}
    )

    assert (update.refused, update.changed) == ({"city": "Namur"}, {"postal_code": ["", "5000"]})


def test_a_register_outranks_a_dataset_and_not_the_other_way_round():
    actor = ActorFactory()
    actions.update_actor(actor, by=None, method=Method.DATASET, changes={"city": "Mons"})
    actions.update_actor(actor, by=None, method=Method.REGISTER, changes={"city": "Namur"})

    update = actions.update_actor(actor, by=None, method=Method.DATASET, changes={"city": "Mons"})

    assert (actor.city, update.refused) == ("Namur", {"city": "Mons"})
    assert provenance(actor) == [
        ("city", "Mons", "dataset", "replaced"),
        ("city", "Namur", "register", "current"),
        ("city", "Mons", "dataset", "refused"),
    ]


def test_people_overwrite_machines_and_each_other(coordinator):
    actor = ActorFactory()
    for method, city in ((Method.REGISTER, "Mons"), (Method.OWNER, "Namur"), (Method.TEAM, "Dinant")):
        actions.update_actor(actor, by=coordinator, method=method, changes={"city": city})

    assert actor.city == "Dinant"
    assert [row[3] for row in provenance(actor)] == ["replaced", "replaced", "current"]


def test_an_edit_of_an_older_version_is_refused_with_both_versions(coordinator):
    actor = ActorFactory(city="Mons")
    read = actor.version
    actions.update_actor(actor, by=coordinator, method=Method.TEAM, changes={"city": "Namur"})

    with pytest.raises(EditConflict) as refusal:
        actions.update_actor(
            actor, by=coordinator, method=Method.TEAM, changes={"city": "Dinant"}, expected_version=read
        )

    assert (refusal.value.current, refusal.value.proposed, refusal.value.version) == (
        {"city": "Namur"},
        {"city": "Dinant"},
        2,
    )
    assert Actor.objects.get().city == "Namur"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "ftp://example.org"),
        ("email", "nobody"),
        ("kind", "wizard"),
        ("legal_form", "ltd"),
        ("founded_on", "31/31/2020"),
        ("name", ""),
        ("name", "x" * 300),
        ("name", "a\x00b"),
        ("disciplines", ["nothing"]),
        ("roles", ["king"]),
        ("territory", "99999"),
        ("headcount_low", "many"),
        ("status", "published"),
        ("slug", "mine"),
    ],
)
def test_update_refuses_what_a_field_cannot_hold_and_writes_nothing(coordinator, field, value):
    actor = ActorFactory(name="Same")

    with pytest.raises(InvalidValue) as refusal:
        actions.update_actor(
            actor, by=coordinator, method=Method.TEAM, changes={"city": "Namur", field: value}
        )

    assert str(refusal.value)
    assert (Actor.objects.get().city, Actor.objects.get().name, journal()) == ("", "Same", [])


def test_lists_keep_what_stays_and_drop_what_goes(coordinator):
    actor = ActorFactory(disciplines=[DisciplineFactory(code="a"), DisciplineFactory(code="b")])
    actor.roles.create(kind="funder", since=date(2020, 1, 1))

    actions.update_actor(
        actor,
        by=coordinator,
        method=Method.TEAM,
        changes={"roles": ["hub", "funder"], "disciplines": ["b"], "former_names": ["Was"]},
    )

    assert set(actor.roles.values_list("kind", "since")) == {("funder", date(2020, 1, 1)), ("hub", None)}
    assert [one.code for one in actor.disciplines.all()] == ["b"]
    assert [one.name for one in actor.former_names.all()] == ["Was"]


def test_a_territory_is_written_by_its_code(coordinator):
    actor = ActorFactory()
    TerritoryFactory(code="92094")

    actions.update_actor(actor, by=coordinator, method=Method.TEAM, changes={"territory": "92094"})

    assert actor.territory.code == "92094"
    assert provenance(actor) == [("territory", "92094", "team", "current")]


def test_rename_keeps_the_old_name_findable_and_the_address(coordinator):
    actor = ActorFactory(name="Bubble Hub", slug="bubble-hub")

    actions.rename_actor(actor, by=coordinator, name="Hub-C")

    assert (actor.name, actor.slug) == ("Hub-C", "bubble-hub")
    assert [one.name for one in actor.former_names.all()] == ["Bubble Hub"]


def test_publish_refuses_an_actor_without_discipline(editor):
    actor = ActorFactory(status=Actor.Status.DRAFT)

    with pytest.raises(NotPublishable, match="needs a discipline"):
        actions.publish_actor(actor, by=editor)

    assert (Actor.objects.get().status, journal(), IndexChange.objects.count()) == (Actor.Status.DRAFT, [], 0)


def test_publish_and_unpublish_are_journalled_once_each(coordinator):
    actor = ActorFactory(status=Actor.Status.DRAFT, disciplines=[DisciplineFactory()])

    actions.publish_actor(actor, by=coordinator)
    actions.publish_actor(actor, by=coordinator)
    actions.unpublish_actor(actor, by=coordinator, reason="Asked by the owner")

    assert Actor.objects.get().status == Actor.Status.DRAFT
    assert [entry[0] for entry in journal()] == ["actor.published", "actor.unpublished"]


def test_confirm_writes_the_day(coordinator):
    actor = ActorFactory()

    actions.confirm_actor(actor, by=coordinator)

    assert Actor.objects.get().confirmed_on == actor.confirmed_on is not None
    assert [entry[0] for entry in journal()] == ["actor.confirmed"]


def test_relations_are_added_once_and_never_to_oneself(coordinator):
    one, other = ActorFactory(slug="one"), ActorFactory(slug="other")

    relation = actions.add_relation(one, kind="funds", target=other, by=coordinator)

    for kind, target in (("funds", other), ("funds", one), ("eats", other)):
        with pytest.raises(RelationRefused):
            actions.add_relation(one, kind=kind, target=target, by=coordinator)
    with pytest.raises(RelationRefused, match="before it starts"):
        actions.add_relation(
            other,
            kind="hosts",
            target=one,
            by=coordinator,
            starts_on=date(2021, 1, 1),
            ends_on=date(2020, 1, 1),
        )
    assert list(Relation.objects.all()) == [relation]
    assert [(verb, changes) for verb, _, changes in journal()] == [
        ("relation.added", {"funds": [None, "other"]})
    ]

    actions.remove_relation(relation, by=coordinator, reason="A mistake")

    assert [entry[0] for entry in journal()] == ["relation.added", "relation.removed"]


def test_sites_and_labels_are_journalled(coordinator):
    actor = ActorFactory()

    actions.add_site(actor, by=coordinator, city="Gembloux")
    actions.add_label(actor, by=coordinator, name="Creative Hub", issuer="Region")

    assert [str(one) for one in (*actor.sites.all(), *actor.labels.all())] == ["Gembloux", "Creative Hub"]
    assert [entry[0] for entry in journal()] == ["site.added", "label.added"]
