"""An attacker who holds every table, definition, version and snapshot against each other learns no number.

For whatever the attacker wants to know there is a twin: another register, of which every published number is
the same and the wanted one is not. So no combination of what is published, linear or not, gives it away.
"""

import random
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from vivier.observatory.computed.counting import TOTAL, _finest, _rows, count
from vivier.observatory.computed.measures import MEASURES, Choice, choices_of
from vivier.observatory.computed.rounding import added_up, shown_of, threshold_of

CANTONS, YEARS = 4, ("2001", "2002", "")
PLACES = {
    f"c{at}": [f"canton{at}", f"arrondissement{at // 2}", f"province{at // 2}", "region"]
    for at in range(CANTONS)
}
GAMES, MUSIC, CODE = ("2008", "58210", "games"), ("2008", "73110", "music"), ("2025", "62010", "design")
# What counts an enterprise in: (asked versions of NACE, definition, activity, weight). Narrow lies in wide.
WHY = (
    (("", "2008"), "narrow", GAMES, "1.00"),
    (("", "2008"), "wide", GAMES, "1.00"),
    (("", "2008"), "wide", MUSIC, "0.50"),
    (("", "2025"), "wide", CODE, "0.25"),
    (("2025",), "wide", CODE, "0.25"),
)
KINDS = ((0, 1), (2,), (3,), (0, 1, 4))
TYPES = list(product(PLACES, YEARS, KINDS))
STEPS = 800


def held(numbers, salt="salt"):
    """A snapshot of a register that has so many enterprises of each type."""
    rows = [
        [commune, year, "", [_reason(asked, at) for at in kind for asked in WHY[at][0]], int(number)]
        for (commune, year, kind), number in zip(TYPES, numbers, strict=True)
        if number
    ]
    names = {"narrow": [1, {}], "wide": [1, {}]}
    return {"actors": [], "register": rows, "definitions": names, "places": PLACES, "salt": salt}


def _reason(asked, at):
    _asked, definition, (version, code, domain), weight = WHY[at]
    return [asked, definition, 1, version, code, weight, domain]


def published(numbers):
    """Everything that pages, downloads, API, widgets and reports show of a register."""
    snapshot = held(numbers)
    measures = [one for one in MEASURES.values() if one.has_definitions]
    return {
        (one.slug, choice): count(snapshot, one, choice)
        for one in measures
        for choice in (Choice(*pair) for pair in product(("narrow", "wide"), ("", "2008", "2025")))
    }


@pytest.fixture(scope="module")
def cells():
    """For every finest number that is shown, which types of enterprise it counts: (keys, matrix)."""
    found = {}
    for at in range(len(TYPES)):
        alone = held([int(at == one) for one in range(len(TYPES))])
        for choice in choices_of(MEASURES["enterprises"], held([1] * len(TYPES))):
            for properties, _number, _weight in _rows(MEASURES["enterprises"], alone, choice):
                for key in _finest(MEASURES["enterprises"], properties):
                    found.setdefault((choice, key), np.zeros(len(TYPES), int))[at] += 1
    return list(found), np.array(list(found.values()))


def shown(keys, counts):
    """The finest numbers (a column each register) as they are shown: -1 for fewer than 5."""
    thresholds = np.array([threshold_of("salt", key) for *_which, key in keys])[:, None]
    rounded = counts - counts % 5 + 5 * (counts % 5 >= thresholds)
    return np.where((counts > 0) & (counts < 5), -1, rounded)


def agrees(keys, asked, counts):
    """Which registers (columns) could be shown as `asked`, whatever the threshold of each line may be.

    The attacker knows that a line has one threshold, whatever the definition, the version and the snapshot.
    """
    few, rest = (counts > 0) & (counts < 5), counts % 5
    whole, told = counts - rest, asked
    down, up = whole == told, (whole + 5 == told) & (rest > 0)
    fits = np.where(told == -1, few, ~few & (down | up)).all(axis=0)
    lines = {}
    for at, (*_which, key) in enumerate(keys):
        lines.setdefault(key, []).append(at)
    for rows in lines.values():
        least_up = np.where(up[rows], rest[rows], 5).min(axis=0)
        fits &= np.where(down[rows], rest[rows], -1).max(axis=0) < least_up
    return fits


def steps(snapshots=1):
    """Changes, as columns: an enterprise more or less, or one of another type, in one of the snapshots."""
    one = np.eye(len(TYPES), dtype=int)
    moved = [one[at] - one[to] for at, to in product(range(len(TYPES)), repeat=2) if at != to]
    return np.kron(np.eye(snapshots, dtype=int), np.array([*one, *-one, *moved]).T)


