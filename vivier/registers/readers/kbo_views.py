"""The tables of a chain of layers as they stand after the last, as far as some enterprises need them.

Of the lines that a full extract keeps as they are written only those of these enterprises and of their
establishments are given to DuckDB; what it read itself (odd lines, updates) is seen whole.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from vivier.registers.readers.kbo_kept import KeptLines, is_kept
from vivier.registers.readers.kbo_layers import FILE, Layer
from vivier.registers.readers.kbo_numbers import Flags, Known, Numbers, checked
from vivier.registers.readers.kbo_tables import KEPT, Connection, quoted, rows_of

# The columns of each table of a layer.
_SEEN = dict.fromkeys(KEPT, "k, rest") | {
    "establishment": "k, enterprise, rest",
    "hits": "k, version, code, main",
}


def attach(sql: Connection, chain: list[Layer]) -> None:
    """Open the layers of a chain for reading."""
    for layer in chain:
        sql.execute(f"ATTACH IF NOT EXISTS {quoted(layer.folder / FILE)} AS e{layer.number} (READ_ONLY)")


def open_views(
    sql: Connection,
    chain: list[Layer],
    scratch: Path,
    *,
    watched: Iterable[str] = (),
    only: Iterable[str] | None = None,
) -> None:
    """Make a view of each table as far as the sector needs it, or `only` some enterprises by their number.

    `watched`: enterprises needed whatever they do. Some lines are written to `scratch` to be read.
    """
    attach(sql, chain)
    if only is None:
        needed = _numbers_of(sql, chain, "hits", "k")
        enterprises = np.concatenate((needed, _as_numbers(watched), enterprises_of(sql, chain, needed)))
    else:
        enterprises = _as_numbers(only)
    kept = _write_needed(chain[0], enterprises, _sites_read(sql, chain, enterprises), scratch)
    for table, path in kept.items():
        sql.execute(f"CREATE OR REPLACE TEMP TABLE kept_{table} AS {rows_of(path, table)}")
        path.unlink()
    for table, seen in _SEEN.items():
        parts = []
        for at, layer in enumerate(chain):
            later = [f"SELECT k FROM e{one.number}.{table}_gone" for one in chain[at + 1 :]]
            unless = f" WHERE k NOT IN ({' UNION ALL '.join(later)})" if later else ""
            parts.append(f"SELECT {seen} FROM e{layer.number}.{table}{unless}")
            if not at and table in kept:
                parts.append(f"SELECT {seen} FROM kept_{table}{unless}")
        sql.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {' UNION ALL '.join(parts)}")


def enterprises_of(sql: Connection, chain: list[Layer], numbers: Numbers) -> Numbers:
    """Return the enterprises of those of some numbers that are an establishment in any layer of a chain."""
    some = Known()
    some.add(numbers)
    found = [enterprise[~some.missing(k)] for k, enterprise in (_sites(sql, layer) for layer in chain)]
    if is_kept(chain[0].folder, "establishment"):
        sites = KeptLines(chain[0].folder, "establishment")
        found.append(checked(np.unique(sites.enterprises[some.holds(sites.bases)])))
    return np.unique(np.concatenate(found))


def _sites(sql: Connection, layer: Layer) -> tuple[Numbers, Numbers]:
    rows = sql.execute(f"SELECT k, enterprise FROM e{layer.number}.establishment").fetchnumpy()
    k, enterprise = (np.ma.filled(rows[one], 0).astype(np.uint64) for one in ("k", "enterprise"))
    return k, enterprise


def _sites_read(sql: Connection, chain: list[Layer], enterprises: Numbers) -> Numbers:
    """Return the establishments of some enterprises that DuckDB read."""
    found = [k[np.isin(enterprise, enterprises)] for k, enterprise in (_sites(sql, layer) for layer in chain)]
    return np.concatenate(found)


def _numbers_of(sql: Connection, chain: list[Layer], table: str, column: str) -> Numbers:
    every = " UNION ".join(f"SELECT {column} FROM e{layer.number}.{table}" for layer in chain)
    found: Numbers = np.ma.filled(sql.execute(every).fetchnumpy()[column], 0).astype(np.uint64)
    return found


def _as_numbers(written: Iterable[str]) -> Numbers:
    return np.array([int(one.replace(".", "") or 0) for one in written], np.uint64)


def _write_needed(base: Layer, enterprises: Numbers, sites: Numbers, scratch: Path) -> dict[str, Path]:
    """Write the lines of some enterprises and of their establishments into files of their own."""
    of_enterprises, of_all = Known(), Known()
    of_enterprises.add(enterprises)
    for numbers in (enterprises, sites):
        of_all.add(numbers)
    written: dict[str, Path] = {}
    scratch.mkdir(parents=True, exist_ok=True)
    for table in ("establishment", *(one for one in KEPT if one != "establishment")):
        if not is_kept(base.folder, table):
            continue
        lines = KeptLines(base.folder, table)
        if table == "establishment":
            wanted: Flags = of_enterprises.holds(lines.enterprises)
            of_all.add_bases(lines.bases[wanted])
        else:
            wanted = (of_enterprises if table == "enterprise" else of_all).holds(lines.bases)
        written[table] = scratch / f"kept-{table}.csv"
        lines.write(wanted, written[table])
    return written
