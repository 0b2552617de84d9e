"""A list costs the same number of queries whatever its length."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.asking import read
from tests.factories import (
    ActorFactory,
    ActorRoleFactory,
    CallFactory,
    CriterionFactory,
    DisciplineFactory,
    EventFactory,
    FigureFactory,
    PlaceFactory,
    RelationFactory,
    SchemeFactory,
    SeriesFactory,
    TerritoryFactory,
)
from vivier.directory.models import Site
from vivier.reference import lookup

pytestmark = pytest.mark.django_db


def fill(count):
    """Add rows of every kind with everything that hangs on them."""
    lookup.forget()
    for _number in range(count):
        disciplines = [DisciplineFactory(), DisciplineFactory()]
        commune = TerritoryFactory(boundary={"type": "Point", "coordinates": [4, 50]})
        actor = ActorFactory(territory=commune, disciplines=disciplines)
        ActorRoleFactory(actor=actor)
        CallFactory(scheme=SchemeFactory(issuer=actor), territory=commune, disciplines=disciplines)
        place = PlaceFactory(actor=actor, territory=commune)
        EventFactory(
            organiser=actor, place=place, territory=commune, series=SeriesFactory(), disciplines=disciplines
        )
        FigureFactory()


def cost(client, path, **parameters):
    read(client, path, **parameters)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read(client, path, **parameters)
    return len(queries)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("actors", 3),
        ("opportunities", 3),
        ("events", 3),
        ("places", 2),
        ("indicators", 3),
        ("disciplines", 2),
        ("territories", 1),
    ],
)
@pytest.mark.one_database
def test_a_list_costs_the_same_for_any_length(client, indexed, path, most):
    parameters = {"size": 100} | ({"boundary": "yes"} if path == "territories" else {})
    fill(2)
    indexed()
    few = cost(client, path, **parameters)
    fill(10)
    indexed()

    many = cost(client, path, **parameters)

    assert read(client, path, **parameters)["count"] >= 12
    assert few == many <= most


@pytest.mark.one_database
def test_a_record_costs_the_same_however_much_hangs_on_it(client):
    actor = ActorFactory(slug="centre")
    call = CallFactory(slug="appel")

    def hang(count):
        for _number in range(count):
            RelationFactory(source=actor)
            RelationFactory(target=actor)
            Site.objects.create(actor=actor, territory=TerritoryFactory())
            CriterionFactory(call=call)
            CallFactory(scheme=call.scheme)

    hang(1)
    few = cost(client, "actors/centre"), cost(client, "opportunities/appel")
    hang(10)

    assert (cost(client, "actors/centre"), cost(client, "opportunities/appel")) == few
    assert max(few) <= 10
