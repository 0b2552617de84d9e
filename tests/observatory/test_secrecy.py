"""No withheld number can be worked out: checked by trying every table a reader could imagine."""

import random
from itertools import product

import pytest

from vivier.observatory.computed.secrecy import SMALLEST, Sum, recoverable, withheld


def crossed(rows: int, columns: int, draw: random.Random):
    """A table with its margins and its total, and the equations between them."""
    counts, sums = {}, []
    for row, column in product(range(rows), range(columns)):
        counts["cell", str(row), str(column)] = draw.choice([0, 0, 1, 2, 3, 4, 6])
    for name, size, at in (("row", rows, 1), ("column", columns, 2)):
        for number in range(size):
            parts = tuple(key for key in counts if key[0] == "cell" and key[at] == str(number))
            counts[name, str(number)] = sum(counts[key] for key in parts)
            sums.append(Sum((name, str(number)), parts))
    for name in ("row", "column"):
        parts = tuple(key for key in counts if key[0] == name)
        counts["total",] = sum(counts[key] for key in parts)
        sums.append(Sum(("total",), parts))
    return counts, sums


def imagined(counts, sums, hidden, *, most: int):
    """Every way to fill the withheld cells (at least 1 each) that agrees with all that is shown."""
    cells = [key for key in sorted(hidden) if key[0] == "cell"]
    for values in product(range(1, most + 1), repeat=len(cells)):  # what is withheld is at least 1
        filled = {**counts, **dict(zip(cells, values, strict=True))}
        for one in sums:  # what is shown must stay; what is withheld follows
            filled[one.total] = sum(filled[key] for key in one.parts)
        shown = counts.keys() - hidden
        if all(filled[key] == counts[key] for key in shown) and _agree(filled, sums):
            yield filled


def _agree(filled, sums):
    return all(filled[one.total] == sum(filled[key] for key in one.parts) for one in sums)


@pytest.mark.parametrize("seed", range(24))
def test_a_patient_reader_finds_no_small_number(seed):
    counts, sums = crossed(2, 3, random.Random(seed))
    hidden = withheld(counts, sums)
    small = {key for key, count in counts.items() if 0 < count < SMALLEST}
    possible = {key: set() for key in small}

    for filled in imagined(counts, sums, hidden, most=7):
        for key in small:
            possible[key].add(filled[key])

    assert small <= hidden
    assert {key for key, values in possible.items() if len(values) < 2} == set()


@pytest.mark.parametrize("seed", range(20))
def test_larger_tables_give_nothing_away_by_any_equation(seed):
    counts, sums = crossed(6, 9, random.Random(seed))
    hidden = withheld(counts, sums)
    small = {key for key, count in counts.items() if 0 < count < SMALLEST}

    assert recoverable(counts, sums, hidden) & small == set()


def test_a_number_that_is_alone_takes_another_with_it():
    counts = {("total",): 30, ("part", "a"): 2, ("part", "b"): 8, ("part", "c"): 20}
    parts = (("part", "a"), ("part", "b"), ("part", "c"))

    assert withheld(counts, [Sum(("total",), parts)]) == {("part", "a"), ("part", "b")}


def test_noughts_and_large_numbers_alone_are_shown():
    counts = {("total",): 25, ("part", "a"): 0, ("part", "b"): 5, ("part", "c"): 20}

    assert withheld(counts, [Sum(("total",), tuple(sorted(counts.keys() - {("total",)})))]) == frozenset()


def test_without_protection_the_subtraction_would_work():
    counts = {("total",): 30, ("part", "a"): 2, ("part", "b"): 28}
    sums = [Sum(("total",), (("part", "a"), ("part", "b")))]

    assert recoverable(counts, sums, {("part", "a")}) == {("part", "a")}
