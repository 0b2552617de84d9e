"""Rows of nobody: establishments of no enterprise; names, addresses and contacts of no number of an extract.

The last two of a number's ten digits follow from the others: which numbers there are is one bit for each of
the others, 12.5 MB however many enterprises there are.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vivier.registers.readers.kbo_lines import MOST_LISTED, Reading
from vivier.registers.readers.kbo_tables import AS_SAID, Connection, number, scan

Numbers = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
AT_ONCE = 1_000_000  # rows read at once: 8 MB a column
BASES = 100_000_000  # eight digits
NAMED = ("denomination", "address", "contact")


class Known:
    """The numbers of an extract: those that check, and the few others there may be (of branches)."""

    def __init__(self) -> None:
        self._bits = np.zeros(BASES // 8, np.uint8)
        self._others: Numbers = np.zeros(0, np.uint64)

    def add(self, numbers: Numbers) -> None:
        """Add numbers whose last digits check the others."""
        base = numbers // np.uint64(100)
        bit = np.left_shift(np.uint8(1), (base & np.uint64(7)).astype(np.uint8))
        np.bitwise_or.at(self._bits, (base >> np.uint64(3)).astype(np.int64), bit)

    def add_others(self, numbers: Numbers) -> None:
        """Add a few numbers whatever their digits."""
        self._others = numbers

    def missing(self, numbers: Numbers) -> Flags:
        """Say which numbers are not known; 0 never is."""
        base = numbers // np.uint64(100)
        fits = (base < BASES) & (np.uint64(97) - base % np.uint64(97) == numbers - base * np.uint64(100))
        base[~fits] = 0
        byte = self._bits[(base >> np.uint64(3)).astype(np.int64)]
        bit = (byte >> (base & np.uint64(7)).astype(np.uint8)) & np.uint8(1)
        missing: Flags = (bit == 0) | ~fits
        missing[missing] = ~np.isin(numbers[missing], self._others)
        return missing


def note_orphans(sql: Connection, files: dict[str, Path], into: str, reading: Reading) -> None:
    """Leave out establishments of no enterprise; list names, addresses and contacts of nobody."""
    known = Known()
    for (numbers,) in _rows(sql, f"{into}.enterprise", "k"):
        known.add(numbers)
    _leave_out_establishments(sql, files["establishment"], into, known, reading)
    for (numbers,) in _rows(sql, f"{into}.establishment", "k"):
        known.add(numbers)
    if "branch" in files:
        found = sql.execute(f"SELECT {number('Id')} AS k FROM {scan(files['branch'])}").fetchall()
        known.add_others(np.array([k for (k,) in found if k], np.uint64))
    with ThreadPoolExecutor(2) as beside:
        of_each = beside.map(lambda table: _lost(sql.cursor(), f"{into}.{table}", known), NAMED)
        for table, nobody in zip(NAMED, of_each, strict=True):
            _list(sql, files[table], f"{into}.{table}", nobody, reading)


def _lost(sql: Connection, table: str, known: Known) -> list[Numbers]:
    try:
        return [numbers[known.missing(numbers)] for (numbers,) in _rows(sql, table, "k")]
    finally:
        sql.close()


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
    why = "the enterprise is not in the extract"
    reading.leave_out(path, len(lost), [(k, why) for k in lost[:MOST_LISTED]])


def _list(sql: Connection, path: Path, table: str, lost: list[Numbers], reading: Reading) -> None:
    """Count and list rows of nobody; a row whose number is none at all by what it says."""
    found = np.concatenate(lost) if lost else np.zeros(0, np.uint64)
    rows: list[str | int] = list(found[found > 0][:MOST_LISTED].tolist())
    if np.count_nonzero(found == 0):
        said = sql.execute(f"SELECT {AS_SAID} FROM {table} WHERE k IS NULL LIMIT {MOST_LISTED}").fetchall()
        rows = [*rows, *(one for (one,) in said)][:MOST_LISTED]
    reading.leave_out(path, len(found), [(one, "nobody has this number") for one in rows])


def _rows(sql: Connection, table: str, columns: str) -> Iterator[list[Numbers]]:
    """Yield the columns of a table some rows at a time, as numbers; nothing is 0."""
    found = sql.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    last = -1 if found is None or found[0] is None else int(found[0])
    for first in range(0, last + 1, AT_ONCE):
        some = sql.execute(
            f"SELECT {columns} FROM {table} WHERE rowid >= {first} AND rowid < {first + AT_ONCE}"
        ).fetchnumpy()
        yield [np.ma.filled(one, 0).astype(np.uint64, copy=False) for one in some.values()]
