"""A computed figure drawn and written: bars, columns, a map of cantons, the lines of a download."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vivier.observatory.computed.counting import FEW, Line
from vivier.observatory.computed.measures import YEARS
from vivier.observatory.computed.showing import Shown, ShownLine
from vivier.observatory.computed.wording import written
from vivier.web.showing.maps import home_drawing

WIDTH, BAR, GAP, NAME_ROOM = 640.0, 22.0, 26.0, 0.0
MOST_BARS = 16
HEIGHT, FOOT, HEAD = 220.0, 24.0, 22.0
LEVELS = 4
INSET = 40.0  # room for the numbers of the first and the last snapshot


@dataclass(frozen=True, slots=True)
class Bar:
    """One drawn line: its place and size, its words, its number as written."""

    x: float
    y: float
    width: float
    height: float
    label: str
    shown: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Bars that lie (`kind` "bars") or stand over years ("columns")."""

    kind: str
    width: float
    height: float
    bars: tuple[Bar, ...]


def drawn(table: Shown) -> Drawn | None:
    """Draw the lines that have a number; None when there are fewer than two."""
    lines = [line for line in table.lines if line.value and line.code]
    if len(lines) < 2:
        return None
    return _columns(lines) if table.by in YEARS else _bars(lines[:MOST_BARS])


def _bars(lines: Sequence[ShownLine]) -> Drawn:
    most = max(line.value or Decimal(0) for line in lines)
    step = BAR + GAP
    bars = [
        Bar(
            0.0,
            round(GAP + at * step - 4, 1),
            round(float((line.value or 0) / most) * (WIDTH - 90), 1),
            BAR,
            line.label,
            written(line),
        )
        for at, line in enumerate(lines)
    ]
    return Drawn("bars", WIDTH, round(len(lines) * step, 1), tuple(bars))


def _columns(lines: Sequence[ShownLine]) -> Drawn:
    first, last = int(lines[0].code), int(lines[-1].code)
    step = WIDTH / (last - first + 1)
    most = max(line.value or Decimal(0) for line in lines)
    bars = []
    for line in lines:
        tall = round(float((line.value or 0) / most) * (HEIGHT - FOOT - HEAD), 1)
        left = round((int(line.code) - first) * step + step * 0.1, 1)
        top = round(HEIGHT - FOOT - tall, 1)
        bars.append(Bar(left, top, round(step * 0.8, 1), tall, line.label, written(line)))
    return Drawn("columns", WIDTH, HEIGHT, tuple(bars))


@dataclass(frozen=True, slots=True)
class Curve:
    """Totals snapshot by snapshot: `points` as (x, y, day, number as written), `path` for a polyline."""

    points: tuple[tuple[float, float, date, str], ...]
    path: str
    width: float = WIDTH
    height: float = HEIGHT


def curve(series: Sequence[tuple[date, Line]]) -> Curve | None:
    """Draw the totals by their days, from nought; None when fewer than two have a number."""
    told = [(day, line, line.value) for day, line in series if line.value is not None]
    if len(told) < 2:
        return None
    first, span = told[0][0], max((told[-1][0] - told[0][0]).days, 1)
    most = max(value for _day, _line, value in told) or Decimal(1)
    points = tuple(
        (
            round(INSET + (day - first).days / span * (WIDTH - 2 * INSET), 1),
            round(HEIGHT - FOOT - float(value / most) * (HEIGHT - FOOT - HEAD), 1),
            day,
            written(line),
        )
        for day, line, value in told
    )
    return Curve(points, " ".join(f"{x},{y}" for x, y, _day, _words in points))


def canton_map(table: Shown) -> SafeString:
    """Draw the cantons shaded by their numbers, each with its words; nothing before there is land to draw."""
    land = home_drawing()
    if not land.cells or table.by != "canton":
        return SafeString()
    numbers = {line.code: line for line in table.lines}
    most = max((line.value or Decimal(0) for line in table.lines if line.code), default=Decimal(0))
    cells = (
        (_level(numbers.get(code), most), path, _named(numbers.get(code)))
        for code, path in land.cells.items()
    )
    return format_html(
        '<svg class="map countmap" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="map__around" d="{}"/><g class="map__cells">{}</g>'
        '<path class="map__border" d="{}"/></svg>',
        f"{land.width:g}",
        f"{land.height:g}",
        _("Map of the cantons; the table gives the same numbers."),
        land.around,
        format_html_join("", '<path class="l{}" d="{}">{}</path>', cells),
        land.borders,
    )


def _level(line: ShownLine | None, most: Decimal) -> str:
    """Return a shade from 0 to 3 by the square root of the share, "f" for few, "w" for what is withheld."""
    if line is not None and line.value is None:
        return "f" if line.cover == FEW else "w"
    if line is None or not line.value or not most:
        return "0"
    return str(min(3, 1 + int(float(line.value / most) ** 0.5 * 3)))


def _named(line: ShownLine | None) -> SafeString | str:
    return format_html("<title>{}: {}</title>", line.label, written(line)) if line else ""


def columns() -> list[str]:
    """Return the heads of a download."""
    return [
        _("figure"), _("parted by"), _("code"), _("line"), _("value"), _("secrecy"), _("unit"),
        _("definition of the sector"), _("version of NACE"), _("snapshot"), _("date"), _("register extract"),
        _("SHA-256"), _("rounded to"),
    ]  # fmt: skip


def rows(table: Shown) -> Iterator[list[Any]]:
    """Return one line per number, the total first; what is not shown is empty and says why."""
    choice, taken = table.choice, table.snapshot
    for line in (table.total, *table.lines):
        by = table.by_words if line is not table.total else ""
        hidden = "" if line.value is not None else written(line)
        yield [
            str(table.measure.name), by, line.code, line.label, line.value, hidden, str(table.measure.unit),
            choice.definition, choice.nace, taken.pk, table.day, taken.extract_date, taken.digest,
            table.measure.rounded_to,
        ]  # fmt: skip
