"""Read the labelled sets: two sources and their matches, and the sets others publish."""

import csv
from collections.abc import Iterator
from pathlib import Path

from vivier.directory.duplicates.records import Record

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "eval" / "er"


_FIELDS = ("number", "street", "postal_code", "city", "country", "domain", "email", "phone")


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            yield {key.strip(): (value or "").strip() for key, value in row.items() if key}


def read_source(path: Path) -> list[Record]:
    """Read a source: the first column is the key, then `name` and, when there, `granting_body`."""
    records = []
    for row in rows_of(path):
        key = next(iter(row.values()))
        known = {
            name: row[name] for name in ("street", "postal_code", "city", "phone", "number") if name in row
        }
        extra = {"granting_department": row["granting_body"]} if row.get("granting_body") else {}
        records.append(Record(key, row["name"], extra=extra, **known))
    return records


def read_matches(path: Path) -> set[tuple[str, str]]:
    """Read pairs of keys: the first two columns."""
    return {tuple(list(row.values())[:2]) for row in rows_of(path)}
