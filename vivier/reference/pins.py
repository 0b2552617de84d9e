"""Counts per place as pins that never overlap: neighbours are joined under the largest of them."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vivier.reference.drawing import Spot

GAP = 3.0
CROWD = 40  # more communes than this are first joined by cell
APART = 29.0  # between two centres, so that a finger hits one pin only (WCAG 2.5.8)
RADII = ((100, 17.0), (10, 14.0), (2, 11.0), (0, 8.0))
LEVELS = ((0.75, 3), (0.4, 2), (0.0, 1))
LETTER = 6.4  # width of a letter of a label, in canvas units


@dataclass(frozen=True, slots=True)
class Cluster:
    """One pin: where it stands, how many it counts, and the communes it stands for, the largest first."""

    x: float
    y: float
    count: int
    communes: tuple[str, ...]

    @property
    def radius(self) -> float:
        return next(radius for least, radius in RADII if self.count >= least)

    def overlaps(self, other: "Cluster") -> bool:
        apart = max(APART, self.radius + other.radius + GAP)
        return math.hypot(self.x - other.x, self.y - other.y) < apart


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside a pin."""

    x: float
    y: float
    text: str


def clusters(counts: Mapping[str, int], spots: Mapping[str, Spot]) -> list[Cluster]:
    """Return pins for the counts, largest first; joins until no two of them touch."""
    found = [
        Cluster(spots[code].x, spots[code].y, count, (code,))
        for code, count in counts.items()
        if count > 0 and code in spots
    ]
    if len(found) > CROWD:
        found = _by_cell(found, spots)
    while True:
        found.sort(key=lambda pin: (-pin.count, pin.communes))
        joined = _joined(found)
        if len(joined) == len(found):
            return joined
        found = joined


def levels(counts: Mapping[str, int], spots: Mapping[str, Spot]) -> dict[str, tuple[int, int]]:
    """Return for each cell with something in it the shade (1 to 3) and the count."""
    totals: dict[str, int] = defaultdict(int)
    for code, count in counts.items():
        if count > 0 and code in spots:
            totals[spots[code].cell] += count
    most = math.log1p(max(totals.values(), default=0) + 6)
    return {
        cell: (next(level for least, level in LEVELS if math.log1p(count) / most >= least), count)
        for cell, count in totals.items()
    }


def labels(
    pins: Sequence[Cluster], names: Mapping[str, str], width: float, height: float, *, most: int = 7
) -> list[Label]:
    """Return the names of the largest pins that have room for one, under the pin or above it."""
    taken = [(pin.x - pin.radius, pin.y - pin.radius, pin.x + pin.radius, pin.y + pin.radius) for pin in pins]
    placed: list[Label] = []
    for pin in pins[:most]:
        text = names.get(pin.communes[0], "")
        half = max(len(text), 1) * LETTER / 2
        x = min(max(pin.x, half + 2), width - half - 2)
        for y in (pin.y + pin.radius + 13, pin.y - pin.radius - 5):
            box = (x - half, y - 11, x + half, y + 3)
            inside = box[1] > 0 and box[3] < height
            if text and inside and not any(_touch(box, other) for other in taken):
                taken.append(box)
                placed.append(Label(round(x, 1), round(y, 1), text))
                break
    return placed


def _by_cell(pins: Sequence[Cluster], spots: Mapping[str, Spot]) -> list[Cluster]:
    cells: dict[str, list[Cluster]] = defaultdict(list)
    for pin in sorted(pins, key=lambda pin: (-pin.count, pin.communes)):
        cells[spots[pin.communes[0]].cell].append(pin)
    return [
        Cluster(group[0].x, group[0].y, sum(pin.count for pin in group), tuple(p.communes[0] for p in group))
        for group in cells.values()
    ]


def _joined(pins: Sequence[Cluster]) -> list[Cluster]:
    """Let every pin join the first larger one that it touches; only near ones are compared."""
    kept: list[Cluster] = []
    near: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pin in pins:
        column, row = int(pin.x // 40), int(pin.y // 40)
        around = (near[column + i, row + j] for i in (-1, 0, 1) for j in (-1, 0, 1))
        other = next((index for indices in around for index in indices if kept[index].overlaps(pin)), None)
        if other is None:
            near[column, row].append(len(kept))
            kept.append(pin)
        else:
            host = kept[other]
            kept[other] = Cluster(host.x, host.y, host.count + pin.count, host.communes + pin.communes)
    return kept


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
