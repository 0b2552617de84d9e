"""What may be asked of the directory, as a question for the index: for pages and saved searches alike."""

import math
from collections.abc import Mapping, Sequence

from vivier.core.names import fold
from vivier.reference import lookup
from vivier.reference.models import Territory
from vivier.search.query import PAGE_LIMIT, Box, Near, Query

RADII_KM = (5, 10, 20, 30, 50, 100)
# Parameters of the address that are filters, and the field of the index behind each.
FILTERS = {
    "discipline": "discipline",
    "kind": "kind",
    "role": "role",
    "province": "province",
    "commune": "commune",
    "website": "has_website",
}
_PLACED_BY_NAME = frozenset(
    {Territory.Kind.PROVINCE, Territory.Kind.REGION, Territory.Kind.ARRONDISSEMENT, Territory.Kind.COMMUNITY}
)


def newest(asked: Mapping[str, Sequence[str]], *, offset: int = 0, limit: int = PAGE_LIMIT) -> Query:
    """Return the question for the records last changed first; `asked` are known parameters of an address."""
    filters = {field: tuple(asked[name]) for name, field in FILTERS.items() if asked.get(name)}
    place = place_called(asked["place"][0]) if asked.get("place") else None
    near = circle_around(place, (asked.get("km") or [""])[0]) if place else None
    if place and near is None:
        filters["territory"] = (place.code,)
    text = (asked.get("q") or [""])[0]
    return Query(
        text=text,
        kinds=("actor",),
        filters=filters,
        near=near,
        box=box_of((asked.get("box") or [""])[0]),
        sort="-updated",
        offset=offset,
        limit=limit,
    )


def circle_around(place: Territory, km: str) -> Near | None:
    """Return the circle of a radius that is offered; None for another one, or where the point is unknown."""
    if km not in map(str, RADII_KM) or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude, float(km)


def box_of(text: str) -> Box | None:
    """Read a part of the map, "west,south,east,north" in degrees (RFC 7946); None when it is none."""
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))):
        return None
    is_one = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (south, west, north, east) if is_one else None


def place_called(text: str) -> Territory | None:
    """Return the commune (by its name, a locality or a postal code) or the larger territory of that name."""
    words = text.strip()
    found = lookup.commune_for("", words) if words.isdigit() else lookup.commune_for(words, country="BE")
    if found:
        return found
    wanted = fold(words)
    return next(
        (
            territory
            for territory in lookup.territories().values()
            if territory.kind in _PLACED_BY_NAME and wanted in _names(territory)
        ),
        None,
    )


def _names(territory: Territory) -> set[str]:
    labels = (territory.label_fr, territory.label_en, territory.label_nl, territory.label_de)
    return {fold(label) for label in labels if label}
