"""The map in squares: a box is covered whole, and the curve through them leaves none out."""

import itertools
import math
import random

import pytest

from vivier.search.squares import MOST_SQUARES, along, covering, squares_of


@pytest.mark.parametrize("size", [0.0, 0.01, 0.3, 2.0, 11.0])
def test_every_place_of_a_box_lies_in_a_square_of_its_cover(size):
    draw = random.Random(3)
    for _ in range(50):
        south, west = draw.uniform(-80, 80), draw.uniform(-179, 179)
        box = (south, west, south + size, west + size)
        cover = covering(*box)

        corners = itertools.product((box[0], box[2]), (box[1], box[3]))
        inside = [(draw.uniform(box[0], box[2]), draw.uniform(box[1], box[3])) for _ in range(20)]

        assert 0 < len(cover) <= MOST_SQUARES
        assert all(set(squares_of(*place).split()).intersection(cover) for place in [*corners, *inside])


def test_a_box_too_large_has_no_cover():
    assert covering(-90, -180, 90, 180) == []
    assert covering(-1e300, -1e300, 1e300, 1e300) == []


def test_the_curve_goes_from_each_square_to_a_neighbour():
    centre = 50.0, 4.0
    side = 32
    placed = {
        along(centre[0] + row / 16 + 0.01, centre[1] + column / 16 + 0.01): (row, column)
        for row in range(side)
        for column in range(side)
    }

    assert len(placed) == side * side
    steps = [math.dist(placed[one], placed[other]) for one, other in itertools.pairwise(sorted(placed))]
    assert sorted(steps)[-len(steps) // 20] <= 1


@pytest.mark.parametrize("place", [(None, None), (50.0, None), (math.nan, 4.0), (50.0, math.inf)])
def test_unknown_places_come_last(place):
    assert along(*place) > along(1e300, 1e300) >= along(50.0, 4.0) >= 0
