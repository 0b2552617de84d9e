"""Rows as they are kept in a snapshot, exact to the microsecond, and back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from vivier.core.rows import insert_rows

# The values of one row by column attribute, as JSON can hold them.
Copy = dict[str, Any]
_PLAIN = (type(None), bool, int, float, str)


def copy_of(row: models.Model) -> Copy:
    """Return all columns of a row; what JSON cannot hold is written as its field writes it."""
    return {field.attname: _kept(field, row) for field in row._meta.concrete_fields}


def _kept(field: Any, row: models.Model) -> Any:
    value = field.value_from_object(row)
    if isinstance(field, models.JSONField) or isinstance(value, _PLAIN):
        return value
    return field.value_to_string(row)


def value_of(model: type[models.Model], attname: str, kept: Any) -> Any:
    """Return a kept value as its field holds it."""
    field: Any = next(one for one in model._meta.concrete_fields if one.attname == attname)
    return field.to_python(kept)


def differs(row: models.Model, kept: Mapping[str, Any]) -> bool:
    """Say whether a row is no longer what was kept of it; both may name some of the columns only."""
    now = copy_of(row)
    return any(now[attname] != value for attname, value in kept.items())


def write_back(model: type[models.Model], copies: Iterable[Copy]) -> int:
    """Insert rows as they were, under the keys they had; the caller saw to it that nothing is in the way."""
    columns: list[Any] = list(model._meta.concrete_fields)
    rows = ([_restored(field, copy) for field in columns] for copy in copies)
    return insert_rows(model, [field.name for field in columns], rows)


def _restored(field: Any, copy: Mapping[str, Any]) -> Any:
    """A column younger than the copy holds its default."""
    return field.to_python(copy[field.attname]) if field.attname in copy else field.get_default()
