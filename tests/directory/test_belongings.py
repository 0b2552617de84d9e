"""What hangs on one record comes in one query."""

from datetime import date

import pytest

from tests.factories import ActorFactory, ActorRoleFactory, DisciplineFactory, RelationFactory
from vivier.core.prepared import Prepared
from vivier.directory import belongings
from vivier.directory.models import Actor, FieldSource


def _union(key):
    first, *others = belongings.parts(key)
    return first.union(*others, all=True)


@pytest.mark.django_db
def test_one_query_gives_everything_that_hangs_on_a_record(django_assert_num_queries):
    actor = ActorFactory(disciplines=[DisciplineFactory(code="arts", position=3)])
    other = ActorFactory(slug="other", name="Other")
    ActorRoleFactory(actor=actor, kind="funder", since=date(2020, 2, 29))
    ActorRoleFactory(actor=other, kind="hub")
    actor.former_names.create(name="Was", until=date(2019, 1, 1))
    actor.sites.create(label="Lab", street="Rue 1", city="Namur")
    actor.labels.create(name="Hub", issuer="Region")
    RelationFactory(source=actor, kind="funds", target=other, ends_on=date(2021, 1, 1))
    RelationFactory(source=other, kind="hosts", target=actor)
    RelationFactory(source=actor, kind="operates", target__status=Actor.Status.DRAFT)
    prepared = Prepared(_union)

    with django_assert_num_queries(1):
        found = [belongings.belonging(row) for row in prepared.rows(actor.pk)]

    assert {(one.what, one.name, one.detail, one.more, one.since, one.until) for one in found} == {
        ("role", "funder", "", "", date(2020, 2, 29), None),
        ("discipline", "arts", "", "", None, None),
        ("former_name", "Was", "", "", None, date(2019, 1, 1)),
        ("site", "Lab", "Rue 1", "Namur", None, None),
        ("label", "Hub", "Region", "", None, None),
        ("out", "funds", "other", "Other", None, date(2021, 1, 1)),
        ("in", "hosts", "other", "Other", None, None),
    }
    assert {belongings.belonging(row).name for row in prepared.rows(other.pk)} == {"hub", "funds", "hosts"}


@pytest.mark.django_db
def test_the_value_shown_comes_first_and_the_refused_ones_after():
    actor = ActorFactory()
    for state in ("refused", "replaced", "current"):
        FieldSource.objects.create(actor=actor, field="city", value=state, method="dataset", state=state)

    rows = Prepared(belongings.sources).rows(actor.pk)

    assert [row[-1] for row in rows] == ["current", "refused", "replaced"]
