"""What is kept of the extracts read so far: a full one as base, and each update as a layer over it.

A layer is a DuckDB file in a folder, written under another name and renamed when it is whole, so that a
reading cut off anywhere leaves nothing behind. An update layer has, for each table, the keys whose rows are
gone (`<table>_gone`) and the rows that came: delete first, then insert. Of the activities only those that a
sector definition names are kept: an update always gives all activities of the enterprises it touches.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path

from vivier.registers.readers.kbo_layout import COLUMNS, ENTITY, BadExtract, Extract
from vivier.registers.readers.kbo_lines import MOST_LISTED, Reading, find_lines, look_among, measure
from vivier.registers.readers.kbo_orphans import note_orphans
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
    scan,
)

FILE = "extract.duckdb"
NEW = "building"
READY = "ready.json"
SIEVED = "activity.csv"
SHAPE = 4  # of the tables in a layer: one of another shape is as if it was not kept
Wanted = frozenset[tuple[str, str]]


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


def keep_full(sql: Connection, extract: Extract, home: Path, wanted: Wanted, reading: Reading) -> Layer:
    """Keep a full extract as a new base; the activities are sieved and kept beside the other tables."""
    building = _building(home)
    with _open_for_writing(sql, building), ThreadPoolExecutor(1) as beside:
        activities = beside.submit(_keep_activities, sql.cursor(), extract, wanted, building)
        for table in KEPT:
            keep_table(sql, extract.files[table], table, NEW, reading)
        note_orphans(sql, extract.files, NEW, reading)
        reading.add(activities.result())
        find_lines(reading)
    return _finish(home, building, extract, None, wanted)


def _keep_activities(sql: Connection, extract: Extract, wanted: Wanted, building: Path) -> Reading:
    """Sieve the activities and keep what is wanted, note how long the other files are and their digests."""
    reading, path = Reading(), extract.files["activity"]
    try:
        sieved = _sieve(path, wanted, building / SIEVED, reading)
        keep_hits(sql, path, wanted, reading, sieved)
        for table in KEPT:
            measure(extract.files[table], reading)
    finally:
        sql.close()
    return reading


def _sieve(path: Path, wanted: Wanted, into: Path, reading: Reading) -> Sieved | None:
    sieved = sieve(path, {code for _version, code in wanted}, into, reading)
    if sieved is None:
        into.unlink(missing_ok=True)
    return sieved


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
        keep_hits(sql, came, wanted, reading, _sieve(came, wanted, building / SIEVED, reading))
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
    lines = sieved.lines if sieved else None
    sql.execute(
        "CREATE OR REPLACE TEMP TABLE found AS"
        " SELECT k, NaceVersion AS version, code, Classification AS kind,"
        f" CASE WHEN code IS NULL THEN {as_said('activity')} END AS said FROM (SELECT *,"
        f" {nace('NaceCode')} AS code, {number(ENTITY)} AS k FROM {scan(sieved.path if sieved else path)}"
        f" WHERE left(NaceCode, 5) IN ({five}) OR length(NaceCode) NOT IN (5, 7)"
        " OR try_cast(NaceCode AS INTEGER) IS NULL)"
        f" WHERE code IS NULL OR left(code, 5) IN ({five})"
    )
    note_unreadable(sql, path, reading, lines)
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


# The columns of each table of a layer.
_SEEN = dict.fromkeys(KEPT, "k, rest") | {
    "establishment": "k, enterprise, rest",
    "hits": "k, version, code, main",
}


def open_views(sql: Connection, chain: list[Layer]) -> None:
    """Make a view of each table as it stands after the last layer of a chain."""
    for layer in chain:
        sql.execute(f"ATTACH IF NOT EXISTS {quoted(layer.folder / FILE)} AS e{layer.number} (READ_ONLY)")
    for table, seen in _SEEN.items():
        parts = []
        for at, layer in enumerate(chain):
            later = [f"SELECT k FROM e{one.number}.{table}_gone" for one in chain[at + 1 :]]
            unless = f" WHERE k NOT IN ({' UNION ALL '.join(later)})" if later else ""
            parts.append(f"SELECT {seen} FROM e{layer.number}.{table}{unless}")
        sql.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {' UNION ALL '.join(parts)}")


def close_views(sql: Connection, chain: list[Layer]) -> None:
    """Let go of the files of a chain."""
    for layer in chain:
        sql.execute(f"DETACH DATABASE IF EXISTS e{layer.number}")
