"""What can be found: each module registers its kind of record and how one row becomes a document."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Document:
    """One public record as the index sees it."""

    key: str
    kind: str
    title: str
    names: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None
    sort_name: str = ""
    day: date | None = None
    updated: date | None = None
    completeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of record: its public rows (with what they need prefetched) and how to build a document."""

    kind: str
    queryset: Callable[[], Iterable[Any]]
    build: Callable[[Any], Document]

    def count(self) -> int:
        """Return how many rows are public."""
        rows = self.queryset()
        if isinstance(rows, QuerySet):
            return rows.count()
        return len(rows) if isinstance(rows, Sized) else sum(1 for _row in rows)

    def rows(self) -> Iterator[Any]:
        """Give every public row without holding them all."""
        rows = self.queryset()
        return rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)

    def rows_of(self, pks: Sequence[str]) -> Iterator[Any]:
        """Give the public rows among these; the others are gone or not public."""
        rows = self.queryset()
        if isinstance(rows, QuerySet):
            return iter(rows.filter(pk__in=[pk for pk in pks if pk.isdecimal()]))
        wanted = set(pks)
        return (row for row in rows if str(row.pk) in wanted)


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a kind of record findable; called once, when the application starts."""
    _sources[source.kind] = source


def registered() -> Mapping[str, Source]:
    """Return the sources by kind."""
    return _sources
