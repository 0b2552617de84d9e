"""Rows written by the thousand are as the objects would have written them."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import ActorFactory
from vivier.core.rows import execute_many, insert_rows, reserve_keys
from vivier.directory.models import Actor, FieldSource

pytestmark = pytest.mark.django_db
COLUMNS = (
    "actor",
    "field",
    "value",
    "method",
    "source_name",
    "source_url",
    "observed_on",
    "state",
    "recorded_at",
    "by",
)
MOMENT = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)
VALUES = ["Théâtre \\N \t \n 'x' \"y\" %s", ["a", "b"], None, 12, "", {"é": [None, True]}]


@pytest.mark.parametrize("value", VALUES)
def test_a_row_says_what_an_object_would_say(value):
    actor = ActorFactory()
    state = FieldSource.State.REPLACED
    FieldSource.objects.create(
        actor=actor, field="city", value=value, method="team", observed_on=date(2026, 1, 2), state=state,
        recorded_at=MOMENT,
    )  # fmt: skip

    insert_rows(
        FieldSource,
        COLUMNS,
        [(actor.pk, "city", value, "team", "", "", date(2026, 1, 2), state, MOMENT, None)],
    )

    first, second = FieldSource.objects.order_by("pk").values(*COLUMNS)
    assert first == second


def test_nothing_to_write_writes_nothing():
    assert insert_rows(FieldSource, COLUMNS, []) == 0
    assert execute_many("SELECT %s", []) == 0


def test_reserved_keys_are_nobody_elses():
    keys = reserve_keys(Actor, 3)
    actor = ActorFactory(pk=keys[0])

    assert len(set(keys)) == 3
    assert reserve_keys(Actor, 1)[0] > actor.pk
