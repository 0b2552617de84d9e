"""Statistical secrecy where exact numbers are shown: small ones are withheld, and others beside them.

A count from 1 to 4 is not shown: its line says "fewer than 5". Where published numbers add up to a published
total, it could be found by subtraction, so further numbers are withheld until no equation, alone or with the
others, gives one away. Readers know that a nought is a nought and that what is withheld is 5 or more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

SMALLEST = 5
PASSES = 60
_NOTHING = 1e-9
Key = tuple[str, ...]
Counts = Mapping[Key, int]
Bounds = dict[Key, float]


@dataclass(frozen=True, slots=True)
class Sum:
    """A published total and the published parts that add up to it."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def terms(self) -> tuple[Key, ...]:
        return (self.total, *self.parts)


def withheld(counts: Counts, sums: Sequence[Sum]) -> frozenset[Key]:
    """Return the keys whose counts must not be shown; every key of `sums` has a count."""
    small = {key for key, count in counts.items() if 0 < count < SMALLEST}
    hidden = set(small)
    while True:
        _close(counts, sums, hidden)
        given_away = sorted(small & recoverable(counts, sums, hidden))
        more = {extra for key in given_away if (extra := _beside(key, counts, sums, hidden))}
        if not more:
            return frozenset(hidden | _all_around(given_away, counts, sums))
        hidden |= more


def _close(counts: Counts, sums: Sequence[Sum], hidden: set[Key]) -> None:
    """Withhold more until no single sum says what one of its numbers is, or that together they are few."""
    changed = True
    while changed:
        changed = False
        for one in sums:
            inside = [key for key in one.terms if key in hidden]
            if inside and _too_few(one, inside, counts) and (extra := _smallest(one, counts, hidden)):
                hidden.add(extra)
                changed = True


def _too_few(one: Sum, inside: list[Key], counts: Counts) -> bool:
    if len(inside) == 1:
        return True
    together = sum(counts[key] for key in inside)
    return one.total not in inside and together < max(SMALLEST, len(inside) + 1)


def _smallest(one: Sum, counts: Counts, hidden: Iterable[Key]) -> Key | None:
    """Return the smallest number above nought that a sum still shows; its total only when no part is left."""
    shown = [key for key in one.parts if counts[key] and key not in hidden]
    if shown:
        return min(shown, key=lambda key: (counts[key], key))
    return one.total if one.total not in hidden and counts[one.total] else None


def _beside(key: Key, counts: Counts, sums: Sequence[Sum], hidden: set[Key]) -> Key | None:
    around = [_smallest(one, counts, hidden) for one in sums if key in one.terms]
    return min((extra for extra in around if extra), key=lambda one: (counts[one], one), default=None)


def _all_around(given_away: Iterable[Key], counts: Counts, sums: Sequence[Sum]) -> set[Key]:
    """Withhold every number of the sums of those that nothing else could protect."""
    lost = set(given_away)
    return {key for one in sums if lost & set(one.terms) for key in one.terms if counts[key]}


def recoverable(counts: Counts, sums: Sequence[Sum], hidden: Iterable[Key]) -> set[Key]:
    """Return the withheld keys whose counts a reader could work out from all that is shown."""
    columns = {key: at for at, key in enumerate(sorted(hidden))}
    used = [one for one in sums if any(key in columns for key in one.terms)]
    if not used:
        return set()
    return _fixed_by_equations(columns, used) | _fixed_by_bounds(used, *_known(counts, columns))


def _known(counts: Counts, hidden: Mapping[Key, int]) -> tuple[Bounds, Bounds]:
    """Return the least and the most every number can be to whoever reads its line alone."""
    low = {key: float(count) for key, count in counts.items()}
    high = dict(low)
    for key in hidden:
        is_small = counts[key] < SMALLEST
        low[key], high[key] = (1.0, SMALLEST - 1.0) if is_small else (float(SMALLEST), inf)
    return low, high


def _fixed_by_equations(columns: Mapping[Key, int], sums: Sequence[Sum]) -> set[Key]:
    """Solve all sums together: a number that no solution of the remaining freedom moves is known."""
    matrix = np.zeros((len(sums), len(columns)))
    for row, one in enumerate(sums):
        for key in one.parts:
            if key in columns:
                matrix[row, columns[key]] += 1
        if one.total in columns:
            matrix[row, columns[one.total]] -= 1
    _left, sizes, right = np.linalg.svd(matrix)
    free = right[int((sizes > _NOTHING).sum()) :]
    moved = np.abs(free).max(axis=0) if len(free) else np.zeros(len(columns))
    return {key for key, at in columns.items() if moved[at] < _NOTHING}


def _fixed_by_bounds(used: Sequence[Sum], low: Bounds, high: Bounds) -> set[Key]:
    """Narrow every number from below and above as a patient reader would."""
    open_ones = [key for key in low if low[key] < high[key]]
    for _pass in range(PASSES):
        moved = [_narrow(one, low, high) for one in used]
        if not any(moved):
            break
    return {key for key in open_ones if high[key] <= low[key]}


def _narrow(one: Sum, low: Bounds, high: Bounds) -> bool:
    """Narrow the numbers of one sum by each other; say whether anything moved."""
    moved = False
    smallest, largest = sum(low[key] for key in one.parts), sum(high[key] for key in one.parts)
    for key in one.terms:
        if low[key] == high[key]:
            continue
        if key == one.total:
            bounds = (smallest, largest)
        else:
            open_end = high[key] == inf
            others = sum(high[k] for k in one.parts if k != key) if open_end else largest - high[key]
            bounds = (low[one.total] - others, high[one.total] - (smallest - low[key]))
        lower, upper = max(low[key], bounds[0]), min(high[key], bounds[1])
        if (lower, upper) != (low[key], high[key]):
            low[key], high[key], moved = lower, upper, True
            smallest, largest = sum(low[key] for key in one.parts), sum(high[key] for key in one.parts)
    return moved
