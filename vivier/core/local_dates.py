"""`__date` on a moment, faster on SQLite: the same day, mostly without a call back into Python."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField
from django.db.models.functions import TruncDate

_WEEK = timedelta(days=7)
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class LocalDate(TruncDate):
    """The day of a moment on the clocks of a time zone.

    SQLite knows no time zones: Django has Python tell the day of every row. Where the day is the same with
    the smallest and with the largest offset the zone ever had, that is the day and SQLite finds it alone;
    only the rows in between (two hours of the day in Brussels) are asked of Python.
    """

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Any]:
        """Return the SQL; PostgreSQL has its own, and an unknown zone is left to Django."""
        exact, exact_params = super().as_sql(compiler, connection)
        name = self.get_tzname()
        bounds = _bounds(name) if name else None
        if bounds is None:
            return exact, exact_params
        moment, params = compiler.compile(self.lhs)
        low, high = (f"date({moment}, '{seconds:+d} seconds')" for seconds in bounds)
        sql = f"CASE WHEN {low} = {high} THEN {low} ELSE {exact} END"
        return sql, (*params, *params, *params, *exact_params)


@lru_cache(maxsize=32)
def _bounds(name: str) -> tuple[int, int] | None:
    """Return the smallest and the largest offset of a zone in seconds, looked at week by week."""
    try:
        zone = ZoneInfo(name)
    except (KeyError, ValueError):
        return None
    offsets, moment = set(), _FIRST
    while moment < _LAST:
        offsets.add(int(moment.astimezone(zone).utcoffset().total_seconds()))  # type: ignore[union-attr]
        moment += _WEEK
    # SQLite rounds to the thousandth of a second: one second more on each side keeps that out of the day.
    return min(offsets) - 1, max(offsets) + 1


def register() -> None:
    """Put it in the place of Django's `__date`."""
    DateTimeField.register_lookup(LocalDate)
