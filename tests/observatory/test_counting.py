"""Photographs of the directory and the register, and the figures counted from them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories import ActorFactory, DisciplineFactory
from tests.observatory.register_world import record, sector
from vivier.observatory.computed.counting import TOTAL, count, counted, sums
from vivier.observatory.computed.measures import MEASURES, Choice, choices_of
from vivier.observatory.computed.photographing import size_of, take_snapshot, take_when_due
from vivier.observatory.computed.showing import NotCounted, series, shown, side_by_side
from vivier.observatory.models import Snapshot

pytestmark = pytest.mark.django_db


def numbers(table):
    return {line.code: line.value for line in table.lines}


@pytest.fixture
def studios():
    """Seven studios of games, six of music, one of both, one closed, one draft, one invented."""
    games, music = DisciplineFactory(code="games"), DisciplineFactory(code="music")
    for number in range(7):
        ActorFactory(founded_on=date(2001, 1, 1), headcount_low=number).disciplines.add(games)
    for _number in range(6):
        ActorFactory(founded_on=None).disciplines.add(music)
    ActorFactory(founded_on=date(2020, 5, 1)).disciplines.add(games, music)
    ActorFactory(closed_on=date(2019, 1, 1)).disciplines.add(games)
    ActorFactory(status="draft").disciplines.add(games)
    ActorFactory(is_demo=True).disciplines.add(games)


def test_published_actors_that_are_open_are_counted_once_and_by_each_discipline(studios):
    take_snapshot()
    table = shown("actors", by="discipline")

    assert table.total.value == 14
    assert numbers(table) == {"games": 8, "music": 7}


def test_a_number_below_five_is_withheld_and_one_more_with_it(studios):
    take_snapshot()
    table = shown("actors", by="founded")

    assert table.total.value == 14
    assert [(line.code, line.value, line.cover) for line in table.lines] == [
        ("2001", Decimal(7), ""),
        ("2020", None, "few"),
        ("", None, "withheld"),
    ]


def test_the_same_content_is_one_snapshot_and_an_old_one_never_moves(studios):
    first = take_snapshot()
    assert take_snapshot() == first

    ActorFactory().disciplines.add(DisciplineFactory(code="dance"))
    second = take_snapshot()

    assert second != first
    assert shown("actors", snapshot=str(first.pk)).total.value == 14
    assert shown("actors").total.value == 15
    assert [line.value for _day, line in series(MEASURES["actors"], Choice())] == [14, 15]


def test_snapshots_are_due_once_a_month_and_never_before_there_are_actors():
    assert take_when_due() is None
    ActorFactory()
    first = take_when_due()
    ActorFactory()
    assert take_when_due() is None
    Snapshot.objects.filter(pk=first.pk).update(taken_at=timezone.now() - timezone.timedelta(days=40))
    assert take_when_due().actor_count == 2


@pytest.mark.parametrize(
    ("low", "high", "name"),
    [(None, None, ""), (0, 0, "0"), (3, 8, "1-9"), (8, 12, ""), (50, None, "50-249"), (None, 900, "250+")],
)
def test_a_headcount_across_two_classes_is_unknown(low, high, name):
    assert size_of(low, high) == name


def test_enterprises_are_counted_under_each_definition_and_version_with_their_weights():
    sector("wide", is_used=True, codes={("2008", "5821"): "1.00", ("2025", "6201"): "0.25"})
    sector("narrow", codes={("2008", "5821"): "1.00"})
    for number in range(10):
        record(f"020000000{number}", [["2008", "58210", True], ["2025", "62010", False]])
    for number in range(15):
        record(f"03000000{number:02}", [["2025", "62010", True]])
    record("0400000000", [["2008", "01110", True]])
    taken = take_snapshot()

    assert taken.record_count == 25
    assert shown("enterprises", by="domain").total.value == 25
    assert shown("weighted-enterprises", by="domain").total.value == Decimal("13.75")
    assert shown("enterprises", by="domain", nace="2008").total.value == 10
    assert shown("weighted-enterprises", by="domain", nace="2025").total.value == Decimal("6.25")
    assert shown("enterprises", by="domain", definition="narrow").total.value == 10
    beside = side_by_side(MEASURES["enterprises"], taken)
    assert [(slug, total.value) for slug, _name, total in beside] == [("narrow", 10), ("wide", 25)]


def test_an_enterprise_that_left_counts_where_those_that_left_are_counted():
    sector("wide", is_used=True, codes={("2008", "5821"): "1.00"})
    for number in range(9):
        record(
            f"020000000{number}", [["2008", "58210", True]], gone_on=date(2025, 1, 1) if number > 3 else None
        )
    take_snapshot()

    assert numbers(shown("closed-enterprises", by="closed")) == {"2025": 5}
    assert shown("enterprises", by="domain").total.value is None


def test_every_equation_between_published_tables_is_known_to_secrecy(studios):
    held = take_snapshot().held
    measure = MEASURES["actors"]
    found = sums(
        measure, dict.fromkeys([TOTAL, ("kind", "x"), ("discipline", "a"), ("province", "p")], 1), {}
    )

    assert choices_of(measure, held) == [Choice()]
    assert {one.total for one in found} == {TOTAL}
    assert ("discipline", "a") not in {key for one in found for key in one.parts}


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"slug": "nothing"}, "slug"),
        ({"slug": "actors", "by": "name"}, "by"),
        ({"slug": "actors", "snapshot": "999"}, "snapshot"),
        ({"slug": "actors", "snapshot": "9" * 30}, "snapshot"),
        ({"slug": "enterprises", "definition": "nobody's"}, "definition"),
        ({"slug": "enterprises", "nace": "1789"}, "nace"),
    ],
)
def test_what_nobody_counts_is_refused_by_name(asked, parameter):
    sector("wide", is_used=True, codes={("2008", "5821"): "1.00"})
    record("0200000000", [["2008", "58210", True]])
    take_snapshot()

    with pytest.raises(NotCounted) as refusal:
        shown(**asked)
    assert refusal.value.parameter == parameter


def test_counting_asks_the_database_nothing_once_the_snapshot_is_read(studios, django_assert_num_queries):
    taken = take_snapshot()
    counted(taken, MEASURES["actors"], Choice())
    with django_assert_num_queries(0):
        counted(taken, MEASURES["actors"], Choice())


def test_an_older_snapshot_without_a_salt_is_rounded_by_what_only_this_site_knows(settings):
    sector("all", codes={("2008", "5821"): "1.00"}, is_used=True)
    for number in range(7):  # shown as 5 or 10
        record(f"0403{number:06d}", [["2008", "58210", True]])
    held = {name: value for name, value in take_snapshot().held.items() if name != "salt"}
    measure = MEASURES["enterprises"]

    def asked(key):
        settings.SECRET_KEY = key
        found = count(held, measure, choices_of(measure, held)[0])
        return [line.value for lines in found.tables.values() for line in lines]

    assert asked("one") == asked("one")
    assert len({tuple(asked(str(number))) for number in range(12)}) > 1
