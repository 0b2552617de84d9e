"""Rows of a dataset become records, twice the same, and never over what a person wrote."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from tests.factories import ActorFactory, DisciplineFactory, TerritoryFactory
from vivier.accounts.models import JournalEntry
from vivier.directory import actions
from vivier.directory.loading import store_actors, store_relations
from vivier.directory.models import Actor, FieldSource, Relation
from vivier.directory.refusals import LoadRefused

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Row:
    name: str = "KIKK"
    kind: str = "association"
    source_url: str = "https://www.example.org/kikk"
    line: int = 2
    legal_form: str = "asbl"
    former_names: list = field(default_factory=list)
    disciplines: list = field(default_factory=lambda: ["arts"])
    city: str = "Namur"
    postal_code: str = ""
    website: str = ""
    description_fr: str = "Une association."
    description_en: str = ""
    roles: list = field(default_factory=lambda: ["reference", "organiser"])


@dataclass(frozen=True)
class Tie:
    source: str
    kind: str
    target: str
    source_url: str = "https://example.org/tie"
    line: int = 2


@pytest.fixture(autouse=True)
def vocabulary():
    DisciplineFactory(code="arts")
    TerritoryFactory(code="92094", label_fr="Namur")


def counted(counts):
    return counts.created, counts.changed, counts.unchanged, counts.refused


def test_a_new_row_is_published_with_the_source_of_every_value():
    counts = store_actors([Row()], by=None, dataset="first load", observed_on=date(2026, 11, 22))

    actor = Actor.objects.get()
    assert counted(counts) == (1, 0, 0, 0)
    assert (actor.status, actor.legal_form, actor.territory.code) == ("published", "asbl", "92094")
    assert [role.kind for role in actor.roles.all()] == ["reference", "organiser"]
    sources = actor.field_sources.values_list("field", "method", "source_name", "source_url", "observed_on")
    origin = ("dataset", "example.org", "https://www.example.org/kikk", date(2026, 11, 22))
    assert set(sources) == {
        (name, *origin)
        for name in (
            "name",
            "kind",
            "legal_form",
            "disciplines",
            "city",
            "territory",
            "description_fr",
            "roles",
        )
    }


def test_the_same_rows_again_change_nothing_at_all():
    rows = [Row(), Row(name="iMAL", line=3, former_names=["Lab"]), Row(name="Sans lieu", city="", line=4)]
    store_actors(rows, by=None)
    before = [*Actor.objects.values(), *FieldSource.objects.values(), *JournalEntry.objects.values()]

    counts = store_actors(rows, by=None)

    assert counted(counts) == (0, 0, 3, 0)
    assert [*Actor.objects.values(), *FieldSource.objects.values(), *JournalEntry.objects.values()] == before


def test_a_changed_row_changes_its_record_and_keeps_the_value_it_replaces():
    store_actors([Row()], by=None)

    counts = store_actors([Row(city="Liège", roles=["organiser", "reference"])], by=None)

    actor = Actor.objects.get()
    assert (counted(counts), actor.city, actor.version) == ((0, 1, 0, 0), "Liège", 2)
    assert set(actor.field_sources.filter(field="city").values_list("value", "state")) == {
        ("Namur", "replaced"),
        ("Liège", "current"),
    }


def test_what_a_person_wrote_stays_and_the_load_says_so(coordinator):
    store_actors([Row()], by=None)
    actor = Actor.objects.get()
    actions.rename_actor(actor, by=coordinator, name="KIKK asbl")
    actions.update_actor(actor, by=coordinator, method="owner", changes={"city": "Jambes", "website": ""})

    counts = store_actors([Row(website="")], by=None)

    actor.refresh_from_db()
    assert (actor.name, actor.city, Actor.objects.count()) == ("KIKK asbl", "Jambes", 1)
    assert counted(counts) == (0, 0, 1, 2)
    assert all("stays as a person wrote it" in note and "line 2" in note for note in counts.notes)


def test_an_empty_cell_says_nothing(coordinator):
    store_actors([Row()], by=None)

    counts = store_actors([Row(city="", description_fr="", legal_form="", roles=[])], by=None)

    actor = Actor.objects.get()
    assert (counted(counts), actor.city, actor.legal_form) == ((0, 0, 1, 0), "Namur", "asbl")


def test_a_record_taken_off_the_site_is_not_published_again(coordinator):
    store_actors([Row()], by=None)
    actions.unpublish_actor(Actor.objects.get(), by=coordinator)

    store_actors([Row(city="Liège")], by=None)

    assert Actor.objects.get().status == Actor.Status.DRAFT


def test_a_name_that_was_another_bodys_former_name_makes_its_own_record():
    store_actors([Row(name="Noshaq", former_names=["Meusinvest"])], by=None)

    counts = store_actors([Row(name="Meusinvest", line=3)], by=None)

    assert (counted(counts), Actor.objects.count()) == ((1, 0, 0, 0), 2)


def test_a_row_without_discipline_stays_a_draft_and_is_noted():
    counts = store_actors([Row(disciplines=[])], by=None)

    assert Actor.objects.get().status == Actor.Status.DRAFT
    assert counts.notes == ["line 2: An actor needs a discipline before it is published."]


def test_a_legal_form_nobody_knows_is_left_out_and_noted():
    counts = store_actors([Row(legal_form="Gesellschaft XY")], by=None)

    assert Actor.objects.get().legal_form == ""
    assert counts.notes == ["line 2: the legal form “Gesellschaft XY” is not known, it is left out."]


@pytest.mark.parametrize(
    "bad", [{"kind": "wizard"}, {"disciplines": ["nope"]}, {"roles": ["king"]}, {"website": "javascript:1"}]
)
def test_one_bad_row_names_its_line_and_undoes_the_load(bad):
    with pytest.raises(LoadRefused, match="line 7"):
        store_actors([Row(), Row(name="Bad", line=7, **bad)], by=None)

    assert list(Actor.objects.all()) == []


def test_relations_are_stored_once_and_find_names_old_and_new():
    store_actors([Row(), Row(name="Hub-C", former_names=["Bubble Hub"], line=3)], by=None)
    ties = [Tie("KIKK", "operates", "Bubble Hub"), Tie("kikk", "partner_of", "Hub-C", line=3)]

    first, second = store_relations(ties, by=None), store_relations(ties, by=None)

    assert (counted(first), counted(second)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    assert set(Relation.objects.values_list("source__name", "kind", "target__name")) == {
        ("KIKK", "operates", "Hub-C"),
        ("KIKK", "partner_of", "Hub-C"),
    }


def test_a_relation_with_nobody_is_refused_and_said():
    ActorFactory(name="KIKK")

    counts = store_relations([Tie("KIKK", "funds", "Nobody", line=9)], by=None)

    assert (counted(counts), counts.notes) == ((0, 0, 0, 1), ["line 9: no record is called “Nobody”."])


def test_a_relation_of_an_unknown_kind_undoes_the_load():
    ActorFactory(name="A"), ActorFactory(name="B"), ActorFactory(name="C")

    with pytest.raises(LoadRefused, match="line 5"):
        store_relations([Tie("A", "funds", "B"), Tie("A", "eats", "C", line=5)], by=None)

    assert list(Relation.objects.all()) == []
