"""The review of changes offers to attach what may be known already."""

import pytest
from django.utils import translation

from tests.directory.arrivals import proposed
from tests.factories import ActorFactory, DisciplineFactory
from tests.speaking import read_in_english

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk():
    DisciplineFactory(code="arts_scene")
    with translation.override("en"):
        yield


@pytest.fixture
def known():
    return ActorFactory(name="Théâtre de la Source", slug="source")


def test_the_review_offers_to_attach(client, coordinator, known):
    change_set = proposed("Théâtre Source", "Boulangerie Peeters")
    client.force_login(coordinator)
    address = f"/desk/changes/{change_set.pk}/"
    read_in_english(client)

    page = client.get(f"{address}?kind=lookalike").content.decode()
    assert "Attach instead of create" in page
    assert "Boulangerie Peeters" not in page
    change = change_set.changes.first()
    page = client.post(address, {"attach": f"{change.pk}:{known.pk}"}, follow=True).content.decode()
    assert "It updates “Théâtre de la Source” instead of becoming a new record." in page
    assert "Create a new record instead" in page
    client.post(address, {"detach": str(change.pk)})

    change.refresh_from_db()
    assert (change.kind, change.actor) == ("new", None)


@pytest.mark.parametrize("value", ["", ":", "x:y", "1:999999", "-1:1", f"{10**30}:1", "²:1"])
def test_hostile_values_find_nothing(client, coordinator, known, value):
    change_set = proposed("Théâtre Source")
    client.force_login(coordinator)

    for name in ("attach", "detach"):
        answer = client.post(f"/desk/changes/{change_set.pk}/", {name: value})
        assert answer.status_code == 404

    assert change_set.changes.get().kind == "new"
