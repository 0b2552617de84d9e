"""The tables of an extract as columns: read once by DuckDB, checked, and kept in a file of its own.

DuckDB does the reading in bounded memory; nothing of the size of the extract is ever held by Python. What
cannot be used is left out and listed with its file and line; what a spreadsheet damaged (lost zeros, dots) is
repaired. Numbers are kept as numbers: `0403.170.701` is 403170701. Of contacts only websites and telephones
are kept: e-mail addresses are never stored.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from vivier.registers.readers.kbo_layout import COLUMNS, LONGEST_LINE, BadExtract, BadRow, header_of
from vivier.registers.readers.kbo_lines import MOST_LISTED, Reading
from vivier.registers.readers.kbo_sieve import Sieved

Connection = duckdb.DuckDBPyConnection

MEMORY_MB = 230
BUFFER = 16_000_000  # bytes of a file that one thread holds
FIRST_ESTABLISHMENT = 2_000_000_000  # numbers below are enterprises


@contextmanager
def connected(scratch: Path, *, memory_mb: int = MEMORY_MB) -> Iterator[Connection]:
    """Open DuckDB with bounded memory; what does not fit goes to `scratch`."""
    scratch.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(":memory:")
    connection.execute(
        f"SET memory_limit='{memory_mb}MB'; SET threads={min(os.cpu_count() or 1, 4)};"
        f"SET preserve_insertion_order=false; SET temp_directory={quoted(scratch)};"
        " SET force_compression='uncompressed';"  # a layer is written once and read a few times
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
        f" max_line_size={LONGEST_LINE * 4}, buffer_size={BUFFER})"
    )


def dotted(number: str) -> str:
    """Write ten digits as the register does: `0403170701` is `0403.170.701`."""
    digits = number.replace(".", "").zfill(10)
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def number(column: str) -> str:
    """Return the SQL of a number of the register, dots, spaces and letters around it forgiven."""
    plain = f"try_cast(replace({column}, '.', '') AS UBIGINT)"
    bare = f"nullif(regexp_replace({column}, '[^0-9]', '', 'g'), '')"
    # Not coalesce: DuckDB would run the regular expression on every row.
    return f"CASE WHEN {plain} IS NULL THEN try_cast({bare} AS UBIGINT) ELSE {plain} END"


def is_number(column: str) -> str:
    """Return the SQL test of at most ten digits whose last two check the others."""
    check = f"97 - ({column} // 100) % 97 = {column} % 100"
    return f"coalesce({column} < 10000000000 AND {check}, false)"


def day(column: str) -> str:
    """Return the SQL of a date written `dd-mm-yyyy`, or as spreadsheets write it again."""
    turned = f"substr({column}, 7, 4) || '-' || substr({column}, 4, 2) || '-' || left({column}, 2)"
    otherwise = f"coalesce(try_cast({turned} AS DATE), try_cast({column} AS DATE))"
    as_usual = f"try_strptime({column}, '%d-%m-%Y')::DATE"
    return f"CASE WHEN {column} LIKE '__-__-____' THEN {as_usual} ELSE {otherwise} END"


def nace(column: str) -> str:
    """Return the SQL of five or seven digits; dots go, a lost zero comes back; NULL when it is no code."""
    bare = f"replace({column}, '.', '')"
    return (
        f"CASE WHEN length({column}) IN (5, 7) AND try_cast({column} AS INTEGER) IS NOT NULL THEN {column}"
        f" WHEN try_cast({bare} AS INTEGER) IS NULL THEN NULL WHEN length({bare}) IN (5, 7) THEN {bare}"
        f" WHEN length({bare}) IN (4, 6) THEN '0' || {bare} END"
    )


# The tables kept of an extract. A row is its number (`k`), and all its columns as they are written in one
# text (`rest`): a column of its own for each costs twice the time to write, and few are ever read.
KEPT = ("enterprise", "establishment", "denomination", "address", "contact")
ALSO = {"establishment": f", {number('EnterpriseNumber')} AS enterprise"}
BETWEEN = "chr(31)"
PARTS = f"string_split(rest, {BETWEEN})"
ONLY = {"contact": "ContactType IN ('WEB', 'TEL')"}
# Why a row is left out: (SQL test on `k` and the columns of its file, sentence), the first that holds.
FAULTS: dict[str, tuple[tuple[str, str], ...]] = {
    "enterprise": (
        (f"NOT {is_number('k')}", "the number has no ten digits that check"),
        (
            f"nullif(StartDate, '') IS NOT NULL AND {day('StartDate')} IS NULL",
            "the start date is not a day dd-mm-yyyy",
        ),
        ("coalesce(TypeOfEnterprise, '') NOT IN ('0', '1', '2')", "the type of enterprise is not 0, 1 or 2"),
    ),
    "establishment": ((f"NOT {is_number('k')}", "the number has no ten digits that check"),),
    "denomination": (("coalesce(trim(Denomination), '') = ''", "there is no name"),),
}


def keep_table(
    sql: Connection, path: Path, table: str, into: str, reading: Reading, sieved: Sieved | None = None
) -> None:
    """Copy one CSV file into the table `into.table`; leave out, count and list its faulty rows.

    Of a file that was `sieved` only what was let through is read.
    """
    sql.execute(
        f"CREATE OR REPLACE TABLE {into}.{table} AS {rows_of(sieved.path if sieved else path, table)}"
    )
    note_unreadable(sql, path, reading, sieved)
    faulty, faults = f"FROM {into}.{table} WHERE fault > 0", FAULTS.get(table, ())
    if found := count(sql, f"SELECT count(*) {faulty}"):
        some = sql.execute(f"SELECT {AS_SAID}, fault {faulty} LIMIT {MOST_LISTED}").fetchall()
        sql.execute(f"DELETE {faulty}")
        reading.leave_out(path, found, [(said, faults[at - 1][1]) for said, at in some])


@contextmanager
def refusing_what_is_no_csv(path: Path) -> Iterator[None]:
    """Refuse an extract with a file that DuckDB gives up on, as one whose lines end in several ways."""
    try:
        yield
    except duckdb.InvalidInputException as error:
        raise BadExtract(
            f"{path.name} cannot be read as CSV; its lines may end in different ways."
        ) from error


def rows_of(path: Path, table: str) -> str:
    """Return the SQL of the rows of a file as they are kept.

    The number is in `rest` only as it is written, and only when it cannot be used.
    """
    key, *others = COLUMNS[table]
    cases = " ".join(f"WHEN {test} THEN {at}" for at, (test, _why) in enumerate(FAULTS.get(table, ()), 1))
    fault = f"CASE {cases} ELSE 0 END" if cases else "0"
    written = f", {BETWEEN}, ".join((f"CASE WHEN fault > 0 OR k IS NULL THEN {key} END", *others))
    return (
        f"SELECT k{ALSO.get(table, '')}, ({fault})::UTINYINT AS fault, concat({written}) AS rest"
        f" FROM (SELECT *, {number(key)} AS k FROM {scan(path)} WHERE {ONLY.get(table, 'true')})"
    )


# A row kept with its number, as `as_said` writes it.
AS_SAID = f"replace(replace(rest, {BETWEEN}, ','), '\"', '')"


def as_said(table: str) -> str:
    """Return the SQL of a row as its line says it, without quotes: what lines are looked up by."""
    said = ", ".join(f"coalesce({one}, '')" for one in COLUMNS[table])
    return f"replace(concat_ws(',', {said}), '\"', '')"


def note_unreadable(sql: Connection, path: Path, reading: Reading, sieved: Sieved | None = None) -> None:
    """List the lines that are no CSV of the announced columns, and forget them; `sieved`: what was read."""
    rows = sql.execute(
        "SELECT line, any_value(error_type), any_value(csv_line) FROM reject_errors"
        " GROUP BY line ORDER BY line"
    ).fetchall()
    reading.bad[path.name] = reading.bad.get(path.name, 0) + len(rows)
    for line, fault, said in rows[: max(0, MOST_LISTED - len(reading.listed))]:
        why = f"the line cannot be read ({str(fault).lower()})"
        at, text = sieved.line(int(line)) if sieved else (int(line), str(said))
        reading.listed.append(BadRow(path.name, at, why, text.strip()[:300]))
    sql.execute("TRUNCATE reject_errors; TRUNCATE reject_scans")


def count(sql: Connection, query: str) -> int:
    """Return the one number of a query."""
    row = sql.execute(query).fetchone()
    return int(row[0]) if row else 0
