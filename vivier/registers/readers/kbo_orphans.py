"""Rows of nobody among those that DuckDB read: establishments of no enterprise; names, addresses and contacts
of no number of an extract.

Among the lines that are kept as they are, `kbo_kept.py` finds them.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vivier.registers.readers.kbo_lines import MOST_LISTED, Reading
from vivier.registers.readers.kbo_numbers import Known, Numbers
from vivier.registers.readers.kbo_tables import AS_SAID, Connection, number, scan

AT_ONCE = 1_000_000  # rows read at once: 8 MB a column
NO_ENTERPRISE = "the enterprise is not in the extract"
NOBODY = "nobody has this number"


def note_orphans(sql: Connection, path: Path, table: str, into: str, known: Known, reading: Reading) -> None:
    """Leave out or list the rows of nobody in the table `into.table`, read from a file; `known`: who is."""
    if table == "enterprise":
        return
    if table == "establishment":
        _leave_out_establishments(sql, path, into, known, reading)
        return
    lost = [numbers[known.missing(numbers)] for (numbers,) in _rows(sql, f"{into}.{table}", "k")]
    _list(sql, path, f"{into}.{table}", lost, reading)


def add_numbers(sql: Connection, table: str, known: Known) -> None:
    """Add the numbers of a table of DuckDB to those known."""
    for (numbers,) in _rows(sql, table, "k"):
        known.add(numbers)


def add_branches(sql: Connection, files: dict[str, Path], known: Known) -> None:
    """Add the numbers of branches, which need not check."""
    if "branch" in files:
        found = sql.execute(f"SELECT {number('Id')} AS k FROM {scan(files['branch'])}").fetchall()
        known.add_others(np.array([k for (k,) in found if k], np.uint64))


def _leave_out_establishments(
    sql: Connection, path: Path, into: str, enterprises: Known, reading: Reading
) -> None:
    lost, of = list[int](), list[Numbers]()
    for numbers, enterprise in _rows(sql, f"{into}.establishment", "k, enterprise"):
        missing = enterprises.missing(enterprise)
        lost += numbers[missing].tolist()
        of.append(np.unique(enterprise[missing]))
    if lost:
        sql.execute(
            f"DELETE FROM {into}.establishment WHERE enterprise IS NULL"
            " OR enterprise IN (SELECT unnest(?::UBIGINT[]))",
            [np.concatenate(of).tolist()],
        )
    reading.leave_out(path, len(lost), [(k, NO_ENTERPRISE) for k in lost[:MOST_LISTED]])


def _list(sql: Connection, path: Path, table: str, lost: list[Numbers], reading: Reading) -> None:
    """Count and list rows of nobody; a row whose number is none at all by what it says."""
    found = np.concatenate(lost) if lost else np.zeros(0, np.uint64)
    rows: list[str | int] = list(found[found > 0][:MOST_LISTED].tolist())
    if np.count_nonzero(found == 0):
        said = sql.execute(f"SELECT {AS_SAID} FROM {table} WHERE k IS NULL LIMIT {MOST_LISTED}").fetchall()
        rows = [*rows, *(one for (one,) in said)][:MOST_LISTED]
    reading.leave_out(path, len(found), [(one, NOBODY) for one in rows])


def _rows(sql: Connection, table: str, columns: str) -> Iterator[list[Numbers]]:
    """Yield the columns of a table some rows at a time, as numbers; nothing is 0."""
    found = sql.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    last = -1 if found is None or found[0] is None else int(found[0])
    for first in range(0, last + 1, AT_ONCE):
        some = sql.execute(
            f"SELECT {columns} FROM {table} WHERE rowid >= {first} AND rowid < {first + AT_ONCE}"
        ).fetchnumpy()
        yield [np.ma.filled(one, 0).astype(np.uint64, copy=False) for one in some.values()]
