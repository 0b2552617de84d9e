"""Queries whose SQL is made once, for pages that are asked for all day long."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.dateparse import parse_date

# Stands for the key while the SQL is made; no row has it.
_KEY = -987_654_321


class Prepared:
    """A `values_list` query that differs only by one key from call to call.

    Making the SQL of a union takes Django ten times longer than the database takes to answer it. Rows come
    as the database gives them: ask for texts and numbers, read dates and JSON with the functions below.
    """

    def __init__(self, build: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, key: int) -> list[tuple[Any, ...]]:
        """Return the rows that belong to the key."""
        sql, parameters = self._made.get(connection.vendor) or self._make(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if value == _KEY else value for value in parameters])
            return list(cursor.fetchall())

    def _make(self, vendor: str) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = self._build(_KEY).query.sql_with_params()
        self._made[vendor] = sql, tuple(parameters)
        return self._made[vendor]


def as_date(value: Any) -> date | None:
    """Read a date that the database gave as a date, as a text, or not at all."""
    return parse_date(value) if isinstance(value, str) and value else value or None


def as_json(value: Any) -> Any:
    """Read a JSON value that the database gave as a text or as it is."""
    return json.loads(value) if isinstance(value, str) else value
