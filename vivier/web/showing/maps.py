"""The server-drawn map of the home territory: cells shaded by count, pins that lead to a filtered list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from vivier.reference import drawing, lookup, pins
from vivier.reference.models import Territory
from vivier.reference.pins import Label

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One shaded part of the land: `level` 0 (nothing) to 3."""

    path: str
    level: int
    label: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A count at a place; `query` is the part of an address that keeps only these communes."""

    x: float
    y: float
    radius: float
    count: int
    label: str
    query: str
    is_on: bool

    @property
    def text_y(self) -> float:
        return round(self.y + 4.5, 1)


@dataclass(frozen=True, slots=True)
class TerritoryMap:
    """Everything `web/components/map.html` draws. False when there is no land to draw."""

    view_box: str
    cells: tuple[Cell, ...]
    cells_svg: SafeString
    pins: tuple[Pin, ...]
    labels: tuple[Label, ...]
    borders: str
    around: str
    summary: str
    elsewhere: int

    def __bool__(self) -> bool:
        return bool(self.cells)


def territory_map(counts: Mapping[str, int], *, selected: Collection[str] = ()) -> TerritoryMap:
    """Draw how many things each commune has.

    `counts` maps commune codes (NIS) to numbers, `selected` are the communes of the current filter. Communes
    outside the home territory and its neighbours are counted in `elsewhere`. Show it with
    `{% include "web/components/map.html" with map=map href=href only %}`, where `href` is the address of
    the list up to its next parameter ("?discipline=mode&" or "?"), and link `core/css/map.css`. The page
    gives the same numbers in a table or list.
    """
    known = tuple(sorted((code, count) for code, count in counts.items() if count > 0))
    drawn = _territory_map(known, frozenset(selected), get_language() or "fr", lookup.edition())
    if not drawn:  # before the first load: ask again next time
        lookup.forget()
    return drawn


def home_drawing() -> drawing.Drawing:
    """The land: cantons of the home territory, and each neighbour region as one cell."""
    return _home_drawing(lookup.edition())


@lru_cache(maxsize=1)
def _home_drawing(_edition: int) -> drawing.Drawing:
    home = settings.HOME_TERRITORY
    neighbours = neighbour_codes(home)
    cells = [
        _area(row, _inner_layer(row, home))
        for row in Territory.objects.of_kind(Territory.Kind.CANTON).filter(boundary__isnull=False)
        if home in row.chain
    ]
    regions = Territory.objects.filter(code__in=neighbours).filter(boundary__isnull=False)
    cells += [_area(row) for row in regions]
    countries = Territory.objects.of_kind(Territory.Kind.COUNTRY).filter(boundary__isnull=False)
    return drawing.draw(
        cells,
        [
            drawing.Place(row.code, row.latitude, row.longitude, tuple(row.chain))
            for row in lookup.territories().values()
            if row.kind == Territory.Kind.COMMUNE and row.latitude is not None and row.longitude is not None
        ],
        [_area(row) for row in countries],
    )


def neighbour_codes(home: str) -> set[str]:
    """Regions that share a linguistic community with the home territory (Brussels, for Wallonia)."""
    rows = lookup.territories()
    kinds = {code: row.kind for code, row in rows.items()}
    communities: set[str] = set()
    communes = [row for row in rows.values() if row.kind == Territory.Kind.COMMUNE]
    for row in communes:
        if home in row.chain:
            communities |= {code for code in row.chain if kinds.get(code) == Territory.Kind.COMMUNITY}
    return {
        code
        for row in communes
        if home not in row.chain and communities & set(row.chain)
        for code in row.chain
        if kinds.get(code) == Territory.Kind.REGION
    }


def _area(row: Territory, within: str = "") -> drawing.Area:
    return drawing.Area(row.code, row.boundary or {}, within)


def _inner_layer(row: Territory, home: str) -> str:
    """The layer just below the home territory whose border is drawn: for Wallonia, the province."""
    position = row.chain.index(home)
    return row.chain[position - 1] if position > 1 else home


@lru_cache(maxsize=256)
def _territory_map(
    known: tuple[tuple[str, int], ...], selected: frozenset[str], _language: str, _edition: int
) -> TerritoryMap:
    land = home_drawing()
    counts = dict(known)
    shades = pins.levels(counts, land.spots)
    found = pins.clusters(counts, land.spots)
    names = {pin.communes[0]: lookup.name_of(pin.communes[0]) for pin in found}
    cells = tuple(_cell(code, path, shades) for code, path in land.cells.items())
    return TerritoryMap(
        view_box=f"0 0 {land.width:g} {land.height:g}",
        cells=cells,
        cells_svg=_written(cells),
        pins=tuple(_pin(cluster, names, selected) for cluster in found),
        labels=tuple(pins.labels(found, names, land.width, land.height)),
        borders=land.borders,
        around=land.around,
        summary=_summary(found, names),
        elsewhere=sum(count for code, count in known if code not in land.spots),
    )


def _cell(code: str, path: str, shades: Mapping[str, tuple[int, int]]) -> Cell:
    if code not in shades:
        return Cell(path, 0, "")
    level, count = shades[code]
    return Cell(path, level, _counted(lookup.name_of(code), count))


def _pin(cluster: pins.Cluster, names: Mapping[str, str], selected: frozenset[str]) -> Pin:
    others = len(cluster.communes) - 1
    name = names[cluster.communes[0]]
    if others:
        name = ngettext(
            "%(name)s and %(number)d neighbouring commune",
            "%(name)s and %(number)d neighbouring communes",
            others,
        ) % {"name": name, "number": others}
    return Pin(
        x=cluster.x,
        y=cluster.y,
        radius=cluster.radius,
        count=cluster.count,
        label=_counted(name, cluster.count),
        query="&".join(f"commune={code}" for code in cluster.communes),
        is_on=not selected.isdisjoint(cluster.communes),
    )


def _written(cells: Collection[Cell]) -> SafeString:
    """Write the paths once: a loop in the template would take longer than the whole map."""
    lines = ((cell.level, cell.path, _tooltip(cell.label)) for cell in cells)
    return format_html_join("", '<path class="l{}" d="{}">{}</path>', lines)


def _tooltip(label: str) -> SafeString | str:
    return format_html("<title>{}</title>", label) if label else ""


def _counted(name: str, count: int) -> str:
    return gettext("%(name)s: %(count)d") % {"name": name, "count": count}


def _summary(found: Collection[pins.Cluster], names: Mapping[str, str]) -> str:
    if not found:
        return gettext("Map: nothing to show here.")
    largest = ", ".join(f"{names[pin.communes[0]]} {pin.count}" for pin in list(found)[:3])
    return gettext("Map of the results: %(largest)s. The list gives the same information.") % {
        "largest": largest
    }
