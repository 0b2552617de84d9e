"""Whether people can apply now, and how long they still can: dates in, one of six words out.

Plain Python. Deadlines are kept in Belgian time, to the minute, and the last minute still counts.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")
SOON_DAYS, HOT_DAYS = 14, 10
_MINUTE = timedelta(minutes=1)
_LAST_MINUTE = time(23, 59)


class Status(StrEnum):
    """What a call is at a given moment."""

    OPEN = "open"
    CLOSING_SOON = "closing_soon"
    PERMANENT = "permanent"
    UPCOMING = "upcoming"
    UNKNOWN = "unknown"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """People surely can apply now."""
        return self in _OPEN


_OPEN = frozenset({Status.OPEN, Status.CLOSING_SOON, Status.PERMANENT})


class Dated(Protocol):
    """What has an opening, a closing, or is said to be permanent; None: nobody said."""

    @property
    def opens_at(self) -> datetime | None: ...

    @property
    def closes_at(self) -> datetime | None: ...

    @property
    def is_permanent(self) -> bool | None: ...


class Unit(StrEnum):
    """How the time left is told."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class TimeLeft(NamedTuple):
    """The time until the deadline in the unit people use for such a span."""

    unit: Unit
    number: int


def end_of_day(day: date) -> datetime:
    """The last minute of this day in Belgium: what a closing day without an hour means."""
    return datetime.combine(day, _LAST_MINUTE, tzinfo=ZONE)


def start_of_day(day: date) -> datetime:
    """The first minute of this day in Belgium."""
    return datetime.combine(day, time(), tzinfo=ZONE)


def whole_minute(moment: datetime) -> datetime:
    """The minute a moment lies in."""
    return moment.replace(second=0, microsecond=0)


def is_over(closes_at: datetime, now: datetime) -> bool:
    """Whether the last minute that counts has passed."""
    return now.astimezone(ZONE).timestamp() >= (whole_minute(closes_at).timestamp() + _MINUTE.total_seconds())


def days_left(closes_at: datetime, now: datetime) -> int:
    """How many midnights in Belgium lie between now and the deadline; 0 on the last day, then negative."""
    return (closes_at.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days


def status_of(call: Dated, now: datetime) -> Status:
    """The status at a moment. A past closing date outweighs everything; without any date nobody knows."""
    if call.closes_at is not None and is_over(call.closes_at, now):
        return Status.CLOSED
    if call.opens_at is not None and call.opens_at.timestamp() > now.timestamp():
        return Status.UPCOMING
    if call.closes_at is not None:
        return Status.CLOSING_SOON if days_left(call.closes_at, now) <= SOON_DAYS else Status.OPEN
    return Status.PERMANENT if call.is_permanent else Status.UNKNOWN


def is_hot(closes_at: datetime | None, now: datetime) -> bool:
    """Whether the deadline is less than ten days away."""
    return closes_at is not None and not is_over(closes_at, now) and days_left(closes_at, now) < HOT_DAYS


def time_left(closes_at: datetime, now: datetime) -> TimeLeft:
    """Minutes and hours on the last day, days for four weeks, then weeks, months and years."""
    days = max(days_left(closes_at, now), 0)
    if days == 0:
        seconds = whole_minute(closes_at).timestamp() + _MINUTE.total_seconds() - now.timestamp()
        hours, minutes = max(int(seconds // 3600), 0), max(int(seconds // 60), 0)
        return TimeLeft(Unit.HOURS, hours) if hours else TimeLeft(Unit.MINUTES, minutes)
    if days < 28:
        return TimeLeft(Unit.DAYS, days)
    if days < 26 * 7:
        return TimeLeft(Unit.WEEKS, round(days / 7))
    if days < 730:
        return TimeLeft(Unit.MONTHS, round(days / 30.44))
    return TimeLeft(Unit.YEARS, round(days / 365.25))


def year_of_edition(edition: str) -> int | None:
    """The latest year an edition names ("1/2023", "2021-2022"), or None."""
    words = "".join(c if c.isdigit() else " " for c in edition).split()
    years = [int(word) for word in words if len(word) == 4 and word.startswith("20")]
    return max(years, default=None)
