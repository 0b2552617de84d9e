"""Counted together, in one pass, or one by one: the same figures, the same rows, the same words."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.mandate.counted_world import MARCH, made
from vivier.mandate.indicators import counting, registry
from vivier.mandate.indicators.columns import read_rows
from vivier.mandate.indicators.definitions import checked
from vivier.mandate.indicators.once import Counts
from vivier.mandate.reporting.frozen_rows import FrozenRows
from vivier.mandate.reporting.sealing import canonical


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(db):
    return made()


def _definitions():
    """Every subject, day, distinct, sum, and each filter with its first values."""
    for subject in registry.subjects().values():
        for day in subject.days:
            common = {"what": subject.code, "day": day}
            yield checked(common)
            yield from (checked({**common, "distinct": one}) for one in subject.distincts)
            yield from (checked({**common, "sum": one}) for one in subject.measures)
            for name, one in subject.filters.items():
                filters = {name: list(one.options())[:3]}
                yield checked({**common, "filters": filters})
                yield from (
                    checked({**common, "filters": filters, "distinct": it}) for it in subject.distincts
                )


@pytest.mark.parametrize("with_demo", [True, False])
def test_many_figures_counted_together_are_those_counted_one_by_one(world, with_demo):
    definitions = list(_definitions())
    together, by_rows = Counts(), Counts(rows=True)
    together.prepare(definitions, MARCH, with_demo=with_demo)

    assert len(definitions) > 100
    for one in definitions:
        alone = counting.value(one, MARCH, with_demo=with_demo)
        assert together.value(one, MARCH, with_demo=with_demo) == alone, one
        if not one.sum:
            assert by_rows.value(one, MARCH, with_demo=with_demo) == alone, one


def test_keys_are_those_of_the_rows(world):
    for one in _definitions():
        rows = counting.rows(one, MARCH, with_demo=True)
        assert counting.keys(one, MARCH, with_demo=True) == sorted(row.pk for row in rows), one


def test_many_indicators_of_the_same_rows_ask_one_question(world):
    needs = [one for one in _definitions() if (one.what, one.day) == ("needs", "received")]
    conditions = [one for one in needs if all(one.subject.filters[name].where for name in one.filters)]

    with CaptureQueriesContext(connection) as asked:
        counts = Counts()
        counts.prepare(conditions, MARCH, with_demo=False)
        for one in conditions:
            counts.value(one, MARCH, with_demo=False)

    assert len(conditions) > 10
    assert len(asked) == 1


def test_needs_and_referrals_are_read_without_their_objects(world):
    for code in ("needs", "referrals"):
        subject = registry.subjects()[code]
        assert [one.label for one in subject.columns if not one.path] == []


def test_a_value_read_where_it_is_kept_is_the_one_of_the_row(world):
    for subject in registry.subjects().values():
        rows = subject.base().order_by("pk")
        columns = [one for one in subject.columns if one.path]
        expected = [[one.read(row) for one in columns] for row in rows]
        assert list(read_rows(subject, columns, rows)) == (expected if columns else [[] for _ in expected])


def test_frozen_rows_are_found_where_they_stand():
    odd = 'a "1":[ b \\ ]},"tables":{ é ’ \n'
    rows = {
        "keys": {'I"1': [1, 12], "keys": [], "é": [2]},
        "tables": {
            "calls": {"name": odd, "columns": ["x"], "rows": {"1": [odd], "2": ["calls"], "12": [odd]}},
            "needs": {"name": "N", "columns": [odd, "y"], "rows": {"1": [odd, None], "2": [2, True]}},
        },
    }
    frozen = FrozenRows(canonical(rows).decode())

    assert {code: frozen.keys(code) for code in rows["keys"]} == rows["keys"]
    for what, table in rows["tables"].items():
        assert frozen.columns(what) == table["columns"]
        assert list(frozen.lines(what, map(int, table["rows"]))) == list(table["rows"].values())
    with pytest.raises(KeyError):
        frozen.keys("1")
    with pytest.raises(ValueError, match="not the rows"):
        FrozenRows(json.dumps({"keys": {}}))
