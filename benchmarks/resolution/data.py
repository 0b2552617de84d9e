"""Read the labelled sets: two sources and their matches."""

from collections.abc import Collection
from pathlib import Path

from benchmarks.tables import Unreadable, key_column, rows_of, wanted_column
from vivier.directory.duplicates.records import Record

__all__ = ["SHARED", "Unreadable", "read_matches", "read_source", "rows_of"]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "eval" / "er"
_KNOWN = ("number", "street", "postal_code", "city", "country", "domain", "email", "phone")


def read_source(path: Path) -> list[Record]:
    """Read a source: a key, `name` and, when there, `granting_body`, places and contacts, in any order.

    A row without a key is left out, and so is a second row of the same key; both are said.
    """
    records: dict[str, Record] = {}
    left_out = 0
    for row in rows_of(path):
        name = wanted_column(path, list(row), "name")
        key = row[key_column(list(row), besides=name)]
        if not key or key in records:
            left_out += 1
            continue
        fields = {column.lower(): value for column, value in row.items()}
        known = {field: fields[field] for field in _KNOWN if field in fields}
        granted = fields.get("granting_body", "")
        extra = {"granting_department": granted} if granted else {}
        records[key] = Record(key, row[name], extra=extra, **known)
    _say(left_out, path, "without a key, or with one that came before")
    return list(records.values())


def read_matches(
    path: Path, lefts: Collection[str] | None = None, rights: Collection[str] | None = None
) -> set[tuple[str, str]]:
    """Read pairs of keys, the left one first: with both sides known, whichever columns hold them.

    A pair that names a record of neither list cannot be found by anybody: it is left out, and said.
    """
    rows = [tuple(row.values()) for row in rows_of(path)]
    if not rows or lefts is None or rights is None:
        return {row[:2] for row in rows if len(row) >= 2}  # type: ignore[misc]
    width = min(len(row) for row in rows)
    if width < 2:
        raise Unreadable(f"{path} needs two columns: the key of each record of a pair.")
    left = _column_of(rows, width, set(lefts), besides=None)
    right = _column_of(rows, width, set(rights), besides=left)
    pairs = {(row[left], row[right]) for row in rows}
    kept = {pair for pair in pairs if pair[0] in lefts and pair[1] in rights}
    _say(len(pairs) - len(kept), path, "that name a record of neither list")
    return kept


def _column_of(rows: list[tuple[str, ...]], width: int, keys: set[str], *, besides: int | None) -> int:
    """The column whose values are most often keys of these records; the first of several."""
    places = [place for place in range(width) if place != besides]
    return max(places, key=lambda place: (sum(row[place] in keys for row in rows), -place))


def _say(count: int, path: Path, what: str) -> None:
    if count:
        print(f"{path.name}: {count} rows {what} are left out")
