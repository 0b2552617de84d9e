"""Generated organisations as rows of an SQLite table, as a database holds them."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.organisations import Organisation, document, organisations
from vivier.search.sources import Placed, Source

COLUMNS = tuple(Organisation.__slots__)
edited: dict[int, str] = {}


def keep(count: int, file: Path) -> None:
    """Write so many organisations to a file, unless they are there."""
    if file.exists():
        return
    begun = file.with_suffix(".begun")
    begun.unlink(missing_ok=True)
    database = sqlite3.connect(begun)
    database.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        f"CREATE TABLE rows({', '.join(COLUMNS).replace('pk', 'pk INTEGER PRIMARY KEY')});"
    )
    marks = ", ".join("?" * len(COLUMNS))
    database.executemany(
        f"INSERT INTO rows VALUES ({marks})",
        map(_values, organisations(count)),
    )
    database.commit()
    database.close()
    begun.rename(file)


def _values(row: Organisation) -> list[Any]:
    fields = [getattr(row, name) for name in COLUMNS]
    return [value.isoformat() if isinstance(value, date) else value for value in fields]


def kept(file: Path, share: Sequence[int] | None = None) -> Iterator[Organisation]:
    """Give the organisations in the order of their keys, all or those of a share."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    database.execute("PRAGMA mmap_size=2000000000")
    chosen = "" if share is None else f" WHERE pk IN ({', '.join(map(str, share))})"
    asked = f"SELECT {', '.join(COLUMNS)} FROM rows{chosen} ORDER BY pk"
    for *values, updated, completeness in database.execute(asked):
        yield Organisation(*values, updated=date.fromisoformat(updated), completeness=completeness)
    database.close()


def places(file: Path) -> Iterator[Placed]:
    """Give the key and the place of each organisation."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    yield from database.execute("SELECT pk, latitude, longitude FROM rows")
    database.close()


@dataclass(frozen=True)
class _Rows:
    """All rows, read each time anew."""

    file: Path
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Organisation]:
        return kept(self.file)


@dataclass(frozen=True, slots=True)
class Kept(Source):
    """The rows of a file as a source of the search: whole, by shares, or one that was renamed."""

    file: Path = Path()

    def among(self, pks: Sequence[int]) -> Iterator[Any]:
        return kept(self.file, pks)

    def rows_of(self, pks: Any) -> Iterator[Any]:
        for row in kept(self.file, [*map(int, pks)]):
            fields = {name: getattr(row, name) for name in COLUMNS}
            yield Organisation(**fields | {"name": edited.get(row.pk, row.name)})


def source(count: int, file: Path) -> Source:
    """Return the source of these rows."""
    return Kept("actor", partial(_Rows, file, count), document, places=partial(places, file), file=file)
