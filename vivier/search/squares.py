"""The map in squares, small ones in larger ones: a place is found by the squares it lies in, as by words.

Records are written along a curve that stays near itself (`along`), so that those of one town stand together
in the index: what asks for a town, a province or a part of the map reads one stretch of it.
"""

import math
from collections.abc import Iterator
from functools import lru_cache

# Degrees of a side; a box is covered by the smallest squares of which at most so many are needed.
SIDES = (4.0, 1.0, 0.25, 0.0625)
MOST_SQUARES = 60
_BITS = 13


def squares_of(latitude: float, longitude: float) -> str:
    """Return the square of each size in which a place lies, joined by blanks."""
    finest = SIDES[-1]
    return _squares(math.floor(latitude / finest), math.floor(longitude / finest))


@lru_cache(maxsize=20_000)  # towns
def _squares(row: int, column: int) -> str:
    steps = [round(side / SIDES[-1]) for side in SIDES]
    return " ".join([_square(size, row // step, column // step) for size, step in enumerate(steps)])


def _square(size: int, row: int, column: int) -> str:
    return f"{size}.{row}.{column}"


def covering(south: float, west: float, north: float, east: float) -> list[str]:
    """Return squares that hold every place of a box, its edges included; none when it is too large."""
    for size in reversed(range(len(SIDES))):
        rows, columns = _steps(south, north, size), _steps(west, east, size)
        if (rows[1] - rows[0]) * (columns[1] - columns[0]) <= MOST_SQUARES:
            return [_square(size, row, column) for row in range(*rows) for column in range(*columns)]
    return []


def _steps(low: float, high: float, size: int) -> tuple[int, int]:
    return math.floor(low / SIDES[size]), math.floor(high / SIDES[size]) + 1


def along(latitude: float | None, longitude: float | None) -> int:
    """Return where a place lies on a curve through all the squares; unknown places come last."""
    if latitude is None or longitude is None or not math.isfinite(latitude) or not math.isfinite(longitude):
        return 1 << (2 * _BITS)
    finest = SIDES[-1]
    return _turn(math.floor((latitude + 90) / finest), math.floor((longitude + 180) / finest))


@lru_cache(maxsize=20_000)
def _turn(row: int, column: int) -> int:
    """Follow Hilbert's curve: its neighbours are neighbours on the map."""
    found, most = 0, (1 << _BITS) - 1
    row, column = min(max(row, 0), most), min(max(column, 0), most)
    for up, right in _halves(row, column):
        found = 4 * found + ((3 * right) ^ up)
    return found


def _halves(row: int, column: int) -> Iterator[tuple[int, int]]:
    """Give in which half a square lies each way, from the whole map to the finest, as the curve turns."""
    half = 1 << (_BITS - 1)
    while half:
        up, right = int(bool(row & half)), int(bool(column & half))
        yield up, right
        if not up:
            if right:
                row, column = half - 1 - (row & (half - 1)), half - 1 - (column & (half - 1))
            row, column = column, row
        half >>= 1
