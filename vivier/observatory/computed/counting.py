"""Counting a photograph: the same snapshot, measure and choice give the same numbers for ever."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.crypto import salted_hmac

from vivier.observatory.computed import keeping
from vivier.observatory.computed.measures import (
    ACTORS,
    CROSSED,
    MEASURES,
    PLACES,
    SEVERAL,
    YEARS,
    Choice,
    Measure,
    choices_of,
)
from vivier.observatory.computed.rounding import Cell, added_up, shown_of, threshold_of
from vivier.observatory.computed.secrecy import SMALLEST, Key, Sum, withheld
from vivier.observatory.models import Snapshot

TOTAL: Key = ("total",)
UNKNOWN = ""
FEW, WITHHELD = "few", "withheld"
_LAST = ("", WITHHELD, FEW)
_PLACE = {"canton": 0, "arrondissement": 1, "province": 2, "region": 3}
Properties = Mapping[str, tuple[str, ...]]
Row = tuple[Properties, int, Decimal]


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a table; None when secrecy withholds it. `code` is "" for what nobody knows.

    `cover` says why there is no number: "few" (fewer than 5) or "withheld" (it would give one away).
    """

    code: str
    value: Decimal | None
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure counted once: its total, and its tables by breakdown."""

    total: Line
    tables: Mapping[str, tuple[Line, ...]]


def counted(snapshot: Snapshot, measure: Measure, choice: Choice) -> Counted:
    """Return all published numbers of a measure in a snapshot, those that must be withheld left out."""
    return _counted(snapshot.digest, measure.slug, choice)


def choices_in(snapshot: Snapshot, measure: Measure) -> tuple[Choice, ...]:
    """Return every way a measure can be counted in a snapshot."""
    return _choices(snapshot.digest, measure.slug)


@lru_cache(maxsize=4)
def _held(digest: str) -> Mapping[str, Any]:
    """What the snapshots of one content hold; a few at a time, for they may be large."""
    return Snapshot.objects.filter(digest=digest)[0].held


@lru_cache(maxsize=512)
def _choices(digest: str, slug: str) -> tuple[Choice, ...]:
    kept = tuple(Choice(*pair) for pair in keeping.choices_kept(digest, slug))
    return kept or tuple(choices_of(MEASURES[slug], _held(digest)))


@lru_cache(maxsize=2048)
def _counted(digest: str, slug: str, choice: Choice) -> Counted:
    """Read what was counted when the snapshot was taken; count it again where it was not kept."""
    kept = keeping.kept(digest, slug, choice.definition, choice.nace)
    if kept is None:
        return count(_held(digest), MEASURES[slug], choice)
    tables = {name: tuple(read_line(line) for line in lines) for name, lines in kept["tables"].items()}
    return Counted(read_line(kept["total"]), tables)


def read_line(line: list[Any]) -> Line:
    """Return a line as it was kept: [code, number as text or None, cover]."""
    code, number, cover = line
    return Line(code, None if number is None else Decimal(number), cover)


def keep(snapshot: Snapshot) -> None:
    """Count everything a snapshot can be asked and keep it."""
    held = snapshot.held
    found = {
        (slug, choice.definition, choice.nace): count(held, measure, choice)
        for slug, measure in MEASURES.items()
        for choice in choices_of(measure, held)
    }
    keeping.keep(
        snapshot.digest,
        {
            key: {
                "total": _written(one.total),
                "tables": {name: [_written(line) for line in lines] for name, lines in one.tables.items()},
            }
            for key, one in found.items()
        },
    )


def _written(line: Line) -> list[str | None]:
    return [line.code, None if line.value is None else str(line.value), line.cover]


def count(held: Mapping[str, Any], measure: Measure, choice: Choice) -> Counted:
    """Count what a snapshot holds, under the secrecy of what is counted."""
    rows = _rows(measure, held, choice)
    found = (
        _rounded(measure, rows, held.get("salt") or _salt_of_older())
        if measure.rounded_to > 1
        else _exact(measure, rows, held["places"])
    )
    lines: dict[str, list[Line]] = {name: [] for name in measure.columns()}
    for key in sorted(found.keys() - {TOTAL}):
        lines[key[0]].append(found[key])
    ordered = {name: tuple(sorted(some, key=_order(name))) for name, some in lines.items()}
    return Counted(found[TOTAL], ordered)


def _salt_of_older() -> str:
    """Return what decides the rounding of snapshots kept before they carried a salt; nobody else knows it."""
    return salted_hmac("vivier.observatory.snapshots", "salt", algorithm="sha256").hexdigest()


def _exact(measure: Measure, rows: Iterable[Row], places: Mapping[str, list[str]]) -> dict[Key, Line]:
    """Show exact numbers, some withheld: secrecy looks at all tables of a measure together."""
    counts: dict[Key, int] = defaultdict(int, {TOTAL: 0})
    for properties, number, _weight in rows:
        for key in _keys(measure, properties):
            counts[key] += number
    hidden = withheld(counts, sums(measure, counts, places))
    return {
        key: _line(key, None if key in hidden else Decimal(count), FEW if count < SMALLEST else WITHHELD)
        for key, count in counts.items()
    }


def _rounded(measure: Measure, rows: Iterable[Row], salt: str) -> dict[Key, Line]:
    """Round the finest numbers and add up all others from what is shown of them.

    A weight is that of an activity code, applied to what is shown of it.
    """
    fine: dict[Key, int] = defaultdict(int)
    known: dict[Key, tuple[Properties, Decimal]] = {}
    for properties, number, weight in rows:
        for key in _finest(measure, properties):
            fine[key] += number
            known[key] = properties, weight
    parts: dict[Key, list[tuple[Cell, Decimal]]] = defaultdict(list)
    for key, number in fine.items():
        properties, weight = known[key]
        for line in _larger(measure, key, properties):
            parts[line].append((shown_of(number, threshold_of(salt, key)), weight))
    cells: dict[Key, Cell] = {line: added_up(some) for line, some in parts.items()}
    return {key: _line(key, cell, FEW) for key, cell in ({TOTAL: Decimal(0)} | cells).items()}


def _finest(measure: Measure, properties: Properties) -> Iterator[Key]:
    """The finest parts a record belongs to: its place by all layers, then what is published of no other."""
    if measure.is_weighted:
        yield "nace", properties["nace"][0]
        return
    yield "place", *(properties[level][0] for level in PLACES)
    for name in measure.columns():
        if name in CROSSED:
            yield name, *(properties[one][0] for one in CROSSED[name])
        elif name not in PLACES and not _is_crossed(measure, name):
            yield name, properties[name][0]


def _larger(measure: Measure, key: Key, properties: Properties) -> Iterator[Key]:
    """The lines to which a finest part adds: itself, its layers of territory, the total of all places."""
    name = key[0]
    if name == "place":
        yield TOTAL
        yield from ((level, code) for level, code in zip(PLACES, key[1:], strict=True))
        return
    yield key
    if measure.is_weighted:
        yield from (TOTAL, ("domain", properties["domain"][0]))
    elif name in CROSSED and _is_crossed(measure, CROSSED[name][0]):
        yield CROSSED[name][0], key[1]


def _is_crossed(measure: Measure, name: str) -> bool:
    return any(CROSSED[one][0] == name for one in measure.columns() if one in CROSSED)


def _line(key: Key, value: Cell, cover: str) -> Line:
    return Line("|".join(key[1:]), value, "" if value is not None else cover)


def _order(breakdown: str) -> Any:
    """Years run on; everything else begins with the largest. What has no number, then unknown, comes last."""

    def order(line: Line) -> tuple[Any, ...]:
        last = (line.code == UNKNOWN, breakdown not in YEARS and _LAST.index(line.cover))
        return (*last, line.code) if breakdown in YEARS else (*last, -(line.value or 0), line.code)

    return order


def _rows(measure: Measure, held: Mapping[str, Any], choice: Choice) -> Iterator[Row]:
    """Yield (properties, number of records, weight of each) of every group the measure counts."""
    if measure.source == ACTORS:
        for kind, disciplines, commune, size, founded, closed, number in held["actors"]:
            if bool(closed) is measure.are_closed:
                own = {"kind": kind, "size": size, "founded": founded, "closed": closed}
                places = _places(commune, held)
                own_ones = {name: (value,) for name, value in own.items()}
                several = {"discipline": tuple(disciplines) or (UNKNOWN,)}
                yield {**own_ones, **places, **several}, number, Decimal(1)
        return
    for commune, founded, gone, reasons, number in held["register"]:
        reason = next((one for one in reasons if (one[1], one[0]) == (choice.definition, choice.nace)), None)
        if reason is not None and bool(gone) is measure.are_closed:
            _asked, _slug, _version, nace, code, weight, domain = reason
            own = {"founded": founded, "closed": gone, "domain": domain, "nace": f"{nace} {code}"}
            own_ones = {name: (value,) for name, value in own.items()}
            yield {**own_ones, **_places(commune, held)}, number, _weight(measure, weight)


def _weight(measure: Measure, weight: str) -> Decimal:
    return Decimal(weight) if measure.is_weighted else Decimal(1)


def _places(commune: str, held: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    codes = held["places"].get(commune, [UNKNOWN] * len(_PLACE))
    return {level: (codes[at],) for level, at in _PLACE.items()}


def _keys(measure: Measure, properties: Properties) -> Iterator[Key]:
    yield TOTAL
    for breakdown in measure.breakdowns:
        for code in properties[breakdown]:
            yield breakdown, code
    for name in measure.columns()[len(measure.breakdowns) :]:
        first, second = CROSSED[name]
        for one in properties[first]:
            for other in properties[second]:
                yield name, one, other


def sums(measure: Measure, counts: Mapping[Key, int], places: Mapping[str, list[str]]) -> list[Sum]:
    """Return every equation a reader can write between published numbers of a measure."""
    by_table: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(counts):
        by_table[key[0]].append(key)
    found = [
        Sum(TOTAL, tuple(by_table[name]))
        for name in measure.breakdowns
        if name not in SEVERAL and by_table[name]
    ]
    for name in measure.columns()[len(measure.breakdowns) :]:
        found += _crossed(name, by_table[name])
    levels = sorted((_PLACE[name], name) for name in PLACES if name in measure.breakdowns)
    return [*found, *_nested(levels, by_table, places)]


def _crossed(name: str, keys: list[Key]) -> Iterator[Sum]:
    """A row adds up to its property; a column too, unless its parts may be counted several times."""
    for at, breakdown in enumerate(CROSSED[name]):
        if CROSSED[name][1 - at] in SEVERAL:
            continue
        for code in sorted({key[1 + at] for key in keys}):
            yield Sum((breakdown, code), tuple(key for key in keys if key[1 + at] == code))


def _nested(
    levels: list[tuple[int, str]], by_table: Mapping[str, list[Key]], places: Mapping[str, list[str]]
) -> Iterator[Sum]:
    """A territory is the sum of the smaller ones that lie wholly in it, when they cover it."""
    for (small, smaller), (large, larger) in pairwise(levels):
        inside: dict[str, set[str]] = defaultdict(set)
        for codes in places.values():
            inside[codes[small]].add(codes[large])
        parts: dict[str, list[Key]] = defaultdict(list)
        for key in by_table[smaller]:
            for parent in inside.get(key[1], {UNKNOWN}):
                parts[parent].append(key)
        for parent, keys in sorted(parts.items()):
            whole = all(inside.get(key[1], {UNKNOWN}) == {parent} for key in keys)
            if whole and (larger, parent) in by_table[larger]:
                yield Sum((larger, parent), tuple(keys))
