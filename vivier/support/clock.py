"""Working days where the team works: which days count, and when a delay is over. Plain Python.

A delay of n working days that starts at a moment ends with the n-th working day after the day of that
moment in Brussels, that last day included; the same for what arrives on a day off.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Europe/Brussels")
_SATURDAY = 5


@lru_cache(maxsize=64)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("BE", years=year))


def day_of(moment: datetime) -> date:
    """The day in Brussels of an aware moment."""
    return moment.astimezone(ZONE).date()


def is_working_day(day: date) -> bool:
    """Monday to Friday without the public holidays of Belgium."""
    return day.weekday() < _SATURDAY and day not in _days_off(day.year)


def working_days_after(day: date) -> Iterator[date]:
    """The working days that follow a day, in order, without end."""
    while True:
        day += timedelta(days=1)
        if is_working_day(day):
            yield day


def last_day(moment: datetime, days: int) -> date:
    """The last day, included, of a delay of so many working days (at least 1) that starts at this moment."""
    if days < 1:
        raise ValueError(f"A delay takes at least one working day, not {days}.")
    following = working_days_after(day_of(moment))
    return [next(following) for _count in range(days)][-1]


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and with `end`; 0 when `end` is not later."""
    count = 0
    for day in working_days_after(start):
        if day > end:
            return count
        count += 1
    return count  # pragma: no cover -- the iterator has no end
