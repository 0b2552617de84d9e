"""A box on the map and a radius around a point.

A box is two ranges of coordinates, which as clauses are read for every record of the index. So the squares
of the map that it touches are looked up first, like words; what stands in them is looked at one by one.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import DocAddress, FieldType, Query

from vivier.search.entries import schema
from vivier.search.identity import records_at
from vivier.search.matching import every, weightless
from vivier.search.query import Box, Near
from vivier.search.reader import Reader
from vivier.search.squares import covering
from vivier.search.store import Snapshot

KM_PER_DEGREE = 111.195
# Squares with so much of all the records are not worth looking up.
CROWD = 0.5
_INSIDE, _ABOUT = "inside", "about"


def in_box(box: Box, searcher: Reader) -> list[Query]:
    """Match records between four coordinates, without a word in the order."""
    if not is_box(box):
        return [Query.empty_query()]
    south, west, north, east = map(float, box)
    sides = [_between("latitude", south, north), _between("longitude", west, east)]
    return [*about(box, searcher), *sides]


def about(box: Box, searcher: Reader) -> list[Query]:
    """Match the records of a box and some around it; no clause where that would be most of them."""
    squares = covering(*box) if is_box(box) else []
    held = sum([searcher.doc_freq("squares", square) for square in squares])
    if not squares or held > CROWD * searcher.num_docs:
        return []
    return [weightless(Query.term_set_query(schema(), "squares", squares))]


def _between(name: str, low: float, high: float) -> Query:
    if low > high:
        return Query.empty_query()
    return Query.const_score_query(Query.range_query(schema(), name, FieldType.Float, low, high), 0.0)


def is_box(box: Box) -> bool:
    """Tell whether anything at all may lie between these four coordinates."""
    south, west, north, east = box
    return all(map(math.isfinite, box)) and south <= north and west <= east


def counted_in(box: Box, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the aggregations `asked`, of the records in a box alone; read the answer with `within`."""
    south, west, north, east = map(float, box)
    across = {"": _bucket("longitude", west, east, asked)}
    return {
        "": _bucket("latitude", south, north, across),
        _ABOUT: {"value_count": {"field": "source_number"}},
    }


def _bucket(name: str, low: float, high: float, asked: Mapping[str, Any]) -> dict[str, Any]:
    # The upper end of a bucket is not in it, that of a box is.
    span = {"from": low, "to": math.nextafter(high, math.inf), "key": _INSIDE}
    return {"range": {"field": name, "ranges": [span]}, "aggs": dict(asked)}


def within(counted: Mapping[str, Any]) -> tuple[int, Mapping[str, Any] | None]:
    """Return how many records were looked at, and what was found in the box; None when nothing lies there."""
    looked_at = int(counted[_ABOUT]["value"])
    for _axis in range(2):
        inside = [bucket for bucket in counted[""]["buckets"] if bucket["key"] == _INSIDE]
        if not inside:
            return looked_at, None
        counted = inside[0]
    return looked_at, counted if counted["doc_count"] else None


def standing_in(box: Box, places: Sequence[DocAddress], searcher: Reader) -> list[bool]:
    """Tell of each of these records whether it lies in a box."""
    south, west, north, east = box
    latitudes = searcher.fast_field_values("latitude", places)
    longitudes = searcher.fast_field_values("longitude", places)
    return [
        None not in place and south <= place[0] <= north and west <= place[1] <= east
        for place in zip(latitudes, longitudes, strict=True)
    ]


def around(near: Near, snapshot: Snapshot) -> Query:
    """Match records within a radius: those of the box around it whose distance is small enough."""
    if not all(map(math.isfinite, near)):
        return Query.empty_query()
    key = ("near", near)
    known: Query | None = snapshot.remembered(key)
    if known is None:
        latitude, longitude, km = near
        margin = max(km, 0.0) / KM_PER_DEGREE
        wide = margin / max(math.cos(math.radians(latitude)), 0.01)
        square = (latitude - margin, longitude - wide, latitude + margin, longitude + wide)
        box = in_box(square, snapshot.searcher)
        known = Query.term_set_query(schema(), "key", _keys_within(every(box), near, snapshot.searcher))
        snapshot.remember(key, known)
    return known


def _keys_within(box: Query, near: Near, searcher: Reader) -> list[str]:
    places = [place for _, place in searcher.search(box, max(searcher.num_docs, 1)).hits]
    latitudes = searcher.fast_field_values("latitude", places)
    longitudes = searcher.fast_field_values("longitude", places)
    records = records_at(places, searcher)
    return [
        f"{kind}:{pk}"
        for (kind, pk), latitude, longitude in zip(records, latitudes, longitudes, strict=True)
        if kilometres(near[0], near[1], latitude, longitude) <= near[2]
    ]


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the distance over the ground between two points."""
    one, other = math.radians(latitude), math.radians(other_latitude)
    turn = math.radians(other_longitude - longitude)
    half = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(turn / 2) ** 2
    return 2 * KM_PER_DEGREE * math.degrees(math.asin(math.sqrt(min(half, 1.0))))
