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
from vivier.missions import figures as mission_figures

# What March 2026 holds in the little world, worked out by hand; (value, unknown).
EXPECTED = {
    "opportunities_published": (2, 0),
    "people_reached": (2, 0),
    "call_outs": (1, 0),
    "actors_that_applied": (1, 0),
    "opportunities_obtained": (1, 0),
    "events_held": (3, 0),
    "events_of_ours": (2, 0),
    "event_participants": (40, 1),
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
    "needs_answered_in_time": (2, 0),
    "referrals_answered": (4, 0),
    "referrals_answered_in_time": (3, 0),
    "needs_with_something_obtained": (2, 0),
    "amount_obtained": (950, 0),
    "amount_told_by_applicants": (900, 0),
    "amount_told_by_partners": (1350, 0),
    "jobs_declared": (4, 1),
    "jobs_told_by_applicants": (0, 1),
    "jobs_told_by_partners": (7, 0),
    "missions_held": (2, 0),
    "mission_participants": (3, 0),
    "companies_on_missions": (1, 0),
    "mission_amounts": (5000, 1),
    "mission_jobs": (3, 1),
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


def _is_that_of_its_rows(definition, value, lines, exported):
    """Whether the figure is the number of its rows, or the sum of their last column, on screen and in the file."""
    if not definition.sum:
        return len(lines) == len(exported) == value.number
    added = sum(line[-1] or 0 for line in lines)
    unknown = sum(line[-1] is None for line in lines)
    in_the_file = sum(Decimal(line[-1] or 0) for line in exported)
    return (added, unknown) == (value.number, value.unknown) and in_the_file == value.number


def test_every_count_written_in_code_is_worked_out_here(world):
    made_by_hand = set(EXPECTED) | {"actors_in_directory"}

    assert made_by_hand == set(registry.queries())
    for code, expected in EXPECTED.items():
        definition = checked(registry.queries()[code].parts)
        value, lines, exported = _figure(definition)
        assert (code, value.number, value.unknown) == (code, *expected)
        assert _is_that_of_its_rows(definition, value, lines, exported), code


def test_every_way_to_compose_a_count_gives_as_many_rows_as_it_says(world):
    for subject in registry.subjects().values():
        ways = [{}, *({"distinct": name} for name in subject.distincts)]
        ways += [{"sum": name} for name in subject.measures]
        for day in subject.days:
            for way in ways:
                definition = checked({"what": subject.code, "day": day, **way})
                figure = _figure(definition, with_demo=True)
                assert _is_that_of_its_rows(definition, *figure), (subject.code, day, way)


def test_missions_are_counted_as_their_own_figures_count_them(world):
    own = mission_figures.totals(MARCH.starts_on, MARCH.ends_on)

    counted = {
        code: counting.value(checked(registry.queries()[code].parts), MARCH, with_demo=False).number
        for code in ("missions_held", "mission_participants", "mission_amounts", "mission_jobs")
    }

    assert list(counted.values()) == [own.missions, own.participants, own.amount_eur, own.jobs]


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
