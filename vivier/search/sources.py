"""What can be found: each module registers its kind of record and how one row becomes a document."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet

from vivier.search.squares import along

CHUNK = 1000
# The primary keys of some rows, in the order in which these are written.
Share = tuple[int, ...]
# A primary key, and latitude and longitude where they are known.
Placed = tuple[int, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Document:
    """One public record as the index sees it.

    `texts` has one text for each language, or its parts: those that many records share are read once.
    """

    key: str
    kind: str
    title: str
    names: tuple[str, ...] = ()
    texts: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None
    sort_name: str = ""
    day: date | None = None
    updated: date | None = None
    completeness: float = 0.0


def instances(rows: QuerySet[Any]) -> Iterator[Any]:
    """Give the rows as they are, without holding them all."""
    return rows.iterator(chunk_size=CHUNK)


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of record: its public rows (with what they need prefetched) and how to build a document.

    `read` may make something lighter than instances of a part of `queryset`: it has a `pk`, `build` takes it.
    `places` tells of each row where it is: a large index holds together what lies together on the map.
    """

    kind: str
    queryset: Callable[[], Iterable[Any]]
    build: Callable[[Any], Document]
    read: Callable[[QuerySet[Any]], Iterator[Any]] = instances
    places: Callable[[], Iterable[Placed]] | None = None

    def count(self) -> int:
        """Return how many rows are public."""
        rows = self.queryset()
        if isinstance(rows, QuerySet):
            return rows.count()
        return len(rows) if isinstance(rows, Sized) else sum(1 for _row in rows)

    def rows(self) -> Iterator[Any]:
        """Give every public row without holding them all."""
        rows = self.queryset()
        return self.read(rows) if isinstance(rows, QuerySet) else iter(rows)

    def shares(self, size: int) -> list[Share]:
        """Part the public rows into so many each, neighbours together; none when only all can be read."""
        if self.places is not None:
            return parted(neighbours(self.places()), size)
        rows = self.queryset()
        if not isinstance(rows, QuerySet):
            return []
        keys = rows.order_by("pk").values_list("pk", flat=True).iterator()
        return parted(np.fromiter(keys, np.int64), size)

    def rows_in(self, share: Share) -> Iterator[Any]:
        """Give the public rows of a share in its order; those that are gone meanwhile are left out."""
        found = {row.pk: row for row in self.among(share)}
        return (found[pk] for pk in share if pk in found)

    def among(self, pks: Sequence[int]) -> Iterator[Any]:
        """Give the public rows among these, in any order."""
        rows = self.queryset()
        if not isinstance(rows, QuerySet):
            raise TypeError(f"rows of {self.kind} can only be read whole")
        return self.read(rows.filter(pk__in=pks))

    def rows_of(self, pks: Sequence[str]) -> Iterator[Any]:
        """Give the public rows among these; the others are gone or not public."""
        rows = self.queryset()
        if isinstance(rows, QuerySet):
            return self.read(rows.filter(pk__in=[pk for pk in pks if pk.isdecimal()]))
        wanted = set(pks)
        return (row for row in rows if str(row.pk) in wanted)


def neighbours(places: Iterable[Placed]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the keys in such an order that what lies together stands together; unknown places come last."""
    both = ((pk, along(latitude, longitude)) for pk, latitude, longitude in places)
    known = np.fromiter(both, np.dtype([("pk", np.int64), ("along", np.int64)]))
    return known["pk"][np.lexsort((known["pk"], known["along"]))]


def parted(keys: np.ndarray[tuple[int], np.dtype[np.int64]], size: int) -> list[Share]:
    """Part keys into shares of so many, in their order."""
    return [tuple(keys[begin : begin + size].tolist()) for begin in range(0, len(keys), size)]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a kind of record findable; called once, when the application starts."""
    _sources[source.kind] = source


def registered() -> Mapping[str, Source]:
    """Return the sources by kind."""
    return _sources
