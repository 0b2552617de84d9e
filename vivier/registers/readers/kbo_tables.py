"""The tables of an extract as columns: read once by DuckDB, checked, and kept in a file of its own.

DuckDB does the reading in bounded memory; nothing of the size of the extract is ever held by Python. What
cannot be used is left out and listed with its file and line; what a spreadsheet damaged (lost zeros, dots) is
repaired.
A number is kept as the register writes it, `0403.170.701`.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import duckdb

from vivier.registers.readers.kbo_layout import COLUMNS, LONGEST_LINE, BadRow, header_of

Connection = duckdb.DuckDBPyConnection

MEMORY_MB = 320
MOST_LISTED = 5_000
KEPT = ("enterprise", "establishment", "denomination", "address", "contact")


@dataclass(slots=True)
class Reading:
    """What reading an extract counted: lines and left-out rows by file, digests, the first bad rows."""

    rows: dict[str, int] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    faulty: dict[Path, list[tuple[str, str]]] = field(default_factory=dict)
    listed: list[BadRow] = field(default_factory=list)

    @property
    def share_bad(self) -> float:
        """Share of all rows that were left out, 0 to 1."""
        return sum(self.bad.values()) / max(sum(self.rows.values()), 1)

    @property
    def worst(self) -> float:
        """Share of left-out rows in the file that has most of them, 0 to 1."""
        return max((self.bad.get(one, 0) / max(count, 1) for one, count in self.rows.items()), default=0.0)


@contextmanager
def connected(scratch: Path, *, memory_mb: int = MEMORY_MB) -> Iterator[Connection]:
    """Open DuckDB with bounded memory; what does not fit goes to `scratch`."""
    scratch.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(":memory:")
    connection.execute(
        f"SET memory_limit='{memory_mb}MB'; SET threads={min(os.cpu_count() or 1, 4)};"
        f"SET preserve_insertion_order=false; SET temp_directory={quoted(scratch)};"
    )
    try:
        yield connection
    finally:
        connection.close()


def quoted(value: object) -> str:
    """Write a text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def scan(path: Path) -> str:
    """Return the SQL that reads one CSV file, every column as text; unreadable lines are noted, not fatal."""
    names = ", ".join(f"{quoted(one)}: 'VARCHAR'" for one in header_of(path))
    return (
        f"read_csv({quoted(path)}, auto_detect=false, columns={{{names}}}, header=true, delim=',',"
        " quote='\"', escape='\"', ignore_errors=true, store_rejects=true, rejects_limit=0, strict_mode=true,"
        f" max_line_size={LONGEST_LINE * 4})"
    )


def number(column: str) -> str:
    """Return the SQL of a number as the register writes it: `BE 403170701` is `0403.170.701`."""
    bare = f"lpad(regexp_replace({column}, '[^0-9]', '', 'g'), 10, '0')"
    ends = f"substr({bare}, 5, 3) || '.' || right({bare}, 3)"
    establishment = f"left({bare}, 1) || '.' || substr({bare}, 2, 3) || '.' || {ends}"
    return (
        f"CASE WHEN length({column}) IN (12, 13) THEN {column} WHEN length({bare}) <> 10 THEN {column}"
        f" WHEN {bare} < '2' THEN left({bare}, 4) || '.' || {ends} ELSE {establishment} END"
    )


def is_number(column: str) -> str:
    """Return the SQL test of ten digits whose last two check the others."""
    bare = f"replace({column}, '.', '')"
    check = f"97 - try_cast(left({bare}, 8) AS INTEGER) % 97"
    return f"coalesce(length({bare}) = 10 AND {check} = try_cast(right({bare}, 2) AS INTEGER), false)"


def day(column: str) -> str:
    """Return the SQL of a date written `dd-mm-yyyy`, or as spreadsheets write it again."""
    turned = f"substr({column}, 7, 4) || '-' || substr({column}, 4, 2) || '-' || left({column}, 2)"
    return f"coalesce(try_cast({turned} AS DATE), try_cast({column} AS DATE))"


def nace(column: str) -> str:
    """Return the SQL of five or seven digits; dots go, a lost zero comes back; NULL when it is no code."""
    bare = f"replace({column}, '.', '')"
    return (
        f"CASE WHEN length({column}) IN (5, 7) AND try_cast({column} AS INTEGER) IS NOT NULL THEN {column}"
        f" WHEN try_cast({bare} AS INTEGER) IS NULL THEN NULL WHEN length({bare}) IN (5, 7) THEN {bare}"
        f" WHEN length({bare}) IN (4, 6) THEN '0' || {bare} END"
    )


