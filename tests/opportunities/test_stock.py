"""What is kept in memory is never older than the last edit."""

import pytest

from tests.factories import ActorFactory, CallFactory, DisciplineFactory, SchemeFactory
from vivier.opportunities.actions.calls import publish_call, set_criteria, update_call, withdraw_call
from vivier.opportunities.models import Call
from vivier.opportunities.stock import offers

pytestmark = pytest.mark.django_db


def titles() -> list[str]:
    return [offer.call.title_fr for offer in offers()]


def test_every_deed_is_seen_at_the_next_question(coordinator):
    call = CallFactory(title_fr="Avant", state=Call.State.DRAFT, eligibility_fr="Tous.")
    assert titles() == []

    publish_call(call, by=coordinator)
    assert titles() == ["Avant"]
    DisciplineFactory(code="mode")
    update_call(call, by=coordinator, changes={"title_fr": "Après", "disciplines": ["mode"]})
    assert titles() == ["Après"]
    assert offers()[0].disciplines == {"mode"}
    rule = {"fact": "territory", "in": ["BE"]}
    set_criteria(call, [{"key": "be", "text": {"fr": "Belge"}, "rule": rule}], by=coordinator)
    assert [condition.key for condition in offers()[0].conditions] == ["be"]
    withdraw_call(call, by=coordinator)
    assert titles() == []


def test_a_new_name_of_the_issuer_is_seen():
    issuer = ActorFactory(name="Avant")
    CallFactory(scheme=SchemeFactory(issuer=issuer))
    assert offers()[0].issuer_name == "Avant"

    issuer.name = "Après"
    issuer.updated_at += issuer.updated_at.resolution
    issuer.save()

    assert offers()[0].issuer_name == "Après"


def test_asking_again_costs_one_small_query(django_assert_num_queries):
    CallFactory.create_batch(3)
    offers()

    with django_assert_num_queries(1):
        assert len(offers()) == 3


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.one_database
def test_reading_everything_costs_the_same_for_any_number(count, django_assert_num_queries):
    for _ in range(count):
        CallFactory(disciplines=[DisciplineFactory()])

    with django_assert_num_queries(4):
        offers()
