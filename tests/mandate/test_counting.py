"""Indicators are queries: each figure is the number of its own rows, and rows say nothing private."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils import translation

from tests.mandate.counted_world import MARCH, SECRETS, made
from vivier.core.exports import write_csv
from vivier.mandate.indicators import counting, registry
from vivier.mandate.indicators.definitions import checked
from vivier.mandate.refusals import InvalidValue

# What March 2026 holds in the little world, worked out by hand; (value, unknown).
EXPECTED = {
    "opportunities_published": (2, 0),
    "people_reached": (2, 0),
    "call_outs": (1, 0),
    "actors_that_applied": (1, 0),
    "opportunities_obtained": (1, 0),
    "events_held": (1, 0),
    "events_of_ours": (0, 0),
    "actors_confirmed": (1, 0),
    "actors_claimed": (1, 0),
    "articles_published": (1, 0),
    "needs_received": (3, 0),
    "needs_in_time": (1, 0),
    "referrals_sent": (4, 0),
    "referrals_taken": (3, 0),
    "needs_accompanied": (2, 0),
    "actors_accompanied": (1, 1),
    "partners_at_work": (2, 0),
}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(db):
    return made()


def _figure(definition, *, with_demo=False):
    found = counting.rows(definition, MARCH, with_demo=with_demo)
    columns = [str(one.label) for one in counting.columns_of(definition, private=False)]
    lines = list(counting.table(definition, found, private=False))
    text = b"".join(write_csv(columns, lines)).decode().removeprefix("\ufeff")
    exported = list(csv.reader(io.StringIO(text)))[1:]
    return counting.value(definition, MARCH, with_demo=with_demo), lines, exported


def test_every_count_written_in_code_is_worked_out_here(world):
    made_by_hand = set(EXPECTED) | {"actors_in_directory"}

    assert made_by_hand <= set(registry.queries())
    for code, expected in EXPECTED.items():
        value, lines, exported = _figure(checked(registry.queries()[code].parts))
        assert (code, value.number, value.unknown) == (code, *expected)
        assert len(lines) == len(exported) == value.number


def test_every_way_to_compose_a_count_gives_as_many_rows_as_it_says(world):
    for subject in registry.subjects().values():
        for day in subject.days:
            for distinct in ("", *subject.distincts):
                definition = checked({"what": subject.code, "day": day, "distinct": distinct})
                value, lines, exported = _figure(definition, with_demo=True)
                assert len(lines) == len(exported) == value.number, (subject.code, day, distinct)


def test_every_filter_narrows_and_every_option_can_be_asked(world):
    for subject in registry.subjects().values():
        day = next(iter(subject.days))
        everything = counting.value(checked({"what": subject.code, "day": day}), MARCH, with_demo=True)
        for name, one in subject.filters.items():
            options = list(one.options())[:60]
            parts = {"what": subject.code, "day": day, "filters": {name: options}}
            value, lines, _exported = _figure(checked(parts), with_demo=True)
            assert len(lines) == value.number <= everything.number, (subject.code, name)


def test_a_stock_counts_what_was_there_on_the_last_day(world):
    definition = checked({"what": "actors", "day": "there"})
    before = registry.subjects()["actors"].base().filter(created_at__lt=MARCH.moments[1]).count()

    assert counting.value(definition, MARCH, with_demo=True) == counting.Value(Decimal(before))


def test_a_real_mandate_leaves_demonstration_rows_out(world):
    definition = checked({"what": "needs", "day": "received"})

    assert counting.value(definition, MARCH, with_demo=False).number == 3
    assert counting.value(definition, MARCH, with_demo=True).number == 4


def test_rows_name_nobody_unless_one_may_read_them(world):
    for subject in registry.subjects().values():
        for day in subject.days:
            definition = checked({"what": subject.code, "day": day})
            lines = counting.table(
                definition, counting.rows(definition, MARCH, with_demo=True), private=False
            )
            text = repr(list(lines))
            assert [secret for secret in SECRETS if secret in text] == []
    needs = checked({"what": "needs", "day": "received"})
    assert SECRETS[0] in repr(
        list(counting.table(needs, counting.rows(needs, MARCH, with_demo=True), private=True))
    )


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (None, "what"),
        ([], "what"),
        ({"what": "needs", "day": "received", "sql": "select 1"}, "what"),
        ({"what": "users", "day": "received"}, "what"),
        ({"what": {"a": 1}, "day": "received"}, "what"),
        ({"what": "needs", "day": "id"}, "day"),
        ({"what": "needs", "day": "received", "filters": {"email": ["x"]}}, "filters"),
        ({"what": "needs", "day": "received", "filters": {"subject": "finance"}}, "filters"),
        ({"what": "needs", "day": "received", "filters": {"subject": ["'; drop table"]}}, "filters"),
        ({"what": "needs", "day": "received", "filters": {"subject": [["finance"]]}}, "filters"),
        ({"what": "needs", "day": "received", "filters": {"subject": ["finance"] * 61}}, "filters"),
        ({"what": "needs", "day": "received", "distinct": "email"}, "distinct"),
        ({"what": "needs", "day": "received", "sum": "headcount"}, "sum"),
    ],
)
def test_only_known_parts_compose_a_count(db, parts, field):
    with pytest.raises(InvalidValue) as refused:
        checked(parts)

    assert refused.value.field == field
    assert str(refused.value)


def test_a_definition_is_stored_as_it_was_checked(db):
    parts = {"what": "needs", "day": "received", "filters": {"subject": ["finance"]}, "distinct": "actor"}

    assert checked(checked(parts).as_json()) == checked(parts)


def test_a_code_is_counted_once_only():
    known = registry.queries()["needs_received"]

    with pytest.raises(ValueError, match="counted already"):
        registry.register(registry.Query(known.code, "x", "x", "x"))
