"""Rows that a source says should exist, compared with those that do, and written in bulk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

Row = Mapping[str, Any]
BATCH = 500


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of one model that a source knows; `links` are foreign keys, given by the target's code."""

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    rows: Sequence[Row]
    links: Mapping[str, type[models.Model]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change: rows to create, rows to change (with their primary key), and how many stay."""

    table: Table
    new: Sequence[Row]
    changed: Sequence[tuple[int, Row]]
    unchanged: int


def compare(table: Table) -> Difference:
    """Say what the source adds and changes; rows that the source does not name are left alone."""
    existing = _existing(table)
    new: list[Row] = []
    changed: list[tuple[int, Row]] = []
    for row in table.rows:
        known = existing.get(tuple(row[name] for name in table.key))
        if known is None:
            new.append(row)
        elif any(known[1][name] != value for name, value in row.items()):
            changed.append((known[0], row))
    return Difference(table, new, changed, len(table.rows) - len(new) - len(changed))


def write(difference: Difference) -> None:
    """Create and change what a comparison found. The caller holds the transaction."""
    table = difference.table
    targets = {name: _codes(model) for name, model in table.links.items()}
    manager = table.model._default_manager
    manager.bulk_create([table.model(**_resolved(row, targets)) for row in difference.new], batch_size=BATCH)
    if difference.changed:
        rows = [table.model(pk=pk, **_resolved(row, targets)) for pk, row in difference.changed]
        names = [name for name in difference.changed[0][1] if name not in table.key]
        manager.bulk_update(rows, names, batch_size=BATCH)


def _existing(table: Table) -> dict[tuple[Any, ...], tuple[int, dict[str, Any]]]:
    if not table.rows:
        return {}
    names = list(table.rows[0])
    columns = [f"{name}__code" if name in table.links else name for name in names]
    found = {}
    for pk, *values in table.model._default_manager.values_list("pk", *columns):
        row = dict(zip(names, values, strict=True))
        found[tuple(row[name] for name in table.key)] = (pk, row)
    return found


def _codes(model: type[models.Model]) -> dict[str, int]:
    pairs: Iterable[tuple[str, int]] = model._default_manager.values_list("code", "pk")
    return dict(pairs)


def _resolved(row: Row, targets: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Turn the codes of a row's links into primary keys."""
    values = dict(row)
    for name, codes in targets.items():
        code = values.pop(name)
        values[f"{name}_id"] = codes[code] if code else None
    return values
