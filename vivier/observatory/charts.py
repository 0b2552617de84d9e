"""Figures as a drawing: points over the years, or bars for one moment. Geometry only, no words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from vivier.observatory.models import Figure

WIDTH, HEIGHT = 640.0, 280.0
LEFT, RIGHT, TOP, BOTTOM = 84.0, 20.0, 36.0, 36.0
INSET = 36.0  # room for the numbers of the first and the last year
BAR, BAR_GAP = 30.0, 26.0
MOST_LABELS = 14
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale: where, and which number."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Point:
    """A figure on the chart; `label_y` is where its number stands, None when there is no room."""

    x: float
    y: float
    figure: Figure
    label_y: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """Two figures of one line that follow each other; dashed when their sources are not the same."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_dashed: bool


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one territory and perimeter over the years."""

    number: int
    first: Figure
    points: tuple[Point, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class YearsChart:
    """Points over the years, one series per territory and perimeter."""

    series: tuple[Series, ...]
    years: tuple[Tick, ...]
    scale: tuple[Tick, ...]
    kind: str = "years"
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    baseline: float = HEIGHT - BOTTOM

    @property
    def has_dashes(self) -> bool:
        return any(line.is_dashed for one in self.series for line in one.lines)


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure as a bar under its name."""

    y: float
    length: float
    figure: Figure

    @property
    def text_y(self) -> float:
        return self.y - 7

    @property
    def value_y(self) -> float:
        return self.y + BAR / 2 + 5


@dataclass(frozen=True, slots=True)
class BarsChart:
    """Bars of one measure side by side, never added up."""

    bars: tuple[Bar, ...]
    height: float
    kind: str = "bars"
    width: float = WIDTH
    thickness: float = BAR


def chart_of(figures: Sequence[Figure]) -> YearsChart | BarsChart | None:
    """Return the chart that fits the figures, or None for a single figure."""
    dated = [figure for figure in figures if figure.year is not None]
    if len({figure.year for figure in dated}) > 1:
        return _over_years(dated)
    return _bars(figures) if len(figures) > 1 else None


def _over_years(figures: Sequence[Figure]) -> YearsChart:
    years = sorted({figure.year for figure in figures if figure.year is not None})
    scale = _scale(max(figure.value for figure in figures))
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in sorted(figures, key=lambda one: (one.year or 0, one.value)):
        groups.setdefault((figure.territory, figure.scope), []).append(figure)
    crowded = len(figures) > MOST_LABELS
    return YearsChart(
        series=tuple(
            _series(number, group, years, scale, crowded=crowded)
            for number, group in enumerate(groups.values())
        ),
        years=tuple(Tick(_across(year, years), year) for year in _shown(years)),
        scale=tuple(Tick(_down(value, scale), value) for value in scale),
    )


def _series(
    number: int, figures: Sequence[Figure], years: Sequence[int], scale: Sequence[float], *, crowded: bool
) -> Series:
    placed = [(_across(one.year or 0, years), _down(float(one.value), scale), one) for one in figures]
    alone = {year for year in years if sum(one.year == year for one in figures) == 1}
    lines = [
        Line(x1, y1, x2, y2, is_dashed=one.source_name != other.source_name)
        for (x1, y1, one), (x2, y2, other) in pairwise(placed)
        if one.year in alone and other.year in alone  # no line through years on which sources differ
    ]
    points = [Point(x, y, one, None if crowded else round(y - 12, 1)) for x, y, one in placed]
    return Series(number % 4, figures[0], tuple(points), tuple(lines))


def _bars(figures: Sequence[Figure]) -> BarsChart:
    most = max((abs(figure.value) for figure in figures), default=Decimal(0)) or Decimal(1)
    room = Decimal(WIDTH - 170)
    step = BAR + BAR_GAP
    bars = [
        Bar(
            round(BAR_GAP + index * step, 1),
            round(float(max(figure.value, Decimal(0)) / most * room), 1),
            figure,
        )
        for index, figure in enumerate(figures)
    ]
    return BarsChart(tuple(bars), height=round(len(bars) * step + 8, 1))


def _scale(most: Decimal) -> list[float]:
    """Return round numbers from zero to just above the largest value."""
    top = float(most) if most > 0 else 1.0
    power = 10 ** math.floor(math.log10(top / 4))
    step = next(factor * power for factor in STEPS if factor * power * 4.001 >= top)
    return [step * count for count in range(math.ceil(top / step - 1e-9) + 1)]


def _across(year: int, years: Sequence[int]) -> float:
    span = (years[-1] - years[0]) or 1
    return round(LEFT + INSET + (year - years[0]) / span * (WIDTH - LEFT - RIGHT - 2 * INSET), 1)


def _down(value: float, scale: Sequence[float]) -> float:
    share = max(value, 0.0) / scale[-1]
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def _shown(years: Sequence[int]) -> list[int]:
    """Return the years to write: all when they have room, else those that do not touch."""
    kept: list[int] = []
    for year in years:
        if not kept or _across(year, years) - _across(kept[-1], years) >= 44:
            kept.append(year)
    return kept


def spark(figures: Sequence[Figure], *, width: float = 120.0, height: float = 32.0) -> str:
    """Return the points of a tiny line, for three years or more of one territory and perimeter."""
    dated = sorted((one for one in figures if one.year is not None), key=lambda one: one.year or 0)
    years = [one.year or 0 for one in dated]
    one_line = len({(one.territory, one.scope) for one in dated}) == 1 and len(set(years)) == len(years)
    if len(dated) < 3 or not one_line:
        return ""
    most = max(one.value for one in dated) or Decimal(1)
    return " ".join(
        f"{4 + (year - years[0]) / (years[-1] - years[0]) * (width - 8):.1f},"
        f"{height - 4 - float(max(one.value, Decimal(0)) / most) * (height - 8):.1f}"
        for year, one in zip(years, dated, strict=True)
    )