# Why a row is left out: (SQL test on the columns of its file, sentence), the first that holds.
FAULTS: dict[str, tuple[tuple[str, str], ...]] = {
    "enterprise": (
        (f"NOT {is_number('EnterpriseNumber')}", "the number has no ten digits that check"),
        (
            f"nullif(StartDate, '') IS NOT NULL AND {day('StartDate')} IS NULL",
            "the start date is not a day dd-mm-yyyy",
        ),
        ("coalesce(TypeOfEnterprise, '') NOT IN ('0', '1', '2')", "the type of enterprise is not 0, 1 or 2"),
    ),
    "establishment": (
        (f"NOT {is_number('EstablishmentNumber')}", "the number has no ten digits that check"),
    ),
    "denomination": (("nullif(trim(Denomination), '') IS NULL", "there is no name"),),
    "address": (),
    "contact": (),
}


def keep_table(sql: Connection, path: Path, table: str, into: str, reading: Reading) -> None:
    """Copy one CSV file into the table `into.table`; leave out, count and list its faulty rows."""
    key, *others = COLUMNS[table]
    columns = ", ".join((f"{number(key)} AS {key}", *others))
    if table == "establishment":
        columns = columns.replace("EnterpriseNumber", f"{number('EnterpriseNumber')} AS EnterpriseNumber")
    sql.execute(f"CREATE OR REPLACE TABLE {into}.{table} AS SELECT {columns} FROM {scan(path)}")
    note_unreadable(sql, path, reading)
    for test, why in FAULTS[table]:
        leave_out(sql, path, table, into, test, why, reading)


def leave_out(
    sql: Connection, path: Path, table: str, into: str, test: str, why: str, reading: Reading
) -> None:
    """Take the rows that fail a test out of a table and list them."""
    gone = f"DELETE FROM {into}.{table} WHERE {test} RETURNING {as_said(COLUMNS[table])}, {quoted(why)}"
    rows = sql.execute(gone).fetchall()
    reading.bad[path.name] = reading.bad.get(path.name, 0) + len(rows)
    reading.faulty.setdefault(path, []).extend(rows[:MOST_LISTED])


def as_said(columns: Iterable[str]) -> str:
    """Return the SQL of a row as its line says it, without quotes: what lines are looked up by."""
    said = ", ".join(f"coalesce({one}, '')" for one in columns)
    return f"replace(concat_ws(',', {said}), '\"', '')"


def weigh(path: Path, reading: Reading) -> None:
    """Note a file's SHA-256 and how many lines follow its header, in one pass."""
    digest, lines, last = sha256(), -1, b"\n"
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            digest.update(block)
            lines += block.count(b"\n")
            last = block[-1:]
    reading.rows[path.name] = max(lines + (last != b"\n"), 0)
    reading.digests[path.name] = digest.hexdigest()


def count(sql: Connection, query: str) -> int:
    """Return the one number of a query."""
    row = sql.execute(query).fetchone()
    return int(row[0]) if row else 0


def note_unreadable(sql: Connection, path: Path, reading: Reading) -> None:
    """List the lines that are no CSV of the announced columns, with their line, and forget them."""
    rows = sql.execute(
        "SELECT line, any_value(error_type), any_value(csv_line) FROM reject_errors"
        " GROUP BY line ORDER BY line"
    ).fetchall()
    reading.bad[path.name] = reading.bad.get(path.name, 0) + len(rows)
    for line, fault, said in rows[: max(0, MOST_LISTED - len(reading.listed))]:
        why = f"the line cannot be read ({str(fault).lower()})"
        reading.listed.append(BadRow(path.name, int(line), why, str(said).strip()[:300]))
    sql.execute("TRUNCATE reject_errors; TRUNCATE reject_scans")


def find_lines(sql: Connection, reading: Reading) -> None:
    """Look up the lines of all rows left out, one pass over each file that has some."""
    sql.execute("SET preserve_insertion_order=true")
    for path, rows in reading.faulty.items():
        if not rows:
            continue
        room = max(MOST_LISTED - len(reading.listed), 0)
        sql.execute("CREATE OR REPLACE TEMP TABLE faulty (line VARCHAR, why VARCHAR)")
        sql.executemany("INSERT INTO faulty VALUES (?, ?)", rows)
        lines = (
            "SELECT row_number() OVER () AS number, said FROM read_csv("
            f"{quoted(path)}, auto_detect=false, columns={{'said': 'VARCHAR'}}, header=false, delim='\x01',"
            f" quote='', escape='', ignore_errors=true, max_line_size={LONGEST_LINE * 4})"
        )
        starts = "(SELECT left(line, 12) FROM faulty)"
        found = sql.execute(
            f"SELECT number, why, said FROM (SELECT * FROM ({lines}) WHERE substr(said, 2, 12) IN {starts}"
            f" OR left(said, 12) IN {starts}) JOIN (SELECT line, any_value(why) AS why FROM faulty"
            f" GROUP BY line) ON replace(said, '\"', '') = line ORDER BY number LIMIT {room}"
        ).fetchall()
        reading.listed += [BadRow(path.name, int(line), why, str(said)[:300]) for line, why, said in found]
    sql.execute("SET preserve_insertion_order=false")
    reading.faulty.clear()
