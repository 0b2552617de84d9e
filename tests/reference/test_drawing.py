"""Geometry to SVG: neighbours touch, places land in their cell, odd input is drawn or left out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivier.reference.drawing import EMPTY, HEADROOM, MARGIN, WIDTH, Area, Place, draw


def square(west: float, south: float, size: float = 1.0) -> dict:
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def points(path: str) -> set[tuple[float, float]]:
    """Walk a path of one absolute start and relative lines."""
    found = set()
    for ring in path.split("z")[:-1]:
        x = y = 0.0
        for command, dx, dy in re.findall(r"([Ml])(-?[\d.]+) (-?[\d.]+)", ring):
            x, y = (float(dx), float(dy)) if command == "M" else (x + float(dx), y + float(dy))
            found.add((round(x, 1), round(y, 1)))
    return found


def test_neighbours_share_their_border_and_fill_the_canvas():
    drawing = draw([Area("a", square(4, 50)), Area("b", square(5, 50))], [])

    left, right = points(drawing.cells["a"]), points(drawing.cells["b"])
    assert len(left & right) == 2
    assert min(x for x, _ in left) == MARGIN
    assert max(x for x, _ in right) == WIDTH - MARGIN
    assert max(y for _, y in right) == pytest.approx(drawing.height - MARGIN, abs=1)


def test_north_is_up_and_degrees_of_latitude_are_longer():
    drawing = draw([Area("a", square(4, 50))], [Place("south", 50, 4, ("a",)), Place("north", 51, 5, ("a",))])

    south, north = drawing.spots["south"], drawing.spots["north"]
    assert (north.x, north.y) == (WIDTH - MARGIN, MARGIN + HEADROOM)
    assert (south.y - north.y) > 1.5 * (north.x - south.x)


def test_a_place_belongs_to_the_nearest_layer_that_is_drawn_and_others_are_left_out():
    drawing = draw(
        [Area("canton", square(4, 50)), Area("region", square(5, 50))],
        [
            Place("in", 50.5, 4.5, ("in", "canton", "region")),
            Place("next", 50.5, 5.5, ("next", "other", "region")),
            Place("far", 10, 10, ("far", "elsewhere")),
        ],
    )

    assert {code: spot.cell for code, spot in drawing.spots.items()} == {"in": "canton", "next": "region"}


def test_borders_run_around_groups_only():
    areas = [Area("a", square(4, 50), "x"), Area("b", square(5, 50), "x"), Area("c", square(6, 50), "y")]

    together = draw(areas, []).borders

    assert together.count("M") == 2


def test_land_around_is_cut_at_the_edge():
    drawing = draw([Area("a", square(4, 50))], [], [Area("country", square(0, 40, 30))])

    assert points(drawing.around) == {
        (0, 0),
        (WIDTH, 0),
        (0, drawing.height),
        (WIDTH, drawing.height),
    }


def test_nothing_gives_an_empty_drawing():
    assert draw([], [Place("a", 50, 4)]) == EMPTY


@given(
    st.floats(-170, 170),
    st.floats(-70, 70),
    st.floats(0.01, 5),
)
def test_any_square_gives_a_path_of_plain_numbers(west, south, size):
    drawing = draw([Area("a", square(west, south, size))], [])

    assert re.fullmatch(r"(M-?[\d.]+ -?[\d.]+(l-?[\d.]+ -?[\d.]+)*z)*", drawing.cells["a"])
    assert "e" not in drawing.cells["a"]
