"""What can be found: each module registers its kind of record and how one row becomes a document."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, Min, QuerySet

CHUNK = 1000
# Rows whose primary key is at least the first and less than the second.
Share = tuple[int, int]


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
    """

    kind: str
    queryset: Callable[[], Iterable[Any]]
    build: Callable[[Any], Document]
    read: Callable[[QuerySet[Any]], Iterator[Any]] = instances

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
        """Part the public rows by their keys into about so many each; none when only all can be read."""
        rows = self.queryset()
        if not isinstance(rows, QuerySet):
            return []
        bounds = rows.order_by().aggregate(low=Min("pk"), high=Max("pk"))
        if bounds["low"] is None:
            return []
        return shares_between(bounds["low"], bounds["high"], -(-rows.count() // size))

    def rows_in(self, share: Share) -> Iterator[Any]:
        """Give the public rows of a share, without holding them all."""
        rows = self.queryset()
        if not isinstance(rows, QuerySet):
            raise TypeError(f"rows of {self.kind} can only be read whole")
        return self.read(rows.filter(pk__gte=share[0], pk__lt=share[1]))

    def rows_of(self, pks: Sequence[str]) -> Iterator[Any]:
        """Give the public rows among these; the others are gone or not public."""
        rows = self.queryset()
        if isinstance(rows, QuerySet):
            return self.read(rows.filter(pk__in=[pk for pk in pks if pk.isdecimal()]))
        wanted = set(pks)
        return (row for row in rows if str(row.pk) in wanted)


def shares_between(low: int, high: int, count: int) -> list[Share]:
    """Part the keys from low to high into so many shares, or fewer."""
    step = max(1, -(-(high + 1 - low) // max(count, 1)))
    return [(begin, min(begin + step, high + 1)) for begin in range(low, high + 1, step)]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a kind of record findable; called once, when the application starts."""
    _sources[source.kind] = source


def registered() -> Mapping[str, Source]:
    """Return the sources by kind."""
    return _sources
