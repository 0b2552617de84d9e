"""What is kept of the extracts read so far: a full one as base, and each update as a layer over it.

A layer is a folder, written under another name and renamed when it is whole, so that a reading cut off
anywhere leaves nothing behind. A base keeps the plain lines of its tables as they are written (`kbo_kept.py`)
and the odd ones in a DuckDB file. An update is a DuckDB file: it has, for each table, the keys whose rows are
gone (`<table>_gone`) and the rows that came: delete first, then insert. Of the activities only those that a
sector definition names are kept: an update always gives all activities of the enterprises it touches.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from vivier.registers.readers.kbo_kept import KeptLines, is_kept, keep_plain
from vivier.registers.readers.kbo_layout import COLUMNS, ENTITY, BadExtract, Extract
from vivier.registers.readers.kbo_lines import MOST_LISTED, Reading, find_lines, look_among, measure
from vivier.registers.readers.kbo_numbers import Known
from vivier.registers.readers.kbo_orphans import add_branches, add_numbers, note_orphans
from vivier.registers.readers.kbo_sieve import Sieved, sieve
from vivier.registers.readers.kbo_tables import (
    KEPT,
    Connection,
    as_said,
    count,
    keep_table,
    nace,
    note_unreadable,
    number,
    quoted,
    refusing_what_is_no_csv,
    scan,
)

FILE = "extract.duckdb"
NEW = "building"
READY = "ready.json"
SIEVED = "activity.odd.csv"
SHAPE = 5  # of the tables in a layer: one of another shape is as if it was not kept
Wanted = frozenset[tuple[str, str]]
# Begins what makes some things, perhaps in a process of its own, and gives an iterator over them.
Apart = Callable[[Callable[[], Iterator[Any]]], AbstractContextManager[Iterator[Any]]]


@contextmanager
def _here(make: Callable[[], Iterator[Any]]) -> Iterator[Iterator[Any]]:
    yield make()


@dataclass(frozen=True, slots=True)
class Layer:
    """One extract as it is kept: its number and day, and the number it follows (None: a full extract)."""

    folder: Path
    number: int
    taken_on: date
    follows: int | None
    wanted: str


def layers(home: Path, upto: int) -> list[Layer]:
    """Return the base and the updates that lead to extract number `upto`, base first; empty when not kept."""
    found: list[Layer] = []
    wanted: int | None = upto
    while wanted is not None:
        layer = _read(home / str(wanted))
        if layer is None:
            return []
        found.append(layer)
        wanted = layer.follows
    return found[::-1]


def _read(folder: Path) -> Layer | None:
    try:
        said = json.loads((folder / READY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if said.get("shape") != SHAPE:
        return None
    return Layer(
        folder, said["number"], date.fromisoformat(said["taken_on"]), said["follows"], said["wanted"]
    )


def keep_full(
    sql: Connection, extract: Extract, home: Path, wanted: Wanted, reading: Reading, *, apart: Apart = _here
) -> Layer:
    """Keep a full extract as a new base; what can be read `apart` is read beside the other tables."""
    building, known, activities = _building(home), Known(), extract.files["activity"]
    with (
        apart(lambda: _sieve(activities, wanted, building / SIEVED)) as sieving,
        _open_for_writing(sql, building),
    ):
        _keep_known(sql, extract, building, known, reading)
        with apart(lambda: _plain(extract, "address", building, known)) as addresses:
            for table in ("denomination", "contact"):
                _keep_table(sql, extract, table, building, known, reading)
            for plain in addresses:
                _keep_rest(sql, extract.files["address"], "address", plain, known, reading)
        for sieved, weighed in sieving:
            reading.add(weighed)
            keep_hits(sql, activities, wanted, reading, sieved)
        find_lines(reading)
    return _finish(home, building, extract, None, wanted)


def _keep_known(sql: Connection, extract: Extract, building: Path, known: Known, reading: Reading) -> None:
    """Keep the enterprises, then the establishments of those, and note who is known."""
    for table in ("enterprise", "establishment"):
        _keep_table(sql, extract, table, building, known, reading)
        add_numbers(sql, f"{NEW}.{table}", known)
        if is_kept(building, table):
            known.add_bases(KeptLines(building, table).bases)
    add_branches(sql, extract.files, known)


Plain = tuple[Sieved | None, Reading]


def _keep_table(
    sql: Connection, extract: Extract, table: str, building: Path, known: Known, reading: Reading
) -> None:
    for plain in _plain(extract, table, building, known):
        _keep_rest(sql, extract.files[table], table, plain, known, reading)


def _plain(extract: Extract, table: str, building: Path, known: Known) -> Iterator[Plain]:
    """Keep the plain lines of a table of a full extract: what the odd ones are, and what was counted."""
    counted = Reading()
    yield keep_plain(extract.files[table], table, building, known, counted), counted


def _keep_rest(sql: Connection, path: Path, table: str, plain: Plain, known: Known, reading: Reading) -> None:
    """Keep the odd lines of a table (or all) as DuckDB reads them."""
    odd, counted = plain
    reading.add(counted)
    keep_table(sql, path, table, NEW, reading, odd)
    note_orphans(sql, path, table, NEW, known, reading)
    if odd:
        look_among(odd.path, path, odd.lines, reading)
        odd.path.unlink()
    else:
        measure(path, reading)


def _sieve(path: Path, wanted: Wanted, into: Path) -> Iterator[Plain]:
    """Sieve a file of activities: what was let through (None: all is to be read), and what it weighs."""
    weighed = Reading()
    yield sieve(path, {code for _version, code in wanted}, into, weighed), weighed


def keep_update(
    sql: Connection, extract: Extract, home: Path, wanted: Wanted, reading: Reading, *, follows: int
) -> Layer:
    """Keep an update as a layer over extract number `follows`."""
    building = _building(home)
    with _open_for_writing(sql, building):
        for table in KEPT:
            keep_table(sql, extract.files[f"{table}_insert"], table, NEW, reading)
            keep_gone(sql, extract, table, f"{table}_gone")
        came = extract.files["activity_insert"]
        for sieved, weighed in _sieve(came, wanted, building / SIEVED):
            reading.add(weighed)
            keep_hits(sql, came, wanted, reading, sieved)
        keep_gone(sql, extract, "activity", "hits_gone")
        sql.execute(
            f"CREATE TABLE {NEW}.activity_came AS SELECT DISTINCT {number(ENTITY)} AS k FROM"
            f" {scan(extract.files['activity_insert'])}"
        )
        find_lines(reading)
    return _finish(home, building, extract, follows, wanted)


@contextmanager
def _open_for_writing(sql: Connection, building: Path) -> Iterator[None]:
    sql.execute(f"ATTACH {quoted(building / FILE)} AS {NEW}")
    try:
        yield
    finally:
        sql.execute(f"DETACH {NEW}")


def _building(home: Path) -> Path:
    building = home / "building"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    return building


def _finish(home: Path, building: Path, extract: Extract, follows: int | None, wanted: Wanted) -> Layer:
    said = {
        "shape": SHAPE,
        "number": extract.number,
        "taken_on": extract.taken_on.isoformat(),
        "follows": follows,
        "wanted": fingerprint(wanted),
    }
    (building / READY).write_text(json.dumps(said), encoding="utf-8")
    folder = home / str(extract.number)
    shutil.rmtree(folder, ignore_errors=True)
    building.rename(folder)
    layer = _read(folder)
    if layer is None:
        raise BadExtract("What was read could not be kept: is the disk full?")
    return layer


def forget(home: Path, *, keep: Iterable[int]) -> None:
    """Remove the layers that no extract number to keep needs."""
    needed = {layer.folder for one in keep for layer in layers(home, one)}
    for folder in home.iterdir() if home.exists() else ():
        if folder.is_dir() and folder not in needed:
            shutil.rmtree(folder, ignore_errors=True)


def fingerprint(wanted: Wanted) -> str:
    """Return a short text that changes when the codes wanted change."""
    return f"{len(wanted)}:{hash_of(sorted(f'{version}/{code}' for version, code in wanted))}"


def hash_of(words: Iterable[str]) -> str:
    """Return a digest of some words in their order."""
    return blake2b("\n".join(words).encode(), digest_size=8).hexdigest()


def keep_gone(sql: Connection, extract: Extract, table: str, into: str) -> None:
    """Keep the keys whose rows an update takes away."""
    path = extract.files[f"{table}_delete"]
    sql.execute(
        f"CREATE TABLE {NEW}.{into} AS SELECT DISTINCT {number(COLUMNS[table][0])} AS k FROM {scan(path)}"
        " WHERE k IS NOT NULL"
    )


def keep_hits(sql: Connection, path: Path, wanted: Wanted, reading: Reading, sieved: Sieved | None) -> None:
    """Keep the activities that a definition names (five digits decide); list the rows whose code is none.

    Of a file that was sieved only what was let through is read.
    """
    sql.execute("CREATE OR REPLACE TEMP TABLE wanted (version VARCHAR, code VARCHAR)")
    sql.executemany("INSERT INTO wanted VALUES (?, ?)", sorted(wanted) or [("", "")])
    five = ", ".join(sorted({quoted(code) for _version, code in wanted})) or "''"
    with refusing_what_is_no_csv(path):
        sql.execute(
            "CREATE OR REPLACE TEMP TABLE found AS"
            " SELECT k, NaceVersion AS version, code, Classification AS kind,"
            f" CASE WHEN code IS NULL THEN {as_said('activity')} END AS said FROM (SELECT *,"
            f" {nace('NaceCode')} AS code, {number(ENTITY)} AS k FROM {scan(sieved.path if sieved else path)}"
            f" WHERE left(NaceCode, 5) IN ({five}) OR length(NaceCode) NOT IN (5, 7)"
            " OR try_cast(NaceCode AS INTEGER) IS NULL)"
            f" WHERE code IS NULL OR left(code, 5) IN ({five})"
        )
    note_unreadable(sql, path, reading, sieved)
    why = "the activity code has no five or seven digits"
    rows = sql.execute(f"SELECT said FROM found WHERE code IS NULL LIMIT {MOST_LISTED}").fetchall()
    bad = count(sql, "SELECT count(*) FROM found WHERE code IS NULL")
    reading.leave_out(path, bad, [(said, why) for (said,) in rows])
    if sieved:
        look_among(sieved.path, path, sieved.lines, reading)
        sieved.path.unlink()
    sql.execute(
        f"CREATE OR REPLACE TABLE {NEW}.hits AS SELECT k, version, f.code, bool_or(kind = 'MAIN') AS main"
        " FROM found f SEMI JOIN wanted w ON w.version = f.version AND w.code = left(f.code, 5)"
        " WHERE f.code IS NOT NULL AND k IS NOT NULL GROUP BY ALL"
    )
