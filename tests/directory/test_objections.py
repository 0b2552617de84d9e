"""An objection takes what the register said off the directory at once; what others wrote stays."""

from datetime import date

import pytest
from django.utils import translation

from tests.factories import ActorFactory, DisciplineFactory
from vivier.accounts.models import JournalEntry
from vivier.directory import actions
from vivier.directory.from_register import SOURCE_NAME
from vivier.directory.models import Actor, ChangeSet, ExternalId, FieldSource, Membership, ProposedChange
from vivier.directory.provenance import Source
from vivier.directory.refresh import Arrival
from vivier.registers.models import ImportRun, Objection, RegisterRecord
from vivier.registers.refusals import RegisterRefusal
from vivier.search import engine
from vivier.search.query import Query

pytestmark = pytest.mark.django_db
NUMBER = "0403170701"
SOURCE = Source(FieldSource.Method.REGISTER, SOURCE_NAME, "https://example.org/kbo", date(2026, 11, 1))


@pytest.fixture(autouse=True)
def in_english():
    DisciplineFactory(code="arts_scene")
    with translation.override("en"):
        yield


def bring_in(name="Jeanne Secrète", **values):
    said = {"name": name, "kind": "person", "enterprise_number": NUMBER, "disciplines": ["arts_scene"]}
    change_set = actions.propose_changes(
        [Arrival(NUMBER, {**said, "city": "Namur", **values})],
        kind=ChangeSet.Source.REGISTER, label="BCE 1", source=SOURCE, by=None,
    )  # fmt: skip
    actions.decide_changes(change_set, keys=None, accept=True, by=None)
    actions.apply_changes(change_set, by=None)
    return Actor.objects.get(enterprise_number=NUMBER)


def test_a_record_only_the_register_spoke_of_is_deleted(
    coordinator, indexed, django_capture_on_commit_callbacks
):
    bring_in(name="Jeanne Première")
    actor = bring_in()
    run = ImportRun.objects.create(path="x", state="applied", extract_number=1)
    RegisterRecord.objects.create(number=NUMBER, name="x", said={}, digest="x", run=run)
    indexed()

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.honour_objection("0403.170.701", by=coordinator) is None

    assert (actor.former_names.count(), Actor.objects.count(), RegisterRecord.objects.count()) == (0, 0, 0)
    for model in (FieldSource, ExternalId, ProposedChange):
        assert model.objects.count() == 0
    assert engine.search(Query(text="secrète")).total == 0
    assert Objection.objects.count() == 1
    last = JournalEntry.objects.order_by("-sequence").first()
    assert (last.verb, last.by, last.object_label, last.changes) == ("actor.erased", coordinator, "", {})


def test_what_people_wrote_stays_and_the_rest_goes(coordinator):
    actor = bring_in()
    actions.update_actor(
        actor, by=coordinator, method="owner", changes={"name": "Atelier J", "city": "Huy", "email": "j@j.be"}
    )

    left = actions.honour_objection(NUMBER, by=coordinator)

    left.refresh_from_db()
    assert (left.name, left.city, left.email, left.status) == ("Atelier J", "Huy", "j@j.be", "draft")
    assert (left.enterprise_number, list(left.disciplines.all())) == ("", [])
    assert set(left.field_sources.values_list("field", "method")) == {
        ("name", "owner"), ("city", "owner"), ("email", "owner"),
    }  # fmt: skip
    assert ExternalId.objects.count() == 0


def test_what_another_source_said_before_comes_back(coordinator):
    actor = ActorFactory(name="Dataset name", city="Mons", enterprise_number=NUMBER, status="published")
    for one, value in (("name", "Dataset name"), ("city", "Mons"), ("enterprise_number", NUMBER)):
        FieldSource.objects.create(actor=actor, field=one, value=value, method="dataset")
    assert bring_in(name="Register name").name == "Register name"

    left = actions.honour_objection(NUMBER, by=coordinator)

    left.refresh_from_db()
    assert (left.name, left.city, left.enterprise_number) == ("Dataset name", "Mons", NUMBER)
    assert "register" not in left.field_sources.values_list("method", flat=True)
    assert [str(one) for one in left.former_names.all()] == ["Dataset name"]


def test_a_record_somebody_manages_is_kept_as_a_draft(coordinator, member):
    actor = bring_in()
    Membership.objects.create(user=member, actor=actor)

    left = actions.honour_objection(NUMBER, by=coordinator)

    left.refresh_from_db()
    assert (left.name, left.status, left.city) == ("Jeanne Secrète", "draft", "")


def test_a_value_of_unknown_origin_may_be_a_persons(coordinator):
    actor = ActorFactory(name="Ours", enterprise_number=NUMBER)

    assert actions.honour_objection(NUMBER, by=coordinator) == actor
    assert Actor.objects.get().name == "Ours"


def test_a_wrong_or_repeated_number_changes_nothing(coordinator):
    actions.honour_objection(NUMBER, by=coordinator)

    for number in (NUMBER, "123", ""):
        with pytest.raises(RegisterRefusal):
            actions.honour_objection(number, by=coordinator)
    assert Objection.objects.count() == 1
