"""Boundaries made small enough for a page: simplified together, so that neighbours still touch."""

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

TOLERANCE = 0.003  # degrees: about 300 m
DECIMALS = 4


def simplified(boundaries: Mapping[str, Any], *, tolerance: float = TOLERANCE) -> dict[str, BaseGeometry]:
    """Simplify GeoJSON geometries that cover a land without gaps; shared borders stay shared."""
    geometries = [shape(geometry) for geometry in boundaries.values()]
    simple = shapely.coverage_simplify(geometries, tolerance)
    rounded = [shapely.transform(geometry, lambda points: points.round(DECIMALS)) for geometry in simple]
    return dict(zip(boundaries, (g if g.is_valid else g.buffer(0) for g in rounded), strict=True))


def union(geometries: Iterable[BaseGeometry]) -> BaseGeometry:
    """Join neighbours into one outline, without the slivers that rounding may leave."""
    joined = shapely.union_all(list(geometries))
    return shapely.transform(joined, lambda points: points.round(DECIMALS))


def geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """Return a geometry as plain lists and numbers, as a JSON column gives it back."""
    shape_ = mapping(geometry)
    return {"type": shape_["type"], "coordinates": _lists(shape_["coordinates"])}


def _lists(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_lists(part) for part in value]
    return float(value)