def twins(numbers, keys, matrix, *, knows_salt=False, most=STEPS):
    """Registers that could publish the same: found by changing an enterprise at a time."""
    draw, changes = np.random.default_rng(2), steps(len(numbers) // len(TYPES))
    moved, asked, at = matrix @ changes, shown(keys, (matrix @ numbers)[:, None]), np.array(numbers)
    for _step in range(most):
        counts = (matrix @ at)[:, None] + moved
        same = (shown(keys, counts) == asked).all(axis=0) if knows_salt else agrees(keys, asked, counts)
        possible = np.flatnonzero(same & (at[:, None] + changes >= 0).all(axis=0))
        if not len(possible):
            return
        at = at + changes[:, draw.choice(possible)]
        yield at


def wanted(keys, matrix):
    """What an attacker wants: every finest number, and every difference of definitions, versions, snapshots."""
    rows = dict(zip(keys, matrix, strict=True))
    for (snapshot, choice, key), row in rows.items():
        yield (snapshot, choice, key), row
        for other in (
            (snapshot, Choice("narrow", choice.nace), key),
            (snapshot, Choice(choice.definition, "2008"), key),
            (1 - snapshot, choice, key),
        ):
            if (beside := rows.get(other)) is not None and (row - beside).any():
                yield ((snapshot, choice, key), other), row - beside


def world(seed, most):
    draw = random.Random(seed)
    return np.array([draw.choice([0, 0, *range(1, most + 1)]) for _type in TYPES])


@pytest.mark.parametrize(("seed", "most"), [(seed, 2 + seed % 5) for seed in range(6)])
def test_every_wanted_number_has_a_twin_that_publishes_the_same(cells, seed, most):
    keys, matrix = cells
    first = world(seed, most)
    later = first + np.array([int(at % 11 == seed) for at in range(len(TYPES))])
    numbers, both = np.concatenate([first, later]), np.kron(np.eye(2, dtype=int), matrix)
    names = [(snapshot, *key) for snapshot in (0, 1) for key in keys]
    looked_for = {name: row for name, row in wanted(names, both) if row @ numbers}
    assert any(len(name) == 2 for name in looked_for)

    for twin in twins(numbers, names, both):
        looked_for = {name: row for name, row in looked_for.items() if row @ twin == row @ numbers}
        if not looked_for:
            break

    assert list(looked_for) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_twin_really_publishes_the_same(cells, seed):
    keys, matrix = cells
    numbers = world(seed, 4)
    *_others, twin = twins(numbers, keys, matrix, knows_salt=True, most=30)

    assert (twin != numbers).any()
    assert published(twin) == published(numbers)
    assert published(numbers + 3) != published(numbers)


def test_exact_numbers_would_have_no_twin_beside_them(cells):
    _keys, matrix = cells
    numbers, changes = world(1, 4), steps()

    assert (matrix @ (numbers[:, None] + changes) != (matrix @ numbers)[:, None]).any(axis=0).all()


@pytest.mark.parametrize("seed", range(4))
def test_no_difference_of_snapshots_or_definitions_is_a_small_number(seed):
    first = world(seed, 4)
    second = first + np.array([int(at % 11 == seed) for at in range(len(TYPES))])
    one, other = published(first), published(second)

    for measure in ("enterprises", "closed-enterprises"):
        for definition, nace in product(("narrow", "wide"), ("", "2008")):
            choice = Choice(definition, nace)
            for line, then in _pairs(one[measure, choice], other[measure, choice]):
                assert (line - then) % 5 == 0
            for line, wide in _pairs(one[measure, choice], one[measure, Choice("wide", nace)]):
                assert (wide - line) % 5 == 0


def _pairs(one, other):
    """The values of the lines that two counts of one figure both show."""
    for name, lines in one.tables.items():
        then = {line.code: line.value for line in other.tables[name]}
        yield from (
            (line.value, then[line.code])
            for line in lines
            if line.value is not None and then.get(line.code) is not None
        )


def test_larger_numbers_are_the_sum_of_what_is_shown():
    found = published(world(3, 6))["enterprises", Choice("wide", "")]
    cantons, provinces = (
        {line.code: line.value for line in found.tables[name]} for name in ("canton", "province")
    )

    assert None not in cantons.values()
    assert sum(cantons.values()) == sum(provinces.values()) == found.total.value
    assert provinces["province0"] == sum(cantons[f"canton{at}"] for at in range(2))


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], 0),
        ([None], None),
        ([None, 0], None),
        ([None, None], 5),
        ([5, None], 10),
        ([10, 15], 25),
    ],
)
def test_few_add_their_middle_and_say_no_more(parts, whole):
    assert added_up((None if one is None else Decimal(one), Decimal(1)) for one in parts) == whole


def test_a_number_is_shown_as_one_of_the_multiples_of_five_around_it():
    assert [shown_of(number, 3) for number in (0, 1, 4, 5, 7, 8)] == [0, None, None, 5, 5, 10]
    drawn = [shown_of(7, threshold_of("salt", ("canton", str(at)))) for at in range(5000)]
    assert set(drawn) == {5, 10}
    assert 6.8 < sum(drawn) / len(drawn) < 7.2
    assert threshold_of("salt", ("nace", "1")) == threshold_of("salt", ("nace", "1"))


def test_weights_apply_to_the_numbers_shown():
    numbers = np.array([5 if kind == KINDS[1] else 0 for _commune, _year, kind in TYPES])
    found = published(numbers)
    shown_ones = {line.code: line.value for line in found["enterprises", Choice("wide", "")].tables["nace"]}
    weighted = {
        line.code: line.value for line in found["weighted-enterprises", Choice("wide", "")].tables["nace"]
    }

    assert shown_ones == {"2008 73110": Decimal(60)}
    assert weighted == {"2008 73110": Decimal("30.0")}
    assert TOTAL == ("total",)
