"""The home territory as a drawing: latitudes and longitudes become short SVG paths and spots on a canvas."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

WIDTH = 440.0
MARGIN = 10.0
HEADROOM = 16.0  # for the name of the northernmost pin
TOLERANCE = 2.2  # of the canvas' units: what a pencil would leave out


@dataclass(frozen=True, slots=True)
class Area:
    """A territory to draw: its outline in GeoJSON and the larger layer whose border it helps to draw."""

    code: str
    boundary: Mapping[str, Any]
    within: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A commune: where it is, and the areas it may lie in, nearest first."""

    code: str
    latitude: float
    longitude: float
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A commune on the canvas and the cell it lies in."""

    x: float
    y: float
    cell: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Size of the canvas, paths of the cells by code, their borders, the land around, where communes are."""

    width: float
    height: float
    cells: Mapping[str, str]
    borders: str
    around: str
    spots: Mapping[str, Spot]


EMPTY = Drawing(WIDTH, 0.0, {}, "", "", {})


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to canvas units: a plate carrée true at the middle latitude, good enough for one country."""

    west: float
    north: float
    across: float
    down: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = MARGIN + (longitude - self.west) * self.across
        return round(x, 1), round(MARGIN + HEADROOM + (self.north - latitude) * self.down, 1)


def draw(areas: Iterable[Area], places: Iterable[Place], around: Iterable[Area] = ()) -> Drawing:
    """Draw the areas; places outside all of them are left out, land around is cut at the edge."""
    drawn = list(areas)
    if not drawn:
        return EMPTY
    outlines = [shape(area.boundary) for area in drawn]
    west, south, east, north = shapely.total_bounds(outlines)
    squeeze = math.cos(math.radians((south + north) / 2))
    across = (WIDTH - 2 * MARGIN) / ((east - west) or 1)
    projection = Projection(west, north, across, across / squeeze)
    flat = [_flattened(outline, projection) for outline in outlines]
    simple = dict(zip((area.code for area in drawn), shapely.coverage_simplify(flat, TOLERANCE), strict=True))
    height = math.ceil(2 * MARGIN + HEADROOM + (north - south) * projection.down)
    return Drawing(
        width=WIDTH,
        height=height,
        cells={code: path(outline) for code, outline in simple.items()},
        borders=_borders(drawn, simple),
        around=_around(around, projection, height),
        spots=_spots(places, simple, projection),
    )


def path(outline: BaseGeometry) -> str:
    """Write an outline as a short SVG path: absolute start, relative lines, one decimal."""
    polygons = getattr(outline, "geoms", [outline])
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(_ring(list(ring.coords)) for ring in rings)


def _ring(points: list[tuple[float, ...]]) -> str:
    tenths = [(round(point[0] * 10), round(point[1] * 10)) for point in points]
    parts = [f"M{_number(tenths[0][0])} {_number(tenths[0][1])}"]
    previous = tenths[0]
    for x, y in tenths[1:-1]:
        step = (x - previous[0], y - previous[1])
        if step != (0, 0):
            parts.append(f"l{_number(step[0])} {_number(step[1])}")
        previous = (x, y)
    return "".join(parts) + "z"


def _number(tenths: int) -> str:
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def _flattened(outline: BaseGeometry, projection: Projection) -> BaseGeometry:
    def project(points: Any) -> Any:
        points[:, 0] = MARGIN + (points[:, 0] - projection.west) * projection.across
        points[:, 1] = MARGIN + HEADROOM + (projection.north - points[:, 1]) * projection.down
        return points

    return shapely.transform(outline, project)


def _borders(areas: Iterable[Area], outlines: Mapping[str, BaseGeometry]) -> str:
    """Draw the line around each group of areas that share a larger layer."""
    groups: dict[str, list[BaseGeometry]] = {}
    for area in areas:
        groups.setdefault(area.within or area.code, []).append(outlines[area.code])
    return "".join(path(shapely.union_all(group)) for group in groups.values())


def _around(areas: Iterable[Area], projection: Projection, height: float) -> str:
    land = [_flattened(shape(area.boundary), projection) for area in areas]
    cut = shapely.clip_by_rect(shapely.union_all(land), 0, 0, WIDTH, height)
    return path(shapely.simplify(cut, TOLERANCE)) if not cut.is_empty else ""


def _spots(
    places: Iterable[Place], cells: Mapping[str, BaseGeometry], projection: Projection
) -> dict[str, Spot]:
    spots = {}
    for place in places:
        cell = next((layer for layer in place.layers if layer in cells), None)
        if cell:
            spots[place.code] = Spot(*projection.at(place.longitude, place.latitude), cell)
    return spots
