"""Pins never overlap, count everything, and keep the name of the largest."""

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from vivier.reference import pins
from vivier.reference.drawing import Spot

SPOTS = {f"{n}": Spot(20.0 + 7 * (n % 60), 20.0 + 11 * (n // 10 % 22), f"cell{n % 9}") for n in range(280)}


def test_close_places_become_one_pin_under_the_largest_name():
    spots = {"small": Spot(100, 100, "c"), "large": Spot(110, 100, "c"), "far": Spot(300, 100, "d")}

    found = pins.clusters({"small": 2, "large": 30, "far": 1}, spots)

    assert found == [pins.Cluster(110, 100, 32, ("large", "small")), pins.Cluster(300, 100, 1, ("far",))]


def test_nothing_and_unknown_places_give_no_pin():
    assert pins.clusters({}, SPOTS) == []
    assert pins.clusters({"unknown": 5, "1": 0, "2": -3}, SPOTS) == []
    assert pins.levels({"unknown": 5, "1": 0}, SPOTS) == {}
    assert pins.labels([], {}, 440, 300) == []


@given(st.dictionaries(st.sampled_from(sorted(SPOTS)), st.integers(0, 50_000), max_size=280))
def test_pins_never_overlap_and_lose_nobody(counts):
    found = pins.clusters(counts, SPOTS)

    assert sum(pin.count for pin in found) == sum(counts.values())
    assert sorted(code for pin in found for code in pin.communes) == sorted(c for c, n in counts.items() if n)
    for one, other in itertools.combinations(found, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= max(pins.APART, one.radius + other.radius)


@given(st.dictionaries(st.sampled_from(sorted(SPOTS)), st.integers(1, 50_000), min_size=1))
def test_shades_follow_the_counts(counts):
    shades = pins.levels(counts, SPOTS)

    ordered = sorted(shades.values(), key=lambda shade: shade[1])
    assert [level for level, _ in ordered] == sorted(level for level, _ in ordered)
    assert {level for level, _ in ordered} <= {1, 2, 3}
    assert sum(count for _, count in ordered) == sum(counts.values())


def test_labels_stay_on_the_canvas_and_apart_from_pins():
    spots = {"top": Spot(12, 20, "a"), "under": Spot(15, 60, "b"), "edge": Spot(435, 290, "c")}
    found = pins.clusters({"top": 20, "under": 10, "edge": 5}, spots)

    placed = pins.labels(found, {"top": "Bruxelles", "under": "Wavre", "edge": "Arlon"}, 440, 300)

    assert [
        (label.text, label.y > spots[code].y) for label, code in zip(placed, ["under", "edge"], strict=True)
    ] == [
        ("Wavre", True),
        ("Arlon", False),
    ]
    assert all(label.x > 12 and label.x < 440 for label in placed)
