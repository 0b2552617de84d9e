"""The land under the interactive map: our own boundaries as GeoJSON, made once per language and process."""

import json
from collections.abc import Iterator
from functools import lru_cache
from gzip import compress
from hashlib import sha256
from typing import Any, NamedTuple

import shapely
from django.conf import settings
from django.utils.translation import get_language
from shapely.geometry import shape

from vivier.core.translation import label_of
from vivier.reference import lookup
from vivier.reference.models import Territory
from vivier.web.showing.maps import neighbour_codes

Kind = Territory.Kind
BELGIUM = (2.5, 49.4, 6.5, 51.6)  # what a map without land shows


class Shapes(NamedTuple):
    """A file that many will ask for: its bytes, compressed, and the mark of this version."""

    plain: bytes
    compressed: bytes
    etag: str


def shapes() -> Shapes:
    """Return the boundaries and names around the home territory, in the page's language."""
    lookup.territories()  # before the first load this starts a new edition: ask again next time
    return _shapes(get_language() or "fr", lookup.edition())


@lru_cache(maxsize=8)
def _shapes(_language: str, _edition: int) -> Shapes:
    features = list(_features(settings.HOME_TERRITORY))
    cells = [shape(one["geometry"]) for one in features if one["properties"]["kind"] == "cell"]
    bounds = [round(float(edge), 4) for edge in shapely.total_bounds(cells)] if cells else list(BELGIUM)
    body = {"type": "FeatureCollection", "bbox": bounds, "features": features}
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Shapes(plain, compress(plain), f'"{sha256(plain).hexdigest()[:20]}"')


def _features(home: str) -> Iterator[dict[str, Any]]:
    outlined = Territory.objects.filter(boundary__isnull=False)
    neighbours = neighbour_codes(home)
    for row in outlined.of_kind(Kind.COUNTRY):
        yield _feature(row, "around")
    for row in outlined.filter(kind__in=[Kind.CANTON, Kind.PROVINCE, Kind.REGION]):
        if row.kind == Kind.CANTON and (home in row.chain or neighbours & set(row.chain)):
            yield _feature(row, "cell")
        elif (row.kind == Kind.PROVINCE and home in row.chain) or row.code in {home, *neighbours}:
            yield _feature(row, "border")
    yield from _communes(home, neighbours)


def _feature(row: Territory, kind: str) -> dict[str, Any]:
    properties = {"kind": kind, "code": row.code, "name": label_of(row)}
    return {"type": "Feature", "geometry": row.boundary, "properties": properties}


def _communes(home: str, neighbours: set[str]) -> Iterator[dict[str, Any]]:
    """Names to write on the map; the seat of an arrondissement or a canton comes before its neighbours."""
    for row in lookup.territories().values():
        if row.kind == Kind.COMMUNE and row.longitude is not None and {home, *neighbours} & set(row.chain):
            point = {"type": "Point", "coordinates": [row.longitude, row.latitude]}
            properties = {"kind": "commune", "code": row.code, "name": label_of(row), "rank": _rank(row)}
            yield {"type": "Feature", "geometry": point, "properties": properties}


def _rank(row: Territory) -> int:
    """Seats of a region or province first (0), then of an arrondissement, a canton, then the others (3)."""
    name = row.label_fr
    layers = [layer for code in row.chain[1:] if (layer := lookup.territory(code))]
    seats = {
        layer.kind
        for layer in layers
        if layer.label_fr.endswith((f" {name}", f"’{name}")) or layer.label_fr.startswith(f"{name}-")
    }
    ranks = ((Kind.REGION, 0), (Kind.PROVINCE, 0), (Kind.ARRONDISSEMENT, 1), (Kind.CANTON, 2))
    return next((rank for kind, rank in ranks if kind in seats), 3)
