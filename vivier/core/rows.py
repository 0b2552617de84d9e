"""Many rows of one table written at once, several times faster than objects one by one.

SQLite gets some hundred rows a statement (a statement a row costs three to six times as much), PostgreSQL
`COPY`; each kind of field is made ready by one plain function.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db import connection, models

BATCH = 5_000
ROWS = 200  # of one statement
Maker = Callable[[Any], Any]
Columns = Sequence[str]
# Nothing we write holds itself: looking for that takes a tenth of the time.
_encode = json.JSONEncoder(check_circular=False).encode


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """Return primary keys nobody else will use; call it in the transaction that writes the rows."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f'SELECT coalesce(max("{column}"), 0) FROM "{table}"')  # noqa: S608 -- our names
        first = cursor.fetchone()[0] + 1
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        used = cursor.fetchone()
        first = max(first, (used[0] if used else 0) + 1)
        return list(range(first, first + count))


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows made ready for the database, in any thread; inserted by the thread that writes."""

    into: str
    width: int
    rows: Iterable[Sequence[Any]]

    def insert(self) -> int:
        """Insert the rows and return how many; the caller holds the transaction."""
        if connection.vendor == "postgresql":
            return _copy(self.into, self.rows)
        return insert_values(f"INSERT INTO {self.into}", f"({', '.join(['%s'] * self.width)})", self.rows)


def insert_rows(model: type[models.Model], columns: Columns, rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of (`columns`: names of fields) and return how many; the caller holds the transaction."""
    return _ready_rows(model, columns, rows).insert()


def make_ready(model: type[models.Model], columns: Columns, rows: Iterable[Sequence[Any]]) -> Ready:
    """Make rows of (`columns`: names of fields) ready to be inserted later; the database is not asked."""
    ready = _ready_rows(model, columns, rows)
    return replace(ready, rows=list(ready.rows))


def _ready_rows(model: type[models.Model], columns: Columns, rows: Iterable[Sequence[Any]]) -> Ready:
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    names = ", ".join(f'"{field.column}"' for field in fields)
    return Ready(f'"{model._meta.db_table}" ({names})', len(fields), _prepared(fields, rows))


def insert_values(into: str, row: str, rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of values made ready, many a statement; `row`: the SQL of one, `%s` for each value."""
    written, waiting, most = 0, iter(rows), _rows_at_once(row.count("%s"))
    on_sqlite = connection.vendor == "sqlite"
    row = row.replace("%s", "?") if on_sqlite else row
    with connection.cursor() as cursor:
        while some := list(islice(waiting, most)):
            query, values = f"{into} VALUES {', '.join([row] * len(some))}", list(chain.from_iterable(some))
            if on_sqlite:
                _execute_plainly(query, values)
            else:
                cursor.execute(query, values)
            written += len(some)
    return written


def _rows_at_once(width: int) -> int:
    """Return how many rows of a width one statement may hold."""
    if connection.vendor != "sqlite":
        return ROWS
    connection.ensure_connection()
    most: int = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    return max(1, min(ROWS, most // max(width, 1)))


def _execute_plainly(query: str, values: Sequence[Any]) -> None:
    """Run a statement on SQLite as it is: Django would look through all its thousand marks again."""
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        connection.connection.execute(query, values)


def execute_many(query: str, rows: Iterable[Sequence[Any]]) -> int:
    """Run one statement for each row of values, some thousand at a time; return for how many."""
    written, waiting = 0, iter(rows)
    with connection.cursor() as cursor:
        while some := list(islice(waiting, BATCH)):
            cursor.executemany(query, some)
            written += len(some)
    return written


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write `columns` of the rows whose key comes last in each of `rows`; no signal is sent."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    key: Any = model._meta.pk
    assigned = ", ".join(f'"{field.column}" = %s' for field in fields)
    query = f'UPDATE "{model._meta.db_table}" SET {assigned} WHERE "{key.column}" = %s'  # noqa: S608 -- our names
    return execute_many(query, _prepared([*fields, key], rows))


def delete_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Delete the rows that hold these values; no signal is sent and nothing else is deleted with them."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    where = " AND ".join(f'"{field.column}" = %s' for field in fields)
    query = f'DELETE FROM "{model._meta.db_table}" WHERE {where}'  # noqa: S608 -- our names
    return execute_many(query, rows)


def _copy(into: str, rows: Iterable[Sequence[Any]]) -> int:
    waiting, written = iter(rows), 0
    first = next(waiting, None)  # rows may ask the database while they are made: not during the copy
    if first is None:
        return 0
    everything = list(chain([first], waiting))
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:  # type: ignore[attr-defined]
        for row in everything:
            copy.write_row(row)
            written += 1
    return written


def _prepared(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Make the values of rows ready for the database; those of most fields are as they are."""
    width = len(fields)
    ready = [(at, one) for at, field in enumerate(fields) if (one := _ready(field)) is not _as_it_is]
    for row in rows:
        if len(row) != width:
            raise ValueError(f"{len(row)} values for {width} columns")
        if ready:
            row = list(row)
            for at, one in ready:
                row[at] = one(row[at])
        yield row


def _ready(field: Any) -> Maker:
    """Return what makes a value of a field ready for the database, as the field itself would."""
    vendor = connection.vendor
    if isinstance(field, models.JSONField):
        return _as_json
    if isinstance(field, models.DateTimeField):
        return lambda value: None if value is None else _adapted_moment(value, vendor)
    if isinstance(field, models.DateField):
        return _as_it_is if vendor == "postgresql" else _day
    if isinstance(field, (models.CharField, models.TextField)):
        return _text
    if isinstance(field, (models.DecimalField, models.DurationField, models.UUIDField, models.FileField)):
        return lambda value: field.get_db_prep_save(value, connection)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _text(value: Any) -> Any:
    return value if type(value) is str or value is None else str(value)


def _as_json(value: Any) -> Any:
    if value is None:
        return None
    return "{}" if value == {} else _encode(value)


def _day(value: date | str | None) -> Any:
    return value if value is None or isinstance(value, str) else value.isoformat()


@lru_cache(maxsize=64)
def _adapted_moment(value: datetime, vendor: str) -> Any:
    return value if vendor == "postgresql" else connection.ops.adapt_datetimefield_value(value)
